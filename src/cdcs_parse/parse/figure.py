"""A quantity of a line on its way to become a fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cdcs_parse.model.base import quote
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

    @property
    def begin(self) -> int:
        """Where its words begin: at the comparator before the number, where there is one."""
        return self.lead if self.lead >= 0 else self.start

    def written(self, text: str) -> dict[str, Any]:
        """The fields of a Quantity, as the figure stands in `text`."""
        return {
            "kind": self.kind,
            "value": self.value,
            "denominator": self.denominator,
            "high": self.high,
            "unit": self.unit,
            "comparator": self.comparator,
            "per": self.per,
            "resolution": self.step,
            "as_written": text[min(self.begin, self.start) : self.end],
            "alternatives": self.alternatives,
            "inferred": self.inferred,
            "span": quote(text, self.core, max(self.end, self.core + 1)),
        }
