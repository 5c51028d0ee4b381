"""The fast way to read a PDF page: pdfium gives characters with their places, words are made as pdfplumber makes them."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import hypot
from operator import itemgetter
from statistics import median
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from cdcs_parse.readers.page_aside import is_watermark
from cdcs_parse.readers.page_lines import BOLD_FONT, Word
from cdcs_parse.readers.symbols import readable
from cdcs_parse.text import normalize

# pdfium is not made for threads: two at once kill the process. One page is read at a time, whoever asks.
LOCK = threading.Lock()

# characters of a word stand at most so far apart, those of a line so far above each other (pdfplumber's own measures)
_NEAR = 3.0
_TWICE = 1.0
# the narrowest space, in font sizes; believed only where pdfium, too, sees one
_SPACE = 0.12
# a drawn rule is thinner than this, and longer than a dot or a dash
_THIN, _SHORT = 3.0, 4.0
_OBJECTS = 200_000
_DEPTH = 8
_CHARS = 100_000
# letters reach about so far below the line, in font sizes; what fonts say of themselves differs from subset to subset
_DESCENT = 0.2
# words with letters of two fonts: a few have a bold letter, more come of a font that lacks letters
_PATCHED = 0.01
# pdfium's signs for a hyphen at the end of a line
_SPACES = frozenset((32, 13, 10))
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xFFFF: "-"}
# joined letters, soft hyphens
_REWRITTEN = str.maketrans({"ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬁ": "fi", "ﬂ": "fl", "ﬆ": "st", "ﬅ": "st", "\u00ad": ""})


@dataclass(slots=True)
class FastPage:
    """What pdfium sees on a page; `plain` is False where the careful reading should be preferred.

    `patched` counts the words with letters of two fonts: one font lacked a letter and another was put in its place.
    """

    width: float
    height: float
    plain: bool = True
    ruled: bool = False
    pictures: int = 0
    patched: int = 0
    watermark: str = ""
    words: list[Word] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the characters of one text object share."""

    top: float
    bottom: float
    size: float
    bold: bool
    upright: bool
    font: int
    watermark: bool


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
    aside = [char for char in chars if not char[3].upright]
    for rows in ([char for char in chars if char[3].upright] if aside else chars, aside):
        rows.sort(key=lambda char: char[3].top)
        line: list[_Char] = []
        last = 0.0
        for char in rows:
            if line and char[3].top - last > _NEAR:
                words += _split(sorted(line, key=itemgetter(0)), found)
                line = []
            line.append(char)
            last = char[3].top
        words += _split(sorted(line, key=itemgetter(0)), found)
    found.plain = found.plain and found.patched <= 1 + len(words) * _PATCHED
    return [word for word in words if word.text]


# left, right, letter, what it shares with its neighbours, and whether pdfium saw a space before it that the file does not write
_Char = tuple[float, float, str, _Run, bool]


def _read_chars(page: Any, height: float, found: FastPage) -> list[_Char]:
    text = page.raw
    get_object, get_box = pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetLooseCharBox
    address = ctypes.addressof
    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    fonts: dict[int, bool] = {}
    out: list[_Char] = []
    gap = False
    last: int | None = None
    run: _Run | None = None
    number = pdfium.FPDFText_CountChars(text)
    if number > _CHARS:
        found.plain = False
        return []
    codes = (ctypes.c_ushort * (number + 1))()
    if pdfium.FPDFText_GetText(text, 0, number, codes) != number + 1:
        # characters without a letter, or of more than one code unit: no character can be told by its index
        found.plain = False
        return []
    for index in range(number):
        code = codes[index]
        # spaces and line ends that pdfium adds by its own judgement
        if code in _SPACES and pdfium.FPDFText_IsGenerated(text, index):
            gap = True
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
        if run.watermark:
            found.watermark += chr(code)
            continue
        out.append((box.left, box.right, _HYPHENS.get(code) or chr(code), run, gap))
        gap = False
    return out


def _run(text: Any, index: int, item: Any, height: float, fonts: dict[int, bool]) -> _Run:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    size = pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
    font = pdfium.FPDFTextObj_GetFont(item)
    at = ctypes.addressof(font.contents) if font else 0
    if at not in fonts:
        fonts[at] = bool(font) and _is_bold(font)
    bottom = height - y.value + _DESCENT * size
    upright = matrix.a * matrix.d > 0 and matrix.b * matrix.c <= 0
    return _Run(bottom - size, bottom, size, fonts[at], upright, at, is_watermark(matrix.a, matrix.b, size, _lightness(item)))


def _lightness(item: Any) -> float:
    """From 0 (black) to 1 (white)."""
    parts = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(item, *parts)
    return sum(part.value for part in parts[:3]) / (3 * 255)


def _is_bold(font: Any) -> bool:
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, name, 256)
    return bool(BOLD_FONT.search(name.value.decode("latin-1")))


def _split(line: Sequence[_Char], found: FastPage) -> Iterator[Word]:
    word: list[_Char] = []
    for char in line:
        if char[2].isspace():
            if word:
                yield _word(word, found)
            word = []
            continue
        if word:
            before = word[-1]
            if char[2] == before[2] and char[0] - before[0] < _TWICE:
                # printed twice, a hair apart, to look bold
                found.plain = False
                continue
            near = _NEAR if not char[4] else _SPACE * before[3].size
            if char[0] < before[0] or char[0] > before[1] + near or abs(char[3].top - before[3].top) > _NEAR:
                yield _word(word, found)
                word = []
        word.append(char)
    if word:
        yield _word(word, found)


def _word(chars: Sequence[_Char], found: FastPage) -> Word:
    # the same few hundred words over and over
    text = sys.intern(readable(normalize("".join([char[2] for char in chars])).translate(_REWRITTEN)))
    x0, x1 = chars[0][0], max([char[1] for char in chars])
    runs = {id(char[3]): char[3] for char in chars}.values()
    if len(runs) == 1:
        run = chars[0][3]
        return Word(text, x0, x1, run.top, run.bottom, run.size, run.bold, run.upright)
    letters = [char for char in chars if char[2].isalpha()] or chars
    found.patched += len({char[3].font for char in letters}) > 1
    return Word(
        text=text,
        x0=x0,
        x1=x1,
        top=min(run.top for run in runs),
        bottom=max(run.bottom for run in runs),
        size=median(char[3].size for char in chars),
        bold=all(char[3].bold for char in letters),
        upright=chars[0][3].upright,
    )
