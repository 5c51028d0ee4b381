"""Two readings of the same picture → one: the better of two words, and doubt wherever the figures differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import fmean

from cdcs_parse.readers.ocr_engine import Mark
from cdcs_parse.readers.ocr_vocabulary import tokens_of, vocabulary
from cdcs_parse.readers.syllables import soundness
from cdcs_parse.text import fold

# a word that one reading alone has is believed from so sure on
_SURE = 60
# white around a word that only one reading has, in shares of the size of its line
_ROOM = 0.18
# signs that make a figure another one
_VULGAR = "⁄½¼¾"
_ENDS = ".,;:/)"
_FIGURE = re.compile(r"[\d.,%/⁄½¼¾-]*\d[\d.,%/⁄½¼¾-]*|[⁄½¼¾]")


def agree(first: Sequence[Mark], second: Sequence[Mark]) -> list[Mark]:
    """The words of the first reading, each replaced by that of the second where that is the likelier; figures that the two
    readings tell otherwise are doubtful. What only the second has is added."""
    out: list[Mark] = []
    used: set[int] = set()
    groups = list(_pairs(first, second))
    for index, (ours, theirs) in enumerate(groups):
        used.update(map(id, theirs))
        if not theirs:
            out += ours
            continue
        following = groups[index + 1][0][0].text if index + 1 < len(groups) else ""
        out += _choose(ours, theirs, out[-1].text if out else "", following)
    return out + [mark for mark in second if id(mark) not in used and mark.confidence >= _SURE and _stands_alone(mark, first)]


def _stands_alone(mark: Mark, others: Sequence[Mark]) -> bool:
    """True where the other reading has nothing: it may have the same word a little aside."""
    room = _ROOM * mark.size
    return not any(
        other.x0 < mark.x1 + room and mark.x0 < other.x1 + room and other.top < mark.bottom and mark.top < other.bottom
        for other in others
    )


def _pairs(first: Sequence[Mark], second: Sequence[Mark]) -> Iterator[tuple[list[Mark], list[Mark]]]:
    """Words of both readings that cover the same place, in the order of the first."""
    rows: dict[int, list[Mark]] = {}
    for mark in second:
        for row in range(mark.top // 32, mark.bottom // 32 + 1):
            rows.setdefault(row, []).append(mark)
    ours: list[Mark] = []
    theirs: list[Mark] = []
    for mark in first:
        near = {id(other): other for row in range(mark.top // 32, mark.bottom // 32 + 1) for other in rows.get(row, ())}
        same = sorted((other for other in near.values() if _overlap(mark, other)), key=lambda other: other.x0)
        if ours and same and any(other is theirs[-1] for other in same):
            # the second reading did not part these words
            ours.append(mark)
            theirs += [other for other in same if all(other is not one for one in theirs)]
            continue
        if ours:
            yield ours, theirs
        ours, theirs = [mark], same
        if not same:
            yield ours, []
            ours = []
    if ours:
        yield ours, theirs


def _overlap(one: Mark, two: Mark) -> bool:
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.bottom, two.bottom) - max(one.top, two.top)
    return wide > 0.5 * min(one.x1 - one.x0, two.x1 - two.x0) and high > 0.4 * min(one.bottom - one.top, two.bottom - two.top)


def _choose(ours: list[Mark], theirs: list[Mark], before: str, behind: str) -> list[Mark]:
    # a word that the second reading has a little aside stands in the neighbouring group as well
    if len(theirs) > len(ours) and theirs[0].text == before:
        theirs = theirs[1:]
    if len(theirs) > len(ours) and theirs[-1].text == behind:
        theirs = theirs[:-1]
    one, two = (" ".join(mark.text for mark in marks) for marks in (ours, theirs))
    if one == two:
        return ours
    if one.rstrip(_ENDS) == two.rstrip(_ENDS):
        # signs get lost rather than added
        return ours if len(one) >= len(two) else theirs
    chosen = theirs if _merit(theirs, two, before, behind) > _merit(ours, one, before, behind) else ours
    if _figures(one) == _figures(two):
        return chosen
    return [replace(mark, doubtful=tuple(index for index, letter in enumerate(mark.text) if letter.isdigit())) for mark in chosen]


def _figures(text: str) -> list[str]:
    """The figures in a text with the signs that matter to them, without a full stop or comma behind."""
    return [found.rstrip(".,-/") for found in _FIGURE.findall(text)]


def _merit(marks: Sequence[Mark], text: str, before: str, behind: str) -> tuple[float, ...]:
    """Known words beat sound ones, and those beat sure ones; fractions in one sign are figures misread."""
    tokens = tokens_of(fold(text))
    known = 0
    if tokens:
        row = [*tokens_of(fold(before))[-1:], *tokens, *tokens_of(fold(behind))[:1]]
        known = sum(pair in vocabulary().pairs for pair in pairwise(row))
    return -sum(map(text.count, _VULGAR)), known, -soundness(text).impossible, fmean(mark.confidence for mark in marks)
