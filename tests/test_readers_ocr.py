"""Scans and photos: recognised words, ruled tables, seals, doubt; what happens without tesseract."""

from __future__ import annotations

import io
import os
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import cdcs_parse
from builders.pdf import Page, pdf
from builders.scan import picture_pages, save_pictures, scan
from builders.tesseract import needs_tesseract
from cdcs_parse.errors import ReadError
from cdcs_parse.export.console import report_text
from cdcs_parse.model.document import Table
from cdcs_parse.model.fact import Fact
from cdcs_parse.readers import ocr_engine, programs, read
from cdcs_parse.readers.ocr import _surer
from cdcs_parse.readers.ocr_engine import Mark
from cdcs_parse.readers.ocr_picture import find_skew, is_blank, prepare
from cdcs_parse.readers.ocr_repairs import repair
from cdcs_parse.readers.ocr_rules import find_cells, find_rules, without_rules
from cdcs_parse.readers.pdf import read_pdf

REPORTS = Path(__file__).resolve().parent.parent / "samples" / "reports"
SAMPLE = REPORTS / "nuoc-sach-2024.pdf"
FULL = "Trong nam cong doan co so da to chuc nhieu hoat dong cham lo cho doan vien va"


@pytest.fixture
def tesseract() -> None:
    """Skips the test where tesseract with Vietnamese is missing, but not in CI."""
    needs_tesseract()


@cache
def sample_scan() -> bytes:
    # the first page, and the last with its table
    return scan(SAMPLE.read_bytes(), pages=(0, 4))


# ---- pictures


def lined(width: int = 1200, height: int = 800) -> Image.Image:
    """Ten dark lines of 'text' on paper."""
    picture = Image.new("L", (width, height), 235)
    draw = ImageDraw.Draw(picture)
    for row in range(10):
        for word in range(12):
            draw.rectangle((100 + word * 85, 100 + row * 60, 160 + word * 85, 118 + row * 60), fill=40)
    return picture


@pytest.mark.parametrize("angle", [-2.3, -0.7, 0.0, 0.4, 1.5])
def test_a_crooked_page_is_turned_back(angle: float) -> None:
    crooked = lined().rotate(angle, Image.Resampling.BICUBIC, fillcolor=235)
    assert prepare(crooked, 200).turn == pytest.approx(-angle, abs=0.1)


def test_an_empty_page_is_blank_whatever_its_grain() -> None:
    paper = Image.effect_noise((800, 1000), 12).point([min(255, value + 90) for value in range(256)])
    assert is_blank(prepare(paper, 200).hard)
    assert not is_blank(prepare(lined(), 200).hard)
    assert find_skew(prepare(lined(), 200).hard, 200) == 0.0


def test_red_ink_vanishes_and_black_under_it_stays() -> None:
    page = Image.new("RGB", (600, 600), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((200, 290, 400, 310), fill="black")
    draw.ellipse((150, 150, 450, 450), outline=(200, 30, 40), width=20)
    picture = prepare(page, 200)
    assert picture.red
    assert picture.soft.getpixel((160, 300)) == 255
    assert picture.soft.getpixel((300, 300)) == 0
    assert not prepare(Image.new("RGB", (600, 600), "white"), 200).red


def test_uneven_light_is_made_even() -> None:
    shade = Image.linear_gradient("L").resize((1200, 800)).point([100 + value * 155 // 255 for value in range(256)])
    page = lined().point([255 if value > 128 else 40 for value in range(256)])
    dark = Image.composite(shade, Image.new("L", shade.size, 30), page.point([255 if value > 128 else 0 for value in range(256)]))
    soft = prepare(dark, 200).soft
    assert soft.getpixel((50, 20)) == soft.getpixel((50, 780)) == 255


# ---- ruling lines


def grid(columns: list[int], rows: list[int]) -> Image.Image:
    page = Image.new("L", (1000, 700), 255)
    draw = ImageDraw.Draw(page)
    for y in rows:
        draw.line((columns[0], y, columns[-1], y), fill=0, width=2)
    for x in columns:
        draw.line((x, rows[0], x, rows[-1]), fill=0, width=2)
    return page


def test_cells_of_a_ruled_table() -> None:
    page = grid([100, 300, 600, 900], [100, 160, 220])
    rules = find_rules(page, 200)
    (cells,) = find_cells(rules, 200)
    assert len(cells) == 6
    assert min(cells) == pytest.approx((36.4, 36.4, 108.4, 58.0), abs=0.8)
    assert without_rules(page, rules).getextrema() == (255, 255)


def test_merged_cells_of_a_ruled_table() -> None:
    page = grid([100, 300, 600, 900], [100, 160, 220])
    ImageDraw.Draw(page).rectangle((590, 105, 610, 155), fill=255)
    (cells,) = find_cells(find_rules(page, 200), 200)
    assert len(cells) == 5


def test_letters_are_no_rules() -> None:
    (picture,) = picture_pages(SAMPLE.read_bytes(), pages=(1,))
    page = prepare(picture, 200)
    assert find_rules(page.hard, 200) == []


# ---- two readings of a cell


def mark(text: str, confidence: int) -> Mark:
    return Mark(text, 0, 0, 10 * len(text), 20, 18.0, 20.0, confidence, ())


@pytest.mark.parametrize(
    ("page", "cell", "text", "doubtful"),
    [
        pytest.param(["201"], ["291"], "291", (0, 1, 2), id="two numbers: all its digits are doubtful"),
        pytest.param(["291"], ["291"], "291", (), id="agreed"),
        pytest.param(["12"], [], "12", (), id="nothing in the cell alone"),
        pytest.param([], ["12"], "12", (), id="nothing in the page"),
        pytest.param(["12", "000"], ["12000"], "12000", (), id="parted otherwise"),
    ],
)
def test_digits_read_in_two_ways_are_doubtful(page: list[str], cell: list[str], text: str, doubtful: tuple[int, ...]) -> None:
    found = _surer([mark(word, 90) for word in page], [mark(word, 92) for word in cell])
    assert (" ".join(word.text for word in found), found[0].doubtful) == (text, doubtful)


def test_the_surer_reading_of_a_cell_is_taken() -> None:
    assert [word.text for word in _surer([mark("4", 95)], [mark("A", 30)])] == ["4"]


# ---- whole files


def facts(report: cdcs_parse.Report, pages: tuple[int, ...] = ()) -> Counter[tuple[object, ...]]:
    def key(fact: Fact) -> tuple[object, ...]:
        return fact.indicator, tuple(sorted(fact.dimensions.items())), fact.value, fact.denominator, fact.role

    return Counter(key(fact) for fact in report.facts if not pages or (fact.evidence and fact.evidence.page in pages))


@pytest.mark.usefixtures("tesseract")
def test_a_scan_gives_the_figures_of_the_file_it_was_made_of(tmp_path: Path) -> None:
    copy = tmp_path / "scan.pdf"
    copy.write_bytes(sample_scan())
    found, expected = cdcs_parse.parse(copy), cdcs_parse.parse(SAMPLE)
    # the appendix was page 5 of five
    told, wanted = facts(found), facts(expected, (1, 5))
    right = sum((told & wanted).values())
    assert 2 * right / (told.total() + wanted.total()) >= 0.95
    # the table has the same cells
    (table,) = (block for block in found.document.blocks if isinstance(block, Table) and len(block.cells) > 20)
    assert [found.text[cell.span.start : cell.span.end] for cell in table.cells if cell.column == 4] == [
        "Năm 2024", "291", "288", "96", "12", "12.180.000", "17", "81", "42,6", "46", "64,35", "07", "696,21",
    ]  # fmt: skip
    assert (table.cells[-1].row, table.cells[-1].column) == (12, 4)
    evidence = next(fact.evidence for fact in found.facts if fact.as_written.startswith("12.180.000 đồng"))
    assert evidence is not None
    assert evidence.ocr_confidence is not None
    assert evidence.ocr_confidence > 80
    assert any(note.startswith("pages read by text recognition (Tesseract") and note.endswith("1, 2") for note in found.notes)


@pytest.mark.usefixtures("tesseract")
def test_a_scan_has_the_sections_of_the_file_it_was_made_of(tmp_path: Path) -> None:
    if len(ocr_engine.readers("tests")) < 2:
        assert not os.environ.get("CI"), "install tesseract-ocr-script-viet"
        pytest.skip("only one kind of Vietnamese data is installed")
    source = REPORTS / "mam-non-2023-2024.pdf"
    copy = tmp_path / "scan.pdf"
    copy.write_bytes(scan(source.read_bytes(), pages=(0, 1)))
    found, expected = cdcs_parse.parse(copy), cdcs_parse.parse(source)
    told, wanted = facts(found), facts(expected, (1, 2))
    right = sum((told & wanted).values())
    assert 2 * right / (told.total() + wanted.total()) >= 0.97
    # its numbers are typed "I/", which looks like U
    paths = [section.path for top in found.sections for section in top.walk()]
    assert paths == [section.path for top in expected.sections for section in top.walk()][: len(paths)]
    assert {"P1/I", "P1/II"} <= set(paths)
    assert any(note.startswith("heading numbers read as their count shows: ") for note in found.notes)


@pytest.mark.usefixtures("tesseract")
def test_a_scanned_page_among_others_is_read(tmp_path: Path) -> None:
    picture = tmp_path / "page.pdf"
    save_pictures(picture_pages(pdf([Page().lines(85, 80, FULL, "nguoi lao dong 1.234.567")])), picture)
    mixed = join_pdfs(pdf([Page().lines(85, 80, "Trang mot."), Page()]), picture.read_bytes())
    document = read_pdf(mixed, "x")
    assert document.text.startswith("Trang mot.")
    assert "1.234.567" in document.text
    place = next(place for place in document.places if document.text[place.span.start : place.span.end] == "1.234.567")
    assert (place.page, place.confidence is not None) == (3, True)


def join_pdfs(*files: bytes) -> bytes:
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("ending", ["jpg", "png", "bmp", "tiff"])
def test_photos_and_picture_files(ending: str, tmp_path: Path) -> None:
    page = Page().lines(85, 80, FULL, "nguoi lao dong, tong so 1.234 nguoi")
    pictures = [picture.convert("L") for picture in picture_pages(pdf([page, page]), dpi=150)]
    path = tmp_path / f"anh.{ending}"
    save_pictures(pictures if ending == "tiff" else pictures[:1], path, dpi=150)
    document = read(path)
    assert document.text.count("1.234") == (2 if ending == "tiff" else 1)
    assert (document.source.reader, document.source.pages) == ("images", 2 if ending == "tiff" else 1)


@pytest.mark.usefixtures("tesseract")
def test_a_page_laid_on_its_side_is_read(tmp_path: Path) -> None:
    (picture,) = picture_pages(pdf([Page().lines(85, 80, FULL, FULL, "nguoi lao dong, tong so 1.234 nguoi")]), dpi=150)
    path = tmp_path / "anh.png"
    save_pictures([picture.transpose(Image.Transpose.ROTATE_90)], path, dpi=150)
    assert "1.234" in read(path).text


@pytest.mark.usefixtures("tesseract")
def test_a_picture_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "anh.png"
    Image.new("L", (1000, 1400), 255).save(path)
    with pytest.raises(ReadError, match="no text was recognised"):
        read(path)


@pytest.mark.usefixtures("tesseract")
def test_damaged_and_huge_pictures_are_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    lined().save(whole, "PNG")
    torn = tmp_path / "torn.png"
    torn.write_bytes(whole.getvalue()[:900])
    with pytest.raises(ReadError, match="damaged picture"):
        read(torn)
    huge = tmp_path / "huge.png"
    Image.new("1", (30000, 30000)).save(huge)
    with pytest.raises(ReadError, match="too large"):
        read(huge)


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("pages", [[Page().scan()], [Page().scan(), Page()]])
def test_a_scan_without_text_is_refused(pages: list[Page]) -> None:
    with pytest.raises(ReadError, match="no text was recognised"):
        read_pdf(pdf(pages), "bc.pdf")


@pytest.mark.usefixtures("tesseract")
def test_an_empty_scanned_page_among_others_is_noted() -> None:
    document = read_pdf(pdf([Page().lines(85, 80, FULL, FULL), Page().scan()]), "x")
    assert "pages without any recognised text: 2" in document.notes


# ---- without the program


def test_without_tesseract_a_scan_is_refused_with_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "locate", lambda program: None)
    mixed = pdf([Page().lines(85, 80, FULL, FULL), Page().scan(), Page().scan()])
    with pytest.raises(ReadError) as caught:
        read_pdf(mixed, "bc.pdf")
    assert "pages 2, 3" in str(caught.value)
    assert "apt install tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet" in caught.value.hint


def test_without_vietnamese_a_scan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("tesseract") is None:
        monkeypatch.setattr(ocr_engine, "require", lambda *_, **__: Path("tesseract"))
    monkeypatch.setattr(ocr_engine, "languages", lambda _: frozenset({"eng", "osd"}))
    with pytest.raises(ReadError, match=r"Vietnamese data \(vie\)"):
        read_pdf(pdf([Page().scan()]), "bc.pdf")


# ---- doubt is shown


@pytest.mark.usefixtures("tesseract")
def test_doubt_is_shown_in_the_table_and_explained(tmp_path: Path) -> None:
    copy = tmp_path / "scan.pdf"
    copy.write_bytes(sample_scan())
    report = cdcs_parse.parse(copy)
    fact = next(fact for fact in report.facts if fact.evidence and not fact.evidence.doubtful)
    assert fact.evidence is not None
    unsure = fact.model_copy(update={"evidence": fact.evidence.model_copy(update={"doubtful": (fact.span.start,)})})
    doubted = report.model_copy(update={"facts": (unsure,)})
    assert "(?): chữ số nhận dạng từ ảnh quét chưa chắc đúng" in report_text(doubted)
    told = cdcs_parse.explain(doubted, fact.span.start).text()
    assert f"chữ số chưa chắc, cần đối chiếu với bản gốc: “{report.text[fact.span.start]}”" in told


@pytest.mark.parametrize(
    ("read", "meant", "count"),
    [
        ("chi 28 trả.", "chi 28 trđ.", 1),
        ("2 trở/người = 28 trả", "2 trđ/người = 28 trđ", 2),
        ("BCH 11 ở/c (nữ 02), 46/46 đíc.", "BCH 11 đ/c (nữ 02), 46/46 đ/c.", 2),
        # words of the language stay
        ("20 trả lời, đã trả.", "20 trả lời, đã trả.", 0),
        ("ở 11 trở lên", "ở 11 trở lên", 0),
        ("từ 11 trở", "từ 11 trở", 0),
    ],
)
def test_abbreviations_behind_figures_are_mended(read: str, meant: str, count: int) -> None:
    marks = [Mark(word, 10 * n, 0, 10 * n + 9, 10, 10.0, 10.0, 90, ()) for n, word in enumerate(read.split())]
    mended, number = repair(marks)
    assert " ".join(mark.text for mark in mended) == meant
    assert number == count
