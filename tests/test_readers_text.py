"""Text files and texts in memory; and every kind of file that must be refused with one clear line."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.word import docx, paragraph, part, zipped
from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Paragraph, Table
from cdcs_parse.readers import read
from cdcs_parse.readers.plain import document_from_text, read_text
from cdcs_parse.text import normalize


def shown(document: Document) -> list[object]:
    """Blocks as text: a string for a paragraph, rows of strings for a table."""
    out: list[object] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            out.append(document.text[block.span.start : block.span.end])
        else:
            out.append(rows(document, block))
    return out


def rows(document: Document, table: Table) -> list[list[str]]:
    """The cells of a table by row."""
    out: list[list[str]] = [[] for _ in range(max(c.row for c in table.cells) + 1)]
    for cell in table.cells:
        out[cell.row].append(document.text[cell.span.start : cell.span.end])
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  I. Tình hình  \n\n\t- Đoàn viên: 42\n", ["I. Tình hình", "- Đoàn viên: 42"]),
        ("TT\tNội dung\tSố\n1\tĐoàn viên \t42\n\n3\tNữ\t20", [[["TT", "Nội dung", "Số"], ["1", "Đoàn viên", "42"]], "3\tNữ\t20"]),
        ("a\tb\nc\td\te\n", ["a\tb", "c\td\te"]),
        ("Năm\t2023\t2024\nNữ\t\t20", [[["Năm", "2023", "2024"], ["Nữ", "", "20"]]]),
        # tabs that indent, end a line or follow a list mark make no table
        ("\tMột câu.\n\tHai câu.", ["Một câu.", "Hai câu."]),
        ("một\t\nhai\t", ["một", "hai"]),
        ("-\tNam: 12\n-\tNữ: 20", ["-\tNam: 12", "-\tNữ: 20"]),
        ("1.\tNam: 12\na)\tNữ: 20", ["1.\tNam: 12", "a)\tNữ: 20"]),
        ("1\tNam\n2\tNữ", [[["1", "Nam"], ["2", "Nữ"]]]),
        ("| TT | Số |\n|---|:-:|\n| 1 | 42 |\nhết", [[["TT", "Số"], ["1", "42"]], "hết"]),
        ("TT | Số\n--- | ---\n1 | 42", [[["TT", "Số"], ["1", "42"]]]),
        ("| a | b |\n| c | d |", [[["a", "b"], ["c", "d"]]]),
        (r"| a \| b | c |" "\n|---|---|", [[[r"a \| b", "c"]]]),
        ("nam | nữ\nhai | ba", ["nam | nữ", "hai | ba"]),
    ],
)
def test_lines_become_paragraphs_and_tables(text: str, expected: list[object]) -> None:
    assert shown(document_from_text(text, "x")) == expected


def test_an_empty_cell_stands_at_its_place() -> None:
    document = document_from_text("a\t \tc\nd\t\tf", "x")
    (table,) = document.blocks
    assert isinstance(table, Table)
    empty = [(c.row, c.column, c.span.start, c.span.end) for c in table.cells if c.span.start == c.span.end]
    assert empty == [(0, 1, 2, 2), (1, 1, 8, 8)]


@given(st.text(alphabet=st.sampled_from("aá1 \t\n|-:\\\u00a0\ufeffe\u0301\r\x0c")))
def test_text_is_the_normalised_text_and_no_character_is_lost(text: str) -> None:
    document = document_from_text(text, "x")
    assert document.text == normalize(text)
    assert document.text == unicodedata.normalize("NFC", document.text)
    covered = set[int]()
    end = 0
    for block in document.blocks:
        assert block.span.start >= end
        end = block.span.end
        covered |= set(range(block.span.start, end))
    left = "".join(c for i, c in enumerate(document.text) if i not in covered)
    # what stands in no block is white space, or the bars and rules around a piped table
    assert not left.strip(" \t\n|-:\u00a0\x0c")


@given(st.text())
def test_any_text_makes_a_document_that_survives_json(text: str) -> None:
    document = document_from_text(text, "x")
    assert Document.model_validate_json(document.model_dump_json()) == document


def test_lone_surrogates_are_replaced_and_noted() -> None:
    document = document_from_text("số \ud83d 42", "x")
    assert document.text == "số \ufffd 42"
    assert document.notes


SAMPLE = "BÁO CÁO\nĐoàn viên: 42 người\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "bc.txt"
    path.write_bytes((SAMPLE * 3).encode(encoding))
    document = read(path)
    assert document.text == SAMPLE * 3
    assert document.source.media_type == "text/plain"
    assert document.source.name == "bc.txt"


def test_decomposed_letters_and_line_ends() -> None:
    data = unicodedata.normalize("NFD", "Số: 1\r\nHồ Chí Minh\r").encode()
    assert read_text(data, "x.txt").text == "Số: 1\nHồ Chí Minh\n"


def test_markdown_has_its_own_media_type(tmp_path: Path) -> None:
    (tmp_path / "bc.md").write_text(SAMPLE, encoding="utf-8")
    assert read(tmp_path / "bc.md").source.media_type == "text/markdown"


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    (tmp_path / "bc.txt").write_bytes(docx(paragraph("Đoàn viên: 42")))
    assert read(tmp_path / "bc.txt").source.reader == "docx"


@pytest.mark.parametrize(
    "text",
    ["- đoàn viên 12\n" * 10_000, "a b " * 1_250_000, "\t" * 1_000_000, "a\tb\n" * 50_000, "a|b\n" * 50_000, "|" * 1_000_000],
)
def test_time_grows_with_length_only(text: str) -> None:
    # of this process alone: other work on the machine does not count
    start = time.process_time()
    document_from_text(text, "x")
    assert time.process_time() - start < 8


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
GOOD = docx(paragraph("Đoàn viên: 42"))


def encrypted_zip() -> bytes:
    """A docx whose entries say they are encrypted (bit 0 of their flags), in both places where a zip says so."""
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    return out.getvalue()


def lying_total() -> bytes:
    """A docx that declares parts of 400 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"x")
        for info in archive.infolist():
            info.file_size = 400_000_000
    return out.getvalue()


ENTITIES = part("document", "<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body>").replace(
    "<w:document", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
)
DEEP = part("document", "<w:body>" + "<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400 + "</w:body>")


@pytest.mark.parametrize(
    ("name", "data", "what", "hint"),
    [
        ("bc.docx", b"", "empty", "again"),
        ("bc.txt", b"", "empty", "again"),
        ("bc.txt", b" \n\t\n", "no text", "again"),
        ("bc.docx", b"\0" * 5000, "zero bytes", "again"),
        ("bc.docx", GOOD[: len(GOOD) // 2], "cut short", "again"),
        ("bc.docx", b"PK\x03\x04", "cut short", "again"),
        ("bc.docx", b"Ch\xc3\xa0o", "plain text", ".txt"),
        ("bc.pdf", b"Ch\xc3\xa0o", "plain text", ".txt"),
        ("bc.docx", encrypted_zip(), "encrypted", "password"),
        ("bc.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        ("bc.xls", OLE + "Workbook".encode("utf-16-le"), "Excel", ".docx"),
        ("bc.msg", OLE + "__properties_version1.0".encode("utf-16-le"), "Outlook", "attachments"),
        (
            "bc.doc",
            OLE[:512] + b"\xec\xa5\xc1\x00" + b"\0" * 7 + b"\x01" + "WordDocument".encode("utf-16-le"),
            "encrypted",
            "password",
        ),
        (
            "bc.odt",
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            "encrypted",
            "password",
        ),
        ("bc.bin", OLE, "Office", ".docx"),
        ("bc.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "spreadsheet", ".docx"),
        ("bc.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "Excel", ".docx"),
        ("bc.pptx", zipped({"ppt/presentation.xml": "<x/>"}), "PowerPoint", ".docx"),
        ("bc.zip", zipped({"bc.txt": "x"}), "zip", "parse_folder"),
        ("bc.rar", b"Rar!\x1a\x07\x01\x00", "archive", "unpack"),
        ("bc.png", b"\x89PNG\r\n\x1a\n\0\0", "damaged picture", "again"),
        ("bc.pdf", b"\xff\xd8\xff\xe0\0\x10JFIF", "damaged picture", "again"),
        ("bc.html", b"<!DOCTYPE html><html>", "no text", "again"),
        ("bc.doc", b"\r\n<html xmlns:o='x'>", "no text", "again"),
        ("bc.xml", b"<?xml version='1.0'?><w:wordDocument/>", "XML", "save it as .docx"),
        ("bc.exe", b"MZ\x90\0\x03\0\0\0", "binary", ".docx"),
        ("bc.txt", b"MZ\x90\0\x03\0\0\0", "binary", ".docx"),
        ("bc.txt", bytes(range(1, 32)) * 20, "binary", ".docx"),
        ("bc.docx", bomb(), "30 MB", "again"),
        ("bc.docx", lying_total(), "400 MB", "again"),
        ("bc.docx", zipped({"word/document.xml": ENTITIES}), "entities", "again"),
        ("bc.docx", zipped({"word/document.xml": ENTITIES.replace("&a;", "")}), "entities", "again"),
        ("bc.docx", zipped({"word/document.xml": DEEP}), "damaged", "again"),
        ("bc.docx", zipped({"word/document.xml": "<w:document"}), "damaged", "again"),
        ("bc.docx", zipped({"word/document.xml": "<a>\n\0</a>"}), "damaged", "again"),
        ("bc.docx", zipped({"word/document.xml": "<x/>"}), "no Word document", ".docx"),
        ("bc.docx", docx("<w:p/>"), "no text", "again"),
        ("bc.docx", docx("<w:p><w:r><w:drawing/></w:r></w:p>"), "no text", "OCR"),
        ("bc.pdf", b"%PDF-1.7\n1 0 obj\n<<", "cut short", "again"),
        ("bc.pdf", b"%PDF-1.7\ntrailer\n%%EOF\n", "", "again"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(name: str, data: bytes, what: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(path)
    error = caught.value
    assert error.where == name
    assert what in error.what
    assert hint in error.hint
    assert "\n" not in str(error)
    assert str(tmp_path) not in str(error)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read(tmp_path / "không có.docx")
    with pytest.raises(ReadError, match="folder"):
        read(str(tmp_path))
    with pytest.raises(ReadError):
        read("bad\0name")


def test_reading_text_loads_no_other_reader() -> None:
    code = (
        "import sys, cdcs_parse.readers as r\n"
        "from cdcs_parse.readers.plain import document_from_text\n"
        "document_from_text('a', 'b')\n"
        "print(sorted({'lxml', 'pdfplumber', 'docx', 'pdfminer'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
