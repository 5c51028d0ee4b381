"""The head noun of a figure without a concept: what is counted, from word to word ("học sinh giỏi cấp huyện")."""

from __future__ import annotations

import re

from cdcs_parse.model.fact import Fact
from cdcs_parse.parse.segments import segment
from cdcs_parse.text import fold

_LONGEST = 6  # words
_CUT = re.compile(r"[;,.:()\[\]\n\t|=\"“”0-9]")
_LABEL = re.compile(r"([^;,.:()\[\]\n\t|=\"“”]{2,80})\s*:\s*$")
_BULLET = re.compile(r"^[\s\-+*•]+")
_CLOSED = frozenset(
    "được đạt cho với trong từ tại do bị có là để trên nhằm chiếm theo và hoặc nhân về ở của khi đã sẽ đang gồm như trở bằng"
    " tham_gia tham_dự so so_với so_sánh năm_nay".split()
)


def head_noun(text: str, fact: Fact) -> str | None:
    """The words that say what `fact` counts: the label before a colon, else the noun phrase behind the number.

    Both begin and end where words do, by word segmentation; None where the number stands without words.
    """
    start = fact.sentence.start if fact.sentence else max(0, fact.span.start - 80)
    labelled = _LABEL.search(text[start : fact.span.start])
    if labelled is not None:
        label = _BULLET.sub("", labelled.group(1)).strip()
        words = _words(label)[:_LONGEST]
        if words:
            return label[words[0][0] : words[-1][1]]
    stop = min(fact.sentence.end if fact.sentence else len(text), fact.span.end + 90)
    behind = text[fact.span.end : stop]
    cut = _CUT.search(behind)
    behind = behind[: cut.start()] if cut else behind
    kept: list[tuple[int, int]] = []
    for first, last in _words(behind)[:_LONGEST]:
        if fold(behind[first:last]).replace(" ", "_") in _CLOSED:
            break
        kept.append((first, last))
    return behind[kept[0][0] : kept[-1][1]] if kept else None


def _words(stretch: str) -> list[tuple[int, int]]:
    return [(a, b) for a, b in segment(stretch) if any(c.isalpha() for c in stretch[a:b])]
