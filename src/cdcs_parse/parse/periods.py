"""Reads dates and periods: days, months, quarters, half years, years, school years, terms."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from cdcs_parse.model.fact import Period

DateKind = Literal["day", "day_month", "month", "months", "quarter", "half_year", "school_year", "term", "years", "year"]

_YEAR = r"(?:19|20)\d\d"
_PATTERN = re.compile(
    rf"""
    (?:ngày\s{{0,3}})?(?<!\d)(?P<d1>\d{{1,2}})\s{{0,3}}tháng\s{{0,3}}(?P<m1>\d{{1,2}})\s{{0,3}}năm\s{{0,3}}(?P<y1>{_YEAR})(?!\d)
    |(?<![\d/.,-])(?P<d2>\d{{1,2}})\s?(?P<sep>[/.-])\s?(?P<m2>\d{{1,2}})\s?(?P=sep)\s?(?P<y2>\d{{4}})(?!\d|[/.,]\d)
    |(?<!\w)năm\s{{1,3}}học\s{{0,3}}:?\s{{0,3}}(?P<sa>{_YEAR})\s{{0,3}}[-/]\s{{0,3}}(?P<sb>{_YEAR})(?!\d)
    |(?<!\w)nhiệm\s{{1,3}}kỳ\s{{0,3}}(?:[ivx]{{1,6}}\s{{0,3}})?[(,:]?\s{{0,3}}(?P<ta>{_YEAR})\s{{0,3}}-\s{{0,3}}(?P<tb>{_YEAR})(?!\d)
    |(?<![\d/.,-])(?P<ya>{_YEAR})\s{{0,3}}-\s{{0,3}}(?P<yb>{_YEAR})(?![\d/-])
    |(?<!\w)(?:6|06|sáu)\s{{1,3}}tháng\s{{1,3}}(?P<half>đầu|cuối)(?:\s{{1,3}}năm(?!\s{{1,3}}học))?(?:\s{{0,3}}[,(]?\s{{0,3}}(?P<hy>{_YEAR}))?(?!\w)
    |(?<!\w)(?P<count>\d{{1,2}}|ba|chín)\s{{1,3}}tháng\s{{1,3}}(?P<edge>đầu|cuối)(?:\s{{1,3}}năm(?!\s{{1,3}}học))?(?:\s{{0,3}}[,(]?\s{{0,3}}(?P<ey>{_YEAR}))?(?!\w)
    |(?<!\w)(?P<span>\d{{1,2}}|ba|chín)\s{{1,3}}tháng\s{{1,3}}năm\s{{1,3}}(?P<cy>{_YEAR})(?!\d)
    |(?<!\w)quý\s{{1,3}}(?P<q>iv|i{{1,3}}|[1-4])(?!\w)(?:\s{{0,3}}(?:/|-|,|năm)?\s{{0,3}}(?P<qy>{_YEAR})(?!\d))?
    |(?<!\w)tháng\s{{1,3}}(?P<m3>\d{{1,2}})\s{{0,3}}(?:/|-|\.|,?\s{{0,3}}năm)\s{{0,3}}(?P<y3>{_YEAR})(?!\d)
    |(?<!\w)tháng\s{{1,3}}(?P<m4>\d{{1,2}})(?![\d/])
    |(?<![\d/.,-])(?P<m5>\d{{1,2}})/(?P<y5>{_YEAR})(?![\d/])
    |(?<![\d/.,-])(?P<d6>\d{{1,2}})/(?P<m6>\d{{1,2}})(?![\d/%]|[.,]\d)
    |(?<!\w)năm\s{{1,3}}(?P<y6>{_YEAR})(?!\d)
    """,
    re.VERBOSE,
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"ba": 3, "chín": 9}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or period as written: its place, its kind, and its value; None for a day that does not exist.

    `iso` is 2024-12-05 (day), --12-05 (day_month), 2024-07 or --07 (month), 2024-M09 (its first nine
    months), 2024-L03 (its last three),
    2024-Q3 or Q3, 2024-H1 or H1, 2023/2024 (school_year, term, years), 2024 (year).
    """

    start: int
    end: int
    kind: DateKind
    iso: str | None


def find_dates(folded: str, start: int = 0, end: int | None = None) -> tuple[Dated, ...]:
    """All dates and periods in `folded[start:end]`, day first. "45/46" is none; "02/02" may be one: the context decides."""
    found = (_read(m) for m in _PATTERN.finditer(folded, start, len(folded) if end is None else end))
    return tuple(dated for dated in found if dated is not None)


def _read(m: re.Match[str]) -> Dated | None:
    at = m.span()
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if m[day]:
            return Dated(*at, "day", day_iso(int(m[year]), int(m[month]), int(m[day])))
    if m["d6"]:
        day_number, month_number = int(m["d6"]), int(m["m6"])
        if not (1 <= day_number <= 31 and 1 <= month_number <= 12):
            return None
        leap = day_iso(2024, month_number, day_number)
        return Dated(*at, "day_month", f"-{leap[4:]}" if leap else None)
    if m["sa"]:
        return Dated(*at, "school_year", _interval(m["sa"], m["sb"]))
    if m["ta"]:
        return Dated(*at, "term", _interval(m["ta"], m["tb"]))
    if m["ya"]:
        return Dated(*at, "years", _interval(m["ya"], m["yb"]))
    if m["half"]:
        return Dated(*at, "half_year", _with_year(m["hy"], "H1" if m["half"] == "đầu" else "H2"))
    if m["count"] or m["span"]:
        return _months(at, m["count"] or m["span"], m["edge"], m["ey"] or m["cy"])
    if m["q"]:
        return Dated(*at, "quarter", _with_year(m["qy"], f"Q{_QUARTERS[m['q']]}"))
    for month, year in (("m3", "y3"), ("m5", "y5")):
        if m[month]:
            return Dated(*at, "month", f"{m[year]}-{int(m[month]):02d}" if 1 <= int(m[month]) <= 12 else None)
    if m["m4"]:
        return Dated(*at, "month", f"--{int(m['m4']):02d}") if 1 <= int(m["m4"]) <= 12 else None
    return Dated(*at, "year", m["y6"])


def _months(at: tuple[int, int], written: str, edge: str | None, year: str | None) -> Dated | None:
    count = _COUNTS.get(written) or int(written)
    if count == 6 and edge is None:
        return Dated(*at, "half_year", _with_year(year, "H1"))
    return Dated(*at, "months", _with_year(year, f"{'L' if edge == 'cuối' else 'M'}{count:02d}")) if 1 <= count <= 12 else None


def _interval(first: str, last: str) -> str | None:
    return f"{first}/{last}" if first < last else None


def _with_year(year: str | None, part: str) -> str:
    return f"{year}-{part}" if year else part


def day_iso(year: int, month: int, day: int) -> str | None:
    """A day as ISO date; None for one that the calendar does not have (30/02/2024, 31/4)."""
    if not (1 <= month <= 12 and 1900 <= year <= 2199) or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def period_of(dated: Dated, year: int | None = None) -> Period | None:
    """The stretch of time that `dated` names; `year` stands in where its words leave the year out.

    A school year runs from 1 September to 31 May, a term from 1 January of its first to 31 December of its last year.
    None for days, for what the calendar does not have, and where no year is known.
    """
    if dated.iso is None or dated.kind in ("day", "day_month"):
        return None
    if dated.kind in ("school_year", "term", "years"):
        first, _, last = dated.iso.partition("/")
        if dated.kind == "school_year":
            return Period(start=f"{first}-09-01", end=f"{last}-05-31")
        return Period(start=f"{first}-01-01", end=f"{last}-12-31")
    stated, _, part = dated.iso.rpartition("-")
    if dated.kind == "year":
        return months_of(int(dated.iso), 1, 12)
    stated = stated.strip("-") or (str(year) if year else "")
    if not stated:
        return None
    if dated.kind == "half_year":
        return months_of(int(stated), 1, 6) if part == "H1" else months_of(int(stated), 7, 12)
    if dated.kind == "quarter":
        last_month = 3 * int(part[1:])
        return months_of(int(stated), last_month - 2, last_month)
    if dated.kind == "months":
        count = int(part[1:])
        return months_of(int(stated), 13 - count, 12) if part[0] == "L" else months_of(int(stated), 1, count)
    return months_of(int(stated), int(part), int(part))


def months_of(year: int, first: int, last: int) -> Period:
    """From the first day of one month to the last day of another of the same year."""
    return Period(start=f"{year:04d}-{first:02d}-01", end=f"{year:04d}-{last:02d}-{monthrange(year, last)[1]:02d}")


def year_in(dated: Dated) -> int | None:
    """The first year that `dated` names, if it names one."""
    found = re.match(_YEAR, dated.iso or "")
    return int(found[0]) if found else None
