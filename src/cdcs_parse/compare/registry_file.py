"""Files of the registry of units: units.yaml or units.csv, and the decisions on doubtful names kept beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from cdcs_parse.compare.registry import Contradiction, Registry, build
from cdcs_parse.errors import OutputError, RegistryError
from cdcs_parse.model.base import Model
from cdcs_parse.model.unit import Event, Unit
from cdcs_parse.text import normalize

_M = TypeVar("_M", bound=Model)
_LISTS = frozenset(("aliases", "units", "into"))


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry of a file and where it stands."""

    fields: Mapping[str, Any]
    where: str


def load_registry(path: str | Path) -> Registry:
    """Load a registry: a YAML file with `units` and `events`, or NAME.csv with its events in NAME.events.csv.

    Both hold the fields of `Unit` and `Event`; in CSV the lists are parted by ";" inside a field ("a; b").
    Raises RegistryError, with file and line, for what cannot be read or contradicts itself.
    """
    file = Path(path)
    if file.suffix.lower() == ".csv":
        events_file = file.with_name(f"{file.stem}.events.csv")
        rows = {"units": list(_csv(file)), "events": list(_csv(events_file)) if events_file.exists() else []}
    else:
        rows = _yaml(file)
    units = [_model(Unit, row) for row in rows["units"]]
    events = [_model(Event, row) for row in rows["events"]]
    try:
        return build(units, events)
    except Contradiction as fault:
        part, index = fault.row
        raise RegistryError(fault.what, where=rows[part][index].where, hint=fault.hint) from fault


def decisions_path(path: str | Path) -> Path:
    """Where the decisions on names are kept: units.names.yaml beside units.yaml."""
    file = Path(path)
    return file.with_name(f"{file.stem}.names.yaml")


def load_decisions(path: str | Path, registry: Registry) -> dict[str, str | None]:
    """The decisions kept beside the registry at `path`: name as written → id, or None for "no unit of this registry"."""
    file = decisions_path(path)
    if not file.exists():
        return {}
    text = _text(file)
    try:
        found = yaml.safe_load(text) or {}
    except yaml.YAMLError as fault:
        raise _not_yaml(file, fault) from fault
    if not isinstance(found, dict):
        raise RegistryError("is no list of `name: id`", where=file.name, hint="write one decision a line, null for no unit")
    for name, ident in found.items():
        if ident is not None and ident not in registry.spells:
            line = next((n for n, one in enumerate(text.split("\n"), 1) if str(ident) in one), 1)
            raise RegistryError(
                f"{name!r} is decided to be {ident!r}, which is no unit", where=f"{file.name}:{line}", hint="mend the id"
            )
    return {normalize(str(name)): ident for name, ident in found.items()}


def keep_decision(path: str | Path, registry: Registry, name: str, ident: str | None) -> Path:
    """Add a decision to the file beside the registry at `path` and return that file; raises OutputError, RegistryError."""
    known = load_decisions(path, registry)
    if ident is not None and ident not in registry.spells:
        raise RegistryError(f"no unit {ident!r}", where=Path(path).name, hint="give the id of a unit of the registry, or none")
    known[normalize(name)] = ident
    file = decisions_path(path)
    try:
        file.write_text(yaml.safe_dump(known, allow_unicode=True, sort_keys=True, width=1000), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise OutputError(f"cannot be written ({fault.strerror})", where=str(file), hint="check your rights") from fault
    return file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise RegistryError(
            f"cannot be opened ({fault.strerror})", where=file.name, hint="check the name and your rights"
        ) from fault
    except UnicodeDecodeError as fault:
        raise RegistryError("is not UTF-8", where=file.name, hint="save it as UTF-8") from fault


def _not_yaml(file: Path, fault: yaml.YAMLError) -> RegistryError:
    mark = getattr(fault, "problem_mark", None)
    where = f"{file.name}:{mark.line + 1}" if mark is not None else file.name
    return RegistryError(
        f"is not YAML ({getattr(fault, 'problem', None) or fault})", where=where, hint="see docs/REGISTRY.md for its form"
    )


def _yaml(file: Path) -> dict[str, list[_Row]]:
    text = _text(file)
    try:
        # every scalar as text: YAML's own dates refuse 2020-13-01 without naming its place, and read 1.10 as a number
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (builds nothing but text, lists and mappings)
    except yaml.YAMLError as fault:
        raise _not_yaml(file, fault) from fault
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        raise RegistryError("has no `units`", where=file.name, hint="see docs/REGISTRY.md for its form")
    rows: dict[str, list[_Row]] = {"units": [], "events": []}
    for key, value in root.value:
        where = f"{file.name}:{key.start_mark.line + 1}"
        if key.value not in rows:
            raise RegistryError(f"unknown key {key.value!r}", where=where, hint="there are `units` and `events`")
        entries = data[key.value] or []
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise RegistryError(f"{key.value} is no list of entries", where=where, hint="begin each entry with a dash")
        nodes = value.value if isinstance(value, yaml.SequenceNode) else []
        rows[key.value] = [
            _Row({k: v for k, v in entry.items() if v != ""}, f"{file.name}:{node.start_mark.line + 1}")
            for entry, node in zip(entries, nodes, strict=True)
        ]
    return rows


def _csv(file: Path) -> Iterator[_Row]:
    lines = _text(file).splitlines()
    # Excel writes ";" where the comma is the decimal sign, as it is in Vietnam
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    for fields in reader:
        where = f"{file.name}:{reader.line_num}"
        if None in fields or None in fields.values():
            raise RegistryError(
                f"has not {len(reader.fieldnames or ())} fields", where=where, hint="put fields with a comma into quotes"
            )
        entry = {key.strip(): value.strip() for key, value in fields.items() if value and value.strip()}
        yield _Row(
            {k: [p.strip() for p in v.split(";" if delimiter == "," else "|")] if k in _LISTS else v for k, v in entry.items()},
            where,
        )


def _model(shape: type[_M], row: _Row) -> _M:
    try:
        return shape.model_validate(row.fields)
    except ValidationError as faults:
        fault = faults.errors()[0]
        leaf = ".".join(str(part) for part in fault["loc"]) or "entry"
        known = ", ".join(field.alias or name for name, field in shape.model_fields.items())
        what = f"unknown key {leaf!r}" if fault["type"] == "extra_forbidden" else f"{leaf} is wrong: {fault['msg']}"
        raise RegistryError(what, where=row.where, hint=f"an entry has {known}") from faults
