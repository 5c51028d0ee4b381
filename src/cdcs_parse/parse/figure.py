"""A quantity of a line on its way to become a fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from cdcs_parse.model.quantity import Comparator, Kind, Per


@dataclass(slots=True)
class Figure:
    """A quantity of a line on its way to become a fact. `core` is the number, `start`-`end` number and unit."""

    start: int
    end: int
    core: int
    kind: Kind
    value: Decimal | str
    step: Decimal | None
    denominator: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    unit_id: str | None = None
    unit_class: str | None = None
    comparator: Comparator = "eq"
    per: Per | None = None
    lead: int = -1
    scale: str | None = None
    zero: bool = False
    inferred: tuple[str, ...] = ()
    alternatives: tuple[Decimal, ...] = ()
    notes: list[str] = field(default_factory=list)
