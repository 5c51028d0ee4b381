"""Weighs the concepts that the words around a figure speak for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.parse.figures import Figure
from cdcs_parse.parse.lexicon import Lexicon, Match
from cdcs_parse.parse.lines import Line

_KEPT = frozenset(("context", "exclude", "word", "unit"))
_NAMING = frozenset(("label", "bare", "dim", "mask"))
_SORTED = frozenset(("dim", "dimweak"))
_SORTING = frozenset(("dim", "dimcontext", "mask"))
_COVERING = frozenset(("bare", "dim", "dimweak", "dimcontext", "unit", "word", "label"))
_NOUNS = frozenset(("employment", "position"))  # these words also make up names of the whole staff
_WEIGHED = frozenset(("label", "bare", "weak", "part", "context", "exclude", "imply", "dim", "dimweak"))
_PROXIMITY = 0.012  # weight lost per character of distance
_STEP = 0.3  # weight gained per further syllable of a phrase


_PEOPLE = frozenset(("people", "occurrences"))
_BODIES = frozenset(("bodies",))


@dataclass(slots=True)
class Area:
    """A stretch of words that bears on a figure; `near` is the offset from which distance is counted."""

    line: Line
    start: int
    end: int
    weight: float
    name: str
    near: int = -1


@dataclass(slots=True)
class Evidence:
    """What was found for one concept."""

    own: float = 0.0
    wide: float = 0.0
    cues: list[str] = field(default_factory=list)
    label: tuple[int, int] | None = None
    bare: bool = False

    @property
    def score(self) -> float:
        """The stronger channel, and a share of the weaker."""
        high, low = max(self.own, self.wide), min(self.own, self.wide)
        return high + 0.25 * low


class DimHit(NamedTuple):
    """A breakdown word of the figure's own words: how far, which value, firm or weak, before the figure or behind."""

    distance: int
    value: str
    firm: bool
    before: bool


@dataclass(slots=True)
class Weighed:
    """All evidence for one figure, and the breakdown words of its own zone."""

    evidence: dict[str, Evidence]
    dims: dict[str, list[DimHit]]
    excluded: dict[str, str]
    implied: dict[str, list[str]]
    uncovered: int
    behind: int


def strong_matches(line: Line, start: int, end: int) -> list[Match]:
    """Matches in a stretch, without those inside a longer phrase of the vocabulary."""
    inside = list(line.within(start, end))
    long = [m for m in inside if m.strong and m.last > m.first]
    sorting = [m for m in inside if m.last > m.first and not m.roles.isdisjoint(_SORTING)]
    naming = [m for m in long if not m.roles.isdisjoint(_NAMING)]
    kept = []
    for match in inside:
        first, last = match.first, match.last
        cover = [o for o in long if o.first <= first and last <= o.last and (o.last - o.first) > (last - first)]
        if not match.roles.isdisjoint(_SORTED) and any(
            "unit" in o.roles and o.first <= first and last <= o.last and (o.last - o.first) > (last - first) for o in inside
        ):
            # "viên chức" inside "viên chức, người lao động" sorts nobody: all of them are counted
            cues = tuple(c for c in match.cues if not (c.role in _SORTED and c.ident in _NOUNS))
            match = match._replace(cues=cues, roles=frozenset(c.role for c in cues))
        if cover or not match.roles.isdisjoint(_SORTED):
            # a shorter phrase survives inside a longer one of the same concept, and as context or exclusion
            names = {c.ident for o in cover for c in o.cues}
            sorted_by = any(o.first <= first and last <= o.last and (o.last - o.first) > (last - first) for o in sorting)
            named_by = any(o.first <= first and last <= o.last and (o.last - o.first) > (last - first) for o in naming)
            cues = tuple(
                c
                for c in match.cues
                if c.role in _KEPT
                or (not sorted_by if c.role in _SORTED else not cover or c.ident in names or (c.role == "bare" and not named_by))
            )
            if cues:
                kept.append(match._replace(cues=cues, roles=frozenset(c.role for c in cues)))
            continue
        kept.append(match)
    return kept


def weigh(figure: Figure, areas: Iterable[Area], lexicon: Lexicon, kinds: frozenset[str]) -> Weighed:
    """Weigh every concept that may take `figure`. Areas named "own" are the figure's own words."""
    indicators = lexicon.catalog.indicators
    evidence: dict[str, Evidence] = {}
    weak: list[tuple[str, float, str, Area, Match]] = []
    parts: dict[tuple[str, int], dict[int, tuple[float, int, bool, str, Match]]] = {}
    contexts: set[str] = set()
    excluded: dict[str, str] = {}
    dims: dict[str, list[DimHit]] = {}
    implied: dict[str, list[str]] = {}
    uncovered = behind = 0
    for area in areas:
        own = area.name in ("own", "shared")
        matches = strong_matches(area.line, area.start, area.end)
        for match in matches:
            if match.roles.isdisjoint(_WEIGHED):
                continue
            near = 1.0
            if area.near >= 0:
                distance = area.near - match.end if match.end <= area.near else match.start - area.near
                near = 1.0 / (1.0 + _PROXIMITY * max(0, distance))
            for cue in match.cues:
                role = cue.role
                if role == "dim" or role == "dimweak":
                    if area.name == "own":
                        distance = abs((match.end if match.end <= area.near else match.start) - area.near)
                        dims.setdefault(cue.ident, []).append(DimHit(distance, cue.value, role == "dim", match.end <= area.near))
                elif role in ("label", "bare", "weak", "part", "context", "exclude", "imply"):
                    if cue.ident not in indicators:
                        continue
                    size = 1.0 + _STEP * (cue.size - 1)
                    strength = size * area.weight * near
                    if role == "label":
                        _add(evidence, cue.ident, strength, own, cue.phrase, match)
                    elif role == "bare":
                        if own:
                            _add(evidence, cue.ident, 0.6 * strength, True, cue.phrase, match, bare=True)
                        contexts.add(cue.ident) if not own else None
                    elif role == "weak":
                        weak.append((cue.ident, strength, cue.phrase, area, match))
                    elif role == "part" and area.name != "tail":
                        number, _, place = cue.value.partition(".")
                        slot = parts.setdefault((cue.ident, int(number)), {})
                        old = slot.get(int(place))
                        weight = area.weight * near
                        if old is None or weight > old[0]:
                            slot[int(place)] = (weight, cue.size, own, cue.phrase, match)
                    elif role == "context":
                        contexts.add(cue.ident)
                    elif role == "imply" and own:
                        implied.setdefault(cue.ident, []).append(cue.value)
                    elif role == "exclude" and own:
                        excluded[cue.ident] = cue.phrase
        if area.name == "own":
            missing = _uncovered(area, matches)
            if area.start >= figure.end:
                behind += missing
            uncovered += missing
    for (ident, trigger), found in parts.items():
        if len(found) == lexicon.triggers[ident][trigger] and any(f[2] for f in found.values()):
            size = sum(f[1] for f in found.values())
            weights = [f[0] for f in found.values()]
            weight = 0.5 * min(weights) + 0.5 * sum(weights) / len(weights)
            phrase = " + ".join(found[p][3] for p in sorted(found))
            # the first part, the verb, decides whether the words are the figure's own
            _add(evidence, ident, (1.1 + _STEP * (size - 1)) * weight, found[0][2], phrase, found[0][4])
    for ident, strength, phrase, area, match in weak:
        if ident in contexts:
            _add(evidence, ident, 0.85 * strength, area.name == "own", phrase, match)
    chosen = {i: e for i, e in evidence.items() if i not in excluded and fits(figure, indicators[i], lexicon, kinds)}
    return Weighed(chosen, dims, excluded, implied, uncovered, behind)


def _add(
    evidence: dict[str, Evidence], ident: str, strength: float, own: bool, phrase: str, match: Match, *, bare: bool = False
) -> None:
    entry = evidence.setdefault(ident, Evidence())
    entry.cues.append(phrase)
    best = max(entry.own, entry.wide)
    if own:
        entry.own = max(entry.own, strength) if strength <= entry.own else strength + 0.1 * entry.own
        if strength > best or entry.label is None:
            entry.label, entry.bare = (match.start, match.end), bare
        if not bare:
            entry.bare = False
    else:
        entry.wide = max(entry.wide, strength)


def _uncovered(area: Area, matches: Iterable[Match]) -> int:
    """How many syllables of the figure's own words no phrase of the vocabulary accounts for."""
    covered: set[int] = set()
    for match in matches:
        if not match.roles.isdisjoint(_COVERING):
            covered.update(range(match.start, match.end))
    return sum(1 for t in area.line.tokens_within(area.start, area.end) if t.start not in covered and not t.text.isdigit())


def fits(figure: Figure, entry: Indicator, lexicon: Lexicon, kinds: frozenset[str]) -> bool:
    """Whether the concept can be stated by such a figure: its kind, its counting word."""
    has = set(entry.kinds)
    kind = figure.kind
    counted = bool(has & {"count", "money"})
    if kind == "money":
        return "money" in has
    if kind == "grade":
        return "grade" in has
    if kind in ("percent", "ratio"):
        allowed, counted_class = lexicon.allowed[entry.id], figure.unit_class
        if kind == "ratio" and allowed and counted_class is not None and counted_class not in allowed and figure.unit_id != "vote":
            return counted_class == "bodies" and "events" in allowed
        if kind == "percent" and allowed:
            if counted_class == "bodies" and allowed <= _PEOPLE:
                return False
            if counted_class in _PEOPLE and allowed == _BODIES:
                return False
        return bool(has & {"percent", "ratio"}) or "count" in has or ("money" in has and kind == "percent")
    if kind == "level":
        return "level" in has
    if kind == "frequency":
        return "frequency" in has or (counted and "count" in has)
    if "count" not in has and "frequency" not in has and not (kind == "number" and has & kinds):
        return False
    if figure.zero:
        return entry.zero
    allowed = lexicon.allowed[entry.id]
    unit_class = figure.unit_class
    if allowed and unit_class is not None and unit_class not in allowed:
        return False
    return not (kind == "number" and "money" in has and "count" not in has)
