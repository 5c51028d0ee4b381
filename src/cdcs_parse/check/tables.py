"""Rows and columns of a table against its row or column of totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number
from cdcs_parse.check.index import Index
from cdcs_parse.model.document import Cell, Table
from cdcs_parse.model.interval import Interval, exact, total

_TOTAL_ROW = re.compile(r"^\W*(?:tổng cộng|cộng|tổng số|tổng|toàn công ty|toàn trường|toàn đơn vị)\W*$")
_NESTED = re.compile(r"trong đó|^\s*[-+*•]|^\s*(?:[ivx]+|[a-d])[.)]?\s*$|^\s*\d+\.\d+")
_NUMBER = re.compile(r"^\s*(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,3}))?\s*(?:đồng|đ|triệu đồng|trđ|tr\.đ|người|lượt)?\s*$")


def find_table_total(index: Index, _rule: Rule) -> Iterator[Hit]:
    """Columns of a table that ends in a row "Cộng": the rows above, all of one level, must add up to it."""
    for table in index.blocks:
        if isinstance(table, Table):
            yield from _columns(index, table)


def _columns(index: Index, table: Table) -> Iterator[Hit]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        if cell.row_span > 1 or cell.column_span > 1:
            continue
        rows.setdefault(cell.row, {})[cell.column] = cell
    order = sorted(rows)
    totals = [r for r in order if _is_total(index, rows[r])]
    if len(totals) != 1 or totals[0] == order[0]:
        return
    last = totals[0]
    above = [r for r in order if r < last and any(value_in(index, c) is not None for c in rows[r].values())]
    # a row of numbers 1 2 3 … below the head counts columns, and a part of another row would count twice
    above = [r for r in above if not _counts_columns(index, rows[r])]
    if len(above) < 2 or any(_NESTED.search(_label(index, rows[r])) for r in above):
        return
    for column, cell in sorted(rows[last].items()):
        stated = value_in(index, cell)
        parts = [rows[r][column] for r in above if column in rows[r]]
        values = [value_in(index, c) for c in parts]
        blank = [
            c for c, v in zip(parts, values, strict=True) if v is None and index.text[c.span.start : c.span.end].strip(" -–/\t")
        ]
        known = [v for v in values if v is not None]
        if stated is None or len(parts) != len(above) or blank or len(known) < 2 or _is_serial(known):
            continue
        together = total(v for v, _ in known)
        if together.overlaps(stated[0]) or _is_share(index, table, column) or _looks_averaged(known, stated[1]):
            continue
        own = [f for f in index.facts if cell.span.start <= f.span.start < cell.span.end]
        places = [c.span for c, v in zip(parts, values, strict=True) if v is not None]
        words = " + ".join(number(v, 4) for _, v in known)
        value = sum((v for _, v in known), Fraction(0))
        yield Hit(
            fields={
                "what": _head(index, table, column) or f"cột {column + 1}",
                "parts": words, "sum": number(value, 4), "total": number(stated[1], 4),
                "because": "bảng có dòng cộng, các dòng trên cùng một cấp",
            },
            facts=own,
            spans=((cell.span.start, cell.span.end), *((s.start, s.end) for s in places)),
            arithmetic=f"{words} = {number(value, 4)}, không phải {number(stated[1], 4)}",
            blamed=own,
        )  # fmt: skip


def value_in(index: Index, cell: Cell) -> tuple[Interval, Fraction] | None:
    """The number of a cell with its rounding interval; None where the cell holds more than a number and a unit."""
    match = _NUMBER.match(index.folded[cell.span.start : cell.span.end])
    if match is None:
        return None
    whole = re.sub(r"[. ]", "", match[1])
    value = Fraction(Decimal(f"{whole}.{match[2]}" if match[2] else whole))
    if not match[2]:
        return exact(value), value
    half = Fraction(1, 2 * 10 ** len(match[2]))
    return Interval(value - half, value + half, high_open=True), value


def _label(index: Index, row: dict[int, Cell]) -> str:
    words = [index.folded[c.span.start : c.span.end].strip() for _, c in sorted(row.items())]
    return " | ".join(w for w in words[:2] if w and not w.isdigit())


def _is_total(index: Index, row: dict[int, Cell]) -> bool:
    words = [index.folded[c.span.start : c.span.end].strip() for _, c in sorted(row.items())][:2]
    return any(_TOTAL_ROW.match(w) for w in words if w)


def _counts_columns(index: Index, row: dict[int, Cell]) -> bool:
    values = [index.folded[c.span.start : c.span.end].strip(" ()") for _, c in sorted(row.items())]
    digits = [int(v) for v in values if v.isdigit()]
    return len(digits) >= 3 and digits == list(range(digits[0], digits[0] + len(digits))) and digits[0] in (0, 1)


def _is_serial(known: list[tuple[Interval, Fraction]]) -> bool:
    return [v for _, v in known] == [Fraction(n) for n in range(1, len(known) + 1)]


def _head(index: Index, table: Table, column: int) -> str:
    first = [c for c in table.cells if c.row == 0 and c.column <= column < c.column + c.column_span]
    return " ".join(index.text[first[0].span.start : first[0].span.end].split()) if first else ""


def _is_share(index: Index, table: Table, column: int) -> bool:
    heads = [c for c in table.cells if c.row <= 1 and c.column <= column < c.column + c.column_span]
    words = " ".join(index.folded[c.span.start : c.span.end] for c in heads)
    return re.search(r"%|tỷ lệ|bình quân|trung bình|mức|đơn giá|định mức|stt|\btt\b|năm sinh", words) is not None


def _looks_averaged(known: list[tuple[Interval, Fraction]], stated: Fraction) -> bool:
    """True when the total lies among its rows, as an average or a greatest value does."""
    return min(v for _, v in known) <= stated <= max(v for _, v in known) and len(known) >= 3 and stated > 0
