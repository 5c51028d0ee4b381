"""Weighs the concepts that the words around a figure speak for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.overlap import Kept, covered_tokens, kept_within

_PROXIMITY = 0.012  # weight lost per character of distance
_DECISIVE = 1.2  # strength of own words from which the lines above need not be asked
_FAR = frozenset(("parent", "heading", "line", "tail"))
_STEP = 0.3  # weight gained per further syllable of a phrase


_SHARED = frozenset(("authority", "level", "occasion", "source"))  # what coordinated figures have in common
_PEOPLE = frozenset(("people", "occurrences"))
_DOCUMENTS = frozenset(("documents",))
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
    ruled_out: str | None = None  # the phrase of the concept's excludes that stands in the figure's own words

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
    refused: dict[str, Evidence]
    dims: dict[str, list[DimHit]]
    excluded: dict[str, str]
    implied: dict[str, list[str]]
    uncovered: int
    behind: int


def weigh(
    figure: Figure,
    areas: Iterable[Area],
    lexicon: Lexicon,
    kinds: frozenset[str] = frozenset(),
    topics: frozenset[str] = frozenset(),
) -> Weighed:
    """Weigh every concept that may take `figure`. Areas named "own" are the figure's own words, `topics` the section kinds."""
    fitting = _fitting(figure, lexicon, kinds)
    evidence: dict[str, Evidence] = {}
    weak: list[tuple[str, float, str, Area, Kept]] = []
    parts: dict[tuple[str, str], dict[str, tuple[float, int, bool, str, Kept]]] = {}
    contexts: set[str] = {i for t in topics for i in lexicon.by_section.get(t, ())}
    excluded: dict[str, str] = {}
    dims: dict[str, list[DimHit]] = {}
    implied: dict[str, list[str]] = {}
    uncovered = behind = 0
    for area in areas:
        name, near_to, weight = area.name, area.near, area.weight
        if name in _FAR and any(e.own >= _DECISIVE and not e.bare for e in evidence.values()):
            continue
        own = name in ("own", "shared")
        for kept in kept_within(area.line, area.start, area.end):
            before = kept.end <= near_to
            distance = (near_to - kept.end if before else kept.start - near_to) if near_to >= 0 else 0
            near = weight / (1.0 + _PROXIMITY * distance) if distance > 0 else weight
            if own:
                for cue in kept.sorting:
                    if name == "shared" and cue.ident not in _SHARED:
                        continue
                    dims.setdefault(cue.ident, []).append(DimHit(abs(distance), cue.value, cue.role == "dim", before))
            for cue in kept.naming:
                ident = cue.ident
                if ident not in fitting:
                    continue
                role = cue.role
                if role == "context":
                    contexts.add(ident)
                elif role == "part":
                    if name not in ("tail", "line"):
                        number, _, place = cue.value.partition(".")
                        slot = parts.setdefault((ident, number), {})
                        old = slot.get(place)
                        if old is None or near * (1.0 + _STEP * cue.size) > old[0] * (1.0 + _STEP * old[1]):
                            slot[place] = (near, cue.size, own, cue.phrase, kept)
                elif role == "label":
                    _add(evidence, ident, (1.0 + _STEP * (cue.size - 1)) * near, own, cue.phrase, kept)
                elif role == "exclude":
                    if name == "own":
                        excluded[ident] = cue.phrase
                elif role == "weak":
                    weak.append((ident, (1.0 + _STEP * (cue.size - 1)) * near, cue.phrase, area, kept))
                elif role == "bare":
                    if own:
                        _add(evidence, ident, 0.6 * (1.0 + _STEP * (cue.size - 1)) * near, True, cue.phrase, kept, bare=True)
                    else:
                        contexts.add(ident)
                elif own:
                    implied.setdefault(ident, []).append(cue.value)
        if name == "own":
            missing = _uncovered(area)
            if area.start >= figure.end:
                behind += missing
            uncovered += missing
    for (ident, trigger), found in parts.items():
        if len(found) == lexicon.triggers[ident][int(trigger)] and 0 <= sum(not f[2] for f in found.values()) <= min(
            1, len(found) - 1
        ):
            size = sum(f[1] for f in found.values())
            weights = [f[0] for f in found.values()]
            mean = 0.5 * min(weights) + 0.5 * sum(weights) / len(weights)
            phrase = " + ".join(found[p][3] for p in sorted(found))
            # the first part, the verb, decides whether the words are the figure's own
            _add(evidence, ident, (1.1 + _STEP * (size - 1)) * mean, found["0"][2], phrase, found["0"][4])
    for ident, strength, phrase, area, kept in weak:
        if ident in contexts:
            _add(evidence, ident, 0.85 * strength, area.name == "own", phrase, kept)
    refused = {i: e for i, e in evidence.items() if i in excluded}
    for ident, found_one in refused.items():
        found_one.ruled_out = excluded[ident]
        del evidence[ident]
    return Weighed(evidence, refused, dims, excluded, implied, uncovered, behind)


def _fitting(figure: Figure, lexicon: Lexicon, kinds: frozenset[str]) -> frozenset[str]:
    """The concepts that can be stated by such a figure; a memo of the lexicon, as few kinds of figure occur."""
    key = (figure.kind, figure.unit_class, figure.unit_id == "vote", figure.zero, kinds)
    known = lexicon.memo.get(key)
    if known is None:
        known = frozenset(i for i, entry in lexicon.catalog.indicators.items() if fits(figure, entry, lexicon, kinds))
        lexicon.memo[key] = known
    return known


def _add(
    evidence: dict[str, Evidence], ident: str, strength: float, own: bool, phrase: str, kept: Kept, *, bare: bool = False
) -> None:
    entry = evidence.setdefault(ident, Evidence())
    entry.cues.append(phrase)
    best = max(entry.own, entry.wide)
    if own:
        entry.own = max(entry.own, strength) if strength <= entry.own else strength + 0.1 * entry.own
        if strength > best or entry.label is None:
            entry.label, entry.bare = (kept.start, kept.end), bare
        if not bare:
            entry.bare = False
    else:
        entry.wide = max(entry.wide, strength)


def _uncovered(area: Area) -> int:
    """How many syllables of the figure's own words no phrase of the vocabulary accounts for."""
    line = area.line
    covered = covered_tokens(line)
    skip: list[tuple[int, int]] = []
    at = line.folded.find("(", area.start, area.end)
    while at >= 0:  # what stands in brackets explains, it does not say what is counted
        close = line.folded.find(")", at, area.end)
        skip.append((at, close if close >= 0 else area.end))
        at = line.folded.find("(", skip[-1][1], area.end)
    return sum(
        1
        for t in line.tokens_within(area.start, area.end)
        if t.start not in covered and not t.text.isdigit() and not any(s < t.start < e for s, e in skip)
    )


def fits(figure: Figure, entry: Indicator, lexicon: Lexicon, kinds: frozenset[str]) -> bool:
    """Whether the concept can be stated by such a figure: its kind, its counting word."""
    if figure.unit_id == "vote":
        return False  # votes count for persons and motions, which no concept stands for
    has = set(entry.kinds)
    kind = figure.kind
    counted = bool(has & {"count", "money"})
    if kind == "money":
        return "money" in has
    if kind == "grade":
        return "grade" in has
    if kind in ("percent", "ratio"):
        allowed, counted_class = lexicon.allowed[entry.id], figure.unit_class
        if kind == "ratio" and allowed and counted_class is not None and counted_class not in allowed:
            return counted_class == "bodies" and "events" in allowed
        if kind == "percent" and allowed:
            if counted_class in _PEOPLE and allowed == _DOCUMENTS:
                return False
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
