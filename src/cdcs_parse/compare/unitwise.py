"""Reports of many units → one table a concept, breakdown and time: ranks, shares, peers, totals with their coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cdcs_parse.catalog import Catalog
from cdcs_parse.compare.figures import Slot, Stated, figures_of, size_of
from cdcs_parse.compare.labels import label_of
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.peers import Candidate, find_outliers
from cdcs_parse.compare.recut import carried
from cdcs_parse.compare.registry import Registry
from cdcs_parse.compare.subjects import Subject, find_subjects
from cdcs_parse.compare.totals import Measure, Rule, total
from cdcs_parse.model.comparison import Comparisons, Passage
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.ranking import Outlier, Row, UnitsTotal, UnitTable
from cdcs_parse.model.report import Report
from cdcs_parse.model.series import MadeOf
from cdcs_parse.model.wording import rounded

_Time = tuple[str | None, str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one report tells for one table."""

    subject: Subject
    stated: Stated
    size: Decimal | None
    ratio: Fact | None


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
    tables: dict[tuple[Slot, _Time], list[_Entry]] = defaultdict(list)
    senders: dict[_Time, list[Subject]] = defaultdict(list)
    for subject in subjects:
        if subject.period is None:
            notes.append(f"{subject.name}: không rõ kỳ báo cáo, không được so sánh giữa các đơn vị")
            continue
        start, end = subject.period.start, subject.period.end
        time = (subject.kind, start, end)
        senders[time].append(subject)
        figures = figures_of(subject.report.facts)
        size = size_of(subject.period, figures)
        for (slot, first, last), stated in figures.items():
            if (first, last) == (start, end) and (indicator is None or slot.indicator == indicator):
                tables[slot, time].append(_Entry(subject, stated, size, _ratio(slot, stated, figures, (first, last))))
    parts = {time: _parts(list(group), registry) for time, group in senders.items()}
    items = [
        _table(slot, Period(start=time[1], end=time[2]), entries, senders[time], parts[time], catalog, registry, as_of)
        for (slot, time), entries in sorted(
            tables.items(),
            key=lambda pair: (
                pair[0][0].indicator,
                pair[0][0].dimensions,
                pair[0][0].measure,
                pair[0][0].per or "",
                pair[0][1][1:],
                pair[0][1][0] or "",
            ),
        )
        if len(entries) > 1
    ]
    _note_mixed(senders, notes)
    return Comparisons(items, "unit", notes)


def _ratio(slot: Slot, stated: Stated, figures: Mapping[tuple[Slot, str, str], Stated], time: tuple[str, str]) -> Fact | None:
    """The a/b behind a figure: its own, or for a percent the one told beside it."""
    if slot.measure == "percent":
        beside = figures.get((replace(slot, measure="count"), *time))
        stated = beside if beside is not None else stated
    return stated.fact if stated.fact is not None and stated.fact.denominator is not None else None


def _note_mixed(senders: Mapping[_Time, Sequence[Subject]], notes: list[str]) -> None:
    """Say whose report stands alone in its time, so that a month beside a year is no silent loss."""
    if len(senders) < 2:
        return
    for (_, start, end), group in sorted(senders.items(), key=lambda pair: pair[0][1:]):
        if len(group) == 1:
            notes.append(f"{group[0].name}: kỳ {start} đến {end} khác các báo cáo còn lại, không so sánh được")


def _parts(subjects: Sequence[Subject], registry: Registry | None) -> dict[str, str]:
    """Reporting units that are parts of other reporting units: part → whole."""
    if registry is None:
        return {}
    there = {s.unit for s in subjects}
    found: dict[str, str] = {}
    for s in subjects:
        on = date.fromisoformat(s.period.end) if s.period else None
        whole = next((above for above in registry.ancestors(s.unit, on) if above in there), None) if on else None
        if whole is not None:
            found[s.unit] = whole
    return found


def _table(
    slot: Slot, period: Period, entries: Sequence[_Entry], senders: Sequence[Subject], parts: Mapping[str, str],
    catalog: Catalog, registry: Registry | None, as_of: date | None,
) -> UnitTable:  # fmt: skip
    concept = catalog.indicators[slot.indicator]
    on = date.fromisoformat(period.end)
    rows = [_row(entry, slot, parts) for entry in entries]
    expected = len({s.unit for s in senders if s.unit not in parts})
    sizes = {e.subject.unit: e.size for e in entries}
    facts = {e.subject.unit: e.ratio for e in entries}
    if registry is not None:
        expected = sum(1 for spell in registry.existing(on) if spell.kind == "grassroots") or expected
    if registry is not None and as_of is not None:
        adds_up = concept.across_units == "sum" and slot.measure in ("count", "money")
        rows, facts, sizes = _recut(rows, facts, sizes, registry, on, as_of, adds_up=adds_up)
    whole = [row for row in rows if row.part_of is None]
    rule = rule_for(concept.across_units, slot)
    result = total(rule, [_measure(row, facts.get(row.unit), sizes.get(row.unit)) for row in whole])
    outliers = _outliers(slot, whole, sizes, registry, on, by_size=rule == "sum")
    rows = _ranked(rows, result.value if rule == "sum" else None, outliers)
    left = f"; không tính {len(result.left_out)} đơn vị ({result.left_out[0][1]})" if result.left_out else ""
    aside = sum(1 for row in rows if row.part_of is not None)
    if aside:
        left += f"; không cộng {aside} đơn vị đã nằm trong đơn vị khác"
    counted = sum(max(1, len(row.made_of)) for row in whole if row.unit in set(result.counted))
    return UnitTable(
        indicator=slot.indicator,
        label_vi=label_of(slot.indicator, dict(slot.dimensions), catalog),
        dimensions=dict(slot.dimensions),
        kind=slot.measure,
        per=slot.per,
        period=period,
        rows=tuple(rows),
        total=UnitsTotal(
            value=result.value,
            rule=rule,
            coverage=f"{counted}/{max(expected, counted)} đơn vị",
            counted=counted,
            expected=max(expected, counted),
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


def _row(entry: _Entry, slot: Slot, parts: Mapping[str, str]) -> Row:
    subject, fact = entry.subject, entry.stated.fact
    shown = fact or entry.stated.others[0]
    return Row(
        unit=subject.unit,
        unit_name=subject.label,
        value=fact.value if fact else None,
        denominator=fact.denominator if fact else None,
        kind=slot.measure,
        as_written=shown.as_written,
        part_of=parts.get(subject.unit),
        reason=entry.stated.disputed,
        evidence=Passage(
            report=subject.name, span=shown.span, sentence=subject.report.context(shown), section=shown.section, fact=shown.id
        ),
    )


def _measure(row: Row, ratio: Fact | None, size: Decimal | None) -> Measure:
    value = row.value if isinstance(row.value, Decimal) else None
    return Measure(
        row.unit,
        # a flag is a word; that it is told means yes
        Decimal(1) if isinstance(row.value, str) else value,
        numerator=ratio.value if ratio is not None and isinstance(ratio.value, Decimal) else None,
        denominator=ratio.denominator if ratio is not None else None,
        weight=size,
    )


def _outliers(
    slot: Slot, rows: Sequence[Row], sizes: Mapping[str, Decimal | None], registry: Registry | None, on: date, *, by_size: bool
) -> dict[str, Outlier]:
    if slot.measure not in ("count", "money", "level"):
        return {}
    candidates = []
    for row in rows:
        spell = registry.at(row.unit, on) if registry else None
        if isinstance(row.value, Decimal):
            candidates.append(Candidate(row.unit, row.value, sizes.get(row.unit), f"{spell.kind}/{spell.sector}" if spell else ""))
    own_size = slot.indicator in ("union_members", "workforce")
    return find_outliers(candidates, by_size=by_size and slot.per is None and not own_size)


def _ranked(rows: Sequence[Row], whole: Decimal | None, outliers: Mapping[str, Outlier]) -> list[Row]:
    valued = sorted((r for r in rows if isinstance(r.value, Decimal)), key=lambda r: (-_value(r), r.unit_name))
    out: list[Row] = []
    rank = 0
    for index, row in enumerate(valued, start=1):
        if index == 1 or row.value != valued[index - 2].value:
            rank = index
        share = rounded(Fraction(_value(row)) * 100 / Fraction(whole), 2) if whole and row.part_of is None else None
        out.append(row.model_copy(update={"rank": rank, "share": share, "outlier": outliers.get(row.unit)}))
    return out + sorted((r for r in rows if not isinstance(r.value, Decimal)), key=lambda r: r.unit_name)


def _value(row: Row) -> Decimal:
    return row.value if isinstance(row.value, Decimal) else Decimal()


def _recut(
    rows: Sequence[Row], facts: Mapping[str, Fact | None], sizes: Mapping[str, Decimal | None], registry: Registry, on: date,
    as_of: date, *, adds_up: bool,
) -> tuple[list[Row], dict[str, Fact | None], dict[str, Decimal | None]]:  # fmt: skip
    """The rows under the units of `as_of`; what no one unit bears stays a row without rank, so that the total balances."""
    bearers = carried((s.unit for s in registry.existing(on)), on=on, as_of=as_of, registry=registry)
    forerunners: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for unit, after in bearers.items():
        forerunners[after].append(unit)
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[bearers[row.unit]].append(row)
    out: list[Row] = []
    kept_facts: dict[str, Fact | None] = {}
    kept_sizes: dict[str, Decimal | None] = {}
    for after, group in groups.items():
        if len(after) != 1 or (len(group) == 1 and group[0].unit == after[0] and len(forerunners[after]) == 1):
            for row in group:
                reason = None if len(after) == 1 else f"không quy được về một đơn vị của ngày {as_of:%d/%m/%Y}"
                out.append(row.model_copy(update={"reason": row.reason or reason}))
                kept_facts[row.unit], kept_sizes[row.unit] = facts.get(row.unit), sizes.get(row.unit)
            continue
        spell = registry.at(after[0], as_of)
        parts = tuple(MadeOf(unit=r.unit, value=r.value) for r in group if isinstance(r.value, Decimal))
        lacking = sorted(set(forerunners[after]) - {p.unit for p in parts})
        whole = adds_up and not lacking
        reason = (
            None
            if whole
            else f"thiếu số liệu của {', '.join(lacking)}"
            if lacking
            else "chỉ tiêu này không cộng được giữa các đơn vị"
        )
        people = [sizes.get(r.unit) for r in group]
        out.append(
            Row(
                unit=after[0],
                unit_name=spell.name if spell else after[0],
                value=sum((p.value for p in parts), Decimal()) if whole else None,
                kind=group[0].kind,
                made_of=parts,
                reason=reason,
            )
        )
        kept_facts[after[0]] = None
        kept_sizes[after[0]] = sum((p for p in people if p is not None), Decimal()) if all(people) else None
    return out, kept_facts, kept_sizes
