"""The registry of units over time: who existed when, under which name and parent, and what became of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cdcs_parse.model.unit import Event, Unit, UnitKind

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time, both days included, in which a unit kept its name and parent; None is an open end."""

    unit: str
    name: str
    aliases: tuple[str, ...]
    kind: UnitKind
    sector: str | None
    parent: str | None
    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Contradiction(Exception):
    """What a registry says that cannot be; `row` is ("units" or "events", index), for the reader that knows the lines."""

    def __init__(self, row: tuple[str, int], what: str, hint: str) -> None:
        super().__init__(what)
        self.row, self.what, self.hint = row, what, hint


@dataclass(frozen=True, slots=True)
class Registry:
    """Units by id with their spells in order of time, and the events in order of date; made by `build`."""

    spells: Mapping[str, tuple[Spell, ...]]
    events: tuple[Event, ...]

    def at(self, unit: str, day: date) -> Spell | None:
        """How the unit stood on a day; None when there was no such unit then."""
        return next((s for s in self.spells.get(unit, ()) if s.holds(day)), None)

    def name(self, unit: str, day: date) -> str:
        """How the unit was called on a day; its id when there was no such unit then."""
        spell = self.at(unit, day)
        return spell.name if spell is not None else unit

    def existing(self, day: date) -> Iterator[Spell]:
        """Every unit of that day."""
        return (spell for spells in self.spells.values() for spell in spells if spell.holds(day))

    def ancestors(self, unit: str, day: date) -> Iterator[str]:
        """The bodies above a unit on a day, nearest first."""
        spell = self.at(unit, day)
        while spell is not None and spell.parent is not None:
            yield spell.parent
            spell = self.at(spell.parent, day)

    def is_within(self, part: str, whole: str, day: date) -> bool:
        """Whether one unit stood below the other on a day, at any depth."""
        return whole in self.ancestors(part, day)


def build(units: Sequence[Unit], events: Sequence[Event]) -> Registry:
    """Put rows and events together; raises Contradiction for cycles, overlaps, unknown units and impossible events."""
    spells = _versions(units)
    rows = {unit.id: ("units", index) for index, unit in reversed(list(enumerate(units)))}
    for index, event in sorted(enumerate(events), key=lambda pair: pair[1].day):
        _apply(event, ("events", index), spells)
    _check_parents(spells, rows)
    ordered = tuple(sorted(events, key=lambda event: event.day))
    return Registry({ident: tuple(own) for ident, own in spells.items()}, ordered)


def _versions(units: Sequence[Unit]) -> dict[str, list[Spell]]:
    spells: dict[str, list[Spell]] = {}
    for index, unit in enumerate(units):
        row = ("units", index)
        if unit.start is not None and unit.end is not None and unit.end < unit.start:
            raise Contradiction(row, f"{unit.id} ends on {unit.end}, before it begins", "swap `from` and `to`")
        own = spells.setdefault(unit.id, [])
        spell = Spell(unit.id, unit.name, unit.aliases, unit.kind, unit.sector, unit.parent, unit.start, unit.end)
        if any(_overlap(spell, other) for other in own):
            raise Contradiction(
                row, f"{unit.id}: its validity overlaps that of another row", "let one row end the day before the next"
            )
        own.append(spell)
        own.sort(key=lambda s: s.start or date.min)
    return spells


def _overlap(one: Spell, other: Spell) -> bool:
    latest = max(one.start or date.min, other.start or date.min)
    return latest <= min(one.end or date.max, other.end or date.max)


def _apply(event: Event, row: tuple[str, int], spells: dict[str, list[Spell]]) -> None:
    for ident in (*event.units, *event.into, *filter(None, (event.parent,))):
        if ident not in spells:
            raise Contradiction(row, f"{event.kind} names {ident!r}, which is no unit", "add it under `units`")
    if (event.kind in ("merge", "split")) != bool(event.into):
        raise Contradiction(row, f"{event.kind} {'needs' if not event.into else 'takes no'} `into`", "merge and split have `into`")
    if (event.kind == "rename") != (event.name is not None):
        raise Contradiction(row, f"{event.kind} {'needs' if event.name is None else 'takes no'} `name`", "rename has `name`")
    if (event.kind == "reparent") != (event.parent is not None):
        raise Contradiction(
            row, f"{event.kind} {'needs' if event.parent is None else 'takes no'} `parent`", "reparent has `parent`"
        )
    for ident in event.units:
        _happen(event, row, ident, spells[ident])
    for ident in event.into:
        if ident not in event.units:
            _receive(event, row, ident, spells[ident])


def _happen(event: Event, row: tuple[str, int], ident: str, own: list[Spell]) -> None:
    """Let the event happen to a unit: its spell is cut, or ends, the day before."""
    eve = event.day - _DAY
    if event.kind == "found":
        if own[0].start not in (None, event.day):
            raise Contradiction(
                row, f"{ident} is founded on {event.day}, but begins on {own[0].start}", "keep one of the two dates"
            )
        own[0] = replace(own[0], start=event.day)
        return
    index = next((i for i, s in enumerate(own) if s.holds(eve)), None)
    if index is None:
        # a unit ended by its own `to` the day before is the same statement made twice
        raise Contradiction(row, f"{event.kind} on {event.day} of {ident}, which did not exist then", "check its `from` and `to`")
    spell = own[index]
    if event.kind in ("rename", "reparent"):
        changed = {"name": event.name} if event.kind == "rename" else {"parent": event.parent}
        if not spell.holds(event.day):
            raise Contradiction(row, f"{event.kind} of {ident} on {event.day}, the day after it ended", "check its `to`")
        own[index : index + 1] = [replace(spell, end=eve), replace(spell, start=event.day, **changed)]  # type: ignore[arg-type]
    elif ident not in event.into:
        if spell.end not in (None, eve) or index + 1 < len(own):
            raise Contradiction(row, f"{event.kind} ends {ident} on {eve}, but it goes on after that", "let its `to` be that day")
        own[index] = replace(spell, end=eve)


def _receive(event: Event, row: tuple[str, int], ident: str, own: list[Spell]) -> None:
    """What comes of a merge or split has to be there on the day."""
    if own[0].start is None:
        raise Contradiction(
            row, f"{event.kind} into {ident}, which has no `from`", "say when it began; the day of the event if that made it"
        )
    if own[0].start > event.day:
        raise Contradiction(row, f"{event.kind} into {ident}, which does not exist until {own[0].start}", "check the two dates")
    if not any(s.holds(event.day) for s in own):
        raise Contradiction(row, f"{event.kind} into {ident}, which had ended by {event.day}", "check its `to`")


def _check_parents(spells: Mapping[str, list[Spell]], rows: Mapping[str, tuple[str, int]]) -> None:
    for ident, own in spells.items():
        for spell in own:
            if spell.parent is None:
                continue
            above = spells.get(spell.parent)
            if above is None:
                raise Contradiction(rows[ident], f"{ident}: no unit {spell.parent!r} to be its parent", "add it, or mend the id")
            gap = _uncovered(spell, above)
            if gap is not None:
                raise Contradiction(
                    rows[ident],
                    f"{ident}: its parent {spell.parent} did not exist on {gap}",
                    "add an event: reparent, merge or dissolve",
                )
    for ident, own in spells.items():
        for spell in own:
            day = spell.start or date.min
            path = [ident, *_walk(spells, spell, day)]
            if path[-1] in path[:-1]:
                raise Contradiction(rows[ident], f"{' → '.join(path)}: a circle of parents", "a unit cannot stand above itself")


def _uncovered(spell: Spell, above: Iterable[Spell]) -> date | None:
    """The first day of a spell on which none of the parent's spells holds; None when all is covered."""
    day = spell.start or date.min
    last = spell.end or date.max
    for other in above:
        if (other.start or date.min) > day:
            return day
        if other.end is None or other.end >= last:
            if (other.end or date.max) >= day:
                return None
        elif other.end >= day:
            day = other.end + _DAY
    return day


def _walk(spells: Mapping[str, list[Spell]], spell: Spell, day: date) -> list[str]:
    """The ids above a spell on a day, ending at the top or with the first that comes a second time."""
    path: list[str] = []
    current: Spell | None = spell
    while current is not None and current.parent is not None:
        path.append(current.parent)
        if current.parent == spell.unit or path.count(current.parent) > 1:
            return path
        current = next((s for s in spells[current.parent] if s.holds(day)), None)
    return path
