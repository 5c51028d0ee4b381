"""Targets: claimed met or missed against the results of the same report; targets that name no number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, shown, value_of
from cdcs_parse.check.index import Index, is_plain
from cdcs_parse.model.document import Paragraph
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import Interval, exact, interval_of


def find_target_claim(index: Index, _rule: Rule) -> Iterator[Hit]:
    """A quoted target told as met that no result of the report can meet, or told as missed that a result passes.

    Only plain targets are judged: a number for the whole time, or a percent where the result gives a percent or a/b.
    """
    for target in index.facts:
        if target.role != "prior_target" or target.outcome is None or target.indicator is None:
            continue
        years = _years(index)
        yearly = target.per == "year" and target.kind in ("count", "frequency") and years is not None
        if not yearly and (target.kind not in ("count", "percent", "money") or target.per is not None):
            continue
        bound = _bound(target)
        if yearly and bound is not None and years is not None:
            bound = bound.scaled(years)
        results = [(f, v) for f in index.by_indicator.get(target.indicator, ()) for v in [_comparable(target, f)] if v is not None]
        results = [
            (f, v)
            for f, v in results
            if f.dimensions == target.dimensions and index.is_current(f)
        ]
        if bound is None or not results:
            continue
        can = [v.overlaps(bound) for _, v in results]
        must = [v.is_within(bound) for _, v in results]
        wrong = (target.outcome == "met" and not any(can)) or (
            target.outcome == "missed" and all(must) and target.comparator in ("ge", "gt")
        )
        if wrong:
            result = results[-1][0]
            yield Hit(
                fields={
                    "what": index.label(target), "value": shown(target), "first": shown(result),
                    "because": "đạt" if target.outcome == "met" else "chưa đạt", "place": result.section or "phần đầu",
                    "expected": "chưa đạt" if target.outcome == "met" else "đạt",
                },
                facts=(target, result),
                arithmetic=f"{shown(result)} {'<' if target.outcome == 'met' else '≥'} {shown(target)}",
                severity=None if target.outcome == "met" else "warning",
                blamed=(target, result),
            )  # fmt: skip


def _bound(target: Fact) -> Interval | None:
    value = value_of(target)
    if target.high is not None:
        return Interval(value, None)
    match target.comparator:
        case "ge" | "eq":
            # a bare number in a list of targets is a least number by custom
            return Interval(value, None)
        case "gt":
            return Interval(value, None, low_open=True)
        case "le":
            return Interval(None, value)
        case "lt":
            return Interval(None, value, high_open=True)
    return None


def _comparable(target: Fact, result: Fact) -> Interval | None:
    """The result in the target's terms: percent with percent or a/b, count with count."""
    if target.kind == "percent":
        if result.kind == "ratio" and result.denominator:
            return exact(value_of(result) / Fraction(result.denominator)).scaled(100)
        return interval_of(result) if result.kind == "percent" else None
    if (result.kind == target.kind or (target.per == "year" and result.kind == "count")) and is_plain(result):
        return interval_of(result)
    return None


def _years(index: Index) -> int | None:
    """Years that a report of a term tells of; None for any other, whose yearly targets are those of its own year."""
    header = index.header
    if header.period is None or header.kind is None or header.kind.value not in ("term", "resolution"):
        return None
    return int(header.period.value.end[:4]) - int(header.period.value.start[:4]) or None


_BLANK = r"(?:\.{3,}|…+|_{2,})"
_EMPTY = re.compile(
    rf"(?:có|đạt|tổ chức|giới thiệu|kết nạp|ít nhất|trên|từ)\s*{_BLANK}"
    rf"|{_BLANK}\s*(?:%|đoàn viên|người|cuộc|lần|sáng kiến|trở lên)"
)


def find_target_without_number(index: Index, rule: Rule) -> Iterator[Hit]:
    """A target whose number was left blank in the form: "giới thiệu ít nhất … đoàn viên"."""
    for section in index.all_sections:
        if section.kind not in rule.parameters.sections:
            continue
        for block in index.blocks:
            if not isinstance(block, Paragraph) or not section.span.start <= block.span.start < section.span.end:
                continue
            found = _EMPTY.search(index.folded, block.span.start, block.span.end)
            if found:
                yield Hit(fields={"what": index.text[found.start() : found.end()]}, spans=((block.span.start, block.span.end),))
