"""Figures as a pandas DataFrame."""

from __future__ import annotations

from typing import Any

from cdcs_parse.errors import CdcsError
from cdcs_parse.export.rows import COLUMNS, fact_rows
from cdcs_parse.model.report import Report


def facts_frame(report: Report) -> Any:
    """A DataFrame with one row a figure: the shared columns, then one `dim_…` column a dimension in use.

    Amounts stay Decimal (columns of dtype object). Raises CdcsError when pandas is not installed.
    """
    try:
        import pandas
    except ModuleNotFoundError:
        raise CdcsError("to_frame cần thư viện pandas", hint="cài bằng lệnh: pip install 'cdcs-parse[frame]'") from None
    used = sorted({dimension for fact in report.facts for dimension in fact.dimensions})
    rows = [
        row | {f"dim_{name}": fact.dimensions.get(name) for name in used}
        for row, fact in zip(fact_rows(report), report.facts, strict=True)
    ]
    return pandas.DataFrame(rows, columns=[*COLUMNS, *(f"dim_{name}" for name in used)])
