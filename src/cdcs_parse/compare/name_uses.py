"""Which names of reports are which units of the registry, and which a person has to decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cdcs_parse.compare.names import NameMatch, Names
from cdcs_parse.compare.subjects import Subject, match_of, subject_of
from cdcs_parse.model.report import Report
from cdcs_parse.model.unit import Candidate, NameUse


def find_name_uses(reports: Iterable[Report], names: Names) -> tuple[list[NameUse], list[str]]:
    """Each name with what it was found to be, the open ones first, and notes on reports without a name."""
    found: dict[tuple[str, str | None, NameMatch], list[Subject]] = {}
    notes: list[str] = []
    for report in reports:
        subject = subject_of(report)
        if subject is None:
            notes.append(f"{report.source.name}: không thấy tên đơn vị")
            continue
        found.setdefault((subject.label, subject.parent, match_of(subject, names)), []).append(subject)
    uses = [_use(*key, subjects, names) for key, subjects in found.items()]
    return sorted(uses, key=lambda use: (use.unit is not None or use.how == "decided", use.name)), notes


def _use(name: str, parent: str | None, match: NameMatch, subjects: list[Subject], names: Names) -> NameUse:
    on = subjects[0].on or date.max
    return NameUse(
        name=name,
        parent=parent,
        unit=match.unit,
        unit_name=None if match.unit is None else names.registry.name(match.unit, on),
        how=match.how,
        reason=match.reason,
        candidates=tuple(Candidate(unit=one, unit_name=_any_name(one, names)) for one in match.candidates),
        reports=tuple(subject.name for subject in subjects),
    )


def _any_name(unit: str, names: Names) -> str:
    """The last name: a candidate need not exist on the day of the report."""
    return names.registry.spells[unit][-1].name
