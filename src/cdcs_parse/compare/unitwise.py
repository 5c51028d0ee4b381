"""Reports of many units → one table a concept, breakdown and time: ranks, shares, peers, totals with their coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from cdcs_parse.catalog import Catalog
from cdcs_parse.compare.figures import Slot, Stated, figures_of, size_of
from cdcs_parse.compare.labels import label_of
from cdcs_parse.compare.matching import passage_values
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.peers import Candidate, find_outliers
from cdcs_parse.compare.recut import carried
from cdcs_parse.compare.registry import Registry
from cdcs_parse.compare.subjects import Subject, find_subjects
from cdcs_parse.compare.totals import Measure, Rule, total
from cdcs_parse.model.comparison import Comparisons
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.ranking import Outlier, Row, UnitsTotal, UnitTable
from cdcs_parse.model.report import Report
from cdcs_parse.model.series import MadeOf

_PLACES = Decimal("0.01")
# figures that are sizes themselves are held against the other size of the unit
_OF_SIZE = {"union_members": "lao động", "workforce": "đoàn viên"}
_Time = tuple[str | None, str, str]


class _Line(NamedTuple):
    """What one unit tells for one table, before it has a rank; `ratio` is the a/b behind it, `size` the unit's members."""

    unit: str
    name: str
    value: Decimal | str | None
    denominator: Decimal | None = None
    ratio: Fact | None = None
    size: Decimal | None = None
    shown: Fact | None = None
    report: Report | None = None
    reason: str | None = None
    part_of: str | None = None
    made_of: tuple[MadeOf, ...] = ()


@dataclass(frozen=True, slots=True)
class _Structure:
    """The units of one time: how many are expected, who is part of whom, who bears whose value on the day asked for."""

    expected: int
    parts: Mapping[str, str]
    kinds: Mapping[str, str]
    bearers: Mapping[str, tuple[str, ...]]
    forerunners: Mapping[tuple[str, ...], Sequence[str]]


def compare_units(
    reports: Iterable[Report],
    catalog: Catalog,
    *,
    names: Names | None = None,
    as_of: date | None = None,
    indicator: str | None = None,
) -> Comparisons[UnitTable]:
    """One table a concept, breakdown, measure and time of report, for what two units or more tell.

    Reports of different kinds or times stand in tables of their own. With `names` parts are never added to their wholes and
    coverage counts the units of the registry; `as_of` (which needs `names`) puts the values under the units of that day.
    Raises ValueError for `as_of` without `names`.
    """
    if as_of is not None and names is None:
        raise ValueError("a re-cut needs the registry of units")
    registry = names.registry if names else None
    subjects, notes = find_subjects(reports, names)
    tables: dict[tuple[Slot, _Time], list[_Line]] = defaultdict(list)
    senders: dict[_Time, list[Subject]] = defaultdict(list)
    for subject in subjects:
        if subject.period is None:
            notes.append(f"{subject.name}: không rõ kỳ báo cáo, không được so sánh giữa các đơn vị")
            continue
        start, end = subject.period.start, subject.period.end
        time = (subject.kind, start, end)
        senders[time].append(subject)
        figures = figures_of(subject.report.facts)
        sizes = {concept: size_of(subject.period, figures, concept) for concept in (None, *_OF_SIZE)}
        for (slot, first, last), stated in figures.items():
            if first == start and last == end and (indicator is None or slot.indicator == indicator):
                size = sizes[slot.indicator if slot.indicator in _OF_SIZE and not slot.dimensions else None]
                tables[slot, time].append(_line(subject, stated, size, _ratio(slot, stated, figures, (first, last))))
    structures = {time: _structure(time, group, registry, as_of) for time, group in senders.items()}
    place = {ident: index for index, ident in enumerate(catalog.indicators)}
    items = [
        _table(slot, Period(start=time[1], end=time[2]), lines, structures[time], catalog, registry, as_of)
        for (slot, time), lines in sorted(tables.items(), key=lambda pair: (place[pair[0][0].indicator], _order(*pair[0])))
        if len(lines) > 1
    ]
    _note_mixed(senders, notes)
    return Comparisons(items, "unit", notes)


def _order(slot: Slot, time: _Time) -> tuple[int, tuple[str, ...]]:
    """Within a concept: each whole before its breakdown, then by time."""
    return len(slot.dimensions), (str(slot.dimensions), slot.measure, slot.per or "", *time[1:], time[0] or "")


def _line(subject: Subject, stated: Stated, size: Decimal | None, ratio: Fact | None) -> _Line:
    fact = stated.fact
    if fact is None:
        return _Line(
            subject.unit, subject.label, None, size=size, shown=stated.others[0], report=subject.report, reason=stated.disputed
        )
    return _Line(subject.unit, subject.label, fact.value, fact.denominator, ratio, size, fact, subject.report)


def _ratio(slot: Slot, stated: Stated, figures: Mapping[tuple[Slot, str, str], Stated], time: tuple[str, str]) -> Fact | None:
    """The a/b behind a figure: its own, or for a percent the one told beside it."""
    if slot.measure == "percent":
        beside = figures.get((slot._replace(measure="count"), *time))
        stated = beside if beside is not None else stated
    return stated.fact if stated.fact is not None and stated.fact.denominator is not None else None


def _note_mixed(senders: Mapping[_Time, Sequence[Subject]], notes: list[str]) -> None:
    """Say whose report stands alone in its time, so that a month beside a year is no silent loss."""
    if len(senders) < 2:
        return
    for (_, start, end), group in sorted(senders.items(), key=lambda pair: pair[0][1:]):
        if len(group) == 1:
            time = f"{date.fromisoformat(start):%d/%m/%Y} - {date.fromisoformat(end):%d/%m/%Y}"
            notes.append(f"{group[0].name}: kỳ {time} khác các báo cáo còn lại, không so sánh được")


def _structure(time: _Time, senders: Sequence[Subject], registry: Registry | None, as_of: date | None) -> _Structure:
    there = {s.unit for s in senders}
    if registry is None:
        return _Structure(len(there), {}, {}, {}, {})
    on = date.fromisoformat(time[2])
    parts = {
        unit: whole for unit in there if (whole := next((a for a in registry.ancestors(unit, on) if a in there), None)) is not None
    }
    expected = sum(1 for spell in registry.existing(on) if spell.kind == "grassroots") or len(there - parts.keys())
    kinds = {unit: f"{spell.kind}/{spell.sector}" for unit in there if (spell := registry.at(unit, on)) is not None}
    bearers: dict[str, tuple[str, ...]] = {}
    forerunners: dict[tuple[str, ...], list[str]] = defaultdict(list)
    if as_of is not None:
        bearers = carried((s.unit for s in registry.existing(on)), on=on, as_of=as_of, registry=registry)
        for unit, after in bearers.items():
            forerunners[after].append(unit)
    return _Structure(expected, parts, kinds, bearers, forerunners)


def _table(
    slot: Slot, period: Period, lines: Sequence[_Line], structure: _Structure, catalog: Catalog, registry: Registry | None,
    as_of: date | None,
) -> UnitTable:  # fmt: skip
    concept = catalog.indicators[slot.indicator]
    if structure.parts:
        lines = [line._replace( part_of=structure.parts.get(line.unit)) for line in lines]
    if registry is not None and as_of is not None:
        adds_up = concept.across_units == "sum" and slot.measure in ("count", "money")
        lines = _recut(lines, structure, registry, (date.fromisoformat(period.end), as_of), adds_up=adds_up)
    whole = [line for line in lines if line.part_of is None]
    rule = rule_for(concept.across_units, slot)
    result = total(rule, [_measure(line) for line in whole])
    outliers: Mapping[str, Outlier] = {}
    if slot.measure in ("count", "money", "level"):
        outliers = find_outliers(
            [Candidate(n.unit, n.value, n.size, structure.kinds.get(n.unit, "")) for n in whole if isinstance(n.value, Decimal)],
            by_size=rule == "sum",
            of_size=_OF_SIZE.get(slot.indicator) if not slot.dimensions else None,
            money=slot.measure == "money",
        )
    left = f"; không tính {len(result.left_out)} đơn vị ({result.left_out[0][1]})" if result.left_out else ""
    if len(whole) < len(lines):
        left += f"; không cộng {len(lines) - len(whole)} đơn vị đã nằm trong đơn vị khác"
    in_total = set(result.counted)
    counted = sum(max(1, len(line.made_of)) for line in whole if line.unit in in_total)
    expected = max(structure.expected, counted)
    return UnitTable(
        indicator=slot.indicator,
        label_vi=label_of(slot.indicator, dict(slot.dimensions), catalog),
        dimensions=dict(slot.dimensions),
        kind=slot.measure,
        per=slot.per,
        period=period,
        rows=_ranked(lines, slot, result.value if rule == "sum" else None, outliers),
        total=UnitsTotal(
            value=result.value,
            rule=rule,
            coverage=f"{counted}/{expected} đơn vị",
            counted=counted,
            expected=expected,
            numerator=result.numerator,
            denominator=result.denominator,
            reason=result.reason + left,
        ),
    )


def rule_for(rule: Rule, slot: Slot) -> Rule:
    """The catalogue's rule as it holds for one way of stating the concept: only counts and whole amounts add up.

    Percents are recomputed from what they are shares of, or weighed; amounts per person and frequencies give no total.
    """
    if slot.measure in ("count", "money") and slot.per is None:
        return "sum" if slot.measure == "count" and rule in ("recompute", "weighted") else rule
    if slot.measure == "percent":
        return "recompute" if rule == "sum" else rule
    if slot.measure == "flag":
        return "share"
    if slot.measure == "grade":
        return "list"
    return "none" if rule == "sum" else rule


def _measure(line: _Line) -> Measure:
    ratio = line.ratio
    # a flag is a word; that it is told means yes
    value = Decimal(1) if isinstance(line.value, str) else line.value
    if ratio is None:
        return Measure(line.unit, value, weight=line.size)
    above = ratio.value if isinstance(ratio.value, Decimal) else None
    return Measure(line.unit, value, above, ratio.denominator, line.size)


def _ranked(lines: Sequence[_Line], slot: Slot, whole: Decimal | None, outliers: Mapping[str, Outlier]) -> tuple[Row, ...]:
    """Rows with numbers by rank, then the others by name."""
    valued = sorted(((n.value, n) for n in lines if isinstance(n.value, Decimal)), key=lambda pair: (-pair[0], pair[1].name))
    rows: list[Row] = []
    rank = 0
    for index, (value, line) in enumerate(valued):
        if not index or value != valued[index - 1][0]:
            rank = index + 1
        share = (value * 100 / whole).quantize(_PLACES, ROUND_HALF_UP) if whole and line.part_of is None else None
        rows.append(_row(line, slot, rank, share, outliers.get(line.unit)))
    rest = sorted((n for n in lines if not isinstance(n.value, Decimal)), key=lambda n: n.name)
    return (*rows, *(_row(line, slot, None, None, None) for line in rest))


def _row(line: _Line, slot: Slot, rank: int | None, share: Decimal | None, outlier: Outlier | None) -> Row:
    # one validation of plain values: a row is made for every figure of every report, and most have nothing of `rare`
    told: dict[str, Any] = {
        "unit": line.unit, "unit_name": line.name, "value": line.value, "kind": slot.measure, "rank": rank, "share": share,
    }  # fmt: skip
    if line.shown is not None and line.report is not None:
        told["as_written"] = line.shown.as_written
        told["evidence"] = passage_values(line.report, line.shown)
    rare = {
        "denominator": line.denominator, "part_of": line.part_of, "outlier": outlier, "reason": line.reason,
        "made_of": line.made_of or None,
    }  # fmt: skip
    told.update((key, value) for key, value in rare.items() if value is not None)
    return Row.model_validate(told)


def _recut(
    lines: Sequence[_Line], structure: _Structure, registry: Registry, days: tuple[date, date], *, adds_up: bool
) -> list[_Line]:
    """The lines under the units of the second of the `days`, the first being that of the reports.

    What no one unit bears stays a line of its own, so that the total balances.
    """
    groups: dict[tuple[str, ...], list[_Line]] = defaultdict(list)
    for line in lines:
        groups[structure.bearers[line.unit]].append(line)
    out: list[_Line] = []
    for after, group in groups.items():
        forerunners = structure.forerunners[after]
        if len(after) != 1:
            reason = f"không quy được về một đơn vị của ngày {days[1]:%d/%m/%Y}"
            out += [line._replace( reason=line.reason or reason) for line in group]
        elif forerunners == [after[0]]:
            out += group
        else:
            out.append(_joined(after[0], group, forerunners, registry, days, adds_up=adds_up))
    return out


def _joined(
    unit: str, group: Sequence[_Line], forerunners: Sequence[str], registry: Registry, days: tuple[date, date], *, adds_up: bool
) -> _Line:
    """One line of the units that came together; without a number while one of them is missing or they do not add up."""
    there = {line.unit for line in group}
    # a part that came together with its whole is in the whole's number already
    whole = [line for line in group if line.part_of not in there]
    parts = tuple(MadeOf(unit=n.unit, unit_name=n.name, value=n.value) for n in whole if isinstance(n.value, Decimal))
    inside = {line.unit for line in group if line.part_of in there}
    lacking = sorted(registry.name(one, days[0]) for one in set(forerunners) - {p.unit for p in parts} - inside)
    elsewhere = next((line.part_of for line in whole if line.part_of is not None), None)
    reason = None
    if lacking:
        reason = f"thiếu số liệu của {', '.join(lacking)}"
    elif elsewhere is not None:
        reason = f"một phần nằm trong số liệu của {registry.name(elsewhere, days[0])}, không tách ra được"
    elif not adds_up:
        reason = "chỉ tiêu này không cộng được giữa các đơn vị"
    people = [n.size for n in whole if n.size is not None]
    return _Line(
        unit,
        registry.name(unit, days[1]),
        None if reason else sum((p.value for p in parts), Decimal()),
        size=sum(people, Decimal()) if len(people) == len(whole) else None,
        reason=reason,
        made_of=parts,
    )
