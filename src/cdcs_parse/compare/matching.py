"""What was promised, what a report tells, and which of its figures speak of the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from cdcs_parse.model.comparison import Passage
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.quantity import Comparator, Kind, Per, Scale
from cdcs_parse.model.report import Report
from cdcs_parse.text import fold

# Breakdowns that one report writes and the next leaves out for the same thing ("đối thoại định kỳ", "đối thoại").
# Those left out here part a whole (sex, fund, grade …): a figure without them is another figure.
SOFT = frozenset(
    (
        "dialogue",
        "examination",
        "build",
        "source",
        "insurance",
        "location",
        "raise",
        "agreement",
        "inspection",
        "subject",
        "complaint",
    )
)
# concepts whose figure answers for the wider one where that is not told: what is recognised was proposed
_NARROWER = {"innovations": "innovations_recognised", "emulation_fighters": "grassroots_emulation_fighters"}
# concepts of women by themselves
_OF_WOMEN = frozenset(("two_skills_women", "two_skills_women_registered", "women_leaders"))
_VM = re.compile(r"(?<!\w)(?:vững mạnh|vmxs|vm|khá|trung bình|yếu)(?!\w)")
_HT = re.compile(r"(?<!\w)(?:hoàn thành|htxsnv|httnv|htnv|khtnv|htxs|htt)(?!\w)")


@dataclass(frozen=True, slots=True)
class Promised:
    """One target, from a report or a file. `before` and `after` are the folded words of its clause around the figure."""

    indicator: str | None
    dimensions: Mapping[str, str]
    kind: Kind
    value: Decimal | str
    comparator: Comparator
    due: Period | None
    passage: Passage
    as_written: str
    high: Decimal | None = None
    per: Per | None = None
    unit: str | None = None
    scale: Scale | None = None
    before: str = ""
    after: str = ""
    change: Literal["increase", "decrease"] | None = None
    fact: Fact | None = None
    report: Report | None = None


@dataclass(slots=True)
class Told:
    """A report's figures by concept: of the unit itself, and of its parts (rows of a table)."""

    report: Report
    period: Period | None
    own: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    targets: list[Fact] = field(default_factory=list)
    quoted: list[Fact] = field(default_factory=list)


def tell(report: Report) -> Told:
    """Sort the figures of a report by what they are."""
    told = Told(report, report.header.period.value if report.header.period else None)
    for fact in report.facts:
        if fact.kind == "flag":
            continue
        if fact.role == "target":
            told.targets.append(fact)
        elif fact.role == "prior_target":
            told.quoted.append(fact)
        elif fact.indicator is not None:
            (told.own if fact.organization is None else told.parts)[fact.indicator].append(fact)
    return told


def clause_of(report: Report, fact: Fact) -> tuple[str, str]:
    """The folded words of its line before a figure, and of its clause behind it; semicolons and line ends part clauses.

    What stands before a semicolon still tells of whom a percent speaks: "90% đoàn viên đạt …; 15% đạt …".
    """
    sentence = fact.sentence or fact.span
    start, end = min(sentence.start, fact.span.start), max(sentence.end, fact.span.end)
    before = fold(report.text[start : fact.span.start])
    after = fold(report.text[fact.span.end : end])
    return before.rpartition("\n")[2], re.split(r"[;\n]", after)[0]


def sentence_of(report: Report, fact: Fact) -> str:
    """The sentence of a figure on one line."""
    sentence = fact.sentence or fact.span
    start, end = min(sentence.start, fact.span.start), max(sentence.end, fact.span.end)
    return " ".join(report.text[start:end].split())


def passage_of(report: Report, fact: Fact) -> Passage:
    """Where a figure stands."""
    return Passage.model_validate(passage_values(report, fact))


def passage_values(report: Report, fact: Fact) -> dict[str, Any]:
    """The fields of the Passage of a figure, for a model that holds it."""
    return {
        "report": report.source.name,
        "span": fact.span,
        "sentence": sentence_of(report, fact),
        "section": fact.section,
        "fact": fact.id,
    }


def matches(told: Told, indicator: str, dimensions: Mapping[str, str]) -> list[Fact]:
    """The unit's own figures of the concept with this breakdown, the closest match only.

    Soft breakdowns may be missing on either side; where the closest figures differ in one soft breakdown only, all
    of them are given: they are its parts.
    """
    ranked: dict[int, list[Fact]] = defaultdict(list)
    for fact in told.own.get(indicator, ()):
        rank = _distance(indicator, dimensions, fact.dimensions)
        if rank is not None:
            ranked[rank].append(fact)
    best, *others = (ranked[rank] for rank in sorted(ranked)) if ranked else [[]]
    for parts in others:
        # a number that is smaller than one of its own parts is no total: its breakdown was not understood
        if all(f.dimensions.items() > dimensions.items() for f in parts) and _most(parts, "count") > _most(best, "count") > 0:
            return parts
    return best


def _most(facts: Sequence[Fact], kind: str) -> Decimal:
    """The largest value among figures that are all of one kind; 0 otherwise."""
    values = [f.value for f in facts if f.kind == kind and f.per is None and isinstance(f.value, Decimal)]
    return max(values) if values and len(values) == len(facts) else Decimal(0)


def _distance(indicator: str, asked: Mapping[str, str], found: Mapping[str, str]) -> int | None:
    distance = 0
    for dimension in asked.keys() | found.keys():
        if asked.get(dimension) == found.get(dimension):
            continue
        both = dimension in asked and dimension in found
        lenient = dimension in SOFT or (dimension == "sex" and indicator in _OF_WOMEN)
        # what a CĐCS tells without a level is of its own, the base level
        lenient = lenient or (dimension == "level" and "base" in (asked.get(dimension), found.get(dimension)))
        if both or not lenient:
            return None
        distance += 1
    return distance


def narrower(indicator: str) -> str | None:
    """A concept whose figure is part of this one's and may answer for it."""
    return _NARROWER.get(indicator)


def wider(told: Told, indicator: str, dimensions: Mapping[str, str]) -> Iterator[Fact]:
    """Figures of the whole that a hard breakdown is part of: all accidents, for fatal ones."""
    for fact in told.own.get(indicator, ()):
        if fact.dimensions.items() < dimensions.items():
            yield fact


def graded(told: Told, indicator: str, dimensions: Mapping[str, str]) -> dict[str, list[Fact]]:
    """Figures by grade, the rest of the breakdown being as asked."""
    rest = {d: v for d, v in dimensions.items() if d != "grade"}
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in told.own.get(indicator, ()):
        grade = fact.dimensions.get("grade")
        if grade and _distance(indicator, rest, {d: v for d, v in fact.dimensions.items() if d != "grade"}) == 0:
            found[grade].append(fact)
    return found


def scale_in(words: str) -> Scale | None:
    """The rating scale that folded words use: vững mạnh … (vm), hoàn thành … (ht); none when both or neither stand there."""
    old, new = _VM.search(words), _HT.search(words)
    if bool(old) == bool(new):
        return None
    return "vm" if old else "ht"


def is_attendance(fact: Fact) -> bool:
    """True for "lượt người": occurrences, of which one person may have several."""
    return bool(fact.unit) and fold(fact.unit or "").startswith("lượt")


def same_promise(one: Promised, other: Promised) -> bool:
    """True when a quoted old target is the one promised before: same concept, breakdown and measure."""
    if one.indicator is None or one.indicator != other.indicator or one.change != other.change:
        return False
    if _distance(one.indicator, one.dimensions, other.dimensions) is None:
        return False
    return measure_kind(one.kind) == measure_kind(other.kind) and one.per == other.per


def measure_kind(kind: Kind) -> str:
    """count and frequency are one measure, percent and ratio another."""
    return {"frequency": "count", "ratio": "percent", "number": "count"}.get(kind, kind)


def closest(period: Period | None, facts: Sequence[Fact]) -> list[Fact]:
    """Facts whose own period ends last, but not after `period`."""
    dated = [f for f in facts if f.period is not None and (period is None or f.period.end <= period.end)]
    if not dated:
        return list(facts)
    last = max(f.period.end for f in dated if f.period is not None)
    return [f for f in dated if f.period is not None and f.period.end == last]
