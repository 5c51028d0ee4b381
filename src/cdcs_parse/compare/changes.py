"""Targets stated as a change: "giảm 10% số vụ tai nạn lao động so với năm 2023"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from cdcs_parse.catalog import Catalog
from cdcs_parse.text import fold

Change = Literal["increase", "decrease"]
_HEDGE = r"(?:\s(?:thêm|từ|ít nhất|tối thiểu|trên|hơn|khoảng|bình quân|được|là|đi|không dưới))*"
_BEFORE = re.compile(rf"(?<!\w)(tăng|giảm){_HEDGE}\s*$")
_WORD = re.compile(r"[\w&/-]+")
_AGAINST = re.compile(r"(?<!\w)(?:so với|so cùng kỳ|so năm|năm trước|cùng kỳ)(?!\w)")


def change_of(before: str, after: str, percent: bool) -> Change | None:
    """Whether the folded words around a figure make it a change against an earlier value.

    A percent behind "tăng" or "giảm" is one by itself; a number only with "so với".
    """
    verb = _BEFORE.search(before)
    if verb is None or not (percent or _AGAINST.search(after)):
        return None
    return "increase" if verb.group(1) == "tăng" else "decrease"


def labels_of(catalog: Catalog) -> list[tuple[str, str]]:
    """(folded phrase, concept) of everything the catalogue calls its concepts, the longest first."""
    return _folded(tuple((i, (e.label_vi, *e.labels, *e.aliases, *e.bare)) for i, e in catalog.indicators.items()))


@lru_cache(maxsize=4)
def _folded(named: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[str, str]]:
    """Made once for a vocabulary: folding some thousand phrases takes as long as reading a report."""
    found = [
        (" ".join(_WORD.findall(fold(phrase))), ident) for ident, phrases in named for phrase in phrases if "+" not in phrase
    ]
    return sorted(found, key=lambda pair: -len(pair[0]))


def concept_in(words: str, labels: list[tuple[str, str]]) -> str | None:
    """The concept that folded words of a change name, by the longest label; none when none does."""
    padded = f" {' '.join(_WORD.findall(words))} "
    return next((ident for phrase, ident in labels if phrase and f" {phrase} " in padded), None)
