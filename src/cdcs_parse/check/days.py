"""The days written in a text, as they are written: whether there is such a day is asked by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cdcs_parse.model.fact import Mask

# start, end, day, month, year (None when not written)
Day = tuple[int, int, int, int, int | None]

_FULL = re.compile(r"(?<![\d/.,-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d{2})(?![\d/]|[.,]\d)")
_WORDS = re.compile(r"\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+((?:19|20)\d{2}))?(?!\d)")
_SHORT = re.compile(r"\bngày\s+(\d{1,2})\s?/\s?(\d{1,2})(?![\d/]|[.,]\d|\s?/)")


def days_told(folded: str, masks: Sequence[Mask]) -> Iterator[Day]:
    """Every day of a folded text, by pattern and place; what the masks know as a law's number is none."""
    # a law's number ("203/2025/QH15") and the figures themselves are no dates
    taken = [(m.span.start, m.span.end) for m in masks if m.reason == "law"]
    for pattern in (_FULL, _WORDS, _SHORT):
        for match in pattern.finditer(folded):
            if any(start <= match.start() < end for start, end in taken):
                continue
            if pattern is _FULL:
                day, month, year = int(match[1]), int(match[3]), int(match[4])
                yield match.start(), match.end(), day, month, year
            else:
                start = match.start(1)
                written = match[3] if pattern is _WORDS else None
                yield start, match.end(), int(match[1]), int(match[2]), int(written) if written else None
