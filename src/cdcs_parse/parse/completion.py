"""What the line gives the figures read from it: comparators behind, money without a unit, what amounts are spread over."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cdcs_parse.parse.clauses import Zone, zones_of
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.modifiers import close_comparators
from cdcs_parse.parse.per import spread
from cdcs_parse.parse.resolved import Resolved


def complete(line: Line, figures: Sequence[Figure], governors: Sequence[Line]) -> list[Zone]:
    """Complete `figures`, sorted by place, and return their zones; `governors` are the lines above that spread amounts."""
    close_comparators(line, figures)
    zones = zones_of(line, figures)
    paid = [f for f, z in zip(figures, zones, strict=True) if _looks_like_money(line, f, z)]
    for figure in paid:
        figure.kind, figure.unit, figure.inferred = "money", "VND", (*figure.inferred, "unit")
    if paid:  # where the words between two figures part hangs on their kinds
        zones = zones_of(line, figures)
    spread(line, [Resolved(f, z) for f, z in zip(figures, zones, strict=True)], governors)
    return zones


def _looks_like_money(line: Line, figure: Figure, zone: Zone) -> bool:
    """ "với tổng kinh phí: 6.750.000": no unit, money words before it, and an amount no head count reaches."""
    if figure.kind != "number" or not isinstance(figure.value, Decimal) or figure.value < 10_000:
        return False
    return bool(line.said(*zone.before, "money_words"))
