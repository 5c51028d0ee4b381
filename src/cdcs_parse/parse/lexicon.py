"""The vocabulary compiled for matching: one prefix tree of syllables that finds every cue of a line in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.text import fold, normalize

_WORD = re.compile(r"[^\W\d_]+|\d+|%|₫")
_PIECE = re.compile(_WORD.pattern + "|,")
_STRONG = frozenset(("label", "bare", "dim"))
_PARTED = re.compile(r"[;:()\[\]\n\t|=]|[.!?…] |\"\s*\"")


class Cue(NamedTuple):
    """One meaning of a phrase: `role` label, weak, bare, part, context, exclude, dim, dimweak, imply, unit, word or mask."""

    role: str
    ident: str
    value: str
    size: int
    phrase: str


class Match(NamedTuple):
    """A phrase found: token range, character range, all its meanings; `strong` when one of them names or sorts something."""

    first: int
    last: int
    start: int
    end: int
    cues: tuple[Cue, ...]
    strong: bool
    roles: frozenset[str]


class Token(NamedTuple):
    """A syllable, abbreviation or number of a line, with its characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A compiled catalogue."""

    catalog: Catalog
    tree: Mapping[Any, Any]
    triggers: Mapping[str, tuple[int, ...]]
    unit_class: Mapping[str, str]
    allowed: Mapping[str, frozenset[str]]
    signals: re.Pattern[str]
    holidays: frozenset[str]
    by_section: Mapping[str, frozenset[str]]
    memo: dict[Any, frozenset[str]] = field(default_factory=dict, repr=False)

    def matches(self, folded: str, tokens: list[Token], shift: int = 0) -> list[Match]:
        """Every phrase of the vocabulary in `tokens`, overlapping ones too, by start then length; token numbers from `shift`."""
        found: list[Match] = []
        tree = self.tree
        count = len(tokens)
        for first in range(count):
            start = tree.get(tokens[first].text)
            if start is None:
                continue
            nodes, last = [start], first
            while nodes:
                for node in nodes:
                    cues = node.get(None)
                    if cues:
                        found.append(Match(first + shift, last + shift, tokens[first].start, tokens[last].end, *cues))
                last += 1
                if last == count:
                    break
                gap = folded[tokens[last - 1].end : tokens[last].start]
                if gap != " " and gap and (len(gap) > 4 or _PARTED.search(gap) or (gap in ",." and tokens[last].text.isdigit())):
                    break
                nodes = _step(nodes, tokens[last].text, "," in gap)
        return found


def _step(nodes: list[Any], text: str, comma: bool) -> list[Any]:
    """The nodes one token further; a comma must stand in the phrase where it stands in the text, not the other way."""
    reached = [] if comma else [n for node in nodes if (n := node.get(text)) is not None]
    for node in nodes:
        if (parted := node.get(",")) is not None and (n := parted.get(text)) is not None:
            reached.append(n)
    return reached


def tokenize(folded: str, start: int, end: int) -> list[Token]:
    """The tokens of `folded[start:end]`, with offsets into `folded`."""
    return [Token(m.start(), m.end(), m.group()) for m in _WORD.finditer(folded, start, end)]


def words(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase of the vocabulary."""
    return tuple(_WORD.findall(fold(normalize(phrase))))


@lru_cache(maxsize=8)
def _compiled(holder: _Holder) -> Lexicon:
    return _compile(holder.catalog)


class _Holder:
    """Wraps a catalogue so that equal versions are one key of the cache."""

    __slots__ = ("catalog",)

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __hash__(self) -> int:
        return hash(self.catalog.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.catalog.version == self.catalog.version


def lexicon_of(catalog: Catalog) -> Lexicon:
    """The compiled form of `catalog`; catalogues of one version share it."""
    return _compiled(_Holder(catalog))


def _compile(catalog: Catalog) -> Lexicon:
    tree: dict[Any, Any] = {}

    def add(phrase: str, role: str, ident: str, value: str = "") -> None:
        node = tree
        parts = _PIECE.findall(fold(normalize(phrase)))
        while parts and parts[-1] == ",":
            parts.pop()
        size = sum(p != "," for p in parts)
        if not size:
            return
        for part in parts:
            node = node.setdefault(part, {})
        cue = Cue(role, ident, value, size, phrase)
        node[None] = (*node.get(None, ()), cue)

    triggers: dict[str, tuple[int, ...]] = {}
    for ident, entry in catalog.indicators.items():
        for role, phrases in (("label", entry.labels), ("weak", entry.weak), ("bare", entry.bare), ("exclude", entry.excludes)):
            for phrase in phrases:
                add(phrase, role, ident)
        for phrase in entry.context:
            if phrase not in catalog.section_kinds:
                add(phrase, "context", ident)
        sizes = []
        for number, trigger in enumerate(entry.triggers):
            pieces = [p.strip() for p in trigger.split(" + ")]
            sizes.append(len(pieces))
            for place, piece in enumerate(pieces):
                for choice in piece.split(" | "):
                    add(choice, "part", ident, f"{number}.{place}")
        triggers[ident] = tuple(sizes)
        for phrase, pair in entry.implies.items():
            add(phrase, "imply", ident, pair)
    for dimension, body in catalog.dimensions.items():
        for phrase in body.context:
            add(phrase, "dimcontext", dimension)
        for value, choice_entry in body.values.items():
            for phrase in choice_entry.phrases:
                add(phrase, "dim", dimension, value)
            for phrase in choice_entry.weak:
                add(phrase, "dimweak", dimension, value)
    for ident, unit in catalog.units.items():
        for phrase in unit.phrases:
            add(phrase, "unit", ident)
    signals: list[str] = []
    for ident, listed in catalog.words.items():
        for phrase in listed.phrases:
            add(phrase, "word", ident)
        if ident == "none_of" or "." in ident:
            signals += [fold(normalize(p)) for p in listed.phrases]
    for ident, listed in catalog.masks.items():
        for phrase in listed.phrases:
            add(phrase, "mask", ident)
    _seal(tree)
    unit_class = {phrase: unit.counts for unit in catalog.units.values() for phrase in map(_joined, unit.phrases)}
    by_section: dict[str, frozenset[str]] = {
        kind: frozenset(i for i, e in catalog.indicators.items() if kind in e.context) for kind in catalog.section_kinds
    }
    return Lexicon(
        by_section=by_section,
        catalog=catalog,
        tree=tree,
        triggers=triggers,
        unit_class=unit_class,
        allowed={i: _allowed(e, unit_class) for i, e in catalog.indicators.items()},
        signals=re.compile(r"(?<![^\W_])(?:" + "|".join(sorted(map(re.escape, signals), key=len, reverse=True)) + r")(?![^\W_])"),
        holidays=frozenset(catalog.masks["holidays"].phrases) if "holidays" in catalog.masks else frozenset(),
    )


def _seal(tree: dict[Any, Any]) -> None:
    """Turn the cues of every node into what a Match carries of them, once for all lines."""
    for key, node in tree.items():
        if key is None:
            strong = any(c.role in _STRONG or (c.role == "mask" and c.ident == "neutral") for c in node)
            tree[None] = (node, strong, frozenset(c.role for c in node))
        else:
            _seal(node)


def _joined(phrase: str) -> str:
    return " ".join(words(phrase))


def _allowed(entry: Indicator, unit_class: Mapping[str, str]) -> frozenset[str]:
    """Classes of counting words that go with the concept; empty: any."""
    if entry.units:
        return frozenset(unit_class.get(_joined(u), u) for u in entry.units)
    if entry.unit is None or entry.unit in ("VND", "%"):
        return frozenset()
    own = unit_class.get(_joined(entry.unit))
    if own in ("people", "occurrences"):
        return frozenset(("people", "occurrences"))
    return frozenset((own,)) if own else frozenset()
