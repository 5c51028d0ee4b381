"""Born-digital PDF files: pages → words → lines → paragraphs and tables."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Place, Source
from cdcs_parse.readers.compose import Draft, TableDraft, compose
from cdcs_parse.readers.page_columns import find_columns
from cdcs_parse.readers.page_lines import Line, Word, find_furniture, find_lines, read_words
from cdcs_parse.readers.page_paragraphs import measure, paragraphs
from cdcs_parse.readers.page_tables import RuledTable, append_rows, build_table, continues
from cdcs_parse.readers.pdf_caps import refuse_bombs

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 1000

_AGAIN = "ask the sender for it again"
_OCR = "run text recognition (OCR) on it, or ask for the Word file"
_CID = re.compile(r"\(cid:\d+\)")
# what pdfminer only logs when it passes over a part of the file; harmless warnings (fonts without a box) are not among them
_PASSED_OVER = ("Data-loss", "Cannot render", "Could not set text font", "Not adding object", "Invalid MediaBox")
# fewer letters than this on the average page, and there are pictures: a stamp over a scan
_SCAN_LETTERS = 20


@dataclass(slots=True)
class _Page:
    """What was found on one page."""

    width: float
    height: float
    letters: int
    pictures: int
    rotated: int
    lines: list[Line]
    tables: list[RuledTable] = field(default_factory=list)


class _Faults(logging.Handler):
    """Counts what pdfminer passes over while this thread reads, so that such a loss is not silent."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record of this thread."""
        if record.thread == self._thread and record.getMessage().startswith(_PASSED_OVER):
            self.count += 1

    def __enter__(self) -> _Faults:
        logging.getLogger("pdfminer").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("pdfminer").removeHandler(self)


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF with a text layer; page numbers and running heads are left out, and said so in `notes`.

    Raises ReadError for truncated, damaged and encrypted files and for scans.
    """
    # a file ends with %%EOF; without it the pages at its end are missing, and a lenient parser would not say so
    if b"%%EOF" not in data.rstrip(b"\0")[-4096:]:
        raise ReadError("cut short: the end of the PDF is missing", where=name, hint=_AGAIN)
    refuse_bombs(data, name)
    with _Faults() as faults:
        pages = _read_pages(data, name)
    _check_text(pages, name)
    notes: list[str] = []
    if faults.count:
        notes.append(f"damaged places of the PDF passed over, where text may be missing: {faults.count}")
    places: list[Place] = []
    text, blocks = compose(_drafts(pages, notes), places)
    scans = [str(index) for index, page in enumerate(pages, start=1) if page.letters == 0 and page.pictures]
    if scans:
        notes.append(f"pages without text layer (scans) left out: {', '.join(scans)}")
    rotated = sum(page.rotated for page in pages)
    if rotated:
        notes.append(f"rotated words outside tables left out: {rotated}")
    return Document(
        source=Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type=MEDIA_TYPE, reader="pdf", pages=len(pages)),
        text=text,
        blocks=blocks,
        notes=tuple(notes),
        places=tuple(places),
    )


def _read_pages(data: bytes, name: str) -> list[_Page]:
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ReadError(f"has {len(pdf.pages)} pages", where=name, hint="give the report alone")
            pages = []
            for number, page in enumerate(pdf.pages, start=1):
                pages.append(_read_page(page, number))
                page.close()
            return pages
    except ReadError:
        raise
    except (PdfminerException, PDFPasswordIncorrect, PDFEncryptionError) as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) or isinstance(error, PDFPasswordIncorrect):
            raise ReadError("encrypted with a password", where=name, hint="save it without a password") from error
        raise ReadError(f"damaged PDF ({type(cause).__name__})", where=name, hint=_AGAIN) from error
    except Exception as error:
        # pdfminer meets damaged files with whatever its code stumbles over; none of it is for the user
        raise ReadError(f"damaged PDF ({type(error).__name__})", where=name, hint=_AGAIN) from error


def _read_page(page: Any, number: int) -> _Page:
    if len({(c["text"], round(c["x0"]), round(c["top"])) for c in page.chars}) < len(page.chars):
        # letters printed twice, a hair apart, to look bold
        page = page.dedupe_chars(tolerance=1, extra_attrs=())
    words = read_words(page.extract_words(return_chars=True))
    tables: list[RuledTable] = []
    used: set[int] = set()
    if len(page.edges) >= 4:
        for found in page.find_tables():
            built = build_table([tuple(cell) for cell in found.cells], [w for w in words if id(w) not in used], number)
            if built is not None and any(cell.text for cell in built[0].draft.cells):
                tables.append(built[0])
                used |= built[1]
    free = [word for word in words if id(word) not in used]
    upright: list[Word] = [word for word in free if word.upright]
    return _Page(
        width=float(page.width),
        height=float(page.height),
        letters=sum(len(word.text) for word in words),
        pictures=len(page.images),
        rotated=len(free) - len(upright),
        lines=find_lines(upright, number),
        tables=tables,
    )


def _check_text(pages: Sequence[_Page], name: str) -> None:
    if not pages:
        raise ReadError("has no pages", where=name, hint=_AGAIN)
    letters, pictures = sum(page.letters for page in pages), sum(page.pictures for page in pages)
    if letters == 0 or (pictures and letters < _SCAN_LETTERS * len(pages)):
        raise ReadError("has no text layer (a scan or pictures)", where=name, hint=_OCR)
    unmapped = sum(len(m.group()) for page in pages for line in page.lines for m in _CID.finditer(line.text))
    if unmapped * 20 > letters:
        raise ReadError("its letters carry no Unicode values, so they cannot be read", where=name, hint=_OCR)


def _drafts(pages: Sequence[_Page], notes: list[str]) -> list[Draft]:
    furniture, numbers, heads = find_furniture([page.lines for page in pages], [page.height for page in pages])
    for count, what in ((numbers, "page numbers"), (heads, "lines of running heads and feet")):
        if count:
            notes.append(f"{what} left out: {count}")
    for page in pages:
        page.lines = [line for line in page.lines if id(line) not in furniture]
    widths = [page.width for page in pages]
    layout = measure([page.lines for page in pages], widths)
    out: list[Draft] = []
    run: list[Line] = []
    last: RuledTable | None = None
    repeated = 0
    for item in (item for index, page in enumerate(pages, start=1) for item in _order(page, index)):
        if isinstance(item, Line):
            run.append(item)
            last = None
            continue
        out += paragraphs(run, layout, widths)
        run = []
        if isinstance(item, TableDraft):
            out.append(item)
            last = None
        elif last is not None and last.page == item.page - 1 and continues(last, item):
            repeated += append_rows(last.draft, item.draft)
            last = RuledTable(last.draft, item.columns, item.page, item.top, item.bottom)
        else:
            out.append(item.draft)
            last = item
    out += paragraphs(run, layout, widths)
    if repeated:
        notes.append(f"table heads repeated on a new page left out: {repeated}")
    return out


def _order(page: _Page, number: int) -> Iterator[Line | TableDraft | RuledTable]:
    """What stands on a page from top to bottom: lines, columns as tables, ruled tables."""
    placed: list[tuple[float, Line | TableDraft | RuledTable]] = [(table.top, table) for table in page.tables]
    # columns are looked for between ruled tables, not across them
    cuts = sorted(table.top for table in page.tables)
    stretches: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in page.lines:
        stretches[sum(cut <= line.top for cut in cuts)].append(line)
    for lines in stretches:
        regions = find_columns(lines, number)
        inside = {index for region in regions for index in range(region.start, region.end)}
        placed += [(line.top, line) for index, line in enumerate(lines) if index not in inside]
        placed += [(lines[region.start].top, region.table) for region in regions]
    yield from (item for _, item in sorted(placed, key=lambda pair: pair[0]))
