"""PDF files: paragraphs over lines and pages, columns, ruled tables, furniture of pages, and what must be refused."""

from __future__ import annotations

import io
import unicodedata
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pdfplumber
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from builders.pdf import Page, office, pdf, print_to_pdf
from cdcs_parse.catalog import load_catalog
from cdcs_parse.errors import ReadError
from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Box, Document, Paragraph, Place, Source, Table
from cdcs_parse.model.fact import Evidence
from cdcs_parse.parse.assemble import assemble
from cdcs_parse.parse.evidence import find_evidence
from cdcs_parse.readers import read
from cdcs_parse.readers.compose import ParagraphDraft, compose
from cdcs_parse.readers.page_lines import Line, Word
from cdcs_parse.readers.page_paragraphs import measure, paragraphs
from cdcs_parse.readers.pdf import read_pdf
from cdcs_parse.readers.symbols import readable


def texts(document: Document) -> list[str]:
    return [document.text[block.span.start : block.span.end] for block in document.blocks]


def grid(document: Document, table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(document.text[c.span.start : c.span.end], c.row, c.column, c.row_span, c.column_span) for c in table.cells]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


# a full line of Helvetica 12 is some 440 points wide
FULL = "Trong nam cong doan co so da to chuc nhieu hoat dong cham lo cho doan vien va"
SHORT = "nguoi lao dong."


def test_lines_of_a_paragraph_are_joined() -> None:
    document = read_pdf(
        pdf([Page().lines(120, 80, FULL).lines(85, 96, FULL, SHORT).lines(120, 128, FULL).lines(85, 144, SHORT)]), "x"
    )
    assert texts(document) == [f"{FULL} {FULL} {SHORT}", f"{FULL} {SHORT}"]


def test_a_paragraph_goes_on_over_a_page_without_the_page_number() -> None:
    first = Page().text(300, 40, "1").lines(85, 80, FULL, SHORT).lines(85, 740, FULL)
    second = Page().text(300, 40, "2").lines(85, 80, FULL, SHORT).text(85, 120, "Trang sau.")
    document = read_pdf(pdf([first, second]), "x")
    assert texts(document) == [f"{FULL} {SHORT}", f"{FULL} {FULL} {SHORT}", "Trang sau."]
    assert [block.page for block in document.blocks] == [1, 1, 2]
    assert document.notes == ("page numbers left out: 2",)
    assert document.source.pages == 2


def test_a_number_in_the_text_is_no_page_number() -> None:
    document = read_pdf(pdf([Page().lines(85, 80, "45", FULL).lines(85, 400, "1.126")]), "x")
    assert texts(document) == ["45", FULL, "1.126"]


def test_running_heads_are_left_out_and_noted() -> None:
    pages = [Page().text(85, 40, f"Bao cao nam 2024 - trang {i}").lines(85, 80 + i, FULL, SHORT) for i in range(1, 5)]
    document = read_pdf(pdf(pages), "x")
    assert texts(document) == [f"{FULL} {SHORT}"] * 4
    assert document.notes == ("lines of running heads and feet left out: 4",)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(Page().lines(85, 80, "- Nam: 12", "- Nu: 20"), ["- Nam: 12", "- Nu: 20"], id="bullets"),
        pytest.param(
            Page().lines(85, 80, f"- {FULL[:-4]}").lines(92, 96, SHORT).lines(85, 112, f"- {FULL[:-4]}").lines(92, 128, SHORT),
            [f"- {FULL[:-4]} {SHORT}", f"- {FULL[:-4]} {SHORT}"],
            id="hanging bullets",
        ),
        pytest.param(
            Page().lines(85, 80, FULL.replace("doan vien va", "nhiem ky 2021"), "- 2025 cua cong doan."),
            [FULL.replace("doan vien va", "nhiem ky 2021") + " - 2025 cua cong doan."],
            id="a dash that is no bullet",
        ),
        pytest.param(
            Page().lines(120, 80, FULL[:-9]).lines(85, 96, FULL, "- An toan trong san xuat."),
            [f"{FULL[:-9]} {FULL} - An toan trong san xuat."],
            id="a dash where no bullet stands",
        ),
        pytest.param(
            Page().text(85, 80, "I. TINH HINH", bold=True).lines(85, 96, FULL, SHORT),
            ["I. TINH HINH", f"{FULL} {SHORT}"],
            id="heading",
        ),
        pytest.param(Page().lines(85, 80, FULL, FULL).lines(85, 126, FULL), [f"{FULL} {FULL}", FULL], id="space between"),
        pytest.param(
            Page().lines(85, 80, FULL.replace("vien va", "vien 16-"), "NQ/TU ngay 19."),
            [FULL.replace("vien va", "vien 16-NQ/TU ngay 19.")],
            id="a line broken at a hyphen",
        ),
        pytest.param(
            Page().lines(85, 80, FULL).text(85, 200, "nam 12").text(400, 200, "nu 20"), [FULL, "nam 12\tnu 20"], id="side by side"
        ),
    ],
)  # fmt: skip
def test_where_paragraphs_end(page: Page, expected: list[str]) -> None:
    # full lines below show where the right margin is
    page.lines(85, 500, FULL, FULL, FULL, SHORT)
    assert texts(read_pdf(pdf([page]), "x"))[:-1] == expected


def letterhead() -> Page:
    page = Page().text(100, 60, "CONG DOAN NGANH Y TE", 11).text(260, 60, "CONG HOA XA HOI CHU NGHIA VIET NAM", 12, bold=True)
    page.text(95, 76, "CDCS VAN PHONG SO Y TE", 11, bold=True).text(300, 76, "Doc lap - Tu do - Hanh phuc", 12, bold=True)
    page.text(120, 100, "So: 07/BC-CDCS", 11).text(290, 100, "Gia Lai, ngay 18 thang 12 nam 2024", 12)
    return page.text(265, 130, "BAO CAO", 14, bold=True).lines(120, 160, FULL).lines(85, 176, FULL, SHORT)


def test_the_letterhead_is_a_table_of_two_columns() -> None:
    document = read_pdf(pdf([letterhead()]), "x")
    assert document.text.split("\n")[:5] == [
        "CONG DOAN NGANH Y TE\tCONG HOA XA HOI CHU NGHIA VIET NAM",
        "CDCS VAN PHONG SO Y TE\tDoc lap - Tu do - Hanh phuc",
        "So: 07/BC-CDCS\tGia Lai, ngay 18 thang 12 nam 2024",
        "BAO CAO",
        f"{FULL} {FULL} {SHORT}",
    ]
    head, title, *_ = document.blocks
    assert isinstance(head, Table)
    assert [entry[1:3] for entry in grid(document, head)] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert isinstance(title, Paragraph)
    assert title.bold


def test_the_signatures_are_a_table_of_two_columns() -> None:
    page = Page().lines(120, 60, FULL).lines(85, 76, SHORT)
    page.text(85, 110, "Noi nhan:", bold=True).text(360, 110, "TM. BAN CHAP HANH", bold=True)
    page.text(85, 126, "- CD nganh (b/c);", 11).text(390, 126, "CHU TICH", bold=True)
    page.text(85, 142, "- Luu: VT.", 11).text(370, 200, "Nguyen Thi Binh", bold=True)
    document = read_pdf(pdf([page]), "x")
    assert document.text.split("\n") == [
        f"{FULL} {SHORT}", "Noi nhan:\tTM. BAN CHAP HANH", "- CD nganh (b/c);\tCHU TICH", "- Luu: VT.\t", "\tNguyen Thi Binh",
    ]  # fmt: skip
    assert [block.kind for block in document.blocks] == ["paragraph", "table"]


def ruled(page: Page, columns: list[float], tops: list[float]) -> Page:
    for top in tops:
        page.rule(columns[0], top, columns[-1], top)
    for x in columns:
        page.rule(x, tops[0], x, tops[-1])
    return page


def test_ruled_tables_stand_once() -> None:
    page = ruled(Page().lines(85, 60, "Truoc bang."), [85, 120, 300, 400], [100, 120, 140, 160])
    for top, row in ((103, ("TT", "Noi dung", "So")), (123, ("1", "Doan vien", "42")), (143, ("2", "Nu", ""))):
        for x, text in zip((90, 125, 305), row, strict=True):
            page.text(x, top, text, 10)
    document = read_pdf(pdf([page.lines(85, 180, "Sau bang.")]), "x")
    assert document.text == "Truoc bang.\nTT\tNoi dung\tSo\n1\tDoan vien\t42\n2\tNu\t\nSau bang."
    (table,) = tables(document)
    assert table.box is not None
    assert (table.page, table.box.x0, table.box.x1) == (1, 85, 400)


def test_merged_cells_of_ruled_tables() -> None:
    page = Page()
    for top, x0 in ((100, 85), (120, 120), (140, 85), (160, 85)):
        page.rule(x0, top, 400, top)
    for x, top in ((85, 100), (120, 100), (260, 120), (400, 100)):
        page.rule(x, top, x, 160)
    page.text(90, 113, "TT", 10).text(200, 103, "Doan vien", 10).text(125, 123, "Nam", 10).text(265, 123, "Nu", 10)
    page.text(90, 143, "1", 10).text(125, 143, "22", 10).text(265, 143, "20", 10)
    document = read_pdf(pdf([page]), "x")
    (table,) = tables(document)
    assert grid(document, table) == [
        ("TT", 0, 0, 2, 1), ("Doan vien", 0, 1, 1, 2), ("Nam", 1, 1, 1, 1), ("Nu", 1, 2, 1, 1),
        ("1", 2, 0, 1, 1), ("22", 2, 1, 1, 1), ("20", 2, 2, 1, 1),
    ]  # fmt: skip


def test_sides_of_a_letterhead_are_read_one_after_the_other() -> None:
    # centred on the right; the name on the left runs over the line beside the date
    page = Page().lines(85, 60, "CDCS CONG TY NUOC", "SACH LUONG XUYEN", "So: 38/BC")
    page.text(350, 60, "CONG HOA XA HOI").text(347, 76, "Luong Xuyen, ngay 18")
    document = read_pdf(pdf([page.lines(85, 200, FULL, FULL)]), "x")
    (table,) = tables(document)
    assert [entry[:3] for entry in grid(document, table)] == [
        ("CDCS CONG TY NUOC\nSACH LUONG XUYEN\nSo: 38/BC", 0, 0), ("CONG HOA XA HOI\nLuong Xuyen, ngay 18", 0, 1),
    ]  # fmt: skip


def test_columns_of_a_list_without_rules_keep_their_rows() -> None:
    page = Page().lines(85, 60, "To Van phong", "To San xuat", "To Co dien").lines(350, 60, "12 nguoi", "140 nguoi", "31 nguoi")
    document = read_pdf(pdf([page.lines(85, 200, FULL, FULL)]), "x")
    (table,) = tables(document)
    assert [entry[:3] for entry in grid(document, table)][:4] == [
        ("To Van phong", 0, 0), ("12 nguoi", 0, 1), ("To San xuat", 1, 0), ("140 nguoi", 1, 1),
    ]  # fmt: skip


def test_bulleted_lines_set_with_tabs_are_paragraphs() -> None:
    page = Page().text(120, 60, "- Tong so:").text(300, 60, "168;").text(400, 60, "Nu:").text(450, 60, "113;").text(520, 60, "Dan")
    page.text(85, 76, "toc:").text(200, 76, "19;").text(300, 76, "khac:").text(400, 76, "07;")
    page.text(200, 92, "gui ve:").text(300, 92, "02;")
    page.text(120, 112, "- Bien che:").text(300, 112, "149;").text(120, 132, "- Sang kien:").text(300, 132, "06.")
    document = read_pdf(pdf([page.lines(85, 200, FULL, FULL)]), "x")
    assert not tables(document)
    assert [" ".join(text.split()) for text in texts(document)][:3] == [
        "- Tong so: 168; Nu: 113; Dan toc: 19; khac: 07; gui ve: 02;", "- Bien che: 149;", "- Sang kien: 06.",
    ]  # fmt: skip


def test_recipients_beside_signatures_are_columns_although_bulleted() -> None:
    page = Page().lines(85, 60, "- Nhu tren;", "- Ban Giam doc;", "- Luu: VT.").lines(350, 60, "TM. BAN CHAP HANH", "CHU TICH")
    (table,) = tables(read_pdf(pdf([page.lines(85, 200, FULL, FULL)]), "x"))
    assert len({cell.column for cell in table.cells}) == 2


@pytest.mark.parametrize(
    ("word", "text"), [("\uf0b7", "•"), ("\uf02d", "-"), ("\uf0fc", "•"), ("5\uf0b3", "5≥"), ("ủy", "ủy"), ("-", "-")]
)
def test_letters_of_symbol_fonts_are_readable(word: str, text: str) -> None:
    assert readable(word) == text


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("11.640.", "000", "11.640.000"),
        ("11.640.00", "0", "11.640.000"),
        ("11.6", "40.000d", "11.640.000d"),
        # no number has such groups: two numbers, or a number and its note
        ("11.640.00", "00", "11.640.00 00"),
        ("11.640.000", "1", "11.640.000 1"),
    ],
)
def test_a_number_too_long_for_its_column_is_one(upper: str, lower: str, text: str) -> None:
    width = 5 * len(upper) + 14
    page = ruled(Page(), [85, 300, 300 + width], [100, 130]).text(90, 103, "Thu nhap", 10).lines(305, 101, upper, lower, pitch=13)
    (table,) = tables(document := read_pdf(pdf([page]), "x"))
    assert [entry[0] for entry in grid(document, table)] == ["Thu nhap", text]


def page_of_table(rows: list[tuple[str, str]], top: float) -> Page:
    page = ruled(Page(), [85, 300, 400], [top + 20 * i for i in range(len(rows) + 1)])
    for index, (left, right) in enumerate(rows):
        page.text(90, top + 3 + 20 * index, left, 10).text(305, top + 3 + 20 * index, right, 10)
    return page


def test_a_table_goes_on_over_a_page_without_its_repeated_head() -> None:
    first = page_of_table([("Noi dung", "So"), ("Doan vien", "42")], 740)
    document = read_pdf(pdf([first, page_of_table([("Noi dung", "So"), ("Nu", "20")], 60)]), "x")
    (table,) = tables(document)
    assert [entry[:3] for entry in grid(document, table)] == [
        ("Noi dung", 0, 0), ("So", 0, 1), ("Doan vien", 1, 0), ("42", 1, 1), ("Nu", 2, 0), ("20", 2, 1),
    ]  # fmt: skip
    assert document.notes == ("table heads repeated on a new page left out: 1",)


def test_a_sub_row_at_the_head_of_a_page_is_not_taken_for_the_rest_of_the_row_above() -> None:
    document = read_pdf(pdf([page_of_table([("1", "Doan vien 42")], 740), page_of_table([("", "nu 20"), ("2", "x")], 60)]), "x")
    (table,) = tables(document)
    # digits in it: a row of its own, for a joined one would be a wrong figure
    assert [entry[0] for entry in grid(document, table)] == ["1", "Doan vien 42", "", "nu 20", "2", "x"]


def test_tables_with_other_columns_stay_two() -> None:
    second = ruled(Page(), [85, 200, 400], [60, 80, 100]).text(90, 63, "a", 10).text(205, 83, "b", 10)
    assert len(tables(read_pdf(pdf([page_of_table([("a", "1"), ("b", "2")], 740), second]), "x"))) == 2


def test_two_tables_with_text_between_stay_two() -> None:
    first = page_of_table([("a", "1"), ("b", "2")], 700)
    second = page_of_table([("c", "3"), ("d", "4")], 100).text(85, 70, "Bang 2.")
    assert len(tables(read_pdf(pdf([first, second]), "x"))) == 2


def test_a_file_without_letters_and_pictures_is_refused() -> None:
    with pytest.raises(ReadError, match="no text layer"):
        read_pdf(pdf([Page()]), "bc.pdf")


def test_truncated_and_damaged_files() -> None:
    data = pdf([Page().lines(85, 80, FULL)] * 3)
    for cut in (50, len(data) // 2, len(data) - 10):
        with pytest.raises(ReadError, match="cut short"):
            read_pdf(data[:cut], "x")
    with pytest.raises(ReadError):
        read_pdf(data.replace(b"/Kids", b"/Kins").replace(b"/Root", b"/Boot"), "x")


def test_what_the_parser_passes_over_is_noted() -> None:
    data = pdf([Page().lines(85, 80, FULL, SHORT)]).replace(b"(nguoi lao dong.) Tj", b"/nguoilaodong.  Tj ")
    document = read_pdf(data, "x")
    assert texts(document) == [FULL]
    assert document.notes == ("damaged places of the PDF passed over, where text may be missing: 1",)


# ---- printed by LibreOffice: Vietnamese letters, stretched lines, real tables


BODY = [
    "I. TÌNH HÌNH ĐOÀN VIÊN VÀ NGƯỜI LAO ĐỘNG",
    "Năm 2024, Công đoàn cơ sở có 45 công chức, viên chức, người lao động, trong đó nữ là 23 người; tổng số đoàn viên công đoàn là "
    "42 người, đạt tỷ lệ 93,3%. Thu nhập bình quân 9.842.000 đồng/người/tháng, tăng 4,2% so với cùng kỳ năm trước.",
    "- Tổ chức thăm hỏi, động viên 15 lượt đoàn viên ốm đau, hiếu hỷ với tổng số tiền 7.500.000 đồng từ nguồn tài chính công đoàn.",
    "- Vận động ủng hộ quỹ vì người nghèo: 3,2 triệu đồng.",
    "+ Trong đó nữ đoàn viên đóng góp 1,5 triệu đồng, chiếm 46,9% tổng số.",
    "II. PHƯƠNG HƯỚNG NĂM 2025",
    "1. Phấn đấu 100% đoàn viên được phổ biến nghị quyết; kết nạp từ 03 đoàn viên mới trở lên, giới thiệu ít nhất 02 đoàn viên "
    "ưu tú cho Đảng.",
]  # fmt: skip


def add_page_number(paragraph: WordParagraph) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind or "")
        paragraph.add_run()._r.append(element)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A report of several pages: letterhead, justified text with first-line indents, a merged table, signatures."""
    office()
    report = python_docx.Document()
    normal = report.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(14)
    normal.paragraph_format.space_after = Pt(6)
    section = report.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    add_page_number(section.header.paragraphs[0])
    head = report.add_table(3, 2)
    rows = (
        ("CÔNG ĐOÀN NGÀNH Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        ("CĐCS VĂN PHÒNG", "Độc lập - Tự do - Hạnh phúc"),
        ("Số: 07/BC-CĐCS", "Gia Lai, ngày 18 tháng 12 năm 2024"),
    )
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            paragraph = head.cell(index, column).paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(text).font.size = Pt(12)
    for _ in range(6):
        for text in BODY:
            paragraph = report.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Cm(1.27)
            paragraph.add_run(text).bold = text.isupper()
    table = report.add_table(12, 3, style="Table Grid")
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Đoàn viên"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Công đoàn bộ phận"
    table.cell(1, 1).text, table.cell(1, 2).text = "Tổng số", "Trong đó nữ"
    for index in range(2, 12):
        for column, text in enumerate((f"Phân xưởng sản xuất và lắp ráp số {index}", f"{index}1.250", f"{index}4")):
            table.cell(index, column).text = text
    path = tmp_path_factory.mktemp("printed") / "bc.docx"
    report.save(str(path))
    return path, print_to_pdf(path, path.parent)


def test_a_printed_report_reads_like_its_word_file(printed: tuple[Path, bytes]) -> None:
    path, data = printed
    word, page = read(path), read_pdf(data, "bc.pdf")
    plain = [b for b in word.blocks if isinstance(b, Paragraph)]
    assert [t for t, b in zip(texts(page), page.blocks, strict=True) if isinstance(b, Paragraph)] == [
        word.text[b.span.start : b.span.end] for b in plain
    ]
    assert [b.bold for b in page.blocks if isinstance(b, Paragraph)] == [b.bold for b in plain]
    (head, *others), (word_head, *word_others) = tables(page), tables(word)
    # without rules no row can be seen: each side of a letterhead is one cell
    sides = ["\n".join(text for text, _, column, *_ in grid(word, word_head) if column == side) for side in (0, 1)]
    assert grid(page, head) == [(sides[0], 0, 0, 1, 1), (sides[1], 0, 1, 1, 1)]
    assert [grid(page, t) for t in others] == [grid(word, t) for t in word_others]
    assert page.text == unicodedata.normalize("NFC", page.text)
    assert page.source.pages is not None
    assert page.notes == (f"page numbers left out: {page.source.pages}",)
    assert page.source.pages > 2


def test_every_block_has_its_page_and_place(printed: tuple[Path, bytes]) -> None:
    document = read_pdf(printed[1], "bc.pdf")
    pages = [block.page for block in document.blocks]
    assert all(pages)
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert all(
        block.box is not None and block.box.x0 < block.box.x1 and block.box.top < block.box.bottom for block in document.blocks
    )


def test_places_tell_where_the_characters_stand(printed: tuple[Path, bytes]) -> None:
    document = read_pdf(printed[1], "bc.pdf")
    spans = [place.span for place in document.places]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = "".join(document.text[span.start : span.end] for span in spans)
    assert covered.replace(" ", "") == "".join(document.text.split())
    with pdfplumber.open(io.BytesIO(printed[1])) as file:
        for place in document.places[::5]:
            box = place.box
            page = file.pages[place.page - 1].crop((box.x0 - 0.1, box.top - 0.1, box.x1 + 0.1, box.bottom + 0.1))
            seen = unicodedata.normalize("NFC", page.extract_text())
            assert "".join(document.text[place.span.start : place.span.end].split()) in "".join(seen.split())


def test_figures_carry_page_and_box(printed: tuple[Path, bytes]) -> None:
    report = assemble(read_pdf(printed[1], "bc.pdf"), load_catalog())
    money = [fact for fact in report.facts if fact.as_written == "7.500.000 đồng"]
    assert len(money) == 6
    for fact in money:
        assert fact.evidence is not None
        assert fact.evidence.box is not None
        with pdfplumber.open(io.BytesIO(printed[1])) as file:
            box = fact.evidence.box
            words = file.pages[fact.evidence.page - 1].crop((box.x0 - 1, box.top - 1, box.x1 + 1, box.bottom + 1)).extract_text()
        assert "7.500.000" in words
    # the last table runs over a page: its figures stand on the page of their row
    assert report.facts[-1].evidence is not None
    assert report.facts[-1].evidence.page == report.source.pages
    assert {(f.evidence.ocr_confidence, f.evidence.doubtful) for f in report.facts if f.evidence} == {(None, ())}


def test_a_figure_of_recognised_words_tells_how_sure_they_are() -> None:
    sure = Word("có", 85, 97, 80, 92, 12, False, confidence=96)
    unsure = Word("45", 100, 112, 80, 92, 12, False, confidence=61, doubtful=(1,))
    line = Line(1, (sure, unsure))
    (recognised,) = paragraphs([line], measure([[line]], [595]), [595])
    places: list[Place] = []
    text, blocks = compose([ParagraphDraft("Công đoàn"), recognised], places)
    source = Source(name="x", sha256="", media_type="image/png", reader="ocr", pages=1)
    document = Document(source=source, text=text, blocks=blocks, places=tuple(places))
    evidence = find_evidence(document, Span(start=13, end=15), blocks[1])
    assert text[13:15] == "45"
    assert evidence == Evidence(page=1, box=Box(x0=100, top=80, x1=112, bottom=92), ocr_confidence=61, doubtful=(14,))
    whole = find_evidence(document, Span(start=10, end=15), blocks[1])
    assert whole is not None
    assert (whole.ocr_confidence, whole.box) == (61, Box(x0=85, top=80, x1=112, bottom=92))
    assert find_evidence(document, Span(start=0, end=4), blocks[0]) is None


def test_the_same_bytes_give_the_same_json(printed: tuple[Path, bytes]) -> None:
    assert read_pdf(printed[1], "x").model_dump_json() == read_pdf(printed[1], "x").model_dump_json()


def test_an_encrypted_pdf_is_refused(printed: tuple[Path, bytes], tmp_path: Path) -> None:
    options = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"bí mật"}}'
    data = print_to_pdf(printed[0], tmp_path, options)
    with pytest.raises(ReadError, match="encrypted") as caught:
        read_pdf(data, "bc.pdf")
    assert "password" in caught.value.hint
