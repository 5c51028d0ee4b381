"""Two reports of one unit: opening and closing figures, jumps, copied paragraphs, targets of last time, misfits."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

import cdcs_parse as cdcs
from cdcs_parse.cli import run
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from scoring import SAMPLES

HEAD = "CÔNG ĐOÀN CƠ SỞ CÔNG TY TNHH GỐM BẠCH VÂN\nBÁO CÁO\n{title}\nI. KẾT QUẢ HOẠT ĐỘNG\n"


def told(body: str, title: str = "Tổng kết hoạt động công đoàn năm 2024", name: str = "nay.txt") -> Report:
    return cdcs.parse_text(HEAD.format(title=title) + body, name=name)


def before(body: str, title: str = "Tổng kết hoạt động công đoàn năm 2023") -> Report:
    return told(body, title, "truoc.txt")


def across(now: Report, then: Report) -> list[Finding]:
    """The findings of the rules over two reports."""
    return [f for f in cdcs.check(now, then) if f.rule.startswith("L")]


PAIRS = [
    ("pairs/may-song-lam-2024", "pairs/may-song-lam-2023", {"L05": "info", "L07": "info", "L08": "warning"}),
    ("pairs/thcs-tan-loc-2023-2024", "pairs/thcs-tan-loc-2022-2023", {}),
    ("pairs/benh-vien-an-phu-2025", "pairs/benh-vien-an-phu-2024", {}),
    ("pairs/benh-vien-an-phu-2025-6t", "pairs/benh-vien-an-phu-2024", {"L01": "info"}),
    ("pairs/dien-luc-khe-2023", "pairs/dien-luc-khe-2022", {"L05": "info", "L07": "info"}),
    ("pairs/dien-luc-khe-2024", "pairs/dien-luc-khe-2023", {"L07": "info"}),
    ("reports/nuoc-sach-2024", "reports/nuoc-sach-2023", {"L05": "info"}),
]


@pytest.mark.parametrize(("now", "then", "expected"), PAIRS, ids=[p[0].partition("/")[2] for p in PAIRS])
def test_pairs_of_samples_hold_these_findings_and_no_others(now: str, then: str, expected: dict[str, str]) -> None:
    report, last = (cdcs.parse(SAMPLES / f"{name}.txt") for name in (now, then))
    found = across(report, last)
    assert {f.rule: f.severity for f in found} == expected
    for finding in found:
        assert set(finding.facts) <= {f.id for f in report.facts}
        assert all(report.text[s.start : s.end] == s.text for s in finding.spans)
        for place in finding.previous:
            assert place.report == last.source.name
            assert place.span is not None
            assert last.text[place.span.start : place.span.end] == place.span.text


def test_targets_without_a_result_are_the_ones_the_second_report_is_silent_on() -> None:
    report, last = (cdcs.parse(SAMPLES / f"pairs/may-song-lam-{year}.txt") for year in (2024, 2023))
    (finding,) = [f for f in across(report, last) if f.rule == "L07"]
    assert [p.span.text for p in finding.previous if p.span] == ["02", "01"]
    assert "Số lớp tập huấn công đoàn" in finding.message_vi
    assert "Đơn thư khiếu nại, tố cáo" in finding.message_vi


def test_one_report_alone_has_no_findings_over_two() -> None:
    assert [f for f in cdcs.check(told("CĐCS có 120 đoàn viên.")) if f.rule.startswith("L")] == []


def test_the_opening_figure_is_the_closing_figure_of_last_time() -> None:
    last = before("Số đoàn viên cuối năm: 1.778 đoàn viên.\nTài chính: số dư cuối kỳ 7,2 triệu đồng.")
    body = "Số đoàn viên đầu năm: {members} đoàn viên.\nTài chính: số dư đầu kỳ {money} đồng."
    assert across(told(body.format(members="1.778", money="7.152.000")), last) == []
    found = across(told(body.format(members="1.787", money="7.512.000")), last)
    assert [(f.rule, f.kind, f.severity, f.spans[0].text) for f in found] == [
        ("L02", "balance", "warning", "1.787"),
        ("L02", "balance", "warning", "7.512.000 đồng"),
    ]
    assert found[0].arithmetic == "1.787 ≠ 1.778"
    assert "truoc.txt" in found[0].message_vi
    assert found[0].previous[0].sentence == "Số đoàn viên cuối năm: 1.778 đoàn viên."


def test_what_came_and_went_leads_from_last_time_to_now() -> None:
    last = before("CĐCS có 120 đoàn viên.")
    body = "CĐCS có {now} đoàn viên. Trong năm kết nạp 10 đoàn viên, giảm 04 đoàn viên."
    assert across(told(body.format(now=126)), last) == []
    (finding,) = across(told(body.format(now=128)), last)
    assert (finding.rule, finding.arithmetic) == ("L03", "120 + 10 - 4 = 126, không phải 128")
    # what went is not told: nothing is certain
    assert across(told("CĐCS có 128 đoàn viên. Trong năm kết nạp 10 đoàn viên."), last) == []


def test_a_jump_is_a_warning_for_the_size_of_the_unit_and_a_remark_elsewhere() -> None:
    last = before("CĐCS có 120 đoàn viên.\nThăm hỏi 27 lượt đoàn viên.")
    found = across(told("CĐCS có 145 đoàn viên.\nThăm hỏi 35 lượt đoàn viên."), last)
    assert [(f.rule, f.severity) for f in found] == [("L04", "warning"), ("L05", "info")]
    assert "+21%" in found[0].message_vi
    assert across(told("CĐCS có 144 đoàn viên.\nThăm hỏi 32 lượt đoàn viên."), last) == []


def test_flows_of_half_a_year_are_not_set_against_a_year_but_stocks_are() -> None:
    last = before("CĐCS có 120 đoàn viên.\nThăm hỏi 60 lượt đoàn viên.")
    half = told("CĐCS có 180 đoàn viên.\nThăm hỏi 27 lượt đoàn viên.", "Sơ kết hoạt động công đoàn 6 tháng đầu năm 2024")
    found = across(half, last)
    assert {f.rule for f in found} == {"L01", "L04"}
    assert "dài ngắn khác" in next(f.message_vi for f in found if f.rule == "L01")


COPIED = (
    "Trong năm {year}, Ban Chấp hành đã thăm hỏi {visits} lượt đoàn viên ốm đau, thai sản với số tiền 13.500.000 đồng; "
    "tặng 39 suất quà Tết cho đoàn viên khó khăn."
)


def test_a_copied_paragraph_is_told_even_when_its_year_was_changed() -> None:
    last = before(COPIED.format(year=2023, visits=27))
    (finding,) = across(told(COPIED.format(year=2024, visits=27)), last)
    assert (finding.rule, finding.kind) == ("L06", "copied")
    assert finding.spans[0].text == COPIED.format(year=2024, visits=27)
    assert "chiếm 100% phần chữ nêu kết quả: mục I" in finding.message_vi
    assert across(told(COPIED.format(year=2024, visits=28)), last) == []


def test_the_share_of_copied_text_counts_only_paragraphs_with_results() -> None:
    fresh = COPIED.format(year=2024, visits=28)
    last = before(COPIED.format(year=2023, visits=27))
    (finding,) = across(told(COPIED.format(year=2024, visits=27) + "\n" + fresh), last)
    assert "chiếm 50% phần" in finding.message_vi


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Quyết định số 61/QĐ-TLĐ ngày 29/7/2025 của Tổng Liên đoàn và Nghị định số 191/2013/NĐ-CP ngày 21/11/2013"
        " về tài chính công đoàn, CĐCS thu, chi đúng quy định.",
        "CĐCS có 05 tổ công đoàn trực thuộc; Ban Chấp hành gồm 07 đồng chí; Ủy ban Kiểm tra gồm 03 đồng chí;"
        " tất cả đều là đoàn viên ưu tú.",
        "Ban Chấp hành luôn quan tâm tuyên truyền chủ trương của Đảng, pháp luật của Nhà nước đến đoàn viên"
        " bằng nhiều hình thức phù hợp.",
    ],
    ids=["law", "stocks", "no figures"],
)
def test_boilerplate_may_be_the_same_again(text: str) -> None:
    assert across(told(text), before(text)) == []


UNFIT = [
    ("CÔNG ĐOÀN CƠ SỞ BỆNH VIỆN PHÚ LÂM\nBÁO CÁO\nTổng kết hoạt động công đoàn năm 2023\n", "đơn vị khác"),
    (HEAD.format(title="Tổng kết hoạt động công đoàn năm 2025"), "sau kỳ"),
    (HEAD.format(title="Tổng kết hoạt động công đoàn năm 2024"), "cùng kỳ"),
    (HEAD.format(title="Tổng kết hoạt động công đoàn năm 2021"), "không liền trước"),
]


@pytest.mark.parametrize(("head", "why"), UNFIT, ids=[why for _, why in UNFIT])
def test_a_report_that_does_not_fit_is_told_in_one_line_and_left_out(head: str, why: str) -> None:
    now = told("Số đoàn viên đầu năm: 90 đoàn viên.\nCĐCS có 126 đoàn viên.\nThăm hỏi 72 lượt đoàn viên.")
    other = cdcs.parse_text(head + "CĐCS có 60 đoàn viên.\nThăm hỏi 27 lượt đoàn viên.", name="khac.txt")
    (finding,) = across(now, other)
    assert (finding.rule, finding.severity) == ("L01", "info")
    assert why in finding.message_vi
    assert "\n" not in finding.message_vi


def test_a_name_written_otherwise_is_the_same_unit_and_another_number_is_not() -> None:
    def named(unit: str, year: int) -> Report:
        return cdcs.parse_text(
            f"{unit}\nBÁO CÁO\nTổng kết hoạt động công đoàn năm {year}\nCĐCS có 60 đoàn viên.", name=f"{year}.txt"
        )

    one = named("CĐCS CÔNG TY TNHH GỐM BẠCH VÂN", 2024)
    assert across(one, named("CÔNG ĐOÀN CƠ SỞ CÔNG TY TRÁCH NHIỆM HỮU HẠN GỐM BẠCH VÂN", 2023)) == []
    school = named("CÔNG ĐOÀN CƠ SỞ TRƯỜNG TIỂU HỌC SỐ 1 TÂN LỘC", 2024)
    (finding,) = across(school, named("CÔNG ĐOÀN CƠ SỞ TRƯỜNG TIỂU HỌC SỐ 2 TÂN LỘC", 2023))
    assert "đơn vị khác" in finding.message_vi


def test_a_resolution_is_asked_for_its_targets_only() -> None:
    report, resolution = (
        cdcs.parse(SAMPLES / "pairs" / f"{name}.txt") for name in ("thep-nk-2018-2023", "nghi-quyet-thep-2018-2023")
    )
    rules = {f.rule for f in across(report, resolution)}
    assert rules <= {"L01", "L07", "L08"}
    assert "L01" in rules


@pytest.mark.parametrize("text", ["", "\n", "x", "31/4", "Tổng cộng: 0"])
def test_odd_texts_stand_on_either_side(text: str) -> None:
    for one, other in pairwise([text, "CĐCS có 60 đoàn viên.", text]):
        for finding in cdcs.check(cdcs.parse_text(one), cdcs.parse_text(other)):
            assert finding.message_vi


def test_the_command_takes_the_report_of_last_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, last = tmp_path / "bc.txt", tmp_path / "truoc.txt"
    now.write_text(HEAD.format(title="Tổng kết hoạt động công đoàn năm 2024") + "CĐCS có 210 đoàn viên.", encoding="utf-8")
    last.write_text(HEAD.format(title="Tổng kết hoạt động công đoàn năm 2023") + "CĐCS có 120 đoàn viên.", encoding="utf-8")
    assert run(["check", str(now), "--previous", str(last), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [f["rule"] for f in found if f["rule"].startswith("L")] == ["L04"]
    assert run(["check", str(now), "--previous", str(last), "--fail-on", "warning"]) == 1
    out = capsys.readouterr().out
    assert "+75%" in out
    assert "Kỳ trước: “CĐCS có 120 đoàn viên.” (mục I)" in out
    run(["check", str(now), "--previous", str(last), "--format", "html"])
    assert "Kỳ trước: <bdi>“CĐCS có 120 đoàn viên.” (mục I)</bdi>" in capsys.readouterr().out
    assert run(["check", str(now), "--previous", str(tmp_path / "none.txt")]) == 4
    assert run(["check", str(tmp_path), "--previous", str(last)]) == 2
    assert capsys.readouterr().err.count("lỗi:") == 2
