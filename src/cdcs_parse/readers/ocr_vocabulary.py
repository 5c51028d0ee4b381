"""The words of union reports that stand side by side in the catalogue: which of two readings of a word is one of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import pairwise

from pydantic import BaseModel

from cdcs_parse.catalog import load_catalog
from cdcs_parse.text import fold

_TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+|[:/]")
# what parts the words of a pattern or a list in the catalogue
_PARTED = re.compile(r"[|+;()\n\"“”]|\. ")
_GRAVE, _ACUTE, _TILDE, _HOOK, _HEAVY = _TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEAR = {(_HOOK, _ACUTE), (_HOOK, _GRAVE), (_TILDE, _GRAVE), (_TILDE, _HOOK)}
_MARKS = re.compile("[\u0300-\u036f]")

# so many texts of the catalogue must have a pair before a reading is changed to it
_SEEN = 2
# a pair is fixed where its second word follows the first so often
_BOUND = 0.25


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and pairs of neighbouring words, folded ("#" for any number); what may stand behind and before a word."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    bound: frozenset[tuple[str, str]]
    behind: dict[tuple[str, str], frozenset[str]]
    before: dict[tuple[str, str], frozenset[str]]

    def knows(self, before: str, word: str, behind: str) -> int:
        """How many of the two neighbours (folded tokens, empty for none) are known beside a word."""
        return ((before, word) in self.pairs) + ((word, behind) in self.pairs)

    def meant(self, before: str, word: str, behind: str) -> str | None:
        """The one word that is known beside a neighbour of `word`, which is not, and differs by an accent easily misread."""
        if self.knows(before, word, behind):
            return None
        bare = skeleton(word)
        found = set(self.before.get((behind, bare), ()))
        # another word behind may make sense of it ("bị kỹ lưỡng", not "bị kỷ"): then only a fixed pair tells ("thiếu nhi")
        found |= {one for one in self.behind.get((before, bare), ()) if not behind.isalpha() or (before, one) in self.bound}
        near = [one for one in found if is_near(word, one)]
        return near[0] if len(near) == 1 else None


def is_near(word: str, other: str) -> bool:
    """True for folded words that differ by one accent that is easily taken for the other: ổ and ố, ẳ and ằ, i and ỉ, ê and ề."""
    if len(word) != len(other):
        return False
    apart = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
    if len(apart) != 1:
        return False
    (one, tone), (two, second) = map(_parted, apart[0])
    if one != two:
        return False
    if tone and second:
        return (tone, second) in _NEAR or (second, tone) in _NEAR
    # the dot of an i is taken for a hook, and a tone above a hat is overlooked
    return (tone or second) in (_HOOK, _GRAVE) if one == "i" else one in "âêôăơư" and (tone or second) != _HEAVY


def without_tone(letter: str) -> str:
    """A letter without its tone: Ứ is Ư."""
    return _parted(letter)[0]


def _parted(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the tone."""
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in parts if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES)), tone


@cache
def vocabulary() -> Vocabulary:
    """The pairs of the shipped catalogue."""
    counts: Counter[tuple[str, str]] = Counter()
    words: set[str] = set()
    for text in set(_strings(load_catalog())):
        for part in _PARTED.split(fold(unicodedata.normalize("NFC", text)).replace("⟦", "").replace("⟧", "")):
            tokens = tokens_of(part)
            counts.update(pairwise(tokens))
            words.update(tokens)
    pairs = set(counts)
    behind, before = defaultdict(set), defaultdict(set)
    for (one, two), count in counts.items():
        if count < _SEEN:
            continue
        behind[one, skeleton(two)].add(two)
        before[two, skeleton(one)].add(one)
    ends = Counter(dict.fromkeys(words, 0))
    for (_, word), count in counts.items():
        ends[word] += count
    return Vocabulary(
        frozenset(words),
        frozenset(pairs),
        frozenset(pair for pair, count in counts.items() if count >= _BOUND * ends[pair[1]]),
        {key: frozenset(words) for key, words in behind.items()},
        {key: frozenset(words) for key, words in before.items()},
    )


def tokens_of(folded: str) -> list[str]:
    """The words of folded text, "#" for each number."""
    return ["#" if token[0].isdigit() else token for token in _TOKEN.findall(folded)]


def skeleton(word: str) -> str:
    """A folded word without its accents; đ stays."""
    return _MARKS.sub("", unicodedata.normalize("NFD", word))


def _strings(value: object) -> Iterator[str]:
    """All texts that a catalogue holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _strings(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _strings(one)
