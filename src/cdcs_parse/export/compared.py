"""What was compared, in the form asked for: each way of comparing has its own rows, page and sheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cdcs_parse.errors import CdcsError
from cdcs_parse.export.csvout import BOM, cell
from cdcs_parse.model.comparison import Comparison, Comparisons


def compared_json(found: Comparisons[Any]) -> str:
    """A list of objects; decimals are strings without exponent."""
    return json.dumps([item.model_dump(mode="json") for item in found], ensure_ascii=False, indent=2) + "\n"


def compared_rows(found: Comparisons[Any]) -> list[dict[str, Any]]:
    """Flat rows: one a target, a point of a series, a unit of a table; promises as their JSON fields."""
    rows: Iterable[dict[str, Any]]
    if found.by == "year":
        from cdcs_parse.export.series import series_rows

        rows = series_rows(found)
    elif found.by == "unit":
        from cdcs_parse.export.unit_tables import unit_rows

        rows = unit_rows(found)
    elif all(isinstance(item, Comparison) for item in found):
        from cdcs_parse.export.comparisons import comparison_rows

        rows = comparison_rows(found)
    else:
        rows = (
            {
                name: json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
                for name, value in item.model_dump(mode="json").items()
            }
            for item in found
        )
    return list(rows)


def compared_csv(found: Comparisons[Any]) -> str:
    """One line a row, with a byte order mark for Excel."""
    rows = compared_rows(found)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    columns = list(rows[0]) if rows else []
    writer.writerow(columns)
    writer.writerows([[cell(row[column]) for column in columns] for row in rows])
    return BOM + buffer.getvalue()


def compared_frame(found: Comparisons[Any]) -> Any:
    """A pandas DataFrame of the flat rows; raises CdcsError when pandas is not installed."""
    try:
        import pandas
    except ModuleNotFoundError:
        raise CdcsError("to_frame cần thư viện pandas", hint="cài bằng lệnh: pip install 'cdcs-parse[frame]'") from None
    return pandas.DataFrame(compared_rows(found))


def write_xlsx(found: Comparisons[Any], path: Path) -> None:
    """Write a workbook; raises CdcsError without xlsxwriter, OutputError when it cannot be written."""
    from cdcs_parse.export.workbook import Sheet, write_book

    if found.by == "year":
        from cdcs_parse.export.series import series_sheets

        sheets = series_sheets(found)
    elif found.by == "unit":
        from cdcs_parse.export.unit_tables import units_sheets

        sheets = units_sheets(found)
    elif all(isinstance(item, Comparison) for item in found):
        from cdcs_parse.export.comparisons import comparison_sheets

        sheets = comparison_sheets(found)
    else:
        rows = compared_rows(found)
        sheets = [Sheet("Lời hứa", [(name, 24) for name in (rows[0] if rows else ())], [list(row.values()) for row in rows])]
    write_book(sheets, path)


def compared_text(found: Comparisons[Any], *, colour: bool = False) -> str:
    """Tables for an officer: in Vietnamese, no codes, no longer than can be read."""
    if found.by == "target":
        from cdcs_parse.export.comparisons import comparisons_text

        return comparisons_text(found, colour=colour)
    from cdcs_parse.export.grid import page_text

    return page_text(_page(found), colour=colour)


def compared_html(found: Comparisons[Any]) -> str:
    """The same for a notebook."""
    from cdcs_parse.export.grid import page_html

    if found.by != "target":
        return page_html(_page(found))
    from cdcs_parse.export.comparisons import comparisons_html, promises_html

    return (comparisons_html if all(isinstance(item, Comparison) for item in found) else promises_html)(found)


def _page(found: Comparisons[Any]) -> Any:
    if found.by == "year":
        from cdcs_parse.export.series import series_page

        return series_page(found)
    from cdcs_parse.export.unit_tables import units_page

    return units_page(found)
