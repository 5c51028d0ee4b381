"""Breakdowns that part a whole told elsewhere: ratings of groups, qualifications, targets met and missed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule, measure
from cdcs_parse.check.hit import Hit, added, number, value_of
from cdcs_parse.check.index import Index, is_plain
from cdcs_parse.model.fact import Fact


def find_parts_to_whole(index: Index, rule: Rule) -> Iterator[Hit]:
    """Groups by grade that are more than the groups there are. Fewer may be unrated groups, so only more is wrong."""
    (dimension,) = rule.parameters.dimensions
    for indicator in rule.parameters.part:
        for facts in _side_by_side(index, indicator, dimension):
            wholes = _wholes(index, rule.parameters.whole, facts)
            value = sum(map(value_of, facts), Fraction(0))
            if not wholes or value <= max(map(value_of, wholes)):
                continue
            yield _told(index, facts, max(wholes, key=value_of), "các mức xếp loại loại trừ nhau")
        yield from _ratios(index, indicator, dimension)


def _ratios(index: Index, indicator: str, dimension: str) -> Iterator[Hit]:
    """10/12 and 3/12 of one breakdown: together more than the 12 there are."""
    groups: dict[object, list[Fact]] = {}
    for fact in index.by_indicator.get(measure(indicator).indicator, ()):
        if fact.kind == "ratio" and fact.denominator and dimension in fact.dimensions and index.is_current(fact):
            groups.setdefault((fact.sentence, fact.denominator), []).append(fact)
    for facts in groups.values():
        values = {f.dimensions[dimension] for f in facts}
        whole = Fraction(facts[0].denominator or 0)
        words, value = added(facts)
        if len(values) != len(facts) or _or_better(index, facts) or value <= whole:
            continue
        yield Hit(
            fields={"parts": words, "sum": number(value), "total": number(whole)},
            facts=facts,
            arithmetic=f"{words} = {number(value)}, không phải {number(whole)}",
            blamed=facts,
        )


def find_partition(index: Index, rule: Rule) -> Iterator[Hit]:
    """A list of the values of one breakdown that is more than any whole it can be of.

    Less than every whole is told only when the list ends with a value that closes it (lao động phổ thông, khác).
    """
    (dimension,) = rule.parameters.dimensions
    for indicator in rule.parameters.part:
        for facts in _side_by_side(index, indicator, dimension):
            wholes = _wholes(index, rule.parameters.whole or (indicator,), facts)
            named = {f.dimensions[dimension] for f in facts}
            if not wholes or (rule.parameters.values and not named <= set(rule.parameters.values)):
                continue
            value = sum(map(value_of, facts), Fraction(0))
            sizes = [value_of(w) for w in wholes]
            here = [w for w in wholes if w.section == facts[0].section and w.indicator == facts[0].indicator]
            if here and value not in sizes and value > max(map(value_of, here)):
                # larger wholes elsewhere are of another time or of more people, and none of them is the sum either
                yield _told(index, facts, max(here, key=value_of), "mỗi người chỉ thuộc một mục")
                continue
            if value > max(sizes):
                yield _told(index, facts, max(wholes, key=value_of), "mỗi người chỉ thuộc một mục")
                continue
            ended = facts[-1].dimensions[dimension] in rule.parameters.ends
            if ended and value < min(sizes) and len(facts) >= rule.parameters.least:
                closest = min(wholes, key=lambda w: abs(value_of(w) - value))
                yield _told(index, facts, closest, "danh sách đã kể đến mục cuối")


def _side_by_side(index: Index, indicator: str, dimension: str) -> Iterator[list[Fact]]:
    """Counts of one measure by the values of a breakdown in one sentence, each value once, nothing beyond the breakdown."""
    asked = measure(indicator)
    groups: dict[tuple[int, int], list[Fact]] = {}
    for fact in index.by_indicator.get(asked.indicator, ()):
        base = {d: v for d, v in fact.dimensions.items() if d != dimension}
        if dimension in fact.dimensions and base == asked.dimensions and is_plain(fact) and fact.kind == "count" and fact.sentence:
            groups.setdefault((fact.sentence.start, fact.sentence.end), []).append(fact)
    for facts in groups.values():
        values = [f.dimensions[dimension] for f in facts]
        distinct = len(facts) >= 2 and len(set(values)) == len(values)
        if distinct and not _or_better(index, facts) and all(map(index.is_current, facts)):
            yield facts


def _or_better(index: Index, facts: Sequence[Fact]) -> bool:
    """True when one of them counts a grade and all above it ("hoàn thành tốt nhiệm vụ trở lên")."""
    return any(re.match(r"[^,;]{0,60}trở lên", index.after(f, 75)) for f in facts)


def _wholes(index: Index, measures: Sequence[str], parts: list[Fact]) -> list[Fact]:
    """The wholes in the sentence of the parts, else in the whole report; a/b tells a whole b as well as a part a."""
    found = [w for name in measures for w in index.counts(name)]
    near = [w for w in found if w.sentence == parts[0].sentence]
    return near or [w for name in measures for w in index.wholes(name)]


def _told(index: Index, parts: Sequence[Fact], whole: Fact, because: str) -> Hit:
    words, value = added(parts)
    return Hit(
        fields={
            "what": index.label(parts[0]).partition(" (")[0],
            "parts": words,
            "sum": number(value),
            "total": number(value_of(whole)),
            "other": index.label(whole),
            "because": because,
        },
        facts=(*parts, whole),
        arithmetic=f"{words} = {number(value)}, không phải {number(value_of(whole))}",
        blamed=parts,
    )


def find_tally(index: Index, rule: Rule) -> Iterator[Hit]:
    """Targets met, exceeded and missed against the number of targets: 12/15 met and 4 missed are 16."""
    names = rule.parameters
    for facts in index.by_section.values():
        near = [f for f in facts if f.indicator in (*names.part, *names.plus)]
        missed = [f for f in near if f.indicator in names.plus]
        met = [f for f in near if f.indicator in names.part]
        for lacking in missed:
            for done in (m for m in met if m.block == lacking.block):
                stated = done.denominator if done.kind == "ratio" else None
                if stated is None or (lacking.kind == "ratio" and lacking.denominator != stated):
                    continue
                value = value_of(done) + value_of(lacking)
                if value != Fraction(stated):
                    words = f"{number(value_of(done))} + {number(value_of(lacking))}"
                    yield Hit(
                        fields={"parts": words, "sum": number(value), "total": number(stated), "what": "chỉ tiêu"},
                        facts=(done, lacking),
                        arithmetic=f"{words} = {number(value)}, không phải {number(stated)}",
                        blamed=(done, lacking),
                    )
    yield from _against_the_set(index, rule)


def _against_the_set(index: Index, rule: Rule) -> Iterator[Hit]:
    """Counts of one sentence ("vượt 4, đạt 3, không đạt 2") against the number of targets that the report gives."""
    names = rule.parameters
    wholes = {value_of(f): f for name in names.whole for f in index.counts(name)}
    if len(wholes) != 1:
        return
    ((size, whole),) = wholes.items()
    for facts in index.sentences():
        sentence = index.sentence(facts[0])
        parts = [f for f in facts if f.indicator in (*names.part, *names.plus) and f.kind == "count" and f is not whole]
        numbers = _TALLY.findall(sentence)
        if not parts or len(numbers) < 2 or len(numbers) < len(parts):
            continue
        value = sum(int(n) for _, n in numbers)
        if value != size and any("không" in word or "chưa" in word for word, _ in numbers):
            words = " + ".join(str(int(n)) for _, n in numbers)
            yield Hit(
                fields={"parts": words, "sum": str(value), "total": number(size), "what": "chỉ tiêu"},
                facts=(*parts, whole),
                arithmetic=f"{words} = {value}, không phải {number(size)}",
                blamed=tuple(parts),
            )


_TALLY = re.compile(
    r"\b((?:hoàn thành )?vượt|(?:chưa|không) đạt|đạt|(?:không|chưa) hoàn thành|hoàn thành)[: ]+(\d{1,2})\b(?![/.,]\d)"
)
