"""Text put together from the words of pages, with the place of every printed line in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cdcs_parse.model.document import Box
from cdcs_parse.readers.compose import Mark
from cdcs_parse.readers.page_lines import Line, Word

# a line broken after these has no space there: "Nghị quyết số 16-" + "NQ/TU", "đồng/người/" + "tháng"
_GLUED = re.compile(r"\w[-/]$")


class Passage:
    """A growing text; `marks` tell where its parts stand on paper."""

    def __init__(self) -> None:
        self.text = ""
        self.marks: list[Mark] = []

    def add(self, words: Sequence[Word], page: int, joint: str = "") -> None:
        """Put words of one printed line behind the text, parted by spaces; `joint` stands before them."""
        if not words:
            return
        self.text += joint
        known = any(word.confidence is not None for word in words)
        start = len(self.text)
        self.text += " ".join(word.text for word in words)
        if not known:
            self.marks.append(Mark(start, len(self.text), page, _box(words)))
            return
        # recognised words are sure or unsure one by one
        for word in words:
            doubtful = tuple(start + index for index in word.doubtful)
            self.marks.append(Mark(start, start + len(word.text), page, _box((word,)), word.confidence, doubtful))
            start += len(word.text) + 1

    def go_on(self, line: Line) -> None:
        """Put the next printed line behind the text: a line broken at a hyphen or slash goes on without a space."""
        self.add(line.words, line.page, "" if not self.text or _GLUED.search(self.text) else " ")


def _box(words: Sequence[Word]) -> Box:
    return Box(
        x0=round(min(word.x0 for word in words), 2),
        top=round(min(word.top for word in words), 2),
        x1=round(max(word.x1 for word in words), 2),
        bottom=round(max(word.bottom for word in words), 2),
    )
