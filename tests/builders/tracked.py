"""Tracked changes in a Word file: accepting them gives the report it was made of, rejecting them another one."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import count

from lxml import etree

from builders.word import change_document

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NS}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
# a paragraph that only the rejected report has
DECOY = "Thăm hỏi 987 lượt đoàn viên với số tiền 654.321.000 đồng."
_SHORTEST = 40


def track_changes(data: bytes) -> bytes:
    """The Word file with tracked changes of every kind, spread over its paragraphs and tables in turn."""

    def change(document: bytes) -> bytes:
        root = etree.fromstring(document)
        _Tracker().track(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return change_document(data, change)


class _Tracker:
    """Numbers the changes of one document."""

    def __init__(self) -> None:
        self._ids = count(1)

    def track(self, root: etree._Element) -> None:
        """Change the body in place."""
        body = root.find(_W + "body")
        assert body is not None
        kinds = (self._replace, self._insert_words, self._decoy, self._split, self._insert, self._move)
        turn = 0
        for paragraph in body.findall(_W + "p"):
            if len(_words(paragraph)) < _SHORTEST or paragraph.getnext() is None or paragraph.getnext().tag != _W + "p":
                continue
            kinds[turn % len(kinds)](paragraph)
            turn += 1
        for table in body.findall(_W + "tbl"):
            rows = table.findall(_W + "tr")
            if len(rows) > 3:
                self._rows(rows)

    def _mark(self, name: str) -> etree._Element:
        return etree.Element(
            _W + name, {_W + "id": str(next(self._ids)), _W + "author": "Biên tập", _W + "date": "2024-01-02T03:04:00Z"}
        )

    def _end(self, paragraph: etree._Element, name: str) -> None:
        """Mark the end of a paragraph as inserted, deleted or moved."""
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            properties = etree.Element(_W + "pPr")
            paragraph.insert(0, properties)
        weight = properties.find(_W + "rPr")
        if weight is None:
            weight = etree.SubElement(properties, _W + "rPr")
        weight.insert(0, self._mark(name))

    def _wrap(self, paragraph: etree._Element, name: str) -> None:
        """Put all runs of a paragraph, and its end, under one change."""
        change = self._mark(name)
        runs = paragraph.findall(_W + "r")
        runs[0].addprevious(change)
        for run in runs:
            if name == "del":
                _delete(run)
            change.append(run)
        self._end(paragraph, name)

    def _replace(self, paragraph: etree._Element) -> None:
        """A figure that was another one before."""
        for run in paragraph.findall(_W + "r"):
            text = run.find(_W + "t")
            found = _FIGURE.search(text.text or "") if text is not None and len(run.findall(_W + "t")) == 1 else None
            if found is None:
                continue
            before, figure, after = _cut(run, found.start(), found.end())
            old = deepcopy(figure)
            _delete(old, re.sub(r"\d", lambda m: str((int(m[0]) + 4) % 9 + 1), found[0]))
            deleted, inserted = self._mark("del"), self._mark("ins")
            deleted.append(old)
            inserted.append(figure)
            for part in (before, deleted, inserted, after):
                run.addprevious(part)
            paragraph.remove(run)
            return

    def _insert_words(self, paragraph: etree._Element) -> None:
        """The middle of the longest run was put in later."""
        run = max(paragraph.findall(_W + "r"), key=lambda r: len(_words(r)))
        length = len(_words(run))
        if len(run.findall(_W + "t")) != 1 or length < 9:
            return
        before, middle, after = _cut(run, length // 3, 2 * length // 3)
        inserted = self._mark("ins")
        inserted.append(middle)
        for part in (before, inserted, after):
            run.addprevious(part)
        paragraph.remove(run)

    def _decoy(self, paragraph: etree._Element) -> None:
        """A whole paragraph was struck out, its end too."""
        gone = deepcopy(paragraph)
        for run in gone.findall(_W + "r"):
            gone.remove(run)
        run = etree.SubElement(gone, _W + "r")
        etree.SubElement(run, _W + "t").text = DECOY
        self._wrap(gone, "del")
        paragraph.addprevious(gone)

    def _split(self, paragraph: etree._Element) -> None:
        """Two paragraphs became one: the end of the first was struck out, the second gives number and layout."""
        runs = paragraph.findall(_W + "r")
        run = runs[-1]
        if len(run.findall(_W + "t")) != 1:
            return
        before, _, after = _cut(run, len(_words(run)) // 2, len(_words(run)) // 2)
        first = etree.Element(_W + "p")
        paragraph.addprevious(first)
        for part in (*runs[:-1], before):
            first.append(part)
        run.addprevious(after)
        paragraph.remove(run)
        self._end(first, "del")

    def _insert(self, paragraph: etree._Element) -> None:
        """A whole paragraph was put in later."""
        self._wrap(paragraph, "ins")

    def _move(self, paragraph: etree._Element) -> None:
        """A paragraph was moved down behind its next one."""
        following = paragraph.getnext()
        if following is None or following.tag != _W + "p" or paragraph.getprevious() is None:
            return
        old = deepcopy(paragraph)
        self._wrap(old, "moveFrom")
        self._wrap(paragraph, "moveTo")
        place = paragraph
        for _ in range(2):
            earlier = place.getprevious()
            if earlier is None or earlier.tag != _W + "p" or earlier.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
                break
            place = earlier
        place.addprevious(old)
        for one, name in ((old, "moveFrom"), (paragraph, "moveTo")):
            start, end = self._mark(f"{name}RangeStart"), etree.Element(_W + f"{name}RangeEnd")
            start.set(_W + "name", f"move{start.get(_W + 'id')}")
            end.set(_W + "id", start.get(_W + "id") or "")
            one.insert(1, start)
            one.append(end)

    def _rows(self, rows: list[etree._Element]) -> None:
        """The second row was put in later; a row of other figures was struck out."""
        gone = deepcopy(rows[-1])
        rows[-1].addprevious(gone)
        for row, name in ((rows[1], "ins"), (gone, "del")):
            properties = row.find(_W + "trPr")
            if properties is None:
                properties = etree.Element(_W + "trPr")
                row.insert(0, properties)
            properties.append(self._mark(name))
            for paragraph in row.iter(_W + "p"):
                runs = paragraph.findall(_W + "r")
                if runs:
                    change = self._mark(name)
                    runs[0].addprevious(change)
                    for run in runs:
                        if name == "del":
                            _delete(run, re.sub(r"\d", "7", _words(run)))
                        change.append(run)


def _words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(_W + "t"))


def _delete(run: etree._Element, words: str | None = None) -> None:
    """Turn the text of a run into deleted text, of other words if given."""
    for text in run.findall(_W + "t"):
        text.tag = _W + "delText"
        text.set(_SPACE, "preserve")
        if words is not None:
            text.text = words


def _cut(run: etree._Element, start: int, end: int) -> tuple[etree._Element, etree._Element, etree._Element]:
    """Three copies of a run with the text before, between and after two places."""
    words = _words(run)
    parts = []
    for piece in (words[:start], words[start:end], words[end:]):
        one = deepcopy(run)
        text = one.find(_W + "t")
        assert text is not None
        text.text = piece
        text.set(_SPACE, "preserve")
        parts.append(one)
    return parts[0], parts[1], parts[2]
