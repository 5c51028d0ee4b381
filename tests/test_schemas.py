"""The committed JSON Schemas are the ones the models give, and real data keeps to them."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

import handmade
from cdcs_parse.export.schema import schemas

FOLDER = Path(__file__).resolve().parent.parent / "schemas"
MADE = schemas()


def test_no_file_too_many_or_too_few() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_committed_schema_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == MADE[name], "run `make schemas`"


@pytest.mark.parametrize("name", MADE)
def test_schema_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(MADE[name]))


def test_every_field_of_a_report_is_described() -> None:
    body = json.loads(MADE["report.schema.json"])
    bare = [
        f"{model}.{field}"
        for model, shape in body["$defs"].items()
        for field, entry in shape.get("properties", {}).items()
        if "description" not in entry and "const" not in entry
    ]
    assert not bare


def test_a_report_keeps_to_the_schema() -> None:
    jsonschema.validate(json.loads(handmade.report().model_dump_json()), json.loads(MADE["report.schema.json"]))


def test_comparisons_keep_to_the_schema() -> None:
    import cdcs_parse
    from pairs import expectation, parsed

    for comparison in cdcs_parse.compare([parsed(f) for f in expectation("may-song-lam")["reports"]]):
        jsonschema.validate(json.loads(comparison.model_dump_json()), json.loads(MADE["comparison.schema.json"]))


def test_a_float_amount_breaks_the_schema() -> None:
    body = json.loads(handmade.report().model_dump_json())
    body["facts"][0]["value"] = 45.0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, json.loads(MADE["report.schema.json"]))


_DATA = files("cdcs_parse.catalog").joinpath("data")
_VOCABULARY = [
    *((f"indicators/{file.name}", "indicators") for file in _DATA.joinpath("indicators").iterdir()),
    *((f"{name}.yaml", name) for name in ("dimensions", "sections", "units", "words", "wholes")),
    *((f"{name}.yaml", "words") for name in ("masks", "header")),
]


@pytest.mark.parametrize(("path", "shape"), sorted(_VOCABULARY))
def test_vocabulary_files_keep_to_their_schema(path: str, shape: str) -> None:
    data = yaml.safe_load(_DATA.joinpath(*path.split("/")).read_text(encoding="utf-8"))
    jsonschema.validate(data or {}, json.loads(MADE[f"catalog-{shape}.schema.json"]))
