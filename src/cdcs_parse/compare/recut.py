"""A series re-cut to the structure of another day: values carried along the events, what cannot be divided kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cdcs_parse.compare.registry import Registry
from cdcs_parse.model.unit import Event

# stands among the carriers of a value whose unit has no successor (forward) or no forerunner (back)
_NOBODY = "†"


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit reported."""

    unit: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Restated:
    """The value of one unit, or of several that cannot be told apart, in the structure of the day asked for.

    `made_of` are the reported values it is the sum of; `units` has one id, more where a split or merge would have to be
    undone to divide the value, none where the reporting unit has no successor (or forerunner) at all.
    """

    units: tuple[str, ...]
    value: Decimal
    made_of: tuple[Part, ...]
    reason: str

    @property
    def unit(self) -> str | None:
        """The one unit the value belongs to, None where there is not exactly one."""
        return self.units[0] if len(self.units) == 1 else None


@dataclass(frozen=True, slots=True)
class Recut:
    """All values of one day in the structure of another; nothing is lost: `total` is the sum before and after."""

    on: date
    as_of: date
    rows: tuple[Restated, ...]
    total: Decimal

    @property
    def exact(self) -> dict[str, Restated]:
        """The restated values by unit, without what could not be given to one unit."""
        return {row.units[0]: row for row in self.rows if len(row.units) == 1}

    @property
    def undivided(self) -> tuple[Restated, ...]:
        """Values that several units share and nobody can divide."""
        return tuple(row for row in self.rows if len(row.units) > 1)

    @property
    def ended(self) -> tuple[Restated, ...]:
        """Values of units that have no successor (forward) or no forerunner (back) on the day asked for."""
        return tuple(row for row in self.rows if not row.units)

    def by_parent(self, registry: Registry) -> dict[str | None, Decimal]:
        """Sums by the body directly above on `as_of`; None holds what has no unit or no parent then."""
        sums: dict[str | None, Decimal] = defaultdict(Decimal)
        for row in self.rows:
            parents = {spell.parent if (spell := registry.at(unit, self.as_of)) else None for unit in row.units}
            sums[parents.pop() if len(parents) == 1 else None] += row.value
        return dict(sums)


def recut(values: Mapping[str, Decimal], *, on: date, as_of: date, registry: Registry) -> Recut:
    """Carry the values that units reported for the day `on` into the structure of the day `as_of`, forward or back.

    For quantities that add up (the catalogue's `across_units: sum`). A unit that split has its value given to its
    successors together, undivided, unless they came together again; so it is, going back, with a merger.
    Raises ValueError for a unit that did not exist on `on`.
    """
    carriers = carried(values, on=on, as_of=as_of, registry=registry)
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for unit, units in carriers.items():
        groups[units].append(Part(unit, values[unit]))
    rows = [
        Restated(units, sum((p.value for p in parts), Decimal()), tuple(parts), _reason(units, parts, on, as_of))
        for units, parts in sorted(groups.items())
    ]
    total = sum(values.values(), Decimal())
    if sum((row.value for row in rows), Decimal()) != total:
        raise AssertionError(f"re-cut of {on} to {as_of} lost or invented a value")
    return Recut(on, as_of, tuple(rows), total)


def carried(units: Iterable[str], *, on: date, as_of: date, registry: Registry) -> dict[str, tuple[str, ...]]:
    """For each unit of the day `on`, who bears its value on `as_of`: one unit, several together, or nobody.

    Raises ValueError for a unit that did not exist on `on`.
    """
    units = list(units)
    missing = sorted(unit for unit in units if registry.at(unit, on) is None)
    if missing:
        raise ValueError(f"not in the registry on {on}: {', '.join(missing[:5])}")
    carriers = {unit: frozenset((unit,)) for unit in units}
    for moves in _moves(registry.events, on, as_of):
        for unit, bearers in carriers.items():
            if not moves.keys().isdisjoint(bearers):
                carriers[unit] = frozenset(after for before in bearers for after in moves.get(before, (before,)))
    return {unit: tuple(sorted(_existing(bearers, registry, as_of))) for unit, bearers in carriers.items()}


def _moves(events: Iterable[Event], on: date, as_of: date) -> Iterable[dict[str, tuple[str, ...]]]:
    """For each event between the two days, in the order they are met: unit → those its value goes to."""
    if as_of >= on:
        return [_forward(event) for event in events if on < event.day <= as_of]
    return [_back(event) for event in reversed(tuple(events)) if as_of < event.day <= on]


def _forward(event: Event) -> dict[str, tuple[str, ...]]:
    if event.kind in ("merge", "split"):
        return dict.fromkeys(event.units, event.into)
    return dict.fromkeys(event.units, (_NOBODY,)) if event.kind == "dissolve" else {}


def _back(event: Event) -> dict[str, tuple[str, ...]]:
    if event.kind in ("merge", "split"):
        # one that was there before goes into itself as well; `_existing` leaves out those that were not
        return {after: tuple(dict.fromkeys((*event.units, after))) for after in event.into}
    return dict.fromkeys(event.units, (_NOBODY,)) if event.kind == "found" else {}


def _existing(units: Iterable[str], registry: Registry, day: date) -> set[str]:
    """Those there on the day; with a share gone for good, the rest cannot be told from it and stays undivided."""
    units = set(units)
    there = {unit for unit in units if unit != _NOBODY and registry.at(unit, day) is not None}
    return there | {_NOBODY} if there and _NOBODY in units else there


def _reason(units: tuple[str, ...], parts: list[Part], on: date, as_of: date) -> str:
    names = ", ".join(part.unit for part in parts)
    if not units:
        ended = "đã kết thúc trước" if as_of >= on else "chưa có vào"
        return f"{names}: {ended} ngày {as_of:%d/%m/%Y}, không có đơn vị kế thừa"
    if len(units) > 1:
        return f"{names}: không chia được cho {', '.join(u for u in units if u != _NOBODY)} vì báo cáo không nêu riêng"
    if len(parts) == 1 and parts[0].unit == units[0]:
        return "số liệu của chính đơn vị"
    return f"cộng từ {names}"
