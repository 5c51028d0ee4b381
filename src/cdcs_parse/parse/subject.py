"""Tells the kind of report, the period reported on and the period planned for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cdcs_parse.catalog.loader import Catalog
from cdcs_parse.model.base import quote
from cdcs_parse.model.fact import Period
from cdcs_parse.model.report import KindField, PeriodField, ReportKind
from cdcs_parse.parse.letterhead import begins, holds
from cdcs_parse.parse.periods import Dated, find_dates, period_of, year_in

Where = Literal["title", "heading", "closing", "intro", "body"]
_Found = tuple[Period, int, int]

_KINDS: dict[str, ReportKind] = {
    "school_year": "school_year", "half_year": "half_year", "months": "annual", "quarter": "quarter", "month": "month",
    "year": "annual", "term": "term", "years": "term",
}  # fmt: skip
_BARE_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/-]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text that may state kind and period; `role` is that of a heading."""

    where: Where
    start: int
    end: int
    role: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about, each with its place."""

    kind: tuple[ReportKind, int, int] | None = None
    period: _Found | None = None
    plan: _Found | None = None

    def kind_field(self, text: str) -> KindField | None:
        """The kind with its evidence."""
        return KindField(value=self.kind[0], span=quote(text, self.kind[1], self.kind[2])) if self.kind else None

    def period_field(self, text: str) -> PeriodField | None:
        """The period reported on, with its evidence."""
        return _period_field(self.period, text)

    def plan_field(self, text: str) -> PeriodField | None:
        """The period planned for, with its evidence."""
        return _period_field(self.plan, text)


@dataclass(frozen=True, slots=True)
class _Said:
    """A date in a stretch, and whether the words before it speak of plans."""

    dated: Dated
    planned: bool
    where: Where


def read_subject(folded: str, stretches: Sequence[Stretch], intro: tuple[int, int], catalog: Catalog) -> Subject:
    """Read kind and periods: by the title first, then headings, closing sentence and opening paragraphs."""
    title = next((s for s in stretches if s.where == "title"), None)
    said = [d for stretch in stretches for d in _dates_of(folded, stretch, catalog)]
    words = folded[title.start : title.end] if title else ""
    if title and begins(words, catalog.header["resolution_title"].phrases):
        period, plan = _terms(folded, said)
        return Subject(("resolution", title.start, title.end), period, plan)
    kind, strongest = _kind(said, words, catalog)
    if kind is None:
        return Subject()
    evidence = (
        (title.start, title.end)
        if title and any(d.where == "title" for d in strongest)
        else (strongest[0].dated.start, strongest[0].dated.end)
    )
    if kind == "term":
        period, plan = _terms(folded, said)
        return Subject((kind, *evidence), period, plan)
    wanted = strongest[0].dated.kind
    period, plan = _period_and_plan(
        [d for d in said if d.dated.kind == wanted or (wanted == "year" and d.dated.kind == "year")], said
    )
    if kind == "school_year" and period and (stated := _stated(folded, intro, period[0], catalog)):
        period = stated
    if (
        kind == "annual"
        and words
        and holds(words, catalog.header["thematic_subject"].phrases)
        and not holds(words, catalog.header["general_subject"].phrases)
    ):
        kind = "thematic"
    return Subject((kind, *evidence), period, plan)


def _dates_of(folded: str, stretch: Stretch, catalog: Catalog) -> list[_Said]:
    dates = list(find_dates(folded, stretch.start, stretch.end))
    if stretch.where in ("title", "closing", "heading"):
        taken = [(d.start, d.end) for d in dates]
        for found in _BARE_YEAR.finditer(folded, stretch.start, stretch.end):
            if not any(start < found.end() and found.start() < end for start, end in taken):
                dates.append(Dated(found.start(), found.end(), "year", found[0]))
        dates.sort(key=lambda d: d.start)
    dates = [d for d in dates if d.kind in _KINDS and d.iso]
    planned_from = _planned_from(folded, stretch, dates, catalog)
    return [_Said(d, stretch.role == "target" or d.start >= planned_from, stretch.where) for d in dates]


def _planned_from(folded: str, stretch: Stretch, dates: Sequence[Dated], catalog: Catalog) -> int:
    """Where a title turns from results to plans: at the first plan word behind a date."""
    if stretch.where not in ("title", "closing") or not dates:
        return stretch.end
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, catalog.header["plan"].phrases)) + r")(?!\w)")
    found = pattern.search(folded, dates[0].end, stretch.end)
    return found.start() if found else stretch.end


def _kind(said: Sequence[_Said], title: str, catalog: Catalog) -> tuple[ReportKind | None, list[_Said]]:
    """The kind by the strongest stretch that names a period, and the dates that say so."""
    if holds(title, catalog.header["congress"].phrases):
        terms = [d for d in said if d.dated.kind in ("term", "years")]
        if terms:
            return "term", terms
    for where in ("title", "heading", "closing", "intro", "body"):
        here = [d for d in said if d.where == where]
        results = [d for d in here if not d.planned] or here
        for kinds in (("school_year",), ("half_year",), ("quarter",), ("month",), ("months", "year"), ("term",), ("years",)):
            chosen = [d for d in results if d.dated.kind in kinds]
            # a month or a year in running text dates an event; only titles and headings speak of the report
            if chosen and (
                where in ("title", "closing")
                or (where == "heading" and kinds != ("month",))
                or kinds in (("school_year",), ("term",))
            ):
                return _KINDS[chosen[0].dated.kind], chosen
    return None, []


def _period_and_plan(same: Sequence[_Said], said: Sequence[_Said]) -> tuple[_Found | None, _Found | None]:
    order: tuple[Where, ...] = ("title", "heading", "closing", "intro", "body")
    period: _Found | None = None
    plan: _Found | None = None
    for where in order:
        here = [d for d in same if d.where == where]
        others = [year for d in said if d.where == where and (year := year_in(d.dated))]
        for d in here:
            value = period_of(d.dated, others[-1] if others else _any_year(said))
            if value is None:
                continue
            found = (value, d.dated.start, d.dated.end)
            if not d.planned and period is None and where != "intro":
                period = found
            elif d.planned and plan is None and (period is None or value.start > period[0].start):
                plan = found
    if period is None:
        period, plan = plan, None
    if period and plan and plan[0].start <= period[0].start:
        plan = None
    return period, plan


def _any_year(said: Sequence[_Said]) -> int | None:
    return next((year for d in said if (year := year_in(d.dated))), None)


_TELLS = re.compile(r"(?:tổng kết|kết quả)(?:(?!đại hội|phương hướng)[^.;])*\Z")


def _terms(folded: str, said: Sequence[_Said]) -> tuple[_Found | None, _Found | None]:
    """The past term and the new one: by title and headings, the past one of a resolution by its body."""
    strong = [d for d in said if d.where in ("title", "heading") and d.dated.kind in ("term", "years")]
    everywhere = [d for at in _term_places(folded[:60_000]) for d in find_dates(folded, at, at + 60) if d.kind == "term" and d.iso]
    starts = sorted({str(d.dated.iso) for d in strong})
    if not starts:
        weak = [d for d in said if d.dated.kind == "term"] or [_Said(d, False, "body") for d in everywhere]
        starts = sorted({str(d.dated.iso) for d in weak})[-2:]
    if not starts:
        return None, None
    planned = [str(d.dated.iso) for d in strong if d.planned]
    new = max(planned) if planned else starts[-1]
    past = [iso for iso in starts if iso < new and iso[:4] < new[:4]]
    if not past:
        before = Counter(str(d.iso) for d in everywhere if str(d.iso) < new and _end(str(d.iso)) <= int(new[:4]) + 1)
        # the term before the new one ends where that begins; the word of the body counts only when it fits
        fitting = [iso for iso in before if abs(_end(iso) - int(new[:4])) <= 1]
        past = [max(fitting, key=lambda iso: (before[iso], iso))] if fitting else []
    # "Tổng kết hoạt động công đoàn nhiệm kỳ 2018 - 2023" tells of its term, "Đại hội … nhiệm kỳ 2023 - 2028" of the new one
    named = [d for d in strong if d.where == "title"]
    told = any(_TELLS.search(folded, max(0, d.dated.start - 90), d.dated.start) for d in named)
    if not past and not planned and len(starts) == 1 and (told or not named):
        return _found_term(new, said, everywhere), None
    return (_found_term(past[-1], said, everywhere) if past else None), _found_term(new, said, everywhere)


def _end(iso: str) -> int:
    return int(iso.rpartition("/")[2])


def _found_term(iso: str, said: Iterable[_Said], everywhere: Iterable[Dated]) -> _Found | None:
    for dated in (*(s.dated for s in said if s.dated.kind in ("term", "years")), *everywhere):
        if dated.iso == iso and (period := period_of(dated)):
            return period, dated.start, dated.end
    return None


def _stated(folded: str, intro: tuple[int, int], period: Period, catalog: Catalog) -> _Found | None:
    """The dates of a school year where the report states them: "số liệu tính từ ngày 05/9/2022 đến ngày 31/5/2023"."""
    stretch = folded[intro[0] : intro[1]]
    for phrase in catalog.header["stated_dates"].phrases:
        at = stretch.find(phrase)
        if at < 0:
            continue
        days = [d for d in find_dates(folded, intro[0] + at, min(intro[1], intro[0] + at + 120)) if d.kind == "day" and d.iso]
        if len(days) >= 2 and period.start[:4] == str(days[0].iso)[:4] and period.end[:4] == str(days[1].iso)[:4]:
            return Period(start=str(days[0].iso), end=str(days[1].iso)), days[0].start, days[1].end
    return None


def _period_field(found: _Found | None, text: str) -> PeriodField | None:
    return PeriodField(value=found[0], span=quote(text, found[1], found[2])) if found else None


def _term_places(folded: str) -> Iterator[int]:
    """Where "nhiệm kỳ" stands: searching for the words first is twenty times faster than trying every date form."""
    at = folded.find("nhiệm")
    while at >= 0:
        yield at
        at = folded.find("nhiệm", at + 1)
