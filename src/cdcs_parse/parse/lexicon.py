"""The vocabulary compiled for matching: one prefix tree of syllables that finds every cue of a line in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
    grades: tuple[str, ...]
    by_section: Mapping[str, frozenset[str]]
    memo: dict[Any, frozenset[str]] = field(default_factory=dict, repr=False)

    def matches(self, folded: str, tokens: list[Token], shift: int = 0) -> list[Match]:
        """Every phrase of the vocabulary in `tokens`, overlapping ones too, by start then length; token numbers from `shift`."""
        found: list[Match] = []
        tree = self.tree
        count = len(tokens)
        for first, token in enumerate(tokens):
            node = tree.get(token.text)
            last = first
            while node is not None:
                cues = node.get(None)
                if cues is not None:
                    found.append(Match(first + shift, last + shift, token.start, tokens[last].end, *cues))
                last += 1
                if last == count:
                    break
                following = tokens[last]
                text = following.text
                if text not in node and "," not in node:
                    break
                gap = folded[tokens[last - 1].end : following.start]
                if gap != " " and gap:
                    if len(gap) > 4 or _PARTED.search(gap) or (gap in ",." and text.isdigit()):
                        break
                    if "," in gap:
                        node = node.get(",")
                        if node is None:
                            break
                node = node.get(text)
        return found


def tokenize(folded: str, start: int, end: int) -> list[Token]:
    """The tokens of `folded[start:end]`, with offsets into `folded`."""
    make, kind = tuple.__new__, Token  # half the time of calling Token, once for every syllable of a report
    return [make(kind, (*m.span(), m[0])) for m in _WORD.finditer(folded, start, end)]


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
    triggers = {
        ident: tuple(len(trigger.split(" + ")) for trigger in entry.triggers) for ident, entry in catalog.indicators.items()
    }
    signals = [phrase for ident, listed in catalog.words.items() if ident == "none_of" or "." in ident for phrase in listed.phrases]
    unit_class = {phrase: unit.counts for unit in catalog.units.values() for phrase in map(_joined, unit.phrases)}
    return Lexicon(
        by_section={k: frozenset(i for i, e in catalog.indicators.items() if k in e.context) for k in catalog.section_kinds},
        catalog=catalog,
        tree=_tree(list(_meanings(catalog))),
        triggers=triggers,
        unit_class=unit_class,
        allowed={i: _allowed(e, unit_class) for i, e in catalog.indicators.items()},
        signals=re.compile(
            r"(?<![^\W_])(?:" + "|".join(sorted(map(re.escape, _folded(signals)), key=len, reverse=True)) + r")(?![^\W_])"
        ),
        grades=tuple(i for i in catalog.words if "." in i),
        holidays=frozenset(catalog.masks["holidays"].phrases) if "holidays" in catalog.masks else frozenset(),
    )


def _folded(phrases: list[str]) -> list[str]:
    """The matching form of phrases, made in one go: one by one it would take a third of a cold start."""
    return fold(normalize("\n".join(phrases))).split("\n")


def _meanings(catalog: Catalog) -> Iterator[tuple[str, str, str, str]]:
    """Every phrase of the vocabulary with what it means: phrase, role, id, value."""
    for ident, entry in catalog.indicators.items():
        for role, phrases in (("label", entry.labels), ("weak", entry.weak), ("bare", entry.bare), ("exclude", entry.excludes)):
            for phrase in phrases:
                yield phrase, role, ident, ""
        for phrase in entry.context:
            if phrase not in catalog.section_kinds:
                yield phrase, "context", ident, ""
        for number, trigger in enumerate(entry.triggers):
            for place, piece in enumerate(trigger.split(" + ")):
                for choice in piece.strip().split(" | "):
                    yield choice, "part", ident, f"{number}.{place}"
        for phrase, pair in entry.implies.items():
            yield phrase, "imply", ident, pair
    for dimension, body in catalog.dimensions.items():
        for phrase in body.context:
            yield phrase, "dimcontext", dimension, ""
        for value, choices in body.values.items():
            for phrase in choices.phrases:
                yield phrase, "dim", dimension, value
            for phrase in choices.weak:
                yield phrase, "dimweak", dimension, value
    for ident, unit in catalog.units.items():
        for phrase in unit.phrases:
            yield phrase, "unit", ident, ""
    for ident, listed in catalog.words.items():
        for phrase in listed.phrases:
            yield phrase, "word", ident, ""
    for ident, listed in catalog.masks.items():
        for phrase in listed.phrases:
            yield phrase, "mask", ident, ""


def _tree(meanings: list[tuple[str, str, str, str]]) -> dict[Any, Any]:
    tree: dict[Any, Any] = {}
    for (phrase, role, ident, value), folded in zip(meanings, _folded([m[0] for m in meanings]), strict=True):
        parts = _PIECE.findall(folded)
        while parts and parts[-1] == ",":
            parts.pop()
        size = len(parts) - parts.count(",")
        if not size:
            continue
        cue = Cue(role, ident, value, size, phrase)
        for written in _without_commas(parts) if len(parts) > size else (parts,):
            node = tree
            for part in written:
                node = node.setdefault(part, {})
            listed = node.get(None, ())
            if not listed or not any(c[:3] == cue[:3] for c in listed):
                node[None] = (*listed, cue)
    _seal(tree)
    return tree


def _without_commas(parts: list[str]) -> list[list[str]]:
    """The ways a phrase is written: a comma of the vocabulary may lack in the text, not the other way."""
    if "," not in parts:
        return [parts]
    at = parts.index(",")
    rest = _without_commas(parts[at + 1 :])
    return [[*parts[:at], *comma, *tail] for comma in ((",",), ()) for tail in rest]


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
