"""Saved web pages become the paragraphs, tables and list numbers that a browser shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Paragraph, Table
from cdcs_parse.readers import read
from cdcs_parse.readers.html import read_html


def shown(document: Document) -> list[object]:
    out: list[object] = []
    for block in document.blocks:
        if isinstance(block, Table):
            out.append([(c.row, c.column, document.text[c.span.start : c.span.end]) for c in block.cells])
        else:
            assert isinstance(block, Paragraph)
            out.append((block.label, document.text[block.span.start : block.span.end]))
    return out


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Đoàn viên:\n  42</p><p>Nữ: <b>20</b></p>", [(None, "Đoàn viên: 42"), (None, "Nữ: 20")]),
        ("một<br>hai<div>ba<p>bốn</p>năm</div>", [(None, w) for w in ("một", "hai", "ba", "bốn", "năm")]),
        ("<style>p{}</style><script>x</script><p>a</p><p style='display:none'>b</p><!-- c -->", [(None, "a")]),
        ("<ol start=3><li>a<li value=7>b<ul><li>c</ul></ol>", [("3.", "a"), ("7.", "b"), ("•", "c")]),
        ("<ol type=I><li>a<li>b</ol><ol type=a><li>c</ol>", [("I.", "a"), ("II.", "b"), ("a.", "c")]),
        ("<p><span style='mso-list:Ignore'>1.1.<span>&nbsp;&nbsp;</span></span>Tổ chức</p>", [("1.1.", "Tổ chức")]),
        ("<p style='font-family:\".VnTime\"'>c«ng ®oµn</p><font face=VNI-Times>coâng ñoaøn</font>", [(None, "công đoàn")] * 2),
        (
            "<table><tr><th rowspan=2>TT<th colspan=2>Số</tr><tr><td>2023<td>2024</tr></table>",
            [[(0, 0, "TT"), (0, 1, "Số"), (1, 1, "2023"), (1, 2, "2024")]],
        ),
    ],
)
def test_blocks(body: str, expected: list[object]) -> None:
    assert shown(read_html(f"<html><head><title>x</title></head><body>{body}</body></html>".encode(), "a.html")) == expected


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1258"])
def test_charset(charset: str, tmp_path: Path) -> None:
    page = f'<html><head><meta http-equiv=Content-Type content="text/html; charset={charset}"></head><p>Số bàn: 12 cái</p></html>'
    text = page.replace("ố", "ô\u0301") if charset == "windows-1258" else page
    (tmp_path / "a.html").write_bytes(text.encode(charset))
    assert read(tmp_path / "a.html").text == "Số bàn: 12 cái"


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    page = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: quoted-printable\n\n<html><p>S=E1=BB=91 n=E1=BB=AF: 20</p></html>\n\n--x--\n"
    )
    (tmp_path / "a.mht").write_bytes(page.encode())
    assert read(tmp_path / "a.mht").text == "Số nữ: 20"


@pytest.mark.parametrize("data", [b"<html></html>", b"<html><body><script>x</script></body></html>", b"<html>" + b"<div>" * 5000])
def test_pages_without_text(data: bytes) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_html(data, "a.html")


def test_a_page_under_the_name_of_a_word_file(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes("<html><p>Số nữ: 20</p></html>".encode())
    document = read(tmp_path / "a.doc")
    assert document.text == "Số nữ: 20"
    assert "named .doc, but is of the kind html" in document.notes


def test_what_is_left_out_is_noted_and_the_caption_of_a_table_is_not() -> None:
    page = (
        "<title>x</title><p>a<img src=x><span style='mso-hide:all'>kín</span><span style='display:none'> </span></p>"
        "<table><caption>Biểu 1</caption><tr><td>b<img src=y><object>o</object>"
        "<td><select><option>c</select><input value=42></table>"
        "<p style='font-family:.VnTime'>c«ng ®oµn</p><iframe src=z></iframe>"
    )
    document = read_html(page.encode(), "bc.html")
    assert document.text == "a\nBiểu 1\nb\t\ncông đoàn"
    assert document.notes == (
        "hidden pieces of text left out: 1",
        "pictures, drawings and charts left out: 2",
        "embedded objects (such as Excel sheets) left out: 2",
        "form fields left out: 2",
        "pieces of text in TCVN3 (ABC) fonts converted to Unicode: 1",
    )
