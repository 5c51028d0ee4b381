"""Sheets of figures as an Excel workbook: real numbers, frozen heads, Vietnamese words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cdcs_parse.errors import CdcsError, OutputError

# what Excel takes as the name of a sheet
_NAME_LENGTH = 31


class Shaded(NamedTuple):
    """A cell in colour ("#c0261c")."""

    value: str | Decimal | int | None
    colour: str


Cell = str | Decimal | int | None | Shaded


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: heads with the width of their columns, and rows; `fixed` columns stay when scrolling to the right."""

    name: str
    heads: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    fixed: int = 0


def write_book(sheets: Sequence[Sheet], path: Path) -> None:
    """Write the sheets to `path`; raises CdcsError without xlsxwriter, OutputError when it cannot be written.

    Amounts become numbers of Excel (15 digits); a text that looks like a formula or a link stays text.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise CdcsError("--format xlsx cần thư viện xlsxwriter", hint="cài bằng lệnh: pip install 'cdcs-parse[xlsx]'") from None
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    styles: dict[tuple[str, str], object] = {}

    def style(colour: str, form: str) -> object:
        if (colour, form) not in styles:
            shade = {"bold": True, "font_color": colour} if colour else {}
            wrap = {"num_format": form} if form else {"text_wrap": True}
            styles[colour, form] = book.add_format({"valign": "top", **shade, **wrap})
        return styles[colour, form]

    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:_NAME_LENGTH])
        for column, (name, width) in enumerate(sheet.heads):
            page.write_string(0, column, name, head)
            page.set_column(column, column, width)
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                value, colour = cell if isinstance(cell, Shaded) else (cell, "")
                if isinstance(value, (Decimal, int)):
                    form = "#,##0" if value == int(value) else "#,##0.00"
                    page.write_number(number, column, float(value), style(colour, form))
                elif value is not None:
                    page.write_string(number, column, value, style(colour, ""))
        page.freeze_panes(1, sheet.fixed)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
    book.close()
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as fault:
        raise OutputError(f"không ghi được ({fault.strerror})", where=str(path), hint="kiểm tra thư mục và quyền ghi") from fault
