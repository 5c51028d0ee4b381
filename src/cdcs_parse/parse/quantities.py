"""Quantities of any text, without sections or meaning: the number grammar on its own."""

from __future__ import annotations

import re
from decimal import Decimal

from cdcs_parse.catalog import Catalog
from cdcs_parse.model.base import quote
from cdcs_parse.model.quantity import Quantity
from cdcs_parse.parse.completion import complete
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.figures import read_line
from cdcs_parse.parse.lexicon import Lexicon, lexicon_of
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.numerals import Numeral, find_numerals
from cdcs_parse.text import fold, normalize

# ",77" and "1,2M" stand for numbers where they are all that is written
_SHORTHAND = re.compile(r"(-)?\s*([0-9]*[.,][0-9]+|[0-9]+)([kmg])?")
_FACTORS = {"k": 10**3, "m": 10**6, "g": 10**9}
_SIGN = re.compile(r"(?:^|[\s(=:])-\s?$")


def quantities_of(text: str, catalog: Catalog) -> list[Quantity]:
    """Read every line of `text`; a number with no known unit has kind "number"."""
    text = normalize(text)
    folded = fold(text)
    lexicon = lexicon_of(catalog)
    numerals = find_numerals(folded)
    found: list[Quantity] = []
    start, at = 0, 0
    for piece in text.split("\n"):
        end = start + len(piece)
        first = at
        while at < len(numerals) and numerals[at].start < end:
            at += 1
        short = _SHORTHAND.fullmatch(folded[start:end].strip()) if piece[:12].strip(" -")[:1] in (",", ".") else None
        if short is not None and "\n" not in text:
            found.append(_shorthand(text, short))
        elif at > first:
            found += _of_line(text, folded, start, end, numerals[first:at], lexicon)
        start = end + 1
    return found


def _of_line(text: str, folded: str, start: int, end: int, numerals: list[Numeral], lexicon: Lexicon) -> list[Quantity]:
    line = Line(text, folded, start, end, lexicon)
    alone = len(numerals) == 1 and not _rest(folded, start, end, numerals[0])
    if alone:
        numeral = numerals[0]
        figures = [
            Figure(
                numeral.start, numeral.end, numeral.start, "number", numeral.value, numeral.step, alternatives=numeral.alternatives
            )
        ]
    else:
        figures = read_line(line, numerals, lexicon).figures
    complete(line, figures, [])
    for figure in figures:
        _apply_sign(folded, start, figure)
    return [Quantity(**f.written(text)) for f in figures]


def _shorthand(text: str, match: re.Match[str]) -> Quantity:
    factor = _FACTORS.get(match.group(3) or "", 1)
    plain = "0" + match.group(2).replace(",", ".")
    value = Decimal(plain) * factor * (-1 if match.group(1) else 1)
    at = text.index(text.strip())
    written = text.strip()
    step = Decimal(1).scaleb(-len(plain.partition(".")[2])) * factor
    return Quantity(kind="number", value=value, resolution=step, as_written=written, span=quote(text, at, at + len(written)))


def _rest(folded: str, start: int, end: int, numeral: Numeral) -> str:
    """What stands on the line besides one number, its sign apart."""
    before = folded[start : numeral.start].strip()
    return ("" if before == "-" else before) + folded[numeral.end : end].strip()


def _apply_sign(folded: str, start: int, figure: Figure) -> None:
    """A minus sign counts only here: in reports a dash before a number is a bullet or a range."""
    before = folded[start : figure.start]
    if isinstance(figure.value, Decimal) and figure.value > 0 and before.rstrip(" ").endswith("-") and _SIGN.search(before):
        figure.value = -figure.value
        figure.lead = start + before.rindex("-")
