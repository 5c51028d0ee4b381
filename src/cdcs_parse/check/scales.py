"""Grades: one told as reached against the one given as the result, and the scales they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdcs_parse.catalog.rules import Rule, measure
from cdcs_parse.check.hit import Hit, shown
from cdcs_parse.check.index import Index
from cdcs_parse.model.fact import Fact
from cdcs_parse.text import fold

_YEAR = re.compile(r"năm (20\d\d)")
_RANK = {"excellent": 4, "good": 3, "completed": 2, "failed": 1}


def find_grade_claim(index: Index, rule: Rule) -> Iterator[Hit]:
    """A target grade told as reached while the grade given as the result is of another scale, and not its best.

    Grades of one scale are judged with the other targets.
    """
    for name in rule.parameters.part:
        indicator = measure(name).indicator
        claims = [
            f
            for f in index.facts
            if f.indicator == indicator and f.role == "prior_target" and f.outcome == "met" and f.kind == "grade"
        ]
        results = [f for f in index.by_indicator.get(indicator, ()) if f.kind == "grade" and index.is_current(f)]
        for claim in claims:
            lower = [r for r in results if _RANK.get(str(r.value), 0) < _RANK.get(str(claim.value), 0) and not r.dimensions]
            if results and len(lower) == len(results) and claim.scale != lower[-1].scale:
                yield Hit(
                    fields={
                        "what": index.label(claim), "first": shown(claim), "second": shown(lower[-1]),
                        "because": "hai thang xếp loại khác nhau, kết quả không ở mức cao nhất",
                    },
                    facts=(claim, lower[-1]),
                    arithmetic=f"“{shown(claim)}” ≠ “{shown(lower[-1])}”",
                    blamed=(claim,),
                )  # fmt: skip


def find_scale_mix(index: Index, rule: Rule) -> Iterator[Hit]:
    """The unit's grade in two scales for one time, or a result in one scale and the target for it in the other.

    Grades of single years are compared among themselves, those of years before the scale changed left out.
    """
    for name in rule.parameters.part:
        indicator = measure(name).indicator
        facts = [f for f in index.facts if f.indicator == indicator and f.kind == "grade" and f.scale in ("vm", "ht")]
        facts = [f for f in facts if f.organization is None]
        yearly = [f for f in facts if f.role == "actual" and _stated_year(f) >= int(rule.parameters.low or 0)]
        yield from _mixed(index, yearly, yearly)
        facts = [f for f in facts if (f.role == "target" or index.is_current(f)) and not _of_other_time(index, rule, f)]
        results = [f for f in facts if f.role == "actual" and all(f is not y for y in yearly)]
        others = [f for f in facts if f.role != "actual" and not (f.role == "prior_target" and f.outcome == "met")]
        yield from _mixed(index, results, [*results, *others])


def _mixed(index: Index, results: list[Fact], facts: list[Fact]) -> Iterator[Hit]:
    for result in results[:1]:
        odd = [f for f in facts if f.scale != result.scale]
        if odd:
            old = next((f for f in (result, *odd) if f.scale == "vm"), odd[0])
            yield Hit(
                fields={"what": index.label(result), "first": shown(result), "second": shown(odd[0])},
                facts=(result, odd[0]),
                arithmetic=f"“{shown(result)}” và “{shown(odd[0])}” thuộc hai thang",
                blamed=(old,),
            )


def _stated_year(fact: Fact) -> int:
    """The year that the words give the figure; 0 for the report's own time."""
    return int(fact.period.end[:4]) if fact.period is not None and fact.period_source == "stated" else 0


def _of_other_time(index: Index, rule: Rule, fact: Fact) -> bool:
    words = index.sentence(fact)
    return "năm 20" in words or any(phrase in words for phrase in rule.parameters.excludes)


def find_old_scale(index: Index, rule: Rule) -> Iterator[Hit]:
    """A grade of the scale that ended with 2018 given as a result of a later year, or set as a target for one."""
    for name in rule.parameters.part:
        indicator = measure(name).indicator
        for fact in (f for f in index.facts if f.indicator == indicator and f.role in ("actual", "target")):
            if fact.kind != "grade" or fact.scale != "vm" or not index.is_current(fact) or _of_other_time(index, rule, fact):
                continue
            yield Hit(
                fields={"what": index.label(fact), "value": fold(shown(fact))},
                facts=(fact,),
                arithmetic=f"“{shown(fact)}” thuộc thang trước 2019",
                blamed=(fact,),
            )


def find_parts_in_old_scale(index: Index, rule: Rule) -> Iterator[Hit]:
    """Union groups counted by a word of the old scale in a report that rates the unit in the new one."""
    new = [f for w in rule.parameters.whole for f in index.by_indicator.get(w, ()) if f.kind == "grade" and f.scale == "ht"]
    if not new:
        return
    for name in rule.parameters.part:
        for fact in index.by_indicator.get(name, ()):
            clause = index.before(fact, 30).rpartition(",")[2] + " " + index.after(fact, 40).partition(",")[0]
            said = next((p for p in rule.parameters.phrases if p in clause), None)
            words = index.sentence(fact)
            before = any(int(year) < 2019 for year in _YEAR.findall(words)) or any(p in words for p in rule.parameters.excludes)
            if "grade" not in fact.dimensions or said is None or not index.is_current(fact) or before:
                continue
            yield Hit(
                fields={"what": index.label(fact), "first": said, "second": shown(new[0])},
                facts=(fact, new[0]),
                spans=((fact.span.start, fact.span.end),),
                arithmetic=f"“{said}” và “{shown(new[0])}” thuộc hai thang",
                blamed=(fact,),
            )
            return
