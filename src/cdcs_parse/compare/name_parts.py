"""A name of a union as written → its parts: kind of body, telling words, numbers, places, legal forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cdcs_parse.catalog.unit_names import load_unit_names
from cdcs_parse.text import fold, normalize

Head = Literal["union", "federation", "department"]
Words = tuple[str, ...]
# a level (tỉnh, huyện …; None where not written) and the name of the place ("" where only the level is written)
Place = tuple[str | None, str]
# how a body calls itself, longest first; a CĐCS often writes only "Công đoàn", a federation never does
_HEADS: tuple[tuple[Words, Head | None], ...] = (
    (("công", "đoàn", "cơ", "sở", "thành", "viên"), "union"),
    (("công", "đoàn", "bộ", "phận"), "department"),
    (("công", "đoàn", "cơ", "sở"), "union"),
    (("tổng", "liên", "đoàn", "lao", "động"), "federation"),
    (("liên", "đoàn", "lao", "động"), "federation"),
    (("ban", "chấp", "hành"), None),
    (("ban", "thường", "vụ"), None),
    (("công", "đoàn"), "union"),
)
_TOKEN = re.compile(r"[^\W_]+")
_DATE = re.compile(r"\b(\d{1,2})\s?[-/]\s?(\d{1,2})\b")
_SEGMENT = re.compile(r"[,;:()\[\]-]")
# tone typed on the wrong letter: "đòan", "giaó"
_EARLY = re.compile(r"([ou])([\u0300\u0301\u0303\u0309\u0323])([aey]\u0302?)(?=[a-z])")
_LATE = re.compile(r"([ae][\u0302\u0306]?)([oiuy])([\u0300\u0301\u0303\u0309\u0323])$")
# "P.5" is "P. 5"
_LEVEL_DOT = re.compile(r"\b(p|q|h|x|t|tp|tx|tt)\.(?=\w)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_COUNT = {"một": 1, "hai": 2, "ba": 3, "bốn": 4}
_BREAK = "|"
_LONGEST_PLACE = 4
# levels of a commune; only the others are sure to begin a place ("hợp tác xã" ends in one)
_COMMUNE = frozenset(("xã", "phường", "thị trấn", "đặc khu"))
_NO_PLACE = frozenset(("hội", "ủy", "đoàn", "vùng"))
_OFFICE = ("cơ", "quan")
_OFFICES = (("ủy", "ban", "nhân", "dân"), ("hội", "đồng", "nhân", "dân", "ủy", "ban", "nhân", "dân"))
_BRANCH = ("chi", "nhánh")


@dataclass(frozen=True, slots=True)
class Key:
    """A name taken apart: what kind of body, and the words that tell it from others."""

    head: Head
    tokens: Words


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in its parts; `head` is None where none is written, `grassroots` says whether "cơ sở" is."""

    head: Head | None
    grassroots: bool
    words: Words
    numbers: Words
    places: tuple[Place, ...]
    forms: frozenset[str]

    @property
    def flat(self) -> Words:
        """The words with the names of the places behind them."""
        return self.words + tuple(word for _, place in self.places for word in place.split())


def take_apart(name: str) -> Key:
    """A name with its abbreviations written out, parted into the kind of body and the words that tell it from others."""
    head, _, tokens = _behead(tuple(_TOKEN.findall(_expand(fold(normalize(name))))))
    return Key(head or "union", tuple(tokens))


def part(name: str, places: Collection[str]) -> Parts:
    """A name in its parts; the names in `places` are taken for places also where no level stands before them."""
    head, grassroots, tokens = _behead(_tokens(name))
    rest, numbers = _numbers(tokens)
    rest, found = _places(rest, places)
    rest = [word for word in rest if word != _BREAK]
    opening = next((one for one in _openings() if tuple(rest[: len(one)]) == one), ())
    words, _ = _drop(rest[len(opening) :], _light())
    words, forms = _drop(words, _forms())
    if tuple(words[-2:]) == _BRANCH and found:
        words, forms = words[:-2], [*forms, " ".join(_BRANCH)]
    commune = bool(found) and found[-1][0] in _COMMUNE
    if commune and (tuple(words) in _OFFICES or tuple(rest) == _OFFICE):
        # the office of a commune is the commune's CĐCS
        words, grassroots = [], True
    elif not words:
        words = rest
    return Parts(head, grassroots, tuple(words), tuple(sorted(numbers)), tuple(found), frozenset(forms))


def find_places(name: str) -> list[tuple[str, str]]:
    """The level and the name of the place a name ends with, if a level is written."""
    _, _, tokens = _behead(_tokens(name))
    rest, _ = _numbers(tokens)
    level = _level_before_tail([word for word in rest if word != _BREAK])
    return [(level[0], level[1])] if level else []


def written_form(name: str) -> str:
    """The name as written but for case, tone placement and spaces."""
    return " ".join(fold(normalize(name)).split())


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """The word without any accent."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)).replace("đ", "d")


@lru_cache(maxsize=1)
def usual_phrases() -> tuple[Words, ...]:
    """What abbreviations stand for: words that many names share, longest first."""
    return _phrases(full for group in load_unit_names().values() for full in group.short.values())


def without_trades(words: Words) -> Words:
    """The words without the lines of business, which short names of enterprises leave out."""
    return tuple(_drop(words, _trades())[0])


def clash(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names say different legal forms."""
    return any(
        (a in one and b in other) or (b in one and a in other) for group in load_unit_names().values() for a, b in group.contrary
    )


def remarks() -> tuple[str, ...]:
    """What stands in brackets behind a name without belonging to it."""
    return tuple(remark for group in load_unit_names().values() for remark in group.remarks)


@lru_cache(maxsize=50_000)
def _tokens(name: str) -> Words:
    """The words of a name, its abbreviations written out; a break stands where a comma, dash or bracket parts it."""
    text = _DATE.sub(r"\1n\2", fold(normalize(name)))
    tokens: list[str] = []
    for segment in _SEGMENT.split(_expand(" ".join(map(_place_tone, text.split())))):
        tokens += [*_TOKEN.findall(segment), _BREAK]
    return tuple(tokens)


@lru_cache(maxsize=50_000)
def _place_tone(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    letters = _LATE.sub(r"\1\3\2", _EARLY.sub(r"\1\3\2", letters))
    word = unicodedata.normalize("NFC", letters)
    return f"quy{word[3:]}" if word == "qui" else word.replace("quí", "quý") if word == "quí" else word


def _behead(tokens: Words) -> tuple[Head | None, bool, Words]:
    head: Head | None = None
    grassroots = False
    while True:
        match = next(((words, kind) for words, kind in _HEADS if tuple(tokens[: len(words)]) == words), None)
        if match is None or (head is not None and match[1] is not None):
            return head, grassroots, tokens
        tokens = tokens[len(match[0]) :]
        grassroots |= "cơ" in match[0]
        head = head or match[1]


def _numbers(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """The tokens without the numbers, and these: "số 1", "1", "I" and "Một" at an end are one number."""
    kept: list[str] = []
    numbers: list[str] = []
    for at, word in enumerate(tokens):
        after = kept[-1:] == ["số"]
        last = at + 1 == len(tokens) or tokens[at + 1] == _BREAK
        number = ""
        if any(map(str.isdigit, word)):
            number = word.lstrip("0") or "0"
        elif word in _ROMAN and (after or (len(word) > 1 and at) or (word == "i" and last and at)):
            number = str(_ROMAN[word])
        elif word in _COUNT and (after or (last and at > 3)):
            number = str(_COUNT[word])
        if number:
            numbers.append(number)
            if after:
                kept.pop()
        else:
            kept.append(word)
    return kept, numbers


def _places(tokens: Sequence[str], known: Collection[str]) -> tuple[list[str], list[Place]]:
    """The tokens without the places they end with, and these, the last first."""
    rest = list(tokens)
    found: list[Place] = []
    while True:
        while rest[-1:] == [_BREAK]:
            rest.pop()
        if rest[-1:] == ["tỉnh"]:
            found.append(("tỉnh", ""))
            rest.pop()
            continue
        plain_rest = [word for word in rest if word != _BREAK]
        size = next((n for n in range(_LONGEST_PLACE, 1, -1) if " ".join(plain_rest[-n:]) in known and n <= len(plain_rest)), 0)
        level = _level_before_tail(plain_rest)
        apart = rest[-size - 1 : -size] == [_BREAK]
        if size and (apart or not (level and len(level[1].split()) > size)):
            place = " ".join(plain_rest[-size:])
            before = plain_rest[:-size]
            word = next((one for one in _levels() if tuple(before[-len(one) :]) == one and not _is_cooperative(before)), ())
            found.append((" ".join(word) or None, place))
            rest = _cut(rest, size + len(word))
        elif level and (level[0] not in _COMMUNE or level[1] in known):
            found.append(level)
            rest = _cut(rest, len(level[0].split()) + len(level[1].split()))
        elif level and plain_rest[: -len(level[1].split()) - len(level[0].split())]:
            # the place of a commune nobody knows: only its level is of no weight
            tail = level[1].split()
            return [*_cut(rest, len(tail) + len(level[0].split())), *tail], found
        else:
            return rest, found


def _cut(tokens: list[str], size: int) -> list[str]:
    rest = list(tokens)
    while size:
        size -= rest.pop() != _BREAK
    return rest


def _level_before_tail(tokens: Sequence[str]) -> tuple[str, str] | None:
    """The last level and the one to four words behind it."""
    for at in range(len(tokens) - 2, max(-1, len(tokens) - 2 - _LONGEST_PLACE), -1):
        for level in _levels() if tokens[at] in _level_ends() else ():
            end = at + 1
            start = end - len(level)
            if start < 0 or tuple(tokens[start:end]) != level or tokens[end] in _NO_PLACE or _is_cooperative(tokens[:end]):
                continue
            return " ".join(level), " ".join(tokens[end:])
    return None


def _is_cooperative(tokens: Sequence[str]) -> bool:
    return tuple(tokens[-3:]) == ("hợp", "tác", "xã")


def _drop(tokens: Sequence[str], phrases: Iterable[Words]) -> tuple[list[str], list[str]]:
    """The tokens without the phrases, and the phrases found."""
    rest = list(tokens)
    found: list[str] = []
    for phrase in phrases:
        at = 0 if phrase[0] in rest else len(rest)
        while at + len(phrase) <= len(rest):
            if tuple(rest[at : at + len(phrase)]) == phrase:
                del rest[at : at + len(phrase)]
                found.append(" ".join(phrase))
            else:
                at += 1
    return rest, found


def _phrases(texts: Iterable[str]) -> tuple[Words, ...]:
    return tuple(sorted({tuple(_TOKEN.findall(fold(text))) for text in texts}, key=lambda words: (-len(words), words)))


@lru_cache(maxsize=1)
def _levels() -> tuple[Words, ...]:
    return _phrases(level for group in load_unit_names().values() for level in group.levels)


@lru_cache(maxsize=1)
def _level_ends() -> frozenset[str]:
    return frozenset(level[-1] for level in _levels())


@lru_cache(maxsize=1)
def _light() -> tuple[Words, ...]:
    return _phrases(word for group in load_unit_names().values() for word in group.light)


@lru_cache(maxsize=1)
def _openings() -> tuple[Words, ...]:
    return _phrases(word for group in load_unit_names().values() for word in group.opening)


@lru_cache(maxsize=1)
def _trades() -> tuple[Words, ...]:
    return _phrases(trade for group in load_unit_names().values() for trade in group.trades)


@lru_cache(maxsize=1)
def _forms() -> tuple[Words, ...]:
    return _phrases(form for group in load_unit_names().values() for form in group.forms)


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[re.Pattern[str], dict[str, str]]:
    short = {abbreviation: full for words in load_unit_names().values() for abbreviation, full in words.short.items()}
    longest = sorted(short, key=lambda one: (-len(one), one))
    return re.compile(r"(?<![\w&])(?:" + _BREAK.join(map(re.escape, longest)) + r")(?![\w&])"), short


def _expand(folded: str) -> str:
    pattern, short = _abbreviations()
    # "T.H.C.S" is THCS
    folded = re.sub(r"\b(?:\w\.){2,}\w\b\.?", lambda m: m.group().replace(".", ""), folded)
    folded = _LEVEL_DOT.sub(r"\1. ", folded)
    # twice: "trường CĐ" is a college only after "cđ" was read as "công đoàn"; "TTYT TP." opens two
    for _ in range(2):
        folded = pattern.sub(lambda m: f" {short[m.group()]} ", re.sub(r"\s*&\s*", "&", folded))
        folded = " ".join(folded.split())
    # what still stands beside an ampersand: "Tiểu học & THCS"
    folded = " ".join(pattern.sub(lambda m: f" {short[m.group()]} ", folded.replace("&", " ")).split())
    return folded.replace("tổng công ty", "tổngcôngty")
