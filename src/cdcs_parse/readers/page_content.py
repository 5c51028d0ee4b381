"""What one PDF page holds, whichever way it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cdcs_parse.readers.page_aside import split_stamps
from cdcs_parse.readers.page_lines import Line, Word, find_lines
from cdcs_parse.readers.page_tables import RuledTable

# fast: pdfium; careful: pdfplumber; recognised: text recognition of a picture
Way = Literal["fast", "careful", "recognised"]


@dataclass(slots=True)
class PageContent:
    """The lines and tables of a page; sizes in points, `number` from 1."""

    number: int
    width: float
    height: float
    way: Way
    letters: int = 0
    pictures: int = 0
    rotated: int = 0
    watermark: str = ""
    stamps: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)

    def place(self, words: list[Word]) -> None:
        """Take over the words outside tables: upright ones become lines, the others are counted."""
        words, self.stamps = split_stamps(words, self.number)
        upright = [word for word in words if word.upright]
        self.rotated = len(words) - len(upright)
        self.lines = find_lines(upright, self.number)
