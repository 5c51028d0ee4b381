"""What a check function hands back, and how it writes figures and sums for an officer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from cdcs_parse.model.comparison import Passage
from cdcs_parse.model.fact import Fact

MILLION = 1_000_000


@dataclass(frozen=True)
class Hit:
    """One place where a rule does not hold.

    `blamed` are the figures of which one is likely wrong, `previous` the places in the report of the time before.
    """

    fields: Mapping[str, str]
    facts: Sequence[Fact] = ()
    spans: Sequence[tuple[int, int]] = ()
    arithmetic: str | None = None
    severity: Literal["error", "warning", "info"] | None = None
    blamed: Sequence[Fact] = field(default=())
    previous: Sequence[Passage] = ()


def number(value: Fraction | Decimal | int, digits: int = 2) -> str:
    """Vietnamese writing: 1.234.567 and 88,46; at most `digits` decimals, rounded half up."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    sign = "-" if exact < 0 and whole else ""
    head, tail = divmod(whole, 10**digits)
    grouped = f"{head:,}".replace(",", ".")
    decimals = f"{tail:0{digits}d}".rstrip("0") if digits else ""
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


@lru_cache(maxsize=64)
def phrases_in(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases of a rule as whole words; one of no phrase finds nothing."""
    words = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)")


def value_of(fact: Fact) -> Fraction:
    """The number of a figure; the upper part a of a ratio a/b."""
    return _fraction(fact.value) if not isinstance(fact.value, str) else Fraction(0)


@lru_cache(maxsize=8192)
def _fraction(value: Decimal) -> Fraction:
    return Fraction(value)


def in_millions(facts: Sequence[Fact]) -> bool:
    """True when a sum of these is better read in triệu đồng, because they are written so."""
    return (
        bool(facts)
        and all(f.kind == "money" for f in facts)
        and any((f.resolution or 0) >= 1000 for f in facts)
        and all(value_of(f) % 1000 == 0 for f in facts)
    )


def written(value: Fraction, facts: Sequence[Fact]) -> str:
    """A value in the way the figures beside it are written: triệu đồng, đồng, or plain."""
    if not any(f.kind == "money" for f in facts):
        return number(value)
    return f"{number(value / MILLION, 4)} triệu đồng" if in_millions(facts) else f"{number(value)} đồng"


def shown(fact: Fact) -> str:
    """A figure as written, on one line."""
    return " ".join(fact.span.text.split())


def added(parts: Sequence[Fact], minus: Sequence[Fact] = (), around: Sequence[Fact] = ()) -> tuple[str, Fraction]:
    """ "20 + 21 + 5 - 3" and its value, in the unit of all figures concerned."""
    everything = [*parts, *minus, *around]
    scale = MILLION if in_millions(everything) else 1
    words = " + ".join(number(value_of(p) / scale, 4) for p in parts)
    words += "".join(f" - {number(value_of(m) / scale, 4)}" for m in minus)
    return words, sum(map(value_of, parts), Fraction(0)) - sum(map(value_of, minus), Fraction(0))


def equation(parts: Sequence[Fact], stated: Fact, minus: Sequence[Fact] = ()) -> str:
    """ "20 + 21 + 5 = 46, không phải 45"."""
    words, value = added(parts, minus, [stated])
    everything = [*parts, *minus, stated]
    return f"{words} = {written(value, everything)}, không phải {written(value_of(stated), everything)}"
