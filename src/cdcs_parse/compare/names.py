"""A name as written → the unit of the registry; what is doubtful is left to a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz, process

from cdcs_parse.compare.name_parts import (
    Head,
    Parts,
    Place,
    Words,
    clash,
    find_places,
    part,
    plain,
    remarks,
    usual_phrases,
    without_trades,
    written_form,
)
from cdcs_parse.compare.name_slips import find_slips, may_be_slips
from cdcs_parse.compare.registry import Registry
from cdcs_parse.model.unit import How
from cdcs_parse.readers.syllables import is_syllable

# candidates looked at one by one; more names than this as near as that are no help to anybody
_LOOKED_AT = 30
_NEAR = 78.0
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_OTHER_NAME = re.compile(r"^(?:nay là|nay đổi tên thành|trước là|trước đây là|tên cũ:?|tên cũ là)\s+")
# what tells a name apart besides the kind of body: with fewer words a slip may be a neighbour's name
_TELLING = 3
_NOWHERE: frozenset[str] = frozenset()
_BRANCH = "chi nhánh"
_COMPANY = "công ty"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a name was found to be; `unit` is None where it is doubtful (then `candidates` are shown) or unknown."""

    name: str
    unit: str | None
    how: How
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A name a unit of the registry bears or bore."""

    unit: str
    parts: Parts


_Slot = tuple[Head, str, Words, frozenset[str]]


class Names:
    """The names of a registry, indexed once; `decided` are a person's decisions (name as written → id or None)."""

    def __init__(self, registry: Registry, decided: Mapping[str, str | None] | None = None) -> None:
        self.registry = registry
        self._decided = {written_form(name): unit for name, unit in (decided or {}).items()}
        spells = [spell for spells in registry.spells.values() for spell in spells]
        named = [(spell, name) for spell in spells for name in (spell.name, *spell.aliases)]
        levels = [(spell, *found) for spell, name in named for found in find_places(name)]
        self._places = frozenset(place for _, _, place in levels)
        self._provinces = frozenset(p for s, level, p in levels if level == "tỉnh" or s.kind in ("province", "national"))
        self._upper = {s.unit for s in spells if s.kind in ("upper", "province", "national")}
        self._index: dict[_Slot, dict[tuple[str, Parts], _Known]] = defaultdict(dict)
        # the units whose names are the same but for their places
        self._namesakes: dict[_Slot, dict[str, None]] = defaultdict(dict)
        readings: dict[tuple[Head, Words], dict[str, Words]] = defaultdict(dict)
        self._written: dict[str, set[str]] = defaultdict(set)
        for spell, name in named:
            self._written[spell.unit].add(written_form(name))
            parts = part(_readings(written_form(name))[0], self._places)
            head = parts.head or "union"
            # a second reading without places finds names whose place is misspelt
            for one in (parts, _flatten(parts, 0)):
                self._index[_slot(head, one)][spell.unit, parts] = _Known(spell.unit, parts)
                self._namesakes[_slot(head, one, _NOWHERE)][spell.unit] = None
                if one.words:
                    readings[head, parts.numbers][" ".join(one.words)] = one.words
        self._texts = {of: ([plain(text) for text in words], list(words.values())) for of, words in readings.items()}
        # the readings that are the same but for lines of business, by their place in the list
        self._by_trade: dict[tuple[Head, Words, Words], list[int]] = defaultdict(list)
        for of, (_, listed) in self._texts.items():
            for at, words in enumerate(listed):
                self._by_trade[*of, without_trades(words)].append(at)
        self._above: dict[str, tuple[frozenset[str], dict[str, set[str | None]]]] = {}

    def resolve(self, name: str, *, day: date | None = None, parent: str | None = None) -> NameMatch:
        """The unit called `name` (on `day`, below the body called `parent`, where these are given)."""
        written = written_form(name)
        if written in self._decided:
            return NameMatch(name, self._decided[written], "decided", "do người dùng quyết định")
        named, others = _readings(written)
        match = self._resolve(named, day, parent)
        for other in others:
            also = self._resolve(other, day, parent)
            if also.unit != match.unit:
                told = tuple(u for u in (match.unit, also.unit) if u) or match.candidates
                return NameMatch(name, None, "doubtful", "hai tên trong ngoặc và ngoài ngoặc chỉ hai đơn vị", told)
        if match.unit is None and parent is None:
            match = self._below_its_tail(named, day) or match
        return replace(match, name=name)

    def _resolve(self, name: str, day: date | None, parent: str | None) -> NameMatch:
        parts = part(name, self._places)
        if not parts.words and not parts.places:
            return NameMatch(name, None, "unknown", "tên không có chữ nào để nhận ra đơn vị")
        found = {known.unit: "trùng tên" for known in self._same(parts)}
        how: How = "exact"
        doubtful: list[str] = []
        if not found:
            how = "near"
            found, doubtful = self._alike(parts)
        if found:
            return self._choose(name, found, how, day, parent)
        if doubtful:
            return NameMatch(name, None, "doubtful", "gần giống nhưng có thể là đơn vị khác", tuple(doubtful[:5]))
        return NameMatch(name, None, "unknown", "không có đơn vị nào tên gần giống")

    def _below_its_tail(self, name: str, day: date | None) -> NameMatch | None:
        """ "Khoa Dược - Bệnh viện A": what stands behind the last dash or in the bracket is the body above."""
        head, dash, tail = name.removesuffix(")").replace("(", " - ").rpartition(" - ")
        if not dash or self._resolve(tail, day, None).unit is None:
            return None
        match = self._resolve(head, day, tail)
        return match if match.unit else None

    def _same(self, parts: Parts) -> list[_Known]:
        """The names of just these parts; if there are none, the ones that only have the name of the province more."""
        stated = frozenset(place for _, place in parts.places if place)
        lone = any(not place for _, place in parts.places)
        for head in _heads(parts):
            for more in [frozenset((p,)) for p in sorted(self._provinces)] if lone else [frozenset[str]()]:
                full = self._with_places(head, parts, stated, more)
                if full:
                    return full
            if parts.words and not lone:
                lacking = [k for p in sorted(self._provinces) for k in self._with_places(head, parts, stated, frozenset((p,)))]
                # of a district's and the province's hospital, "the hospital" may be either
                if lacking and len(self._namesakes[_slot(head, parts, _NOWHERE)]) == 1:
                    return [known for known in lacking if _BRANCH not in known.parts.forms - parts.forms]
        return []

    def _with_places(self, head: Head, parts: Parts, stated: frozenset[str], more: frozenset[str]) -> list[_Known]:
        return [
            known
            for size in range(len(stated), -1, -1)
            for own in map(frozenset, combinations(sorted(stated), size))
            for known in self._index.get(_slot(head, parts, own | more), {}).values()
            if self._fits(parts, known)
        ]

    def _fits(self, parts: Parts, known: _Known) -> bool:
        """Whether legal form and kind agree, and each place with its level is the unit's own or one it stands under."""
        own = known.parts
        if clash(parts.forms, own.forms) or (parts.grassroots and known.unit in self._upper):
            return False
        if parts.words and not own.words and own.head != "federation":
            # "Công ty Sơn Hạ" is not "xã Sơn Hạ", though both have these words
            return False
        _, above = self._bodies_above(known.unit)
        mine: dict[str, set[str | None]] = defaultdict(set)
        for level, place in own.places:
            mine[place].add(level)
        met: set[str] = set()
        for level, place in parts.places:
            over = above.get(place)
            if place in mine and (level is None or level in mine[place] or (None in mine[place] and (not over or level in over))):
                met.add(place)
            elif place and (over is None or not (level is None or level in over)):
                return False
        if not all(place in met for _, place in parts.places if place in mine):
            return False
        # where nothing but a place tells a body, its level has to be written
        return bool(parts.words) or own.head == "federation" or bool(parts.places and parts.places[-1][0])

    def _alike(self, parts: Parts) -> tuple[dict[str, str], list[str]]:
        """Units whose name differs by slips only, with what differs; and units that are near but may be others."""
        found: dict[str, str] = {}
        doubtful: dict[str, None] = {}
        # the inner places may belong to a misspelt name, the outer ones stay places
        for inner, reading in [((), parts), *((parts.places[at:], _flatten(parts, at)) for at in range(len(parts.places)))]:
            for head in _heads(reading) if reading.words else ():
                texts, words = self._texts.get((head, reading.numbers), ([], []))
                text = plain(" ".join(reading.words))
                near = [at for _, _, at in process.extract(text, texts, scorer=fuzz.ratio, limit=_LOOKED_AT, score_cutoff=_NEAR)]
                near += self._by_trade.get((head, reading.numbers, without_trades(reading.words)), ())
                for at in near:
                    other = replace(reading, head=head, words=words[at])
                    told = _difference(reading.words, words[at])
                    same = self._same(other) if told else []
                    for known in same:
                        company = told == "trùng tên" or (_COMPANY in parts.forms) == (_COMPANY in known.parts.forms)
                        if company and _levels_agree(inner, known.parts):
                            found.setdefault(known.unit, told or "")
                    if not same:
                        doubtful |= dict.fromkeys(self._namesakes.get(_slot(head, other, _NOWHERE), ()))
        return found, list(doubtful)

    def _choose(self, name: str, found: Mapping[str, str], how: How, day: date | None, parent: str | None) -> NameMatch:
        """One of the units that bear a name: the one that existed, that bears just this name, that has this parent."""
        units = sorted(found)
        if day is not None:
            there = [unit for unit in units if self.registry.at(unit, day) is not None]
            if not there:
                reason = f"ngày {day:%d/%m/%Y} chưa có hoặc không còn đơn vị này"
                return NameMatch(name, None, "doubtful", reason, tuple(units[:5]))
            units = there
        if len(units) > 1:
            units = [u for u in units if written_form(name) in self._written[u]] or units
        if parent is not None:
            above = self.resolve(parent).unit
            if above is not None:
                units, others = [u for u in units if above in self._bodies_above(u)[0]], units
                if not units:
                    return NameMatch(name, None, "doubtful", f"đơn vị trùng tên không thuộc {parent}", tuple(others[:5]))
        if len(units) == 1:
            return NameMatch(name, units[0], how, found[units[0]])
        return NameMatch(name, None, "doubtful", f"{len(units)} đơn vị cùng nhận tên này", tuple(units[:5]))

    def _bodies_above(self, unit: str) -> tuple[frozenset[str], dict[str, set[str | None]]]:
        """All bodies the unit ever stood below, and the places in their names with their levels."""
        if unit not in self._above:
            bodies: set[str] = set()
            todo = [unit]
            while todo:
                for spell in self.registry.spells[todo.pop()]:
                    if spell.parent is not None and spell.parent not in bodies:
                        bodies.add(spell.parent)
                        todo.append(spell.parent)
            places: dict[str, set[str | None]] = defaultdict(set)
            for spell in (s for body in bodies for s in self.registry.spells[body]):
                for level, place in part(spell.name, self._places).places:
                    places[place].add(level)
            self._above[unit] = frozenset(bodies), dict(places)
        return self._above[unit]


def _slot(head: Head, parts: Parts, places: frozenset[str] | None = None) -> _Slot:
    # joined: a space put in or dropped makes no other name
    own = frozenset(place for _, place in parts.places) if places is None else places
    return head, "".join(parts.words), parts.numbers, own


def _heads(parts: Parts) -> tuple[Head, ...]:
    return (parts.head,) if parts.head else ("union", "department")


def _flatten(parts: Parts, at: int) -> Parts:
    """The parts with the places from `at` on taken for words."""
    return replace(parts, words=replace(parts, places=parts.places[at:]).flat, places=parts.places[:at])


def _levels_agree(inner: Sequence[Place], own: Parts) -> bool:
    """Whether places read as words have the levels of the known name's; a name of a place alone needs its level."""
    pairs = list(zip(reversed(inner), reversed(own.places), strict=False))
    if any(one and other and one != other for (one, _), (other, _) in pairs):
        return False
    return bool(own.words) or own.head == "federation" or bool(inner and inner[-1][0])


def _readings(written: str) -> tuple[str, list[str]]:
    """The name without what stands behind it in brackets, and the other names given there."""
    others: list[str] = []
    for bracket in _BRACKET.finditer(written):
        text = bracket.group(1).strip()
        if text in remarks():
            written = written.replace(bracket.group(), "")
        elif _OTHER_NAME.match(text):
            others.append(_OTHER_NAME.sub("", text))
            written = written.replace(bracket.group(), "")
    return written, others


def _difference(written: Words, known: Words) -> str | None:
    """What makes the name differ from the known one, in words; None when it may be another unit's."""
    if written == known:
        return "trùng tên"
    if len(written) == len(known) and not may_be_slips(written, known):
        return None
    telling, usual = _telling(known)
    if len(written) == len(known):
        return find_slips(written, known, usual, careful=len(telling) < _TELLING)
    short, _ = _telling(written)
    # "Công ty Hoàng Long" may be another than "Công ty Xây dựng Hoàng Long"; a long or foreign name hardly is
    tells = len(short) >= _TELLING or any(len(word) >= 5 and not is_syllable(word) for word in short)
    if tells and len(written) < len(known) and without_trades(known) == without_trades(written) and set(written) <= set(known):
        return f"thiếu “{' '.join(word for word in known if word not in written)}”"
    return None


@lru_cache(maxsize=50_000)
def _telling(words: Words) -> tuple[list[str], list[bool]]:
    """The words that are part of no usual phrase, and of each word whether it is part of one."""
    usual = [False] * len(words)
    there = set(words)
    for phrase in usual_phrases():
        if phrase[0] not in there:
            continue
        for at in range(len(words) - len(phrase) + 1):
            if tuple(words[at : at + len(phrase)]) == phrase:
                usual[at : at + len(phrase)] = [True] * len(phrase)
    return [word for word, of_phrase in zip(words, usual, strict=True) if not of_phrase], usual
