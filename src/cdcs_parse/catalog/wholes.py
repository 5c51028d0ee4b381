"""The wholes that percents are of, as data: which words name one, and which concept carries its figure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import regex
from pydantic import Field

from cdcs_parse.catalog.loader import read_entries
from cdcs_parse.model.base import Model
from cdcs_parse.text import fold, normalize


class Whole(Model):
    """One whole, such as all members of the union."""

    id: str = Field(description="stable id")
    label_vi: str = Field(description="how it is named to the reader")
    indicator: str = Field(description="concept that carries its figure")
    dimensions: dict[str, str] = Field(default_factory=dict, description="breakdown of that figure")
    phrases: tuple[str, ...] = Field(description="how a target names it")
    default_for: tuple[str, ...] = Field(
        default=(), description="concepts whose percents are of it unless their words say otherwise"
    )
    examples: tuple[str, ...] = Field(default=(), description="wordings with the percent between ⟦ and ⟧ that are of it")
    counterexamples: tuple[str, ...] = Field(default=(), description="wordings that are of another whole")


class Named(NamedTuple):
    """A whole named in a text, and where."""

    whole: Whole
    start: int
    end: int


@lru_cache(maxsize=1)
def load_wholes() -> Mapping[str, Whole]:
    """The wholes by id; raises CatalogError for an entry that breaks the schema. Read once a process."""
    text = files("cdcs_parse.catalog").joinpath("data", "wholes.yaml").read_text(encoding="utf-8")
    return read_entries("wholes.yaml", normalize(text), Whole)


@lru_cache(maxsize=1)
def _pattern() -> tuple[regex.Pattern[str], Mapping[str, Whole]]:
    owners = {fold(phrase): whole for whole in load_wholes().values() for phrase in whole.phrases}
    longest_first = sorted(owners, key=lambda words: -len(words))
    return regex.compile(r"(?<![\p{L}\d])(?:" + "|".join(map(regex.escape, longest_first)) + r")(?![\p{L}\d])"), owners


def wholes_named(folded: str) -> list[Named]:
    """The wholes that `folded` text names, in order of place; the longest phrase wins."""
    pattern, owners = _pattern()
    return [Named(owners[m.group()], m.start(), m.end()) for m in pattern.finditer(folded)]


@lru_cache(maxsize=1)
def _defaults() -> Mapping[str, Whole]:
    return {concept: whole for whole in load_wholes().values() for concept in whole.default_for}


def default_whole(indicator: str) -> Whole | None:
    """The whole that percents of the concept are of unless their words say otherwise."""
    return _defaults().get(indicator)


def whole_of_percent(before: str, after: str, indicator: str | None) -> Whole | None:
    """The whole of a percent: named right behind it, else somewhere before it, else the concept's own.

    `before` and `after` are the folded words of the percent's own clause.
    """
    behind = wholes_named(after)
    if behind and behind[0].start <= 24:
        return behind[0].whole
    ahead = wholes_named(before)
    own = default_whole(indicator) if indicator else None
    if own is not None and any(n.whole.indicator == own.indicator for n in (*behind, *ahead)):
        return next(n.whole for n in (*behind, *ahead) if n.whole.indicator == own.indicator)
    if ahead and (own is None or (ahead[-1].whole.indicator in _PEOPLE and own.indicator in _PEOPLE)):
        return ahead[-1].whole
    return own


_PEOPLE = frozenset(("union_members", "workforce"))
