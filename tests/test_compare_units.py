"""Many units for one time: ranks, shares, peers, totals by the catalogue's rule with their coverage, parts and wholes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from builders.reports import report
from cdcs_parse.catalog import load_catalog
from cdcs_parse.compare.figures import Measure, Slot
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.registry import build
from cdcs_parse.compare.totals import Rule
from cdcs_parse.compare.unitwise import compare_units, rule_for
from cdcs_parse.model.comparison import Comparisons
from cdcs_parse.model.ranking import UnitTable
from cdcs_parse.model.report import Report
from cdcs_parse.model.unit import Event, Unit


def units(*reports: Report, **options: object) -> Comparisons[UnitTable]:
    return compare_units(reports, load_catalog(), **options)  # type: ignore[arg-type]


def table(found: Comparisons[UnitTable], indicator: str, kind: str = "count") -> UnitTable:
    items = found.where(indicator=indicator, kind=kind)
    assert len(items) == 1, [(s.label_vi, s.kind) for s in found]
    return items[0]


def school(number: int, *lines: str, year: str = "2024") -> Report:
    return report(f"CĐCS Trường Tiểu học số {number}", year, *lines)


def test_ranks_shares_and_total() -> None:
    found = units(*(school(i, f"Tổng số đoàn viên: {n} người.") for i, n in ((1, 30), (2, 50), (3, 20), (4, 20))))
    one = table(found, "union_members")
    assert [(row.unit_name[-1], row.value, row.rank, row.share) for row in one.rows] == [
        ("2", 50, 1, Decimal("41.67")), ("1", 30, 2, 25), ("3", 20, 3, Decimal("16.67")), ("4", 20, 3, Decimal("16.67")),
    ]  # fmt: skip
    assert (one.total.value, one.total.rule, one.total.coverage) == (120, "sum", "4/4 đơn vị")


def test_coverage_counts_who_sent_a_report_without_the_figure() -> None:
    found = units(
        school(1, "Kết nạp 03 đoàn viên mới."), school(2, "Kết nạp 04 đoàn viên mới."), school(3, "Tổng số đoàn viên: 9 người.")
    )
    assert table(found, "members_admitted").total.coverage == "2/3 đơn vị"


def test_a_contradictory_unit_is_shown_and_not_added() -> None:
    found = units(
        school(1, "Kết nạp 03 đoàn viên mới."),
        school(2, "Kết nạp 04 đoàn viên mới."),
        school(3, "Kết nạp 05 đoàn viên mới.", "Đã kết nạp 07 đoàn viên mới."),
    )
    one = table(found, "members_admitted")
    assert one.total.value == 7
    assert one.total.coverage == "2/3 đơn vị"
    assert one.rows[-1].value is None
    assert "05" in (one.rows[-1].reason or "")


def test_percents_are_recomputed_and_never_added() -> None:
    found = units(
        school(1, "Có 45/46 người là đoàn viên công đoàn, đạt 97,8%."), school(2, "Tỷ lệ đoàn viên trên tổng số CNVCLĐ: 50%.")
    )
    for one in found.where(kind="percent"):
        assert one.total.value is None or one.total.value <= 100
        assert one.total.rule in ("recompute", "weighted")


@pytest.mark.parametrize("rule", get_args(Rule))
@pytest.mark.parametrize("measure", get_args(Measure))
def test_only_counts_and_whole_amounts_add_up(rule: Rule, measure: Measure) -> None:
    assert rule_for(rule, Slot("x", (), measure, "person")) != "sum"
    if measure not in ("count", "money"):
        assert rule_for(rule, Slot("x", (), measure)) != "sum"


def test_an_average_is_weighed_by_members() -> None:
    found = units(
        school(1, "Tổng số đoàn viên: 46 người.", "Thu nhập bình quân: 8.000.000 đồng/người/tháng."),
        school(2, "Tổng số đoàn viên: 4 người.", "Thu nhập bình quân: 20.000.000 đồng/người/tháng."),
    )
    one = table(found, "average_monthly_income", "money")
    assert (one.total.rule, one.total.value) == ("weighted", 8_960_000)


def test_a_month_beside_a_year_is_named() -> None:
    found = units(
        school(1, "Kết nạp 03 đoàn viên mới."),
        school(2, "Kết nạp 04 đoàn viên mới."),
        school(3, "Kết nạp 1 đoàn viên mới.", year="2024-6t"),
    )
    assert len(table(found, "members_admitted").rows) == 2
    assert any("2024-6t" in note and "không so sánh được" in note for note in found.notes)


def test_a_slip_of_thousand_dong_stands_out_among_its_peers() -> None:
    reports = [
        school(i, f"Tổng số đoàn viên: {40 + i} người.", f"Tổng thu tài chính công đoàn: {45 + 3 * i}.600.000 đồng.")
        for i in range(1, 9)
    ]
    reports.append(school(9, "Tổng số đoàn viên: 45 người.", "Tổng thu tài chính công đoàn: 58.600 đồng."))
    one = table(units(*reports), "union_income", "money")
    told = {row.unit_name[-1]: row.outlier for row in one.rows}
    assert [name for name, outlier in told.items() if outlier] == ["9"]
    outlier = told["9"]
    assert outlier is not None
    assert len(outlier.peers) == 8
    assert "nhầm đơn vị tiền" in outlier.reason


def test_a_large_unit_is_no_outlier_per_member() -> None:
    reports = [
        school(i, f"Tổng số đoàn viên: {40 + i} người.", f"Tổng thu tài chính công đoàn: {45 + i}.600.000 đồng.")
        for i in range(1, 9)
    ]
    reports.append(school(9, "Tổng số đoàn viên: 900 người.", "Tổng thu tài chính công đoàn: 985.600.000 đồng."))
    assert not any(row.outlier for row in table(units(*reports), "union_income", "money").rows)


REGISTRY = build(
    [
        Unit(id="lon", name="CĐCS Tổng công ty Sơn Hạ"),
        Unit(id="con", name="CĐCS thành viên Xí nghiệp Một", kind="grassroots_member", parent="lon"),
        Unit(id="khac", name="CĐCS Trường THPT Sơn Hạ"),
        Unit(id="vang", name="CĐCS Chi cục Thú y"),
        Unit(id="a", name="CĐCS Trạm Y tế xã A Sơn"),
        Unit(id="b", name="CĐCS Trạm Y tế xã B Sơn"),
        Unit(id="ab", name="CĐCS Trạm Y tế xã Song Sơn", **{"from": "2025-07-01"}),
    ],
    [Event(date="2025-07-01", kind="merge", units=("a", "b"), into=("ab",))],
)
SENT = (
    report("CĐCS Tổng công ty Sơn Hạ", "2024", "Tổng số đoàn viên: 500 người."),
    report("CĐCS thành viên Xí nghiệp Một", "2024", "Tổng số đoàn viên: 120 người."),
    report("CĐCS Trường THPT Sơn Hạ", "2024", "Tổng số đoàn viên: 80 người."),
    report("CĐCS Trạm Y tế xã A Sơn", "2024", "Tổng số đoàn viên: 9 người."),
    report("CĐCS Trạm Y tế xã B Sơn", "2024", "Tổng số đoàn viên: 11 người."),
    report("CĐCS Hợp tác xã Nơi Khác", "2024", "Tổng số đoàn viên: 77 người."),
)


def test_a_part_is_not_added_to_its_whole_and_coverage_is_of_the_registry() -> None:
    found = units(*SENT, names=Names(REGISTRY))
    one = table(found, "union_members")
    assert one.total.value == 500 + 80 + 9 + 11
    assert {row.unit: row.part_of for row in one.rows if row.part_of} == {"con": "lon"}
    assert one.total.coverage == "4/5 đơn vị"
    assert any("Nơi Khác" in note.title() for note in found.notes)


def test_rows_are_recut_and_the_total_stays() -> None:
    one = table(units(*SENT, names=Names(REGISTRY), as_of=date(2025, 12, 31)), "union_members")
    rows = {row.unit: row for row in one.rows}
    assert rows["ab"].value == 20
    assert {p.unit: p.value for p in rows["ab"].made_of} == {"a": 9, "b": 11}
    assert one.total.value == 600
    assert one.total.coverage == "4/5 đơn vị"


def test_recut_with_a_part_missing_gives_no_number() -> None:
    one = table(units(*SENT[:4], names=Names(REGISTRY), as_of=date(2025, 12, 31)), "union_members")
    row = next(row for row in one.rows if row.unit == "ab")
    assert row.value is None
    assert "thiếu số liệu của CĐCS Trạm Y tế xã B Sơn" in (row.reason or "")


def test_a_part_that_joins_its_whole_is_not_added_to_it() -> None:
    registry = build(
        [
            Unit(id="lon", name="CĐCS Tổng công ty Sơn Hạ"),
            Unit(id="con", name="CĐCS thành viên Xí nghiệp Một", kind="grassroots_member", parent="lon"),
            Unit(id="khac", name="CĐCS Trường THPT Sơn Hạ"),
            Unit(id="moi", name="CĐCS Tập đoàn Sơn Hạ", **{"from": "2025-07-01"}),
        ],
        [Event(date="2025-07-01", kind="merge", units=("lon", "con"), into=("moi",))],
    )
    one = table(units(*SENT[:3], names=Names(registry), as_of=date(2025, 12, 31)), "union_members")
    row = next(row for row in one.rows if row.unit == "moi")
    assert (row.value, [part.unit for part in row.made_of]) == (500, ["lon"])
    assert one.total.value == 580


def test_a_part_taken_out_of_its_whole_gives_no_number() -> None:
    registry = build(
        [
            Unit(id="lon", name="CĐCS Tổng công ty Sơn Hạ"),
            Unit(id="con", name="CĐCS thành viên Xí nghiệp Một", kind="grassroots_member", parent="lon"),
            Unit(id="khac", name="CĐCS Trường THPT Sơn Hạ", **{"from": "2000-01-01"}),
        ],
        [Event(date="2025-07-01", kind="merge", units=("con",), into=("khac",))],
    )
    one = table(units(*SENT[:3], names=Names(registry), as_of=date(2025, 12, 31)), "union_members")
    row = next(row for row in one.rows if row.unit == "khac")
    assert row.value is None
    assert "nằm trong số liệu của CĐCS Tổng công ty Sơn Hạ" in (row.reason or "")
