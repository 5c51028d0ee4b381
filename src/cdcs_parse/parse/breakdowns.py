"""Which breakdown a figure has: nữ, DTTS, by reason, by fund … from its own words, what they imply, and the words around."""

from __future__ import annotations

from collections.abc import Sequence

from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.cues import Weighed
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line

_JOINT = frozenset(
    ("occasion", "reason", "subject", "fund", "level", "leave_reason", "build", "complaint", "insurance")
)  # two values named at once are no breakdown
_LISTED = frozenset(("employment", "position", "qualification"))
_SORTING = frozenset(("dim", "dimcontext"))
_OPENING = 40  # characters in which a sentence names the occasion it is about
STICKY = frozenset(
    ("occasion", "source", "reason", "authority", "level", "fund", "inspection", "income", "severity", "examination")
)


def own_dimensions(weighed: Weighed, firm: frozenset[str] = frozenset(), concept: tuple[str, ...] = ()) -> dict[str, str]:
    """The breakdown values that the figure's own words name, the nearest of each dimension.

    Weak forms (CĐ, TC, "lao động") count for the dimensions in `firm`, which the line lists or a heading names, and
    for those that a concept other than a population has (`concept`).
    """
    chosen: dict[str, str] = {}
    for dimension, hits in weighed.dims.items():
        pool = list(hits) if dimension in firm else [h for h in hits if h.firm]
        if not pool and dimension in concept:
            pool = list(hits)
        if not pool:
            continue
        pool.sort()
        values = list(dict.fromkeys(h.value for h in pool))
        if len(values) > 1 and (dimension in _JOINT or (dimension == "employment" and all(h.before for h in pool))):
            continue
        chosen[dimension] = values[0]
    if "political_theory" in chosen and "political_theory" in firm:
        chosen.pop("qualification", None)
    return chosen


def firm_dimensions(line: Line, zone: Zone, parents: Sequence[Line]) -> frozenset[str]:
    """Dimensions that the line lists or its label names, so that short forms of their values may be read."""
    found: set[str] = set()
    stretches = [(line, max(zone.sentence[0], zone.before[0] - 300), min(zone.sentence[1], zone.after[1] + 300))]
    stretches += [(p, p.start, min(p.end, p.start + 200)) for p in parents[:1]]
    for where, start, end in stretches:
        values: dict[str, set[int]] = {}
        for match in where.within(start, end):
            if match.roles.isdisjoint(_SORTING):
                continue
            for cue in match.cues:
                if cue.role == "dimcontext":
                    found.add(cue.ident)
                elif cue.role == "dim" and cue.ident in _LISTED:
                    values.setdefault(cue.ident, set()).add(match.start)
        found |= {d for d, places in values.items() if len(places) >= 1}
    return frozenset(found)


def fitting(dims: dict[str, str], indicator: str | None, lexicon: Lexicon) -> dict[str, str]:
    """The part of `dims` that the concept has."""
    if indicator is None or indicator not in lexicon.catalog.indicators:
        return {}
    allowed = lexicon.catalog.indicators[indicator].dimensions
    return {d: dims[d] for d in sorted(dims) if d in allowed}


def dimensions_of(weighed: Weighed, dims: dict[str, str], ident: str, lexicon: Lexicon) -> dict[str, str]:
    """The breakdown that the own words state or imply, as far as the concept has it."""
    merged = dict(dims)
    for pair in weighed.implied.get(ident, ()):
        dimension, _, value = pair.partition(":")
        if dimension not in _JOINT or len({h.value for h in weighed.dims.get(dimension, ()) if h.firm}) <= 1:
            merged.setdefault(dimension, value)
    return fitting(merged, ident, lexicon)


def clause_start(line: Line, zone: Zone) -> int:
    """Where the figure's clause begins: behind the last semicolon of its sentence."""
    return max(zone.sentence[0], line.folded.rfind(";", zone.sentence[0], zone.before[0]) + 1)


def stated_around(line: Line, zone: Zone, parents: Sequence[Line], dimension: str, until: int) -> str | None:
    """The one value of `dimension` that the clause states before its first figure, or the line above for all.

    An occasion at the head of a sentence ("Dịp Tết …") holds for all its clauses.
    """
    clause = clause_start(line, zone)
    stretches = [(line, clause, until)]
    if dimension == "occasion" and clause > zone.home >= 0:
        stretches.append((line, zone.home, min(clause, zone.home + _OPENING)))
    stretches += [(p, p.start, min(p.end, p.start + 200)) for p in parents[:2]]
    for where, first, last in stretches:
        values = {c.value for m in where.within(first, last) for c in m.cues if c.role == "dim" and c.ident == dimension}
        if len(values) == 1:
            return values.pop()
        if values:
            return None
    return None
