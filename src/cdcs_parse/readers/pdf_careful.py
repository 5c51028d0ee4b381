"""The careful way to read a PDF page: pdfplumber gives words and ruled tables."""

from __future__ import annotations

import io
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import atan2, degrees
from typing import Any, TypeVar

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from cdcs_parse.errors import ReadError
from cdcs_parse.readers.page_aside import is_watermark
from cdcs_parse.readers.page_content import PageContent
from cdcs_parse.readers.page_lines import Word, read_words
from cdcs_parse.readers.page_tables import build_table
from cdcs_parse.readers.pdf_drawings import refuse_repetitions
from cdcs_parse.readers.syllables import soundness

T = TypeVar("T")

AGAIN = "ask the sender for it again"
# what pdfminer only logs when it passes over a part of the file; harmless warnings (fonts without a box) are not among them
_PASSED_OVER = ("Data-loss", "Cannot render", "Could not set text font", "Not adding object", "Invalid MediaBox")


# so much sounder must the fast way's words be to be taken
_SOUNDER = 0.02


class Faults(logging.Handler):
    """Counts what pdfminer passes over while this thread reads, so that such a loss is not silent."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record of this thread."""
        if record.thread == self._thread and record.getMessage().startswith(_PASSED_OVER):
            self.count += 1

    def __enter__(self) -> Faults:
        logging.getLogger("pdfminer").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("pdfminer").removeHandler(self)


class CarefulFile:
    """A PDF opened with pdfplumber when the first page asks for it; use as a context manager."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._file: Any = None

    def __enter__(self) -> CarefulFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            # pdfplumber's own close() asks for the pages again, and with them for the fault that ended the reading
            self._file.flush_cache()
            self._file.stream.close()

    @property
    def pages(self) -> int:
        """The number of pages."""
        return len(self._guarded(lambda: self._opened().pages))

    def refuse_repetitions(self) -> None:
        """Raise ReadError when drawings that draw one another would never end."""
        self._guarded(lambda: refuse_repetitions((page.page_obj for page in self._opened().pages), self._name))

    def read(self, index: int, other: Sequence[Word] = ()) -> PageContent:
        """The content of a page, counted from 0.

        `other` are its words as the fast way sees them; they are taken where they are plainly the sounder ones: pdfium knows
        what letters put together of parts (o and a circumflex drawn apart) stand for.
        """
        return self._guarded(lambda: self._read(index, other))

    def _opened(self) -> Any:
        if self._file is None:
            self._file = pdfplumber.open(io.BytesIO(self._data))
        return self._file

    def _read(self, index: int, other: Sequence[Word]) -> PageContent:
        page = _upright(self._opened().pages[index])
        content = _read_page(page, index + 1, other)
        # what pdfplumber and pdfminer keep of a page would grow with the number of pages
        page.close()
        page.page_obj.doc._cached_objs.clear()
        return content

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except (ReadError, MemoryError):
            raise
        except (PdfminerException, PDFPasswordIncorrect, PDFEncryptionError) as error:
            cause = error.args[0] if error.args else error
            if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) or isinstance(error, PDFPasswordIncorrect):
                raise ReadError("encrypted with a password", where=self._name, hint="save it without a password") from error
            raise ReadError(f"damaged PDF ({type(cause).__name__})", where=self._name, hint=AGAIN) from error
        except Exception as error:
            # pdfminer meets damaged files with whatever its code stumbles over; none of it is for the user
            raise ReadError(f"damaged PDF ({type(error).__name__})", where=self._name, hint=AGAIN) from error


def _is_watermark(char: Any) -> bool:
    color = char["non_stroking_color"]
    parts = [float(part) for part in color if isinstance(part, int | float)] if isinstance(color, tuple | list) else []
    lightness = sum(parts) / len(parts) if parts else 0.0
    # of four colours of ink, none is white
    a, b, *_ = char["matrix"]
    return is_watermark(a, b, char["size"], 1 - lightness if len(parts) == 4 else lightness)


def _upright(page: Any) -> Any:
    """The page turned so that most of its letters stand upright: annexes lie across, and pages are turned by mistake."""
    angles = Counter(round(degrees(atan2(c["matrix"][1], c["matrix"][0])) / 90) % 4 for c in page.chars if not c["text"].isspace())
    turns = angles.most_common(1)[0][0] if angles else 0
    if not turns:
        return page
    source = page.page_obj
    source.rotate = (source.rotate + 90 * turns) % 360
    return Page(page.pdf, source, page_number=page.page_number)


def _read_page(page: Any, number: int, other: Sequence[Word]) -> PageContent:
    if len({(c["text"], round(c["x0"]), round(c["top"])) for c in page.chars}) < len(page.chars):
        # letters printed twice, a hair apart, to look bold
        page = page.dedupe_chars(tolerance=1, extra_attrs=())
    watermark = [c for c in page.chars if _is_watermark(c)]
    if watermark:
        page = page.filter(lambda item: item["object_type"] != "char" or not _is_watermark(item))
    words = read_words(page.extract_words(return_chars=True))
    if other and _share(other) > _share(words) + _SOUNDER:
        words = list(other)
    content = PageContent(number, float(page.width), float(page.height), "careful")
    content.letters = sum(len(word.text) for word in words)
    content.pictures = len(page.images)
    content.watermark = "".join(c["text"] for c in watermark)
    used: set[int] = set()
    if len(page.edges) >= 4:
        for found in page.find_tables():
            built = build_table([tuple(cell) for cell in found.cells], [w for w in words if id(w) not in used], number)
            if built is not None and any(cell.text for cell in built[0].draft.cells):
                content.tables.append(built[0])
                used |= built[1]
    content.place([word for word in words if id(word) not in used])
    return content


def _share(words: Iterable[Word]) -> float:
    return soundness(" ".join(word.text for word in words)).share
