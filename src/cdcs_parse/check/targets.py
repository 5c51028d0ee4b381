"""Targets: claimed met or missed against the results, left without a result, or set without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index
from cdcs_parse.check.pair import current
from cdcs_parse.compare.chains import Chain
from cdcs_parse.compare.changes import labels_of
from cdcs_parse.compare.matching import Promised, tell
from cdcs_parse.compare.periods import ends_with, period_of
from cdcs_parse.compare.targets import outcomes
from cdcs_parse.model.comparison import Comparison, Passage
from cdcs_parse.model.document import Paragraph
from cdcs_parse.model.report import Report


def find_target_claim(index: Index, _rule: Rule) -> Iterator[Hit]:
    """A target quoted in the report and told as met that its results miss, or told as missed that they reach."""
    if index.report is None:
        return
    for promised, comparison in _judged(index, [index.report]):
        if promised.report is index.report:
            yield from _contradicted(index, promised, comparison)


def find_previous_claim(index: Index, _rule: Rule) -> Iterator[Hit]:
    """The same for the targets that the report before set."""
    for promised, comparison in _of_last_time(index):
        yield from _contradicted(index, promised, comparison, promised.passage)


def find_unanswered(index: Index, _rule: Rule) -> Iterator[Hit]:
    """Targets that the report before set for this time and of which this one tells nothing, all in one finding."""
    silent = [
        (p, c) for p, c in _of_last_time(index) if c.verdict == "no_result" and p.indicator is not None and _is_due(p, index.report)
    ]
    if silent and index.previous is not None:
        listed = dict.fromkeys(f"{c.label_vi} ({' '.join(p.as_written.split())})" for p, c in silent)
        yield Hit(
            fields={"list": "; ".join(listed), "total": str(len(listed)), "other": index.previous.source.name},
            previous=tuple(p.passage for p, _ in silent),
        )


def _of_last_time(index: Index) -> list[tuple[Promised, Comparison]]:
    """The targets that the report before set for this time."""
    pair = current(index)
    if pair is None or not pair.promises or index.report is None:
        return []
    judged = _judged(index, [pair.previous, index.report])
    return [(p, c) for p, c in judged if p.report is pair.previous and p.fact is not None and p.fact.role == "target"]


def _is_due(promised: Promised, report: Report | None) -> bool:
    """True when the time of a target is over with the time of the report: half a year owes no answer for the year."""
    period = period_of(report) if report is not None else None
    return period is None or promised.due is None or promised.due.end <= period.end or ends_with(promised.due, period)


def _judged(index: Index, reports: Sequence[Report]) -> list[tuple[Promised, Comparison]]:
    """Each target that these reports of one unit, the earliest first, can speak of, with the verdict of the comparer."""
    told = list(map(tell, reports))
    # the targets that the last report sets are for a time to come
    told[-1].targets.clear()
    if index.catalog is None or not any(one.targets or one.quoted for one in told):
        return []
    labels = labels_of(index.catalog)
    return [(p, c) for p, c in outcomes(Chain("", tuple(told)), index.catalog, labels) if c is not None]


_SAID = {"met": "đạt", "exceeded": "vượt", "missed": "chưa đạt"}


def _contradicted(index: Index, promised: Promised, comparison: Comparison, before: Passage | None = None) -> Iterator[Hit]:
    """The report calls a target reached that its figures miss, or missed that they reach; the first is the graver."""
    declared, verdict = comparison.declared, comparison.verdict
    if not comparison.contradicted or declared is None:
        return
    result = comparison.evidence.result
    told = next((f for f in index.facts if result is not None and f.id == result.fact), None)
    if told is None:
        return
    blamed = [promised.fact, told] if promised.fact is not None and before is None else [told]
    yield Hit(
        fields={
            "what": comparison.label_vi, "value": " ".join(promised.as_written.split()), "first": shown(told),
            "because": _SAID[declared], "expected": _SAID[verdict], "place": told.section or "phần đầu",
        },
        facts=blamed,
        arithmetic=comparison.reason,
        severity=None if verdict == "missed" else "warning",
        blamed=blamed,
        previous=(before,) if before else (),
    )  # fmt: skip


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


# "02 chỉ tiêu chưa đạt, gồm: …; …; …": items parted by semicolons, so that "và" and commas inside an item do not matter
_LISTED = re.compile(r"(?:chỉ tiêu )?(?:chưa đạt|không đạt|chưa hoàn thành|không hoàn thành)[^.;:\n]{0,30}:\s*([^\n]{0,2000})")


def find_listed_targets(index: Index, rule: Rule) -> Iterator[Hit]:
    """A number of targets that were missed, with a list of them in the same sentence that names more or fewer."""
    for name in rule.parameters.part:
        for fact in index.by_indicator.get(name, ()):
            match = _LISTED.match(index.folded, fact.span.end + len(index.after(fact, 40)) - len(index.after(fact, 40).lstrip()))
            if match is None or fact.kind not in ("count", "ratio"):
                continue
            listed = re.split(r"[.…](?:\s|$)", match[1], maxsplit=1)[0]
            if any(phrase in listed for phrase in rule.parameters.excludes) or ";" not in listed.strip(" ;"):
                continue
            items = [item for item in listed.split(";") if item.strip()]
            if len(items) != value_of(fact):
                yield Hit(
                    fields={"value": number(value_of(fact)), "total": str(len(items))},
                    facts=(fact,),
                    spans=((fact.span.start, match.start(1) + len(listed)),),
                    arithmetic=f"{len(items)} ≠ {number(value_of(fact))}",
                    blamed=(fact,),
                )
