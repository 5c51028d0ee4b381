"""Comment marks in the XML of a Word file: runs are split where a range begins or ends, and nothing else is touched."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from cdcs_parse.readers.inline import SDT_CONTENT, WRAPPERS
from cdcs_parse.readers.package import W
from cdcs_parse.readers.revisions import INSERTED
from cdcs_parse.readers.trace import Point, Trace

_RUN, _PROPERTIES, _PARAGRAPH, _PARAGRAPH_PROPERTIES = W + "r", W + "rPr", W + "p", W + "pPr"
_BOX, _RUBY = W + "txbxContent", W + "ruby"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANK = " \t\r\n"
_FIELD_CHAR = W + "fldChar"
# what may hold runs, and so the marks of a range between them (ECMA-376 17.3, EG_PContent); ruby is walked but not among them
_HOLDERS = {_PARAGRAPH, SDT_CONTENT} | INSERTED | (WRAPPERS - {_RUBY, W + "rubyBase"})


@dataclass(slots=True)
class _Piece:
    """What became of the characters `start` to `end` of an element that was split."""

    start: int
    end: int
    element: etree._Element


class Marks:
    """Puts ranges into one document; several may share words, cross or lie inside one another."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._pieces: dict[etree._Element, list[_Piece]] = {}
        self._first = next((p for p in trace.root.iter(_PARAGRAPH) if any((t.text or "").strip() for t in p.iter(W + "t"))), None)

    def put(self, ident: int, start: int, end: int) -> bool:
        """Mark `text[start:end]` as the range of comment `ident`; False when only something around it could be marked."""
        found = self._trace.find(start, end) if end > start else None
        if found is None:
            self._around(ident, self._first)
            return False
        first, last = found
        if _is_plain(first.element) and _is_plain(last.element) and not _is_before(last.element, first.element):
            # in this order: what is cut off a run follows it, so the first run stays the one that begins with the point
            before = self._before(first)
            _enclose(ident, before, self._after(last))
            return True
        host, other = _host(first.element), _host(last.element)
        if host is None or other is None or _is_before(other, host):
            self._around(ident, next(first.element.iterancestors(_PARAGRAPH), None))
        else:
            _enclose(ident, host, other)
        return False

    def _around(self, ident: int, paragraph: etree._Element | None) -> None:
        """Mark a whole paragraph; of one in a text box, where Word has no comments, the place of the box."""
        if paragraph is None:
            return
        host = _host(paragraph)
        if host is not None:
            _enclose(ident, host, host)
            return
        properties = paragraph.find(_PARAGRAPH_PROPERTIES)
        start, end, reference = _marks(ident)
        if properties is None:
            paragraph.insert(0, start)
        else:
            properties.addnext(start)
        paragraph.extend((end, reference))

    def _before(self, point: Point) -> etree._Element:
        """The run that begins with the point; split off when it stands inside one."""
        piece = self._piece(point, point.start or 0)
        if point.start is not None and point.start > piece.start:
            piece = self._split(point.element, piece, point.start)
        return _run_from(piece.element)

    def _after(self, point: Point) -> etree._Element:
        """The run that ends with the point."""
        piece = self._piece(point, (point.end or 1) - 1)
        if point.end is not None and point.end < piece.end:
            _run_from(self._split(point.element, piece, point.end).element)
        following = piece.element.getnext()
        if following is not None:
            _run_from(following)
        return _parent(piece.element)

    def _piece(self, point: Point, at: int) -> _Piece:
        pieces = self._pieces.setdefault(point.element, [_Piece(0, len(point.element.text or ""), point.element)])
        return next((piece for piece in pieces if piece.start <= at < piece.end), pieces[-1])

    def _split(self, origin: etree._Element, piece: _Piece, at: int) -> _Piece:
        """Cut an element of text in two; the new piece is the one behind `at`."""
        left, text = piece.element, piece.element.text or ""
        # white space at the ends of a text that does not preserve it is not shown: neither is it after the cut
        bare = left.get(_SPACE) != "preserve"
        right = etree.Element(left.tag, {str(k): str(v) for k, v in left.attrib.items()})
        head, tail = text[: at - piece.start], text[at - piece.start :]
        left.text, right.text = (head.lstrip(_BLANK), tail.rstrip(_BLANK)) if bare else (head, tail)
        for half in (left, right):
            if (half.text or "").strip(_BLANK) != half.text:
                half.set(_SPACE, "preserve")
        left.addnext(right)
        new = _Piece(at, piece.end, right)
        piece.end = at
        pieces = self._pieces[origin]
        pieces.insert(pieces.index(piece) + 1, new)
        return new


def _marks(ident: int) -> tuple[etree._Element, etree._Element, etree._Element]:
    """Start and end of a range, and the run that refers to the comment."""
    start, end = (etree.Element(W + name, {W + "id": str(ident)}) for name in ("commentRangeStart", "commentRangeEnd"))
    reference = etree.Element(_RUN)
    etree.SubElement(reference, W + "commentReference", {W + "id": str(ident)})
    return start, end, reference


def _enclose(ident: int, first: etree._Element, last: etree._Element) -> None:
    start, end, reference = _marks(ident)
    first.addprevious(start)
    last.addnext(end)
    end.addnext(reference)


def _run_from(element: etree._Element) -> etree._Element:
    """The run that begins with `element`: its own, or a new one of the same format that takes it and all behind it."""
    run = _parent(element)
    before = element.getprevious()
    if before is None or before.tag == _PROPERTIES:
        return run
    new = etree.Element(run.tag, {str(k): str(v) for k, v in run.attrib.items()})
    properties = run.find(_PROPERTIES)
    if properties is not None:
        new.append(deepcopy(properties))
        new[-1].tail = None
    moved = [element, *element.itersiblings()]
    new.extend(moved)
    run.addnext(new)
    return new


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101  (what text is read from stands in a run)
    return parent


def _is_plain(element: etree._Element) -> bool:
    """True when marks can stand right beside the element: it is in a run, not in a text box, a formula or one of two versions."""
    return element.tag != _FIELD_CHAR and _parent(element).tag == _RUN and _host(element) is None


def _host(element: etree._Element) -> etree._Element | None:
    """The outermost thing around an element that marks cannot enter, as a sibling of runs; None when there is none."""
    node: etree._Element | None = element
    outermost: etree._Element | None = None
    while node is not None:
        parent = node.getparent()
        foreign = not isinstance(node.tag, str) or not node.tag.startswith(W)
        if foreign or node.tag == _BOX or (parent is not None and parent.tag == _RUBY):
            outermost = node
        node = parent
    while outermost is not None:
        parent = outermost.getparent()
        if parent is None or parent.tag in _HOLDERS:
            return outermost
        outermost = parent
    return None


def _is_before(one: etree._Element, other: etree._Element) -> bool:
    """True when `one` begins before `other` in the file."""
    if one is other:
        return False
    path, beside = [*reversed(list(one.iterancestors())), one], [*reversed(list(other.iterancestors())), other]
    for depth, (a, b) in enumerate(zip(path, beside, strict=False)):
        if a is not b:
            parent = path[depth - 1]
            return parent.index(a) < parent.index(b)
    return len(path) < len(beside)
