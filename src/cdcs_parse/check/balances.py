"""Balances: opening + in − out = closing, for members and for money; count × price = amount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from cdcs_parse.catalog.rules import Rule, measure
from cdcs_parse.check.hit import Hit, added, equation, number, shown, value_of, written
from cdcs_parse.check.index import Index, is_amount
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import exact, interval_of, total

Choice = tuple[Fact, ...]
_MOST = 60


def find_balance(index: Index, rule: Rule) -> Iterator[Hit]:
    """An opening and a closing figure that no reading of what came in and went out joins.

    Totals and their parts are tried in turn, and `maybe` (money passed on) with and without: whoever writes "tổng thu"
    may or may not count it in. Only when none closes is it told, by the fullest reading.
    """
    names = rule.parameters
    for group in _groups(index, rule):
        # a section with so many amounts holds more than one account
        if len(group) > _MOST:
            continue
        opening = _of(group, names.opening)
        closing = _of(group, names.closing)
        if len({value_of(f) for f in opening}) != 1 or len({value_of(f) for f in closing}) != 1:
            continue
        first, last = opening[0], closing[-1]
        ins = [c for name in names.plus for c in [_choices(group, name)] if c]
        outs = [c for name in names.minus for c in [_choices(group, name)] if c]
        maybes = [[(), *c] for name in names.maybe for c in [_choices(group, name)] if c]
        if not ins or not outs:
            continue
        readings = []
        for plus in product(*ins):
            for minus in product(*outs, *maybes):
                readings.append(([first, *(f for c in plus for f in c)], [f for c in minus for f in c]))
        stated = interval_of(last)
        if any((total(map(interval_of, p)) - total(map(interval_of, m))).overlaps(stated) for p, m in readings):
            continue
        plus_facts, minus_facts = readings[0]
        words, value = added(plus_facts, minus_facts, [last])
        everything = [*plus_facts, *minus_facts, last]
        yield Hit(
            fields={
                "what": index.label(last),
                "parts": words,
                "sum": written(value, everything),
                "total": written(value_of(last), everything),
            },
            facts=(last, *plus_facts, *minus_facts),
            arithmetic=equation(plus_facts, last, minus_facts),
            blamed=(last, *plus_facts, *minus_facts),
        )


def _groups(index: Index, rule: Rule) -> Iterator[list[Fact]]:
    """Figures told together: of one paragraph, or of one section, or of one column of a table in it."""
    groups: dict[object, list[Fact]] = {}
    names = (
        *rule.parameters.opening,
        *rule.parameters.plus,
        *rule.parameters.minus,
        *rule.parameters.maybe,
        *rule.parameters.closing,
    )
    indicators = {measure(name).indicator for name in names}
    for fact in sorted(index.own, key=lambda f: f.span.start):
        if fact.indicator not in indicators or not is_amount(fact):
            continue
        cell = index.columns.get(fact.span.start)
        place = fact.block if rule.parameters.scope == "block" else fact.section
        groups.setdefault((cell[0], cell[2]) if cell else place, []).append(fact)
    yield from groups.values()


def _of(group: Sequence[Fact], names: Sequence[str]) -> list[Fact]:
    return [
        f for name in names for f in group if f.indicator == measure(name).indicator and f.dimensions == measure(name).dimensions
    ]


def _choices(group: Sequence[Fact], name: str) -> list[Choice]:
    """Ways to take one measure: its total, its parts, the total and the parts (where the "total" was one of them)."""
    asked = measure(name)
    same = [f for f in group if f.indicator == asked.indicator]
    whole = [f for f in same if f.dimensions == asked.dimensions]
    parts = [f for f in same if len(f.dimensions) == len(asked.dimensions) + 1 and asked.dimensions.items() <= f.dimensions.items()]
    found: list[Choice] = [(w,) for w in whole]
    if parts:
        found.append(tuple(parts))
        if whole:
            found.append((*whole, *parts))
            found += [(whole[0], part) for part in parts]
    if len(whole) > 1:
        found.append(tuple(whole))
    return found


_TIMES = re.compile(r"/\s*(?:lần|tháng|năm|quý|ngày|kỳ|đợt|dịp|ngày lễ|học kỳ)|mỗi (?:lần|tháng|năm|quý|dịp|đợt)|hai lần|các dịp")
_RESULT = re.compile(r"=|tổng|cộng|hết|thành tiền|trị giá|số tiền|kinh phí|là\s*$|:\s*$")


def find_product(index: Index, _rule: Rule) -> Iterator[Hit]:
    """39 suất × 350.000 đồng against the amount that follows; several such products may make one amount."""
    for facts in index.sentences():
        here = 0
        while here + 2 < len(facts):
            pairs: list[tuple[Fact, Fact]] = []
            at = here
            while at + 1 < len(facts) and _is_pair(index, facts[at], facts[at + 1]):
                pairs.append((facts[at], facts[at + 1]))
                at += 2
            if pairs and at < len(facts):
                hit = _multiplied(index, pairs, facts[at])
                if hit is not None:
                    yield hit
            here = at if pairs else here + 1


def _is_pair(index: Index, count: Fact, price: Fact) -> bool:
    if count.kind != "count" or price.kind != "money" or value_of(count) < 1:
        return False
    gap = index.between(count, price)
    by_sign = re.fullmatch(r"[^\d;.]{0,25}[x*]\s*", gap) is not None
    return len(gap) <= 40 and ";" not in gap and (by_sign or (price.per in ("gift", "person") and not re.search(r"\btổng\b", gap)))


def _multiplied(index: Index, pairs: list[tuple[Fact, Fact]], amount: Fact) -> Hit | None:
    price = pairs[-1][1]
    gap = index.between(price, amount)
    if amount.kind != "money" or amount.per is not None or len(gap) > 45 or ";" in gap or not _RESULT.search(gap):
        return None
    if amount.comparator != "eq" or any(f.comparator != "eq" for pair in pairs for f in pair):
        return None
    products = [interval_of(c) * interval_of(p) for c, p in pairs]
    stated = interval_of(amount)
    if stated.overlaps(total(products)) or stated.overlaps(products[-1]):
        return None
    value = sum((value_of(c) * value_of(p) for c, p in pairs), Fraction(0))
    repeats = value_of(amount) / value if value else Fraction(0)
    if _TIMES.search(index.sentence(amount)) and any(stated.overlaps(total(products) * exact(n)) for n in range(2, 13)):
        return None
    words = " + ".join(f"{number(value_of(c))} × {number(value_of(p))}" for c, p in pairs)
    explicit = "=" in gap and all("x" in index.between(c, p) for c, p in pairs)
    return Hit(
        fields={
            "what": shown(amount),
            "parts": words,
            "sum": written(value, [amount]),
            "total": written(value_of(amount), [amount]),
        },
        facts=(amount, *(f for pair in pairs for f in pair)),
        arithmetic=f"{words} = {written(value, [amount])}, không phải {written(value_of(amount), [amount])}",
        severity=None if explicit or repeats.denominator != 1 else "warning",
        blamed=(amount, *(f for pair in pairs for f in pair)),
    )
