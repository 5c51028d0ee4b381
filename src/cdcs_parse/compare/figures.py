"""The one figure of a report for a concept, a breakdown and a time, where it tells several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.interval import Interval, exact, interval_of

Measure = Literal["count", "money", "percent", "frequency", "level", "grade", "flag"]
_MEASURES: Mapping[str, Measure] = {
    "count": "count", "ratio": "count", "money": "money", "percent": "percent", "frequency": "frequency", "level": "level",
    "grade": "grade", "flag": "flag",
}  # fmt: skip


class Slot(NamedTuple):
    """What a figure is of: concept, breakdown, how it is measured, and per what."""

    indicator: str
    dimensions: tuple[tuple[str, str], ...]
    measure: Measure
    per: str | None = None


class Stated(NamedTuple):
    """What a report tells for a slot and a time: one fact, or several that contradict each other (`fact` is None then)."""

    fact: Fact | None
    others: tuple[Fact, ...] = ()

    @property
    def disputed(self) -> str | None:
        """The different values in words, None where there is one."""
        if self.fact is not None:
            return None
        return "báo cáo nêu nhiều con số khác nhau: " + "; ".join(dict.fromkeys(f.as_written for f in self.others))


def figures_of(facts: Iterable[Fact], indicator: str | None = None) -> dict[tuple[Slot, str, str], Stated]:
    """The reporting unit's own results by slot, first and last day.

    Targets, rows of subordinate units and figures without a concept are no results of the unit.
    """
    groups: dict[tuple[Slot, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.indicator is None or fact.role != "actual" or fact.organization is not None or fact.period is None:
            continue
        if indicator is not None and fact.indicator != indicator:
            continue
        dimensions = tuple(sorted(fact.dimensions.items())) if fact.dimensions else ()
        slot = Slot(fact.indicator, dimensions, _MEASURES[fact.kind], fact.per)
        groups[slot, fact.period.start, fact.period.end].append(fact)
    return {key: _one(group) for key, group in groups.items()}


def _one(facts: Sequence[Fact]) -> Stated:
    """The most exact of figures that agree; none where two cannot both be right."""
    if len(facts) == 1:
        return Stated(facts[0])
    if any(not overlap(a, b) for i, a in enumerate(facts) for b in facts[i + 1 :]):
        return Stated(None, tuple(facts))
    best = min(facts, key=lambda f: (f.comparator != "eq", f.resolution or Decimal(1), f.span.start))
    return Stated(best, tuple(f for f in facts if f is not best))


def overlap(one: Fact, other: Fact) -> bool:
    """Whether two figures of one slot can be the same value, each as exact as it is written."""
    if isinstance(one.value, str) or isinstance(other.value, str):
        return one.value == other.value
    return _interval(one).overlaps(_interval(other))


def _interval(fact: Fact) -> Interval:
    # a of a ratio a/b stands here for what was counted, not for its share
    return exact(Fraction(fact.value)) if fact.kind == "ratio" and isinstance(fact.value, Decimal) else interval_of(fact)


def size_of(
    period: Period, figures: Mapping[tuple[Slot, str, str], Stated], besides: str | None = None
) -> Decimal | None:
    """The unit's size on the same time, for weighing and for finding peers: its members, else its staff.

    `besides` is the one of the two that the other is looked for.
    """
    for concept in ("union_members", "workforce"):
        if concept == besides:
            continue
        told = figures.get((Slot(concept, (), "count"), period.start, period.end))
        if told is not None and told.fact is not None and isinstance(told.fact.value, Decimal):
            return told.fact.value
    return None
