"""What a report says of its own targets: reached, exceeded, missed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cdcs_parse.compare.matching import clause_of
from cdcs_parse.model.comparison import Declared
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report
from cdcs_parse.text import fold

_GOAL = r"(?:\s(?:các|so với|mức))*\s(?:chỉ tiêu|kế hoạch|nghị quyết)"
_MISSED = re.compile(rf"(?<!\w)(?:chưa|không) (?:đạt|hoàn thành)(?: được)?{_GOAL}")
_EXCEEDED = re.compile(rf"(?<!\w)vượt(?: mức)?(?:\s[\d.,]+\s?%)?{_GOAL}")
_MET = re.compile(rf"(?<!\w)(?:đạt|hoàn thành|đảm bảo){_GOAL}")
# "Kết quả: kết nạp 341 đoàn viên. Vượt.": the verdict in a sentence of its own
_EXCEEDED_LAST = re.compile(r"[.;,:(–-]\s*vượt(?: chỉ tiêu)?[\s.;)]*$")
_NO_EXCESS = re.compile(r"(?<!\w)(?:không|chưa) vượt|vượt quá|đạt và vượt")


def declared_by(report: Report, quoted: Iterable[Fact], results: Iterable[Fact]) -> Declared | None:
    """What the report declares: by the outcome of a quoted target, else by words behind the result itself."""
    for fact in quoted:
        if fact.outcome is not None:
            said = "".join(clause_of(report, fact))
            if fact.outcome == "met" and (_says_exceeded(said) or _EXCEEDED_LAST.search(_rest_of_line(report, fact))):
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


def _rest_of_line(report: Report, fact: Fact) -> str:
    end = report.text.find("\n", fact.span.end)
    return fold(report.text[fact.span.end : end if end >= 0 else len(report.text)])


def _says_exceeded(words: str) -> bool:
    return bool(re.search(r"(?<!\w)vượt(?!\w)", words)) and not _NO_EXCESS.search(words)
