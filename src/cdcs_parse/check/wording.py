"""What is missing or slipped in the writing: units of money, numbers of headings, sections and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdcs_parse.catalog.rules import Rule, measure
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index
from cdcs_parse.text import fold


def find_missing_unit(index: Index, _rule: Rule) -> Iterator[Hit]:
    """An amount of money without "đồng" or another unit, outside tables that give it in their head."""
    for fact in index.facts:
        # "420 triệu" and "500k" say enough; the head of a table tells the unit of its cells
        if fact.kind != "money" or "unit" not in fact.inferred or fact.span.start in index.columns:
            continue
        if any(letter.isalpha() for letter in fact.span.text):
            continue
        yield Hit(
            fields={"value": shown(fact), "what": index.label(fact), "expected": f"{number(value_of(fact))} đồng"},
            facts=(fact,),
            arithmetic=None,
            blamed=(fact,),
        )


def find_numbering(index: Index, rule: Rule) -> Iterator[Hit]:
    """A heading whose number repeats the one before or leaves one out."""
    for section in index.all_sections:
        for note in section.notes:
            start = next((words for words in rule.parameters.phrases if note.startswith(words)), None)
            if start is not None:
                end = index.text.find("\n", section.start)
                yield Hit(
                    fields={"what": f"{section.label} {section.title}".strip(), "other": note.removeprefix(start).strip()},
                    spans=((section.start, len(index.text) if end < 0 else end),),
                )


_PLAN_YEAR = re.compile(r"^(?:[a-z]+ )?phương hướng[^.;:]*\bnăm ((?:19|20)\d\d)\s*$")


def find_stale_plan_year(index: Index, rule: Rule) -> Iterator[Hit]:
    """The heading of the plan with the year that the report tells of, while the title plans for the next."""
    told, plan = index.header.period, index.header.plan_period
    if told is None or plan is None or plan.value.start[:4] <= told.value.end[:4]:
        return
    year = told.value.end[:4]
    for section in index.all_sections:
        match = _PLAN_YEAR.match(fold(" ".join(section.title.split())))
        # a heading told of the past ("kết quả thực hiện phương hướng năm 2024") does not begin so
        if section.kind in rule.parameters.sections and match is not None and match[1] == year:
            at = index.text.find(year, section.start)
            if at >= 0:
                yield Hit(
                    fields={"what": " ".join(section.title.split()), "value": year, "expected": plan.value.start[:4]},
                    spans=((at, at + len(year)),),
                    arithmetic=f"{year} ≠ {plan.value.start[:4]}",
                )


def find_required(index: Index, rule: Rule) -> Iterator[Hit]:
    """Sections, figures and header fields that the form asks for and the report does not have: one finding names all."""
    missing: list[str] = []
    for name in rule.parameters.header:
        if getattr(index.header, name, None) is None:
            missing.append(_HEADER[name])
    kinds = {k for kinds in index.section_kinds.values() for k in kinds}
    for kind in rule.parameters.sections:
        if kind not in kinds:
            missing.append(f"phần “{_section_label(index, kind)}”")
    for name in rule.parameters.part:
        asked = measure(name)
        if not index.find(asked):
            missing.append(index.term(asked))
    if missing:
        yield Hit(fields={"list": "; ".join(missing), "value": str(len(missing))}, spans=((0, 0),))


def _section_label(index: Index, kind: str) -> str:
    entry = index.catalog.section_kinds.get(kind) if index.catalog else None
    return entry.label_vi if entry else kind


_HEADER = {
    "unit": "tên đơn vị báo cáo",
    "parent": "công đoàn cấp trên",
    "number": "số, ký hiệu",
    "place": "nơi ban hành",
    "date": "ngày ký",
    "title": "tên báo cáo",
    "kind": "loại báo cáo",
    "period": "kỳ báo cáo",
    "plan_period": "kỳ kế hoạch",
    "signer": "người ký",
    "position": "chức vụ người ký",
    "recipients": "nơi nhận",
}
