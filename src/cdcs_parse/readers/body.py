"""The body of a Word file, or of one of its side parts: paragraphs and tables in the order Word shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from cdcs_parse.readers.compose import CellDraft, Draft, ParagraphDraft, TableDraft, table_text
from cdcs_parse.readers.inline import ALTERNATE, SDT, SDT_CONTENT, Inline, Piece, chosen
from cdcs_parse.readers.numbering import Numbering
from cdcs_parse.readers.origins import Origins
from cdcs_parse.readers.package import W, number, switched, val
from cdcs_parse.readers.revisions import Side
from cdcs_parse.readers.styles import Style, Styles

_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_PROPERTIES, _RUN_PROPERTIES, _CHANGE = W + "pPr", W + "rPr", W + "pPrChange"
_STYLE, _NUMBERING, _NUM, _LEVEL, _INSERTED = W + "pStyle", W + "numPr", W + "numId", W + "ilvl", W + "ins"
_CHUNKS = {W + "altChunk", W + "subDoc"}


class Body:
    """Walks the body once; numbering and fields depend on everything before."""

    def __init__(self, styles: Styles, numbering: Numbering, side: Side, origins: Origins | None = None) -> None:
        self.inline = Inline(styles, side, origins)
        self._styles, self._numbering, self._side = styles, numbering, side
        self._boxes: Numbering | None = None
        self._transparent = side.kept | {W + "customXml", W + "smartTag"}
        self._resolved: dict[tuple[str | None, str | None, int | None], tuple[str, int] | None] = {}
        # per open cell: the automatic number of each of its paragraphs, None for those without
        self._cells: list[list[str | None]] = []

    def apart(self) -> Body:
        """A reader for a text beside the body, whose automatic numbers count by themselves."""
        return Body(self._styles, self._numbering.apart(), self._side)

    def blocks(self, container: etree._Element) -> list[Draft]:
        """The paragraphs and tables of a body, cell or text box."""
        out: list[Draft] = []
        carried: list[Piece] = []
        label: tuple[str | None, int | None] | None = None
        for element in self._unwrap(container, (_PARAGRAPH, _TABLE)):
            if element.tag == _TABLE:
                out.append(self._table(element))
                continue
            properties = element.find(_PROPERTIES)
            style, gone, mark_hidden, own = self._properties(properties)
            pieces = self.inline.pieces(element, style)
            if gone:
                # its end was deleted, so its text flows into the next paragraph, whose number counts
                carried += pieces
            elif mark_hidden and not any(text.strip() for text, _ in pieces):
                # a hidden paragraph is not shown and not counted
                pass
            elif mark_hidden:
                # a style separator: the next paragraph goes on in the same line
                label = label or self._label(own, style)
                carried += pieces
            else:
                label = label or self._label(own, style)
                out += _paragraphs(carried + pieces, label, style)
                carried, label = [], None
            if self.inline.boxes:
                boxes, self.inline.boxes = self.inline.boxes, []
                for box in boxes:
                    out += self._box(box)
        if carried:
            out += _paragraphs(carried, label or (None, None), Style())
        return out

    def _box(self, box: etree._Element) -> list[Draft]:
        """The blocks of a text box; the text boxes of a file count together, apart from the body."""
        if self._boxes is None:
            self._boxes = self._numbering.apart()
        outer, self._numbering = self._numbering, self._boxes
        out = self.blocks(box)
        self._numbering = outer
        return out

    def _unwrap(self, container: etree._Element, wanted: Sequence[str]) -> Iterator[etree._Element]:
        """The wanted children of a container, through content controls and other wrappers."""
        for child in container:
            tag = child.tag
            if tag in wanted:
                yield child
            elif tag == SDT:
                content = child.find(SDT_CONTENT)
                if content is not None:
                    yield from self._unwrap(content, wanted)
            elif tag in self._transparent:
                yield from self._unwrap(child, wanted)
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    yield from self._unwrap(branch, wanted)
            elif tag in _CHUNKS:
                self.inline.left_out["chunk"] += 1

    def _properties(self, properties: etree._Element | None) -> tuple[Style, bool, bool, tuple[str | None, str | None, int | None]]:
        """Style; is its end deleted; is its end hidden; style id, list and level as the paragraph itself says."""
        style_id: str | None = None
        num: str | None = None
        level: int | None = None
        gone = False
        hidden: bool | None = None
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == _STYLE:
                    style_id = val(child)
                elif tag == _NUMBERING:
                    num, level = self._list(child)
                elif tag == _RUN_PROPERTIES:
                    gone = self._side.drops(child)
                    hidden = switched(child.find(W + "vanish"))
                elif tag == _CHANGE:
                    self.inline.left_out["properties"] += 1
                    if self._side.reject:
                        before = child.find(_PROPERTIES)
                        style_id = num = level = None
                        if before is not None:
                            style_id = val(before.find(_STYLE))
                            num, level = self._list(before.find(_NUMBERING))
        # an id that does not exist means the default style, as in Word
        style = self._styles.get(style_id) or self._styles.default
        return style, gone, style.hidden if hidden is None else hidden, (style_id, num, level)

    def _list(self, numbering: etree._Element | None) -> tuple[str | None, int | None]:
        """List and level as a w:numPr says; one that a tracked change put there counts only when changes are accepted."""
        if numbering is None:
            return None, None
        if numbering.find(_INSERTED) is not None:
            self.inline.left_out["properties"] += 1
            if self._side.reject:
                return None, None
        return val(numbering.find(_NUM)), number(numbering.find(_LEVEL))

    def _label(self, own: tuple[str | None, str | None, int | None], style: Style) -> tuple[str | None, int | None]:
        if own not in self._resolved:
            self._resolved[own] = self._numbering.resolve(own[1], own[2], style.chain)
        place = self._resolved[own]
        label = None if place is None else self._numbering.advance(*place)
        if self._cells:
            self._cells[-1].append(label)
        return label, None if place is None else place[1]

    def _table(self, table: etree._Element) -> TableDraft:
        cells: list[CellDraft] = []
        open_cells: dict[int, CellDraft] = {}
        row = 0
        for element in self._unwrap(table, (_ROW,)):
            properties = element.find(W + "trPr")
            column = 0
            if properties is not None:
                inserted = properties.find(_INSERTED) is not None
                if inserted or properties.find(W + "del") is not None:
                    self.inline.left_out["inserted" if inserted else "deleted"] += 1
                if self._side.drops(properties):
                    continue
                if switched(properties.find(W + "hidden")):
                    self.inline.left_out["hidden_row"] += 1
                    continue
                column = min(max(0, number(properties.find(W + "gridBefore")) or 0), 1000)
            previous: CellDraft | None = None
            still_open: dict[int, CellDraft] = {}
            for cell in self._unwrap(element, (_CELL,)):
                shape = cell.find(W + "tcPr")
                if shape is not None and shape.find(self._side.dropped_cell) is not None:
                    self.inline.left_out["inserted" if self._side.reject else "deleted"] += 1
                    continue
                width, down, across = _merging(self._side.properties(shape))
                text, label = self._cell_text(cell)
                above = open_cells.get(column) if down == "continue" else None
                if across == "continue" and previous is not None:
                    previous.column_span += width
                    self.inline.left_out["covered"] += bool(text.strip())
                elif above is not None:
                    if above.row + above.row_span == row:
                        above.row_span += 1
                    still_open[column] = above
                    self.inline.left_out["covered"] += bool(text.strip())
                else:
                    previous = CellDraft(text, row, column, 1, width, label)
                    cells.append(previous)
                    if down is not None:
                        still_open[column] = previous
                column += width
            open_cells = still_open
            row += 1
        return TableDraft(cells)

    def _cell_text(self, cell: etree._Element) -> tuple[str, str | None]:
        """The text of a cell and its label: in a column of running numbers the cell is nothing but its label."""
        self._cells.append([])
        drafts = self.blocks(cell)
        label, *others = self._cells.pop() or [None]
        inner = [c.label for d in drafts if isinstance(d, TableDraft) for c in d.cells]
        self.inline.left_out["cell_label"] += sum(one is not None for one in (*others, *inner))
        text = "\n".join(table_text(d) if isinstance(d, TableDraft) else d.text.strip() for d in drafts).strip()
        return text, label


def _merging(properties: etree._Element | None) -> tuple[int, str | None, str | None]:
    """Grid columns covered, vertical and horizontal merge (None, "restart" or "continue") of a cell."""
    if properties is None:
        return 1, None, None
    width = min(max(1, number(properties.find(W + "gridSpan")) or 1), 1000)
    merges = (properties.find(W + "vMerge"), properties.find(W + "hMerge"))
    down, across = (None if merge is None else val(merge) or "continue" for merge in merges)
    return width, down, across


def _paragraphs(pieces: Sequence[Piece], label: tuple[str | None, int | None], style: Style) -> Iterator[ParagraphDraft]:
    """One paragraph per line: a line break parts them, and only the first carries the label."""
    lines: list[Sequence[Piece]] = [pieces]
    if any("\n" in text for text, _ in pieces):
        parted: list[list[Piece]] = [[]]
        for text, bold in pieces:
            first, *rest = text.split("\n")
            parted[-1].append((first, bold))
            parted += [[(part, bold)] for part in rest]
        lines = list(parted)
    for line in lines:
        text = "".join(part for part, _ in line)
        if text.strip():
            weights = {bold for part, bold in line if any(map(str.isalpha, part))}
            yield ParagraphDraft(text, *label, style=style.name, bold=weights == {True})
            label = (None, None)
