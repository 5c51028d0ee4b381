"""Figures as CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

from cdcs_parse.export.rows import COLUMNS, Cell, fact_rows
from cdcs_parse.model.base import plain
from cdcs_parse.model.report import Report

BOM = "\ufeff"
# what a spreadsheet takes for a formula when a cell begins with it, full-width forms included
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def csv_header() -> str:
    """The byte order mark (Excel reads UTF-8 by it) and the line of column names."""
    return BOM + _lines([list(COLUMNS)])


def csv_rows(report: Report) -> str:
    """One line a figure."""
    return _lines([[cell(row[column]) for column in COLUMNS] for row in fact_rows(report)])


def cell(value: Cell) -> str:
    """A cell as text; words that a spreadsheet would run as a formula get an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    text = str(value).replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _lines(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
