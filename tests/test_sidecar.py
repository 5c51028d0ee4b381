"""The file beside a report: explanations that silence a finding, corrections replayed on every run, what lost its place."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cdcs_parse as cdcs
from cdcs_parse import sidecar
from cdcs_parse.catalog import load_catalog
from cdcs_parse.cli import run
from cdcs_parse.errors import LookupFailed, SidecarError
from cdcs_parse.model.failure import Failure
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from cdcs_parse.parse.corrections import apply_sidecar
from cdcs_parse.parse.places import locate, place_of
from scoring import SAMPLES

SIGNED = {"reason": "Ghi nhầm khi tổng hợp.", "who": "Trần Thị Mận, Chủ tịch", "when": "2025-01-10"}
TEXT = (
    "CÔNG ĐOÀN CƠ SỞ TRƯỜNG TIỂU HỌC ĐỒI SIM\nBÁO CÁO\nTổng kết hoạt động công đoàn năm 2024\n"
    "I. TÌNH HÌNH\nCĐCS có 46 đoàn viên.\n"
    "II. KẾT QUẢ HOẠT ĐỘNG\nĐã giải quyết 46/54 kiến nghị, đạt 89,2%.\nThăm hỏi 27 lượt đoàn viên.\nTặng quà Tết: 39 suất.\n"
)


@pytest.fixture
def bc(tmp_path: Path) -> Path:
    path = tmp_path / "bc.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def found(report: Report, rule: str) -> Finding:
    (finding,) = [f for f in cdcs.check(report) if f.rule == rule]
    return finding


def corrected(path: Path, name: str, **changes: Any) -> Report:
    """The report parsed again after one correction of its figure was saved."""
    report = cdcs.parse(path)
    made = sidecar.correct(sidecar.sidecar_of(report), report, report.fact(name), **changes, **SIGNED)
    sidecar.save(sidecar.path_beside(path), made)
    return cdcs.parse(path)


def explained(path: Path, rule: str = "P01") -> Report:
    report = cdcs.parse(path)
    sidecar.save(sidecar.path_beside(path), sidecar.explain(sidecar.sidecar_of(report), report, found(report, rule), **SIGNED))
    return cdcs.parse(path)


def test_an_explanation_silences_its_finding_and_tells_who_and_why(bc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(bc)]) == 1
    report = explained(bc)
    assert found(report, "P01").explained == "Ghi nhầm khi tổng hợp. (Trần Thị Mận, Chủ tịch, 2025-01-10)"
    capsys.readouterr()
    assert run(["check", str(bc), "--fail-on", "warning"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Có thể gửi")
    assert "ĐÃ GIẢI TRÌNH [P01]" in told
    assert run(["check", str(bc), "--no-sidecar"]) == 1


def test_an_explanation_is_of_one_place_only(bc: Path) -> None:
    bc.write_text(TEXT + "Có 2.310/2.345 đoàn viên tham gia, đạt 98,6%.\n", encoding="utf-8")
    report = cdcs.parse(bc)
    first, second = [f for f in cdcs.check(report) if f.rule == "P01"]
    sidecar.save(sidecar.path_beside(bc), sidecar.explain(sidecar.sidecar_of(report), report, second, **SIGNED))
    again = [f for f in cdcs.check(cdcs.parse(bc)) if f.rule == "P01"]
    assert [f.explained is None for f in again] == [True, False]
    assert [f.id for f in again] == [first.id, second.id]


def test_explanations_and_corrections_travel_in_the_json_of_the_report(bc: Path) -> None:
    stored = cdcs.load_report(explained(bc).model_dump_json())
    assert found(stored, "P01").explained is not None
    assert stored.sidecar == cdcs.parse(bc).sidecar


def test_a_corrected_value_is_used_by_the_check_and_says_so(bc: Path) -> None:
    before = cdcs.parse(bc).fact("union_members")
    report = corrected(bc, "union_members", value=47)
    fact = report.fact("union_members")
    assert (fact.value, fact.span, fact.as_written) == (Decimal(47), before.span, before.as_written)
    assert "sửa tay (Trần Thị Mận, Chủ tịch, 2025-01-10): Ghi nhầm khi tổng hợp." in fact.basis
    assert "máy đọc: giá trị 46" in fact.basis
    assert report.text == TEXT


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"indicator": "workforce"}, {"indicator": "workforce"}),
        ({"dimensions": {"sex": "female"}}, {"dimensions": {"sex": "female"}, "indicator": "union_members"}),
        ({"role": "target"}, {"role": "target"}),
        ({"comparator": "ge"}, {"comparator": "ge"}),
        ({"value": Decimal("46.5"), "kind": "level"}, {"value": Decimal("46.5"), "resolution": Decimal("0.1"), "kind": "level"}),
        ({"period": "2023"}, {"period_source": "stated"}),
    ],
    ids=lambda c: next(iter(c)),
)
def test_everything_that_a_figure_means_can_be_corrected(bc: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    span = cdcs.parse(bc).fact("union_members").span
    report = corrected(bc, "union_members", **changes)
    (fact,) = [f for f in report.facts if f.span == span]
    assert {name: getattr(fact, name) for name in expected} == expected
    if "period" in changes:
        assert fact.period is not None
        assert (fact.period.start, fact.period.end) == ("2023-01-01", "2023-12-31")
    assert fact.basis.startswith("sửa tay")


def test_a_dropped_figure_is_a_mask_and_an_added_one_a_fact(bc: Path) -> None:
    report = cdcs.parse(bc)
    visits = report.fact("visits")
    at = report.text.index("39 suất")
    gifts = next(f for f in report.facts if f.span.start == at)
    base = sidecar.drop(sidecar.sidecar_of(report), report, visits, **SIGNED)
    base = sidecar.drop(base, report, gifts, **SIGNED)
    sidecar.save(sidecar.path_beside(bc), base)
    dropped = cdcs.parse(bc)
    assert not any(f.indicator == "visits" for f in dropped.facts)
    assert [(m.reason, m.span.text) for m in dropped.masks if m.reason == "corrected"] == [
        ("corrected", visits.span.text),
        ("corrected", gifts.span.text),
    ]
    made = sidecar.add(sidecar.sidecar_of(dropped), dropped, at, at + 2, value=39, indicator="tet_gifts", **SIGNED)
    sidecar.save(sidecar.path_beside(bc), made)
    again = cdcs.parse(bc)
    fact = again.fact("tet_gifts")
    assert (fact.value, fact.span.text, fact.section) == (Decimal(39), "39", "II")
    assert fact.basis.startswith("thêm tay")
    assert not any(m.span.overlaps(fact.span) for m in again.masks)
    assert [f.span.start for f in again.facts] == sorted(f.span.start for f in again.facts)
    # dropped again, it is gone without a word; added where it is read anyway, it is not there twice
    undone = sidecar.drop(made, again, fact, **SIGNED)
    assert undone.corrections == sidecar.sidecar_of(dropped).corrections
    twice = sidecar.add(sidecar.sidecar_of(report), report, at, at + 2, value=39, indicator="tet_gifts", **SIGNED)
    told = apply_sidecar(report, report.document, twice, load_catalog())
    assert told.facts == report.facts
    assert "đã có số liệu này" in told.unapplied[0]


def test_without_its_sidecar_the_report_is_as_before_and_twice_is_once(bc: Path) -> None:
    before = cdcs.parse(bc).model_dump_json()
    report = corrected(bc, "union_members", value=47)
    assert report.model_dump_json() != before
    assert cdcs.parse(bc, sidecar=False).model_dump_json() == before
    assert report.sidecar is not None
    assert apply_sidecar(report, report.document, report.sidecar, load_catalog()) == report
    sidecar.path_beside(bc).unlink()
    assert cdcs.parse(bc).model_dump_json() == before


def test_later_corrections_of_a_place_are_kept_beside_earlier_ones_or_replace_them(bc: Path) -> None:
    corrected(bc, "union_members", value=47)
    report = corrected(bc, "union_members", role="target")
    (fact,) = [f for f in report.facts if f.span.text == "46" and f.section == "I"]
    assert (fact.value, fact.role) == (Decimal(47), "target")
    made = sidecar.correct(sidecar.sidecar_of(report), report, fact, value=48, **SIGNED)
    assert [c.value for c in made.corrections] == [None, Decimal(48)]


def test_a_place_is_found_after_the_text_around_it_has_changed(bc: Path) -> None:
    corrected(bc, "union_members", value=47)
    bc.write_text(TEXT.replace("I. TÌNH HÌNH\n", "I. TÌNH HÌNH\nTrường nằm ở xã Đồi Sim.\n", 1), encoding="utf-8")
    report = cdcs.parse(bc)
    assert report.fact("union_members").value == 47
    assert report.unapplied == ()
    assert any("báo cáo đã thay đổi" in note for note in report.notes)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("46 đoàn viên", "45 đoàn viên", "không còn “46” trong mục I"),
        ("I. TÌNH HÌNH\nCĐCS", "I. TÌNH HÌNH\nTừ 46 đoàn viên đầu năm.\nCĐCS", "có 2 chỗ trong mục I, không rõ chỗ nào"),
        ("I. TÌNH HÌNH", "A. TÌNH HÌNH", "báo cáo không còn mục I"),
    ],
    ids=["gone", "twice", "section"],
)
def test_a_correction_without_its_place_is_reported(bc: Path, old: str, new: str, why: str) -> None:
    corrected(bc, "union_members", value=47)
    bc.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    report = cdcs.parse(bc)
    assert all(f.value != 47 for f in report.facts)
    (problem,) = report.unapplied
    assert why in problem
    assert "\n" not in problem
    assert problem in report.notes
    finding = found(report, "X01")
    assert finding.severity == "info"
    assert why in finding.message_vi


def test_an_explanation_without_its_place_and_of_no_rule_is_reported(bc: Path) -> None:
    explained(bc)
    path = sidecar.path_beside(bc)
    bc.write_text(TEXT.replace("89,2%", "89,7%"), encoding="utf-8")
    report = cdcs.parse(bc)
    assert found(report, "P01").explained is None
    assert "không còn “89,2%”" in found(report, "X01").message_vi
    bc.write_text(TEXT, encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("P01", "P99"), encoding="utf-8")
    assert "không có quy tắc P99" in found(cdcs.parse(bc), "X01").message_vi


def test_the_sidecar_of_another_report_is_not_applied(bc: Path) -> None:
    corrected(bc, "union_members", value=47)
    bc.write_text(TEXT.replace("ĐỒI SIM", "ĐỒI CHÈ"), encoding="utf-8")
    report = cdcs.parse(bc)
    assert report.fact("union_members").value == 46
    assert "là của báo cáo khác (đơn vị: CÔNG ĐOÀN CƠ SỞ TRƯỜNG TIỂU HỌC ĐỒI SIM)" in found(report, "X01").message_vi


HEAD = 'version: "1"\nreport: {name: bc.txt}\n'
ENTRY = "corrections:\n  - place: {quote: 46 đoàn viên}\n    value: 47\n    reason: nhầm\n    who: Mận\n    when: 2025-01-10\n"
BAD = [
    ("explanations: [\n", "bc.txt.cdcs.yaml:2: không phải YAML"),
    ("\tx: 1\n", "bc.txt.cdcs.yaml:1: không phải YAML"),
    ("- a\n- b\n", "bc.txt.cdcs.yaml:1: tệp phải có mục"),
    ("corections: []\n", "bc.txt.cdcs.yaml:1: không có mục 'corections'; có phải ý bạn là 'corrections'?"),
    (HEAD + ENTRY + "    valu: 3\n", "bc.txt.cdcs.yaml:9: không có mục 'valu'; có phải ý bạn là 'value'?"),
    (HEAD + ENTRY.replace("value: 47", "value: 1.250"), "bc.txt.cdcs.yaml:5: value: số có ba chữ số sau dấu chấm"),
    (HEAD + ENTRY.replace("value: 47", "value: 47,5"), "bc.txt.cdcs.yaml:5: value: ghi số liền"),
    (HEAD + ENTRY.replace("value: 47", "role: goal"), "bc.txt.cdcs.yaml:5: role: không nhận 'goal'"),
    (HEAD + ENTRY.replace("value: 47", "indicator: union_member"), "bc.txt.cdcs.yaml:5: danh mục không có chỉ tiêu 'union_member'"),
    (HEAD + ENTRY.replace("value: 47", "dimensions: {sex: nu}"), "bc.txt.cdcs.yaml:5: phân tổ sex không có 'nu'"),
    (HEAD + ENTRY.replace("    value: 47\n", ""), "bc.txt.cdcs.yaml:4: chưa ghi sửa gì"),
    (HEAD + ENTRY.replace("value: 47", "value: 47\n    value: 48"), "bc.txt.cdcs.yaml:6: value ghi hai lần"),
    (HEAD + ENTRY.replace("2025-01-10", "10/01/2025"), "bc.txt.cdcs.yaml:8: when: không nhận '10/01/2025'"),
    (HEAD + ENTRY.replace("    who: Mận\n", ""), "bc.txt.cdcs.yaml:4: thiếu who; thêm dòng who:"),
    (HEAD + ENTRY.replace("reason: nhầm", 'reason: "  "'), "bc.txt.cdcs.yaml:6: reason: chưa ghi gì"),
    (HEAD + "explanations:\n  - rule: p1\n    reason: a\n    who: b\n    when: 2025-01-10\n", "bc.txt.cdcs.yaml:4: rule: "),
    ("[" * 5000, "bc.txt.cdcs.yaml"),
    ("a: \x00b\n", "bc.txt.cdcs.yaml"),
]


def test_a_sidecar_written_by_hand_for_another_unit_is_not_applied(bc: Path) -> None:
    corrections = ENTRY.replace("{quote: 46 đoàn viên}", "{section: I, quote: '46'}")
    beside = sidecar.path_beside(bc)
    beside.write_text("report: {unit: CĐCS Trường Tiểu học Đồi Chè}\n" + corrections, encoding="utf-8")
    assert cdcs.parse(bc).fact("union_members").value == 46
    # the same unit, as a person types it
    beside.write_text("report: {unit: Công đoàn cơ sở Trường Tiểu học Đồi Sim}\n" + corrections, encoding="utf-8")
    assert cdcs.parse(bc).fact("union_members").value == 47


@pytest.mark.parametrize(("text", "told"), BAD, ids=range(len(BAD)))
def test_a_bad_sidecar_is_told_with_file_and_line(bc: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    sidecar.path_beside(bc).write_text(text, encoding="utf-8")
    with pytest.raises(SidecarError) as fault:
        cdcs.parse(bc)
    assert str(fault.value).startswith(told)
    assert "\n" not in str(fault.value)
    assert run(["parse", str(bc)]) == 4
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    # the report is sound: the line must name the file to be mended
    assert told.partition(": ")[0] in said
    assert run(["parse", str(bc), "--no-sidecar"]) == 0


def test_a_sidecar_is_no_report(bc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explained(bc)
    assert run(["parse", str(sidecar.path_beside(bc))]) == 4
    assert "tệp giải trình, sửa số liệu, không phải báo cáo; đưa chính báo cáo ở cạnh nó" in capsys.readouterr().err


def test_bytes_that_are_no_text_are_told(bc: Path) -> None:
    sidecar.path_beside(bc).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SidecarError, match="không phải văn bản UTF-8"):
        cdcs.parse(bc)


@pytest.mark.parametrize("text", ["", "\n\n", "# chưa có gì\n", 'version: "1"\n'])
def test_an_empty_sidecar_changes_nothing(bc: Path, text: str) -> None:
    before = cdcs.parse(bc)
    sidecar.path_beside(bc).write_text(text, encoding="utf-8")
    after = cdcs.parse(bc)
    assert (after.facts, after.masks, after.notes) == (before.facts, before.masks, before.notes)
    assert cdcs.check(after) == cdcs.check(before)


def test_what_is_saved_is_what_is_loaded(bc: Path) -> None:
    report = cdcs.parse(bc)
    made = sidecar.explain(sidecar.sidecar_of(report), report, found(report, "P01"), **SIGNED)
    made = sidecar.correct(made, report, report.fact("union_members"), value=Decimal("47"), dimensions={}, **SIGNED)
    made = sidecar.drop(made, report, report.fact("visits"), **SIGNED)
    path = sidecar.path_beside(bc)
    sidecar.save(path, made)
    assert sidecar.load(path) == made
    assert [p.name for p in bc.parent.iterdir() if p.name.endswith(".tmp")] == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [({}, "chưa ghi sửa gì"), ({"value": "1.250"}, "ba chữ số"), ({"role": "x"}, "không nhận 'x'"), ({"colour": 1}, "colour")],
    ids=["nothing", "ambiguous", "role", "unknown"],
)
def test_a_correction_that_says_nothing_sound_is_refused(bc: Path, changes: dict[str, Any], told: str) -> None:
    report = cdcs.parse(bc)
    with pytest.raises(LookupFailed, match=told):
        sidecar.correct(sidecar.sidecar_of(report), report, report.fact("union_members"), **changes, **SIGNED)


def test_folders_and_workers_apply_sidecars_and_do_not_read_them(bc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corrected(bc, "union_members", value=47)
    (bc.parent / "khac.txt").write_text(TEXT, encoding="utf-8")
    reports = [r for r in cdcs.parse_folder(bc.parent) if isinstance(r, Report)]
    assert [(r.source.name, r.fact("union_members").value) for r in reports] == [("bc.txt", 47), ("khac.txt", 46)]
    assert [r.fact("union_members").value for r in cdcs.parse_folder(bc.parent, sidecar=False) if isinstance(r, Report)] == [46, 46]
    assert run(["parse", str(bc.parent), "--format", "json", "--jobs", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [next(f["value"] for f in r["facts"] if f["indicator"] == "union_members") for r in told] == ["47", "46"]


def test_a_sidecar_in_an_archive_is_told_and_not_applied(bc: Path) -> None:
    corrected(bc, "union_members", value=47)
    archive = bc.parent / "gui.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (bc, sidecar.path_beside(bc)):
            packed.write(path, path.name)
    report, failure = cdcs.parse_folder(archive)
    assert isinstance(report, Report)
    assert report.fact("union_members").value == 46
    assert isinstance(failure, Failure)
    assert "unpacked" in failure.reason


def test_compare_uses_what_was_corrected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2023, 2024):
        (tmp_path / f"{year}.txt").write_text(
            (SAMPLES / f"pairs/may-song-lam-{year}.txt").read_text(encoding="utf-8"), encoding="utf-8"
        )

    def verdict() -> str:
        capsys.readouterr()
        assert run(["compare", str(tmp_path / "2023.txt"), str(tmp_path / "2024.txt"), "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        items = told["items"] if isinstance(told, dict) else told
        return next(c["verdict"] for c in items if c["indicator"] == "advanced_workers")

    assert verdict() == "missed"
    report = cdcs.parse(tmp_path / "2024.txt")
    fact = next(f for f in report.facts if f.span.text == "459/540")
    made = sidecar.correct(sidecar.sidecar_of(report), report, fact, value=495, **SIGNED)
    percent = next(f for f in report.facts if f.span.text == "85%")
    sidecar.save(sidecar.path_beside(tmp_path / "2024.txt"), sidecar.drop(made, report, percent, **SIGNED))
    assert verdict() == "exceeded"


def test_the_commands_write_the_sidecar(bc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed = ["--reason", "Ghi nhầm", "--who", "Mận"]
    assert run(["justify", str(bc), "--rule", "P01", *signed, "--when", "2025-01-10"]) == 0
    assert run(["correct", str(bc), "--at", "46 đoàn viên", "--value", "47", "--role", "target", *signed]) == 0
    assert run(["correct", str(bc), "--at", "27 lượt", "--drop", *signed]) == 0
    assert run(["correct", str(bc), "--at", "54", "--add", "--value", "54", "--indicator", "workforce", *signed]) == 0
    held = sidecar.load(sidecar.path_beside(bc))
    assert [e.rule for e in held.explanations] == ["P01"]
    assert [c.action for c in held.corrections] == ["change", "drop", "add"]
    report = cdcs.parse(bc)
    assert report.unapplied == ()
    assert report.fact("workforce").value == 54
    capsys.readouterr()
    wrong = [
        ["justify", str(bc), "--rule", "P02", *signed],
        ["correct", str(bc), "--at", "99", "--value", "1", *signed],
        ["correct", str(bc), "--at", "46", "--value", "1", *signed],
        ["correct", str(bc), "--at", "39 suất", *signed],
        ["correct", str(bc), "--at", "39 suất", "--drop", "--value", "1", *signed],
        ["correct", str(bc), "--at", "39 suất", "--dimension", "sex", *signed],
        ["correct", str(bc), "--at", "39 suất", "--indicator", "nothing_of_this", *signed],
    ]
    for arguments in wrong:
        assert run(arguments) == 2, arguments
        told = capsys.readouterr()
        assert told.err.startswith("lỗi: "), arguments
        assert told.err.count("\n") == 1
        assert told.out == ""
    assert sidecar.load(sidecar.path_beside(bc)) == held


SAMPLE = cdcs.parse(SAMPLES / "reports" / "nuoc-sach-2024.txt")


def test_every_figure_of_a_sample_has_a_place_that_leads_back_to_it() -> None:
    for fact in SAMPLE.facts:
        place = place_of(SAMPLE, fact.span.start, fact.span.end)
        assert locate(SAMPLE.text, SAMPLE.sections, place) == (fact.span.start, fact.span.end)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(range(len(SAMPLE.facts))), st.sampled_from(["value", "role", "drop"])), max_size=6))
def test_corrections_touch_no_text_and_no_span(chosen: list[tuple[int, str]]) -> None:
    made = sidecar.sidecar_of(SAMPLE)
    for number, what in chosen:
        fact = SAMPLE.facts[number]
        if what == "drop":
            made = sidecar.drop(made, SAMPLE, fact, **SIGNED)
        elif what == "role":
            made = sidecar.correct(made, SAMPLE, fact, role="target", **SIGNED)
        elif not isinstance(fact.value, str):
            made = sidecar.correct(made, SAMPLE, fact, value=7, **SIGNED)
    report = apply_sidecar(SAMPLE, SAMPLE.document, made, load_catalog())
    assert report.unapplied == ()
    assert report.text == SAMPLE.text
    assert {f.id: f.span for f in report.facts}.items() <= {f.id: f.span for f in SAMPLE.facts}.items()
    lost = [f.span for f in SAMPLE.facts if f.id not in {g.id for g in report.facts}]
    assert all(
        any(m.span.overlaps(span) for m in report.masks) or any(f.span.overlaps(span) for f in report.facts) for span in lost
    )
    assert cdcs.load_report(report.model_dump_json()) == report
