"""The grid of a table: its head rows, the column of numbers in order, of labels, of units of measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cdcs_parse.model.document import Cell, Table
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.measures import measure_of

NUMBER = re.compile(r"[+-]?\s?[0-9][0-9.,]*(?:\s[0-9]{3})*(?:\s?/\s?[0-9][0-9.]*)?\s?(?:%|đồng|đ|đ/c|người)?")
_ORDINAL = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-hđ])[.)]?|[-+*]?")
_ORDER_HEAD = re.compile(r"(?:số )?tt|stt|số thứ tự")
_UNIT_HEAD = re.compile(r"đvt|đơn vị tính|đơn vị(?: đo)?")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


@dataclass(slots=True)
class Grid:
    """A table with its head and columns told apart."""

    rows: list[dict[int, Cell]]
    head: int
    order: frozenset[int]
    unit: int | None
    label: int
    heads: dict[int, list[Cell]] = field(default_factory=dict)


def find_grid(block: Table, folded: str, lexicon: Lexicon) -> Grid | None:
    """Tell head, labels and values of `block` apart; None when it is no table of figures."""
    return _Finder(block, folded, lexicon).grid()


class _Finder:
    def __init__(self, block: Table, folded: str, lexicon: Lexicon) -> None:
        self.block, self.folded, self.lexicon = block, folded, lexicon

    def _words(self, cell: Cell | None) -> str:
        return self.folded[cell.span.start : cell.span.end].strip() if cell is not None else ""

    def grid(self) -> Grid | None:
        """The grid; None for fewer than two rows or columns, or too few numbers."""
        rows: dict[int, dict[int, Cell]] = {}
        for cell in self.block.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell
        ordered = [rows[r] for r in sorted(rows)]
        width = max((c.column + c.column_span for c in self.block.cells), default=0)
        if len(ordered) < 2 or width < 2:
            return None
        numeric = [{c for c, cell in row.items() if self._is_value(self._words(cell))} for row in ordered]
        order = {c for c in range(min(width, 2)) if any(_ORDER_HEAD.fullmatch(self._words(row.get(c))) for row in ordered[:3])}
        head = 0
        for row, values in zip(ordered, numeric, strict=True):
            index_row = len(values) == len(row) > 2 and [self._words(row[c]).strip("()") for c in sorted(row)] == [
                str(n + 1) for n in range(len(row))
            ]
            texts = {c for c in row if self._words(row[c]) and c not in values}
            if (values - order and texts - order) and not index_row and not self._years_only(row, values):
                break
            if index_row or not values - order or self._years_only(row, values):
                head += 1
                continue
            break
        if head >= len(ordered):
            return None
        body = numeric[head:]
        if sum(1 for v in body if v - order) < max(1, len(body) // 3):
            return None
        if (
            not order
            and all(_ORDINAL.fullmatch(self._words(row.get(0))) for row in ordered[head:])
            and any(self._words(row.get(1)) and not NUMBER.fullmatch(self._words(row.get(1))) for row in ordered[head:])
        ):
            order = {0}
        heads: dict[int, list[Cell]] = {}
        for row in ordered[:head]:
            for cell in row.values():
                for column in range(cell.column, cell.column + cell.column_span):
                    if self._words(cell) and cell not in heads.setdefault(column, []):
                        heads[column].append(cell)
        unit = next(
            (
                c
                for c, cells in heads.items()
                if any(_UNIT_HEAD.fullmatch(self._words(x)) for x in cells) and self._is_unit(ordered[head:], c)
            ),
            None,
        )
        label = next((c for c in range(width) if c not in order and c != unit), 0)
        return Grid(ordered, head, frozenset(order), unit, label, heads)

    def _is_value(self, words: str) -> bool:
        """A number or a rating, which a head never is."""
        return bool(NUMBER.fullmatch(words) or self.lexicon.signals.fullmatch(words))

    def _is_unit(self, rows: Sequence[dict[int, Cell]], column: int) -> bool:
        """Whether the column holds units of measure, and not the names of units ("Đơn vị" heads both)."""
        words = [w for r in rows if (w := self._words(r.get(column)))]
        return bool(words) and 2 * sum(measure_of(w, self.lexicon) is not None for w in words) >= len(words)

    def _years_only(self, row: dict[int, Cell], values: set[int]) -> bool:
        return len(values) > 1 and all(YEAR.fullmatch(self._words(row[c])) for c in values)
