"""Parts and wholes, smaller and larger: no more women than people, no lowest wage above the average."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index, is_amount
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import interval_of


def find_part_of(index: Index, rule: Rule) -> Iterator[Hit]:
    """A count with a breakdown that is more than the same count without it: 2 women of 1 person admitted.

    Beside each other in a sentence the whole is the one before; otherwise every whole of the section must be smaller.
    """
    wanted = set(rule.parameters.dimensions)
    for indicator, facts in index.by_indicator.items():
        if rule.parameters.part and indicator not in rule.parameters.part:
            continue
        for part in facts:
            if not is_amount(part) or not wanted & set(part.dimensions) or not index.is_current(part):
                continue
            for dimension in wanted & set(part.dimensions):
                rest = {d: v for d, v in part.dimensions.items() if d != dimension}
                whole = _whole_of(index, part, indicator, rest)
                if whole is not None and interval_of(whole).is_below(interval_of(part)):
                    yield Hit(
                        fields={
                            "what": index.label(part), "value": shown(part), "other": index.label(whole), "total": shown(whole),
                        },
                        facts=(whole, part),
                        arithmetic=f"{number(value_of(part))} > {number(value_of(whole))}",
                        blamed=(part, whole),
                    )  # fmt: skip
                    break


def _whole_of(index: Index, part: Fact, indicator: str, dimensions: dict[str, str]) -> Fact | None:
    sentence = index.by_sentence.get((part.sentence.start, part.sentence.end), []) if part.sentence else []
    near = [f for f in sentence if f.indicator == indicator and f.dimensions == dimensions and is_amount(f) and f.kind == part.kind]
    before = [w for w in near if w.span.end <= part.span.start]
    if before or near:
        return before[-1] if before else None
    # in another section the same words may count another group ("03 lao động còn lại")
    found = index.largest.get((indicator, frozenset(dimensions.items()), part.section))
    return found if found is not None and found.kind == part.kind else None


def find_ratio_within(index: Index, rule: Rule) -> Iterator[Hit]:
    """a/b with a above b, where a counts some of b; results against a plan may pass it."""
    for fact in index.own:
        if fact.kind != "ratio" or not fact.denominator or value_of(fact) <= Fraction(fact.denominator):
            continue
        if rule.parameters.part and fact.indicator not in rule.parameters.part:
            continue
        # "31/06/BC-CĐ" is the number of a document
        if "/" in index.folded[max(0, fact.span.start - 1) : fact.span.start] + index.folded[fact.span.end : fact.span.end + 1]:
            continue
        words = index.sentence(fact)
        if fact.indicator in rule.parameters.excludes or any(phrase in words for phrase in rule.parameters.phrases):
            continue
        yield Hit(
            fields={"what": index.label(fact), "value": shown(fact), "total": number(Fraction(fact.denominator))},
            facts=(fact,),
            arithmetic=f"{number(value_of(fact))} > {number(Fraction(fact.denominator))}",
            blamed=(fact,),
        )


def find_in_order(index: Index, rule: Rule) -> Iterator[Hit]:
    """Two measures of which the first cannot pass the second, each taken at its most favourable figure within the scope."""
    for small in rule.parameters.part:
        for large in rule.parameters.whole:
            yield from _ordered(index, rule, small, large)


def _ordered(index: Index, rule: Rule, small: str, large: str) -> Iterator[Hit]:
    groups: dict[object, tuple[list[Fact], list[Fact]]] = {}
    for side, name in ((0, small), (1, large)):
        for fact in _figures(index, name, side):
            near = rule.parameters.scope != "sentence"
            words = index.before(fact, 30) + index.after(fact, 30) if near else index.sentence(fact)
            if any(phrase in words for phrase in rule.parameters.excludes):
                continue
            groups.setdefault(_place(fact, rule.parameters.scope), ([], []))[side].append(fact)
    for lower, upper in groups.values():
        if not lower or not upper:
            continue
        part, whole = min(lower, key=value_of), max(upper, key=value_of)
        if part.kind == whole.kind and interval_of(whole).scaled(rule.parameters.share).is_below(interval_of(part)):
            yield Hit(
                fields={"what": index.label(part), "value": shown(part), "other": index.label(whole), "total": shown(whole)},
                facts=(part, whole),
                arithmetic=f"{number(value_of(part))} > {_times(rule)}{number(value_of(whole))}",
                blamed=(part, whole),
            )


def _times(rule: Rule) -> str:
    return "" if rule.parameters.share == 1 else f"{number(rule.parameters.share * 100)}% × "


def _figures(index: Index, name: str, side: int) -> list[Fact]:
    found = index.wholes(name) if side else index.counts(name)
    # occurrences are not people: 326 lượt may pass the number of members
    return [f for f in found if "lượt" not in (f.unit or "").lower()]


def _place(fact: Fact, scope: str) -> object:
    """What the figures compared must share; None for the whole report."""
    return {"sentence": fact.sentence, "block": fact.block, "section": fact.section}.get(scope)
