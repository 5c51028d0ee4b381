"""Two names of as many words → the slips of typing that make one the other, or none."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from cdcs_parse.compare.name_parts import plain, usual_phrases
from cdcs_parse.readers.syllables import is_syllable

_MOST = 2
_HOOK_TILDE = str.maketrans("\u0309\u0303", "\u0303\u0309")


def may_be_slips(written: Sequence[str], known: Sequence[str]) -> bool:
    """Whether few enough words differ, accents aside."""
    return sum(a != b and plain(a) != plain(b) for a, b in zip(written, known, strict=True)) <= _MOST


def find_slips(written: Sequence[str], known: Sequence[str], usual: Sequence[bool], *, careful: bool) -> str | None:
    """What was mistyped, in words; None when it may be another name. `usual`: words that many names share.

    `careful`: so few words tell the name from others that a wrong accent may make its neighbour.
    """
    told: list[str] = []
    slips = 0
    common = {word for phrase in usual_phrases() for word in phrase}
    for typed, meant, shared in zip(written, known, usual, strict=True):
        if typed == meant:
            continue
        if shared:
            slip = "lỗi gõ" if typed not in common and OSA.distance(typed, meant) <= 1 else None
        else:
            slip = _slip(typed, meant, careful=careful)
        if slip is None:
            return None
        slips += 1
        told.append(f"{slip} “{typed}”")
    # without any accent every word is a slip of one kind, and none tells more than the others
    plainly = all(word == plain(word) for word in written)
    return ", ".join(told) if slips <= _MOST or plainly else None


def _lacks_accents(typed: str, meant: str) -> bool:
    return Counter(unicodedata.normalize("NFD", typed)) <= Counter(unicodedata.normalize("NFD", meant))


def _slip(typed: str, meant: str, *, careful: bool) -> str | None:
    """How one word can be the other mistyped; None when it may just as well be another word."""
    if any(map(str.isdigit, typed + meant)) or min(len(typed), len(meant)) < 2:
        return None
    if plain(typed) == plain(meant):
        if unicodedata.normalize("NFD", typed).translate(_HOOK_TILDE) == unicodedata.normalize("NFD", meant):
            return "lẫn hỏi ngã"
        # another accent makes another word; one left out is only left out
        if is_syllable(typed) and (careful or not _lacks_accents(typed, meant)):
            return None
        return "thiếu dấu" if typed == plain(typed) else "sai dấu"
    far = OSA.distance(typed, meant)
    allowed = 1 if len(meant) < 7 else 2
    if far <= allowed and len(meant) >= 3 and not (is_syllable(typed) and is_syllable(meant)):
        # a foreign name one letter off is a slip only when it is long enough not to be its neighbour
        return "lỗi gõ" if is_syllable(meant) or len(meant) >= 5 else None
    return None
