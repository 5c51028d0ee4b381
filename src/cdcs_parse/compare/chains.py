"""Reports of one unit in the order of their time, whatever the order they were given in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cdcs_parse.compare.matching import Told, tell
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.periods import is_same, plan_of
from cdcs_parse.compare.subjects import match_of, subject_of, undecided, unit_key, why_later
from cdcs_parse.model.report import Report


@dataclass(frozen=True, slots=True)
class Chain:
    """The reports of one unit, the earliest first; `notes` tell which were set aside."""

    unit: str
    told: tuple[Told, ...]
    notes: tuple[str, ...] = ()


def chains_of(reports: Iterable[Report], as_of: str | None = None, names: Names | None = None) -> list[Chain]:
    """Reports by unit, in order of their time; `as_of` (an ISO date) leaves out later ones.

    With `names` a unit is that of the registry, through every renaming; a name that is doubtful there stands for itself,
    with a note. Of two reports of one kind and time the one of the later date is taken. Reports without a unit join the only unit
    there is, else they make a chain of their own.
    """
    groups: dict[str, list[Report]] = defaultdict(list)
    notes: dict[str, list[str]] = defaultdict(list)
    for report in reports:
        if as_of is None or _dated(report) <= as_of:
            unit, doubt = _unit(report, names)
            groups[unit].append(report)
            if doubt:
                notes[unit].append(doubt)
    if "" in groups and len(groups) == 2:
        nameless = groups.pop("")
        next(iter(groups.values())).extend(nameless)
    return [_chain(unit, members, notes[unit]) for unit, members in groups.items()]


def _unit(report: Report, names: Names | None) -> tuple[str, str | None]:
    """The unit of a report ("" when not known), and why it is not the registry's where it should be."""
    subject = subject_of(report)
    if subject is None:
        return "", None
    if names is None:
        return unit_key(subject.label), None
    match = match_of(subject, names)
    if match.unit is not None:
        return match.unit, None
    return unit_key(subject.label), f"{subject.name}: {undecided(match, names)}"


def _chain(unit: str, reports: list[Report], notes: list[str]) -> Chain:
    ordered = sorted(reports, key=lambda r: (_time(r), _dated(r)))
    kept: list[Report] = []
    for report in ordered:
        twin = next((k for k in kept if _twins(k, report)), None)
        if twin is not None:
            kept.remove(twin)
            one, other = twin.source.name, report.source.name
            why = why_later(_dated(report), _dated(twin))
            notes.append(f"Hai báo cáo cùng đơn vị và cùng kỳ: {one} và {other}; lấy {other} ({why})")
        kept.append(report)
    return Chain(unit, tuple(map(tell, kept)), tuple(notes))


def _twins(one: Report, other: Report) -> bool:
    first, second = one.header, other.header
    if first.period is None or second.period is None or (first.kind and first.kind.value) != (second.kind and second.kind.value):
        return False
    return is_same(first.period.value, second.period.value)


def _time(report: Report) -> str:
    """When a report looks back from: the end of its time; of a resolution the day its plan begins."""
    kind = report.header.kind.value if report.header.kind else None
    plan = plan_of(report)
    if report.header.period is None or kind == "resolution":
        return plan.start if plan else _dated(report)
    return report.header.period.value.end


def _dated(report: Report) -> str:
    if report.header.date is not None:
        return report.header.date.value
    return report.header.period.value.end if report.header.period else ""
