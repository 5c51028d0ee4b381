"""Places in the text of a Word file → places in its XML, found by the reader itself on a second walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from cdcs_parse.errors import ReadError
from cdcs_parse.readers.anchors import without_marks
from cdcs_parse.readers.compose import Draft, TableDraft
from cdcs_parse.readers.docx import Parts, open_body
from cdcs_parse.readers.origins import Origins, Range, align, unmarked
from cdcs_parse.readers.package import Package, W
from cdcs_parse.readers.revisions import Side

_TEXTS = {W + "t", W + "delText"}


@dataclass(frozen=True, slots=True)
class Point:
    """The characters `start` to `end` of the text of `element`; both None where it is no element of text (a symbol, a tab)."""

    element: etree._Element
    start: int | None
    end: int | None


class Trace:
    """The XML of a Word file's main part, and where in it the characters of the report stand."""

    def __init__(self, root: etree._Element, origins: Origins, marked: str, text: str) -> None:
        self.root = root
        self._origins, self._text = origins, text
        source, self._places = unmarked(marked)
        self._ranges = align(source, text)
        self._inside: dict[int, list[Range] | None] = {}

    def find(self, start: int, end: int) -> tuple[Point, Point] | None:
        """The points of the first and the last visible character of `text[start:end]`; None where there is none."""
        inside = [i for i in range(start, min(end, len(self._text))) if not self._text[i].isspace()]
        if self._ranges is None or not inside:
            return None
        first, last = self._ranges[inside[0]], self._ranges[inside[-1]]
        one, other = self._point(first[0]), self._point(last[1] - 1)
        return None if one is None or other is None else (one, other)

    def _point(self, at: int) -> Point | None:
        number, offset = self._places[at]
        element = None if number < 0 else self._origins.elements[number]
        if element is None:
            return None
        if element.tag not in _TEXTS:
            return Point(element, None, None)
        if number not in self._inside:
            self._inside[number] = align(element.text or "", self._origins.emitted[number])
        ranges = self._inside[number]
        # words that cannot be told apart: the element as a whole
        start, end = (0, len(element.text or "")) if ranges is None or offset >= len(ranges) else ranges[offset]
        return Point(element, start, end)


def trace_docx(package: Package, text: str) -> Trace:
    """Walk an opened Word file again and set its characters against the `text` that was read from it.

    Raises ReadError as read_docx does, and for Strict Open XML, which is read in other names than it is written in.
    """
    origins, parts = Origins(), Parts(package)
    if package.is_strict(parts.main):
        raise ReadError("is in Strict Open XML and cannot be changed", where=package.name, hint="save it as a normal .docx")
    root, body, reader = open_body(package, parts, Side(), origins)
    marked = without_marks("\n".join(_texts(reader.blocks(body))))
    return Trace(root, origins, marked, text)


def _texts(drafts: Iterable[Draft]) -> Iterator[str]:
    for draft in drafts:
        if isinstance(draft, TableDraft):
            yield from (cell.text for cell in draft.cells)
        else:
            yield draft.text
