"""Targets against results: the sample pairs, the rules of verdicts, periods, wholes, bad input."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import cdcs_parse
from builders.reports import report as short_report
from cdcs_parse.catalog.wholes import load_wholes, whole_of_percent
from cdcs_parse.compare.periods import following, is_same, years_of
from cdcs_parse.compare.targets import compare_targets
from cdcs_parse.compare.verdicts import contradiction, judge, judge_grade, requirement
from cdcs_parse.model.fact import Period
from cdcs_parse.model.interval import Interval, exact
from cdcs_parse.text import fold
from pairs import NAMES, answer_to, expectation, golden, parsed

# share of the verdicts that must come out right from parsed facts, over all pairs
PARSED_FLOOR = 0.97


@pytest.fixture(scope="module")
def catalog():
    return cdcs_parse.load_catalog()


@pytest.mark.parametrize("name", NAMES)
def test_verdicts_from_gold_facts(name, catalog):
    expected = expectation(name)
    reports = [golden(file) for file in expected["reports"]]
    found = compare_targets(reports, catalog)
    texts = {report.source.name: report.text for report in reports}
    for wanted in expected["comparisons"]:
        comparison = answer_to(wanted, found, texts)
        assert comparison is not None, wanted["target"]
        told = (wanted["target"]["quote"], comparison.reason)
        assert (comparison.verdict, *told) == (wanted["verdict"], *told)
        assert (comparison.indicator, dict(comparison.dimensions)) == (wanted["indicator"], wanted["dimensions"]) or (
            comparison.indicator == "complaints"
        )
        target = json.loads(comparison.model_dump_json())["target"]
        assert {k: target[k] for k in ("value", "comparator", "per")} == {
            k: wanted["target"][k] for k in ("value", "comparator", "per")
        }
        if wanted["verdict"] != "not_comparable":
            assert (None if comparison.result is None else str(comparison.result), *told) == (wanted["result"], *told)
        if "declared" in wanted:
            assert (comparison.declared, *told) == (wanted["declared"], *told)
    assert len(found) == len(expected["comparisons"]), "one comparison a target, none besides"


def test_verdicts_from_parsed_facts(catalog):
    right, wrong = 0, []
    for name in NAMES:
        expected = expectation(name)
        reports = [parsed(file) for file in expected["reports"]]
        found = compare_targets(reports, catalog)
        texts = {report.source.name: report.text for report in reports}
        for wanted in expected["comparisons"]:
            comparison = answer_to(wanted, found, texts)
            if comparison and (comparison.verdict, comparison.indicator) == (wanted["verdict"], wanted["indicator"]):
                right += 1
            else:
                wrong.append((name, wanted["target"]["quote"], comparison and comparison.verdict, wanted["verdict"]))
    assert right / (right + len(wrong)) >= PARSED_FLOOR, wrong


def test_the_pairs_hold_every_case_twice():
    targets = [(t["target"], t) for name in NAMES for t in expectation(name)["comparisons"]]
    assert len(targets) >= 60
    verdicts = [t["verdict"] for _, t in targets]
    assert all(verdicts.count(v) >= 2 for v in ("met", "exceeded", "missed", "no_result", "not_comparable"))
    assert all(sum(t["comparator"] == c for t, _ in targets) >= 2 for c in ("ge", "gt", "le", "lt", "eq"))
    assert all(sum(t["per"] == p for t, _ in targets) >= 2 for p in ("year", "quarter", "person", "union_group"))
    assert sum("high" in t for t, _ in targets) >= 2
    assert sum(t["value"] == "0" for t, _ in targets) >= 2
    assert sum(t["quote"].startswith(("Giảm", "Tăng")) for t, _ in targets) >= 2
    assert sum("uy trì" in t["quote"] or t["quote"].startswith("trên 97%") for t, _ in targets) >= 2


def test_the_order_of_the_arguments_does_not_matter(catalog):
    reports = [parsed(f) for f in expectation("dien-luc-khe")["reports"]]
    assert compare_targets(reports, catalog) == compare_targets(reports[::-1], catalog)


@pytest.mark.parametrize(
    ("comparator", "value", "low", "high", "verdict"),
    [
        ("ge", 40, 40, 40, "met"),
        ("ge", 40, 41, 41, "exceeded"),
        ("ge", 40, 39, 39, "missed"),
        ("ge", 95, Fraction("94.5"), Fraction("95.5"), "met"),
        ("gt", 85, 85, 85, "missed"),
        ("gt", 85, 86, 86, "exceeded"),
        ("gt", 85, Fraction("84.5"), Fraction("85.5"), "met"),
        ("le", 2, 2, 2, "met"),
        ("le", 2, 1, 1, "exceeded"),
        ("le", 2, 3, 3, "missed"),
        ("lt", 2, 2, 2, "missed"),
        ("lt", 2, 1, 1, "exceeded"),
        ("eq", 2, 3, 3, "exceeded"),
        ("eq", 0, 0, 0, "met"),
        ("eq", 0, 1, 1, "missed"),
    ],
)
def test_verdict_of_comparators(comparator, value, low, high, verdict):
    result = Interval(Fraction(low), Fraction(high), high_open=low != high)
    assert judge(result, requirement(comparator, Fraction(value))) == verdict


def test_range_cap_and_exactly():
    asked = requirement("ge", Fraction(15), Fraction(20))
    assert [judge(exact(n), asked) for n in (14, 15, 20, 21)] == ["missed", "met", "met", "exceeded"]
    fewer = requirement("ge", Fraction(1), Fraction(2), better="lower")
    assert [judge(exact(n), fewer) for n in (0, 1, 2, 3)] == ["exceeded", "met", "met", "missed"]
    full = requirement("eq", Fraction(100), percent=True)
    assert [judge(exact(n), full) for n in (99, 100, 104)] == ["missed", "met", "met"]
    assert judge(exact(3), requirement("eq", Fraction(2), exactly=True)) == "missed"
    assert judge(exact(1), requirement("eq", Fraction(3), better="lower")) == "exceeded"


def test_grades_of_one_scale():
    assert [judge_grade(g, "good") for g in ("failed", "completed", "good", "excellent")] == [
        "missed", "missed", "met", "exceeded",
    ]  # fmt: skip


def test_years_of_periods():
    assert years_of(Period(start="2017-01-01", end="2022-12-31")) == 5
    assert years_of(Period(start="2023-09-01", end="2024-05-31")) == 1
    assert years_of(Period(start="2024-01-01", end="2024-06-30")) == Fraction(1, 2)
    assert is_same(Period(start="2023-09-01", end="2024-05-31"), Period(start="2023-08-01", end="2024-07-31"))
    assert not is_same(Period(start="2024-01-01", end="2024-06-30"), Period(start="2024-01-01", end="2024-12-31"))
    assert following(Period(start="2024-01-01", end="2024-06-30")) == Period(start="2024-07-01", end="2024-12-31")
    assert following(Period(start="2023-09-01", end="2024-05-31")) == Period(start="2024-09-01", end="2025-05-31")
    assert following(Period(start="2018-01-01", end="2023-12-31")) == Period(start="2023-01-01", end="2028-12-31")


def test_every_whole_is_hit_by_its_examples():
    for whole in load_wholes().values():
        assert whole.examples, whole.id
        for example in whole.examples:
            before, after = fold(example).split("⟦")[0], fold(example).split("⟧")[1]
            found = whole_of_percent(before, after, None)
            assert found is not None, example
            assert found.id == whole.id, example
        for example in whole.counterexamples:
            before, after = fold(example).split("⟦")[0], fold(example).split("⟧")[1]
            found = whole_of_percent(before, after, None)
            assert found is None or found.id != whole.id, example


HEAD = "LIÊN ĐOÀN LAO ĐỘNG HUYỆN TÂN AN\nCĐCS CÔNG TY {unit}\nSố: 1/BC-CĐCS\n{place}, ngày {day}\n\nBÁO CÁO\n{title}\n\n"


def report(title, body, unit="GỖ THANH MAI", day="15 tháng 12 năm 2023", name="bc.txt"):
    return cdcs_parse.parse_text(HEAD.format(unit=unit, title=title, day=day, place="Tân An") + body, name=name)


BEFORE = "Kết quả hoạt động công đoàn năm 2023\nvà phương hướng, nhiệm vụ năm 2024"


def compared(targets, results, **later):
    first = report(BEFORE, f"I. KẾT QUẢ\n- CĐCS có 200 đoàn viên.\n\nII. CHỈ TIÊU NĂM 2024\n{targets}\n", name="truoc.txt")
    later = {"day": "15 tháng 12 năm 2024", "name": "sau.txt"} | later
    second = report(later.pop("title", "Kết quả hoạt động công đoàn năm 2024"), f"I. KẾT QUẢ\n{results}\n", **later)
    return cdcs_parse.compare([second, first])


@pytest.mark.parametrize(
    ("targets", "results", "verdict"),
    [
        ("- Có ít nhất 95% người lao động được khám sức khỏe.", "- Khám sức khỏe cho 190 người lao động.", "not_comparable"),
        ("- Ít nhất 20 lượt người hiến máu.", "- Ủng hộ 5 triệu đồng.", "no_result"),
        ("- Không để xảy ra tai nạn lao động chết người.", "- Không xảy ra tai nạn lao động.", "met"),
    ],
)
def test_traps_of_wholes(targets, results, verdict):
    found = compared(targets, results)
    assert [c.verdict for c in found] == [verdict], [c.reason for c in found]


def test_a_month_cannot_answer_a_year():
    found = compared(
        "- Kết nạp ít nhất 10 đoàn viên.", "- Kết nạp 12 đoàn viên.", title="Kết quả hoạt động công đoàn tháng 5 năm 2024"
    )
    assert [(c.verdict, c.result) for c in found] == [("not_comparable", None)]
    assert "kỳ" in found[0].reason


def test_units_are_not_mixed():
    first = report(BEFORE, "I. CHỈ TIÊU NĂM 2024\n- Kết nạp ít nhất 10 đoàn viên.\n", name="a.txt")
    other = report(
        "Kết quả hoạt động công đoàn năm 2024", "I. KẾT QUẢ\n- Kết nạp 12 đoàn viên.\n", unit="MAY HÒA BÌNH", name="b.txt"
    )
    assert len(cdcs_parse.compare([first, other])) == 0


def test_the_later_of_two_reports_of_one_time_wins():
    first = report(BEFORE, "I. CHỈ TIÊU NĂM 2024\n- Kết nạp ít nhất 10 đoàn viên.\n", name="a.txt")
    title = "Kết quả hoạt động công đoàn năm 2024"
    draft = report(title, "I. KẾT QUẢ\n- Kết nạp 8 đoàn viên.\n", day="10 tháng 12 năm 2024", name="b.txt")
    final = report(title, "I. KẾT QUẢ\n- Kết nạp 12 đoàn viên.\n", day="28 tháng 12 năm 2024", name="c.txt")
    found = cdcs_parse.compare([final, draft, first])
    assert [(c.verdict, c.result) for c in found] == [("exceeded", Decimal(12))]
    assert "b.txt" in found.notes[0]
    assert "c.txt" in found.notes[0]


def test_declared_against_figures():
    found = cdcs_parse.compare([parsed(f) for f in expectation("may-song-lam")["reports"]])
    wrong = [c for c in found if c.contradicted]
    assert [c.indicator for c in wrong] == ["advanced_workers"]
    assert "đạt" in str(contradiction(wrong[0]))
    assert contradiction(found[0]) is None


def test_where_and_json():
    found = cdcs_parse.compare([parsed(f) for f in expectation("may-song-lam")["reports"]])
    assert {c.verdict for c in found.where(verdict=("met", "exceeded"))} == {"met", "exceeded"}
    assert len(found.where(indicator="blood_donors", verdict="missed")) == 1
    body = json.loads(found.where(indicator="blood_donors")[0].model_dump_json())
    assert (body["target"]["value"], body["result"], body["difference"], body["attainment"]) == ("40", "38", "-2", "95")
    span = body["evidence"]["result"]["span"]
    text = parsed(body["evidence"]["result"]["report"]).text
    assert text[span["start"] : span["end"]] == span["text"]
    with pytest.raises(AttributeError):
        found.where(nothing=1)


def test_unknown_indicator_and_date():
    with pytest.raises(cdcs_parse.CdcsError, match="chỉ tiêu"):
        cdcs_parse.compare([], indicator="nothing_such")
    with pytest.raises(cdcs_parse.CdcsError, match="ngày"):
        cdcs_parse.compare([], as_of="31/12/2024")


def test_no_reports_no_comparisons():
    assert list(cdcs_parse.compare([])) == []
    assert list(cdcs_parse.compare([]).promises()) == []


def of_unit(report, number):
    unit = report.header.unit.model_copy(update={"value": f"CĐCS {number}"})
    return report.model_copy(update={"header": report.header.model_copy(update={"unit": unit})})


def test_time_grows_with_the_number_of_pairs(catalog):
    both = [parsed(f) for f in expectation("may-song-lam")["reports"]]

    def seconds(pairs):
        reports = [of_unit(report, number) for number in range(pairs) for report in both]
        start = time.process_time()
        assert len(compare_targets(reports, catalog)) == 18 * pairs
        return time.process_time() - start

    seconds(2)
    assert min(seconds(80) for _ in range(2)) < 8 * min(seconds(20) for _ in range(3))


@pytest.mark.parametrize("name", NAMES)
def test_evidence_quotes_its_report(name):
    reports = {file: parsed(file) for file in expectation(name)["reports"]}
    for comparison in cdcs_parse.compare(list(reports.values())):
        places = [comparison.evidence.target, comparison.evidence.result, *comparison.evidence.others]
        for place in filter(None, places):
            span = place.span
            assert reports[place.report].text[span.start : span.end] == span.text


RESOLUTION = """LIÊN ĐOÀN LAO ĐỘNG HUYỆN TÂN AN
CĐCS CÔNG TY GỖ THANH MAI
Số: 1/NQ-CĐCS
Tân An, ngày 5 tháng 1 năm 2020

NGHỊ QUYẾT
ĐẠI HỘI CĐCS CÔNG TY GỖ THANH MAI NHIỆM KỲ 2020 - 2023

I. CHỈ TIÊU
1. Mỗi năm có ít nhất 05 sáng kiến được công nhận.
2. Cả nhiệm kỳ kết nạp 60 đoàn viên.
3. Hằng năm CĐCS xếp loại hoàn thành tốt nhiệm vụ.
"""


def yearly(year, innovations, admitted, grade):
    body = f"I. KẾT QUẢ\n- Có {innovations} sáng kiến được công nhận.\n- Kết nạp {admitted} đoàn viên.\n"
    body += f"- CĐCS xếp loại hoàn thành {grade} nhiệm vụ.\n"
    return report(f"Kết quả hoạt động công đoàn năm {year}", body, day=f"20 tháng 12 năm {year}", name=f"{year}.txt")


def test_a_term_against_its_years():
    resolution = cdcs_parse.parse_text(RESOLUTION, name="nq.txt")
    years = [yearly(2020, 6, 20, "tốt"), yearly(2021, 5, 25, "xuất sắc"), yearly(2022, 7, 18, "tốt")]
    found = cdcs_parse.compare([resolution, *years])
    assert [(c.verdict, str(c.result)) for c in found] == [("met", "5"), ("exceeded", "63"), ("met", "good")]
    assert "năm 2020: 6, năm 2021: 5, năm 2022: 7" in found[0].reason
    one = cdcs_parse.compare([resolution, years[1]])
    assert [(c.verdict, str(c.result)) for c in one] == [("met", "5"), ("not_comparable", "None"), ("exceeded", "excellent")]


def test_a_denominator_of_zero_is_no_number():
    found = compared("- 100% kiến nghị của đoàn viên được giải quyết.", "- Đã giải quyết 0/0 kiến nghị của đoàn viên.")
    assert [(c.verdict, c.result) for c in found] == [("not_comparable", None)]
    assert "bằng 0" in found[0].reason


def test_a_renamed_unit_keeps_its_promises(tmp_path: Path) -> None:
    earlier = short_report(
        "CĐCS Trường Tiểu học Lê Hồng Sơn",
        "2023",
        "Kết nạp 03 đoàn viên mới.",
        "II. CHỈ TIÊU NĂM 2024",
        "- Kết nạp ít nhất 05 đoàn viên mới.",
    )
    later = short_report("CĐCS Trường Tiểu học Nguyễn Bá Ngọc", "2024", "Kết nạp 06 đoàn viên mới.")
    registry = tmp_path / "units.yaml"
    registry.write_text(
        "units:\n  - {id: th, name: CĐCS Trường Tiểu học Lê Hồng Sơn}\nevents:\n"
        "  - {date: 2024-02-01, kind: rename, units: [th], name: CĐCS Trường Tiểu học Nguyễn Bá Ngọc}\n",
        encoding="utf-8",
    )
    assert len(cdcs_parse.compare([earlier, later])) == 0
    found = cdcs_parse.compare([earlier, later], registry=registry)
    assert [(c.indicator, c.verdict) for c in found] == [("members_admitted", "exceeded")]
