"""`cdcs read` shows what the reader saw; `cdcs doctor` what this machine can read."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from builders import word
from builders.pdf import Page, pdf
from cdcs_parse.cli import run
from cdcs_parse.export import doctor
from cdcs_parse.model.document import Document

Streams = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a pipe: no terminal whose width would break the cells."""
    monkeypatch.delenv("COLUMNS", raising=False)


def columns(text: str, word: str) -> list[str]:
    """The cells of the line that holds `word`."""
    line = next(line for line in text.splitlines() if word in line)
    return [part.strip() for part in line.split("  ") if part.strip()]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    body = (
        word.paragraph("Tình hình đoàn viên", num=1, level=0)
        + word.paragraph("Đoàn viên: 46 người", num=1, level=1)
        + word.table(word.row(word.cell("Tổ 1", '<w:gridSpan w:val="2"/>'), word.cell("12")))
        + word.paragraph('<w:ins w:id="1" w:author="x"><w:r><w:t>Thêm 3 người</w:t></w:r></w:ins>')
    )
    numbering = word.abstract(0, word.level(0, "%1.", "upperRoman"), word.level(1, "%2)", "lowerLetter")) + word.num(1, 0)
    path = tmp_path / "bc.docx"
    path.write_bytes(word.docx(body, numbering=numbering))
    return path


def test_read_shows_labels_kinds_cells_and_notes(report: Path, capsys: Streams) -> None:
    assert run(["read", str(report)]) == 0
    shown = capsys.readouterr().out
    assert "bộ đọc docx" in shown
    assert columns(shown, "Tình hình đoàn viên") == ["0", "đoạn", "I. (bậc 1)", "Tình hình đoàn viên"]
    assert columns(shown, "Đoàn viên: 46 người")[2] == "a) (bậc 2)"
    assert columns(shown, "1 hàng × 3 cột")[1] == "bảng"
    assert columns(shown, "Tổ 1")[1:3] == ["ô 1,1", "gộp 1×2"]
    assert columns(shown, "Lưu ý")[0].startswith("Lưu ý: ")


def test_read_shows_pages_and_places_of_a_pdf(tmp_path: Path, capsys: Streams) -> None:
    path = tmp_path / "bc.pdf"
    path.write_bytes(pdf([Page().text(72, 100, "I. Mot"), Page().text(72, 100, "II. Hai")]))
    assert run(["read", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "2 trang" in shown
    assert columns(shown, "II. Hai")[2] == "2"
    left, top = columns(shown, "II. Hai")[3].split(" - ")[0].split(",")
    assert (int(left), int(top) // 10) == (72, 10)


def test_read_as_json_is_the_document(report: Path, capsys: Streams) -> None:
    assert run(["read", str(report), "--format", "json"]) == 0
    document = Document.model_validate_json(capsys.readouterr().out)
    assert document.source.reader == "docx"
    assert [block.label for block in document.blocks if block.kind == "paragraph"] == ["I.", "a)", None]


def test_read_can_reject_tracked_changes(report: Path, capsys: Streams) -> None:
    assert run(["read", str(report), "--revisions", "reject"]) == 0
    assert "Thêm 3 người" not in capsys.readouterr().out


def test_read_tells_of_what_it_cannot_read(tmp_path: Path, capsys: Streams) -> None:
    assert run(["read", str(tmp_path / "khong-co.docx")]) == 4
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("lỗi: ")
    assert shown.err.count("\n") == 1


def program(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs are asked their version anew."""
    from cdcs_parse.readers import programs

    programs.version.cache_clear()


ENGLISH_ONLY = "import sys; print('tesseract 5.3.0' if '--version' in sys.argv else 'List of available languages (1):\\neng')"


@pytest.mark.skipif(sys.platform == "win32", reason="scripts of POSIX stand for the programs")
@pytest.mark.usefixtures("fresh")
def test_doctor_tells_what_is_missing_and_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Streams) -> None:
    monkeypatch.setenv("CDCS_SOFFICE", str(tmp_path / "nowhere"))
    monkeypatch.setenv("CDCS_TESSERACT", program(tmp_path, "tesseract", ENGLISH_ONLY))
    monkeypatch.setattr(doctor, "_system", lambda: "debian")
    assert run(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert columns(shown, "Word (.docx")[1] == "có"
    assert columns(shown, ".odt")[1:] == ["không", "LibreOffice"]
    assert "chưa có dữ liệu tiếng Việt (vie); đang có: eng" in shown
    assert "- LibreOffice: sudo apt install libreoffice-writer-nogui" in shown
    assert "- Tesseract: sudo apt install tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="scripts of POSIX stand for the programs")
@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("script", ["raise SystemExit(3)", "import os; os.abort()"])
def test_doctor_is_not_impressed_by_a_program_that_only_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Streams, script: str
) -> None:
    monkeypatch.setenv("CDCS_SOFFICE", program(tmp_path, "soffice", script))
    assert run(["doctor", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (office,) = [one for one in found["programs"] if one["name"] == "LibreOffice"]
    assert (office["works"], office["version"]) == (False, "")
    assert [one["works"] for one in found["formats"] if one["needs"] == "LibreOffice"] == [False]


def test_doctor_knows_how_to_install_on_every_system() -> None:
    needed = {need for _, _, need in doctor._FORMATS if need}
    assert set(doctor._INSTALL) == {(need, system) for need in needed for system in doctor.SYSTEMS}
