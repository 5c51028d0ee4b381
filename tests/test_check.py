"""The check: planted findings of the samples, wordings, cascades, facts of any origin, the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import cdcs_parse as cdcs
from cdcs_parse.cli import run
from cdcs_parse.export.findings import findings_text, verdict
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from cdcs_parse.text import normalize
from scoring import SAMPLES, SHARED

CORPUS = yaml.safe_load((Path(__file__).parent / "corpus" / "findings.yaml").read_text(encoding="utf-8"))
EXPECTED = sorted(p for folder in (SAMPLES, SHARED) for p in (folder / "gold").glob("*.expect.json"))


def loud(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity in ("error", "warning")]


def checked(text: str) -> Report:
    report = cdcs.parse_text(text)
    return report.model_copy(update={"findings": tuple(cdcs.check(report))})


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: p.name.partition(".")[0])
def test_planted_findings_are_found_and_nothing_else_is_loud(path: Path) -> None:
    name = path.name.removesuffix(".expect.json")
    report = cdcs.parse(path.parent.parent / "reports" / f"{name}.txt")
    expected = json.loads(path.read_text(encoding="utf-8"))
    found = loud(cdcs.check(report))
    hit: set[str] = set()
    for planted in expected["findings"]:
        start = report.text.index(normalize(planted["quote"]))
        end = start + len(normalize(planted["quote"]))
        here = [f for f in found if any(s.start < end and start < s.end for s in f.spans)]
        assert planted["what"] in {f.kind for f in here}, (planted, [f.message_vi for f in here])
        hit |= {f.id for f in here}
    assert [f.message_vi for f in found if f.id not in hit] == []


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: c["text"][:40])
def test_wordings(case: dict[str, object], request: pytest.FixtureRequest) -> None:
    if case.get("fails"):
        request.applymarker(pytest.mark.xfail(strict=True, reason="not found yet"))
    roots = {f.kind for f in loud(cdcs.check(cdcs.parse_text(str(case["text"])))) if f.root is None}
    assert roots == ({case["kind"]} if case["kind"] else set())


@pytest.mark.parametrize("path", EXPECTED[::4], ids=lambda p: p.name.partition(".")[0])
def test_findings_are_grounded_and_the_same_each_time(path: Path) -> None:
    report = cdcs.parse(path.parent.parent / "reports" / f"{path.name.removesuffix('.expect.json')}.txt")
    found = cdcs.check(report)
    assert found == cdcs.check(report)
    ids = {f.id for f in found}
    assert len(ids) == len(found)
    for finding in found:
        assert set(finding.facts) <= {f.id for f in report.facts}
        assert finding.spans or finding.kind == "completeness"
        assert all(report.text[s.start : s.end] == s.text for s in finding.spans)
        if finding.root is not None:
            assert finding.root in ids - {finding.id}
            assert next(f for f in found if f.id == finding.root).root is None
    again = cdcs.load_report(report.model_copy(update={"findings": tuple(found)}).model_dump_json())
    assert list(again.findings) == found


def test_what_follows_from_a_wrong_figure_is_folded_under_it() -> None:
    text = "Tổng số CNVCLĐ: 61 người, trong đó nữ: 34 người.\nCĐCS có 57 đoàn viên, trong đó nữ: 63 đoàn viên."
    found = cdcs.check(cdcs.parse_text(text))
    roots = [f for f in loud(found) if f.root is None]
    assert [f.rule for f in roots] == ["W01"]
    assert {f.rule: f.root for f in loud(found) if f.root is not None} == {"W07": roots[0].id}


def test_facts_of_any_origin_can_be_checked() -> None:
    report = cdcs.parse_text("Tổng số đoàn viên: 46 người, trong đó nữ: 59 người.")
    loose = [Fact.model_validate(f.model_dump()) for f in report.facts]
    (finding,) = loud(cdcs.check(loose))
    assert finding.kind == "part_exceeds_whole"
    assert finding.arithmetic == "59 > 46"


def test_messages_tell_the_arithmetic() -> None:
    (finding,) = loud(cdcs.check(cdcs.parse_text("Thăm hỏi 93 lượt (ốm đau 41, thai sản 30, hiếu 14, hỷ 11).")))
    assert finding.arithmetic == "41 + 30 + 14 + 11 = 96, không phải 93"
    assert finding.spans[0].text == "93"


def test_millions_are_added_as_millions() -> None:
    text = "Ủng hộ các quỹ từ thiện 312 triệu đồng, gồm: Quỹ Vì người nghèo 120 triệu đồng, Quỹ Đền ơn đáp nghĩa 96 triệu đồng."
    (finding,) = cdcs.check(cdcs.parse_text(text))
    assert finding.arithmetic == "120 + 96 = 216 triệu đồng, không phải 312 triệu đồng"
    # a list that falls so far short has more likely been cut short than miscounted
    assert finding.severity == "info"


def test_a_cut_percent_is_a_warning_and_a_wrong_one_an_error() -> None:
    def severity(percent: str) -> list[str]:
        return [f.severity for f in cdcs.check(cdcs.parse_text(f"Có 2.310/2.345 đoàn viên tham gia, đạt {percent}."))]

    assert severity("98,5%") == []
    assert severity("98,6%") == ["error"]
    assert [f.severity for f in cdcs.check(cdcs.parse_text("Có 2/3 đoàn viên tham gia, đạt 66,6%."))] == ["warning"]


ODD = ["", "\n", "31/4", "ngày 99/99/2024", "0/0 đoàn viên, đạt 0%", "(((", "Tổng cộng: 0", "a\tb\nCộng\t1"]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_checked_without_a_fault(text: str) -> None:
    for finding in cdcs.check(cdcs.parse_text(text)):
        assert finding.message_vi


def test_the_verdict_comes_first_and_counts_roots() -> None:
    bad = checked("Hội nghị ngày 30/02/2024. Kinh phí thăm hỏi: 6.750.000.")
    assert findings_text(bad).splitlines()[0] == "Chưa nên gửi: 1 lỗi, 1 cảnh báo"
    assert verdict([]).startswith("Có thể gửi")
    explained = [f.model_copy(update={"explained": "đúng như vậy"}) for f in bad.findings]
    assert verdict(explained).startswith("Có thể gửi")


GOOD = "Tổng số đoàn viên: 46 người.\n"
WARN = "Thăm hỏi đoàn viên ốm đau với tổng kinh phí: 6.750.000.\n"
BAD = "Đã giải quyết 31/37 kiến nghị, đạt 86,2%.\n"


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_exit_codes_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, warn, bad = (written(tmp_path, n, t) for n, t in (("a.txt", GOOD), ("b.txt", WARN), ("c.txt", BAD)))
    assert run(["check", good]) == 0
    assert capsys.readouterr().out.startswith("Có thể gửi")
    assert run(["check", warn]) == 0
    assert run(["check", warn, "--fail-on", "warning"]) == 1
    assert run(["check", bad]) == 1
    assert "31 : 37 × 100 = 83,78%, không phải 86,2%" in capsys.readouterr().out
    assert run(["check", str(tmp_path / "none.txt")]) == 4
    assert run(["check", good, "--format", "xml"]) == 2
    assert run(["check"]) == 2


def test_json_of_the_command_is_the_report_with_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = written(tmp_path, "a.txt", GOOD), written(tmp_path, "c.txt", BAD)
    assert run(["check", bad, "--format", "json"]) == 1
    one = json.loads(capsys.readouterr().out)
    assert [f["rule"] for f in one["findings"]] == ["P01"]
    assert one["findings"][0]["spans"][0]["text"] == "86,2%"
    assert run(["check", good, bad, "--format", "json"]) == 1
    assert [len(r["findings"]) for r in json.loads(capsys.readouterr().out)] == [0, 1]


def test_stored_reports_are_checked_anew_and_outputs_are_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = written(tmp_path, "c.txt", BAD)
    stored, text = tmp_path / "c.json", tmp_path / "c.check.txt"
    assert run(["check", bad, "--format", "json", "-o", str(stored)]) == 1
    assert run(["check", str(stored), "-o", str(text)]) == 1
    assert "[P01]" in text.read_text(encoding="utf-8")
    assert run(["check", bad, "-o", bad]) == 2
    assert Path(bad).read_text(encoding="utf-8") == BAD
    # what a stored report held before does not count: it is clean once the figure is right
    right = json.loads(stored.read_text(encoding="utf-8").replace("86,2", "83,8").replace("86.2", "83.8"))
    stored.write_text(json.dumps(right, ensure_ascii=False), encoding="utf-8")
    assert run(["check", str(stored)]) == 0
    capsys.readouterr()
