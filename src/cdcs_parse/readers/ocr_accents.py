"""Accents that recognition misread ("tổng chỉ", "học bống"): set right where the words beside them leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cdcs_parse.readers.ocr_engine import Mark
from cdcs_parse.readers.ocr_vocabulary import tokens_of, vocabulary, without_tone
from cdcs_parse.readers.syllables import is_syllable
from cdcs_parse.text import fold

_MONEY = re.compile(r"[\d.,]*\d\s?(?:đ|đồng|triệu|tỷ|trđ|nghìn)(?![^\W\d_])")
_WORD = re.compile(r"(\W*)([^\W\d_]+)(\W*)")


def mend_accents(marks: Sequence[Mark]) -> tuple[list[Mark], list[str]]:
    """The words in reading order with their accents mended, and what was changed, as "read → meant".

    A word is changed only where it is not known beside its neighbours and exactly one like it is.
    """
    out = list(marks)
    changed = []
    for index, mark in enumerate(marks):
        found = _WORD.fullmatch(mark.text)
        if not found or fold(found[2]) != found[2].lower():
            continue
        behind = found[3][:1] if found[3] else _first(marks[index + 1].text) if index + 1 < len(marks) else ""
        before = "" if found[1] or not index else _last(out[index - 1].text)
        if (behind == ":" and before) or (behind == "#" and (before or not _is_money(marks[index + 1 : index + 3]))):
            # "chỉ 12%", "bình quân chỉ 5": only at the head of a clause, and before money, is "chi" sure
            behind = ""
        if before == "#":
            # nearly every word stands behind a number somewhere
            before = ""
        word = fold(found[2])
        if (short := _abbreviation(found[2])) is not None:
            out[index] = replace(mark, text=found[1] + short + found[3])
            changed.append(f"{found[2]} → {short}")
            continue
        meant = vocabulary().meant(before, word, behind if behind.isalnum() or behind in ("#", ":", "/") else "")
        if meant is None:
            continue
        place = next(at for at, (one, two) in enumerate(zip(word, meant, strict=True)) if one != two)
        letter = meant[place].upper() if found[2][place].isupper() else meant[place]
        mended = found[2][:place] + letter + found[2][place + 1 :]
        out[index] = replace(mark, text=found[1] + mended + found[3])
        changed.append(f"{found[2]} → {mended}")
    return out, changed


def _is_money(marks: Sequence[Mark]) -> bool:
    return _MONEY.match(fold(" ".join(mark.text for mark in marks))) is not None


def _abbreviation(word: str) -> str | None:
    """ "ĐVCDĐ" for "ĐVCĐ": the known abbreviation that an unknown one is when the Đ seen twice, or its accent, is dropped."""
    if not (len(word) > 3 and word.isupper()) or fold(word) in vocabulary().words or is_syllable(word):
        return None
    tries = {word[:at] + word[at + 1 :] for at, letter in enumerate(word) if letter in "DP" and "Đ" in word[at - 1 : at + 2]}
    tries.add("".join(without_tone(letter) for letter in word))
    known = [one for one in tries if one != word and fold(one) in vocabulary().words]
    return known[0] if len(known) == 1 else None


def _first(text: str) -> str:
    return next(iter(tokens_of(fold(text))), "") if text[0].isalnum() else ""


def _last(text: str) -> str:
    return next(reversed(tokens_of(fold(text))), "") if text[-1].isalnum() or text[-1] in ":/" else ""
