"""Explanations that silence a finding each, and what of a sidecar has lost its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdcs_parse.catalog.rules import Rule, load_rules
from cdcs_parse.check.hit import Hit
from cdcs_parse.check.index import Index
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from cdcs_parse.model.sidecar import Explained
from cdcs_parse.parse.places import locate


def settled(report: Report, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those that the writer explained marked so: reason, name and day."""
    if report.sidecar is None or not report.sidecar.explanations:
        return list(findings)
    given: dict[tuple[str, tuple[int, int] | None], Explained] = {}
    for one in report.sidecar.explanations:
        place = locate(report.text, report.sections, one.place) if one.place is not None else None
        if not isinstance(place, str):
            given[one.rule, place] = one
    return [_settled(finding, given) for finding in findings]


def _settled(finding: Finding, given: dict[tuple[str, tuple[int, int] | None], Explained]) -> Finding:
    first = next(((s.start, s.end) for s in finding.spans if s.end > s.start), None)
    one = given.get((finding.rule, first))
    if one is None:
        return finding
    return finding.model_copy(update={"explained": f"{one.reason} ({one.who}, {one.when})"})


def find_stale(index: Index, _rule: Rule) -> Iterator[Hit]:
    """Corrections and explanations whose place is lost or not sure, or whose rule there is not, all in one finding."""
    if index.report is None:
        return
    problems = list(index.report.unapplied)
    entries = index.report.sidecar.explanations if index.report.sidecar is not None else ()
    known = {rule.id for rule in load_rules()} if entries else set()
    for one in entries:
        told = f"giải trình {one.rule} ({one.who}, {one.when})"
        if one.rule not in known:
            problems.append(f"{told}: không có quy tắc {one.rule}")
        elif one.place is not None:
            place = locate(index.text, index.sections, one.place)
            problems += [f"{told}: {place}"] if isinstance(place, str) else []
    if problems:
        yield Hit(fields={"list": "; ".join(problems), "total": str(len(problems))})
