"""Word's multi-level lists: which list, level and restart show exactly the numbers of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

MARK = re.compile(
    r"(?P<label>(?P<word>PHẦN |Điều )?(?P<number>[IVX]+|[A-Z]|[a-zđ]|\d+(?:\.\d+)?)(?P<tail>\./|[.)/-]))\s+(?P<text>.+)", re.DOTALL
)
BULLET_LIST, ROW_LIST = 90, 91
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# a bullet of Word's own choosing is a letter of the font Symbol
_SYMBOL = {"•": "\uf0b7"}


@dataclass
class Outline:
    """One multi-level list for the headings: its levels are the shapes of number in the order they first occur."""

    shapes: list[tuple[str, str]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    num: int = 1
    restarts: list[tuple[int, int]] = field(default_factory=list)

    def place(self, match: re.Match[str]) -> tuple[int, int] | None:
        """(w:numId, w:ilvl) under which Word shows exactly this label; None when no list would."""
        number, word, tail = match["number"], match["word"] or "", match["tail"]
        form, value = _read(number)
        shape = (form, f"{word}{'#.' if '.' in number else ''}#{tail}")
        if shape not in self.shapes:
            if "." in number and self.shapes[-1:] != [("decimal", "#.")]:
                return None
            self.shapes.append(shape)
            self.counts.append(0)
        level = self.shapes.index(shape)
        if "." in number and int(number.split(".")[0]) != self.counts[level - 1]:
            return None
        if not self.counts[level] and any(self.counts[level + 1 :]):
            # programs differ on what a level shows that was passed over by a deeper one
            return None
        if value != self.counts[level] + 1:
            if value != 1:
                return None
            # a new w:num that begins this level anew: "Restart at 1"
            self.restarts.append((len(self.restarts) + 2, level))
            self.num = len(self.restarts) + 1
        self.counts[level] = value
        self.counts[level + 1 :] = [0] * (len(self.counts) - level - 1)
        return self.num, level


def _read(number: str) -> tuple[str, int]:
    """Word's name of the number format, and the number."""
    if number[-1].isdigit():
        return "decimal", int(number.split(".")[-1])
    # of capital letters only I, V and X occur as Roman numerals here, and no list of letters comes as far as I
    if re.fullmatch(r"[IVX]+", number):
        values = [{"I": 1, "V": 5, "X": 10}[c] for c in number]
        return "upperRoman", sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
    return ("upperLetter", ord(number) - 64) if number.isupper() else ("lowerLetter", ord(number) - 96)


def numbering_part(outline: Outline, signs: Sequence[str], hanging: bool) -> str:
    """numbering.xml: list 0 the headings, list 1 the bullets, list 2 the rows of a table."""
    levels = []
    for index, (form, shape) in enumerate(outline.shapes):
        text = shape.replace("#.#", f"%{index}.%{index + 1}").replace("#", f"%{index + 1}")
        levels.append(_level(index, form, text, 0 if hanging else 567, hanging=False))
    bullets = [_level(index, "bullet", _SYMBOL.get(sign, sign), 567, hanging=hanging) for index, sign in enumerate(signs)]
    rows = [_level(0, "decimal", "%1", 0, hanging=False, jc="center", suffix="nothing")]
    lists = (levels, bullets, rows)
    body = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>{"".join(one)}</w:abstractNum>'
        for n, one in enumerate(lists)
    )
    nums = [(1, 0, ""), (BULLET_LIST, 1, ""), (ROW_LIST, 2, "")]
    for num, level in outline.restarts:
        nums.append((num, 0, f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'))
    body += "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{a}"/>{more}</w:num>' for n, a, more in sorted(nums))
    return f"{_HEAD}<w:numbering {_NS}>{body}</w:numbering>"


def _level(index: int, form: str, text: str, first: int, *, hanging: bool, jc: str = "left", suffix: str = "space") -> str:
    indent = f'w:left="{first + 284 * (index + 1)}" w:hanging="284"' if hanging else f'w:left="0" w:firstLine="{first}"'
    font = '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol" w:hint="default"/></w:rPr>' if text in _SYMBOL.values() else ""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="{"tab" if hanging else suffix}"/><w:lvlText w:val="{escape(text)}"/><w:lvlJc w:val="{jc}"/>'
        f"<w:pPr><w:ind {indent}/></w:pPr>{font}</w:lvl>"
    )
