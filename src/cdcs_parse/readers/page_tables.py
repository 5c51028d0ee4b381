"""Ruled tables of a PDF page: cells by their lines, merged ones once, and tables that go on over pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cdcs_parse.model.document import Box
from cdcs_parse.readers.compose import CellDraft, TableDraft
from cdcs_parse.readers.page_lines import Line, Word, find_lines
from cdcs_parse.readers.page_text import Passage

Rectangle = tuple[float, float, float, float]
# edges nearer than this are one: the two sides of a drawn line
_SAME_EDGE = 3.0
# Word and LibreOffice keep 5.4 points free on either side of a cell
_PADDING = 10.8
# a number too long for its column: "11.640." over "000", or, where no break was allowed, "11.640.00" over "0"
_PARTED_NUMBER = re.compile(
    r"\d[.,]\n\d{1,3}(?![\d/])\S*$|(?<![\d.,])\d{1,3}(?:\.\d{3})*\.(?:\d\n\d\d|\d\d\n\d)(?:\.\d{3})*(?![\d.,/])\S*$"
)


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table with the edges of its columns, by which its continuation on the next page is known."""

    draft: TableDraft
    columns: tuple[float, ...]
    page: int
    top: float
    bottom: float


def build_table(cells: Sequence[Rectangle], words: Sequence[Word], page: int) -> tuple[RuledTable, set[int]] | None:
    """The table of some cells and the ids of the words in it; None for a single frame, which is no table."""
    cells = sorted(set(cells), key=lambda c: (c[1], c[0]))
    if len(cells) < 2:
        return None
    columns = _edges(x for c in cells for x in (c[0], c[2]))
    rows = _edges(y for c in cells for y in (c[1], c[3]))
    drafts: list[CellDraft] = []
    used: set[int] = set()
    for cell in cells:
        inside = [w for w in words if id(w) not in used and _holds(cell, w)]
        used.update(map(id, inside))
        row, column = _nearest(rows, cell[1]), _nearest(columns, cell[0])
        passage = _cell_text(inside, cell, page)
        draft = CellDraft(passage.text, row, column, marks=passage.marks)
        draft.row_span = max(1, _nearest(rows, cell[3]) - row)
        draft.column_span = max(1, _nearest(columns, cell[2]) - column)
        drafts.append(draft)
    drafts.sort(key=lambda d: (d.row, d.column))
    box = Box(x0=round(columns[0], 2), top=round(rows[0], 2), x1=round(columns[-1], 2), bottom=round(rows[-1], 2))
    table = RuledTable(TableDraft(drafts, page, box), tuple(columns), page, rows[0], rows[-1])
    return table, used


def continues(first: RuledTable, second: RuledTable) -> bool:
    """True when the columns of the second table stand under those of the first."""
    return len(first.columns) == len(second.columns) and all(
        abs(a - b) < _SAME_EDGE for a, b in zip(first.columns, second.columns, strict=True)
    )


def append_rows(first: TableDraft, second: TableDraft) -> bool:
    """Put the rows of a continuation under those of the first page; True when a repeated head was left out."""
    head = [(c.column, c.text) for c in first.cells if c.row == 0]
    repeated = head == [(c.column, c.text) for c in second.cells if c.row == 0]
    depth = max((c.row_span for c in first.cells if c.row == 0), default=1)
    if repeated:
        # a head may have several rows, tied by a cell that covers them all
        whole = [(c.row, c.column, c.text) for c in first.cells if c.row < depth]
        if whole != [(c.row, c.column, c.text) for c in second.cells if c.row < depth]:
            depth = 1
    skip = depth if repeated else 0
    below = max(c.row + c.row_span for c in first.cells)
    rest = [cell for cell in second.cells if cell.row >= skip]
    if _split_row(first.cells, rest, below - 1, skip):
        for cell in rest:
            if cell.row == skip and cell.text:
                upper = next(c for c in first.cells if c.row == below - 1 and c.column == cell.column)
                upper.append(cell)
        rest = [cell for cell in rest if cell.row > skip]
        skip += 1
    for cell in rest:
        cell.row += below - skip
        first.cells.append(cell)
    return repeated


def _split_row(above: Sequence[CellDraft], below: Sequence[CellDraft], last: int, first: int) -> bool:
    """True when the page parted a row: no number, no text in the first column, only ends of texts begun above."""
    begun = {cell.column for cell in above if cell.row == last and cell.text}
    parts = [cell for cell in below if cell.row == first]
    filled = [cell for cell in parts if cell.text]
    return (
        0 < len(filled) < len(parts)
        and all(cell.row_span == 1 for cell in parts)
        and all(cell.column > 0 and cell.column in begun for cell in filled)
        and all(cell.text[0].islower() or (len(cell.text) <= 3 and cell.text.isalpha()) for cell in filled)
        and not any(map(str.isdigit, "".join(cell.text for cell in filled)))
    )


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_EDGE:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _holds(cell: Rectangle, word: Word) -> bool:
    return cell[0] <= (word.x0 + word.x1) / 2 <= cell[2] and cell[1] <= (word.top + word.bottom) / 2 <= cell[3]


def _cell_text(words: Sequence[Word], cell: Rectangle, page: int) -> Passage:
    passage = Passage()
    if not words or not all(word.upright for word in words):
        passage.add(words, page)
        return passage
    lines = find_lines(words, page)
    passage.add(lines[0].words, page)
    for before, line in pairwise(lines):
        if _ended(before, line, cell[2] - cell[0] - _PADDING):
            passage.add(line.words, page, "\n")
        elif _PARTED_NUMBER.search(passage.text + "\n" + line.text):
            passage.add(line.words, page)
        else:
            passage.go_on(line)
    return passage


def _ended(before: Line, line: Line, width: float) -> bool:
    """True when the next word would have fitted: then the line was ended by its author, not by the margin."""
    first = line.words[0]
    return (before.x1 - before.x0) + 0.3 * before.size + (first.x1 - first.x0) < width - 2
