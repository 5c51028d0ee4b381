"""Misread abbreviations behind a figure ("28 trả." for "28 trđ.", "11 ở/c" for "11 đ/c"): no word of the language fits there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cdcs_parse.readers.ocr_engine import Mark

_FIGURE = re.compile(r"\d[\d.,/]*")
# "20 trả lời" goes on in a word: only what ends the clause, or a rate, is money
_MILLION = re.compile(r"^tr[ảởä](?=[.;,)]|/\S)")
# but "từ 11 trở" may go on with "lên" in the next line
_MILLION_LAST = re.compile(r"^trả$")
_COMRADE = re.compile(r"^(?:đở|ở|đí|d|ð)/?c(?=$|[.;,:)])")


def repair(marks: Sequence[Mark]) -> tuple[list[Mark], int]:
    """The words of a page in reading order with such abbreviations mended, and how many were."""
    out = list(marks[:1])
    following = [*marks[2:], None][: max(0, len(marks) - 1)]
    mended = 0
    for (before, mark), after in zip(pairwise(marks), following, strict=True):
        text = mark.text
        if _FIGURE.fullmatch(before.text):
            text = _COMRADE.sub("đ/c", _MILLION.sub("trđ", text))
            # the last word of a line
            if after is None or abs(after.baseline - mark.baseline) > mark.size:
                text = _MILLION_LAST.sub("trđ", text)
        mended += text != mark.text
        out.append(mark if text == mark.text else replace(mark, text=text))
    return out, mended
