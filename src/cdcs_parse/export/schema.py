"""JSON Schemas of the report, of a comparison and of the vocabulary files."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from cdcs_parse.catalog.schema import Dimension, Indicator, SectionKind, Unit, Words
from cdcs_parse.catalog.wholes import Whole
from cdcs_parse.model.comparison import Comparison
from cdcs_parse.model.report import SCHEMA_VERSION, Report

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# vocabulary file → its entry, and the fields that the loader fills from the file's name and keys
_CATALOG: dict[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "indicators": (Indicator, ("id", "topic")),
    "dimensions": (Dimension, ("id",)),
    "sections": (SectionKind, ("id",)),
    "units": (Unit, ("id",)),
    "words": (Words, ("id",)),
    "wholes": (Whole, ("id",)),
}


def schemas() -> dict[str, str]:
    """File name to schema text, sorted and stable."""
    report = Report.model_json_schema(mode="serialization")
    report |= {"$schema": _DIALECT, "title": f"cdcs-parse report {SCHEMA_VERSION}"}
    comparison = Comparison.model_json_schema(mode="serialization")
    comparison |= {"$schema": _DIALECT, "title": f"cdcs-parse comparison of a target {SCHEMA_VERSION}"}
    found = {"report.schema.json": report, "comparison.schema.json": comparison}
    for name, (shape, filled) in _CATALOG.items():
        found[f"catalog-{name}.schema.json"] = _file_of(name, shape, filled)
    return {name: json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True) + "\n" for name, body in found.items()}


def _file_of(name: str, shape: type[BaseModel], filled: tuple[str, ...]) -> dict[str, Any]:
    entry = shape.model_json_schema()
    pattern = entry["properties"]["id"].get("pattern", "^\\S+$")
    for field in filled:
        entry["properties"].pop(field)
    entry["required"] = [field for field in entry.get("required", ()) if field not in filled]
    definitions = entry.pop("$defs", {})
    return {
        "$schema": _DIALECT,
        "title": f"cdcs-parse vocabulary: {name}",
        "type": "object",
        "propertyNames": {"pattern": pattern},
        "additionalProperties": entry,
        **({"$defs": definitions} if definitions else {}),
    }
