"""The time a figure tells of, where its own words name one."""

from __future__ import annotations

import re

from cdcs_parse.model.fact import Period
from cdcs_parse.model.report import Header
from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.figures import Figure
from cdcs_parse.parse.lines import Line

_YEAR = re.compile(
    r"(?<![^\W_])(?:năm|quyết toán năm|cuối năm|đến năm)\s+((?:19|20)[0-9]{2})(?![0-9])(?!\s?[-/]\s?(?:19|20)?[0-9]{2})"
)
_LABEL = re.compile(r"\s*(?:\([^()]*\))?\s*[:(]")


def year_period(year: int) -> Period:
    """The calendar year."""
    return Period(start=f"{year}-01-01", end=f"{year}-12-31")


def period_stated(line: Line, figure: Figure, zone: Zone, header: Header) -> Period | None:
    """The year a label before the figure names: "Quyết toán năm 2023 (…): Tồn đầu kỳ …", "năm 2019: 12".

    A year named in passing ("so với năm 2023", "Tết năm 2024") is none; nor is the report's own year.
    """
    best = None
    for match in _YEAR.finditer(line.folded, line.start, figure.start):
        tail = _LABEL.match(line.folded, match.end(1), figure.start)
        opening = not line.folded[line.start : match.start()].strip(" -+*•")
        bracket = line.folded[match.start() - 1 : match.start()] == "("
        if tail or (opening and "," in line.folded[match.end(1) : match.end(1) + 2]) or bracket:
            before = line.folded[max(line.start, match.start() - 12) : match.start()]
            if "so với" not in before:
                best = int(match.group(1))
    tail_match = re.match(r"\s*\(\s*năm\s+((?:19|20)[0-9]{2})\s*\)", line.folded[figure.end : zone.sentence[1]])
    if tail_match:
        best = int(tail_match.group(1))
    if best is None:
        return None
    own = header.period.value if header.period else None
    period = year_period(best)
    return None if own is not None and own == period else period
