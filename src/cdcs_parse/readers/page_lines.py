"""Words of a PDF page → visual lines, and the lines that are page numbers or running heads."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from cdcs_parse.model.document import Box
from cdcs_parse.readers.symbols import readable
from cdcs_parse.text import normalize

BOLD_FONT = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s*)?(\d{1,3})(?:\s*(?:/|trên)\s*\d{1,3})?[-–—\s.]*", re.IGNORECASE)
# heads and feet stand in the margins: within this share of the page's height from its upper or lower edge
_MARGIN = 0.09


class Word(NamedTuple):
    """A word where it stands on its page, in points from the upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    upright: bool = True
    # of text recognition alone: how sure it is, 0 to 100, and the indices of digits it doubts
    confidence: int | None = None
    doubtful: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """Words that stand side by side."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Lower edge of most words: a subscript does not move it."""
        return median(word.bottom for word in self.words)

    @cached_property
    def size(self) -> float:
        """Font size of most words."""
        return median(word.size for word in self.words)

    @cached_property
    def weights(self) -> set[bool]:
        """{True}: all bold, {False}: nothing bold, both: mixed; of the words that have letters."""
        return {word.bold for word in self.words if any(map(str.isalpha, word.text))}


def box_of(lines: Iterable[Line]) -> Box:
    """The rectangle around lines of one page."""
    lines = list(lines)
    return Box(
        x0=round(min(line.x0 for line in lines), 2),
        top=round(min(line.top for line in lines), 2),
        x1=round(max(line.x1 for line in lines), 2),
        bottom=round(max(line.bottom for line in lines), 2),
    )


def read_words(raw: Iterable[Mapping[str, Any]]) -> list[Word]:
    """pdfplumber's words (with their chars) as values."""
    words: list[Word] = []
    for item in raw:
        chars: Sequence[Mapping[str, Any]] = item["chars"]
        text = readable(normalize(item["text"]).replace("\u00ad", ""))
        if not text:
            continue
        letters = [c for c in chars if c["text"].isalpha()] or chars
        words.append(
            Word(
                text=text,
                x0=float(item["x0"]),
                x1=float(item["x1"]),
                top=float(item["top"]),
                bottom=float(item["bottom"]),
                size=median(float(c["size"]) for c in chars),
                bold=all(BOLD_FONT.search(str(c["fontname"])) for c in letters),
                upright=bool(item.get("upright", True)),
            )
        )
    return words


def find_lines(words: Iterable[Word], page: int) -> list[Line]:
    """Group words into lines from top to bottom: those whose heights overlap by half stand side by side."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.top + w.bottom, w.x0)):
        for row in rows[-3:]:
            first = row[0]
            overlap = min(first.bottom, word.bottom) - max(first.top, word.top)
            if overlap > 0.5 * min(first.bottom - first.top, word.bottom - word.top):
                row.append(word)
                break
        else:
            rows.append([word])
    lines = [Line(page, tuple(sorted(row, key=lambda w: w.x0))) for row in rows]
    return sorted(lines, key=lambda line: line.top)


def gaps(line: Line) -> list[tuple[float, float]]:
    """The white ranges between neighbouring words, from left to right."""
    return [(a.x1, b.x0) for a, b in pairwise(line.words)]


def find_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> tuple[set[int], int, int]:
    """The ids of lines that are page numbers or running heads and feet; how many of each."""
    numbers = _page_numbers(pages, heights)
    seen: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for lines, height in zip(pages, heights, strict=True):
        for line in lines:
            if id(line) not in numbers and (line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height):
                seen[(re.sub(r"\d+", "#", line.text), round(line.top / 4))].append(line)
    needed = max(2, len(pages) // 2)
    repeated = {id(line) for group in seen.values() if len({line.page for line in group}) >= needed for line in group}
    return numbers | repeated, len(numbers), len(repeated)


def _page_numbers(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """Lone numbers in a margin that count with the pages; one number alone must be that of its page."""
    found: dict[int, list[Line]] = defaultdict(list)
    for index, (lines, height) in enumerate(zip(pages, heights, strict=True), start=1):
        for line in (*lines[:1], *lines[1:][-1:]):
            match = _PAGE_NUMBER.fullmatch(line.text)
            if match and (line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height):
                found[int(match[1]) - index].append(line)
    counts = Counter({offset: len({line.page for line in lines}) for offset, lines in found.items()})
    return {id(line) for offset, lines in found.items() if offset == 0 or counts[offset] > 1 for line in lines}
