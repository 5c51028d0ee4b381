"""Facts of many reports → comparisons: targets with results, years, units, and the registry of units."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdcs_parse.errors import CdcsError, LookupFailed

if TYPE_CHECKING:
    from cdcs_parse.catalog import Catalog
    from cdcs_parse.model.comparison import By, Comparisons
    from cdcs_parse.model.report import Report


def compare_reports(
    reports: Sequence[Report],
    by: By,
    catalog: Catalog,
    targets: str | Path | None = None,
    registry: str | Path | None = None,
    as_of: str | None = None,
    indicator: str | None = None,
) -> Comparisons[Any]:
    """Compare `reports` in one of the three ways; each way is a module of its own."""
    if indicator is not None and indicator not in catalog.indicators:
        raise LookupFailed(f"danh mục không có chỉ tiêu {indicator!r}", hint="xem cdcs catalog list")
    if by == "target":
        from cdcs_parse.compare.targets import compare_by_target

        return compare_by_target(reports, catalog, targets, as_of, indicator)
    raise CdcsError(f"chưa so sánh được theo {by!r}", hint=f"dùng --by target{'' if registry is None else ', bỏ --registry'}")
