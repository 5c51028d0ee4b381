"""Adds a user's entries to a catalogue; what contradicts an existing entry is an error that names both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cdcs_parse.catalog.loader import Catalog, check_references, explain_fault, refuse_repeats
from cdcs_parse.catalog.schema import Dimension, DimensionValue, Indicator, SectionKind
from cdcs_parse.errors import CatalogError
from cdcs_parse.text import fold, normalize

_LISTS = ("labels", "triggers", "bare", "weak", "context", "excludes", "units", "aliases", "examples")


def extended(base: Catalog, paths: Sequence[Path]) -> Catalog:
    """`base` with the entries of the YAML files `paths`.

    A file maps ids to indicator entries; two keys are special: `dimensions:` (dimension → value → entry) and
    `sections:` (section kind → titles). An id that exists may add phrases (labels, aliases, …); giving it another
    label_vi, kind or unit is a conflict. Raises CatalogError as `file:line: what; …`.
    """
    catalog = base
    for path in paths:
        try:
            text = normalize(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else "not UTF-8"
            raise CatalogError(f"cannot be read: {why}", where=path.name, hint="give a UTF-8 YAML file") from None
        catalog = _with_file(catalog, path.name, text)
    return catalog


def _with_file(base: Catalog, name: str, text: str) -> Catalog:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)  # noqa: S506 (a safe loader, the C one where built)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise CatalogError(
            f"not YAML: {fault.problem}", where=f"{name}:{line}", hint="mend the indentation or quotes there"
        ) from None
    if data is None:
        return base
    if not isinstance(data, dict):
        raise CatalogError("the file must be a mapping of ids to entries", where=f"{name}:1", hint="begin lines with `id:`")
    refuse_repeats(name, text)
    indicators, origins = dict(base.indicators), dict(base.origins)
    dimensions, kinds = dict(base.dimensions), dict(base.section_kinds)
    for ident, body in data.items():
        if not isinstance(body, dict):
            raise CatalogError(
                f"{ident} must be a mapping", where=_line(name, text, str(ident)), hint="put its fields below it, indented"
            )
        if ident == "dimensions":
            _add_dimensions(dimensions, body, name, text)
        elif ident == "sections":
            _add_sections(kinds, body, name, text)
        else:
            indicators[str(ident)] = _indicator(indicators.get(str(ident)), str(ident), body, name, text, origins)
            origins.setdefault(str(ident), name)
    digest = hashlib.sha256(f"{base.version}\n{text}".encode()).hexdigest()[:12]
    catalog = replace(
        base,
        version=f"{base.version.partition('+')[0]}+{digest}",
        indicators=indicators,
        dimensions=dimensions,
        section_kinds=kinds,
        origins=origins,
    )
    check_references(catalog, {name: text})
    _refuse_shared_labels(base, catalog, name, text)
    return catalog


def _indicator(
    old: Indicator | None, ident: str, body: Mapping[str, Any], name: str, text: str, origins: Mapping[str, str]
) -> Indicator:
    if old is None:
        try:
            return Indicator.model_validate({"id": ident, "topic": "situation", **body})
        except ValidationError as faults:
            raise explain_fault(name, text, ident, faults, Indicator) from None
    for key in body:
        if key not in Indicator.model_fields:
            raise CatalogError(
                f"{ident}: unknown key {key!r}", where=_line(name, text, str(key), ident), hint=f"may be added: {', '.join(_LISTS)}"
            )
        if key not in (*_LISTS, "implies", "counterexamples"):
            current = getattr(old, key)
            given = tuple(body[key]) if isinstance(body[key], list) else body[key]
            if given != current:
                raise CatalogError(
                    f"{ident}: {key} is {given!r} here and {current!r} in {origins.get(ident, 'the catalogue')}",
                    where=_line(name, text, str(key), ident),
                    hint="take another id for another concept, or leave the key out to add phrases",
                )
    merged: dict[str, Any] = {k: (*getattr(old, k), *body.get(k, ())) for k in _LISTS}
    merged["implies"] = {**old.implies, **body.get("implies", {})}
    merged["counterexamples"] = [*(c.model_dump(by_alias=True) for c in old.counterexamples), *body.get("counterexamples", ())]
    try:
        return Indicator.model_validate({**old.model_dump(), **merged})
    except ValidationError as faults:
        raise explain_fault(name, text, ident, faults, Indicator) from None


def _add_dimensions(dimensions: dict[str, Dimension], body: Mapping[str, Any], name: str, text: str) -> None:
    for ident, given in body.items():
        old = dimensions.get(ident)
        try:
            entry = Dimension.model_validate({"id": ident, "label_vi": old.label_vi if old else ident, "values": {}, **given})
        except ValidationError as faults:
            raise explain_fault(name, text, str(ident), faults, Dimension) from None
        values = dict(old.values) if old else {}
        for value, choice in entry.values.items():
            known = values.get(value)
            if known is not None and known.label_vi != choice.label_vi:
                raise CatalogError(
                    f"{ident}:{value} is {choice.label_vi!r} here and {known.label_vi!r} in dimensions.yaml",
                    where=_line(name, text, str(value), str(ident)),
                    hint="take another value id",
                )
            values[value] = choice if known is None else DimensionValue(
                label_vi=known.label_vi, phrases=(*known.phrases, *choice.phrases), weak=(*known.weak, *choice.weak),
                excludes=(*known.excludes, *choice.excludes), examples=(*known.examples, *choice.examples),
            )  # fmt: skip
        dimensions[ident] = entry.model_copy(update={"values": values})


def _add_sections(kinds: dict[str, SectionKind], body: Mapping[str, Any], name: str, text: str) -> None:
    for ident, given in body.items():
        old = kinds.get(ident)
        base = {"id": ident, "label_vi": old.label_vi, "role": old.role} if old else {"id": ident}
        try:
            entry = SectionKind.model_validate({**base, **given})
        except ValidationError as faults:
            raise explain_fault(name, text, str(ident), faults, SectionKind) from None
        kinds[ident] = entry if old is None else old.model_copy(update={"titles": (*old.titles, *entry.titles)})


def _refuse_shared_labels(base: Catalog, catalog: Catalog, name: str, text: str) -> None:
    """A new strong label that names another concept already would make every such figure a matter of chance."""
    owners: dict[str, str] = {}
    for ident, entry in base.indicators.items():
        for label in entry.labels:
            owners.setdefault(" ".join(fold(label).split()), ident)
    for ident, entry in catalog.indicators.items():
        for label in entry.labels:
            owner = owners.get(" ".join(fold(label).split()))
            old = base.indicators.get(ident)
            if owner is not None and owner != ident and (old is None or label not in old.labels):
                raise CatalogError(
                    f"{ident}: the label {label!r} belongs to {owner} ({base.origins.get(owner, 'the catalogue')})",
                    where=_line(name, text, label, ident),
                    hint="use a longer phrase, or `weak:` with `context:`",
                )


def _line(name: str, text: str, word: str, after: str = "") -> str:
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if after and line.strip().startswith(f"{after}:")), 0)
    return next((f"{name}:{n + 1}" for n in range(first, len(lines)) if word in lines[n]), f"{name}:{first + 1}")
