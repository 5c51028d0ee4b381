"""What measuring a target gives: a result, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cdcs_parse.compare.matching import Told
from cdcs_parse.model.comparison import Verdict
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import Interval


@dataclass(frozen=True, slots=True)
class Measured:
    """A result: its interval, its value as shown, what it was made of, and by how much the target is to be multiplied."""

    interval: Interval
    value: Decimal
    fact: Fact
    told: Told
    words: str
    factor: Fraction = Fraction(1)
    others: tuple[tuple[Told, Fact], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no result to judge."""

    verdict: Verdict
    reason: str
    fact: Fact | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Figures of a report that speak of the promised thing, and in which time."""

    told: Told
    facts: Sequence[Fact]
    notes: tuple[str, ...] = ()


def amount_of(fact: Fact) -> Fraction:
    """The number of a figure; the upper part of a ratio."""
    return Fraction(fact.value) if not isinstance(fact.value, str) else Fraction(0)
