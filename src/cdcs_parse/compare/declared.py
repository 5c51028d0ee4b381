"""What a report says of its own targets: reached, exceeded, missed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cdcs_parse.compare.matching import clause_of
from cdcs_parse.model.comparison import Declared
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report

_GOAL = r"(?:\s(?:các|so với|mức))*\s(?:chỉ tiêu|kế hoạch|nghị quyết)"
_MISSED = re.compile(rf"(?<!\w)(?:chưa|không) (?:đạt|hoàn thành)(?: được)?{_GOAL}")
_EXCEEDED = re.compile(rf"(?<!\w)vượt(?: mức)?(?:\s[\d.,]+\s?%)?{_GOAL}")
_MET = re.compile(rf"(?<!\w)(?:đạt|hoàn thành|đảm bảo){_GOAL}")
_NO_EXCESS = re.compile(r"(?<!\w)(?:không|chưa) vượt|vượt quá|đạt và vượt")


def declared_by(report: Report, quoted: Iterable[Fact], results: Iterable[Fact]) -> Declared | None:
    """What the report declares: by the outcome of a quoted target, else by words behind the result itself."""
    for fact in quoted:
        if fact.outcome is not None:
            if fact.outcome == "met" and _says_exceeded("".join(clause_of(report, fact))):
                return "exceeded"
            return fact.outcome
    for fact in results:
        words = clause_of(report, fact)[1]
        if _MISSED.search(words):
            return "missed"
        if _EXCEEDED.search(words):
            return "exceeded"
        if _MET.search(words):
            return "met"
    return None


def _says_exceeded(words: str) -> bool:
    return bool(re.search(r"(?<!\w)vượt(?!\w)", words)) and not _NO_EXCESS.search(words)
