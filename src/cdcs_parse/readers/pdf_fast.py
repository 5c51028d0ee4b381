"""The fast way to read a PDF page: pdfium gives characters with their places, words are made as pdfplumber makes them."""

from __future__ import annotations

import ctypes

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from math import hypot
from operator import itemgetter
from statistics import median
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from cdcs_parse.readers.page_lines import BOLD_FONT, Word
from cdcs_parse.text import normalize

# pdfium is not made for threads: two at once kill the process. One page is read at a time, whoever asks.
LOCK = threading.Lock()

# characters of a word stand at most so far apart, those of a line so far above each other (pdfplumber's own measures)
_NEAR = 3.0
# a drawn rule is thinner than this, and longer than a dot or a dash
_THIN, _SHORT = 3.0, 4.0
_OBJECTS = 200_000
_DEPTH = 8
# pdfium's signs for a hyphen at the end of a line
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xFFFF: "-"}
_LIGATURES = {"ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬁ": "fi", "ﬂ": "fl", "ﬆ": "st", "ﬅ": "st"}


@dataclass(slots=True)
class FastPage:
    """What pdfium sees on a page; `plain` is False where only the careful reading is to be trusted."""

    width: float
    height: float
    plain: bool = True
    ruled: bool = False
    pictures: int = 0
    words: list[Word] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the characters of one text object share."""

    top: float
    bottom: float
    size: float
    bold: bool
    upright: bool


class FastFile:
    """A PDF opened with pdfium; use as a context manager."""

    def __init__(self, data: bytes) -> None:
        with LOCK:
            self._file = pypdfium2.PdfDocument(data)
            self.pages = len(self._file)

    def __enter__(self) -> FastFile:
        return self

    def __exit__(self, *_: object) -> None:
        with LOCK:
            self._file.close()

    def read(self, index: int) -> FastPage:
        """The words of a page, counted from 0."""
        with LOCK, self._opened(index) as page:
            width, height = page.get_size()
            found = FastPage(width, height)
            media, crop = page.get_mediabox(), page.get_cropbox()
            if page.get_rotation() or media != crop or media[:2] != (0, 0):
                found.plain = False
                return found
            _look_at_objects(page, found)
            if found.plain:
                text = page.get_textpage()
                try:
                    found.words = _read_words(text, height, found)
                finally:
                    text.close()
            return found

    @contextmanager
    def _opened(self, index: int) -> Iterator[Any]:
        page = self._file[index]
        try:
            yield page
        finally:
            page.close()


def _look_at_objects(page: Any, found: FastPage) -> None:
    """Count pictures and see whether lines across and down are drawn, between which a table can stand."""
    across = down = False
    edges = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(edge) for edge in edges]
    left = _OBJECTS
    stack = [(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, 0)]
    while stack:
        holder, count, get, depth = stack.pop()
        number = count(holder)
        left -= number
        if left < 0 or depth > _DEPTH:
            found.plain = False
            return
        for index in range(number):
            item = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                found.pictures += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                stack.append((item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1))
            elif kind == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPageObj_GetBounds(item, *places):
                x0, y0, x1, y1 = (edge.value for edge in edges)
                across = across or x1 - x0 > _SHORT
                down = down or y1 - y0 > _SHORT
    found.ruled = across and down


def _read_words(text: Any, height: float, found: FastPage) -> list[Word]:
    """Characters in the order of the file → lines by their height, from left to right → words, as pdfplumber does."""
    chars = _read_chars(text, height, found)
    words: list[Word] = []
    for upright in (True, False):
        rows = sorted((c for c in chars if c[3].upright is upright), key=lambda c: c[3].top)
        line: list[_Char] = []
        last = 0.0
        for char in rows:
            if line and char[3].top - last > _NEAR:
                words += _split(sorted(line, key=itemgetter(0)))
                line = []
            line.append(char)
            last = char[3].top
        words += _split(sorted(line, key=itemgetter(0)))
    return words


_Char = tuple[float, float, str, _Run]


def _read_chars(page: Any, height: float, found: FastPage) -> list[_Char]:
    text = page.raw
    get_unicode, get_object, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetLooseCharBox
    address = ctypes.addressof
    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    fonts: dict[int, tuple[bool, float]] = {}
    out: list[_Char] = []
    last: int | None = None
    run: _Run | None = None
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = get_unicode(text, index)
        # spaces and line ends that pdfium adds by its own judgement
        if code in (32, 13, 10) and pdfium.FPDFText_IsGenerated(text, index):
            continue
        if not code or not get_box(text, index, place):
            found.plain = False
            continue
        item = get_object(text, index)
        if item:
            at = address(item.contents)
            if at != last:
                last, run = at, _run(text, index, item, height, fonts)
        if run is None:
            found.plain = False
            continue
        char = _HYPHENS.get(code) or (chr(code) if code < 0x110000 else "")
        out.append((box.left, box.right, char, run))
    return out


def _run(text: Any, index: int, item: Any, height: float, fonts: dict[int, tuple[bool, float]]) -> _Run:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    size = pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
    font = pdfium.FPDFTextObj_GetFont(item)
    at = ctypes.addressof(font.contents) if font else 0
    if at not in fonts:
        fonts[at] = _font(font) if font else (False, -0.2)
    bold, descent = fonts[at]
    bottom = height - (y.value + descent * size)
    upright = matrix.a * matrix.d > 0 and matrix.b * matrix.c <= 0
    return _Run(bottom - size, bottom, size, bold, upright)


def _font(font: Any) -> tuple[bool, float]:
    """Whether a font is bold by its name, and how far it reaches below the line at size 1."""
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, name, 256)
    descent = ctypes.c_float()
    pdfium.FPDFFont_GetDescent(font, 1.0, descent)
    return bool(BOLD_FONT.search(name.value.decode("latin-1"))), descent.value


def _split(line: Sequence[_Char]) -> Iterator[Word]:
    word: list[_Char] = []
    for char in line:
        if char[2].isspace():
            if word:
                yield from _word(word)
            word = []
            continue
        if word:
            before = word[-1]
            if char[0] < before[0] or char[0] > before[1] + _NEAR or abs(char[3].top - before[3].top) > _NEAR:
                yield from _word(word)
                word = []
        word.append(char)
    if word:
        yield from _word(word)


def _word(chars: Sequence[_Char]) -> Iterator[Word]:
    text = normalize("".join(_LIGATURES.get(c[2], c[2]) for c in chars)).replace("\u00ad", "")
    if not text:
        return
    letters = [c for c in chars if c[2].isalpha()] or chars
    runs = [run for run, _ in groupby(c[3] for c in chars)]
    first = runs[0]
    yield Word(
        text=text,
        x0=chars[0][0],
        x1=max(c[1] for c in chars),
        top=first.top if len(runs) == 1 else min(run.top for run in runs),
        bottom=first.bottom if len(runs) == 1 else max(run.bottom for run in runs),
        size=first.size if len(runs) == 1 else median(c[3].size for c in chars),
        bold=all(c[3].bold for c in letters),
        upright=first.upright,
    )
