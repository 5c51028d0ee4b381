"""The arithmetic of a comparison as one Vietnamese sentence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cdcs_parse.compare.matching import Promised
from cdcs_parse.compare.periods import RATES
from cdcs_parse.compare.results import Measured
from cdcs_parse.compare.verdicts import VERDICT_WORDS, Requirement
from cdcs_parse.model.comparison import Verdict
from cdcs_parse.model.wording import number

GRADE_WORDS = {
    "vm": {"excellent": "vững mạnh xuất sắc", "good": "vững mạnh", "completed": "khá, trung bình", "failed": "yếu"},
    "ht": {
        "excellent": "hoàn thành xuất sắc nhiệm vụ",
        "good": "hoàn thành tốt nhiệm vụ",
        "completed": "hoàn thành nhiệm vụ",
        "failed": "không hoàn thành nhiệm vụ",
    },
    "abcd": {"excellent": "loại A", "good": "loại B", "completed": "loại C", "failed": "loại D"},
}
_SENSES = {"ge": "ít nhất ", "gt": "trên ", "le": "không quá ", "lt": "dưới ", "eq": "đúng "}
_PER = {
    "year": "/năm", "quarter": "/quý", "month": "/tháng", "week": "/tuần", "day": "/ngày", "person_month": "/người/tháng",
    "person": "/người", "gift": "/suất", "union_group": "/tổ công đoàn", "unit": "/đơn vị",
}  # fmt: skip


def grade_words(grade: str, scale: str | None) -> str:
    """A grade in the words of its scale."""
    return GRADE_WORDS[scale or "ht"].get(grade, grade)


def amount(value: Fraction | Decimal, promised: Promised) -> str:
    """A value in the target's unit: 95% · 60.000.000 đồng · 40 lượt người."""
    if promised.kind == "percent":
        return f"{number(value, 2)}%"
    if promised.kind == "money":
        return f"{number(value, 2)} đồng"
    unit = promised.unit or ""
    return f"{number(value, 2)} {unit}".rstrip()


def asked_words(promised: Promised, asked: Requirement) -> str:
    """What was asked: "ít nhất 02 cuộc/năm", "từ 15 đến 20 sáng kiến", "không để xảy ra"."""
    per = _PER[promised.per] if promised.per else ""
    if promised.change and isinstance(promised.value, Decimal):
        verb = "tăng" if promised.change == "increase" else "giảm"
        return f"{verb} {amount(promised.value, promised)}"
    if asked.value == 0 and asked.sense == "eq":
        return "bằng 0"
    if asked.sense == "range":
        return f"từ {number(asked.value, 2)} đến {amount(asked.high or asked.value, promised)}{per}"
    sense = _SENSES[asked.sense]
    if promised.kind == "percent" and asked.value == 100 and asked.sense == "ge":
        sense = ""
    return f"{sense}{amount(asked.value, promised)}{per}"


def explain(
    promised: Promised, asked: Requirement, required: Requirement, measured: Measured, verdict: Verdict, base: str = ""
) -> str:
    """One sentence: what was reached, what was asked, and what follows."""
    reached = measured.words
    if " " not in reached and "%" not in reached:
        reached = amount(measured.value, promised)
    goal = asked_words(promised, asked)
    if promised.per in RATES and measured.factor != 1:
        times = number(measured.factor)
        span = "năm" if promised.per == "year" else {"quarter": "quý", "month": "tháng"}.get(str(promised.per), "kỳ")
        goal += f" × {times} {span} = {amount(required.value, promised)}"
    elif measured.factor != 1:
        goal += f" × {number(measured.factor)} học kỳ = {amount(required.value, promised)}"
    if base:
        goal += f" {base}"
    gap = _gap(promised, required, measured, verdict)
    sentence = f"Thực hiện {reached}; chỉ tiêu {goal}: {VERDICT_WORDS[verdict]}{gap}"
    if (
        measured.interval.is_exact is False
        and verdict != "missed"
        and measured.interval.low is not None
        and _borders(required, measured)
    ):
        sentence += ", số đã làm tròn"
    if measured.notes:
        sentence += f" ({'; '.join(measured.notes)})"
    return sentence + "."


def _borders(required: Requirement, measured: Measured) -> bool:
    return measured.interval.contains(required.value)


def _gap(promised: Promised, required: Requirement, measured: Measured, verdict: Verdict) -> str:
    value = Fraction(measured.value)
    limit = required.high if required.high is not None and value > required.value else required.value
    gap = abs(value - limit)
    if gap == 0 or (verdict == "met" and required.sense == "range"):
        return ""
    shown = f"{number(gap, 2)} điểm phần trăm" if promised.kind == "percent" else amount(gap, promised)
    if verdict == "missed":
        return f", {'thiếu' if value < limit else 'quá'} {shown}"
    if verdict == "exceeded":
        return f", {'hơn' if value > limit else 'thấp hơn mức cho phép'} {shown}"
    return ""


def explain_grade(promised: Promised, result: str, scale: str | None, verdict: Verdict, notes: tuple[str, ...] = ()) -> str:
    """One sentence on a rating."""
    sentence = f"Xếp loại {grade_words(result, scale)}; chỉ tiêu {grade_words(str(promised.value), promised.scale)}"
    sentence += f": {VERDICT_WORDS[verdict]}"
    return sentence + (f" ({'; '.join(notes)})." if notes else ".")


def refuse(verdict: Verdict, reason: str) -> str:
    """One sentence on why there is no verdict: "Không so sánh được: …"."""
    words = VERDICT_WORDS[verdict]
    return f"{words[0].upper()}{words[1:]}: {reason}."
