"""One target judged: by a number, a grade, a change against an earlier value, or over several reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.compare.matching import Promised, Told, closest, matches, scale_in, sentence_of
from cdcs_parse.compare.measure import measure, time_gap
from cdcs_parse.compare.periods import RATES, is_same, told, years_of
from cdcs_parse.compare.reasons import amount, explain, explain_grade, grade_words, refuse
from cdcs_parse.compare.results import Measured, Refused
from cdcs_parse.compare.verdicts import GRADES, VERDICT_WORDS, Requirement, judge, judge_grade, requirement
from cdcs_parse.model.comparison import Verdict
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import total
from cdcs_parse.model.wording import number, rounded
from cdcs_parse.text import fold

_EXACTLY = re.compile(r"(?<!\w)(?:đúng|giữ nguyên|giữ ổn định)(?:\s(?:số|mức|có|là))?\s*$")
_ORDER: tuple[Verdict, ...] = ("missed", "met", "exceeded")


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one target: verdict, result in its measure, what was required, and the arithmetic."""

    verdict: Verdict
    reason: str
    result: Decimal | str | None = None
    required: Fraction | None = None
    fact: Fact | None = None
    told: Told | None = None
    others: tuple[tuple[Told, Fact], ...] = ()
    measured: Measured | None = None


def answer(promised: Promised, answering: Sequence[Told], chain: Sequence[Told], catalog: Catalog) -> Answer:
    """Judge one target by the reports that speak of its time; `chain` is searched for the base of a change."""
    concept = catalog.indicators.get(promised.indicator or "")
    if concept is None:
        return Answer("no_result", refuse("no_result", "chưa nhận ra chỉ tiêu này trong danh mục nên không tìm được kết quả"))
    if promised.kind == "grade":
        return _by_grade(promised, answering, concept)
    if isinstance(promised.value, str):
        return Answer("not_comparable", refuse("not_comparable", "chỉ tiêu không có số"))
    if promised.change:
        return _by_change(promised, answering[-1], chain, concept, catalog)
    asked = requirement(
        promised.comparator,
        Fraction(promised.value),
        None if promised.high is None else Fraction(promised.high),
        better=concept.better,
        percent=promised.kind == "percent",
        exactly=promised.comparator == "eq" and bool(_EXACTLY.search(promised.before)),
    )
    answers = [_judged(promised, asked, measure(promised, one, concept, catalog)) for one in answering]
    return answers[0] if len(answers) == 1 else _over_reports(promised, asked, answers, concept, catalog)


def _judged(promised: Promised, asked: Requirement, measured: Measured | Refused, base: str = "") -> Answer:
    if isinstance(measured, Refused):
        return Answer(measured.verdict, refuse(measured.verdict, measured.reason), fact=measured.fact, told=measured.told)
    required = asked.scaled(measured.factor)
    verdict = judge(measured.interval, required)
    return Answer(
        verdict,
        explain(promised, asked, required, measured, verdict, base),
        measured.value,
        required.high if required.high is not None and Fraction(measured.value) > required.high else required.value,
        measured.fact,
        measured.told,
        measured.others,
        measured,
    )


def _over_reports(
    promised: Promised, asked: Requirement, answers: Sequence[Answer], concept: Indicator, catalog: Catalog
) -> Answer:
    """A target of several years against yearly reports: year by year, or their sum where every year is told."""
    judged = [a for a in answers if a.measured is not None]
    if promised.per == "year" and judged:
        weakest = min(judged, key=lambda a: _ORDER.index(a.verdict))
        if len(judged) == 1:
            return weakest
        years = ", ".join(f"{told(a.told.period)}: {number(a.result)}" for a in judged if a.told and isinstance(a.result, Decimal))
        return replace(weakest, reason=f"Xét từng năm ({years}); {weakest.reason[0].lower()}{weakest.reason[1:]}")
    if promised.due is None or concept.time != "flow" or promised.kind not in ("count", "money", "frequency"):
        return answers[-1]
    yearly = [
        measure(replace(promised, due=a_told.period), a_told, concept, catalog)
        for a_told in (a.told for a in answers)
        if a_told is not None
    ]
    sums = [m for m in yearly if isinstance(m, Measured)]
    if len(sums) < years_of(promised.due) or len(sums) < 2:
        return answers[-1]
    value = sum((Fraction(m.value) for m in sums), Fraction(0))
    words = f"{' + '.join(number(m.value) for m in sums)} = {number(value)}"
    others = tuple((m.told, m.fact) for m in sums[:-1])
    whole = Measured(total(m.interval for m in sums), rounded(value), sums[-1].fact, sums[-1].told, words, others=others)
    return _judged(promised, asked, whole)


def _by_grade(promised: Promised, answering: Sequence[Told], concept: Indicator) -> Answer:
    """Ratings within one scale; of several years the worst counts for a yearly target, else the last."""
    found: list[tuple[Told, Fact]] = []
    gap = None
    for one in answering:
        for fact in matches(one, concept.id, promised.dimensions):
            if fact.kind != "grade":
                continue
            reason = time_gap(promised, fact, one, concept)
            if reason is None:
                found.append((one, fact))
            else:
                gap = (reason, fact, one)
    if not found:
        if gap is None:
            return Answer("no_result", refuse("no_result", "báo cáo sau không nêu xếp loại"))
        return Answer("not_comparable", refuse("not_comparable", gap[0]), fact=gap[1], told=gap[2])
    if promised.per not in RATES:
        last = closest(promised.due, [f for _, f in found])
        found = [(one, f) for one, f in found if f in last]
    for one, fact in found:
        scale = _scale_of(one, fact)
        asked_scale = promised.scale or scale_in(fold(promised.passage.sentence))
        if scale and asked_scale and scale != asked_scale:
            reason = (
                f"thang xếp loại khác nhau, chỉ tiêu “{grade_words(str(promised.value), asked_scale)}”, "
                f"kết quả “{grade_words(str(fact.value), scale)}”"
            )
            return Answer("not_comparable", refuse("not_comparable", reason), str(fact.value), fact=fact, told=one)
    known = [(one, f) for one, f in found if str(f.value) in GRADES]
    if not known or str(promised.value) not in GRADES:
        return Answer(
            "not_comparable", refuse("not_comparable", "mức xếp loại không có trong thang"), fact=found[0][1], told=found[0][0]
        )
    one, fact = min(known, key=lambda pair: GRADES.index(str(pair[1].value)))
    verdict = judge_grade(str(fact.value), str(promised.value))
    notes: tuple[str, ...] = ()
    if promised.per in RATES and promised.due is not None and len(known) < years_of(promised.due):
        told_years = sorted({told(f.period) for _, f in known if f.period is not None})
        notes = (f"chỉ có xếp loại của {', '.join(told_years)}",)
    shown = explain_grade(promised, str(fact.value), _scale_of(one, fact), verdict, notes)
    others = tuple((o, f) for o, f in known if f is not fact)
    return Answer(verdict, shown, str(fact.value), fact=fact, told=one, others=others)


def _scale_of(one: Told, fact: Fact) -> str | None:
    return fact.scale or scale_in(fold(fact.span.text)) or scale_in(fold(sentence_of(one.report, fact)))


def _by_change(promised: Promised, one: Told, chain: Sequence[Told], concept: Indicator, catalog: Catalog) -> Answer:
    """ "Giảm 20% so với năm 2023": at most 80 % of what 2023 had; the base is named."""
    plain = replace(promised, kind="money" if "money" in concept.kinds else "count", change=None, unit=None)
    measured = measure(plain, one, concept, catalog)
    if isinstance(measured, Refused):
        return _judged(promised, requirement("ge", Fraction(0)), measured)
    base = _base(plain, one, chain, concept, catalog)
    if base is None:
        words = "không thấy số của kỳ trước để làm gốc so sánh"
        return Answer("not_comparable", refuse("not_comparable", words), fact=measured.fact, told=measured.told)
    start = Fraction(base.value)
    if start == 0:
        words = "số của kỳ trước bằng 0, không tính được mức tăng, giảm"
        return Answer("not_comparable", refuse("not_comparable", words), fact=measured.fact, told=measured.told)
    step = Fraction(promised.value) if not isinstance(promised.value, str) else Fraction(0)
    step = start * step / 100 if promised.kind == "percent" else step
    less = promised.change == "decrease"
    limit = start - step if less else start + step
    asked = Requirement("le" if less else "ge", limit, lower=less, capped=limit == 0)
    verdict = judge(measured.interval, asked)
    unit = measured.fact.unit or "" if measured.fact.kind != "money" else "đồng"
    plain = replace(plain, unit=unit)
    shown = f"{'giảm' if less else 'tăng'} {number(Decimal(promised.value), 2)}{'%' if promised.kind == 'percent' else ''}"
    reason = (
        f"Thực hiện {amount(measured.value, plain)}; chỉ tiêu {shown} so với {amount(base.value, plain)} "
        f"của {told(base.told.period)}, tức {'không quá' if less else 'ít nhất'} {amount(limit, plain)}: {VERDICT_WORDS[verdict]}."
    )
    others = (*measured.others, (base.told, base.fact))
    return Answer(verdict, reason, measured.value, limit, measured.fact, measured.told, others, measured)


def _base(plain: Promised, one: Told, chain: Sequence[Told], concept: Indicator, catalog: Catalog) -> Measured | None:
    """The value before: of the report that promised, or what the later report quotes of the year before."""
    for earlier in reversed([t for t in chain if t is not one and t.period and one.period and t.period.end < one.period.end]):
        assert earlier.period is not None  # noqa: S101 (filtered above)
        if concept.time == "flow" and one.period and years_of(earlier.period) != years_of(one.period):
            continue
        found = measure(replace(plain, due=earlier.period), earlier, concept, catalog)
        if isinstance(found, Measured):
            return found
    own = [f for f in one.own.get(concept.id, ()) if f.period and one.period and f.period.end < one.period.end]
    for fact in own:
        if fact.period is not None and not is_same(fact.period, one.period or fact.period):
            found = measure(replace(plain, due=fact.period), one, concept, catalog)
            if isinstance(found, Measured):
                return found
    return None
