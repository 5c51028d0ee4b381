"""Tracked changes of Word files, accepted and rejected; footnotes, endnotes, headers and footers kept apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cdcs_parse
from builders.word import cell, docx, paragraph, row, run, table
from cdcs_parse.cli import run as cdcs
from cdcs_parse.model.document import Document, Paragraph, Revisions, Table
from cdcs_parse.readers import read
from cdcs_parse.readers.docx import read_docx


def change(kind: str, content: str = "") -> str:
    return f'<w:{kind} w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z">{content}</w:{kind}>'


def deleted(text: str) -> str:
    return f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'


def field_char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


PAGE_FIELD = (
    field_char("begin")
    + "<w:r><w:delInstrText>PAGE</w:delInstrText></w:r>"
    + field_char("separate")
    + deleted("7")
    + field_char("end")
)


def both(body: str, **parts: str) -> tuple[str, str]:
    data = docx(body, **parts)
    return read_docx(data, "x").text, read_docx(data, "x", revisions="reject").text


@pytest.mark.parametrize(
    ("body", "accepted", "rejected"),
    [
        pytest.param(
            paragraph(run("Đoàn viên: ") + change("del", deleted("41")) + change("ins", run("42"))),
            "Đoàn viên: 42",
            "Đoàn viên: 41",
            id="insertion and deletion",
        ),
        pytest.param(
            paragraph(change("moveFrom", run("a")) + run("b")) + paragraph(run("c") + change("moveTo", run("a"))),
            "b\nca",
            "ab\nc",
            id="move",
        ),
        pytest.param(
            paragraph(run("x") + change("ins", run("1") + change("del", deleted("2")))), "x1", "x", id="deleted what was inserted"
        ),
        pytest.param(
            paragraph("a", mark=change("del")) + paragraph("b") + paragraph("c", mark=change("ins")) + paragraph("d"),
            "ab\nc\nd",
            "a\nb\ncd",
            id="paragraph marks",
        ),
        pytest.param(
            paragraph("a", mark=change("moveFrom")) + paragraph("b", mark=change("moveTo")) + paragraph("c"),
            "ab\nc",
            "a\nbc",
            id="moved paragraph marks",
        ),
        pytest.param(
            table(row(cell("a")), row(cell("b"), properties=change("ins")), row(cell("c"), properties=change("del"))),
            "a\nb",
            "a\nc",
            id="table rows",
        ),
        pytest.param(
            table(row(cell("a"), cell("b", change("cellIns")), cell("c", change("cellDel")))), "a\tb", "a\tc", id="cells"
        ),
        pytest.param(
            paragraph(run("a") + run("b", change("rPrChange", "<w:rPr><w:vanish/></w:rPr>"))), "ab", "a", id="was hidden before"
        ),
        pytest.param(
            paragraph(run("a") + run("b", "<w:vanish/>" + change("rPrChange", "<w:rPr/>"))), "a", "ab", id="hidden now"
        ),
        pytest.param(change("ins", paragraph("a")) + paragraph("b"), "a\nb", "b", id="around a paragraph"),
        pytest.param(
            paragraph(run("a") + change("del", PAGE_FIELD)),
            "a",
            "a7",
            id="a deleted field",
        ),
    ],
)  # fmt: skip
def test_both_sides(body: str, accepted: str, rejected: str) -> None:
    assert both(body) == (accepted, rejected)


def test_each_side_says_what_it_did() -> None:
    data = docx(
        paragraph(run("a") + change("del", deleted("41")) + change("ins", run("42")))
        + table(row(cell("b")), row(cell("c"), properties=change("ins")))
        + f"<w:p><w:pPr>{change('pPrChange', '<w:pPr/>')}</w:pPr>{run('d')}</w:p>"
    )
    assert read_docx(data, "x").notes == (
        "tracked insertions kept: 2",
        "tracked deletions left out: 1",
        "tracked changes of paragraph properties (such as numbering) accepted: 1",
    )
    assert read_docx(data, "x", revisions="reject").notes == (
        "tracked insertions left out: 2",
        "tracked deletions kept: 1",
        "tracked changes of paragraph properties (such as numbering) rejected: 1",
    )


def test_former_shape_of_a_cell() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    body = table(row(cell("a", wide + change("tcPrChange", "<w:tcPr/>")), cell("b")), row(cell("c"), cell("d"), cell("e")))
    sides: tuple[Revisions, Revisions] = ("accept", "reject")
    for side, span in zip(sides, (2, 1), strict=True):
        (block,) = read_docx(docx(body), "x", revisions=side).blocks
        assert isinstance(block, Table)
        assert block.cells[0].column_span == span


def test_the_style_before_counts_when_rejected() -> None:
    before = change("pPrChange", '<w:pPr><w:pStyle w:val="A"/></w:pPr>')
    body = f'<w:p><w:pPr><w:pStyle w:val="B"/>{before}</w:pPr>{run("x")}</w:p>'
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="{k}"><w:name w:val="{k}"/></w:style>' for k in "AB")
    sides: tuple[Revisions, Revisions] = ("accept", "reject")
    for side, name in zip(sides, "BA", strict=True):
        (block,) = read_docx(docx(body, styles=styles), "x", revisions=side).blocks
        assert isinstance(block, Paragraph)
        assert block.style == name


CHANGED = paragraph(run("Tổng số đoàn viên: ") + change("del", deleted("41")) + change("ins", run("42")) + run(" người."))


def test_the_report_and_the_command_take_a_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bc.docx"
    path.write_bytes(docx(CHANGED))
    assert cdcs_parse.parse(path).fact("union_members").value == 42
    assert cdcs_parse.parse(path, revisions="reject").fact("union_members").value == 41
    assert read(path, "reject").text == "Tổng số đoàn viên: 41 người."
    for options, value in (([], "42"), (["--revisions", "accept"], "42"), (["--revisions", "reject"], "41")):
        assert cdcs(["parse", str(path), "--format", "json", *options]) == 0
        assert json.loads(capsys.readouterr().out)["facts"][0]["value"] == value
    assert cdcs(["parse", str(path), "--revisions", "both"]) == 2


def test_files_without_changes_take_either_side(tmp_path: Path) -> None:
    path = tmp_path / "bc.txt"
    path.write_text("Tổng số đoàn viên: 42 người.", encoding="utf-8")
    assert cdcs_parse.parse(path, revisions="reject").fact("union_members").value == 42


def note(ident: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{ident}"/></w:r>'


def noted(ident: int, content: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{ident}">{content}</w:{kind}>'


SEPARATOR = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'


def told(document: Document) -> list[tuple[str, str, int | None]]:
    return [(aside.kind, aside.text, aside.anchor) for aside in document.asides]


def test_notes_stand_apart_with_their_place() -> None:
    document = read_docx(
        docx(
            paragraph(run("  Đoàn viên 46 người") + note(2) + run(", nữ 23") + note(1, "endnote") + run("."))
            + paragraph(run("Hết") + note(1)),
            footnotes=SEPARATOR
            + noted(1, paragraph("Số liệu ngày 30/11."))
            + noted(2, paragraph("Gồm 03 người") + paragraph("tập sự."))
            + noted(3, paragraph("Không ai nhắc tới.")),
            endnotes=noted(1, paragraph("Không kể 05 người nghỉ hưu."), "endnote"),
        ),
        "x",
    )
    assert document.text == "Đoàn viên 46 người, nữ 23.\nHết"
    assert told(document) == [
        ("footnote", "Gồm 03 người\ntập sự.", len("Đoàn viên 46 người")),
        ("footnote", "Số liệu ngày 30/11.", len(document.text)),
        ("endnote", "Không kể 05 người nghỉ hưu.", len("Đoàn viên 46 người, nữ 23")),
    ]
    assert document.notes == ("footnotes kept apart from the text: 2", "endnotes kept apart from the text: 1")


def test_a_note_in_a_table_and_a_note_named_twice() -> None:
    rows = row(cell(paragraph(run("Nam") + note(1))), cell(paragraph(run(" 20 ") + note(1)))), row(cell("x"), cell("y"))
    document = read_docx(docx(table(*rows), footnotes=noted(1, paragraph("cuối năm"))), "x")
    assert (document.text, told(document)) == ("Nam\t20\nx\ty", [("footnote", "cuối năm", 3)])


def test_a_note_alone_in_its_paragraph_leaves_no_block() -> None:
    document = read_docx(docx(paragraph("a") + paragraph(note(1)) + paragraph("b"), footnotes=noted(1, paragraph("n"))), "x")
    assert (document.text, len(document.blocks)) == ("a\nb", 2)
    assert told(document) == [("footnote", "n", 2)]


def test_marks_of_notes_change_no_weight() -> None:
    bold = run("Tình hình", "<w:b/>")
    (block,) = read_docx(docx(paragraph(bold + note(1)), footnotes=noted(1, paragraph("n"))), "x").blocks
    assert isinstance(block, Paragraph)
    assert block.bold


def test_a_note_whose_mark_is_deleted_or_hidden_is_gone() -> None:
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    data = docx(
        paragraph(run("a") + change("del", note(1)) + hidden), footnotes=noted(1, paragraph("một")) + noted(2, paragraph("hai"))
    )
    assert told(read_docx(data, "x")) == []
    assert told(read_docx(data, "x", revisions="reject")) == [("footnote", "một", 1)]


def test_headers_and_footers_stand_apart() -> None:
    document = read_docx(
        docx(paragraph("a"), header=paragraph("Mẫu 01") + table(row(cell("b"), cell("c"))), footer=paragraph("")), "x"
    )
    assert told(document) == [("header", "Mẫu 01\nb\tc", None)]
    assert document.notes == ("page headers kept apart from the text: 1",)


def test_asides_travel_with_the_report_and_give_no_figures(tmp_path: Path) -> None:
    path = tmp_path / "bc.docx"
    body = paragraph(run("Tổng số đoàn viên: 42 người") + note(1) + run("."))
    path.write_bytes(docx(body, footnotes=noted(1, paragraph("Trong đó 05 đoàn viên nữ.")), footer=paragraph("Trang 3")))
    report = cdcs_parse.parse(path)
    assert [fact.as_written for fact in report.facts] == ["42"]
    assert [(aside.kind, aside.text) for aside in report.asides] == [
        ("footnote", "Trong đó 05 đoàn viên nữ."),
        ("footer", "Trang 3"),
    ]
    assert report.text[: report.asides[0].anchor] == "Tổng số đoàn viên: 42 người"
    assert "footnotes kept apart from the text: 1" in report.notes
    assert cdcs_parse.load_report(report.model_dump_json()) == report
    assert report.document.asides == report.asides
