"""Series over the years: stocks, flows and levels by their own rules, restatements, terms, gaps, another structure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from builders.reports import report
from cdcs_parse.catalog import load_catalog
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.registry import build
from cdcs_parse.compare.years import compare_years
from cdcs_parse.model.comparison import Comparisons
from cdcs_parse.model.report import Report
from cdcs_parse.model.series import Series
from cdcs_parse.model.unit import Event, Unit

UNIT = "CĐCS Trường Mầm non Hoa Ban"


def years(*reports: Report, **options: object) -> Comparisons[Series]:
    return compare_years(reports, load_catalog(), **options)  # type: ignore[arg-type]


def series(found: Comparisons[Series], indicator: str, **dimensions: str) -> Series:
    items = found.where(indicator=indicator, dimensions=dimensions)
    assert len(items) == 1, [s.label_vi for s in found]
    return items[0]


def values(one: Series) -> list[tuple[str, object]]:
    return [(p.period.end, p.value) for p in one.points]


def test_a_stock_over_three_years_given_in_any_order() -> None:
    reports = [report(UNIT, year, f"Tổng số đoàn viên: {n} người.") for year, n in (("2024", 47), ("2022", 40), ("2023", 42))]
    one = series(years(*reports), "union_members")
    assert values(one) == [("2022-12-31", 40), ("2023-12-31", 42), ("2024-12-31", 47)]
    assert [(c.difference, c.percent) for c in one.changes] == [(2, 5), (5, Decimal("11.9"))]
    assert one.gaps == ()


def test_a_missing_year_stays_a_gap() -> None:
    reports = [report(UNIT, year, f"Kết nạp {n} đoàn viên mới.") for year, n in (("2020", 4), ("2023", 7))]
    one = series(years(*reports), "members_admitted")
    assert [(g.start, g.end) for g in one.gaps] == [("2021-01-01", "2021-12-31"), ("2022-01-01", "2022-12-31")]
    assert one.changes[0].difference == 3


def test_a_flow_of_half_a_year_is_not_compared_with_one_of_a_year() -> None:
    reports = [report(UNIT, "2023", "Kết nạp 08 đoàn viên mới."), report(UNIT, "2024-6t", "Kết nạp 03 đoàn viên mới.")]
    change = series(years(*reports), "members_admitted").changes[0]
    assert change.difference is None
    assert "12 tháng" in change.reason
    assert "6 tháng" in change.reason


def test_a_half_is_compared_with_the_same_half() -> None:
    reports = [
        report(UNIT, "2023-6t", "Kết nạp 02 đoàn viên mới."),
        report(UNIT, "2023", "Kết nạp 08 đoàn viên mới."),
        report(UNIT, "2024-6t", "Kết nạp 03 đoàn viên mới."),
    ]
    last = series(years(*reports), "members_admitted").changes[-1]
    assert (last.start.end, last.end.end, last.difference) == ("2023-06-30", "2024-06-30", 1)


def test_a_school_year_beside_a_calendar_year_that_it_overlaps() -> None:
    reports = [report(UNIT, "2023", "Kết nạp 08 đoàn viên mới."), report(UNIT, "2023-2024", "Kết nạp 03 đoàn viên mới.")]
    one = series(years(*reports), "members_admitted")
    assert [(p.period.start, p.period.end) for p in one.points] == [("2023-01-01", "2023-12-31"), ("2023-09-01", "2024-05-31")]
    assert one.changes[0].difference is None
    assert "chồng lên nhau" in one.changes[0].reason


@pytest.mark.parametrize(("told", "agrees"), [("25", True), ("16", True), ("15", False), ("29", False)])
def test_a_term_lies_between_its_inner_years_and_all_of_them(told: str, agrees: bool) -> None:
    admitted = {2018: 6, 2019: 3, 2020: 4, 2021: 5, 2022: 4, 2023: 6}
    term = report(UNIT, "2018-2023 nk", f"Kết nạp {told} đoàn viên mới.")
    reports = [report(UNIT, str(year), f"Kết nạp 0{n} đoàn viên mới.") for year, n in admitted.items()]
    held = series(years(term, *reports), "members_admitted").terms[0]
    assert (held.value, held.least, held.most, held.agrees) == (int(told), 16, 28, agrees)
    lacking = series(years(term, *reports[1:]), "members_admitted").terms[0]
    assert (lacking.least, lacking.most, lacking.agrees) == (None, None, None)
    assert "2018" in lacking.reason


def test_a_restatement_keeps_both_values() -> None:
    reports = [
        report(UNIT, "2023", "Tổng số đoàn viên: 42 người."),
        report(UNIT, "2024", "Số đoàn viên đầu năm: 44 người.", "Tổng số đoàn viên: 47 người."),
    ]
    point = series(years(*reports), "union_members").points[0]
    assert (point.period.end, point.value, point.as_first_reported, point.as_restated) == ("2023-12-31", 44, 42, 44)
    assert point.evidence is not None
    assert "2024" in point.evidence.report
    assert ["2023" in p.report for p in point.others] == [True]


def test_the_same_value_quoted_later_is_no_restatement() -> None:
    reports = [
        report(UNIT, "2023", "Tổng số đoàn viên: 42 người."),
        report(UNIT, "2024", "Số đoàn viên đầu năm: 42 người.", "Tổng số đoàn viên: 47 người."),
    ]
    point = series(years(*reports), "union_members").points[0]
    assert (point.value, point.as_first_reported, point.as_restated) == (42, 42, None)


def test_two_values_in_one_report_give_none() -> None:
    one = series(years(report(UNIT, "2024", "Tổng số đoàn viên: 42 người.", "Tổng số đoàn viên: 44 người.")), "union_members")
    assert one.points[0].value is None
    assert "42" in (one.points[0].reason or "")
    assert "44" in (one.points[0].reason or "")


def test_of_two_reports_of_one_time_the_later_holds_and_both_are_named() -> None:
    early = report(UNIT, "2024", "Tổng số đoàn viên: 42 người.", day="01/12", name="nhap.docx")
    late = report(UNIT, "2024", "Tổng số đoàn viên: 43 người.", day="20/12", name="chinh.docx")
    for given in ((early, late), (late, early)):
        found = years(*given)
        assert values(series(found, "union_members")) == [("2024-12-31", 43)]
        assert any("nhap.docx" in note and "chinh.docx" in note for note in found.notes)


def test_zero_before_gives_no_percent() -> None:
    reports = [report(UNIT, y, f"Kết nạp {n} đoàn viên mới.") for y, n in (("2023", "0"), ("2024", "03"))]
    change = series(years(*reports), "members_admitted").changes[0]
    assert (change.difference, change.percent) == (3, None)


def test_a_report_without_unit_is_named() -> None:
    from cdcs_parse import parse_text

    found = years(parse_text("Tổng số đoàn viên: 42 người.\n", name="la.txt"))
    assert len(found) == 0
    assert found.notes[0].startswith("la.txt: ")


REGISTRY = build(
    [
        Unit(id="a", name="CĐCS Trường Tiểu học Sơn Hạ"),
        Unit(id="b", name="CĐCS Trường THCS Sơn Hạ"),
        Unit(id="c", name="CĐCS Trường TH&THCS Sơn Hạ", **{"from": "2024-01-01"}),
        Unit(id="d", name="CĐCS Trường Mầm non Hoa Ban"),
    ],
    [Event(date="2024-01-01", kind="merge", units=("a", "b"), into=("c",))],
)


def merged(*, both: bool) -> Comparisons[Series]:
    reports = [
        report("CĐCS Trường TH Sơn Hạ", "2023", "Tổng số đoàn viên: 30 người."),
        report("CĐ Trường TH và THCS Sơn Hạ", "2024", "Tổng số đoàn viên: 55 người."),
    ]
    if both:
        reports.append(report("CĐCS Trường THCS Sơn Hạ", "2023", "Tổng số đoàn viên: 28 người."))
    return years(*reports, names=Names(REGISTRY), as_of=date(2024, 12, 31))


def test_recut_to_the_structure_after_a_merger() -> None:
    found = merged(both=True)
    one = series(found, "union_members")
    assert one.unit == "c"
    assert values(one) == [("2023-12-31", 58), ("2024-12-31", 55)]
    assert {p.unit: p.value for p in one.points[0].made_of} == {"a": 30, "b": 28}
    assert one.changes[0].difference == -3


def test_recut_gives_no_number_while_a_part_is_missing() -> None:
    one = series(merged(both=False), "union_members")
    assert values(one) == [("2023-12-31", None), ("2024-12-31", 55)]
    assert "thiếu số liệu của CĐCS Trường THCS Sơn Hạ" in (one.points[0].reason or "")


def test_recut_back_does_not_divide() -> None:
    found = years(
        report("CĐ Trường TH và THCS Sơn Hạ", "2024", "Tổng số đoàn viên: 55 người."),
        names=Names(REGISTRY),
        as_of=date(2023, 6, 30),
    )
    assert len(found) == 0
    assert any("không quy được" in note for note in found.notes)


def test_recut_needs_the_registry() -> None:
    with pytest.raises(ValueError, match="registry"):
        years(as_of=date(2024, 1, 1))
