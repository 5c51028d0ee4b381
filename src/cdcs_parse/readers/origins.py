"""Which characters of a Word file's XML the characters of a text come from: marks among the letters, and alignment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from lxml import etree

from cdcs_parse.text import normalize

# characters that XML cannot hold, as the marks of notes have (anchors.py); no white space, so that they part no words
_MARK = re.compile("\x04([0-9]+)\x05")
_WORD = re.compile(r"\S+")
_PARTS = re.compile(r"[^\W\d_]+|[\W\d_]+")
_SOFT_HYPHEN = "\u00ad"

Range = tuple[int, int]


class Origins:
    """The elements that pieces of text were read from, by the numbers of the marks before these pieces."""

    def __init__(self) -> None:
        self.elements: list[etree._Element | None] = []
        self.emitted: list[str] = []

    def marked(self, text: str, element: etree._Element | None) -> str:
        """The piece `text` with a mark that names `element`."""
        text = normalize(text)
        self.elements.append(element)
        self.emitted.append(text)
        return f"\x04{len(self.elements) - 1}\x05{text}"


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """`text` without its marks, and for each of its characters the number of its piece and its offset in it.

    What stands before the first mark, or between pieces, has the number -1 or counts on from the piece before.
    """
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    current = -1
    for index, part in enumerate(_MARK.split(text)):
        if index % 2:
            current = int(part)
        else:
            parts.append(part)
            places += [(current, offset) for offset in range(len(part))]
    return "".join(parts), places


def align(source: str, target: str) -> list[Range] | None:
    """For each character of `target` the range of characters of `source` it was made from; None when that cannot be told.

    The two have the same words, which differ by NFC, soft hyphens or an encoding; what is white space has the range (0, 0).
    """
    old, new = list(_WORD.finditer(source)), list(_WORD.finditer(target))
    if len(old) != len(new):
        return None
    out: list[Range] = [(0, 0)] * len(target)
    for before, after in zip(old, new, strict=True):
        at = before.start()
        out[after.start() : after.end()] = [(at + a, at + b) for a, b in _word(before.group(), after.group())]
    return out


def _word(source: str, target: str) -> Sequence[Range]:
    if len(source) == len(target):
        return [(i, i + 1) for i in range(len(source))]
    out: list[Range] = []
    made: list[str] = []
    starts = [i for i, c in enumerate(source) if i == 0 or not (unicodedata.combining(c) or c == _SOFT_HYPHEN)]
    for start, end in zip(starts, [*starts[1:], len(source)], strict=True):
        letters = unicodedata.normalize("NFC", source[start:end].replace(_SOFT_HYPHEN, ""))
        made.append(letters)
        out += [(start, end)] * len(letters)
    if "".join(made) == target:
        return out
    # letters of an old encoding: the letters, digits and signs of a word still follow one another in both
    old, new = _PARTS.findall(source), _PARTS.findall(target)
    if 1 < len(old) == len(new):
        parts: list[Range] = []
        at = 0
        for before, after in zip(old, new, strict=True):
            parts += [(at + a, at + b) for a, b in _word(before, after)]
            at += len(before)
        return parts
    return [(0, len(source))] * len(target)
