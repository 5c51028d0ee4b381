"""Blocks with their own texts → one document text, and the same blocks with spans into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Block, Box, Cell, Paragraph, Place, Table
from cdcs_parse.readers.anchors import Anchors
from cdcs_parse.text import normalize


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the characters `start` to `end` of a draft's text stand on paper."""

    start: int
    end: int
    page: int
    box: Box
    confidence: int | None = None
    doubtful: tuple[int, ...] = ()

    def shifted(self, by: int) -> Mark:
        """The same place with offsets that count from `by` characters earlier."""
        doubtful = tuple(index + by for index in self.doubtful)
        return Mark(self.start + by, self.end + by, self.page, self.box, self.confidence, doubtful)


@dataclass(slots=True)
class ParagraphDraft:
    """A paragraph before it has a place in the text."""

    text: str
    label: str | None = None
    level: int | None = None
    style: str | None = None
    bold: bool = False
    page: int | None = None
    box: Box | None = None
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class CellDraft:
    """A cell before it has a place in the text."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    label: str | None = None
    marks: list[Mark] = field(default_factory=list)

    def append(self, other: CellDraft) -> None:
        """Put the text of another cell behind a space."""
        self.marks += [mark.shifted(len(self.text) + 1) for mark in other.marks]
        self.text += " " + other.text


@dataclass(slots=True)
class TableDraft:
    """A table before it has a place in the text; its cells stand in reading order."""

    cells: list[CellDraft] = field(default_factory=list)
    page: int | None = None
    box: Box | None = None


Draft = ParagraphDraft | TableDraft


def clean(text: str) -> str:
    """The text of a block: normalised, without surrounding white space."""
    return normalize(text).strip()


def table_text(table: TableDraft) -> str:
    """The table as text alone: cells parted by tabs, rows by newlines."""
    rows = groupby(table.cells, key=lambda cell: cell.row)
    return "\n".join("\t".join(clean(cell.text) for cell in cells) for _, cells in rows)


def plain_text(drafts: Iterable[Draft]) -> str:
    """The drafts as text alone, automatic numbers before their paragraphs."""
    lines = (
        table_text(draft) if isinstance(draft, TableDraft) else f"{draft.label or ''} {clean(draft.text)}".strip()
        for draft in drafts
    )
    return clean("\n".join(filter(None, lines)))


def compose(
    drafts: Iterable[Draft], places: list[Place] | None = None, anchors: Anchors | None = None
) -> tuple[str, tuple[Block, ...]]:
    """The document's text, and its blocks; a draft without any text leaves no block.

    `places`, where given, gets the marks of the drafts, counted in the document's text; `anchors` the places at which
    the text refers to notes.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    places = [] if places is None else places
    for draft in drafts:
        if isinstance(draft, TableDraft):
            table = _place_table(draft, at, parts, places, anchors)
            if table is not None:
                blocks.append(table)
                at = table.span.end + 1
            continue
        text = clean(draft.text)
        if anchors is not None:
            text = anchors.take(text, at)
        if text:
            end = at + len(text)
            parts.append(text)
            places += _places(draft, text, at)
            blocks.append(
                Paragraph(
                    span=Span(start=at, end=end),
                    label=draft.label,
                    level=draft.level,
                    style=draft.style,
                    bold=draft.bold,
                    page=draft.page,
                    box=draft.box,
                )
            )
            at = end + 1
    return "\n".join(parts), tuple(blocks)


def _places(draft: ParagraphDraft | CellDraft, text: str, at: int) -> Iterator[Place]:
    # normalising that changes the text moves its characters; the block still says where they are
    for mark in draft.marks if text == draft.text else ():
        moved = mark.shifted(at)
        yield Place(
            span=Span(start=moved.start, end=moved.end),
            page=mark.page,
            box=mark.box,
            confidence=mark.confidence,
            doubtful=moved.doubtful,
        )


def _place_table(draft: TableDraft, at: int, parts: list[str], places: list[Place], anchors: Anchors | None) -> Table | None:
    texts = [clean(cell.text) for cell in draft.cells]
    if not any(texts):
        return None
    start, line, cells = at, list[str](), list[Cell]()
    rows: list[str] = []
    for index, (cell, text) in enumerate(zip(draft.cells, texts, strict=True)):
        if index and cell.row != draft.cells[index - 1].row:
            rows.append("\t".join(line))
            line = []
        if anchors is not None:
            text = anchors.take(text, at)
        line.append(text)
        places += _places(cell, text, at)
        cells.append(
            Cell(
                span=Span(start=at, end=at + len(text)),
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                label=cell.label,
            )
        )
        # one character follows every cell: the tab before the next cell or the newline before the next row
        at += len(text) + 1
    rows.append("\t".join(line))
    parts.append("\n".join(rows))
    return Table(span=Span(start=start, end=at - 1), cells=tuple(cells), page=draft.page, box=draft.box)
