"""Why a figure is what it is: the rule, the cues, the alternatives, the sentence with the characters marked."""

from __future__ import annotations

from dataclasses import dataclass

from cdcs_parse.catalog import Catalog
from cdcs_parse.errors import LookupFailed
from cdcs_parse.model.base import plain
from cdcs_parse.model.fact import Evidence, Fact, Mask
from cdcs_parse.model.report import Report
from cdcs_parse.text import fold, normalize

_ROLES = {"actual": "kết quả", "target": "chỉ tiêu kỳ tới", "prior_target": "chỉ tiêu cũ được nhắc lại"}
_COMPARATORS = {"eq": "đúng bằng", "ge": "từ … trở lên", "gt": "trên", "le": "không quá", "lt": "dưới", "approx": "khoảng"}
_REASONS = {
    "date": "ngày tháng", "holiday": "ngày lễ", "law": "số hiệu văn bản hoặc quy định", "period": "năm, kỳ báo cáo",
    "heading": "số thứ tự của đề mục", "ordinal": "số thứ tự", "name": "một phần của tên gọi",
    "programme": "tên phong trào, chương trình", "definition": "đếm các ý liệt kê", "duration": "khoảng thời gian",
    "schooling": "trình độ văn hóa", "time": "giờ giấc", "corrected": "đã bỏ bằng tay",
    "unread": "chưa hiểu: không có đơn vị tính và không có chỉ tiêu nào gần nó",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found at a place: facts, masks, or nothing; `text()` tells it in Vietnamese."""

    report: Report
    catalog: Catalog
    start: int
    end: int
    facts: tuple[Fact, ...]
    masks: tuple[Mask, ...]

    def text(self) -> str:
        """The full derivation, for reading."""
        parts = [self._fact(f) for f in self.facts] + [self._mask(m) for m in self.masks]
        if not parts:
            words = self.report.text[self.start : self.end]
            parts = [f"“{words}”: không có số liệu nào ở chỗ này.\n{self._sentence(self.start, self.end, None)}"]
        return "\n\n".join(parts)

    def _label(self, indicator: str) -> str:
        entry = self.catalog.indicators.get(indicator)
        return f"{entry.label_vi} ({indicator})" if entry else indicator

    def _fact(self, fact: Fact) -> str:
        lines = [f"“{fact.as_written}” → {told(fact)}"]
        unknown = f"chưa xác định ({fact.head})" if fact.head else "chưa xác định"
        lines.append(f"  Chỉ tiêu: {self._label(fact.indicator) if fact.indicator else unknown}")
        for dimension, value in fact.dimensions.items():
            body = self.catalog.dimensions.get(dimension)
            choice = body.values.get(value) if body else None
            lines.append(f"  Phân tổ: {body.label_vi if body else dimension}: {choice.label_vi if choice else value}")
        outcome = {"met": ", báo cáo nói đã đạt", "missed": ", báo cáo nói chưa đạt", None: ""}[fact.outcome]
        lines.append(f"  Vai trò: {_ROLES[fact.role]}{outcome}")
        if fact.period:
            source = "nêu tại chỗ" if fact.period_source == "stated" else "theo kỳ báo cáo"
            lines.append(f"  Thời gian: {fact.period.start} – {fact.period.end} ({source})")
        if fact.organization:
            lines.append(f"  Đơn vị: {fact.organization}")
        if fact.inferred:
            lines.append(
                "  Suy ra, không viết trong văn bản: " + ", ".join("đơn vị tiền" if i == "unit" else i for i in fact.inferred)
            )
        if fact.alternatives:
            lines.append("  Cũng có thể đọc là: " + "; ".join(plain(a) for a in fact.alternatives))
        if fact.evidence and fact.evidence.ocr_confidence is not None:
            lines.append(f"  Nhận dạng từ ảnh quét: {self._recognised(fact.evidence)}")
        lines.append(f"  Quy tắc: {fact.basis}")
        if fact.candidates:
            lines.append("  Các khả năng đã cân nhắc:")
            for choice_made in fact.candidates:
                mark = "✓" if choice_made.indicator == fact.indicator else "✗" if choice_made.ruled_out_by else " "
                because = f" – bị loại vì có “{choice_made.ruled_out_by}”" if choice_made.ruled_out_by else ""
                cues = "; ".join(choice_made.cues)
                lines.append(f"   {mark} {choice_made.score:5.2f}  {self._label(choice_made.indicator)}: {cues}{because}")
        lines.append(self._sentence(fact.span.start, fact.span.end, fact))
        return "\n".join(lines)

    def _recognised(self, seen: Evidence) -> str:
        """How sure text recognition is, and which digits it doubts."""
        told = f"trang {seen.page}, độ tin cậy {seen.ocr_confidence}/100"
        if not seen.doubtful:
            return told
        digits = ", ".join(f"“{self.report.text[offset]}” (vị trí {offset})" for offset in seen.doubtful)
        return f"{told}; chữ số chưa chắc, cần đối chiếu với bản gốc: {digits}"

    def _mask(self, mask: Mask) -> str:
        reason = _REASONS.get(mask.reason, mask.reason)
        head = f"“{mask.span.text}” không phải là số liệu: {reason}\n  Quy tắc: {mask.rule}"
        return f"{head}\n{self._sentence(mask.span.start, mask.span.end, None)}"

    def _sentence(self, start: int, end: int, fact: Fact | None) -> str:
        text = self.report.text
        if fact is not None and fact.sentence is not None:
            first, last = fact.sentence.start, max(fact.sentence.end, end)
        else:
            first = text.rfind("\n", 0, start) + 1
            last = text.find("\n", end)
            last = len(text) if last < 0 else last
        first, last = max(first, start - 300), min(last, end + 300)
        return f"  Câu: {text[first:start]}⟦{text[start:end]}⟧{text[end:last]}".replace("\n", " ")


def told(fact: Fact) -> str:
    """The value in words: "185.000.000 đồng, khoảng"."""
    if isinstance(fact.value, str):
        return fact.value
    number = plain(fact.value)
    if fact.denominator is not None:
        number = f"{number}/{plain(fact.denominator)}"
    if fact.high is not None:
        number = f"{number} đến {plain(fact.high)}"
    unit = {"VND": "đồng", None: ""}.get(fact.unit, fact.unit)
    per = f", tính cho mỗi {fact.per}" if fact.per else ""
    hedge = "" if fact.comparator == "eq" else f", {_COMPARATORS[fact.comparator]}"
    return f"{number} {unit}".strip() + per + hedge


def explain_at(report: Report, at: int | str, catalog: Catalog) -> Explanation:
    """Everything found at an offset, or at each place where the words `at` stand.

    Raises LookupFailed for an offset outside the text or words that do not occur.
    """
    text = report.text
    if isinstance(at, int):
        if not 0 <= at < len(text):
            raise LookupFailed(f"offset {at} is outside the text", hint=f"it has {len(text)} characters")
        places = [(at, at + 1)]
    else:
        folded, wanted = fold(text), fold(normalize(at)).strip()
        places = []
        start = folded.find(wanted) if wanted else -1
        while start >= 0:
            places.append((start, start + len(wanted)))
            start = folded.find(wanted, start + 1)
        if not places:
            raise LookupFailed(f"“{at}” does not occur in the text", hint="copy the words from `cdcs parse`, or give an offset")
    facts = [f for f in report.facts if any(f.span.start < e and s < f.span.end for s, e in places)]
    masks = [m for m in report.masks if any(m.span.start < e and s < m.span.end for s, e in places)]
    return Explanation(report, catalog, places[0][0], places[0][1], tuple(facts), tuple(masks))
