"""PDF files: pages, each read the way its text allows → lines → paragraphs and tables."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from pypdfium2 import PdfiumError

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Place, Source
from cdcs_parse.readers.compose import compose
from cdcs_parse.readers.page_columns import find_columns
from cdcs_parse.readers.page_content import PageContent
from cdcs_parse.readers.page_flow import find_drafts
from cdcs_parse.readers.page_lines import Line
from cdcs_parse.readers.pdf_caps import refuse_bombs
from cdcs_parse.readers.pdf_careful import AGAIN, CarefulFile, Faults
from cdcs_parse.readers.pdf_drawings import holds_drawings
from cdcs_parse.readers.pdf_fast import FastFile, FastPage
from cdcs_parse.readers.pdf_scans import recognise_scans
from cdcs_parse.readers.syllables import soundness

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 1000

_AGAIN = "scan it again, straight and at 300 dpi, or ask for the Word file"
_CID = re.compile(r"\(cid:\d+\)")
# sound pages have 98 possible syllables of 100 and more; torn words leave less than 90
_SOUND = 0.95
_START = re.compile(rb"startxref\s+(\d+)\s")
_INDEX = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_FIGURE = re.compile(r"[-–]?\d[\d.,/%]*")


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF, its scanned pages by text recognition; page numbers and running heads are left out, and said so in `notes`.

    Raises ReadError for truncated, damaged and encrypted files, and for scans where tesseract is missing or fails.
    """
    # a file ends with %%EOF; without it the pages at its end are missing, and a lenient parser would not say so
    if b"%%EOF" not in data.rstrip(b"\0")[-4096:]:
        raise ReadError("cut short: the end of the PDF is missing", where=name, hint=AGAIN)
    refuse_bombs(data, name)
    with Faults() as faults:
        pages = _read_pages(data, name)
    notes: list[str] = []
    if faults.count:
        notes.append(f"damaged places of the PDF passed over, where text may be missing: {faults.count}")
    notes += recognise_scans(data, pages, name)
    _check_letters(pages, name)
    places: list[Place] = []
    drafts = find_drafts(pages, notes)
    # the words have gone into the drafts; of hundreds of pages they take more memory than the document made of them
    for page in pages:
        page.lines, page.tables = [], []
    text, blocks = compose(drafts, places)
    rotated = sum(page.rotated for page in pages)
    if rotated:
        notes.append(f"rotated words outside tables left out: {rotated}")
    _note_aside(pages, notes)
    return Document(
        source=Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type=MEDIA_TYPE, reader="pdf", pages=len(pages)),
        text=text,
        blocks=blocks,
        notes=tuple(notes),
        places=tuple(places),
    )


def _note_aside(pages: Sequence[PageContent], notes: list[str]) -> None:
    marks = Counter(page.watermark.strip() for page in pages if page.watermark.strip())
    notes += [f"watermark left out: {text} (pages: {count})" for text, count in marks.items()]
    notes += [f"digital signature left out: {stamp} (page {page.number})" for page in pages for stamp in page.stamps]


def _read_pages(data: bytes, name: str) -> list[PageContent]:
    """Every page by the fast way where that can be trusted, else by the careful one."""
    with ExitStack() as opened:
        careful = opened.enter_context(CarefulFile(data, name))
        fast: FastFile | None = None
        # pdfium mends a broken index without a word; pdfminer says what it had to leave
        if _index_stands(data):
            try:
                fast = opened.enter_context(FastFile(data))
            except PdfiumError:
                fast = None
        number = fast.pages if fast else careful.pages
        if number == 0:
            raise ReadError("has no pages", where=name, hint=AGAIN)
        if number > MAX_PAGES:
            raise ReadError(f"has {number} pages", where=name, hint="give the report alone")
        if holds_drawings(data):
            careful.refuse_repetitions()
        pages = []
        if fast:
            # a page that the page tree claims and pdfium cannot load: the tree lies, pdfminer finds the pages itself
            with suppress(PdfiumError):
                for index in range(number):
                    found = fast.read(index)
                    pages.append(_take(found, index + 1) or careful.read(index, found.words))
                return pages
        if careful.pages == 0:
            raise ReadError("has no pages", where=name, hint=AGAIN)
        return [careful.read(index) for index in range(careful.pages)]


def _index_stands(data: bytes) -> bool:
    """True when the file's own index (cross-reference table) is where its end says."""
    starts = _START.findall(data, max(0, len(data) - 4096))
    offset = int(starts[-1]) if starts else -1
    header = max(0, data.find(b"%PDF-", 0, 1024))
    return offset >= 0 and any(_INDEX.match(data, offset + shift) for shift in (0, header))


def _take(found: FastPage, number: int) -> PageContent | None:
    """The content of a page read fast, where it is sound Vietnamese without tables; None where it must be read with care."""
    if not found.plain or found.ruled or not found.words:
        return None
    sound = soundness(" ".join(word.text for word in found.words))
    if not sound.possible or sound.share < _SOUND:
        return None
    page = PageContent(number, found.width, found.height, "fast", sum(len(word.text) for word in found.words), found.pictures)
    page.watermark = found.watermark
    page.place(found.words)
    return None if _has_number_columns(page.lines, number) else page


def _has_number_columns(lines: Sequence[Line], number: int) -> bool:
    """True for a table without rules: figures under each other beside a gutter."""
    for region in find_columns(lines, number):
        figures = sum(bool(_FIGURE.fullmatch(cell.text)) for cell in region.table.cells if cell.column)
        if figures >= 3:
            return True
    return False


def _check_letters(pages: Sequence[PageContent], name: str) -> None:
    letters = sum(page.letters for page in pages)
    if letters == 0:
        raise ReadError("has no text layer, and no text was recognised in it", where=name, hint=_AGAIN)
    unmapped = sum(len(m.group()) for page in pages for line in page.lines for m in _CID.finditer(line.text))
    if unmapped * 20 > letters:
        hint = "print it and scan it, or ask for the Word file"
        raise ReadError("its letters carry no Unicode values, so they cannot be read", where=name, hint=hint)
