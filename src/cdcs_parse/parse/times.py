"""The time a figure tells of, where its own words name one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cdcs_parse.model.fact import Period
from cdcs_parse.model.report import Header
from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lines import Line

_YEAR = re.compile(
    r"(?<![^\W_])(?:năm|quyết toán năm|cuối năm|đến năm)\s+((?:19|20)[0-9]{2})(?![0-9])(?!\s?[-/]\s?(?:19|20)?[0-9]{2})"
)
_LABEL = re.compile(r"\s*(?:\([^()]*\))?\s*[:(]")
# between a year and the number it dates stand only such words: "năm 2019 có 12", "năm 2022 đạt 12,4 triệu"
_NEAR = re.compile(
    r"\s*(?:đều\s+)?(?:có|đạt|là|được|còn|xếp loại|đạt danh hiệu|khoảng|gần|trên|hơn|ước)?\s*(?:[:(]\s*)?(?:có|đạt|là)?\s*"
)
# "từ 8,9 triệu đồng/người/tháng năm 2020 lên 13,6 triệu đồng/người/tháng năm 2024;"
_BEHIND = re.compile(r"\s+(?:trong\s+|vào\s+)?năm\s+((?:19|20)[0-9]{2})(?=\s*(?:lên|xuống|[;,.)]|$))")
_IN_HEADING = re.compile(r"\(\s*năm\s+((?:19|20)[0-9]{2})\s*\)")


def year_period(year: int) -> Period:
    """The calendar year."""
    return Period(start=f"{year}-01-01", end=f"{year}-12-31")


def a_year_before(period: Period | None, header: Header) -> Period | None:
    """The same days one year earlier ("cùng kỳ"): of `period`, else of the report's own."""
    base = period or (header.period.value if header.period else None)
    if base is None or period is not None:
        return period
    return Period(
        start=f"{int(base.start[:4]) - 1}{base.start[4:]}", end=f"{int(base.end[:4]) - 1}{base.end[4:].replace('-02-29', '-02-28')}"
    )


def period_stated(line: Line, figure: Figure, zone: Zone, header: Header, headings: Sequence[Line] = ()) -> Period | None:
    """The year a label before the figure names: "Quyết toán năm 2023 (…): Tồn đầu kỳ …", "năm 2019 có 12".

    A year named in passing ("so với năm 2023", "Tết năm 2024") is none; nor is the report's own year. A heading
    "Tài chính (năm 2024)" dates what stands below it.
    """
    own = header.period.value if header.period else None
    best = _labelled(line, figure) or _beside(line, figure, zone, own) or _behind(line, figure, own) or _opening(line, zone, own)
    if best is None and headings:
        found = _IN_HEADING.search(headings[0].folded, headings[0].start, headings[0].end)
        best = int(found.group(1)) if found else None
    if best is None:
        return None
    period = year_period(best)
    return None if own is not None and own == period else period


def _labelled(line: Line, figure: Figure) -> int | None:
    best = None
    for match in _YEAR.finditer(line.folded, max(line.start, figure.start - 1500), figure.start):
        tail = _LABEL.match(line.folded, match.end(1), figure.start)
        opening = not line.folded[line.start : match.start()].strip(" -+*•")
        bracket = line.folded[match.start() - 1 : match.start()] == "("
        if (tail and not bracket) or (opening and "," in line.folded[match.end(1) : match.end(1) + 2]):
            before = line.folded[max(line.start, match.start() - 12) : match.start()]
            if "so với" not in before and "kỳ" not in before[-4:]:
                best = int(match.group(1))
    tail_match = re.match(r"\s*\(\s*năm\s+((?:19|20)[0-9]{2})\s*\)", line.folded[figure.end : line.end])
    return int(tail_match.group(1)) if tail_match else best


def _beside(line: Line, figure: Figure, zone: Zone, own: Period | None) -> int | None:
    """ "năm 2018 có 9, năm 2019 có 12": the year right before the number."""
    start = figure.begin
    for match in _YEAR.finditer(line.folded, zone.sentence[0], start):
        if _NEAR.fullmatch(line.folded, match.end(1), start):
            before = line.folded[max(line.start, match.start() - 10) : match.start()]
            year = int(match.group(1))
            if "so với" in before or "từ" in before.split() or "cùng kỳ" in before:
                return None
            return year if own is None or str(year) <= own.end[:4] else None
    return None


def _behind(line: Line, figure: Figure, own: Period | None) -> int | None:
    """The year right behind an amount or percent, in a report of several years."""
    if own is None or int(own.end[:4]) - int(own.start[:4]) < 2 or figure.kind not in ("money", "percent"):
        return None
    match = _BEHIND.match(line.folded, figure.end, line.end)
    return int(match.group(1)) if match and own.start[:4] <= match.group(1) <= own.end[:4] else None


def _opening(line: Line, zone: Zone, own: Period | None) -> int | None:
    """ "Năm 2022, có 03 tổ …": in a report of several years the year at the head of a sentence dates all of it."""
    if own is None or int(own.end[:4]) - int(own.start[:4]) < 2:
        return None
    match = _YEAR.match(line.folded, zone.sentence[0], zone.sentence[1])
    if match is None or line.folded[match.end(1) : match.end(1) + 1] not in (",", ":"):
        return None
    return int(match.group(1)) if own.start[:4] <= match.group(1) <= own.end[:4] else None
