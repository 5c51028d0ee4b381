"""Pages of a PDF that are pictures: which they are, and what text recognition makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from cdcs_parse.errors import ReadError
from cdcs_parse.readers.ocr import Scan, page_of, recognise_pages, recognition_notes
from cdcs_parse.readers.ocr_engine import check
from cdcs_parse.readers.page_content import PageContent
from cdcs_parse.readers.pdf_fast import LOCK

# beside a picture of the whole page, fewer letters than this are a digital signature or a fax line, not the page's text
_FEW_LETTERS = 200
_WHOLE = 0.6
# the resolution of a picture is kept within these (dots per inch): below, letters are too small; above, only time is lost
_COARSEST, _FINEST = 200.0, 300.0
_MAX_PIXELS = 25_000_000
_MAX_SOURCE_PIXELS = 200_000_000


def find_scans(data: bytes, pages: Sequence[PageContent]) -> list[int]:
    """The numbers of pages that are pictures: with no letters, or with few beside a picture of the whole page."""
    found = [page.number for page in pages if page.pictures and page.letters == 0]
    unsure = [page for page in pages if page.pictures and 0 < page.letters < _FEW_LETTERS]
    if unsure:
        with LOCK:
            document = pypdfium2.PdfDocument(data)
            try:
                for page in unsure:
                    sheet = document[page.number - 1]
                    width, height = sheet.get_size()
                    if any((x1 - x0) * (y1 - y0) > _WHOLE * width * height for x0, y0, x1, y1, _ in _pictures(sheet)):
                        found.append(page.number)
                    sheet.close()
            finally:
                document.close()
    return sorted(found)


def recognise_scans(data: bytes, pages: list[PageContent], name: str) -> list[str]:
    """Put what recognition finds in the place of the pages that are pictures; returns notes.

    Raises ReadError when there are such pages and tesseract is missing or fails: pages are never left out.
    """
    scans = find_scans(data, pages)
    if not scans:
        return []
    check(_named(scans, len(pages)), name)
    notes = []
    found = list(recognise_pages(_pictures_of(data, scans, name), name))
    for recognised in found:
        pages[recognised.number - 1] = page_of(recognised)
    notes += recognition_notes(found)
    return notes


def _named(scans: Sequence[int], count: int) -> str:
    if len(scans) == count:
        return "a scan"
    return f"page {scans[0]}, a scan," if len(scans) == 1 else f"pages {', '.join(map(str, scans))}, scans,"


def _pictures_of(data: bytes, scans: Sequence[int], name: str) -> Iterator[Scan]:
    """The pages as pictures, one at a time; all that is drawn on them, for a stamp may be text over the picture."""
    with LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number in scans:
            with LOCK:
                sheet = document[number - 1]
                try:
                    dpi = _resolution(sheet, number, name)
                    image = sheet.render(scale=dpi / 72, may_draw_forms=False).to_pil()
                finally:
                    sheet.close()
            yield Scan(number, image, dpi)
    finally:
        with LOCK:
            document.close()


def _resolution(sheet: Any, number: int, name: str) -> float:
    """That of the largest picture on the page, within what recognition can use and memory can hold."""
    width, height = map(float, sheet.get_size())
    finest: float = 0.0
    for x0, y0, x1, y1, pixels in _pictures(sheet):
        if pixels > _MAX_SOURCE_PIXELS:
            raise ReadError(
                f"page {number} holds a picture of {pixels // 1_000_000} megapixels", where=name, hint="scan it at 300 dpi"
            )
        if (x1 - x0) * (y1 - y0) > 0.1 * width * height:
            finest = max(finest, (pixels * 72 * 72 / ((x1 - x0) * (y1 - y0))) ** 0.5)
    most: float = (_MAX_PIXELS * 72 * 72 / max(1.0, width * height)) ** 0.5
    return min(max(_COARSEST, min(float(finest), _FINEST)), most)


def _pictures(sheet: Any) -> Iterator[tuple[float, float, float, float, int]]:
    """The place of each picture on the page, and its number of pixels."""
    for item in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        x0, y0, x1, y1 = item.get_bounds()
        wide, high = item.get_px_size()
        yield float(x0), float(y0), float(x1), float(y1), int(wide * high)
