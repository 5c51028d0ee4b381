"""The Vietnamese name of a concept with its breakdown."""

from __future__ import annotations

from collections.abc import Mapping

from cdcs_parse.catalog import Catalog


def label_of(indicator: str, dimensions: Mapping[str, str], catalog: Catalog) -> str:
    """Such as "Số đoàn viên (nữ)"; ids the catalogue does not know stand for themselves."""
    entry = catalog.indicators.get(indicator)
    values = []
    for dimension, value in sorted(dimensions.items()):
        known = catalog.dimensions.get(dimension)
        values.append(known.values[value].label_vi if known and value in known.values else value)
    name = entry.label_vi if entry else indicator
    return f"{name} ({', '.join(values)})" if values else name
