"""Vietnamese before Unicode: TCVN3 (ABC) and VNI, told by the font or by the letters → Unicode; VPS and VISCII are recognised."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Block, Document, Paragraph
from cdcs_parse.readers.syllables import soundness

Encoding = Literal["TCVN3", "VNI", "VPS", "VISCII"]

# the 67 letters beside a-z, and what stands for each in these encodings, seen through windows-1252 as Word stores it
_LETTERS = "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_TCVN3 = "µ¸¶·¹©ÇÊÈÉË¨»¾¼½Æ®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ"
_VPS = "àáäãåâÀÃÄÅÆæ¢¡£¤¥ÇèéÈëËêŠ‰‹ÍŒìíÌïÎòóÕõ†ôÒÓ°‡¶Ö©§ª«®ùúûÛøÜØÙº»¿ÿš›Ïœ"
_VISCII = "àáäãÕâ¥¤¦ç§å¢¡ÆÇ£ðèéë¨©ê«ª¬\u00ad®ìíïî¸òóöõ÷ô°¯±²µ½¶¾·Þþùúüûøß×ÑØæñÏýÖÛÜ"
# TCVN3 has these capitals; one with a tone is the small letter in a font of capitals (.VnTimeH)
_TCVN3_CAPITALS = dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
# VNI writes the letter and then its marks; read one by one these join again in NFC
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_TABLES: dict[str, dict[int, str]] = {
    "TCVN3": str.maketrans(dict(zip(_TCVN3, _LETTERS, strict=True)) | _TCVN3_CAPITALS),
    "VNI": str.maketrans(
        _VNI_MARKS
        | {mark.upper(): marks for mark, marks in _VNI_MARKS.items()}
        | _VNI_LETTERS
        | {old.upper(): new.upper() for old, new in _VNI_LETTERS.items()}
    ),
    "VPS": str.maketrans(dict(zip(_VPS, _LETTERS, strict=True))),
    "VISCII": str.maketrans(dict(zip(_VISCII, _LETTERS, strict=True))),
}
# Greek mu where a program took the micro sign of TCVN3's à for it
_TABLES["TCVN3"][0x3BC] = "à"
_UNDEFINED = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_WINDOWS = {
    code: _UNDEFINED.get(code) or bytes([code]).decode("cp1252") for code in range(0x80, 0xA0)
}  # the five places without a character stay controls

_FONT = re.compile(r"(?P<tcvn>\.Vn)|VNI[- ]", re.IGNORECASE)
# letters that only Unicode has: text with one of them was typed in Unicode, whatever its font says
_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u0300-\u036f\u1ea0-\u1ef9]")
_HIGH = re.compile("[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022\u2030\u2039\u203a]")
# the first bytes of Vietnamese letters in UTF-8, as windows-1252 shows them
_TWICE = re.compile("á[º»]|[ÃÄÆ][\u0080-\u00bf\u0192-\u203a]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAMPLE = 20_000
# a text is taken for what nearly all of its syllables say it is
_SURE = 0.9


@lru_cache(maxsize=1_000)
def encoding_of_font(font: str | None) -> tuple[Encoding, bool] | None:
    """The encoding that text in a font of this name has, and whether the font shows small letters as capitals."""
    match = _FONT.match(font) if font else None
    if font is None or match is None:
        return None
    return ("TCVN3", font.rstrip().endswith("H")) if match["tcvn"] else ("VNI", False)


def convert_run(text: str, font: str | None) -> tuple[str, Encoding | None]:
    """A run's text in Unicode, and the encoding it was converted from; None where nothing had to be.

    Marks of VNI that open a run become combining marks, which join the letter before when the paragraph is normalised.
    """
    told = encoding_of_font(font)
    if told is None or _UNICODE.search(text):
        return text, None
    encoding, capitals = told
    out = text if text.isascii() else convert(text, encoding)
    if capitals:
        out = out.upper()
    return out, encoding if out != text else None


def convert(text: str, encoding: Encoding) -> str:
    """Text of an encoding, as windows-1252 shows it, in Unicode (NFC)."""
    out = unicodedata.normalize("NFC", text.translate(_TABLES[encoding]))
    return _WORD.sub(_even_case, out) if encoding == "TCVN3" else out


def _even_case(match: re.Match[str]) -> str:
    """ "ĐOàN" → "ĐOÀN": in a word of capitals the letters with a tone are small only because TCVN3 has no others."""
    word = match.group()
    if word.islower() or word.isupper():
        return word
    small = [c for c in word if c.islower()]
    return word.upper() if len(word) - len(small) > 1 and all(c in _LETTERS for c in small) else word


def read_twice(text: str) -> str | None:
    """The text (NFC) that was written as UTF-8, read as windows-1252 and written again ("CÃ´ng Ä‘oÃ n"); None for any other."""
    if len(_TWICE.findall(text, 0, _SAMPLE)) < 3:
        return None
    back = {ord(char): code for code, char in _WINDOWS.items()}
    try:
        return unicodedata.normalize("NFC", bytes(back.get(ord(c), ord(c)) for c in text).decode("utf-8"))
    except ValueError:
        return None


def decode_bytes(data: bytes) -> str:
    """Bytes of an old encoding as windows-1252 shows them; never fails."""
    return data.decode("latin-1").translate(_WINDOWS)


def decode_1258(data: bytes) -> str | None:
    """Bytes of windows-1258 in Unicode (NFC), None when they are not."""
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    sound = soundness(text[:_SAMPLE])
    return text if sound.possible and sound.share >= _SURE else None


def recognise(text: str) -> Encoding | None:
    """The old encoding that a text is still in, told from its letters; None for Unicode and for what is none of them."""
    # nearly every text is Unicode, and its first lines tell
    if len(_UNICODE.findall(text, 0, 1_500)) > 50:
        return None
    sample = text if len(text) <= _SAMPLE else text[:_SAMPLE].rpartition(" ")[0]
    high, modern = len(_HIGH.findall(sample)), len(_UNICODE.findall(sample))
    # sound Vietnamese has two of the letters that Unicode alone has for every one of Western Europe's
    if high < 3 or modern * 20 > high:
        return None
    best: tuple[float, Encoding | None] = (max(_SURE, soundness(sample).share + 0.1), None)
    candidates: tuple[Encoding, ...] = ("TCVN3", "VNI", "VPS", "VISCII")
    for encoding in candidates:
        share = soundness(convert(sample, encoding)).share
        if share > best[0]:
            best = (share, encoding)
    return best[1]


def convert_document(document: Document, encoding: Encoding) -> Document:
    """A document whose letters are of an old encoding, in Unicode; every span still covers the same characters."""
    pieces: list[str] = []
    ends: list[int] = []
    # cut where no letter and mark of VNI can be parted: at white space and bars, where paragraphs and cells end as well
    for match in re.finditer(r"[\s|]+|[^\s|]+", document.text):
        pieces.append(convert(match.group(), encoding))
        ends.append(match.end())
    starts = [0, *accumulate(map(len, pieces))]
    olds = [0, *ends]

    def place(offset: int) -> int:
        piece = bisect_right(olds, offset) - 1
        inside = offset - olds[piece]
        if not inside or piece >= len(pieces):
            return starts[piece]
        return starts[piece] + len(convert(document.text[olds[piece] : offset], encoding))

    note = f"converted from {encoding} to Unicode"
    return document.model_copy(
        update={
            "text": "".join(pieces),
            "blocks": tuple(_moved(block, place) for block in document.blocks),
            "asides": tuple(
                aside.model_copy(
                    update={
                        "text": convert(aside.text, encoding),
                        "anchor": None if aside.anchor is None else place(aside.anchor),
                    }
                )
                for aside in document.asides
            ),
            "places": tuple(
                one.model_copy(update={"span": _span(one.span, place), "doubtful": tuple(map(place, one.doubtful))})
                for one in document.places
            ),
            "notes": (*document.notes, note),
        }
    )


def _moved(block: Block, place: Callable[[int], int]) -> Block:
    span = _span(block.span, place)
    if isinstance(block, Paragraph):
        return block.model_copy(update={"span": span})
    cells = tuple(cell.model_copy(update={"span": _span(cell.span, place)}) for cell in block.cells)
    return block.model_copy(update={"span": span, "cells": cells})


def _span(span: Span, place: Callable[[int], int]) -> Span:
    return Span(start=place(span.start), end=place(span.end))
