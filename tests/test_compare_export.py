"""Comparisons as a table, JSON, CSV, Excel, a frame and HTML; the command."""

from __future__ import annotations

import csv
import io
import json

import pytest

import cdcs_parse
from cdcs_parse.cli import run
from cdcs_parse.export.compared import compared_csv, write_xlsx
from cdcs_parse.export.comparisons import comparisons_html, comparisons_text, promises_text
from pairs import PAIRS, expectation, parsed


@pytest.fixture(scope="module")
def found():
    return cdcs_parse.compare([parsed(f) for f in expectation("may-song-lam")["reports"]])


def test_table_has_words_and_no_codes(found):
    text = comparisons_text(found)
    assert "không đạt" in text
    assert "trái số liệu" in text
    assert "CÔNG ĐOÀN CƠ SỞ CÔNG TY TNHH MAY SÔNG LAM" in text
    assert "_" not in text
    assert "\x1b[" not in text
    assert "\x1b[32m" in comparisons_text(found, colour=True)


def test_html_escapes(found):
    page = comparisons_html(found)
    assert page.count("<tr>") == len(found) + 1
    assert "<script" not in page
    assert found._repr_html_() == page


def test_csv_and_frame(found):
    rows = list(csv.DictReader(io.StringIO(compared_csv(found).removeprefix("\ufeff"))))
    assert [row["verdict"] for row in rows] == [c.verdict for c in found]
    assert list(found.to_frame()["indicator"]) == [c.indicator for c in found]


def test_xlsx(found, tmp_path):
    path = tmp_path / "so-sanh.xlsx"
    write_xlsx(found, path)
    assert path.read_bytes()[:2] == b"PK"
    import zipfile

    words = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
    assert "không đạt" in words
    assert "Khám sức khỏe định kỳ" in words


def test_promises_table():
    promises = cdcs_parse.compare([parsed(f) for f in expectation("dien-luc-khe")["reports"]]).promises()
    text = promises_text(promises)
    assert "giữ lời" in text
    assert "đổi chỉ tiêu" in text


def test_command_json(capfd):
    files = [str(PAIRS / f) for f in expectation("may-song-lam")["reports"]]
    assert run(["compare", *files, "--format", "json", "--indicator", "blood_donors"]) == 0
    body = json.loads(capfd.readouterr().out)
    assert [(c["indicator"], c["target"]["value"], c["result"], c["verdict"]) for c in body] == [
        ("blood_donors", "40", "38", "missed")
    ]
    assert set(body[0]) >= {"dimensions", "declared", "difference", "attainment", "reason", "evidence"}
    assert body[0]["evidence"]["target"]["report"] == "may-song-lam-2023.txt"


def test_command_table_follows_promises_of_three_reports(capfd):
    assert run(["compare", *[str(PAIRS / f) for f in expectation("dien-luc-khe")["reports"]]]) == 0
    assert "Theo dõi lời hứa" in capfd.readouterr().out


def test_command_writes_files(tmp_path, capfd):
    files = [str(PAIRS / f) for f in expectation("may-song-lam")["reports"]]
    for form in ("table", "json", "csv", "xlsx"):
        out = tmp_path / f"out.{form}"
        assert run(["compare", *files, "--format", form, "-o", str(out)]) == 0
        assert out.stat().st_size > 1000
    assert run(["compare", *files, "--format", "xlsx"]) == 2
    assert run(["compare", str(tmp_path / "nothing.txt")]) == 4
    assert run(["compare", *files, "--targets", str(tmp_path / "no.yaml")]) == 2
    assert "no.yaml" in capfd.readouterr().err
