"""Drawings of a PDF (form XObjects) that draw one another: how much a page comes to, counted before anything is drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, resolve1
from pdfminer.psparser import literal_name

from cdcs_parse.errors import ReadError

# bytes of content that drawings bring to a page beyond its own, and to all pages; a logo drawn on every page has 100,000
MAX_PAGE = 5_000_000
MAX_TOTAL = 50_000_000
# a drawing costs as much as so many bytes of content, even an empty one
_EACH = 200
# Acrobat and pdfium stop at such depths as well
_DEPTH = 30

_FORM = re.compile(rb"/Subtype\s*/Form\b")
_DRAW = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")

# the object number of a drawing, and that of the page or drawing whose resources it uses
_Key = tuple[int, int]


def holds_drawings(data: bytes) -> bool:
    """Whether there is any: their dictionaries stand open in the file, even in an encrypted one."""
    return _FORM.search(data) is not None


def refuse_repetitions(pages: Iterable[Any], name: str) -> None:
    """Raise ReadError when drawings that draw others many times over come to more than any page holds.

    `pages` are pages of pdfminer.
    """
    sizes: dict[_Key, int] = {}
    total = 0
    for number, page in enumerate(pages, 1):
        contents = b"\n".join(stream.get_data() for part in page.contents if isinstance(stream := resolve1(part), PDFStream))
        drawn = _drawn(contents, page.resources, -number, (), sizes)
        total += drawn
        # what pdfminer unpacked for this would grow with the number of pages
        page.doc._cached_objs.clear()
        if drawn > MAX_PAGE or total > MAX_TOTAL:
            raise _endless(name, number)


def _drawn(contents: bytes, resources: Any, owner: int, above: tuple[_Key, ...], sizes: dict[_Key, int]) -> int:
    """Bytes of content that the drawings in `contents` bring; `above` are the drawings that these stand in."""
    drawings = dict_value(resources).get("XObject") if resources else None
    if not drawings:
        return 0
    known = {_spelt(name): target for name, target in dict_value(drawings).items()}
    calls = Counter(_CODE.sub(lambda code: bytes([int(code[1], 16)]), name) for name in _DRAW.findall(contents))
    return sum(times * _size(known[name], resources, owner, above, sizes) for name, times in calls.items() if name in known)


def _size(target: Any, resources: Any, owner: int, above: tuple[_Key, ...], sizes: dict[_Key, int]) -> int:
    form = resolve1(target)
    if not isinstance(target, PDFObjRef) or not isinstance(form, PDFStream) or literal_name(form.get("Subtype", "")) != "Form":
        return 0
    # one without resources uses those of what it stands in
    own = form.get("Resources")
    key = (target.objid, target.objid if own else owner)
    if above and key == above[-1]:
        return 0  # draws itself: nobody follows
    if key in above or len(above) > _DEPTH:
        return MAX_TOTAL + 1
    if key not in sizes:
        contents = form.get_data()
        sizes[key] = _EACH + len(contents) + _drawn(contents, own or resources, key[1], (*above, key), sizes)
    return sizes[key]


def _spelt(name: Any) -> bytes:
    return name if isinstance(name, bytes) else str(name).encode("utf-8")


def _endless(name: str, number: int) -> ReadError:
    what = f"page {number} holds drawings that draw one another without end"
    return ReadError(what, where=name, hint="print the report to PDF again")
