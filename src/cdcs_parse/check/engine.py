"""Runs the rules over the facts and makes findings of what they find, consequences folded under their cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.rules import Function, Rule
from cdcs_parse.check import (
    balances,
    copied,
    dates,
    excess,
    explanations,
    lists,
    partitions,
    parts,
    percents,
    plausibility,
    previous,
    ranks,
    rate_columns,
    repeats,
    scales,
    tables,
    targets,
    twice_told,
    wording,
    yearly,
)
from cdcs_parse.check.cascade import folded
from cdcs_parse.check.hit import Hit
from cdcs_parse.check.index import Index
from cdcs_parse.model.base import Quote, quote
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report

FUNCTIONS: Mapping[Function, Callable[[Index, Rule], Iterator[Hit]]] = {
    "percent_of_ratio": percents.find_percent_of_ratio,
    "percent_of_counts": percents.find_percent_of_counts,
    "share_within": percents.find_share_within,
    "shares_sum": percents.find_shares_sum,
    "listed_parts": lists.find_listed_parts,
    "parts_told_twice": twice_told.find_parts_told_twice,
    "listed_ranks": ranks.find_listed_ranks,
    "part_beyond": excess.find_part_beyond,
    "running_total": lists.find_running_total,
    "votes": lists.find_votes,
    "parts_to_whole": partitions.find_parts_to_whole,
    "partition": partitions.find_partition,
    "tally": partitions.find_tally,
    "table_total": tables.find_table_total,
    "balance": balances.find_balance,
    "product": balances.find_product,
    "part_of": parts.find_part_of,
    "ratio_within": parts.find_ratio_within,
    "in_order": parts.find_in_order,
    "impossible_date": dates.find_impossible_date,
    "date_outside": dates.find_date_outside,
    "period_sanity": dates.find_period_sanity,
    "missing_unit": wording.find_missing_unit,
    "numbering": wording.find_numbering,
    "required": wording.find_required,
    "repeated": repeats.find_repeated,
    "zero_claim": repeats.find_zero_claim,
    "all_claim": repeats.find_all_claim,
    "whole_claim": repeats.find_whole_claim,
    "grade_claim": scales.find_grade_claim,
    "scale_mix": scales.find_scale_mix,
    "old_scale": scales.find_old_scale,
    "parts_in_old_scale": scales.find_parts_in_old_scale,
    "union_within": excess.find_union_within,
    "more_than_all": excess.find_more_than_all,
    "dues": yearly.find_dues,
    "late_conference": yearly.find_late_conference,
    "rate_column": rate_columns.find_rate_column,
    "target_claim": targets.find_target_claim,
    "target_without_number": targets.find_target_without_number,
    "listed_targets": targets.find_listed_targets,
    "stale_plan_year": wording.find_stale_plan_year,
    "plausible": plausibility.find_plausible,
    "per_head": plausibility.find_per_head,
    "legal_rate": plausibility.find_legal_rate,
    "size_table": plausibility.find_size_table,
    "sidecar": explanations.find_stale,
    "previous_unfit": previous.find_unfit,
    "previous_opening": previous.find_opening,
    "previous_movement": previous.find_movement,
    "previous_jump": previous.find_jump,
    "previous_jumps": previous.find_jumps,
    "previous_copied": copied.find_copied,
    "previous_unanswered": targets.find_unanswered,
    "previous_target_claim": targets.find_previous_claim,
}


def check_report(report: Report, rules: Sequence[Rule], catalog: Catalog, previous: Report | None = None) -> list[Finding]:
    """The findings of one report, in order of place; with `previous` also what the two tell differently."""
    return explanations.settled(report, run_rules(index_of(report, catalog, previous), rules))


def index_of(report: Report, catalog: Catalog, previous: Report | None = None) -> Index:
    """The index of a report."""
    return Index(
        report.facts, report.text, report.header, report.sections, report.blocks, report.masks, catalog, report, previous
    )


def check_facts(facts: Sequence[Fact], rules: Sequence[Rule], catalog: Catalog, text: str = "") -> list[Finding]:
    """The findings of facts of any origin. Without `text` the rules that read words between figures find nothing."""
    return run_rules(Index(facts, text, catalog=catalog), rules)


def run_rules(index: Index, rules: Iterable[Rule]) -> list[Finding]:
    """Every hit of every rule that applies, as findings; one finding a rule and place."""
    found: list[tuple[Finding, Sequence[Fact]]] = []
    used: dict[str, int] = {}
    for rule in rules:
        if not applies(rule, index):
            continue
        for hit in FUNCTIONS[rule.function](index, rule):
            finding = _finding(index, rule, hit)
            count = used[finding.id] = used.get(finding.id, 0) + 1
            # the same figures under the same rule are one problem
            if count == 1:
                found.append((finding, hit.blamed or hit.facts))
    return folded(found)


def applies(rule: Rule, index: Index) -> bool:
    """True when the report is one that the rule is for."""
    when, header = rule.when, index.header
    if when.kinds and (header.kind is None or header.kind.value not in when.kinds):
        return False
    if (when.since or when.until) and index.year is None:
        return False
    if when.since and (index.year or 0) < when.since:
        return False
    if when.until and (index.year or 0) > when.until:
        return False
    return not when.units or unit_kind(index) in when.units


_UNITS = {
    "school": ("trường", "mầm non", "mẫu giáo", "tiểu học", "thcs", "thpt", "đại học", "cao đẳng"),
    "enterprise": ("công ty", "tnhh", "cổ phần", "doanh nghiệp", "hợp tác xã", "nhà máy", "xí nghiệp", "ngân hàng", "tổng công ty"),
    "public": ("sở", "phòng", "văn phòng", "ubnd", "chi cục", "bệnh viện", "trung tâm", "cơ quan", "xã", "phường"),
}  # fmt: skip


def unit_kind(index: Index) -> str | None:
    """enterprise, public or school, by the words of the unit's name; None when they do not tell."""
    if index.header.unit is None:
        return None
    words = f" {index.header.unit.value.lower()} "
    return next((kind for kind, names in _UNITS.items() if any(f" {n} " in words for n in names)), None)


def _finding(index: Index, rule: Rule, hit: Hit) -> Finding:
    places = sorted(set(hit.spans)) or sorted({(f.span.start, f.span.end) for f in hit.facts})
    if hit.blamed and not hit.spans:
        # the figure most likely wrong comes first
        first = (hit.blamed[0].span.start, hit.blamed[0].span.end)
        places = [first, *(p for p in places if p != first)]
    start, end = places[0] if places else (0, 0)
    return Finding(
        id=f"{rule.id}-{start}-{end}",
        rule=rule.id,
        kind=rule.kind,
        severity=hit.severity or rule.severity,
        message_vi=rule.message_vi.format_map(_Fields(hit.fields)),
        message_en=rule.message_en.format_map(_Fields(hit.fields)),
        facts=tuple(dict.fromkeys(f.id for f in hit.facts)),
        spans=tuple(_quoted(index.text, hit, *place) for place in places),
        arithmetic=hit.arithmetic,
        suggestion=rule.suggestion.format_map(_Fields(hit.fields)) or None,
        previous=tuple(hit.previous),
    )


def _quoted(text: str, hit: Hit, start: int, end: int) -> Quote:
    """The words of the text, or of the figures themselves where they come without it."""
    if text:
        return quote(text, start, end)
    return next((f.span for f in hit.facts if (f.span.start, f.span.end) == (start, end)), Quote(start=0, end=0, text=""))


class _Fields(dict[str, str]):
    """The fields of a hit; a field that this hit has not is left empty."""

    def __missing__(self, key: str) -> str:
        return ""
