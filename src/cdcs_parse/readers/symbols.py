"""Characters of Symbol and Wingdings fonts, which Word stores by their place in the font (U+F020-F0FF)."""

from __future__ import annotations

import re

_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
SYMBOL = {0x20 + i: c for i, c in enumerate(_SYMBOL_LOW)} | {0xA0 + i: c for i, c in enumerate(_SYMBOL_HIGH)}

WINGDINGS = {
    0x20: " ", 0x46: "☞", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "→", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip

_DASHES = {"-", "−", "–", "—", "⎯", "\uf02d", "\uf0be"}


_PRIVATE = re.compile("[\uf020-\uf0ff]")


def is_symbol_font(font: str | None) -> bool:
    """True for fonts whose letters are pictures."""
    return font is not None and font.lower().startswith(("symbol", "wingdings", "webdings", "monotype sorts", "zapf"))


def bullet(text: str, font: str | None) -> str:
    """A bullet as a person would type it: "-" and "–" stay, whatever a symbol font draws becomes "•"."""
    bare = text.strip()
    if bare in {"-", "–", "—"}:
        return bare
    if bare in _DASHES:
        return "-"
    if is_symbol_font(font) or any("\uf000" <= c <= "\uf0ff" for c in bare):
        return "•"
    return bare


def readable(word: str) -> str:
    """A printed word without private-use characters, whose fonts are not known: alone such a one is a bullet."""
    if not _PRIVATE.search(word):
        return word
    return bullet(word, None) if len(word) == 1 else _PRIVATE.sub(lambda c: symbol(ord(c[0]), None) or "•", word)


def symbol(code: int, font: str | None) -> str | None:
    """The Unicode character of place `code` in a symbol font; None when there is no telling."""
    code &= 0xFF if 0xF000 <= code <= 0xF0FF else 0xFFFF
    if font is not None and font.lower().startswith("wingdings"):
        return WINGDINGS.get(code) if font.lower() == "wingdings" else None
    if font is None or font.lower().startswith("symbol"):
        return SYMBOL.get(code)
    # any other font: the place is the character itself
    return chr(code) if 0x20 <= code < 0x7F or (code >= 0xA0 and not 0xE000 <= code < 0xF900) else None
