"""The command line: formats, exit codes, output files, clean streams."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cdcs_parse
import handmade
from cdcs_parse import cli_io
from cdcs_parse.cli import run
from cdcs_parse.errors import OutputError, ReadError
from cdcs_parse.model.failure import Failure
from cdcs_parse.model.report import Report
from cdcs_parse.readers.inputs import Input

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "reports"
PATHS = sorted(SAMPLES.glob("*.txt"))


@pytest.fixture
def fake_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that gives the handmade report for every file but those named bad….txt."""

    def parse(path: Path, catalog: object = None, revisions: str = "accept", sidecar: bool = True) -> Report:
        data = path.read_bytes()
        if path.name.startswith("bad"):
            raise ReadError("tệp hỏng", where=str(path), hint="xin lại tệp gốc")
        return handmade.report(name=path.name, notes=(f"{len(data)} byte",))

    def guarded(items: Iterable[Input], *_: object) -> Iterator[Report | Failure]:
        for item in items:
            try:
                yield parse(item.path)
            except ReadError as fault:
                yield Failure(path=item.name, reason=fault.what, hint=fault.hint)

    monkeypatch.setattr(cdcs_parse, "parse", parse, raising=False)
    monkeypatch.setattr(cli_io, "_guarded", guarded)
    monkeypatch.setattr(cdcs_parse, "load_report", Report.model_validate_json, raising=False)


@pytest.fixture
def folder(tmp_path: Path, fake_parsing: None) -> Path:
    place = tmp_path / "in"
    (place / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "sub/a.txt"):
        (place / name).write_text(name, encoding="utf-8")
    return place


Streams = pytest.CaptureFixture[str]


def test_json_of_one_file_is_one_object(folder: Path, capsys: Streams) -> None:
    assert run(["parse", str(folder / "a.txt"), "--format", "json"]) == 0
    shown = capsys.readouterr()
    body = json.loads(shown.out)
    assert body["source"]["name"] == "a.txt"
    assert list(body)[:4] == ["schema_version", "catalog_version", "source", "header"]
    assert [f["value"] for f in body["facts"]] == ["45", "23", "11500000", "45", "98.5", "2"]
    assert "Trường Tiểu học" in shown.out
    assert shown.err == ""


def test_json_of_several_files_is_a_list_and_progress_goes_to_stderr(folder: Path, capsys: Streams) -> None:
    assert run(["parse", str(folder), "--format", "json"]) == 0
    shown = capsys.readouterr()
    assert [r["source"]["name"] for r in json.loads(shown.out)] == ["a.txt", "b.txt", "a.txt"]
    assert "[3] a.txt" in shown.err


def test_jsonl_is_one_report_a_line(folder: Path, capsys: Streams) -> None:
    assert run(["parse", str(folder / "a.txt"), str(folder / "b.txt"), "--format", "jsonl"]) == 0
    assert [json.loads(line)["source"]["name"] for line in capsys.readouterr().out.splitlines()] == ["a.txt", "b.txt"]


def test_csv_of_several_has_one_header(folder: Path, capsys: Streams) -> None:
    assert run(["parse", str(folder), "--format", "csv"]) == 0
    out = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 18
    assert out.count("\ufeff") == 1


def test_table_is_the_default(folder: Path, capsys: Streams) -> None:
    assert run(["parse", str(folder / "a.txt")]) == 0
    assert "Chỉ tiêu" in capsys.readouterr().out


def test_part_failed_is_1_and_the_rest_is_written(folder: Path, capsys: Streams) -> None:
    (folder / "bad.txt").write_text("x", encoding="utf-8")
    assert run(["parse", str(folder), "--format", "json"]) == 1
    shown = capsys.readouterr()
    assert len(json.loads(shown.out)) == 3
    assert f"lỗi: {folder / 'bad.txt'}: tệp hỏng; xin lại tệp gốc\n" in shown.err


def test_an_error_finding_is_1(folder: Path, capsys: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = {"id": "1", "rule": "S1", "kind": "sum", "severity": "error", "message_vi": "tổng sai", "message_en": "wrong sum"}
    monkeypatch.setattr(cdcs_parse, "parse", lambda path, catalog=None, **_: handmade.report(findings=(finding,)))
    assert run(["parse", str(folder / "a.txt")]) == 1
    assert "error S1: tổng sai" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["bad.txt", "missing.txt", "missing.json", "broken.json", "list.json", "empty"])
def test_nothing_readable_is_4(folder: Path, capsys: Streams, name: str) -> None:
    (folder / "bad.txt").write_text("x", encoding="utf-8")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "list.json").write_text("[1]", encoding="utf-8")
    (folder / "empty").mkdir()
    out = folder / "out.json"
    assert run(["parse", str(folder / name), "--format", "json"]) == 4
    shown = capsys.readouterr()
    assert shown.err.startswith("lỗi: ")
    assert shown.err.count("\n") == 1
    assert shown.out in ("", "[]\n")
    if name != "empty":
        assert run(["parse", str(folder / name), "--format", "json", "-o", str(out)]) == 4
        assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "thiếu tên lệnh"),
        (["parse"], "thiếu PATH"),
        (["pars", "x"], "không có lệnh 'pars'"),
        (["parse", "x", "--format", "xml"], "'json'"),
        (["parse", "x", "--fromat", "json"], "--format"),
        (["explain", "x"], "thiếu --at"),
        (["parse", "x", "--catalog", "missing.yaml"], "missing.yaml"),
    ],
)
def test_wrong_usage_is_2_and_one_line(arguments: list[str], words: str, capsys: Streams) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("lỗi: ")
    assert shown.err.count("\n") == 1
    assert words in shown.err


def test_the_report_itself_is_never_overwritten(folder: Path, capsys: Streams) -> None:
    assert run(["parse", str(folder / "a.txt"), "-o", str(folder / "a.txt")]) == 2
    assert (folder / "a.txt").read_text(encoding="utf-8") == "a.txt"


def test_own_fault_is_5_and_one_line(folder: Path, capsys: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, **_: object) -> Report:
        raise RuntimeError("nứt\nđôi")

    monkeypatch.setattr(cdcs_parse, "parse", broken)
    monkeypatch.delenv("CDCS_DEBUG", raising=False)
    assert run(["parse", str(folder / "a.txt")]) == 5
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("CDCS_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run(["parse", str(folder / "a.txt")])


def test_output_of_one_input_is_a_file(folder: Path, capsys: Streams) -> None:
    out = folder.parent / "a.json"
    assert run(["parse", str(folder / "a.txt"), "--format", "json", "-o", str(out)]) == 0
    assert json.loads(out.read_bytes())["source"]["name"] == "a.txt"
    assert capsys.readouterr().out == ""
    assert not list(folder.parent.glob(".*"))


def test_output_of_several_inputs_is_a_folder_and_no_name_is_lost(folder: Path, capsys: Streams) -> None:
    out = folder.parent / "new" / "out"
    assert run(["parse", str(folder), "--format", "csv", "-o", str(out)]) == 0
    assert sorted(p.name for p in out.iterdir()) == ["a.txt.2.csv", "a.txt.csv", "b.txt.csv"]
    assert all(p.read_bytes().startswith(b"\xef\xbb\xbf") for p in out.iterdir())


@pytest.mark.parametrize("target", ["missing/a.json", "in", "a-file/x.json"])
def test_unwritable_output_is_5(folder: Path, capsys: Streams, target: str) -> None:
    (folder.parent / "a-file").write_text("", encoding="utf-8")
    assert run(["parse", str(folder / "a.txt"), "--format", "json", "-o", str(folder.parent / target)]) == 5
    assert capsys.readouterr().err.startswith("lỗi: ")
    assert not list(folder.parent.rglob(".*.tmp"))


def test_a_folder_output_that_is_a_file_is_5(folder: Path, capsys: Streams) -> None:
    (folder.parent / "a-file").write_text("", encoding="utf-8")
    assert run(["parse", str(folder), "-o", str(folder.parent / "a-file")]) == 5


def test_a_failed_write_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder.parent / "a.json"
    out.write_text("old", encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        cli_io.write_file(out, "new")
    assert out.read_text(encoding="utf-8") == "old"
    assert not list(folder.parent.glob(".*.tmp"))


@pytest.mark.skipif(os.name == "nt", reason="POSIX links and modes")
def test_writing_follows_links_and_keeps_the_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    cli_io.write_file(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    cli_io.write_file(Path("/dev/null"), "new")
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_goes_in_again(folder: Path, capsys: Streams, form: str) -> None:
    stored = folder.parent / f"stored.{form}"
    assert run(["parse", str(folder / "a.txt"), "--format", form, "-o", str(stored)]) == 0
    assert run(["parse", str(stored), "--format", form]) == 0
    assert capsys.readouterr().out == stored.read_text(encoding="utf-8")
    assert run(["outline", str(stored)]) == 0
    assert capsys.readouterr().out == "I. TÌNH HÌNH\nII. CHỈ TIÊU\n"


def test_a_list_of_reports_goes_in_again(folder: Path, capsys: Streams) -> None:
    run(["parse", str(folder), "--format", "json"])
    stored = folder.parent / "all.json"
    stored.write_text(capsys.readouterr().out, encoding="utf-8-sig")
    assert run(["parse", str(stored), "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 3
    assert run(["outline", str(stored)]) == 2


def test_explain_takes_a_place_or_words(folder: Path, capsys: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class Told:
        def text(self) -> str:
            return "vì có chữ người"

    def explain(report: Report, at: int | str, catalog: object = None) -> Told:
        asked.append(at)
        return Told()

    monkeypatch.setattr(cdcs_parse, "explain", explain, raising=False)
    assert run(["explain", str(folder / "a.txt"), "--at", "120"]) == 0
    assert run(["explain", str(folder / "a.txt"), "--at", "45 người"]) == 0
    assert asked == [120, "45 người"]
    assert capsys.readouterr().out == "vì có chữ người\n" * 2


def test_one_file_commands_refuse_folders(folder: Path, capsys: Streams) -> None:
    assert run(["outline", str(folder)]) == 2
    assert run(["outline", str(folder / "missing.txt")]) == 4


def test_schema_writes_all_or_prints_the_report_schema(tmp_path: Path, capsys: Streams) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"].startswith("cdcs-parse report")
    assert run(["schema", "-o", str(tmp_path / "s")]) == 0
    assert (tmp_path / "s" / "catalog-indicators.schema.json").is_file()


def test_catalog_list_and_show(capsys: Streams) -> None:
    assert run(["catalog", "list"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("union_members "))
    label = line.partition(" ")[2].strip()
    assert run(["catalog", "show", "union_members"]) == 0
    by_id = capsys.readouterr().out
    assert by_id.startswith("union_members:\n")
    assert f"label_vi: {label}" in by_id
    assert run(["catalog", "show", label.upper()]) == 0
    assert capsys.readouterr().out == by_id
    assert run(["catalog", "show", "union_member"]) == 2
    assert "union_members" in capsys.readouterr().err


def test_catalog_unmapped_reads_reports(folder: Path, capsys: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted = ModuleType("cdcs_parse.parse.unmapped")
    drafted.unmapped_yaml = lambda reports: "".join(f"# {r.source.name}\n" for r in reports)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, drafted.__name__, drafted)
    assert run(["catalog", "unmapped", str(folder / "a.txt"), str(folder / "b.txt")]) == 0
    assert capsys.readouterr().out == "# a.txt\n# b.txt\n"
    assert run(["catalog", "unmapped", str(folder / "missing.txt")]) == 4


def test_catalog_test_passes_on_the_built_in_vocabulary(capsys: Streams) -> None:
    assert run(["catalog", "test"]) == 0, capsys.readouterr().out


def _cdcs(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "COLUMNS"))}
    command = [sys.executable, "-m", "cdcs_parse", *arguments]
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=kept | environment)


_BARE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, _BARE, {"PYTHONIOENCODING": "cp1252"}])
def test_utf8_on_any_console(locale: dict[str, str]) -> None:
    done = _cdcs("--help", **locale)
    assert "công đoàn cơ sở" in done.stdout.decode("utf-8")
    assert "không có lệnh" in _cdcs("làm", **locale).stderr.decode("utf-8")


def test_version() -> None:
    assert _cdcs("--version").stdout.decode().startswith("cdcs-parse 0.")


def test_real_json_is_clean_and_the_same_twice() -> None:
    first, second = (_cdcs("parse", str(PATHS[0]), "--format", "json", PYTHONHASHSEED=seed) for seed in "12")
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout
    body = json.loads(first.stdout)
    assert str(SAMPLES) not in first.stdout.decode()
    assert all(body["text"][f["span"]["start"] : f["span"]["end"]] == f["span"]["text"] for f in body["facts"])


def test_cold_parse_of_text_imports_nothing_heavy() -> None:
    code = (
        "import sys; from cdcs_parse.cli import run; code = run(sys.argv[1:]); "
        "print(sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "parse", str(PATHS[0]), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = set(done.stderr.replace("'", "").strip("[]\n").split(", "))
    assert not loaded & {"rich", "lxml", "pdfplumber", "underthesea", "docx", "pandas", "jinja2", "pypdfium2"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_and_closed_pipe_are_5() -> None:
    command = [sys.executable, "-m", "cdcs_parse", "schema"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 5
    assert done.stderr.decode().startswith("lỗi: ")
    assert done.stderr.count(b"\n") == 1
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (5, b"")
