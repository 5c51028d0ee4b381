"""Nests the bullets of one section and finds the line that governs each of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from cdcs_parse.model.base import Span
from cdcs_parse.model.report import Item


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list sign: as nesting sees it, and Word's level where the sign is automatic."""

    sign: str
    level: int | None

    @property
    def shown(self) -> str:
        """The sign as a place or an item shows it: one of - + * •, or a bracketed number."""
        return {"o": "•", "**": "*"}.get(self.sign, self.sign)


@dataclass(slots=True)
class _Open:
    place: int
    bullet: Bullet
    item: _Draft


@dataclass(slots=True)
class _Draft:
    label: str
    span: Span
    children: list[_Draft] = field(default_factory=list)


class Lists:
    """The lists of one section. `orders` is shared by the document: pairs of signs, the first seen above the second."""

    def __init__(self, orders: set[tuple[str, str]]) -> None:
        self._orders = orders
        self._open: list[_Open] = []
        self._lead: int | None = None
        self._led: Bullet | None = None
        self._tops: list[_Draft] = []

    def plain(self, place: int, leads: bool, *, table: bool) -> int | None:
        """A block that is no bullet ends the lists above it, and may lead the next one. Returns its parent."""
        parent = self._lead if table and not self._open else None
        self._open.clear()
        if not table:
            self._lead, self._led = (place if leads else None), None
        return parent

    def bullet(self, place: int, bullet: Bullet, span: Span) -> int | None:
        """Add a bullet; returns the block that governs it."""
        while self._open and not self._is_above(self._open[-1].bullet, bullet):
            self._open.pop()
        draft = _Draft(bullet.shown, span)
        if self._open:
            above = self._open[-1]
            self._orders.add((above.bullet.sign, bullet.sign))
            above.item.children.append(draft)
            parent: int | None = above.place
        else:
            self._tops.append(draft)
            parent = self._governor(bullet)
        self._open.append(_Open(place, bullet, draft))
        return parent

    def _governor(self, bullet: Bullet) -> int | None:
        """The line before the list, for the bullets of the level it leads: a higher sign that follows has left it."""
        if self._led is None:
            self._led = bullet
        elif self._led.sign != bullet.sign and self._is_above(bullet, self._led):
            self._lead = None
        return self._lead

    def _is_above(self, upper: Bullet, lower: Bullet) -> bool:
        if upper.level is not None and lower.level is not None:
            return upper.level < lower.level
        if upper.sign == lower.sign:
            return False
        if any(seen.bullet.sign == lower.sign for seen in self._open):
            return False
        return (lower.sign, upper.sign) not in self._orders

    def items(self) -> tuple[Item, ...]:
        """The bullets as a tree."""
        return tuple(_frozen(draft) for draft in self._tops)


def _frozen(draft: _Draft) -> Item:
    return Item(label=draft.label, span=draft.span, children=tuple(_frozen(child) for child in draft.children))
