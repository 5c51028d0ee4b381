"""Cuts letterhead and signature block into pieces, and knows names of unions and persons among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cdcs_parse.catalog.loader import Catalog
from cdcs_parse.model.document import Block, Table
from cdcs_parse.text import fold

_BREAK = re.compile(r"\n|\t+|[ \u00a0]{3,}")
_BULLET = re.compile(r"[-+*•·]\s*")
_NUMBER = re.compile(r"(?:số|số hiệu|no)\s*[:.]*\s*(\d{1,5}\s?[a-zđ]?\s*[/-]\s*[^\W\d_]+(?:\s?[-.&/]\s?\w+)*)")
_PLACE_DATE = re.compile(r"([^\d,:;]{2,60}?)\s*,?\s*(?:ngày\b|(?=tháng\b))")
_TRAILING = re.compile(r"\s*(?:\([^()]*\)|[./;:,\s]|/)+$")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*")
_CONGRESS_TAIL = re.compile(r"\s+(?:lần thứ|khóa|nhiệm kỳ)\b.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line or one cell, without blanks around it."""

    start: int
    end: int
    folded: str
    block: int


def pieces_of(text: str, folded: str, blocks: Sequence[Block], first: int, last: int) -> Iterator[Piece]:
    """The pieces of blocks `first` to `last` (excluded) in reading order: cells, tab stops and wide gaps part columns."""
    for place in range(first, last):
        block = blocks[place]
        spans = [cell.span for cell in block.cells] if isinstance(block, Table) else [block.span]
        for span in spans:
            start = span.start
            for gap in (*(m.span() for m in _BREAK.finditer(text, span.start, span.end)), (span.end, span.end)):
                low, high = start, gap[0]
                while low < high and folded[low].isspace():
                    low += 1
                while high > low and folded[high - 1].isspace():
                    high -= 1
                if low < high:
                    yield Piece(low, high, folded[low:high], place)
                start = gap[1]


def begins(folded: str, phrases: Sequence[str]) -> str | None:
    """The longest of `phrases` that `folded` begins with, as whole syllables."""
    found = [p for p in phrases if folded.startswith(p) and not folded[len(p) : len(p) + 1].isalnum()]
    return max(found, key=len) if found else None


def holds(folded: str, phrases: Sequence[str]) -> bool:
    """True when one of `phrases` stands in `folded` as whole syllables."""
    for phrase in phrases:
        at = folded.find(phrase)
        while at >= 0:
            if not folded[at - 1 : at].isalnum() and not folded[at + len(phrase) : at + len(phrase) + 1].isalnum():
                return True
            at = folded.find(phrase, at + 1)
    return False


def document_number(piece: Piece, text: str) -> tuple[int, int, str] | None:
    """Span and value of "Số: 15/BC-CĐCS", without inner spaces; None for a blank number."""
    found = _NUMBER.match(piece.folded)
    if not found:
        return None
    start, end = piece.start + found.start(1), piece.start + found.end(1)
    return start, end, "".join(text[start:end].split())


def place_of_date(piece: Piece, text: str) -> tuple[int, int, str] | None:
    """Span and value of the place in "Tam Hải, ngày 24 tháng 5 năm 2019"."""
    found = _PLACE_DATE.match(piece.folded)
    if not found or piece.end - piece.start > 110 or not text[piece.start].isupper():
        return None
    value = " ".join(text[piece.start : piece.start + found.end(1)].split()).rstrip(" ,.")
    return piece.start, piece.start + len(found[1].rstrip(" ,.")), value


def unions_of(pieces: Sequence[Piece], text: str, catalog: Catalog) -> list[tuple[int, int, str]]:
    """The unions of a letterhead from the top; a name that runs over several lines is joined."""
    words = catalog.header["union"].phrases
    found: list[tuple[int, int, str]] = []
    open_line = False
    for piece in pieces:
        written = text[piece.start : piece.end]
        if not any(map(str.isalpha, written)):
            open_line = False
            continue
        if begins(piece.folded, words):
            found.append((piece.start, piece.end, written))
            open_line = True
        elif open_line and written.isupper() and not _NUMBER.match(piece.folded) and not piece.folded.startswith("số"):
            found[-1] = (found[-1][0], piece.end, f"{found[-1][2]} {written}")
        else:
            open_line = False
    return [(start, end, tidy_union(name, catalog)) for start, end, name in found]


def tidy_union(name: str, catalog: Catalog) -> str:
    """A union's name as written, without "Ban Chấp hành", "Đại hội … lần thứ", "(CĐCS)" and trailing signs."""
    name = " ".join(name.split())
    name = re.sub(r"\s*\((?:CĐCS|Cđcs|cđcs|CĐ)\)", "", name)
    name = _TRAILING.sub("", name)
    prefixes = catalog.header["body_prefix"].phrases
    while (prefix := begins(fold(name), prefixes)) is not None and len(name) > len(prefix):
        name = name[len(prefix) :].lstrip(" .")
    tail = _CONGRESS_TAIL.search(fold(name))
    return name[: tail.start()] if tail else name


def union_in(text: str, folded: str, start: int, end: int, catalog: Catalog) -> tuple[int, int, str] | None:
    """The union named in running text from `start`: its name ends at a sign or at a word that begins something else."""
    words = sorted(catalog.header["union"].phrases, key=len, reverse=True)
    stops = sorted(catalog.header["name_stops"].phrases, key=len, reverse=True)
    found = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)").search(folded, start, end)
    if not found:
        return None
    begin, at = found.start(), found.end()
    bracket = re.compile(r"\s*\((?:cđcs|cđ)\)").match(folded, at, end)
    at = bracket.end() if bracket else at
    stop = re.compile(r"[,.;:()\"/]|(?<!\w)(?:" + "|".join(map(re.escape, stops)) + r")(?!\w)").search(folded, at, end)
    finish = stop.start() if stop else end
    name = tidy_union(text[begin:finish], catalog)
    rest = text[at:finish].strip()
    if not rest or not any(word[0].isupper() for word in rest.split()) or finish - begin > 160:
        return None
    return begin, begin + len(text[begin:finish].rstrip()), name


def is_person(piece: Piece, text: str, catalog: Catalog) -> bool:
    """A name of a person: two to six words, each with a capital, nothing else."""
    words = text[piece.start : piece.end].split()
    if (
        not 2 <= len(words) <= 6
        or holds(piece.folded, catalog.header["no_name"].phrases)
        or begins(piece.folded, catalog.header["position"].phrases)
    ):
        return False
    return all(word[0].isupper() and _LATIN_WORD.fullmatch(word) for word in words)


def without_bullet(piece: Piece) -> int:
    """Where the words of a recipient start."""
    found = _BULLET.match(piece.folded)
    return piece.start + (found.end() if found else 0)


def has_bullet(piece: Piece) -> bool:
    """True for "- LĐLĐ huyện (b/c);"."""
    return _BULLET.match(piece.folded) is not None


def without_tail(text: str, start: int, end: int) -> int:
    """The end of a recipient without brackets and closing signs."""
    found = _TRAILING.search(text, start, end)
    return found.start() if found and found.start() > start else end
