"""A name as written → the unit of the registry; what is doubtful is left to a person."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Levenshtein

from cdcs_parse.catalog.unit_names import load_unit_names
from cdcs_parse.compare.registry import Registry
from cdcs_parse.model.unit import How
from cdcs_parse.readers.syllables import is_syllable
from cdcs_parse.text import fold, normalize

_Head = Literal["union", "federation", "department"]
# how a body calls itself, longest first; a CĐCS often writes only "Công đoàn", a federation never does
_HEADS: tuple[tuple[tuple[str, ...], _Head | None], ...] = (
    (("công", "đoàn", "cơ", "sở", "thành", "viên"), "union"),
    (("công", "đoàn", "bộ", "phận"), "department"),
    (("công", "đoàn", "cơ", "sở"), "union"),
    (("tổng", "liên", "đoàn", "lao", "động"), "federation"),
    (("liên", "đoàn", "lao", "động"), "federation"),
    (("ban", "chấp", "hành"), None),
    (("ban", "thường", "vụ"), None),
    (("công", "đoàn"), "union"),
)
# candidates looked at one by one; more names than this as near as that are no help to anybody
_LOOKED_AT = 30
_NEAR = 78.0
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a name was found to be; `unit` is None where it is doubtful (then `candidates` are shown) or unknown."""

    name: str
    unit: str | None
    how: How
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Key:
    """A name taken apart: what kind of body, and the words that tell it from others."""

    head: _Head
    tokens: tuple[str, ...]


class Names:
    """The names of a registry, indexed once; `decided` are a person's decisions (name as written → id or None)."""

    def __init__(self, registry: Registry, decided: Mapping[str, str | None] | None = None) -> None:
        self.registry = registry
        self._decided = {_written(name): unit for name, unit in (decided or {}).items()}
        self._index: dict[_Key, set[str]] = defaultdict(set)
        # the same without accents, to see whether a name without them has rivals
        self._plain: dict[_Key, set[str]] = defaultdict(set)
        for spell in (s for spells in registry.spells.values() for s in spells):
            for name in (spell.name, *spell.aliases):
                key = take_apart(name)
                for one in (key, _lighter(key)):
                    self._index[one].add(spell.unit)
                    self._plain[_plain_key(one)].add(spell.unit)
        self._texts: dict[_Head, dict[_Key, str]] = defaultdict(dict)
        for key in self._index:
            self._texts[key.head][key] = " ".join(key.tokens)

    def resolve(self, name: str, *, day: date | None = None, parent: str | None = None) -> NameMatch:
        """The unit called `name` (on `day`, below the body called `parent`, where these are given)."""
        written = _written(name)
        if written in self._decided:
            unit = self._decided[written]
            return NameMatch(name, unit, "decided", "do người dùng quyết định")
        key = take_apart(name)
        if not key.tokens:
            return NameMatch(name, None, "unknown", "tên không có chữ nào để nhận ra đơn vị")
        for one in (key, _lighter(key)):
            found = self._index.get(one)
            if found:
                return self._choose(name, found, "exact", "trùng tên", day, parent)
        near: dict[str, str] = {}
        doubtful: list[str] = []
        text = " ".join(_lighter(key).tokens)
        for _, _, known in process.extract(
            text, self._texts[key.head], scorer=fuzz.token_set_ratio, limit=_LOOKED_AT, score_cutoff=_NEAR
        ):
            for unit in sorted(self._index[known]):
                told = self._difference(key.tokens, known.tokens, unit)
                if told is not None:
                    near.setdefault(unit, told)
                elif unit not in doubtful:
                    doubtful.append(unit)
        if near:
            return self._choose(name, set(near), "near", next(iter(near.values())), day, parent)
        if doubtful:
            return NameMatch(name, None, "doubtful", "gần giống nhưng có thể là đơn vị khác", tuple(doubtful[:5]))
        return NameMatch(name, None, "unknown", "không có đơn vị nào tên gần giống")

    def _choose(self, name: str, found: set[str], how: How, why: str, day: date | None, parent: str | None) -> NameMatch:
        """One of the units that bear a name: the one that existed, that bears just this name, that has this parent."""
        units = sorted(found)
        if day is not None:
            there = [unit for unit in units if self.registry.at(unit, day) is not None]
            if not there:
                reason = f"ngày {day:%d/%m/%Y} chưa có hoặc không còn đơn vị này"
                return NameMatch(name, None, "doubtful", reason, tuple(units[:5]))
            units = there
        if len(units) > 1:
            units = [u for u in units if any(_written(s.name) == _written(name) for s in self.registry.spells[u])] or units
        if parent is not None:
            above = self.resolve(parent).unit
            if above is not None:
                units, others = [u for u in units if above in self._ever_above(u)], units
                if not units:
                    return NameMatch(name, None, "doubtful", f"đơn vị trùng tên không thuộc {parent}", tuple(others[:5]))
        if len(units) == 1:
            return NameMatch(name, units[0], how, why)
        return NameMatch(name, None, "doubtful", f"{len(units)} đơn vị cùng nhận tên này", tuple(units[:5]))

    def _ever_above(self, unit: str) -> set[str]:
        """All bodies the unit ever stood below."""
        above: set[str] = set()
        todo = [unit]
        while todo:
            for spell in self.registry.spells[todo.pop()]:
                if spell.parent is not None and spell.parent not in above:
                    above.add(spell.parent)
                    todo.append(spell.parent)
        return above

    def _difference(self, written: Sequence[str], known: Sequence[str], unit: str) -> str | None:
        """What makes the name differ from the known one, in words; None when it may be another unit's."""
        told: list[str] = []
        slips = 0
        for step in Levenshtein.opcodes(written, known):
            if step.tag == "equal":
                continue
            op, i, k = step.tag, step.src_start, step.dest_start
            left, right = written[i : step.src_end], known[k : step.dest_end]
            if op == "replace" and "".join(left) == "".join(right):
                told.append(f"viết dính hoặc tách “{' '.join(right)}”")
            elif op == "replace" and len(left) == len(right):
                for typed, meant in zip(left, right, strict=True):
                    slip = _slip(typed, meant) or self._tone_slip(typed, meant, written, known)
                    if slip is None:
                        return None
                    slips += slip == "lỗi gõ"
                    told.append(f"{slip} “{typed}”")
            elif op == "replace" or not self._may_lack(
                left or right, i if left else k, written if left else known, unit, added=bool(left)
            ):
                return None
            else:
                told.append(f"{'thêm' if left else 'thiếu'} “{' '.join(left or right)}”")
        return ", ".join(told) if slips <= 2 else None

    def _tone_slip(self, typed: str, meant: str, written: Sequence[str], known: Sequence[str]) -> str | None:
        """A wrong tone or accent that makes another possible word: taken only in a long name that is the only one so far."""
        if _plain(typed) != _plain(meant) or len(known) < 4 or sum(a != b for a, b in zip(written, known, strict=False)) > 1:
            return None
        rivals = {
            unit
            for head in ("union", "federation", "department")
            for unit in self._plain.get(_Key(head, tuple(map(_plain, known))), ())
        }
        return "sai dấu" if len(rivals) == 1 else None

    def _may_lack(self, tokens: Sequence[str], at: int, name: Sequence[str], unit: str, *, added: bool) -> bool:
        """Whether one of the names may have these words more: light words, a level, a place at the end."""
        words = " ".join(tokens)
        light, levels = _words()
        if words in light or words in levels:
            return True
        closing = at + len(tokens) == len(name)
        level = next((one for one in levels if words.startswith(one + " ")), None)
        if not closing or level is None or at < 2:
            return False
        if not added:
            return True
        # a place that only the report names has to be one the unit stands under
        above = [s for ident in self._ever_above(unit) for s in self.registry.spells[ident]]
        return any(" ".join(take_apart(s.name).tokens).endswith(words) for s in above)


def take_apart(name: str) -> _Key:
    """A name with its abbreviations written out, parted into the kind of body and the words that tell it from others."""
    tokens = _TOKEN.findall(_expand(fold(normalize(name))))
    head: _Head | None = None
    while True:
        match = next(((words, kind) for words, kind in _HEADS if tuple(tokens[: len(words)]) == words), None)
        if match is None or (head is not None and match[1] is not None):
            break
        tokens = tokens[len(match[0]) :]
        head = head or match[1]
    return _Key(head or "union", tuple(tokens))


def _lighter(key: _Key) -> _Key:
    """The key without the words a name may have or lack."""
    light, _ = _words()
    text = f" {' '.join(key.tokens)} "
    for word in light:
        text = text.replace(f" {word} ", " ")
    return _Key(key.head, tuple(text.split()) or key.tokens)


def _plain_key(key: _Key) -> _Key:
    return _Key(key.head, tuple(map(_plain, key.tokens)))


def _written(name: str) -> str:
    return " ".join(fold(normalize(name)).split())


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[re.Pattern[str], dict[str, str]]:
    short = {abbreviation: full for words in load_unit_names().values() for abbreviation, full in words.short.items()}
    longest = sorted(short, key=lambda one: (-len(one), one))
    return re.compile(r"(?<![\w&])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w&])"), short


def _expand(folded: str) -> str:
    pattern, short = _abbreviations()
    # twice: "trường CĐ" is a college only after "cđ" was read as "công đoàn"; "TTYT TP." opens two
    for _ in range(2):
        folded = pattern.sub(lambda m: f" {short[m.group()]} ", re.sub(r"\s*&\s*", "&", folded))
        folded = " ".join(folded.split())
    return folded


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    groups = load_unit_names().values()
    return tuple(w for g in groups for w in g.light), tuple(w for g in groups for w in g.levels)


@lru_cache(maxsize=50_000)
def _plain(token: str) -> str:
    """The token without any accent."""
    return "".join(c for c in unicodedata.normalize("NFD", token) if not unicodedata.combining(c)).replace("đ", "d")


def _slip(typed: str, meant: str) -> str | None:
    """How one word can be the other mistyped; None when it may just as well be another word."""
    if any(map(str.isdigit, typed + meant)):
        return None
    if _plain(typed) == _plain(meant):
        if typed == _plain(typed):
            return "thiếu dấu"
        return None if is_syllable(typed) else "sai dấu"
    far = OSA.distance(typed, meant)
    allowed = 1 if len(meant) < 7 else 2
    if far <= allowed and len(meant) >= 3 and not (is_syllable(typed) and is_syllable(meant)):
        # a foreign name one letter off is a slip only when it is long enough not to be its neighbour
        return "lỗi gõ" if is_syllable(meant) or len(meant) >= 5 else None
    return None
