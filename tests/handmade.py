"""A report built by hand, for tests of what is done with reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cdcs_parse.model.base import Span, quote
from cdcs_parse.model.document import Paragraph, Source
from cdcs_parse.model.fact import Fact, Mask, Period
from cdcs_parse.model.report import DateField, Header, KindField, PeriodField, Report, Section, Term, TextField

TEXT = (
    "CĐCS TRƯỜNG TIỂU HỌC SỐ 1\n"
    "Ngày 18/12/2023\n"
    "BÁO CÁO năm 2023\n"
    "I. TÌNH HÌNH\n"
    "- Tổng số đoàn viên 45 người, trong đó nữ 23 người.\n"
    "=HYPERLINK <b>Thu nhập</b> bình quân 11,5 triệu đồng/người/tháng; đạt 45/46, hơn 98,5%. Mã 77.\n"
    "II. CHỈ TIÊU\n"
    "Phấn đấu kết nạp từ 02 đoàn viên.\n"
)
YEAR = Period(start="2023-01-01", end="2023-12-31")


def at(words: str) -> Any:
    """The place of `words` in TEXT, quoted."""
    start = TEXT.index(words)
    return quote(TEXT, start, start + len(words))


def _line(words: str) -> Span:
    start = TEXT.rindex("\n", 0, TEXT.index(words)) + 1
    return Span(start=start, end=TEXT.index("\n", start))


def fact(words: str, value: str, **more: Any) -> Fact:
    """A fact of section I that covers `words`."""
    span = at(words)
    given = {
        "id": f"{span.start}-{span.end}", "kind": "count", "value": Decimal(value), "as_written": words, "span": span.model_dump(),
        "section": "I", "period": YEAR, "sentence": _line(words), "basis": "nhãn trước số",
    }  # fmt: skip
    return Fact.model_validate(given | more)


def report(name: str = "truong.txt", **more: Any) -> Report:
    """A small report with one figure of each sort."""
    facts = (
        fact("45 người", "45", indicator="union_members", unit="người"),
        fact("23 người", "23", indicator="union_members", unit="người", dimensions={"sex": "female"}),
        fact("11,5 triệu đồng", "11500000", kind="money", unit="VND", per="person_month", indicator="average_monthly_wage"),
        fact("45/46", "45", kind="ratio", denominator=Decimal(46), head="đạt"),
        fact("98,5%", "98.5", kind="percent", unit="%", comparator="gt"),
        fact("02 đoàn viên", "2", section="II", role="target", unit="đoàn viên", indicator="members_admitted", comparator="ge"),
    )
    start = TEXT.index("I. TÌNH"), TEXT.index("II. CHỈ")
    given = {
        "catalog_version": "1.0+test",
        "source": Source(name=name, sha256="0" * 64, media_type="text/plain", reader="text"),
        "header": Header(
            unit=TextField(value="CĐCS Trường Tiểu học số 1", span=at("CĐCS TRƯỜNG TIỂU HỌC SỐ 1")),
            date=DateField(value="2023-12-18", span=at("18/12/2023")),
            kind=KindField(value="annual", span=at("BÁO CÁO")),
            period=PeriodField(value=YEAR, span=at("năm 2023")),
        ),
        "sections": (
            Section(path="I", label="I.", title="TÌNH HÌNH", start=start[0], span=Span(start=start[0], end=start[1])),
            Section(path="II", label="II.", title="CHỈ TIÊU", start=start[1], span=Span(start=start[1], end=len(TEXT))),
        ),
        "facts": facts,
        "masks": (Mask(span=at("77"), reason="unread", rule="không có nhãn"),),
        "terms": {
            "union_members": Term(label_vi="Số đoàn viên", aliases=("đoàn viên",)),
            "sex:female": Term(label_vi="nữ"),
            "average_monthly_wage": Term(label_vi="Thu nhập bình quân"),
        },
        "blocks": (Paragraph(span=Span(start=0, end=TEXT.index("\n"))),),
        "text": TEXT,
    }
    return Report.model_validate(given | more)
