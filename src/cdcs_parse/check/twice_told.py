"""Lists told in two measures, numbers and money: where the one adds up exactly, the list is complete for the other."""

from __future__ import annotations

from collections.abc import Iterator

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, added, equation, value_of, written
from cdcs_parse.check.index import Index, is_amount
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import interval_of, total


def find_parts_told_twice(index: Index, rule: Rule) -> Iterator[Hit]:
    """ "41 lượt, số tiền 16.300.000đ. Trong đó: ốm đau 19 lượt = 5.700.000đ; …": the money adds up, the visits do not.

    Each item has a number and an amount, and both have one total in the same paragraph.
    """
    if index.catalog is None:
        return
    blocks: dict[int, list[Fact]] = {}
    for fact in index.own:
        if fact.block is not None and is_amount(fact) and index.is_current(fact) and fact.span.start not in index.columns:
            blocks.setdefault(fact.block, []).append(fact)
    for facts in blocks.values():
        for name in dict.fromkeys(f.indicator for f in facts if f.indicator):
            entry = index.catalog.indicators.get(name)
            if entry is None or entry.amount is None:
                continue
            counts = [f for f in facts if f.indicator == name and f.kind == "count"]
            money = [f for f in facts if f.indicator == entry.amount and f.kind == "money" and f.per is None]
            for dimension in rule.parameters.dimensions:
                yield from _compared(index, rule, counts, money, dimension)


def _compared(index: Index, rule: Rule, counts: list[Fact], money: list[Fact], dimension: str) -> Iterator[Hit]:
    sides = []
    for facts in (counts, money):
        heads = [f for f in facts if not f.dimensions]
        items = [f for f in facts if set(f.dimensions) == {dimension}]
        if len(heads) != 1 or not items or len(heads) + len(items) != len(facts) or heads[0].span.start > items[0].span.start:
            return
        sides.append((heads[0], items))
    named = [[f.dimensions[dimension] for f in items] for _, items in sides]
    if len(named[0]) < rule.parameters.least or named[0] != named[1] or len(set(named[0])) != len(named[0]):
        return
    closes = [total(map(interval_of, items)).overlaps(interval_of(head)) for head, items in sides]
    if closes[0] == closes[1]:
        return
    head, items = sides[closes.index(False)]
    parts, value = added(items, (), [head])
    yield Hit(
        fields={
            "what": index.label(head), "other": index.label(sides[closes.index(True)][0]), "parts": parts,
            "sum": written(value, [*items, head]), "total": written(value_of(head), [*items, head]),
        },
        facts=(head, *items),
        arithmetic=equation(items, head),
        blamed=(head, *items),
    )  # fmt: skip
