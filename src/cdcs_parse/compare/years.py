"""Reports of many years → one series a unit, concept and breakdown, each kind of figure compared by its own rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cdcs_parse.catalog import Catalog
from cdcs_parse.compare.differences import changes_between, gaps_in
from cdcs_parse.compare.figures import Slot, Stated, figures_of, overlap
from cdcs_parse.compare.labels import label_of
from cdcs_parse.compare.matching import passage_of
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.periods import months_of
from cdcs_parse.compare.recut import carried
from cdcs_parse.compare.subjects import Subject, find_subjects
from cdcs_parse.model.comparison import Comparisons
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.report import Report
from cdcs_parse.model.series import MadeOf, Point, Series, Term
from cdcs_parse.model.wording import number

# a time longer than this is a term, not a year
_YEAR = 400
_SCHOOL_YEAR = 9
_OPENING = ("point", "opening")


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one report tells of one time."""

    subject: Subject
    told: Stated

    @property
    def order(self) -> tuple[date, date]:
        """Later reports come later."""
        end = self.subject.period.end if self.subject.period else "0001-01-01"
        return date.fromisoformat(end), self.subject.day or date.min


def compare_years(
    reports: Iterable[Report],
    catalog: Catalog,
    *,
    names: Names | None = None,
    as_of: date | None = None,
    indicator: str | None = None,
) -> Comparisons[Series]:
    """Series of every unit over the times its reports tell of, re-cut to the structure of `as_of` where that is given.

    `as_of` needs `names`. Raises ValueError without.
    """
    if as_of is not None and names is None:
        raise ValueError("a re-cut needs the registry of units")
    subjects, notes = find_subjects(reports, names)
    labels = {s.unit: s.label for s in sorted(subjects, key=lambda s: s.period.end if s.period else "")}
    told: dict[tuple[str, Slot], dict[tuple[str, str], list[_Statement]]] = defaultdict(lambda: defaultdict(list))
    for subject in subjects:
        for (slot, start, end), figure in figures_of(subject.report.facts, indicator).items():
            placed = _placed(slot, start, end, catalog)
            told[subject.unit, placed[0]][placed[1:]].append(_Statement(subject, figure))
    points = {
        key: [_point(key[1], end, statements) for (end, _), statements in sorted(times.items())] for key, times in told.items()
    }
    if as_of is not None and names is not None:
        points = _recut(points, names, as_of, catalog, notes)
        labels |= {spell.unit: spell.name for spell in names.registry.existing(as_of)}
    place = {indicator: index for index, indicator in enumerate(catalog.indicators)}
    items = [
        _series(unit, labels.get(unit, unit), slot, own, catalog)
        for (unit, slot), own in sorted(points.items(), key=lambda pair: (pair[0][0], _order(pair[0][1], place)))
    ]
    return Comparisons(items, "year", notes)


def _order(slot: Slot, place: Mapping[str, int]) -> tuple[int, int, str, str, str]:
    """In the order of the catalogue, each whole before its breakdown."""
    return place[slot.indicator], len(slot.dimensions), str(slot.dimensions), slot.measure, slot.per or ""


def _placed(slot: Slot, start: str, end: str, catalog: Catalog) -> tuple[Slot, str, str]:
    """The slot with the end and start that order its points.

    A stock is that of its last day, whatever the time of the report; what stood at the opening is that of the day before.
    Others are of their whole time.
    """
    if catalog.indicators[slot.indicator].time != "stock":
        return slot, end, start
    if _OPENING in slot.dimensions:
        kept = tuple(pair for pair in slot.dimensions if pair != _OPENING)
        eve = (date.fromisoformat(start) - timedelta(days=1)).isoformat()
        return slot._replace(dimensions=kept), eve, eve
    return slot, end, end


def _point(slot: Slot, end: str, statements: Sequence[_Statement]) -> Point:
    ordered = sorted(statements, key=lambda s: s.order)
    known = [s for s in ordered if s.told.fact is not None]
    own = next((s for s in known if s.subject.period is not None and s.subject.period.end == end), None)
    last = known[-1] if known else None
    if last is None or last.told.fact is None:
        first = ordered[-1].told.others[0]
        return Point(
            period=_period_of(first, end),
            value=None,
            kind=slot.measure,
            as_written=first.as_written,
            reason=ordered[-1].told.disputed,
            evidence=passage_of(ordered[-1].subject.report, first),
            others=tuple(passage_of(ordered[-1].subject.report, fact) for fact in ordered[-1].told.others[1:]),
        )
    fact, first_fact = last.told.fact, own.told.fact if own else None
    changed = first_fact is not None and fact is not first_fact and not overlap(fact, first_fact)
    return Point(
        period=_period_of(first_fact or fact, end),
        value=fact.value,
        denominator=fact.denominator,
        kind=slot.measure,
        as_written=fact.as_written,
        as_first_reported=first_fact.value if first_fact else None,
        as_restated=fact.value if changed else None,
        reason=f"báo cáo sau nêu lại {fact.as_written}, lúc đầu là {first_fact.as_written}" if changed and first_fact else None,
        evidence=passage_of(last.subject.report, fact),
        others=tuple(passage_of(s.subject.report, s.told.fact) for s in known[:-1] if s.told.fact is not None),
    )


def _period_of(fact: Fact, end: str) -> Period:
    """The fact's time; the day alone for what stood at the opening of it."""
    return fact.period if fact.period is not None and fact.period.end == end else Period(start=end, end=end)


def _series(unit: str, name: str, slot: Slot, points: Sequence[Point], catalog: Catalog) -> Series:
    time = catalog.indicators[slot.indicator].time
    terms: tuple[Term, ...] = ()
    if time != "stock" and any(_days(p.period) <= _YEAR for p in points):
        long = [p for p in points if _days(p.period) > _YEAR]
        points = [p for p in points if _days(p.period) <= _YEAR]
        if time == "flow":
            terms = tuple(_term(point, points) for point in long if isinstance(point.value, Decimal))
    return Series(
        unit=unit,
        unit_name=name,
        indicator=slot.indicator,
        label_vi=label_of(slot.indicator, dict(slot.dimensions), catalog),
        dimensions=dict(slot.dimensions),
        per=slot.per,
        time=time,
        points=tuple(points),
        changes=changes_between(points, time),
        gaps=gaps_in(points, time),
        terms=terms,
    )


def _days(period: Period) -> int:
    return (date.fromisoformat(period.end) - date.fromisoformat(period.start)).days + 1


def _term(term: Point, points: Sequence[Point]) -> Term:
    value = term.value
    if not isinstance(value, Decimal):
        raise AssertionError("a term has a number")
    first, last = int(term.period.start[:4]), int(term.period.end[:4])
    # school years are named by the year they end in
    yearly = {
        int(p.period.end[:4]): p.value for p in points if months_of(p.period) >= _SCHOOL_YEAR and isinstance(p.value, Decimal)
    }
    told = [yearly.get(year) for year in range(first, last + 1)]
    known = [v for v in told if v is not None]
    if len(known) < len(told):
        lacking = ", ".join(str(first + i) for i, v in enumerate(told) if v is None)
        reason = f"thiếu số liệu năm {lacking} nên không đối chiếu được với cả nhiệm kỳ"
        return Term(period=term.period, value=value, least=None, most=None, agrees=None, reason=reason)
    most = sum(known, Decimal())
    least = sum(known[1:-1], Decimal())
    inside = least <= value <= most
    reason = (
        f"nhiệm kỳ {number(value)}; các năm {first + 1}-{last - 1} cộng {number(least)}, cả năm đầu và năm cuối {number(most)}: "
        f"{'không trái nhau' if inside else 'không khớp'}"
    )
    return Term(period=term.period, value=value, least=least, most=most, agrees=inside, reason=reason)


def _recut(
    points: Mapping[tuple[str, Slot], Sequence[Point]], names: Names, as_of: date, catalog: Catalog, notes: list[str]
) -> dict[tuple[str, Slot], list[Point]]:
    """The points under the units of `as_of`; what cannot be given to one unit is noted and left out."""
    registry = names.registry
    by_time: dict[tuple[Slot, str, str], dict[str, Point]] = defaultdict(dict)
    for (unit, slot), own in points.items():
        for point in own:
            by_time[slot, point.period.start, point.period.end][unit] = point
    bearers: dict[str, dict[str, tuple[str, ...]]] = {}
    out: dict[tuple[str, Slot], list[Point]] = defaultdict(list)
    left: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (slot, _, end), reported in sorted(by_time.items(), key=lambda pair: pair[0][2]):
        if end not in bearers:
            on = date.fromisoformat(end)
            bearers[end] = carried((s.unit for s in registry.existing(on)), on=on, as_of=as_of, registry=registry)
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for unit, after in bearers[end].items():
            groups[after].append(unit)
        adds_up = catalog.indicators[slot.indicator].across_units == "sum" and slot.measure in ("count", "money")
        day = date.fromisoformat(end)
        for after, units in groups.items():
            there = [unit for unit in units if unit in reported]
            if not there:
                continue
            if len(after) == 1:
                # a part that came together with its whole is in the whole's number already
                inside = {unit for unit in units if not set(there).isdisjoint(registry.ancestors(unit, day))}
                units, there = [u for u in units if u not in inside], [u for u in there if u not in inside]
            if len(after) != 1:
                left[tuple(registry.name(unit, day) for unit in there)].add(end[:4])
            elif units == there == [after[0]]:
                out[after[0], slot].append(reported[after[0]])
            elif len(there) < len(units) or not adds_up or any(not isinstance(reported[u].value, Decimal) for u in there):
                lacking = ", ".join(sorted(registry.name(unit, day) for unit in set(units) - set(there)))
                reason = f"thiếu số liệu của {lacking}" if lacking else "chỉ tiêu này không cộng được giữa các đơn vị"
                out[after[0], slot].append(_joined(reported[there[0]], None, (), reason))
            else:
                parts = tuple(
                    MadeOf(unit=u, unit_name=registry.name(u, day), value=v)
                    for u in there if isinstance(v := reported[u].value, Decimal)
                )  # fmt: skip
                words = " + ".join(f"{number(p.value)} ({p.unit_name})" for p in parts)
                out[after[0], slot].append(
                    _joined(reported[there[0]], sum((p.value for p in parts), Decimal()), parts, f"cộng {words}")
                )
    for group, years in sorted(left.items()):
        notes.append(f"{', '.join(group)} ({', '.join(sorted(years))}): không quy được về một đơn vị của ngày {as_of:%d/%m/%Y}")
    return out


def _joined(model: Point, value: Decimal | None, parts: tuple[MadeOf, ...], reason: str) -> Point:
    return Point(period=model.period, value=value, kind=model.kind, as_written="", made_of=parts, reason=reason)
