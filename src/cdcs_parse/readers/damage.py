"""Is the text sound Vietnamese? Old encodings are converted, damaged lines named, a text damaged throughout refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document
from cdcs_parse.readers.legacy import convert_document, recognise
from cdcs_parse.readers.syllables import is_syllable, judge_tokens

# measured on sound reports: at most one impossible syllable in 200, at most two in a line of 100, nine of ten with accents
_LINE_SHARE, _LINE_LEAST = 0.05, 2
# what is scattered over a text is named when it is more than a few foreign words
_SCATTERED, _DIFFERENT = 0.01, 5
# damaged as a whole: by the letters in damaged lines; or by the longer lines that are hit, and the impossible of all syllables
_WHOLE, _LINES_HIT, _SYLLABLES_HIT = 0.3, 0.4, 0.04
_LONGER = 5
_ACCENTED = 0.3
_ENOUGH = 40  # syllables, below which nothing is said of a whole text
_BARE_LINE = 10  # syllables without an accent that make a line odd
_QUOTED, _LONG = 5, 70

_LOST = re.compile(r"\ufffd|(?<=[^\W\d_])\?(?=[^\W\d_])|(?<!\S)\?(?=[^\W\d_]{2})")
_ASK = "ask the sender for the original Word file, or open it and retype the lines"


class _Count(NamedTuple):
    possible: int
    impossible: int
    # impossible ones with letters beyond a-z: those are no foreign words
    marked: int
    accented: int
    # letters without a vowel, as when a program left out what it had no glyph for ("cng on")
    bare: int
    tokens: int


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    impossible: int = 0
    marked: int = 0
    judged: int = 0
    letters: int = 0
    lost: bool = False

    @property
    def share(self) -> float:
        return self.impossible / self.judged if self.judged else 0.0

    @property
    def torn(self) -> bool:
        """Whether the line by itself is damaged."""
        return self.lost or (self.impossible + (self.marked > 0) > _LINE_LEAST and self.share >= _LINE_SHARE)

    def quote(self) -> str:
        shown = " ".join(self.text.split())
        return f"{self.number} “{shown if len(shown) <= _LONG else shown[: _LONG - 1] + '…'}”"


def examine(document: Document) -> Document:
    """The document with the letters of old encodings converted and with notes on damaged lines.

    Raises ReadError for VPS and VISCII and for a text that is damaged as a whole.
    """
    encoding = recognise(document.text)
    if encoding in ("VPS", "VISCII"):
        raise ReadError(
            f"typed in the old encoding {encoding}, which is not read",
            where=document.source.name,
            hint="convert it to Unicode (Unikey's converter does) and give the result",
        )
    if encoding is not None:
        document = convert_document(document, encoding)
    notes = _notes(document.text, document.source.name)
    return document.model_copy(update={"notes": (*document.notes, *notes)}) if notes else document


def _notes(text: str, name: str) -> list[str]:
    chunks = Counter(text.split())
    possible = impossible = accented = 0
    hit: set[str] = set()
    for chunk, times in chunks.items():
        count = _count(chunk)
        possible += count.possible * times
        accented += count.accented * times
        if count.impossible:
            impossible += count.impossible * times
            hit.add(chunk)
    judged = possible + impossible
    if judged >= _ENOUGH and accented < _ACCENTED * possible:
        return [_without_accents(text, name, chunks, accented)]
    found: list[_Line] = []
    lost = _loses(text)
    # fewer impossible syllables make no damaged line
    if impossible >= _LINE_LEAST or lost:
        scattered = judged >= _ENOUGH and impossible >= _SCATTERED * judged and len(hit) >= _DIFFERENT
        if scattered:
            found = _damaged(text, name, impossible / judged)
        else:
            found = [line for line in _hit_lines(text, hit, lost) if line.torn]
    known = {line.number for line in found}
    bare = [line for line in _bare_lines(text) if line.number not in known] if judged >= _ENOUGH else []
    notes = [f"damaged lines ({_kind(found)}), check their figures: {_list(found)}"] if found else []
    return notes + ([f"lines typed without accents, where nothing can be recognised: {_list(bare)}"] if bare else [])


def _loses(text: str) -> bool:
    """Whether a letter is replaced by a question mark or a box; nearly every text has neither sign."""
    return ("?" in text or "\ufffd" in text) and _LOST.search(text) is not None


def _damaged(text: str, name: str, share: float) -> list[_Line]:
    """The damaged lines of a text with impossible syllables scattered over it; `share` is that of all its syllables."""
    lines = [_judged(number, line) for number, line in enumerate(text.split("\n"), 1)]
    found = [line for line in lines if line.torn or line.impossible]
    longer = [line for line in lines if line.judged >= _LONGER]
    hit = sum(line.impossible > 0 for line in longer)
    heavy = sum(line.letters for line in lines if line.torn) >= _WHOLE * sum(line.letters for line in lines)
    if heavy or (share >= _SYLLABLES_HIT and hit >= _LINES_HIT * len(longer)):
        raise ReadError(f"the text is damaged: {_kind(found)}: lines {_list(found)}", where=name, hint=_ASK)
    return found


def _without_accents(text: str, name: str, chunks: Counter[str], accented: int) -> str:
    tokens = sum(_count(chunk).tokens * times for chunk, times in chunks.items())
    bare = sum(_count(chunk).bare * times for chunk, times in chunks.items())
    written = ((number, line) for number, line in enumerate(text.split("\n"), 1) if any(map(str.isalpha, line)))
    lines = [_Line(number, line) for number, line in islice(written, _QUOTED)]
    if bare > 0.1 * tokens or _loses(text):
        raise ReadError(f"the text is damaged: letters with accents are lost: lines {_list(lines)}", where=name, hint=_ASK)
    how = "has no Vietnamese letters" if not accented else "has hardly any Vietnamese letters"
    shown = _list(lines)
    return f"the text {how}: typed without accents or not in Vietnamese; next to nothing can be recognised in it: lines {shown}"


@lru_cache(maxsize=20_000)
def _count(chunk: str) -> _Count:
    possible = impossible = marked = accented = bare = tokens = 0
    for token in judge_tokens(chunk):
        tokens += 1
        if token.verdict == "possible":
            possible += 1
            accented += not token.text.isascii()
        # "Niê", "Kđăm": names of the highlands and of foreigners are no damage
        elif token.verdict == "impossible" and not token.text.istitle():
            impossible += 1
            marked += not token.text.isascii()
        bare += len(token.text) > 1 and token.text.islower() and not set(token.text) & set("aeiouy") and token.text.isascii()
    return _Count(possible, impossible, marked, accented, bare, tokens)


def _judged(number: int, line: str) -> _Line:
    counts = [_count(chunk) for chunk in line.split()]
    impossible = sum(count.impossible for count in counts)
    judged = impossible + sum(count.possible for count in counts)
    marked = sum(count.marked for count in counts)
    return _Line(number, line, impossible, marked, judged, sum(map(str.isalpha, line)), _loses(line))


def _hit_lines(text: str, hit: Set[str], lost: bool) -> Iterator[_Line]:
    """The lines with one of the chunks `hit` or with lost letters."""
    for number, line in enumerate(text.split("\n"), 1):
        if not hit.isdisjoint(line.split()) or (lost and _loses(line)):
            yield _judged(number, line)


def _bare_lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and len(line) > 2 * _BARE_LINE:
            counts = [_count(chunk) for chunk in line.split()]
            possible = sum(count.possible for count in counts)
            if possible >= _BARE_LINE:
                yield _Line(number, line)


def _kind(lines: Sequence[_Line]) -> str:
    """What happened to the lines, in words."""
    text = "\n".join(line.text for line in lines)
    if len(_LOST.findall(text)) * 2 > sum(line.impossible for line in lines):
        return "letters are replaced by a question mark or a box"
    words = [token for line in lines for token in judge_tokens(line.text)]
    torn = sum(is_syllable(one.text + two.text) for one, two in pairwise(words) if "impossible" in (one.verdict, two.verdict))
    if torn * 3 > sum(word.verdict == "impossible" for word in words):
        return "words are torn apart"
    return "letters are lost or of a wrong code page"


def _list(lines: Sequence[_Line]) -> str:
    shown = ", ".join(line.quote() for line in lines[:_QUOTED])
    more = len(lines) - _QUOTED
    return f"{shown} … (+{more})" if more > 0 else shown
