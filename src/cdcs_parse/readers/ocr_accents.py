"""Accents that recognition misread ("tổng chỉ", "học bống"): set right where the words beside them leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cdcs_parse.readers.ocr_engine import Mark
from cdcs_parse.readers.ocr_vocabulary import tokens_of, vocabulary
from cdcs_parse.text import fold

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
        if behind in ("#", ":") and before:
            # "bình quân chỉ 5": only at the head of a clause is what stands before a number sure to be what it counts
            behind = ""
        word = fold(found[2])
        meant = vocabulary().meant(before, word, behind if behind.isalnum() or behind in ("#", ":", "/") else "")
        if meant is None:
            continue
        place = next(at for at, (one, two) in enumerate(zip(word, meant, strict=True)) if one != two)
        letter = meant[place].upper() if found[2][place].isupper() else meant[place]
        mended = found[2][:place] + letter + found[2][place + 1 :]
        out[index] = replace(mark, text=found[1] + mended + found[3])
        changed.append(f"{found[2]} → {mended}")
    return out, changed


def _first(text: str) -> str:
    return next(iter(tokens_of(fold(text))), "") if text[0].isalnum() else ""


def _last(text: str) -> str:
    return next(reversed(tokens_of(fold(text))), "") if text[-1].isalnum() or text[-1] in ":/" else ""
