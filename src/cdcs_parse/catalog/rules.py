"""The rules of the check as data: what a rule may say, and the strict reading of data/checks/*.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import Field

from cdcs_parse.catalog.loader import Catalog, did_you_mean, line_of, load_catalog, read_entries
from cdcs_parse.errors import CatalogError
from cdcs_parse.model.base import Amount, Model
from cdcs_parse.model.finding import FindingKind
from cdcs_parse.model.report import ReportKind
from cdcs_parse.text import normalize

Function = Literal[
    "percent_of_ratio", "percent_of_counts", "share_within", "shares_sum",
    "listed_parts", "parts_told_twice", "listed_ranks", "part_beyond", "running_total",
    "parts_to_whole", "partition", "votes", "table_total", "tally",
    "balance", "product", "part_of", "ratio_within", "in_order",
    "impossible_date", "date_outside", "period_sanity",
    "missing_unit", "repeated", "zero_claim", "all_claim", "whole_claim", "grade_claim", "scale_mix", "old_scale",
    "parts_in_old_scale", "union_within", "more_than_all", "rate_column",
    "dues", "late_conference",
    "target_claim", "target_without_number", "listed_targets", "stale_plan_year",
    "required", "plausible", "per_head", "legal_rate", "size_table", "numbering",
    "sidecar", "previous_unfit", "previous_opening", "previous_movement", "previous_jump", "previous_jumps", "previous_copied",
    "previous_unanswered", "previous_target_claim",
]  # fmt: skip
UnitKind = Literal["enterprise", "public", "school"]
Severity = Literal["error", "warning", "info"]


class When(Model):
    """The reports a rule is for; what is not said does not restrict."""

    kinds: tuple[ReportKind, ...] = Field(default=(), description="kinds of report")
    since: int | None = Field(default=None, description="first year of the reported time for which it holds")
    until: int | None = Field(default=None, description="last such year")
    units: tuple[UnitKind, ...] = Field(default=(), description="kinds of unit; a unit of unknown kind is left out")


class DatedValue(Model):
    """A value of the law from a day on."""

    since: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="first day on which it holds")
    value: Amount = Field(description="percent points, đồng or people")
    above: Amount | None = Field(default=None, description="of a size table: from how many on the value holds")


class Parameters(Model):
    """What a check function is told. A measure is an indicator with dimensions: `union_members sex=female`."""

    part: tuple[str, ...] = Field(default=(), description="measures that are parts, the smaller side, or are looked at")
    whole: tuple[str, ...] = Field(default=(), description="measures of the whole, or the larger side")
    opening: tuple[str, ...] = Field(default=(), description="of a balance")
    plus: tuple[str, ...] = Field(default=(), description="of a balance: what comes in")
    minus: tuple[str, ...] = Field(default=(), description="of a balance: what goes out")
    maybe: tuple[str, ...] = Field(default=(), description="of a balance: what may stand inside the others already")
    closing: tuple[str, ...] = Field(default=(), description="of a balance")
    dimensions: tuple[str, ...] = Field(default=(), description="breakdowns whose values exclude one another")
    values: tuple[str, ...] = Field(default=(), description="the values that part the whole; any other spoils the list")
    ends: tuple[str, ...] = Field(default=(), description="values with which a complete list of a breakdown ends")
    phrases: tuple[str, ...] = Field(default=(), description="words that make it apply")
    excludes: tuple[str, ...] = Field(default=(), description="words that make it not apply")
    sections: tuple[str, ...] = Field(default=(), description="kinds of section looked for or looked into")
    scope: Literal["sentence", "block", "section", "report"] = Field(
        default="report", description="how near the figures must stand"
    )
    low: Amount | None = Field(default=None, description="least value")
    high: Amount | None = Field(default=None, description="greatest value")
    least: int = Field(default=3, description="items that a list must have to be taken for complete")
    near: Amount = Field(default=Decimal(0), description="share of the larger of two values that the smaller must reach")
    share: Amount = Field(default=Decimal(1), description="of the larger side that the smaller may reach")
    typo_only: bool = Field(default=False, description="only values that differ like a slip of the pen: a digit, two swapped")
    header: tuple[str, ...] = Field(default=(), description="parts of the header looked for")
    rates: tuple[DatedValue, ...] = Field(default=(), description="dated values of the law, oldest first")


class Rule(Model):
    """One thing that can be wrong in a report, and how an officer is told."""

    id: str = Field(pattern=r"^[A-Z]\d{2}$", description="letter and number, never given to another rule")
    kind: FindingKind = Field(description="family of the problem")
    title: str = Field(description="Vietnamese, a line in a list of rules")
    severity: Severity = Field(description="error: cannot be true")
    message_vi: str = Field(description="for the officer, with {fields} of the function")
    message_en: str = Field(description="for the programmer, with the same fields")
    suggestion: str = Field(description="Vietnamese: what to do")
    when: When = Field(default=When(), description="the reports it is for")
    function: Function = Field(description="one of the check functions")
    parameters: Parameters = Field(default=Parameters(), description="what the function is told")
    source: str = Field(description="law, form or reason, in own words")
    previous: str | None = Field(default=None, description="for a rule over two reports: text of the last one in the examples")
    sidecar: str | None = Field(default=None, description="for a rule on sidecars: the one of the examples")
    passes: tuple[str, ...] = Field(min_length=1, description="small report texts that it must leave alone")
    fails: tuple[str, ...] = Field(min_length=1, description="small report texts in which it, and no other rule, finds the root")


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator with dimensions."""

    indicator: str
    dimensions: Mapping[str, str]


@lru_cache(maxsize=1024)
def measure(text: str) -> Measure:
    """Read `union_members sex=female`."""
    indicator, *rest = text.split()
    return Measure(indicator, dict(pair.split("=", 1) for pair in rest))


def load_rules(*extra: str | Path, catalog: Catalog | None = None) -> tuple[Rule, ...]:
    """The built-in rules, in order of id, and those of the YAML files `extra`.

    Raises CatalogError (`file:line: what; did you mean …`) for an unknown key, function, indicator or dimension, a
    field of a message that does not exist, and an id that stands twice.
    """
    rules = _builtin()
    if not extra:
        return rules
    texts = []
    for path in map(Path, extra):
        try:
            texts.append((path.name, path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else "not UTF-8"
            raise CatalogError(f"cannot be read: {why}", where=path.name, hint="give a UTF-8 YAML file") from None
    return build_rules(texts, catalog or load_catalog(), known=rules)


@lru_cache(maxsize=1)
def _builtin() -> tuple[Rule, ...]:
    folder = files("cdcs_parse.catalog").joinpath("data", "checks")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return build_rules([(f"checks/{f.name}", f.read_text(encoding="utf-8")) for f in found], load_catalog())


def build_rules(texts: Iterable[tuple[str, str]], catalog: Catalog, known: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """Rules of (file name, YAML text) pairs beside those `known`, in order of id."""
    rules = {rule.id: rule for rule in known}
    places = dict.fromkeys(rules, "the built-in rules")
    for name, raw in texts:
        text = normalize(raw)
        for ident, rule in read_entries(name, text, Rule).items():
            if ident in rules:
                raise CatalogError(
                    f"rule {ident} stands a second time", where=line_of(name, text, ident), hint=f"see {places[ident]}"
                )
            _check_references(rule, catalog, name, text)
            rules[ident], places[ident] = rule, name
    return tuple(rules[ident] for ident in sorted(rules))


_MEASURES = ("part", "whole", "opening", "plus", "minus", "maybe", "closing")
FIELDS = frozenset(
    {"what", "value", "other", "total", "sum", "parts", "because", "place", "expected", "first", "second", "unit", "list", "date"}
)


def _check_references(rule: Rule, catalog: Catalog, name: str, text: str) -> None:
    for field in _MEASURES:
        for written in getattr(rule.parameters, field):
            where = line_of(name, text, written, after=rule.id)
            if not re.fullmatch(r"[a-z0-9_]+( [a-z_]+=[^ =]+)*", written):
                raise CatalogError(f"{rule.id}: {written!r} is no measure", where=where, hint="write `indicator dimension=value`")
            asked = measure(written)
            entry = catalog.indicators.get(asked.indicator)
            if entry is None:
                hint = did_you_mean(asked.indicator, catalog.indicators)
                raise CatalogError(f"{rule.id}: no indicator {asked.indicator!r}", where=where, hint=hint)
            for dimension, value in asked.dimensions.items():
                if dimension not in catalog.dimensions or value not in catalog.dimensions[dimension].values:
                    pairs = [f"{d}={v}" for d, e in catalog.dimensions.items() for v in e.values]
                    hint = did_you_mean(f"{dimension}={value}", pairs)
                    raise CatalogError(f"{rule.id}: no {dimension}={value}", where=where, hint=hint)
    for field, options in (("dimensions", catalog.dimensions), ("sections", catalog.section_kinds)):
        for written in getattr(rule.parameters, field):
            if written not in options:
                where = line_of(name, text, written, after=rule.id)
                raise CatalogError(f"{rule.id}: {field} has {written!r}", where=where, hint=did_you_mean(written, options))
    for field in ("message_vi", "message_en", "suggestion"):
        for _, used, _, _ in Formatter().parse(getattr(rule, field)):
            if used is not None and used not in FIELDS:
                where = line_of(name, text, field, after=rule.id)
                raise CatalogError(f"{rule.id}: {field} has {{{used}}}", where=where, hint=did_you_mean(used, FIELDS))
