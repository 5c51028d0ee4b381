"""Stated percents against the figures they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import cut_interval_of, exact, interval_of

# what may stand between "46/52 kiến nghị" and "92,5%" so that the percent is of that ratio: words, then a word of share,
# a bracket or a dash right before the number; no further clause and no change over time
_LEADS = re.compile(
    r"(?:đạt|chiếm|bằng|tỷ lệ|tương đương|tương ứng|là|tức|=|-|:|\(|,|/)\s*"
    r"(?:tỷ lệ|là|đạt|gần|trên|hơn|khoảng|:)?\s*\(?\s*$"
)
_BREAKS = re.compile(r"[;\n]|tăng|giảm|vượt|so với|kế hoạch|còn lại|trong đó|chỉ tiêu là|\.\s")
_OF_ELSE = re.compile(r"^\s*(?:\)?\s*)(?:so với|kế hoạch|dự toán|so cùng|cùng kỳ|chỉ tiêu (?:giao|năm|đề ra)|trở lên)")


def find_percent_of_ratio(index: Index, rule: Rule) -> Iterator[Hit]:
    """a/b with a percent beside it that is not 100·a/b. A percent that was cut instead of rounded is a warning."""
    for facts in index.sentences():
        for here, fact in enumerate(facts):
            if fact.kind != "percent":
                continue
            ratio = _ratio_before(index, facts, here) or _ratio_behind(index, facts, here)
            if ratio is not None and ratio.denominator:
                yield from _judge(rule, fact, ratio, value_of(ratio), Fraction(ratio.denominator))
            elif here >= 2 and ratio is None:
                part, whole = facts[here - 2], facts[here - 1]
                if _counts_of(index, part, whole) and _leads(index, whole, fact):
                    yield from _judge(rule, fact, part, value_of(part), value_of(whole), whole)


def _ratio_before(index: Index, facts: list[Fact], here: int) -> Fact | None:
    if here == 0 or facts[here - 1].kind != "ratio":
        return None
    return facts[here - 1] if _leads(index, facts[here - 1], facts[here]) else None


def _leads(index: Index, basis: Fact, percent: Fact) -> bool:
    """True when the words between say that the percent is of the figure before it."""
    gap = index.between(basis, percent)
    if len(gap) > 90 or _BREAKS.search(gap) or _OF_ELSE.search(index.after(percent)):
        return False
    return _LEADS.search(gap) is not None or not gap.strip()


def _counts_of(index: Index, part: Fact, whole: Fact) -> bool:
    """True for "120 trên tổng số 150": two counts, the first said to be of the second."""
    if part.kind != "count" or whole.kind != "count" or not 0 < value_of(part) <= value_of(whole):
        return False
    gap = index.between(part, whole)
    return re.search(r"^[^,;:.()]{0,25}(?:trên|trên tổng số|trong tổng số)\s*$", gap) is not None


def _ratio_behind(index: Index, facts: list[Fact], here: int) -> Fact | None:
    """98,2% CBVC (165/168): the ratio in brackets, or after "tức", right behind the percent."""
    if here + 1 >= len(facts) or facts[here + 1].kind != "ratio":
        return None
    gap = index.between(facts[here], facts[here + 1])
    if len(gap) > 40 or _BREAKS.search(gap):
        return None
    return facts[here + 1] if re.search(r"(?:\(|tức|=)\s*(?:tức|là|=)?\s*$", gap) else None


def _judge(rule: Rule, percent: Fact, basis: Fact, part: Fraction, whole: Fraction, *more: Fact) -> Iterator[Hit]:
    share = exact(part / whole).scaled(100)
    if interval_of(percent).overlaps(share):
        return
    # two digits behind the comma are enough to see it, unless the percent itself has more
    digits = max(2, len(str(percent.value).partition(".")[2].rstrip("0")))
    right = number(part / whole * 100, digits)
    yield Hit(
        fields={"what": f"{number(part)}/{number(whole)}", "value": shown(percent), "expected": f"{right}%", "because": ""},
        facts=(basis, percent, *more),
        arithmetic=f"{number(part)} : {number(whole)} × 100 = {right}%, không phải {shown(percent)}",
        severity="warning" if cut_interval_of(percent).overlaps(share) and rule.severity == "error" else None,
        blamed=(percent, basis),
    )


def find_percent_of_counts(index: Index, rule: Rule) -> Iterator[Hit]:
    """A count with its percent ("35 ý kiến, bằng 88,3%") that fits none of the wholes which the rule names."""
    scope = rule.parameters.scope
    for wanted in rule.parameters.part:
        for part in index.counts(wanted):
            percent = _percent_behind(index, part, rule.parameters.plus)
            if percent is None or part.kind != "count":
                continue
            wholes = [w for name in rule.parameters.whole for w in index.wholes(name) if value_of(w) >= value_of(part) > 0]
            near = [w for w in wholes if scope == "report" or w.sentence == part.sentence]
            # any whole of the report that explains the percent clears it: the sentence may be of another group
            stated, counted = interval_of(percent), value_of(part)
            explained = (size for size in index.sizes if size >= counted)
            if not near or any(stated.overlaps(exact(counted / size).scaled(100)) for size in explained):
                continue
            whole = min(near, key=lambda w: abs(w.span.start - part.span.start))
            yield from _judge(rule, percent, part, value_of(part), value_of(whole), whole)


def _percent_behind(index: Index, part: Fact, others: Sequence[str]) -> Fact | None:
    """The percent that stands right behind a count and has the same meaning."""
    facts = index.by_sentence.get((part.sentence.start, part.sentence.end), []) if part.sentence else []
    behind = [f for f in facts if f.span.start >= part.span.end]
    if not behind or behind[0].kind != "percent" or behind[0].indicator not in (part.indicator, *others):
        return None
    gap = index.between(part, behind[0])
    if len(gap) > 60 or _BREAKS.search(gap) or not _LEADS.search(gap) or _OF_ELSE.search(index.after(behind[0])):
        return None
    # "96 đoàn viên (nữ: 41), đạt tỷ lệ 98,9%": behind the bracket the figure before it goes on
    if ")" in gap.partition("(")[0] and behind[0].dimensions != part.dimensions:
        return None
    return behind[0]


def find_share_within(index: Index, rule: Rule) -> Iterator[Hit]:
    """A share above the greatest possible one: more than 100 % of the members."""
    limit = Fraction(rule.parameters.high or 100)
    for fact in index.own:
        if fact.kind != "percent" or fact.indicator not in rule.parameters.part or value_of(fact) <= limit:
            continue
        around = index.before(fact, 60) + " … " + index.after(fact, 60)
        if any(phrase in around for phrase in rule.parameters.excludes):
            continue
        yield Hit(
            fields={"what": index.label(fact), "value": shown(fact)},
            facts=(fact,),
            arithmetic=f"{shown(fact)} > {number(limit)}%",
            blamed=(fact,),
        )


def find_shares_sum(index: Index, rule: Rule) -> Iterator[Hit]:
    """Percents of the values of one breakdown, side by side, that together pass 100 % by more than rounding."""
    for facts in index.sentences():
        for dimension in rule.parameters.dimensions:
            groups: dict[tuple[str | None, frozenset[tuple[str, str]]], list[Fact]] = {}
            for fact in facts:
                if fact.kind == "percent" and dimension in fact.dimensions and fact.comparator == "eq":
                    rest = frozenset((d, v) for d, v in fact.dimensions.items() if d != dimension)
                    groups.setdefault((fact.indicator, rest), []).append(fact)
            for group in groups.values():
                values = {f.dimensions[dimension] for f in group}
                if len(values) < 2 or len(values) != len(group) or "trở lên" in index.sentence(group[0]):
                    continue
                together = exact(0)
                for fact in group:
                    together = together + interval_of(fact)
                if exact(100).is_below(together):
                    words = " + ".join(number(value_of(f)) for f in group)
                    total = number(sum(map(value_of, group), Fraction(0)))
                    yield Hit(
                        fields={"what": index.label(group[0]), "sum": f"{total}%", "parts": words},
                        facts=group,
                        arithmetic=f"{words} = {total}% > 100%",
                        blamed=group,
                    )
