"""One line of a report prepared for reading: its tokens, the cues in it, its sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from cdcs_parse.parse.lexicon import Lexicon, Match, Token, tokenize

# A sentence ends at a stop followed by a capital, a quote or a bullet; not after a lone initial or "TM."
_STOP = re.compile(
    r"(?<!\b[A-ZĐ])(?<!\bT[MPXLU])(?<!\bKT)(?<!\bT[hS])(?<!\b[GB]S)(?<!\d\.)[.!?…]+[\"”’)]*\s+(?=[\"“(]?[A-ZÀ-ỸĐ0-9\-+])"
)

_SHORT = 400  # characters up to which a line is matched whole


class Line:
    """A paragraph, bullet or table cell: characters `start` to `end` of the text."""

    __slots__ = (
        "_first", "_last", "_starts", "_words", "block", "covered", "end", "folded", "kept", "kept_starts", "matches", "raw",
        "sentences", "start", "tokens",
    )  # fmt: skip

    def __init__(
        self, raw: str, folded: str, start: int, end: int, lexicon: Lexicon, block: int = -1, spots: Sequence[int] | None = None
    ) -> None:
        """`spots` are the offsets that matter; a long line is then matched only in their sentences and the one before."""
        self.raw, self.folded, self.start, self.end, self.block = raw, folded, start, end, block
        stops = [m.end() for m in _STOP.finditer(raw, start, end)]
        edges = [start, *stops, end]
        self.sentences: list[tuple[int, int]] = list(pairwise(edges))
        self.tokens: list[Token] = []
        self.matches: list[Match] = []
        for first, last in self._stretches(spots):
            tokens = tokenize(folded, first, last)
            self.matches += lexicon.matches(folded, tokens, len(self.tokens))
            self.tokens += tokens
        self._starts = [m.start for m in self.matches]
        # filled by parse.overlap when first asked for
        self.kept: list[Any] | None = None
        self.kept_starts: list[int] = []
        self.covered: frozenset[int] | None = None
        self._words: dict[str, tuple[list[Match], list[int]]] | None = None
        self._first: dict[int, list[Match]] | None = None
        self._last: dict[int, list[Match]] | None = None

    def _stretches(self, spots: Sequence[int] | None) -> list[tuple[int, int]]:
        if spots is None or self.end - self.start <= _SHORT:
            return [(self.start, self.end)]
        wanted: set[int] = set()
        edges = [s for s, _ in self.sentences]
        for spot in spots:
            at = bisect_right(edges, spot) - 1
            wanted |= {max(at - 1, 0), at}
        return [self.sentences[n] for n in sorted(wanted)]

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence that holds `offset`."""
        at = bisect_right(self.sentences, (offset, self.end + 1)) - 1
        return self.sentences[max(at, 0)]

    def starting(self, offset: int) -> list[Match]:
        """Matches that begin at `offset`, shortest first."""
        if self._first is None:
            self._first = {}
            for match in self.matches:
                self._first.setdefault(match.start, []).append(match)
        return self._first.get(offset, [])

    def ending(self, offset: int) -> list[Match]:
        """Matches that end at `offset`, longest first."""
        if self._last is None:
            self._last = {}
            for match in self.matches:
                self._last.setdefault(match.end, []).append(match)
        return self._last.get(offset, [])

    def within(self, start: int, end: int) -> Iterator[Match]:
        """Matches wholly between two offsets, in order."""
        matches = self.matches
        for at in range(bisect_left(self._starts, start), len(matches)):
            match = matches[at]
            if match.start >= end:
                return
            if match.end <= end:
                yield match

    def said(self, start: int, end: int, *idents: str) -> list[Match]:
        """Matches of the word lists `idents` wholly between two offsets, in order of place."""
        if self._words is None:
            self._words = {}
            for match in self.matches:
                if "word" in match.roles:
                    for cue in match.cues:
                        if cue.role == "word":
                            matches, starts = self._words.setdefault(cue.ident, ([], []))
                            matches.append(match)
                            starts.append(match.start)
        found: list[Match] = []
        for ident in idents:
            known = self._words.get(ident)
            if known is None:
                continue
            matches, starts = known
            for at in range(bisect_left(starts, start), len(matches)):
                match = matches[at]
                if match.start >= end:
                    break
                if match.end <= end:
                    found.append(match)
        return sorted(found) if len(idents) > 1 else found

    def tokens_within(self, start: int, end: int) -> list[Token]:
        """Tokens wholly between two offsets."""
        first = bisect_left(self.tokens, (start,))
        last = bisect_left(self.tokens, (end,))
        return [t for t in self.tokens[first:last] if t.end <= end]

    def before(self, offset: int) -> int:
        """`offset` moved left over blanks and opening quotes."""
        while offset > self.start and self.folded[offset - 1] in " \"'(":
            offset -= 1
        return offset

    def after(self, offset: int) -> int:
        """`offset` moved right over blanks and closing quotes."""
        while offset < self.end and self.folded[offset] in " \"'":
            offset += 1
        return offset

    def preceded_by(self, offset: int, role: str, idents: frozenset[str] | None = None) -> Match | None:
        """The longest match of `role` that ends right before `offset`, blanks apart."""
        at = offset
        while at > self.start and self.folded[at - 1] == " ":
            at -= 1
        for match in self.ending(at):
            if any(c.role == role and (idents is None or c.ident in idents) for c in match.cues):
                return match
        return None

    def followed_by(self, offset: int, role: str, idents: frozenset[str] | None = None) -> Match | None:
        """The longest match of `role` that begins right after `offset`, blanks apart."""
        at = offset
        while at < self.end and self.folded[at] == " ":
            at += 1
        best = None
        for match in self.starting(at):
            if any(c.role == role and (idents is None or c.ident in idents) for c in match.cues):
                best = match
        return best
