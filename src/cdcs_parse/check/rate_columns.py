"""Columns of a table that give the share of one column in another: "Dự toán | Thực hiện | Tỷ lệ"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number
from cdcs_parse.check.index import Index
from cdcs_parse.check.tables import value_in
from cdcs_parse.model.document import Cell, Table
from cdcs_parse.model.interval import Interval, exact

_PERCENT = re.compile(r"^\s*(\d{1,3}(?:[.]\d{3})*|\d+)(?:[,.](\d{1,2}))?\s*%?\s*$")
_MOST_COLUMNS = 12


def find_rate_column(index: Index, rule: Rule) -> Iterator[Hit]:
    """A percent that is not of the two cells of its row that all other rows of the table make it of.

    What the column is of is seen from the numbers: one pair of columns must give the percent in at least `least` rows and
    in all but one in five.
    """
    for table in index.blocks:
        if isinstance(table, Table):
            yield from _columns(index, table, rule)


def _columns(index: Index, table: Table, rule: Rule) -> Iterator[Hit]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        if cell.row_span == 1 and cell.column_span == 1:
            rows.setdefault(cell.row, {})[cell.column] = cell
    width = 1 + max((c for row in rows.values() for c in row), default=-1)
    if len(rows) <= rule.parameters.least or width > _MOST_COLUMNS:
        return
    heads = [""] * width
    for cell in table.cells:
        if cell.row <= 1 and cell.column < width:
            heads[cell.column] += " " + index.folded[cell.span.start : cell.span.end]
    for column in range(width):
        if any(phrase in heads[column] for phrase in rule.parameters.phrases):
            yield from _column(index, rows, column, width, rule)


def _column(index: Index, rows: dict[int, dict[int, Cell]], column: int, width: int, rule: Rule) -> Iterator[Hit]:
    percents = {n: p for n, row in rows.items() if column in row for p in [_percent(index, row[column])] if p is not None}
    values = {n: {c: v[1] for c, cell in rows[n].items() if c != column for v in [value_in(index, cell)] if v} for n in percents}
    for part in range(width):
        for whole in range(width):
            both = [n for n in percents if part != whole and part in values[n] and values[n].get(whole)]
            wrong = [n for n in both if not percents[n][0].overlaps(_share(values[n], part, whole))]
            right = len(both) - len(wrong)
            if right < rule.parameters.least or not wrong or 4 * len(wrong) > right:
                continue
            for n in wrong:
                a, b = values[n][part], values[n][whole]
                cut = percents[n][1].overlaps(_share(values[n], part, whole))
                stated = " ".join(index.text[rows[n][column].span.start : rows[n][column].span.end].split())
                if cut:
                    continue
                expected = f"{number(a / b * 100)}%"
                yield Hit(
                    fields={"what": f"{number(a)}/{number(b)}", "value": stated, "expected": expected},
                    spans=tuple((rows[n][c].span.start, rows[n][c].span.end) for c in (column, part, whole)),
                    arithmetic=f"{number(a)} : {number(b)} × 100 = {expected}, không phải {stated}",
                )
            return


def _share(values: dict[int, Fraction], part: int, whole: int) -> Interval:
    return exact(values[part] / values[whole]).scaled(100)


def _percent(index: Index, cell: Cell) -> tuple[Interval, Interval] | None:
    """The percent of a cell, rounded and as it would be if it had been cut."""
    match = _PERCENT.match(index.folded[cell.span.start : cell.span.end])
    if match is None:
        return None
    digits = len(match[2] or "")
    whole = match[1].replace(".", "")
    value = Fraction(Decimal(f"{whole}.{match[2]}" if match[2] else whole))
    step = Fraction(1, 10**digits)
    return Interval(value - step / 2, value + step / 2), Interval(value, value + step, high_open=True)
