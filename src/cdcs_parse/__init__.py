"""Reports of Vietnamese grassroots trade unions (CĐCS) as data that can be trusted.

>>> import cdcs_parse as cdcs
>>> cdcs.parse_text("Tổng số đoàn viên: 46 người.").fact("union_members").value
Decimal('46')
"""

from __future__ import annotations

# These packages are imported first: their first import would otherwise hide the verbs of their name.
import cdcs_parse.check  # isort: skip
import cdcs_parse.compare  # isort: skip
import cdcs_parse.parse  # noqa: F401  isort: skip
from cdcs_parse.api import check, compare, explain, find_quantities, load_report, parse, parse_folder, parse_text
from cdcs_parse.catalog import Catalog, load_catalog
from cdcs_parse.errors import CdcsError
from cdcs_parse.model.failure import Failure
from cdcs_parse.model.report import Report

__version__ = "0.1.0"
__all__ = [
    "Catalog",
    "CdcsError",
    "Failure",
    "Report",
    "check",
    "compare",
    "explain",
    "find_quantities",
    "load_catalog",
    "load_report",
    "parse",
    "parse_folder",
    "parse_text",
]
