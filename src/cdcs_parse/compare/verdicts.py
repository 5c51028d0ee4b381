"""Whether a result satisfies a target: pure arithmetic on intervals, and grades within one scale."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cdcs_parse.model.comparison import Comparison, Declared, Verdict
from cdcs_parse.model.interval import Interval, exact
from cdcs_parse.model.quantity import Comparator

Sense = Literal["ge", "gt", "le", "lt", "eq", "range"]
GRADES = ("failed", "completed", "good", "excellent")
VERDICT_WORDS: dict[Verdict, str] = {
    "met": "đạt",
    "exceeded": "vượt",
    "missed": "không đạt",
    "no_result": "chưa có kết quả",
    "not_comparable": "không so sánh được",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a target asks of the result: `value` is exact, `high` the upper end of a range.

    `capped` marks what cannot be exceeded (zero, 100 %); `lower` that less is better.
    """

    sense: Sense
    value: Fraction
    high: Fraction | None = None
    capped: bool = False
    lower: bool = False

    def scaled(self, factor: Fraction) -> Requirement:
        """The same over `factor` periods: two a year are ten in five years."""
        high = None if self.high is None else self.high * factor
        return Requirement(self.sense, self.value * factor, high, self.capped, self.lower)


def requirement(
    comparator: Comparator,
    value: Fraction,
    high: Fraction | None = None,
    *,
    better: Literal["higher", "lower", "none"] = "higher",
    percent: bool = False,
    exactly: bool = False,
) -> Requirement:
    """The requirement that the words of a target make.

    A bare number is at least that, or at most that where less is better; zero is zero; a range is a range.
    """
    lower = better == "lower" or comparator in ("le", "lt")
    capped = value == 0 or (percent and value == 100)
    if high is not None:
        return Requirement("range", value, high, lower=better == "lower")
    if exactly or (value == 0 and comparator in ("eq", "approx")):
        return Requirement("eq", value, capped=True, lower=lower)
    if comparator in ("ge", "gt", "le", "lt"):
        sense: Sense = comparator
        return Requirement(sense, value, capped=capped and comparator in ("ge", "le"), lower=comparator in ("le", "lt"))
    return Requirement("le" if lower else "ge", value, capped=capped, lower=lower)


def judge(result: Interval, asked: Requirement) -> Verdict:
    """met when some value of `result` satisfies `asked`, exceeded when all of them lie beyond it, else missed."""
    point = exact(asked.value)
    above, below = point.is_below(result), result.is_below(point)
    match asked.sense:
        case "range":
            top_passed = exact(asked.high if asked.high is not None else asked.value).is_below(result)
            beyond, failed = (below, top_passed) if asked.lower else (top_passed, below)
        case "ge":
            beyond, failed = above, below
        case "gt":
            beyond, failed = above, result.high is not None and result.high <= asked.value
        case "le":
            beyond, failed = below, above
        case "lt":
            beyond, failed = below, result.low is not None and result.low >= asked.value
        case "eq":
            beyond, failed = False, above or below
    if failed:
        return "missed"
    return "exceeded" if beyond and not asked.capped else "met"


def judge_grade(result: str, target: str) -> Verdict:
    """Grades of one scale: the target or better; the best grade cannot be exceeded."""
    rank, asked = GRADES.index(result), GRADES.index(target)
    return "missed" if rank < asked else "exceeded" if rank > asked else "met"


def contradicts(declared: Declared | None, verdict: Verdict) -> bool:
    """True when the report calls reached what its figures miss, missed what they reach, or exceeded what they only meet."""
    if declared is None or verdict in ("no_result", "not_comparable"):
        return False
    if declared == "exceeded":
        return verdict != "exceeded"
    return (declared == "missed") != (verdict == "missed")


def contradiction(comparison: Comparison) -> str | None:
    """The contradiction between declared and computed in one Vietnamese sentence, none when there is none."""
    if not comparison.contradicted or comparison.declared is None:
        return None
    said, found = VERDICT_WORDS[comparison.declared], VERDICT_WORDS[comparison.verdict]
    return f"Báo cáo nêu “{said}” nhưng theo số liệu là “{found}”: {comparison.reason}"
