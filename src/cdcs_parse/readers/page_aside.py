"""What is printed over or beside the text of a page and is no part of it: watermarks, boxes of digital signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import atan2, degrees

from cdcs_parse.readers.page_lines import Line, Word, find_lines

# the lines of a signature's box, as VGCA, VNPT, Viettel and Acrobat print them
_KEY = re.compile(
    r"(?:Ký (?:bởi|số bởi|ngày)|Người ký|Thời gian ký|Ngày ký|Cơ quan|Tổ chức|Chức vụ|Email|Lý do|Signature|Digitally signed|"
    r"Signed by|Signing time|Date|DN|Reason|Location)\b(?=.*:|\s+(?:by|[Vv]alid|[Nn]ot))"
)
_SIGNED = re.compile(r"(?:Ký (?:số )?bởi|Người ký|Digitally signed|Signed by|Signature)\b")
_TIME = re.compile(r"[\d.:/+\s'’-]+Z?")
# a text slanted by so many degrees, or as large and as light as this, is a watermark
_SLANT = 5.0
_LARGE, _LIGHT = 30.0, 0.6


def is_watermark(a: float, b: float, size: float, lightness: float) -> bool:
    """True for letters drawn aslant (`a`, `b`: first row of their matrix), and for large pale ones (lightness 0 to 1)."""
    slant = degrees(atan2(b, a)) % 90
    return _SLANT < slant < 90 - _SLANT or (size >= _LARGE and lightness >= _LIGHT)


def split_stamps(words: Sequence[Word], page: int) -> tuple[list[Word], list[str]]:
    """The words without those in boxes of digital signatures, and the text of each box."""
    if not any(word.text.startswith(("Ký", "Người", "Digitally", "Signed", "Signature")) for word in words):
        return list(words), []
    parts = [part for line in find_lines(words, page) for part in _parts(line)]
    taken: set[int] = set()
    stamps: list[str] = []
    for part in parts:
        if id(part.words[0]) in taken or not _SIGNED.match(part.text) or not _KEY.match(part.text):
            continue
        box = _grow(part, parts)
        # a lone "Người ký: …" may be the report's own words; a box tells more
        if len(box) > 1:
            taken.update(id(word) for line in box for word in line.words)
            stamps.append(" ".join(line.text for line in box))
    return [word for word in words if id(word) not in taken], stamps


def _parts(line: Line) -> list[Line]:
    """A line cut where it is white for more than two letters."""
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(line.words), start=1) if b.x0 - a.x1 > a.size), len(line.words)]
    return [Line(line.page, line.words[start:end]) for start, end in pairwise(cuts)]


def _grow(first: Line, parts: Sequence[Line]) -> list[Line]:
    """The lines of a box from its first one down to the last that has a key or goes on with a time."""
    column = [part for part in parts if part.top > first.top and abs(part.x0 - first.x0) < 2 * first.size]
    box, pending = [first], list[Line]()
    for part in sorted(column, key=lambda part: part.top):
        last = pending[-1] if pending else box[-1]
        if part.top - last.bottom > first.size or abs(part.size - first.size) > 0.6 or len(pending) > 1:
            break
        if _KEY.match(part.text) or _TIME.fullmatch(part.text):
            box += [*pending, part]
            pending = []
        else:
            pending.append(part)
    return box
