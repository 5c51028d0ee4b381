"""Which unit and which time each report speaks for, and which of two reports of the same unit and time holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cdcs_parse.compare.name_parts import take_apart
from cdcs_parse.compare.names import NameMatch, Names
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

    @property
    def on(self) -> date | None:
        """The day it speaks of: the last of its time, else that of the report."""
        return date.fromisoformat(self.period.end) if self.period else self.day


def find_subjects(reports: Iterable[Report], names: Names | None = None) -> tuple[list[Subject], list[str]]:
    """The reports with their units in the order given, and notes on what was left aside.

    With `names`, a report whose unit is doubtful or unknown is left aside; without, units are told apart by name, and by the
    body above where two units of one name report on the same time. Of two reports of one unit, kind and time the later
    dated one holds, and both are named.
    """
    notes: list[str] = []
    found: list[Subject] = []
    for report in reports:
        subject = subject_of(report)
        if subject is None:
            notes.append(f"{report.source.name}: không thấy tên đơn vị, báo cáo không được so sánh")
            continue
        if names is None:
            found.append(replace(subject, unit=unit_key(subject.label)))
            continue
        match = match_of(subject, names)
        if match.unit is None:
            notes.append(f"{subject.name}: {undecided(match, names)}")
            continue
        label = names.registry.name(match.unit, subject.on) if subject.on else subject.label
        found.append(replace(subject, unit=match.unit, label=label))
    return _latest(found if names else _told_apart(found), notes), notes


def subject_of(report: Report) -> Subject | None:
    """What the header says, the unit not yet found; None without the name of a unit."""
    header = report.header
    if header.unit is None:
        return None
    return Subject(
        report,
        unit="",
        label=header.unit.value,
        parent=header.parent.value if header.parent else None,
        period=header.period.value if header.period else None,
        kind=header.kind.value if header.kind else None,
        day=date.fromisoformat(header.date.value) if header.date else None,
    )


def match_of(subject: Subject, names: Names) -> NameMatch:
    """The unit that the name, the parent and the time of the report point at."""
    return names.resolve(subject.label, day=subject.on, parent=subject.parent)


def undecided(match: NameMatch, names: Names) -> str:
    """Why a name has no unit, the units it may be, and what to do; in Vietnamese."""
    if match.how == "decided":
        return f"“{match.name}” không thuộc sổ đơn vị này, theo quyết định đã ghi"
    near = [f"{names.registry.spells[one][-1].name} [{one}]" for one in match.candidates]
    among = f" ({'; '.join(near)})" if near else ""
    return f"“{match.name}”: {match.reason}{among}; xem và quyết định bằng cdcs units"


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


def why_later(kept: object, other: object) -> str:
    """Why one of two reports of a unit and time holds; two that bear one day, or none, are told by their order."""
    return "ngày sau hơn" if kept != other else "cùng ngày hoặc không ghi ngày, lấy tệp đưa sau"


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
            why = why_later(kept.day, other.day)
            notes.append(f"{kept.label}: {other.name} và {kept.name} cùng một kỳ; dùng {kept.name} ({why})")
    return [s for s in subjects if id(s) not in dropped]
