"""Styles of a Word file, with what they inherit: name, bold, hidden, list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from cdcs_parse.readers.numbering import StyleNumber
from cdcs_parse.readers.package import W, number, switched, val

# Word allows about ten; the limit keeps a chain of thousands from being walked thousands of times
MAX_CHAIN = 20
MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Style:
    """A style with everything it is based on already folded in; `chain` runs from itself to its root."""

    name: str | None = None
    bold: bool = False
    hidden: bool = False
    font: str | None = None
    chain: tuple[StyleNumber, ...] = ()


class Styles:
    """All styles of a file; each is folded when it is first asked for, for a file defines hundreds and uses ten."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = [] if root is None else list(root.iterchildren(W + "style"))
        self._elements = {element.get(W + "styleId", ""): element for element in styles}
        self._folded: dict[str, Style] = {}
        default = next((key for key, element in self._elements.items() if _is_default(element)), None)
        self.default = self.get(default) or Style()
        everywhere = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}b")
        self.bold = bool(switched(everywhere))

    def get(self, style_id: str | None) -> Style | None:
        """A style by its id; None for an id that does not exist."""
        if style_id is None or style_id not in self._elements:
            return None
        if style_id not in self._folded:
            self._folded[style_id] = _fold(style_id, self._elements)
        return self._folded[style_id]

    def numbers(self) -> dict[str, str]:
        """The w:numId of every numbering style."""
        return {
            style_id: num
            for style_id, element in self._elements.items()
            if element.get(W + "type") == "numbering" and (num := val(element.find(f"{W}pPr/{W}numPr/{W}numId"))) is not None
        }


def _is_default(element: etree._Element) -> bool:
    return element.get(W + "default") in {"1", "true", "on"} and element.get(W + "type") == "paragraph"


def _line(style_id: str, elements: Mapping[str, etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    """A style and those it is based on, nearest first; a circle of styles is walked once."""
    seen: set[str] = set()
    key: str | None = style_id
    while key is not None and key in elements and key not in seen and len(seen) < MAX_CHAIN:
        seen.add(key)
        yield key, elements[key]
        key = val(elements[key].find(W + "basedOn"))


def _fold(style_id: str, elements: Mapping[str, etree._Element]) -> Style:
    bold: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    chain: list[StyleNumber] = []
    for key, element in _line(style_id, elements):
        properties = element.find(W + "rPr")
        if properties is not None:
            bold = switched(properties.find(W + "b")) if bold is None else bold
            hidden = switched(properties.find(W + "vanish")) if hidden is None else hidden
            fonts = properties.find(W + "rFonts")
            font = fonts.get(W + "ascii") if font is None and fonts is not None else font
        numbering = element.find(f"{W}pPr/{W}numPr")
        num = level = None
        if numbering is not None:
            num, level = val(numbering.find(W + "numId")), number(numbering.find(W + "ilvl"))
        chain.append(StyleNumber(key, num, level))
    name = val(elements[style_id].find(W + "name"))
    return Style(name and name[:MAX_NAME], bool(bold), bool(hidden), font, tuple(chain))
