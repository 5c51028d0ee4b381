"""One report against the one before: what was left then and is there now, what came and went between, what jumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from cdcs_parse.catalog.rules import Measure, Rule, measure
from cdcs_parse.check.hit import Hit, added, number, shown, value_of, written
from cdcs_parse.check.index import Index, is_amount, is_plain
from cdcs_parse.check.pair import current, pair_of
from cdcs_parse.compare.figures import Slot, Stated, figures_of
from cdcs_parse.compare.matching import passage_of
from cdcs_parse.compare.periods import is_same, period_of
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.interval import interval_of, total
from cdcs_parse.model.report import Report


def find_unfit(index: Index, _rule: Rule) -> Iterator[Hit]:
    """One line for a report that cannot stand for the one before, or not in everything."""
    pair = pair_of(index)
    if pair is not None and pair.why:
        field = index.header.period or index.header.unit
        yield Hit(fields={"because": pair.why}, spans=((field.span.start, field.span.end),) if field else ())


def find_opening(index: Index, rule: Rule) -> Iterator[Hit]:
    """What is told as left over from last time against what the last report told as left."""
    pair = current(index)
    if pair is None or not pair.follows:
        return
    for opening, closing in zip(rule.parameters.opening, rule.parameters.closing, strict=True):
        now = [f for f in index.find(opening) if is_amount(f)]
        before = _closing(pair.previous, measure(closing))
        if not now or not before or any(interval_of(a).overlaps(interval_of(b)) for a in now for b in before):
            continue
        first, last = now[0], before[-1]
        yield Hit(
            fields={
                "what": index.term(measure(closing)),
                "first": shown(first),
                "second": shown(last),
                "other": pair.previous.source.name,
            },
            facts=(first,),
            arithmetic=f"{written(value_of(first), [first, last])} ≠ {written(value_of(last), [first, last])}",
            blamed=(first,),
            previous=(passage_of(pair.previous, last),),
        )


def find_movement(index: Index, rule: Rule) -> Iterator[Hit]:
    """Last time's closing figure, with what came in and less what went out, against this time's.

    Only where the report tells both of what came and of what went, and no opening figure of its own: that is looked at
    by itself.
    """
    pair = current(index)
    if pair is None or not pair.follows:
        return
    names = rule.parameters
    if any(index.find(name) for name in names.opening):
        return
    for closing in names.closing:
        now = [f for f in index.counts(closing) if f.span.start not in index.columns]
        before = _closing(pair.previous, measure(closing))
        plus = [f for name in names.plus for f in _once(index, name)]
        minus = [f for name in names.minus for f in _once(index, name)]
        values = {value_of(f) for f in now}
        if len(values) != 1 or len({value_of(f) for f in before}) != 1 or not plus or not minus:
            continue
        stated, last = now[0], before[-1]
        reached = interval_of(last) + total(map(interval_of, plus)) - total(map(interval_of, minus))
        if reached.overlaps(interval_of(stated)):
            continue
        words, value = added([last, *plus], minus, [stated])
        yield Hit(
            fields={
                "what": index.label(stated), "parts": words, "sum": number(value), "total": shown(stated),
                "second": shown(last), "other": pair.previous.source.name,
            },
            facts=(stated, *plus, *minus),
            arithmetic=f"{words} = {number(value)}, không phải {shown(stated)}",
            blamed=(stated, *plus, *minus),
            previous=(passage_of(pair.previous, last),),
        )  # fmt: skip


def _once(index: Index, name: str) -> list[Fact]:
    """The one figure of a measure, wherever it is told the same; several that differ say nothing certain."""
    found = index.counts(name)
    return found[:1] if len({value_of(f) for f in found}) == 1 else []


def _closing(report: Report, asked: Measure) -> list[Fact]:
    """The figures of a measure as they stood when the time of `report` ended."""
    period = period_of(report)
    return [
        f
        for f in report.facts
        if f.indicator == asked.indicator and f.dimensions == asked.dimensions and f.role == "actual" and f.organization is None
        and is_amount(f) and (f.period is None or period is None or f.period.end == period.end)
    ]  # fmt: skip


def find_jump(index: Index, rule: Rule) -> Iterator[Hit]:
    """A measure that stands more than a share above or below last time's, one finding each."""
    for now, before, percent in _jumps(index, rule):
        assert index.previous is not None  # noqa: S101 (there is no jump without it)
        yield Hit(
            fields={
                "what": index.label(now), "first": shown(now), "second": shown(before), "value": _signed(percent),
                "other": index.previous.source.name,
            },
            facts=(now,),
            arithmetic=_jump_words(now, before, percent),
            previous=(passage_of(index.previous, before),),
        )  # fmt: skip


def find_jumps(index: Index, rule: Rule) -> Iterator[Hit]:
    """All else that jumps, in one finding."""
    found = list(_jumps(index, rule))
    if not found or index.previous is None:
        return
    listed = [f"{index.label(now)} {_jump_words(now, before, percent)}" for now, before, percent in found]
    yield Hit(
        fields={"list": "; ".join(listed), "total": str(len(found)), "other": index.previous.source.name},
        facts=tuple(now for now, _, _ in found),
        arithmetic="; ".join(_jump_words(*jump) for jump in found),
        previous=tuple(passage_of(index.previous, before) for _, before, _ in found),
    )


def _jumps(index: Index, rule: Rule) -> Iterator[tuple[Fact, Fact, Fraction]]:
    """Figure now, figure before, change in percent, in the order of the text.

    `part` names the measures; without it all are meant but those of `whole`. A stock or a level is compared where the
    reports follow each other, a flow where they are of equal length besides.
    """
    pair = current(index)
    if pair is None or not pair.follows or index.catalog is None:
        return
    wanted, unwanted = set(rule.parameters.part), set(rule.parameters.whole)
    now, before = _told(index.facts, index.report), _told(pair.previous.facts, pair.previous)
    found = []
    for slot, told_now in now.items():
        entry = index.catalog.indicators.get(slot.indicator)
        first, last = told_now.fact, before[slot].fact if slot in before else None
        if entry is None or first is None or last is None or (entry.time == "flow" and not pair.equal_length):
            continue
        if (wanted and _name(slot) not in wanted) or _name(slot) in unwanted or not (_countable(first) and _countable(last)):
            continue
        low, high = sorted((value_of(first), value_of(last)))
        if low <= 0 or high < Fraction(rule.parameters.low or 0) or interval_of(first).overlaps(interval_of(last)):
            continue
        change = (value_of(first) / value_of(last) - 1) * 100
        if abs(change) > Fraction(rule.parameters.share) * 100:
            found.append((first, last, change))
    yield from sorted(found, key=lambda jump: jump[0].span.start)


def _countable(fact: Fact) -> bool:
    return is_plain(fact) or (fact.kind in ("count", "money", "level") and fact.comparator == "approx" and fact.high is None)


def _name(slot: Slot) -> str:
    return " ".join((slot.indicator, *(f"{d}={v}" for d, v in slot.dimensions)))


def _told(facts: Sequence[Fact], report: Report | None) -> dict[Slot, Stated]:
    """The one figure a slot of the report's own time."""
    period = period_of(report) if report else None
    return {slot: stated for (slot, start, end), stated in figures_of(facts).items() if period is None or _same(start, end, period)}


@lru_cache(maxsize=256)
def _same(start: str, end: str, period: Period) -> bool:
    return is_same(Period(start=start, end=end), period)


def _jump_words(now: Fact, before: Fact, percent: Fraction) -> str:
    return f"{shown(before)} → {shown(now)} ({_signed(percent)})"


def _signed(percent: Fraction) -> str:
    return f"{'+' if percent > 0 else '-'}{number(abs(percent), 0)}%"
