"""Facts of many reports → comparisons: targets with results, years, units, and the registry of units."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdcs_parse.errors import LookupFailed

if TYPE_CHECKING:
    from cdcs_parse.catalog import Catalog
    from cdcs_parse.compare.names import Names
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
    if indicator is not None:
        indicator = find_indicator(indicator, catalog)
    names = _names(registry)
    with _collecting_later():
        return _compare(reports, by, catalog, targets, names, as_of, indicator)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Values made here live on: looking for garbage among hundreds of thousands of them takes half of the time."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def _compare(
    reports: Sequence[Report],
    by: By,
    catalog: Catalog,
    targets: str | Path | None,
    names: Names | None,
    as_of: str | None,
    indicator: str | None,
) -> Comparisons[Any]:
    if by == "target":
        from cdcs_parse.compare.targets import compare_by_target

        return compare_by_target(reports, catalog, targets, as_of, indicator, names)
    day = None if as_of is None else date.fromisoformat(as_of)
    if day is not None and names is None:
        raise LookupFailed("--as-of cần sổ đơn vị", hint="thêm --registry với tệp units.yaml hoặc units.csv")
    if by == "year":
        from cdcs_parse.compare.years import compare_years

        return compare_years(reports, catalog, names=names, as_of=day, indicator=indicator)
    from cdcs_parse.compare.unitwise import compare_units

    return compare_units(reports, catalog, names=names, as_of=day, indicator=indicator)


def find_indicator(wanted: str, catalog: Catalog) -> str:
    """The id of the indicator called `wanted`: an id or a Vietnamese name; raises LookupFailed for others."""
    from difflib import get_close_matches

    from cdcs_parse.text import fold, normalize

    key = " ".join(normalize(wanted).split())
    if key in catalog.indicators:
        return key
    by_label = {fold(entry.label_vi): ident for ident, entry in catalog.indicators.items()}
    if fold(key) in by_label:
        return by_label[fold(key)]
    close = [catalog.indicators[by_label[one]].label_vi for one in get_close_matches(fold(key), by_label, 3, 0.5)]
    hint = f"có phải ý bạn là {', '.join(close)}?" if close else "xem cdcs catalog list"
    raise LookupFailed(f"danh mục không có chỉ tiêu {wanted!r}", hint=hint)


def _names(registry: str | Path | None) -> Names | None:
    if registry is None:
        return None
    from cdcs_parse.compare.names import Names
    from cdcs_parse.compare.registry_file import load_decisions, load_registry

    known = load_registry(registry)
    return Names(known, load_decisions(registry, known))
