"""Replays a person's corrections on the facts of a report: change, drop, add; text and spans stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cdcs_parse.catalog import Catalog
from cdcs_parse.model.base import Span, plain, quote
from cdcs_parse.model.document import Document
from cdcs_parse.model.fact import Fact, Mask
from cdcs_parse.model.report import Report
from cdcs_parse.model.sidecar import CHANGES, Correction, Mark, Sidecar
from cdcs_parse.parse.assemble import term_of
from cdcs_parse.parse.evidence import find_evidence
from cdcs_parse.parse.places import locate
from cdcs_parse.text import fold

# words for what is stated in words; a number has none of them
_WORDED = ("grade", "flag")


def apply_sidecar(report: Report, document: Document, sidecar: Sidecar, catalog: Catalog) -> Report:
    """`report` with the corrections of `sidecar` made, and the sidecar with it for the check.

    What could not be applied stands in `unapplied` and in the notes. Corrections of another unit's report, or of another
    report of this unit, are not applied at all: the same words may stand there for something else.
    """
    if report.sidecar is not None:
        return report
    fault = _not_of(sidecar.report, report)
    if fault:
        told = f"tệp giải trình, sửa số liệu là của báo cáo khác ({fault}); không áp dụng"
        return report.model_copy(update={"unapplied": (told,), "notes": (*report.notes, told)})
    notes, unapplied = [], []
    if sidecar.report.sha256 not in ("", report.source.sha256):
        notes.append("báo cáo đã thay đổi từ khi có tệp giải trình, sửa số liệu; vẫn áp dụng theo chỗ")
    desk = _Desk(report, document, catalog)
    done = 0
    for number, correction in enumerate(sidecar.corrections, 1):
        problem = desk.apply(correction)
        if problem:
            unapplied.append(f"sửa số liệu thứ {number} ({correction.who}, {correction.when}): {problem}")
        done += not problem
    if done:
        notes.append(f"số liệu đã sửa tay: {done}")
    facts = _in_order(desk.facts)
    used = {f.indicator for f in facts if f.indicator} | {f"{d}:{v}" for f in facts for d, v in f.dimensions.items()}
    return report.model_copy(
        update={
            "facts": facts,
            "masks": tuple(sorted(desk.masks, key=lambda m: (m.span.start, m.span.end))),
            "terms": {ident: term_of(ident, catalog) for ident in sorted(used)},
            "notes": (*report.notes, *notes, *unapplied),
            "sidecar": sidecar,
            "unapplied": tuple(unapplied),
        }
    )


def _not_of(mark: Mark, report: Report) -> str:
    """What shows that a sidecar was written for another report; empty when nothing does."""
    if mark.sha256 == report.source.sha256:
        return ""
    now = {"unit": report.header.unit, "title": report.header.title}
    for name, label in (("unit", "đơn vị"), ("title", "tên báo cáo")):
        told, field = getattr(mark, name), now[name]
        if told is not None and field is not None and _key(told) != _key(field.value):
            return f"{label}: {told}"
    return ""


def _key(name: str) -> str:
    """A name as a person may type it: case, spaces and how "công đoàn cơ sở" is written make no difference."""
    return " ".join(fold(name).split()).replace("công đoàn cơ sở", "cđcs")


class _Desk:
    """The facts and masks of one report while corrections are made."""

    def __init__(self, report: Report, document: Document, catalog: Catalog) -> None:
        self.report, self.document, self.catalog = report, document, catalog
        self.facts = list(report.facts)
        self.masks = list(report.masks)

    def apply(self, correction: Correction) -> str:
        """Make one correction; why it could not be made, in Vietnamese."""
        place = locate(self.report.text, self.report.sections, correction.place)
        if isinstance(place, str):
            return place
        if correction.action == "add":
            return self._add(correction, *place)
        there = [f for f in self.facts if (f.span.start, f.span.end) == place]
        if not there:
            return f"ở “{correction.place.quote}” không có số liệu nào được đọc"
        if correction.which is None and len(there) > 1:
            return f"ở “{correction.place.quote}” có {len(there)} số liệu, không rõ số nào (ghi thêm which)"
        if (correction.which or 1) > len(there):
            return f"ở “{correction.place.quote}” chỉ có {len(there)} số liệu"
        fact = there[(correction.which or 1) - 1]
        return self._drop(correction, fact) if correction.action == "drop" else self._change(correction, fact)

    def _change(self, correction: Correction, fact: Fact) -> str:
        worded = (correction.kind or fact.kind) in _WORDED
        if correction.value is not None and worded != isinstance(correction.value, str):
            return f"giá trị {correction.value} không hợp với số liệu “{fact.as_written}”"
        update: dict[str, Any] = dict(correction.changes)
        if "indicator" in update:
            update["head"] = None
            if "dimensions" not in update:
                allowed = self.catalog.indicators[str(correction.indicator)].dimensions
                update["dimensions"] = {d: v for d, v in fact.dimensions.items() if d in allowed}
        if "period" in update:
            update["period_source"] = "stated"
        if isinstance(correction.value, Decimal):
            update |= {"resolution": _step(correction.value), "high": None, "alternatives": (), "inferred": ()}
        before = "; ".join(f"{_VI[name]} {_told(getattr(fact, name))}" for name in _VI if name in CHANGES and name in update)
        update["basis"] = f"{_by('sửa tay', correction)} (máy đọc: {before}; {fact.basis})"
        self.facts[self.facts.index(fact)] = fact.model_copy(update=update)
        return ""

    def _drop(self, correction: Correction, fact: Fact) -> str:
        self.facts.remove(fact)
        if not any(f.span.overlaps(fact.span) for f in self.facts):
            self.masks.append(Mask(span=fact.span, reason="corrected", rule=_by("bỏ tay", correction)))
        return ""

    def _add(self, correction: Correction, start: int, end: int) -> str:
        entry = self.catalog.indicators[str(correction.indicator)]
        kind = correction.kind or entry.kinds[0]
        if (kind in _WORDED) != isinstance(correction.value, str):
            return f"giá trị {correction.value} không hợp với {entry.label_vi}"
        read = [f for f in self.facts if f.indicator == correction.indicator and f.span.overlaps(Span(start=start, end=end))]
        if any(f.dimensions == (correction.dimensions or {}) for f in read):
            return f"ở “{correction.place.quote}” đã có số liệu này, không thêm lần nữa"
        span = quote(self.report.text, start, end)
        number = next((n for n, b in enumerate(self.report.blocks) if b.span.start <= start and end <= b.span.end), None)
        if number is None:
            return f"“{correction.place.quote}” không nằm gọn trong một đoạn"
        block = self.report.blocks[number]
        role = correction.role or "actual"
        header = self.report.header
        field = header.plan_period if role == "target" else header.period
        inside = [s.path for top in self.report.sections for s in top.walk() if s.span.start <= start < s.span.end]
        units = {"money": "VND", "percent": "%"}
        added = Fact(
            id=self._free_id(start, end),
            kind=kind,
            value=correction.value if correction.value is not None else Decimal(0),
            denominator=correction.denominator,
            unit=correction.unit or units.get(kind),
            comparator=correction.comparator or "eq",
            per=correction.per,
            resolution=_step(correction.value) if isinstance(correction.value, Decimal) else None,
            as_written=span.text,
            span=span,
            indicator=correction.indicator,
            dimensions=correction.dimensions or {},
            role=role,
            period=correction.period or (field.value if field else None),
            period_source="stated" if correction.period else "inherited",
            section=inside[-1] if inside else "",
            sentence=_line(self.report.text, block.span, start, end),
            block=number,
            evidence=find_evidence(self.document, span, block),
            basis=_by("thêm tay", correction),
        )
        self.facts.append(added)
        self.masks = [m for m in self.masks if not m.span.overlaps(span)]
        return ""

    def _free_id(self, start: int, end: int) -> str:
        taken = {f.id for f in self.facts} | {f.id for f in self.report.facts}
        ident, count = f"{start}-{end}", 1
        while ident in taken:
            count += 1
            ident = f"{start}-{end}.{count}"
        return ident


def _line(text: str, block: Span, start: int, end: int) -> Span:
    """The line of the block in which the words stand."""
    first = max(block.start, text.rfind("\n", 0, start) + 1)
    last = text.find("\n", end, block.end)
    return Span(start=first, end=block.end if last < 0 else last)


def _step(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda f: f.span.start))


def _by(what: str, correction: Correction) -> str:
    return f"{what} ({correction.who}, {correction.when}): {correction.reason}"


_VI = {
    "value": "giá trị", "denominator": "mẫu số", "kind": "loại", "unit": "đơn vị", "indicator": "chỉ tiêu", "dimensions": "phân tổ",
    "role": "vai trò", "period": "kỳ", "comparator": "so sánh", "per": "mỗi",
}  # fmt: skip


def _told(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        return ", ".join(f"{d}={v}" for d, v in value.items()) or "không có"
    if value is None:
        return "không có"
    start, end = getattr(value, "start", None), getattr(value, "end", None)
    return f"{start} – {end}" if start is not None else str(value)
