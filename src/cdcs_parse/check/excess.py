"""More than there can be: groups that overlap less than they must, a number of people beyond all there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index, is_plain
from cdcs_parse.model.fact import Fact
from cdcs_parse.text import fold


def find_union_within(index: Index, rule: Rule) -> Iterator[Hit]:
    """Women and people of minorities, less the women of minorities, in one sentence with the whole they are of.

    women + minorities - women of minorities are different people, so they cannot be more than the whole.
    """
    for facts in index.sentences():
        for name in rule.parameters.part:
            counted = [f for f in facts if f.indicator == name and f.kind == "count" and is_plain(f) and index.is_current(f)]
            by_value: dict[frozenset[tuple[str, str]], list[Fact]] = {}
            for fact in counted:
                by_value.setdefault(frozenset(fact.dimensions.items()), []).append(fact)
            whole = by_value.get(frozenset())
            for both, found in by_value.items():
                sides = [by_value.get(frozenset((pair,))) for pair in sorted(both)]
                if len(both) != 2 or {d for d, _ in both} != set(rule.parameters.dimensions) or not whole or not all(sides):
                    continue
                first, second = (side[0] for side in sides if side)
                value = value_of(first) + value_of(second) - value_of(found[0])
                # a second figure of one group may be of another whole of the sentence
                if any(len(side or ()) > 1 for side in (*sides, found, whole)) or value <= value_of(whole[0]):
                    continue
                words = f"{number(value_of(first))} + {number(value_of(second))} - {number(value_of(found[0]))}"
                yield Hit(
                    fields={
                        "what": index.label(whole[0]), "parts": words, "sum": number(value), "total": number(value_of(whole[0])),
                    },
                    facts=(whole[0], first, second, found[0]),
                    arithmetic=f"{words} = {number(value)} > {number(value_of(whole[0]))}",
                    blamed=(first, second, found[0], whole[0]),
                )  # fmt: skip


def find_more_than_all(index: Index, rule: Rule) -> Iterator[Hit]:
    """A number of something, told without being its total, that is more than all there are: 08 tổ công đoàn of 06."""
    wholes = [f for name in rule.parameters.whole for f in index.find(name) if index.is_current(f) and f.kind == "count"]
    if not wholes:
        return
    whole = max(wholes, key=value_of)
    # two numbers told for the total are for the rule on totals told twice
    for fact in index.own:
        if fact.kind != "count" or not is_plain(fact) or not index.is_current(fact) or any(fact is w for w in wholes):
            continue
        unit = " ".join((fact.unit or "").lower().split())
        known = fact.indicator is None or fact.indicator in rule.parameters.part
        if unit not in rule.parameters.phrases or not known or value_of(fact) <= value_of(whole):
            continue
        if any(phrase in index.sentence(fact) for phrase in rule.parameters.excludes):
            continue
        yield Hit(
            fields={
                "what": unit, "value": shown(fact), "other": index.label(whole), "total": shown(whole),
                "first": shown(whole), "second": shown(fact),
            },
            facts=(fact, whole),
            arithmetic=f"{number(value_of(fact))} > {number(value_of(whole))}",
            blamed=(fact, whole),
        )  # fmt: skip


_OF_WHICH = re.compile(r"^[^\d.;()]{0,45}[,;]?\s*trong (?:số )?đó(?: có| là)?\s*$")


def find_part_beyond(index: Index, _rule: Rule) -> Iterator[Hit]:
    """ "640 lượt công nhân …, trong đó có 702 lượt công nhân …": a part of what stands right before it, in its own unit."""
    for facts in index.sentences():
        for whole, part in pairwise(facts):
            same = whole.kind == part.kind == "count" and whole.unit and fold(whole.unit) == fold(part.unit or "")
            if not same or not (is_plain(whole) and is_plain(part)) or value_of(part) <= value_of(whole):
                continue
            # breakdowns of the catalogue, and two concepts in their order, have rules of their own
            if (part.dimensions and part.indicator == whole.indicator) or part.indicator not in (None, whole.indicator):
                continue
            if not _OF_WHICH.match(index.between(whole, part)):
                continue
            yield Hit(
                fields={"value": shown(part), "total": shown(whole), "what": fold(whole.unit or "")},
                facts=(whole, part),
                arithmetic=f"{number(value_of(part))} > {number(value_of(whole))}",
                blamed=(part, whole),
            )
