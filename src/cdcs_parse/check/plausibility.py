"""Values that can be, but seldom are: amounts per head, sizes of committees, rates of the law."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cdcs_parse.catalog.rules import DatedValue, Rule, measure
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index, is_amount, is_plain
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import exact, interval_of


def find_plausible(index: Index, rule: Rule) -> Iterator[Hit]:
    """A figure outside the least and greatest values that such figures have."""
    low, high = rule.parameters.low, rule.parameters.high
    for name in rule.parameters.part:
        asked = measure(name)
        for fact in index.by_indicator.get(asked.indicator, ()):
            if not asked.dimensions.items() <= fact.dimensions.items() or isinstance(fact.value, str):
                continue
            if fact.kind not in ("count", "money", "level") or fact.comparator not in ("eq", "approx"):
                continue
            # "không có" is an answer, not a figure that could be too low
            if value_of(fact) == 0 or (
                rule.parameters.excludes and any(p in index.sentence(fact) for p in rule.parameters.excludes)
            ):
                continue
            under = low is not None and value_of(fact) < Fraction(low)
            over = high is not None and value_of(fact) > Fraction(high)
            if under or over:
                limit = low if under else high
                sign = "<" if under else ">"
                yield Hit(
                    fields={"what": index.label(fact), "value": shown(fact), "expected": number(limit or 0)},
                    facts=(fact,),
                    arithmetic=f"{number(value_of(fact))} {sign} {number(limit or 0)}",
                    blamed=(fact,),
                )


def find_per_head(index: Index, rule: Rule) -> Iterator[Hit]:
    """An amount divided by the people, gifts or money of the same sentence or section, outside what it can be.

    `whole` and `part` are pairs: the amount, and what it is divided by.
    """
    low, high = Fraction(rule.parameters.low or 0), Fraction(rule.parameters.high or 0)
    groups = index.by_sentence.values() if rule.parameters.scope == "sentence" else index.by_section.values()
    for facts in groups:
        for name, counted in zip(rule.parameters.whole, rule.parameters.part, strict=True):
            amounts = [f for f in facts if _is(f, name) and is_amount(f) and index.is_current(f)]
            counts = [f for f in facts if _is(f, counted) and is_amount(f) and index.is_current(f) and value_of(f) > 0]
            # with several of either it is not said which amount is for which count
            if len(amounts) != 1 or len(counts) != 1 or amounts[0].comparator != "eq":
                continue
            share = value_of(amounts[0]) / value_of(counts[0])
            if not low <= share <= high:
                told = f"{number(share * 100)}%" if counts[0].kind == "money" else f"{number(share, 0)} đồng"
                yield Hit(
                    fields={
                        "what": index.label(amounts[0]), "value": shown(amounts[0]), "other": shown(counts[0]), "expected": told,
                    },
                    facts=(amounts[0], counts[0]),
                    arithmetic=f"{number(value_of(amounts[0]))} : {number(value_of(counts[0]))} = {told}",
                    blamed=(amounts[0], counts[0]),
                )  # fmt: skip


def _is(fact: Fact, name: str) -> bool:
    asked = measure(name)
    return fact.indicator == asked.indicator and fact.dimensions == asked.dimensions


def dated(rates: tuple[DatedValue, ...], day: str) -> DatedValue | None:
    """The value that holds on an ISO day, the last one begun."""
    held = [rate for rate in rates if rate.since <= day]
    return held[-1] if held else None


def find_legal_rate(index: Index, rule: Rule) -> Iterator[Hit]:
    """A rate written in the report ("đoàn phí 1%") that is not the one of the law on the last day of the reported time."""
    if index.header.period is None:
        return
    period = index.header.period.value
    held = {dated(rule.parameters.rates, day) for day in (period.start, period.end)}
    right = {rate.value for rate in held if rate is not None}
    if not right:
        return
    for phrase in rule.parameters.phrases:
        at = index.folded.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            written = _percent(index.folded[end : end + 12])
            around = index.folded[max(0, at - 60) : end + 60]
            if (
                written is not None
                and written not in {Fraction(r) for r in right}
                and not any(x in around for x in rule.parameters.excludes)
            ):
                last = dated(rule.parameters.rates, period.end)
                yield Hit(
                    fields={
                        "value": f"{number(written)}%",
                        "expected": f"{number(last.value if last else 0)}%",
                        "date": _day(last.since if last else period.end),
                    },
                    spans=((at, min(end + 6, len(index.text))),),
                    arithmetic=f"{number(written)}% ≠ {number(last.value if last else 0)}%",
                )
                return
            at = index.folded.find(phrase, end)


def _percent(words: str) -> Fraction | None:
    head, sign, _ = words.partition("%")
    digits = head.strip(" :(").replace(",", ".")
    if not sign or not digits.replace(".", "", 1).isdigit():
        return None
    return Fraction(digits)


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def find_size_table(index: Index, rule: Rule) -> Iterator[Hit]:
    """A committee larger than the table allows for so many members."""
    sizes = [f for name in rule.parameters.part for f in index.counts(name)]
    members = [f for name in rule.parameters.whole for f in index.counts(name) if is_plain(f)]
    if not sizes or not members or index.header.period is None:
        return
    day = index.header.period.value.end
    most = max(members, key=value_of)
    rows = [r for r in rule.parameters.rates if r.since <= day and Fraction(r.above or 0) <= value_of(most)]
    if not rows:
        return
    allowed = Fraction(max(rows, key=lambda r: r.above or 0).value)
    size: Fact = min(sizes, key=value_of)
    if exact(allowed).is_below(interval_of(size)):
        yield Hit(
            fields={"what": index.label(size), "value": shown(size), "other": shown(most), "expected": number(allowed)},
            facts=(size, most),
            arithmetic=f"{number(value_of(size))} > {number(allowed)}",
            blamed=(size,),
        )
