"""Which unit and which time each report speaks for, and which of two reports of the same unit and time holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cdcs_parse.compare.names import NameMatch, Names, take_apart
from cdcs_parse.model.fact import Period
from cdcs_parse.model.report import Report


@dataclass(frozen=True, slots=True)
class Subject:
    """A report with its unit: the id of the registry, or a key made of the name; `label` is the name as shown."""

    report: Report
    unit: str
    label: str
    parent: str | None
    period: Period | None
    kind: str | None
    day: date | None

    @property
    def name(self) -> str:
        """File name of the report."""
        return self.report.source.name


def find_subjects(reports: Iterable[Report], names: Names | None = None) -> tuple[list[Subject], list[str]]:
    """The reports with their units in the order given, and notes on what was left aside.

    With `names`, a report whose unit is doubtful or unknown is left aside; without, units are told apart by name, and by the
    body above where two units of one name report on the same time. Of two reports of one unit, kind and time the later
    dated one holds, and both are named.
    """
    notes: list[str] = []
    found: list[Subject] = []
    for report in reports:
        header = report.header
        if header.unit is None:
            notes.append(f"{report.source.name}: không thấy tên đơn vị, báo cáo không được so sánh")
            continue
        period = header.period.value if header.period else None
        day = date.fromisoformat(header.date.value) if header.date else None
        subject = Subject(
            report,
            unit="",
            label=header.unit.value,
            parent=header.parent.value if header.parent else None,
            period=period,
            kind=header.kind.value if header.kind else None,
            day=day,
        )
        if names is None:
            found.append(replace(subject, unit=unit_key(subject.label)))
            continue
        on = date.fromisoformat(period.end) if period else day
        match = names.resolve(subject.label, day=on, parent=subject.parent)
        if match.unit is None:
            notes.append(f"{subject.name}: {undecided(match)}")
            continue
        spell = names.registry.at(match.unit, on) if on else None
        found.append(replace(subject, unit=match.unit, label=spell.name if spell else subject.label))
    return _latest(found if names else _told_apart(found), notes), notes


def undecided(match: NameMatch) -> str:
    """Why a name has no unit, the units it may be, and what to do; in Vietnamese."""
    among = f" (gần với: {', '.join(match.candidates)})" if match.candidates else ""
    return f"“{match.name}”: {match.reason}{among}; ghi quyết định vào tệp tên đơn vị"


def unit_key(name: str) -> str:
    """What tells a unit from others by its name alone: CĐCS, CĐ and Công đoàn cơ sở are one, abbreviations written out."""
    key = take_apart(name)
    return " ".join((*((key.head,) if key.head != "union" else ()), *key.tokens))


def _told_apart(subjects: Sequence[Subject]) -> list[Subject]:
    """Namesakes that report on the same time under different parents are different units."""
    times: dict[tuple[str, str | None, str, str], set[str | None]] = defaultdict(set)
    for s in subjects:
        if s.period is not None:
            times[s.unit, s.kind, s.period.start, s.period.end].add(unit_key(s.parent) if s.parent else None)
    namesakes = {key[0] for key, parents in times.items() if len(parents - {None}) > 1}
    return [replace(s, unit=f"{s.unit} / {unit_key(s.parent)}") if s.unit in namesakes and s.parent else s for s in subjects]


def _latest(subjects: Sequence[Subject], notes: list[str]) -> list[Subject]:
    same: dict[tuple[str, str | None, str, str], list[Subject]] = defaultdict(list)
    for s in subjects:
        if s.period is not None:
            same[s.unit, s.kind, s.period.start, s.period.end].append(s)
    dropped: set[int] = set()
    for group in same.values():
        if len(group) < 2:
            continue
        # without a date the one given last holds
        *others, kept = sorted(group, key=lambda s: s.day or date.min)
        for other in others:
            dropped.add(id(other))
            notes.append(f"{kept.label}: {other.name} và {kept.name} cùng một kỳ; dùng {kept.name} (ngày sau hơn)")
    return [s for s in subjects if id(s) not in dropped]
