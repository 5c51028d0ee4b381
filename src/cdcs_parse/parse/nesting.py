"""Decides which typed numbers are headings, and how deep each of them stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cdcs_parse.parse.headings import LETTERS_OFTEN_LEFT_OUT, Mark

_RANKS = {"part": 0, "article": 1, "capital": 2, "roman": 3, "programme": 5, "arabic": 6, "decimal": 6, "letter": 12}
_CAPITAL_BELOW_ROMAN = 4
# How many numbers ahead are read to tell a list inside a numbered section from a restart; keeps the pass linear.
_LOOK_AHEAD = 60
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Level:
    """Where a heading stands: how many open sections stay above it, its label in the path, a note on its number."""

    depth: int
    label: str
    note: str


class Nesting:
    """The numbers that are open. Built from the marks of all blocks, so that it can look ahead."""

    def __init__(self, marks: Sequence[Mark | None]) -> None:
        self._places = [place for place, mark in enumerate(marks) if mark is not None]
        self._marks = [mark for mark in marks if mark is not None]
        self._stack: list[Mark] = []
        self._capitals = _sequence_begins(self._marks)
        first_roman = next((i for i, m in enumerate(self._marks) if m.kind == "roman"), len(self._marks))
        self._capital_first = self._capitals is not None and self._capitals < first_roman
        tops = [i for i, m in enumerate(self._marks) if m.kind == "article" or (m.kind == "capital" and self._capital_first)]
        self._divided = bool(tops) and any(m.kind == "roman" and m.number == (1,) for m in self._marks[tops[0] :])
        self._last_capital = 0
        self._capitals_shout = False
        self._last_article = 0

    def reset(self) -> None:
        """Close everything: a title without a number begins a new count."""
        self._stack.clear()

    def restarts_after(self, place: int) -> bool:
        """True when the next number after `place` begins the outermost count anew."""
        at = bisect_right(self._places, place)
        if not self._stack or at >= len(self._marks):
            return False
        following = self._marks[at]
        return following.kind == self._stack[0].kind and following.number == (1,)

    def accepts(self, mark: Mark, words: str, *, unfinished: bool) -> bool:
        """Is `mark` a heading where it stands? `words` follow it; `unfinished`: the text before it ended in mid-sentence."""
        value = mark.number[-1]
        before = next((m.number[-1] for m in reversed(self._stack) if m.kind == mark.kind), 0)
        if mark.kind in ("part", "programme"):
            return not unfinished or value <= before + 2
        if mark.kind == "article":
            return value == 1 or 0 < value - self._last_article <= 2
        if mark.kind == "capital":
            # "C. Mác": a lone letter is a name, and so is one whose words are small below headings in capitals
            if self._capitals is None or (self._capitals_shout and not words.isupper() and value > 1):
                return False
            self._capitals_shout = words.isupper() if value == 1 else self._capitals_shout
            return (
                value == 1
                or 0 < value - self._last_capital <= (2 if words.isupper() else 1)
                or (value, self._last_capital) == (6, 4)
            )
        if mark.kind == "roman":
            return value in (1, before + 1) if not mark.style else value <= before + 4 or words.isupper()
        if mark.kind == "letter":
            return value <= 2 if not before else value == 1 or 0 <= value - before <= 4
        if mark.kind == "decimal":
            return self._continues_decimal(mark) or (bool(mark.style) and not unfinished)
        return self._accepts_arabic(value, before, words, unfinished)

    def _accepts_arabic(self, value: int, before: int, words: str, unfinished: bool) -> bool:
        opens = [m.number[0] for m in self._stack if m.kind == "arabic"]
        if value == 1 or value - 1 in opens:
            return True
        if words[:1].isdigit() or (words[:1].islower() and (unfinished or not before <= value <= before + 3)):
            return False
        if not opens and value > 10:
            return False
        return not unfinished or before <= value <= before + 3

    def _continues_decimal(self, mark: Mark) -> bool:
        """2.1 below 2 or II, or after another 2.x."""
        for seen in self._stack:
            if seen.kind in ("arabic", "roman") and seen.number[0] == mark.number[0]:
                return True
            if seen.kind == "decimal" and seen.number[0] == mark.number[0]:
                return True
        return mark.number[-1] == 1 and not any(seen.kind == "arabic" for seen in self._stack)

    def open(self, place: int, mark: Mark) -> Level:
        """Open the heading `mark`; what it closes is closed."""
        depth = self._depth(place, mark)
        before = self._stack[depth] if depth < len(self._stack) else None
        del self._stack[depth:]
        self._stack.append(mark)
        if mark.kind == "capital":
            self._last_capital = mark.number[0]
        if mark.kind == "article":
            self._last_article = mark.number[0]
        return Level(depth, self._label(mark), _numbering_note(before, mark))

    def _label(self, mark: Mark) -> str:
        is_part = mark.kind == "article" or (mark.kind == "capital" and self._capital_first)
        if is_part and self._divided and not any(m.kind in ("part", "article") for m in self._stack[:-1]):
            return f"P{mark.number[0]}"
        return mark.label

    def _rank(self, mark: Mark) -> int:
        if mark.kind == "capital" and not self._capital_first:
            return _CAPITAL_BELOW_ROMAN
        return _RANKS[mark.kind] + (len(mark.number) if mark.kind == "decimal" else 0)

    def _depth(self, place: int, mark: Mark) -> int:
        rank = self._rank(mark)
        plain = next((i for i, m in enumerate(self._stack) if self._rank(m) >= rank), len(self._stack))
        if mark.kind != "arabic":
            return plain
        opens = [i for i in range(len(self._stack) - 1, -1, -1) if self._stack[i].kind == "arabic"]
        value = mark.number[0]
        for i in opens:
            if self._stack[i].style == mark.style and self._stack[i].number[0] + 1 == value:
                return i
        if value == 1 and self._stack and len(self._stack) < _DEEPEST and self._is_inner(place, mark, opens):
            return len(self._stack)
        for i in opens:
            if self._stack[i].number[0] + 1 == value:
                return i
        return next((i for i in opens if self._stack[i].style == mark.style), opens[0] if opens else plain)

    def _is_inner(self, place: int, mark: Mark, opens: Sequence[int]) -> bool:
        """Does a count that begins at `mark` stand inside the open section? So it does when that goes on after it."""
        if opens and self._stack[opens[0]].style != mark.style and all(self._stack[i].style != mark.style for i in opens):
            return True
        outer = self._stack[-1]
        if outer.kind not in ("arabic", "letter", "decimal"):
            return False
        if outer.kind != "arabic" and opens:
            return self._goes_on(place, mark, self._stack[opens[0]]) or (
                outer.kind == "letter" and self._goes_on(place, mark, outer)
            )
        return self._goes_on(place, mark, outer)

    def _goes_on(self, place: int, mark: Mark, outer: Mark) -> bool:
        expected = 2
        at = bisect_right(self._places, place)
        highest = min(self._rank(outer), self._rank(mark))
        for later in self._marks[at : at + _LOOK_AHEAD]:
            same = later.kind == mark.kind and later.style == mark.style
            if same and later.number[0] == expected:
                expected += 1
            elif later.kind == outer.kind and later.style == outer.style and later.number == _next(outer.number):
                return True
            elif same and later.number[0] == 1:
                expected = 2
            elif same or self._rank(later) < highest:
                return False
        return False


def _next(number: tuple[int, ...]) -> tuple[int, ...]:
    return (*number[:-1], number[-1] + 1)


def _sequence_begins(marks: Sequence[Mark]) -> int | None:
    """The index of the "A." that is followed by a "B."; None where capitals number nothing."""
    first = next((i for i, m in enumerate(marks) if m.kind == "capital" and m.number == (1,)), None)
    if first is None or not any(m.kind == "capital" and m.number == (2,) for m in marks[first:]):
        return None
    return first


def _numbering_note(before: Mark | None, mark: Mark) -> str:
    value = mark.number[-1]
    if before is None or before.kind != mark.kind or before.number[:-1] != mark.number[:-1]:
        return f"begins with {mark.label}" if value > 1 else ""
    last = before.number[-1]
    if value == last:
        return "number repeated"
    if value < last:
        return f"number falls back after {before.label}"
    between = set(range(last + 1, value))
    if mark.kind in ("letter", "capital"):
        between -= LETTERS_OFTEN_LEFT_OUT
    return f"number skipped after {before.label}" if between else ""
