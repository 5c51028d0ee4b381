"""Reports of several units and the registry through the command line: cdcs units, cdcs compare --by unit and --by year."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from builders.reports import report
from cdcs_parse.cli import run
from scoring import ROOT

UNITS = ROOT / "samples" / "units"
REGISTRY = str(UNITS / "units.yaml")
Streams = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The reports as one file of JSON lines, so that they are read once."""
    from cdcs_parse import parse

    path = tmp_path_factory.mktemp("units") / "all.jsonl"
    lines = [parse(file).model_dump_json() for file in sorted((UNITS / "reports").glob("*.txt"))]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def compared(parsed: str, *options: str) -> list[str]:
    return ["compare", parsed, "--by", "unit", "--registry", REGISTRY, *options]


def tables(parsed: str, capsys: Streams, *options: str) -> dict[str, dict]:  # type: ignore[type-arg]
    assert run(compared(parsed, "--format", "json", *options)) == 0
    found = json.loads(capsys.readouterr().out)
    return {f"{t['label_vi']}/{t['kind']}": t for t in found}


def test_json_of_units(parsed: str, capsys: Streams) -> None:
    found = tables(parsed, capsys)
    members = found["Tổng số đoàn viên/count"]
    values = {row["unit"]: row["value"] for row in members["rows"]}
    # the later of the two reports of An Phú; the namesake of Vĩnh Lộc told by the body above
    assert values == {
        "may-binh-khe": "500", "xi-nghiep-may-2": "120", "ttyt-binh-khe": "90", "thcs-vinh-loc": "40", "mn-hoa-sen": "36",
        "th-an-phu": "32", "htx-van-tai": "25",
    }  # fmt: skip
    assert {row["unit"]: row["part_of"] for row in members["rows"] if row["part_of"]} == {"xi-nghiep-may-2": "may-binh-khe"}
    assert (members["total"]["value"], members["total"]["coverage"]) == ("723", "6/8 đơn vị")
    assert not [row for row in members["rows"] if row["outlier"]]
    assert found["Số sáng kiến được công nhận/count"]["total"]["coverage"] == "5/8 đơn vị"
    income = found["Thu tài chính công đoàn/money"]["rows"]
    far = [row for row in income if row["outlier"]]
    assert [row["unit"] for row in far] == ["ttyt-binh-khe"]
    assert len(far[0]["outlier"]["peers"]) == 5
    assert "nhầm đơn vị tiền" in far[0]["outlier"]["reason"]
    assert far[0]["evidence"]["span"]["text"].startswith("108.900")


def test_recut_keeps_the_total_and_names_what_it_is_made_of(parsed: str, capsys: Streams) -> None:
    before, after = tables(parsed, capsys), tables(parsed, capsys, "--as-of", "2025-12-31")
    label = "Tổng số đoàn viên/count"
    assert before[label]["total"]["value"] == after[label]["total"]["value"]
    row = next(row for row in after[label]["rows"] if row["unit"] == "th-thcs-vinh-loc")
    assert row["value"] == "72"
    assert [(part["unit_name"], part["value"]) for part in row["made_of"]] == [
        ("CĐCS Trường Tiểu học An Phú", "32"), ("CĐCS Trường THCS Vĩnh Lộc", "40"),
    ]  # fmt: skip


def test_the_table_is_for_an_officer(parsed: str, capsys: Streams) -> None:
    assert run(compared(parsed)) == 0
    shown = capsys.readouterr().out
    assert shown.index("Nên xem lại") < shown.index("Tổng cộng")
    for words in ("612.500.000 đồng", "69,16%", "6/8 đơn vị", "nằm trong CĐCS Công ty TNHH May Bình Khê", "--indicator",
                  "th-an-phu-lan-1-2024.txt và th-an-phu-2024.txt cùng một kỳ"):  # fmt: skip
        assert words in shown
    assert "_" not in shown
    assert len(shown.splitlines()) < 120


def test_an_indicator_by_its_name(parsed: str, capsys: Streams) -> None:
    assert set(tables(parsed, capsys, "--indicator", "xếp loại cđcs")) == {"Xếp loại CĐCS/grade"}
    assert run(compared(parsed, "--indicator", "Xếp loại CĐCS")) == 0
    assert "hoàn thành xuất sắc nhiệm vụ" in capsys.readouterr().out
    assert run(compared(parsed, "--indicator", "tổng số đoàn viênn")) == 2
    assert "có phải ý bạn là Tổng số đoàn viên" in capsys.readouterr().err


def test_csv_has_a_line_a_row_and_notes_go_to_stderr(parsed: str, capsys: Streams) -> None:
    assert run(compared(parsed, "--format", "csv", "--indicator", "union_members")) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert len(rows) == 14
    assert rows[0]["unit_name"] == "CĐCS Công ty TNHH May Bình Khê"
    assert "CĐCS có 500 đoàn viên" in rows[0]["sentence"]
    assert "lưu ý: CĐCS Trường Tiểu học An Phú" in err


def test_xlsx_has_sheets_with_numbers(parsed: str, tmp_path: Path, capsys: Streams) -> None:
    for by in ("unit", "year"):
        out = tmp_path / f"{by}.xlsx"
        assert run(["compare", parsed, "--by", by, "--registry", REGISTRY, "--format", "xlsx", "-o", str(out)]) == 0
        with zipfile.ZipFile(out) as book:
            names = book.read("xl/workbook.xml").decode()
            first = book.read("xl/worksheets/sheet1.xml").decode()
            second = book.read("xl/worksheets/sheet2.xml").decode()
        assert names.count("<sheet ") >= 4
        assert "pane" in first
        assert "<v>770958900</v>" in first or by == "year"
        assert "<v>612500000</v>" in second
        capsys.readouterr()


def test_a_name_without_its_parent_is_doubtful_until_it_is_decided(tmp_path: Path, capsys: Streams) -> None:
    registry = tmp_path / "units.yaml"
    shutil.copy(REGISTRY, registry)
    text = (UNITS / "reports" / "thcs-vinh-loc-2024.txt").read_text(encoding="utf-8")
    path = tmp_path / "bc.txt"
    path.write_text(text.replace("LIÊN ĐOÀN LAO ĐỘNG HUYỆN BÌNH KHÊ", ""), encoding="utf-8")
    command = ["units", "--registry", str(registry), str(path)]
    assert run(command) == 0
    shown = capsys.readouterr().out
    assert "Cần quyết định: 1 tên" in shown
    assert "thcs-vinh-loc-dn" in shown
    other = str(UNITS / "reports" / "htx-van-tai-2024.txt")
    assert run(["compare", str(path), other, "--by", "unit", "--registry", str(registry)]) == 0
    assert "cdcs units" in capsys.readouterr().out
    assert run(["units", "--registry", str(registry), "--decide", "CĐCS Trường THCS Vĩnh Lộc=thcs-vinh-loc-dn"]) == 0
    assert yaml.safe_load((tmp_path / "units.names.yaml").read_text(encoding="utf-8")) == {
        "CĐCS Trường THCS Vĩnh Lộc": "thcs-vinh-loc-dn"
    }
    capsys.readouterr()
    assert run([*command, "--format", "json"]) == 0
    use = json.loads(capsys.readouterr().out)[0]
    assert (use["unit"], use["how"], use["reports"]) == ("thcs-vinh-loc-dn", "decided", ["bc.txt"])
    assert run([*command, "--decide", "CĐCS Trường THCS Vĩnh Lộc=-", "--format", "yaml"]) == 0
    use = yaml.safe_load(capsys.readouterr().out.partition("\n")[2])[0]
    assert (use["unit"], use["how"]) == (None, "decided")


def test_units_wrong_usage(tmp_path: Path, capsys: Streams) -> None:
    for options in ([], ["--decide", "không có dấu bằng"], ["--decide", "CĐCS X=khong-co"], ["--decide", "=a"]):
        registry = tmp_path / "units.yaml"
        shutil.copy(REGISTRY, registry)
        assert run(["units", "--registry", str(registry), *options]) == 2
        assert capsys.readouterr().err.startswith("lỗi: ")
    assert not (tmp_path / "units.names.yaml").exists()


def test_check_counts(capsys: Streams) -> None:
    assert run(["units", "--registry", REGISTRY, "--check"]) == 0
    line = "hợp lệ; 12 đơn vị (9 CĐCS, 1 CĐCS thành viên, 2 công đoàn cấp trên), 2 sự kiện (1 đổi tên, 1 sáp nhập)"
    assert line in capsys.readouterr().out
    assert run(["units", "--registry", str(ROOT / "samples" / "registry" / "ha-tinh-2025.csv"), "--check"]) == 0
    assert "1473 CĐCS" in capsys.readouterr().out


def test_the_registry_of_the_manual_is_one(tmp_path: Path, capsys: Streams) -> None:
    manual = (ROOT / "docs" / "REGISTRY.md").read_text(encoding="utf-8")
    registry = tmp_path / "units.yaml"
    registry.write_text(manual.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    assert run(["units", "--registry", str(registry), "--check"]) == 0
    assert "5 đơn vị (4 CĐCS, 1 công đoàn cấp trên), 2 sự kiện (1 đổi tên, 1 sáp nhập)" in capsys.readouterr().out


BAD = {
    "cycle": ("units:\n- {id: a, name: A, parent: b}\n- {id: b, name: B, parent: a}\n", 2, "vòng tròn"),
    "overlap": ("units:\n- {id: a, name: A, to: 2024-12-31}\n- {id: a, name: B, from: 2024-06-01}\n", 3, "chồng lên"),
    "parent": ("units:\n- {id: a, name: A}\n- {id: b, name: B, parent: x}\n", 3, "không có đơn vị 'x'"),
    "merge into a unit to come": (
        "units:\n- {id: a, name: A}\n- {id: b, name: B}\n- {id: c, name: C, from: 2026-01-01}\n"
        "events:\n- {date: 2025-07-01, kind: merge, units: [a, b], into: [c]}\n", 6, "đến 2026-01-01 mới có",
    ),
    "date": ("units:\n- {id: a, name: A, from: 2025-13-01}\n", 2, "from không đúng"),
    "key": ("units:\n- {id: a, name: A, nmae: x}\n", 2, "không có mục 'nmae'"),
    "not yaml": ("units:\n- {id: a, name: [\n", 3, "không phải YAML"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["units", "compare"])
def test_a_bad_registry_is_told_with_file_and_line(name: str, command: str, parsed: str, tmp_path: Path, capsys: Streams) -> None:
    text, line, words = BAD[name]
    registry = tmp_path / "so.yaml"
    registry.write_text(text, encoding="utf-8")
    options = ["--check"] if command == "units" else [parsed, "--by", "unit"]
    assert run([command, *options, "--registry", str(registry)]) == 2
    err = capsys.readouterr().err
    assert f"lỗi: so.yaml:{line}: " in err
    assert words in err
    assert err.count("\n") == 1


def written(tmp_path: Path, *reports: object) -> list[str]:
    paths = []
    for index, one in enumerate(reports):
        path = tmp_path / f"{index}.json"
        path.write_text(one.model_dump_json(), encoding="utf-8")  # type: ignore[attr-defined]
        paths.append(str(path))
    return paths


def test_what_cannot_be_compared_over_time_is_told_and_has_no_number(tmp_path: Path, capsys: Streams) -> None:
    unit = "CĐCS Trường Mầm non Hoa Ban"
    paths = written(
        tmp_path,
        report(unit, "2023", "Kết nạp 08 đoàn viên mới.", "Tổng số đoàn viên: 0 người."),
        report(unit, "2023-2024", "Kết nạp 03 đoàn viên mới."),
        report(unit, "2024-6t", "Kết nạp 02 đoàn viên mới.", "Tổng số đoàn viên: 40 người."),
    )
    assert run(["compare", *paths, "--by", "year", "--format", "json"]) == 0
    changes = {s["label_vi"]: s["changes"] for s in json.loads(capsys.readouterr().out)}
    told = [change["reason"] for change in changes["Số đoàn viên kết nạp mới"]]
    assert all(change["difference"] is None for change in changes["Số đoàn viên kết nạp mới"])
    assert any("chồng lên nhau" in reason for reason in told)
    members = changes["Tổng số đoàn viên"][0]
    assert (members["difference"], members["percent"]) == ("40", None)
    assert "bằng 0" in members["reason"]
    assert run(["compare", *paths, "--by", "year"]) == 0
    shown = capsys.readouterr().out
    assert "chồng lên nhau" in shown
    assert "năm học 2023-2024" in shown
    assert "6 tháng đầu 2024" in shown


def test_measures_that_differ_stand_in_tables_of_their_own(tmp_path: Path, capsys: Streams) -> None:
    paths = written(
        tmp_path,
        report("CĐCS Trường Mầm non Một", "2024", "Tổng số đoàn viên: 40 người.", "Có 38 người khám sức khỏe định kỳ."),
        report("CĐCS Trường Mầm non Hai", "2024", "Tổng số đoàn viên: 30 người.", "100% đoàn viên khám sức khỏe định kỳ."),
    )
    assert run(["compare", *paths, "--by", "unit", "--format", "json"]) == 0
    assert [t["label_vi"] for t in json.loads(capsys.readouterr().out)] == ["Tổng số đoàn viên"]


def test_a_ratio_of_nothing_gives_no_rate(tmp_path: Path, capsys: Streams) -> None:
    paths = written(
        tmp_path,
        *(report(f"CĐCS Trường Mầm non số {i}", "2024", "Có 0/0 lao động được khám sức khỏe định kỳ, đạt 100%.") for i in (1, 2)),
    )
    assert run(["compare", *paths, "--by", "unit", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found
    assert all(t["total"]["value"] is None or Decimal(t["total"]["value"]) == 0 for t in found)


def test_years_in_the_terminal(capsys: Streams) -> None:
    paths = [str(ROOT / "samples" / "pairs" / f"dien-luc-khe-{year}.txt") for year in (2022, 2023, 2024)]
    assert run(["compare", *paths, "--by", "year"]) == 0
    shown = capsys.readouterr().out
    for words in ("CĐCS ĐIỆN LỰC KHE SANH HẠ", "58.600.000 đồng", "▼ -5.400.000 (-8,4%)", "= không đổi", "—", "▲ +1 (+25%)"):
        assert words in shown
    assert "_" not in shown


def test_the_latest_times_are_shown(tmp_path: Path, capsys: Streams) -> None:
    unit = "CĐCS Trường Mầm non Hoa Ban"
    paths = written(tmp_path, *(report(unit, str(year), f"Tổng số đoàn viên: {year - 1980} người.") for year in range(2012, 2025)))
    assert run(["compare", *paths, "--by", "year"]) == 0
    shown = capsys.readouterr().out
    assert "▲ +1 (+2,3%)" in shown
    assert "2024" in shown
    assert "2016" not in shown
    assert "còn 5 kỳ khác" in shown


def test_a_restatement_has_a_footnote(tmp_path: Path, capsys: Streams) -> None:
    unit = "CĐCS Trường Mầm non Hoa Ban"
    paths = written(
        tmp_path,
        report(unit, "2023", "Tổng số đoàn viên: 42 người."),
        report(unit, "2024", "Số đoàn viên đầu năm: 44 người.", "Tổng số đoàn viên: 47 người."),
    )
    assert run(["compare", *paths, "--by", "year"]) == 0
    shown = capsys.readouterr().out
    assert "44 [1]" in shown
    assert "[1] Tổng số đoàn viên, 2023: báo cáo sau nêu lại 44" in shown
    assert run(["compare", *paths, "--by", "year", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    row = next(row for row in rows if row["period_end"] == "2023-12-31" and row["label_vi"] == "Tổng số đoàn viên")
    assert (row["value"], row["as_first_reported"], row["as_restated"]) == ("44", "42", "44")


def test_sixty_reports_are_read_on_a_few_pages(tmp_path: Path, capsys: Streams) -> None:
    lines = ("Tổng số đoàn viên: {} người.", "Kết nạp {} đoàn viên mới.", "Có {} sáng kiến được công nhận.", "Có {} lao động nữ.")
    reports = [
        report(f"CĐCS Trường Tiểu học số {i}", year, *(line.format(i + 7) for line in lines))
        for i in range(1, 31) for year in ("2023", "2024")
    ]  # fmt: skip
    paths = written(tmp_path, *reports)
    for by in ("year", "unit"):
        assert run(["compare", *paths, "--by", by]) == 0
        shown = capsys.readouterr().out
        assert 30 < len(shown.splitlines()) < 220
        assert "Tổng số đoàn viên" in shown


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--by", "unit", "--promises"], "--promises chỉ đi với --by target"),
        (["--by", "year", "--targets", "t.yaml"], "--targets chỉ đi với --by target"),
        (["--registry", "no.yaml"], "no.yaml: không mở được (không có tệp này)"),
        (["--targets", "no.yaml"], "no.yaml: không mở được (không có tệp này)"),
        (["--indicator", "đoàn viên nx"], "danh mục không có chỉ tiêu"),
        (["--by", "unit", "--as-of", "2025-12-31"], "--as-of cần sổ đơn vị"),
    ],
)
def test_wrong_options_are_told_before_any_report_is_read(options: list[str], told: str, capsys: Streams) -> None:
    assert run(["compare", str(UNITS / "reports"), *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    # one line, no progress before it
    assert err.startswith("lỗi: ")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("by", ["target", "year"])
def test_of_two_reports_without_a_date_none_is_called_the_later(by: str, tmp_path: Path, capsys: Streams) -> None:
    for name in ("a", "b"):
        text = "CÔNG ĐOÀN CƠ SỞ TRƯỜNG ĐỒI SIM\nBÁO CÁO\nKết quả hoạt động công đoàn năm 2024\nCĐCS có 46 đoàn viên.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assert run(["compare", str(tmp_path), "--by", by, "--format", "json"]) == 0
    said = capsys.readouterr().err
    assert "không ghi ngày, lấy tệp đưa sau" in said
    assert "ngày sau hơn" not in said
