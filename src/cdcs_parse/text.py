"""Characters: canonical text, and the length-preserving form that all matching runs on."""

from __future__ import annotations

import re
import unicodedata

_TONE = "\u0300\u0301\u0303\u0309\u0323"


def normalize(text: str) -> str:
    """Return `text` in NFC with every line end as a newline and no byte order mark; the text all spans count in."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for low, high in ((0x41, 0x250), (0x370, 0x530), (0x1E00, 0x1F00), (0xFF01, 0xFF5F)):
        for code in range(low, high):
            lower = chr(code).lower()
            if len(lower) == 1 and lower != chr(code):
                table[code] = lower
    table[0x130] = "i"
    # Icelandic eth typed for đ, in either case
    table |= dict.fromkeys((0xD0, 0xF0, 0x110, 0x189), "đ")
    # letters that only look Latin (Cyrillic, Greek), as met in text copied from PDF files
    for odd, latin in zip("аеорсухіАЕОРСУХІВНКМТοΟΑΒΕΗΙΚΜΝΡΤΧ", "aeopcyxiaeopcyxibhkmtooabehikmnptx", strict=True):
        table[ord(odd)] = latin
    # full-width digits and letters keep their length when narrowed
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    table |= dict.fromkeys(map(ord, "\t\x0b\x0c\u00a0\u1680\u180e\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad"), " ")
    table |= dict.fromkeys(range(0x2000, 0x200B), " ")
    table |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
    table |= dict.fromkeys(map(ord, "“”„‟″«»＂"), '"')
    table |= dict.fromkeys(map(ord, "‘’‚‛′`´"), "'")
    table |= dict.fromkeys(map(ord, "\u2215\u2044"), "/")
    table[ord("×")] = "x"
    return table


_TABLE = _fold_table()

# New-style tone placement (hoà, khoẻ, thuỷ) is read as the old one (hòa, khỏe, thủy): only where the rhyme ends the
# syllable, and never after q, where u belongs to the consonant (quý, quỹ).
_OLD_STYLE = {
    base + unicodedata.normalize("NFC", last + tone): unicodedata.normalize("NFC", base + tone) + last
    for base, last in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in _TONE
}
_NEW_TONE = re.compile("(?<![q])(?:" + "|".join(_OLD_STYLE) + r")(?![^\W\d_])")

# Spellings that are equal in Vietnamese usage; i and y swap in these syllables only.
_SAME = {"sỹ": "sĩ", "tỉ": "tỷ", "lí": "lý", "kĩ": "kỹ", "mĩ": "mỹ", "kì": "kỳ", "qúy": "quý", "qũy": "quỹ", "hằng": "hàng"}
_SAME_WORD = re.compile(r"\b(?:" + "|".join(_SAME) + r")\b")


def fold(text: str) -> str:
    """Return the matching form of NFC `text`: same length, lower case, one tone placement, plain spaces and dashes.

    Newlines stay. Idempotent. Diacritics stay: năm and nam are different words.
    """
    low = text.translate(_TABLE)
    low = _NEW_TONE.sub(lambda m: _OLD_STYLE[m.group()], low)
    return _SAME_WORD.sub(lambda m: _SAME[m.group()], low)
