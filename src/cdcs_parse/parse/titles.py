"""Finds the kind and the role of a section by the words of its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from cdcs_parse.catalog.loader import Catalog
from cdcs_parse.text import fold

_Role = Literal["actual", "target"]
_Titles = tuple[tuple[str, tuple[str, ...], str], ...]
_Index = dict[str, list[tuple[tuple[str, ...], str]]]

_WORD = re.compile(r"\w+")
_COUNTED = re.compile(r"\d+\s?/\s?\d+\s$")
_GAP = frozenset(" \t\n,;/-")

# A numbered paragraph is no title: only its first words may name a kind, and one with a role only the very first.
_NEAR_START, _EARLY = 14, 30


def kind_of_title(title: str, catalog: Catalog, *, paragraph: bool = False) -> tuple[str | None, _Role | None]:
    """The section kind that `title` names, and the role it gives to bare figures below it; None where it says nothing.

    The first phrase decides, the longest at its place. A kind with a role gives way to a topic that follows it
    without a comma or "và", and still lends its role. `paragraph` is for numbered paragraphs, whose words are
    sentences.
    """
    index, roles = _matcher(tuple((k.id, k.titles, k.role) for k in catalog.section_kinds.values()))
    folded = fold(title)
    kind: str | None = None
    role: str | None = None
    end = 0
    for start, stop, name in _named(folded, index):
        own = roles[name]
        if own == "target" and _COUNTED.search(folded, 0, start):
            continue  # "hoàn thành 08/12 chỉ tiêu, cụ thể:" counts what was reached
        if paragraph and start > (_EARLY if own == "inherit" else _NEAR_START):
            break
        if kind is None:
            kind, role, end = name, own, stop
        else:
            if roles[kind] != "inherit" and own == "inherit" and not _coordinated(folded, end, start):
                kind = name
            break
    return kind, ("actual" if role == "actual" else "target" if role == "target" else None)


def _named(folded: str, index: _Index) -> Iterator[tuple[int, int, str]]:
    """The phrases of a title from left to right, at each place the longest, without overlaps."""
    end = 0
    for word in _WORD.finditer(folded):
        if word.start() < end:
            continue
        for words, name in index.get(word[0], ()):
            if (reached := _begins(folded, word.start(), words)) >= 0:
                end = reached
                yield word.start(), end, name
                break


def _coordinated(folded: str, start: int, end: int) -> bool:
    between = folded[start:end]
    return any(sign in between for sign in ",;:.(") or re.search(r"\b(?:và|hoặc)\b", between) is not None or end - start > 30


@lru_cache(maxsize=8)
def _matcher(titles: _Titles) -> tuple[_Index, dict[str, str]]:
    phrases = [(fold(phrase).split(), name) for name, words, _ in titles for phrase in words]
    phrases.sort(key=lambda pair: (-len(" ".join(pair[0])), pair[0]))
    index: _Index = {}
    for words, name in phrases:
        index.setdefault(_WORD.findall(words[0])[0], []).append((tuple(words), name))
    return index, {name: role for name, _, role in titles}


def _begins(folded: str, start: int, words: tuple[str, ...]) -> int:
    """Where `words` end that begin at `start`, up to four blanks or signs between them; -1 when they do not stand there."""
    at = start
    for place, word in enumerate(words):
        if place:
            gap = at
            while folded[at : at + 1] in _GAP and at - gap < 5:
                at += 1
            if not 0 < at - gap < 5:
                return -1
        if not folded.startswith(word, at):
            return -1
        at += len(word)
    return -1 if folded[at : at + 1].isalnum() or folded[at : at + 1] == "_" else at
