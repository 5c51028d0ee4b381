"""What the reader saw in a file: blocks with labels, pages and places, what stands apart, and the reader's notes."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from cdcs_parse.export.terminal import captured, line
from cdcs_parse.export.told import in_vietnamese
from cdcs_parse.model.document import Block, Box, Document, Paragraph

ASIDES = {"footnote": "Chú thích cuối trang", "endnote": "Chú thích cuối bài", "header": "Đầu trang", "footer": "Chân trang"}
_COLUMNS: tuple[tuple[str, int | None], ...] = (
    ("Vị trí", None), ("Loại", None), ("Nhãn", None), ("Kiểu", 2), ("Trang", None), ("Khung (điểm)", None), ("Chữ", 12),
)  # fmt: skip


def show_document(document: Document, console: Console) -> None:
    """Print what the reader made of a file, in Vietnamese: one row a paragraph or table cell."""
    source = document.source
    pages = f", {source.pages} trang" if source.pages is not None else ""
    size = f"{len(document.blocks)} khối, {len(document.text)} ký tự"
    console.print(line(f"{source.name}  (bộ đọc {source.reader}{pages}; {size})", "bold"))
    rows = [row for block in document.blocks for row in _rows(document, block)]
    # columns that hold nothing in this file only take room
    used = [index for index, _ in enumerate(_COLUMNS) if any(row[index] for row in rows)]
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for index in used:
        name, ratio = _COLUMNS[index]
        grid.add_column(name, ratio=ratio, no_wrap=ratio is None, overflow="fold")
    for row in rows:
        grid.add_row(*(line(row[index]) for index in used))
    console.print(grid)
    for aside in document.asides:
        console.print(line(f"{ASIDES[aside.kind]}: {aside.text}"))
    for note in document.notes:
        console.print(line(f"Lưu ý: {in_vietnamese(note)}", "yellow"))


def document_text(document: Document, *, colour: bool = False) -> str:
    """The same as a string, with terminal colours when asked."""
    return captured(lambda console: show_document(document, console), colour=colour)


def _rows(document: Document, block: Block) -> Iterator[tuple[str, ...]]:
    page, place = str(block.page or ""), _place(block.box)
    if isinstance(block, Paragraph):
        style = ", ".join(filter(None, (block.style, "đậm" if block.bold else "")))
        words = document.text[block.span.start : block.span.end]
        yield str(block.span.start), "đoạn", _label(block.label, block.level), style, page, place, words
        return
    rows = max((cell.row + cell.row_span for cell in block.cells), default=0)
    columns = max((cell.column + cell.column_span for cell in block.cells), default=0)
    yield str(block.span.start), "bảng", "", "", page, place, f"{rows} hàng × {columns} cột"
    for cell in block.cells:
        where = f"ô {cell.row + 1},{cell.column + 1}"
        merged = f"gộp {cell.row_span}×{cell.column_span}" if cell.row_span > 1 or cell.column_span > 1 else ""
        words = document.text[cell.span.start : cell.span.end]
        yield str(cell.span.start), f"  {where}", cell.label or "", merged, "", "", words


def _label(label: str | None, level: int | None) -> str:
    if label is None:
        return ""
    return f"{label} (bậc {level + 1})" if level is not None else label


def _place(place: Box | None) -> str:
    return "" if place is None else f"{place.x0:.0f},{place.top:.0f} - {place.x1:.0f},{place.bottom:.0f}"
