"""Which of overlapping phrases count: the longer hides the shorter, unless they say the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from cdcs_parse.parse.lexicon import Cue, Match
from cdcs_parse.parse.lines import Line

_PEOPLE = frozenset(("person", "member", "worker"))
_LINK = re.compile(r"\s?,\s?(?:và\s)?|\s(?:và|&)\s|\s?-\s?")
_LINK_BEFORE = re.compile(r"(?:\s?,\s?(?:và\s)?|\s(?:và|&)\s|\s?-\s?)$")
_FREE = frozenset(("context", "exclude"))  # these hold inside longer phrases too
_NAMING = frozenset(("label", "bare", "dim", "mask"))
_OTHERS = frozenset(("label", "bare", "mask"))
_SORTED = frozenset(("dim", "dimweak"))
_SORTING = frozenset(("dim", "dimcontext", "mask"))
_COVERING = frozenset(("bare", "dim", "dimweak", "dimcontext", "unit", "word", "label"))
_NAMED = frozenset(("label", "bare", "weak", "part", "context", "exclude", "imply"))
_NOUNS = frozenset(("employment", "position"))  # these words also make up names of the whole staff


class Kept(NamedTuple):
    """A phrase that counts: its place, its cues that name concepts, its cues that name breakdowns."""

    start: int
    end: int
    naming: tuple[Cue, ...]
    sorting: tuple[Cue, ...]


def kept_within(line: Line, start: int, end: int) -> list[Kept]:
    """The phrases that count wholly between two offsets of `line`."""
    if line.kept is None:
        line.kept = _keep(line)
        line.kept_starts = [k.start for k in line.kept]
    kept, found = line.kept, []
    for at in range(bisect_left(line.kept_starts, start), len(kept)):
        one = kept[at]
        if one.start >= end:
            break
        if one.end <= end:
            found.append(one)
    return found


def covered_tokens(line: Line) -> frozenset[int]:
    """Starts of the tokens that some phrase of the vocabulary accounts for."""
    if line.covered is None:
        line.covered = frozenset(
            line.tokens[n].start for m in line.matches if not m.roles.isdisjoint(_COVERING) for n in range(m.first, m.last + 1)
        )
    return line.covered


def _keep(line: Line) -> list[Kept]:
    matches = line.matches
    people = [
        m
        for m in matches
        if "unit" in m.roles and any(c.role == "unit" and c.ident in _PEOPLE for c in m.cues) and not _counted(line, m)
    ]
    people_ends, people_starts = {m.end for m in people}, {m.start for m in people}
    kept = []
    open_ones: list[Match] = []  # longer phrases that may still cover what comes
    by_start: dict[int, list[Match]] = {}
    for match in matches:
        if match.last > match.first:
            by_start.setdefault(match.first, []).append(match)
    last_start = -1
    for match in matches:
        first, last = match.first, match.last
        if first != last_start:
            open_ones = [o for o in open_ones if o.last >= first]
            open_ones += by_start.get(first, ())
            last_start = first
        named, sorts = not match.roles.isdisjoint(_NAMED), not match.roles.isdisjoint(_SORTED)
        if not (named or sorts):
            continue
        naming = tuple([c for c in match.cues if c.role in _NAMED]) if named else ()
        sorting = tuple([c for c in match.cues if c.role in _SORTED]) if sorts else ()
        cover = [o for o in open_ones if last <= o.last and o.last - o.first > last - first] if open_ones else []
        if cover:
            naming, sorting = _uncovered(naming, sorting, cover)
        if sorting and people and any(c.ident in _NOUNS for c in sorting) and _coordinated(line, match, people_ends, people_starts):
            sorting = tuple([c for c in sorting if c.ident not in _NOUNS])
        if naming or sorting:
            kept.append(Kept(match.start, match.end, naming, sorting))
    return kept


def _counted(line: Line, match: Match) -> bool:
    """Whether a number stands right before: "350 người, lao động gián tiếp 62" lists two counts."""
    return line.folded[max(line.start, match.start - 2) : match.start].rstrip()[-1:].isdigit()


def _coordinated(line: Line, match: Match, ends: set[int], starts: set[int]) -> bool:
    """ "cán bộ, nhà giáo và người lao động": nouns set side by side name the whole staff, none of them sorts it."""
    before = _LINK_BEFORE.search(line.folded, max(line.start, match.start - 5), match.start)
    if before and before.start() in ends:
        return True
    behind = _LINK.match(line.folded, match.end)
    return behind is not None and behind.end() in starts


def _uncovered(naming: tuple[Cue, ...], sorting: tuple[Cue, ...], cover: list[Match]) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
    """The meanings of a phrase that the longer phrases around it leave standing."""
    strong = [o for o in cover if o.strong] if naming else ()
    if strong:
        same = {c.ident for o in strong for c in o.cues}
        named = any(not o.roles.isdisjoint(_NAMING) for o in strong)
        # "Tết" names an activity with "suất quà" inside "Tết Giáp Thìn" too
        dated = all(o.roles.isdisjoint(_OTHERS) and any(c.ident == "occasion" for c in o.cues) for o in strong)
        naming = tuple(
            [
                c
                for c in naming
                if c.role in _FREE or c.ident in same or (c.role == "bare" and not named) or (c.role == "part" and dated)
            ]
        )
    if sorting:
        if any(not o.roles.isdisjoint(_SORTING) for o in cover):
            sorting = ()
        elif any("unit" in o.roles for o in cover):
            # "viên chức" inside "viên chức, người lao động" sorts nobody: all of them are counted
            sorting = tuple([c for c in sorting if c.ident not in _NOUNS])
    return naming, sorting
