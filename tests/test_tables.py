"""Tables of text files: what rows, columns, captions and heads say of a cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import cdcs_parse as cdcs


def tabbed(*rows: str, above: str = "") -> str:
    """A table with tabs; cells are parted by | in `rows`."""
    return above + "\n".join("\t".join(c.strip() for c in row.split("|")) for row in rows) + "\n"


def piped(*rows: str, above: str = "") -> str:
    """The same table in markdown."""
    head, *body = [f"| {row} |" for row in rows]
    return above + "\n".join([head, "|" + "---|" * len(rows[0].split("|")), *body]) + "\n"


both = pytest.mark.parametrize("table", [tabbed, piped], ids=["tabs", "markdown"])


def told(report: cdcs.Report) -> list[tuple[Any, ...]]:
    return [(f.indicator, dict(f.dimensions), f.kind, f.value) for f in report.facts]


def masks(report: cdcs.Report) -> dict[str, str]:
    return {m.span.text: m.reason for m in report.masks}


@both
def test_label_and_value(table: Any) -> None:
    report = cdcs.parse_text(table("TT | Nội dung | Số lượng", "1 | Tổng số đoàn viên | 46", "2 | Số tổ công đoàn | 05"))
    assert told(report) == [
        ("union_members", {}, "count", Decimal(46)),
        ("union_groups", {}, "count", Decimal(5)),
    ]
    assert masks(report) == {"1": "heading", "2": "heading"}


@both
def test_caption_gives_the_unit_of_measure(table: Any) -> None:
    rows = ("TT | Nội dung | Số tiền", "1 | Tổng thu | 1.250", "2 | Tổng chi | 980,5")
    report = cdcs.parse_text(table(*rows, above="ĐVT: triệu đồng\n"))
    assert told(report) == [
        ("union_income", {}, "money", Decimal(1_250_000_000)),
        ("union_expense", {}, "money", Decimal(980_500_000)),
    ]
    assert {f.unit for f in report.facts} == {"VND"}


@pytest.mark.parametrize(("unit", "value"), [("đồng", 1250), ("nghìn đồng", 1_250_000), ("triệu đồng", 1_250_000_000)])
def test_units_of_captions(unit: str, value: int) -> None:
    report = cdcs.parse_text(tabbed("TT | Nội dung | Số tiền", "1 | Tổng thu | 1.250", above=f"Đơn vị tính: {unit}\n"))
    assert [f.value for f in report.facts] == [Decimal(value)]


@both
def test_unit_column_holds_for_its_row(table: Any) -> None:
    rows = (
        "TT | Nội dung | ĐVT | Số lượng",
        "1 | Tổng số đoàn viên | Người | 46",
        "2 | Tổng thu | Triệu đồng | 125,4",
        "3 | Tỷ lệ CNVCLĐ là đoàn viên | % | 98,5",
    )
    assert told(cdcs.parse_text(table(*rows))) == [
        ("union_members", {}, "count", Decimal(46)),
        ("union_income", {}, "money", Decimal(125_400_000)),
        ("union_density", {}, "percent", Decimal("98.5")),
    ]


@both
def test_year_columns_give_the_period(table: Any) -> None:
    rows = ("TT | Nội dung | Năm 2023 | Năm 2024", "1 | Tổng số đoàn viên | 410 | 425")
    report = cdcs.parse_text("BÁO CÁO\nKết quả hoạt động công đoàn năm 2024\n" + table(*rows))
    assert told(report) == [("union_members", {}, "count", Decimal(410)), ("union_members", {}, "count", Decimal(425))]
    assert [(f.period.start, f.period.end) for f in report.facts if f.period] == [
        ("2023-01-01", "2023-12-31"),
        ("2024-01-01", "2024-12-31"),
    ]
    assert report.facts[0].period_source == "stated"
    assert not {"2023", "2024"} & {f.span.text for f in report.facts}


@both
def test_bare_years_as_heads(table: Any) -> None:
    report = cdcs.parse_text(table("TT | Nội dung | 2022 | 2023", "1 | Số đoàn viên kết nạp mới | 12 | 15"))
    assert [(f.indicator, f.value, f.period and f.period.start[:4]) for f in report.facts] == [
        ("members_admitted", Decimal(12), "2022"),
        ("members_admitted", Decimal(15), "2023"),
    ]


@both
def test_plan_and_result_columns(table: Any) -> None:
    rows = ("TT | Nội dung | Kế hoạch | Thực hiện", "1 | Số đoàn viên kết nạp mới | 10 | 12")
    assert [(f.value, f.role) for f in cdcs.parse_text(table(*rows)).facts] == [
        (Decimal(10), "prior_target"),
        (Decimal(12), "actual"),
    ]


@both
def test_subordinate_units_as_rows(table: Any) -> None:
    rows = (
        "TT | Tên CĐCS | Tổng số đoàn viên | Số tổ công đoàn",
        "1 | CĐCS thành viên Xí nghiệp 1 | 120 | 6",
        "2 | CĐCS thành viên Xí nghiệp 2 | 90 | 4",
        " | Tổng cộng | 210 | 10",
    )
    report = cdcs.parse_text(table(*rows))
    assert [(f.organization, f.indicator, f.value) for f in report.facts] == [
        ("CĐCS thành viên Xí nghiệp 1", "union_members", Decimal(120)),
        ("CĐCS thành viên Xí nghiệp 1", "union_groups", Decimal(6)),
        ("CĐCS thành viên Xí nghiệp 2", "union_members", Decimal(90)),
        ("CĐCS thành viên Xí nghiệp 2", "union_groups", Decimal(4)),
        (None, "union_members", Decimal(210)),
        (None, "union_groups", Decimal(10)),
    ]


@both
def test_nested_women_column(table: Any) -> None:
    rows = ("TT | Bộ phận | Tổng số đoàn viên | Trong đó nữ", "1 | Tổ Văn phòng | 12 | 7", "2 | Tổ Kỹ thuật | 20 | 3")
    report = cdcs.parse_text(table(*rows))
    assert [(f.organization, dict(f.dimensions), f.value) for f in report.facts] == [
        ("Tổ Văn phòng", {}, Decimal(12)),
        ("Tổ Văn phòng", {"sex": "female"}, Decimal(7)),
        ("Tổ Kỹ thuật", {}, Decimal(20)),
        ("Tổ Kỹ thuật", {"sex": "female"}, Decimal(3)),
    ]
    assert {f.indicator for f in report.facts} == {"union_members"}


@both
def test_nested_women_row(table: Any) -> None:
    rows = (
        "TT | Nội dung | Số lượng",
        "1 | Tổng số đoàn viên | 46",
        " | - Trong đó nữ | 29",
        "2 | Số đảng viên | 18",
        " | - Trong đó nữ | 9",
    )
    assert told(cdcs.parse_text(table(*rows))) == [
        ("union_members", {}, "count", Decimal(46)),
        ("union_members", {"sex": "female"}, "count", Decimal(29)),
        ("party_members", {}, "count", Decimal(18)),
        ("party_members", {"sex": "female"}, "count", Decimal(9)),
    ]


@both
def test_ratio_and_percent_cells(table: Any) -> None:
    rows = (
        "TT | Nội dung | Kết quả | Tỷ lệ (%)",
        "1 | Khám sức khỏe định kỳ | 41/44 | 93,2",
        "2 | Lao động tiên tiến | 38/44 | 86,4%",
    )
    report = cdcs.parse_text(table(*rows))
    assert [(f.indicator, f.kind, f.value, f.denominator) for f in report.facts] == [
        ("health_checks", "ratio", Decimal(41), Decimal(44)),
        ("health_checks", "percent", Decimal("93.2"), None),
        ("advanced_workers", "ratio", Decimal(38), Decimal(44)),
        ("advanced_workers", "percent", Decimal("86.4"), None),
    ]


def test_ratio_cell_that_looks_like_a_date() -> None:
    (fact,) = cdcs.parse_text(tabbed("TT | Nội dung | Kết quả", "1 | Số chỉ tiêu đạt | 8/11")).facts
    assert (fact.indicator, fact.kind, fact.value, fact.denominator) == ("targets_met", "ratio", Decimal(8), Decimal(11))


@both
@pytest.mark.xfail(strict=True, reason="a rating in a row takes the name of the row for a subordinate unit and gets no concept")
def test_grade_cells(table: Any) -> None:
    rows = ("TT | Nội dung | Kết quả", "1 | Tổng số đoàn viên | 46", "2 | Xếp loại CĐCS | Hoàn thành tốt nhiệm vụ")
    report = cdcs.parse_text(table(*rows))
    assert [(f.indicator, f.kind, f.value) for f in report.facts] == [
        ("union_members", "count", Decimal(46)),
        ("union_rating", "grade", "good"),
    ]


@both
def test_empty_cells_and_dashes_are_no_figures(table: Any) -> None:
    rows = (
        "TT | Nội dung | Số lượng",
        "1 | Tổng số đoàn viên | 46",
        "2 | Số tổ công đoàn | ",
        "3 | Số đảng viên | -",
        "4 | Bằng khen | …",
    )
    assert told(cdcs.parse_text(table(*rows))) == [("union_members", {}, "count", Decimal(46))]


@both
def test_zero_in_a_cell_is_a_figure(table: Any) -> None:
    rows = ("TT | Nội dung | Số lượng", "1 | Tổng số đoàn viên | 46", "2 | Số vụ tai nạn lao động | 0")
    assert ("labour_accidents", {}, "count", Decimal(0)) in told(cdcs.parse_text(table(*rows)))


@both
def test_row_of_column_numbers_is_no_data(table: Any) -> None:
    rows = ("TT | Nội dung | Năm 2023 | Năm 2024", "1 | 2 | 3 | 4", "1 | Tổng số đoàn viên | 410 | 425")
    assert [f.value for f in cdcs.parse_text(table(*rows)).facts] == [Decimal(410), Decimal(425)]


@both
def test_spans_are_the_cells(table: Any) -> None:
    text = table("TT | Nội dung | Số lượng", "1 | Tổng số đoàn viên | 1.046")
    (fact,) = cdcs.parse_text(text).facts
    assert (fact.span.text, fact.value) == ("1.046", Decimal(1046))
    assert fact.span.start == text.index("1.046")
    assert fact.block == 0


def test_table_keeps_to_the_section_it_stands_in() -> None:
    text = "I. TÌNH HÌNH\nCĐCS ổn định.\nII. CHỈ TIÊU NĂM 2025\n" + tabbed(
        "TT | Nội dung | Số lượng", "1 | Số đoàn viên kết nạp mới | 5"
    )
    (fact,) = [f for f in cdcs.parse_text(text).facts if f.indicator == "members_admitted"]
    assert (fact.section, fact.role) == ("II", "target")


def test_numbers_in_labels_and_remarks() -> None:
    rows = (
        "TT | Nội dung | Số lượng | Ghi chú",
        "1 | Quà tết cho đoàn viên | 43 | Theo Quyết định số 12/QĐ-CĐ",
        "2 | Hỗ trợ cơn bão số 3 | 5 | ",
    )
    report = cdcs.parse_text(tabbed(*rows))
    assert [f.value for f in report.facts] == [Decimal(43), Decimal(5)]
    assert [t for t in masks(report) if t.startswith("12")] != []


@pytest.mark.xfail(strict=True, reason="a cell of words is masked as unread whole, whatever its numbers are")
def test_document_numbers_in_remarks_are_laws() -> None:
    report = cdcs.parse_text(
        tabbed(
            "TT | Nội dung | Số lượng | Ghi chú",
            "1 | Tổng số đoàn viên | 43 | Theo Quyết định số 12/QĐ-CĐ",
        )
    )
    assert [m.reason for m in report.masks if m.span.text.startswith("12")] == ["law"]


def test_head_don_vi_above_names_of_units() -> None:
    report = cdcs.parse_text(
        tabbed(
            "TT | Đơn vị | Tổng số đoàn viên | Số tổ công đoàn",
            "1 | Tổ Văn phòng | 120 | 6",
            "2 | Tổ Kỹ thuật | 90 | 4",
        )
    )
    assert [(f.organization, f.value) for f in report.facts] == [
        ("Tổ Văn phòng", Decimal(120)),
        ("Tổ Văn phòng", Decimal(6)),
        ("Tổ Kỹ thuật", Decimal(90)),
        ("Tổ Kỹ thuật", Decimal(4)),
    ]


def test_a_rating_in_the_first_row_is_no_head() -> None:
    report = cdcs.parse_text(
        tabbed(
            "TT | Nội dung | Kết quả",
            "1 | Xếp loại CĐCS | Hoàn thành tốt nhiệm vụ",
            "2 | Tổng số đoàn viên | 46",
        )
    )
    assert [f.indicator for f in report.facts if f.kind == "count"] == ["union_members"]


def test_thousands_of_dong_in_the_caption() -> None:
    report = cdcs.parse_text(tabbed("TT | Nội dung | Số tiền", "1 | Tổng thu | 1.250", above="Đơn vị tính: 1.000 đồng\n"))
    assert [f.value for f in report.facts] == [Decimal(1_250_000)]


def test_two_tables_do_not_share_their_captions() -> None:
    money = tabbed("TT | Nội dung | Số tiền", "1 | Tổng thu | 1.250", above="ĐVT: triệu đồng\n")
    people = tabbed("TT | Nội dung | Số lượng", "1 | Tổng số đoàn viên | 46")
    report = cdcs.parse_text(f"{money}\nBiểu 2: Đoàn viên\n{people}")
    assert told(report) == [("union_income", {}, "money", Decimal(1_250_000_000)), ("union_members", {}, "count", Decimal(46))]
