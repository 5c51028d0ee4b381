"""Reads the vocabulary's YAML files strictly: every fault is told as file:line, what, did you mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from cdcs_parse.catalog.schema import Dimension, DimensionValue, Indicator, SectionKind, Topic, Unit, Words
from cdcs_parse.errors import CatalogError
from cdcs_parse.text import normalize

CATALOG_VERSION = "1.0"
_Entry = TypeVar("_Entry", bound=BaseModel)
_FILES = ("dimensions", "sections", "units", "words", "masks", "header")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The vocabulary as a value: immutable by convention, picklable, shared between threads."""

    version: str
    indicators: Mapping[str, Indicator]
    dimensions: Mapping[str, Dimension]
    section_kinds: Mapping[str, SectionKind]
    units: Mapping[str, Unit]
    words: Mapping[str, Words]
    masks: Mapping[str, Words]
    header: Mapping[str, Words]
    origins: Mapping[str, str] = field(default_factory=dict, repr=False)

    def phrases(self, word_id: str) -> tuple[str, ...]:
        """The phrases of one word list of words.yaml; KeyError for an unknown id."""
        return self.words[word_id].phrases


def load_catalog(*extra: str | Path) -> Catalog:
    """The built-in vocabulary, with the entries of the `extra` YAML files added.

    Raises CatalogError (`file:line: what; did you mean …`) for an unknown key, a wrong type, an id or label that
    stands twice, or a dimension that does not exist. The built-in vocabulary is read once a process.
    """
    if not extra:
        return _builtin()
    from cdcs_parse.catalog.extend import extended

    return extended(_builtin(), [Path(p) for p in extra])


@lru_cache(maxsize=1)
def _builtin() -> Catalog:
    root = files("cdcs_parse.catalog").joinpath("data")
    texts: list[tuple[str, str]] = [(f"indicators/{topic}.yaml", "") for topic in get_args(Topic)]
    texts += [(f"{name}.yaml", "") for name in _FILES]
    texts = [(name, root.joinpath(*name.split("/")).read_text(encoding="utf-8")) for name, _ in texts]
    return build_catalog(texts)


def build_catalog(texts: Iterable[tuple[str, str]]) -> Catalog:
    """Build a catalogue from (file name, YAML text) pairs named as in the data folder."""
    digest = hashlib.sha256()
    sources = [(name, normalize(text)) for name, text in texts]
    indicators: dict[str, Indicator] = {}
    origins: dict[str, str] = {}
    parts: dict[str, dict[str, Any]] = {name: {} for name in _FILES}
    shapes: dict[str, type[BaseModel]] = {
        "dimensions": Dimension, "sections": SectionKind, "units": Unit, "words": Words, "masks": Words, "header": Words,
    }  # fmt: skip
    for name, text in sources:
        digest.update(text.encode())
        stem = name.rpartition("/")[2].removesuffix(".yaml")
        if name.startswith("indicators/"):
            for ident, entry in read_entries(name, text, Indicator, topic=stem).items():
                if ident in indicators:
                    raise CatalogError(
                        f"indicator {ident} stands a second time", where=line_of(name, text, ident), hint=f"see {origins[ident]}"
                    )
                indicators[ident], origins[ident] = entry, name
        else:
            parts[stem] = dict(read_entries(name, text, shapes[stem]))
    catalog = Catalog(
        version=f"{CATALOG_VERSION}+{digest.hexdigest()[:12]}",
        indicators=indicators,
        dimensions=parts["dimensions"],
        section_kinds=parts["sections"],
        units=parts["units"],
        words=parts["words"],
        masks=parts["masks"],
        header=parts["header"],
        origins=origins,
    )
    check_references(catalog, dict(sources))
    return catalog


def read_entries(name: str, text: str, shape: type[_Entry], **fixed: str) -> dict[str, _Entry]:
    """Read one YAML mapping of id to entry; raises CatalogError with the line of the fault."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)  # noqa: S506 (a safe loader, the C one where built)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        line = mark.line + 1 if mark else 1
        raise CatalogError(
            f"not YAML: {fault.problem}", where=f"{name}:{line}", hint="mend the indentation or quotes there"
        ) from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise CatalogError("the file must be a mapping of ids to entries", where=f"{name}:1", hint="begin lines with `id:`")
    refuse_repeats(name, text)
    entries: dict[str, _Entry] = {}
    for ident, body in data.items():
        if not isinstance(body, dict):
            raise CatalogError(
                f"{ident} must be a mapping", where=line_of(name, text, str(ident)), hint="put its fields below it, indented"
            )
        try:
            entries[str(ident)] = shape.model_validate({"id": str(ident), **fixed, **body})
        except ValidationError as faults:
            raise explain_fault(name, text, str(ident), faults, shape) from None
    return entries


def check_references(catalog: Catalog, sources: Mapping[str, str]) -> None:
    """Refuse names that point nowhere and labels that stand twice."""
    labels: dict[str, str] = {}
    for ident, entry in catalog.indicators.items():
        name = catalog.origins.get(ident, "")
        if entry.label_vi in labels:
            raise CatalogError(
                f"{ident} has the label_vi of {labels[entry.label_vi]}",
                where=line_of(name, sources.get(name, ""), ident),
                hint="one label, one id",
            )
        labels[entry.label_vi] = ident
        for dimension in entry.dimensions:
            if dimension not in catalog.dimensions:
                raise CatalogError(
                    f"{ident}: no dimension {dimension!r}",
                    where=line_of(name, sources.get(name, ""), dimension, after=ident),
                    hint=did_you_mean(dimension, catalog.dimensions),
                )
        for sibling in filter(None, (entry.amount, entry.rate)):
            if sibling not in catalog.indicators:
                raise CatalogError(
                    f"{ident}: no indicator {sibling!r}",
                    where=line_of(name, sources.get(name, ""), sibling, after=ident),
                    hint=did_you_mean(sibling, catalog.indicators),
                )
        for other in entry.counterexamples:
            if other.belongs_to is not None and other.belongs_to not in catalog.indicators:
                raise CatalogError(
                    f"{ident}: a counterexample names {other.belongs_to!r}",
                    where=line_of(name, sources.get(name, ""), other.belongs_to, after=ident),
                    hint=did_you_mean(other.belongs_to, catalog.indicators),
                )
        stated = [("implies", pair, pair) for pair in entry.implies.values()]
        stated += [("gift_dimensions has", f"{d}:{v}", f"{d}: {v}") for d, v in entry.gift_dimensions.items()]
        for says, pair, written in stated:
            dimension, _, value = pair.partition(":")
            if dimension not in catalog.dimensions or value not in catalog.dimensions[dimension].values:
                raise CatalogError(
                    f"{ident}: {says} {pair!r}, which is no dimension:value",
                    where=line_of(name, sources.get(name, ""), written, after=ident),
                    hint=did_you_mean(pair, [f"{d}:{v}" for d, e in catalog.dimensions.items() for v in e.values]),
                )


def refuse_repeats(name: str, text: str) -> None:
    """Refuse an id that stands twice, which YAML itself would let win over the first."""
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1].isalpha() and ":" in line:
            key = line.partition(":")[0]
            if key in seen:
                raise CatalogError(f"{key} stands twice", where=f"{name}:{number}", hint=f"the first is in line {seen[key]}")
            seen[key] = number


def explain_fault(name: str, text: str, ident: str, faults: ValidationError, shape: type[BaseModel]) -> CatalogError:
    """The first fault of an entry as one line: file:line, what, did you mean."""
    fault = faults.errors()[0]
    path = [str(p) for p in fault["loc"]]
    leaf = next((p for p in reversed(path) if not p.isdigit()), ident)
    where = line_of(name, text, leaf, after=ident)
    if fault["type"] == "extra_forbidden":
        fields = DimensionValue.model_fields if "values" in path[:-1] else shape.model_fields
        return CatalogError(f"{ident}: unknown key {leaf!r}", where=where, hint=did_you_mean(leaf, fields))
    if fault["type"] == "literal_error":
        expected = str(fault.get("ctx", {}).get("expected", "")).replace("'", "")
        options = expected.replace(" or ", ", ").split(", ")
        return CatalogError(
            f"{ident}: {leaf} cannot be {fault['input']!r}", where=where, hint=did_you_mean(str(fault["input"]), options)
        )
    if fault["type"] == "missing":
        return CatalogError(f"{ident}: {leaf} is missing", where=line_of(name, text, ident), hint=f"add `{leaf}:`")
    return CatalogError(f"{ident}: {'.'.join(path)}: {fault['msg']}", where=where, hint="see the schema of catalogue files")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest of the `known`, or some of them."""
    options = [str(k) for k in known]
    close = get_close_matches(word, options, 1, 0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(options)[:12])}"


def line_of(name: str, text: str, word: str, after: str = "") -> str:
    """`name:line` of the first line with `word`, from the entry `after` on."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if after and line.startswith(f"{after}:")), 0)
    for number in range(first, len(lines)):
        if lines[number].strip().startswith((f"{word}:", f"- {word}:")):
            return f"{name}:{number + 1}"
    for number in range(first, len(lines)):
        if word in lines[number].partition(" #")[0] and not lines[number].lstrip().startswith("#"):
            return f"{name}:{number + 1}"
    return f"{name}:{first + 1}"
