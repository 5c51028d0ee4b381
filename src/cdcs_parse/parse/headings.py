"""Reads the typed number of one line: part, article, Roman, Arabic, decimal, letter, programme or bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["part", "article", "capital", "roman", "programme", "arabic", "decimal", "letter"]

# Structural labels only; whatever names a subject stands in the catalogue.
_ORDINALS = {"mở đầu": 0, "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7}
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_ROMAN = {"i": 1, "v": 5, "x": 10}
_SIGNS = {"-": "-", "+": "+", "*": "*", "o": "o"}
_WILD = "•●○◦▪▫■□◆◇♦➢➤►▶✓✔❖⮚→·∙‣⁃\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076\uf0a8\uf0e0"

_BLANKS = re.compile(r"[ \t]*")
_PART = re.compile(rf"(?:phần\s+(?:thứ\s+)?({'|'.join(_ORDINALS)}|[ivx]{{1,5}}|\d{{1,2}}|[a-h])|(mở đầu))\b(?:\s*[.:)/-]+)?\s*")
_ARTICLE = re.compile(r"điều\s+(\d{1,3})\s*(?:[.:)-]+)\s*")
_PROGRAMME = re.compile(r"chương trình\s+(?:số\s+|thứ\s+)?(\d{1,2})\s*([.:)-])\s*")
_ROMAN_NUMBER = re.compile(r"([ivx]{1,6})\s{0,2}(\./|\.-|\.\)|[./):-])\s*")
_ROMAN_BARE = re.compile(r"([ivx]{1,6})\s{1,3}(?=[^\W\d_])")
_CAPITAL = re.compile(rf"([{_LETTERS}])(\./|\.-|[./):-])\s*")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})(\./|[.):/-]?)(?:\s+|(?=[^\W\d_]))")
_ARABIC = re.compile(r"(\d{1,2})\s?(\./|\.-|\.\)|[./):-])(\s*)")
_LETTER = re.compile(rf"([{_LETTERS}])(\./|\.\)|[./):-])(\s*)")
_BRACKETED = re.compile(r"\((\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s*")
_BULLET = re.compile(rf"(--?|\+|\*+|[{re.escape(_WILD)}]|o(?=\s))\s*(?=\S)")
_PAGE_NUMBER = re.compile(r"(?:-\s*\d{1,4}\s*-|\d{1,4}|(?:trang|page)\s+\d{1,4}(?:\s*/\s*\d{1,4})?|[-_=*.~ ]{3,})\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a heading: what it is, its value, and where the words after it start."""

    kind: MarkKind
    number: tuple[int, ...]
    label: str
    written: str
    style: str
    end: int


def skip_blanks(folded: str, start: int, end: int) -> int:
    """The first place from `start` that is no blank."""
    found = _BLANKS.match(folded, start, end)
    return found.end() if found else start


def read_mark(text: str, folded: str, start: int, end: int) -> Mark | None:
    """The heading number at `start` (the first non-blank of a line that ends at `end`), if the line begins with one.

    Tells the form only; whether the number is plausible where it stands is for the outline to say.
    """
    first = folded[start : start + 1]
    if not first:
        return None
    if first in "pm" and (found := _PART.match(folded, start, end)):
        return _part(text, found, end)
    if first == "đ" and (found := _ARTICLE.match(folded, start, end)):
        return Mark("article", (int(found[1]),), f"Điều {int(found[1])}", _as_written(text, found), "", found.end())
    if first == "c" and (found := _PROGRAMME.match(folded, start, end)):
        return Mark("programme", (int(found[1]),), f"Chương trình {int(found[1])}", _as_written(text, found), found[2], found.end())
    if first.isdigit():
        return _decimal(text, folded, start, end) or _arabic(text, folded, start, end)
    if text[start].isupper():
        return _roman(text, folded, start, end) or _capital(text, folded, start, end)
    return _letter(text, folded, start, end)


def read_bullet(folded: str, start: int, end: int) -> tuple[str, int] | None:
    """The bullet sign at `start` and where the words after it start: "-", "+", "*", "o", "•" or "(1)"."""
    if found := _BULLET.match(folded, start, end):
        sign = found[1]
        return ("**" if sign == "**" else _SIGNS.get(sign[0], "•")), found.end()
    if (found := _BRACKETED.match(folded, start, end)) and found.end() < end:
        return ("(1)" if found[1].isdigit() else "(a)"), found.end()
    return None


def is_furniture(folded: str, start: int, end: int) -> bool:
    """True for a page number or a drawn rule, which belong to the page and not to the text."""
    found = _PAGE_NUMBER.match(folded, start, min(end, start + 200))
    return found is not None and found.end() == end


def roman_value(word: str) -> int | None:
    """The value of a lower-case Roman number to 39, None when it is not written as one."""
    total = 0
    for place, letter in enumerate(word):
        value = _ROMAN[letter]
        total += -value if any(_ROMAN[later] > value for later in word[place + 1 : place + 2]) else value
    return total if word == to_roman(total) else None


def to_roman(number: int) -> str:
    """A number to 39 in lower-case Roman digits; empty beyond."""
    if not 0 < number < 40:
        return ""
    return "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]


def letter_value(letter: str) -> int:
    """The place of a lower-case letter in the order of points, đ between d and e."""
    return _LETTERS.index(letter) + 1


# The Vietnamese order of points is a b c d đ e g h i k l m; many leave out đ, and some use f and j.
LETTERS_OFTEN_LEFT_OUT = frozenset(letter_value(letter) for letter in "đfjwz")


def _as_written(text: str, found: re.Match[str]) -> str:
    return " ".join(text[found.start() : found.end()].split())


def _begins_words(text: str, place: int, end: int) -> bool:
    """True when a title may begin at `place`: a capital, a quotation mark, a bracket, or nothing."""
    return place >= end or text[place].isupper() or text[place] in "\"“”'‘«(["


def _part(text: str, found: re.Match[str], end: int) -> Mark | None:
    word = " ".join((found[1] or found[2]).split())
    if found[2] and not (text[found.start() : found.end()].isupper() and found.end() >= end):
        return None
    closed = found[0].rstrip()[-1:] in ".:)/-"
    if not closed and not _begins_words(text, found.end(), end):
        return None
    if word in _ORDINALS:
        number = _ORDINALS[word]
    elif word.isdigit():
        number = int(word)
    else:
        number = roman_value(word) or 0 if set(word) <= set(_ROMAN) else letter_value(word)
        if not number:
            return None
    return Mark("part", (number,), f"P{number}", _as_written(text, found).rstrip(" .:)/-"), "", found.end())


def _roman(text: str, folded: str, start: int, end: int) -> Mark | None:
    found = _ROMAN_NUMBER.match(folded, start, end)
    if not found:
        return _bare_roman(text, folded, start, end)
    if not text[start : found.end(1)].isupper():
        return None
    value = roman_value(found[1])
    spaced = found.end() > found.end(2)
    # "V/v báo cáo", "V.I. Lênin", "I.5": no headings
    if (
        value is None
        or not (spaced or _begins_words(text, found.end(), end))
        or re.match(r"[ivxlm]\.", folded[found.end() : found.end() + 2])
    ):
        return None
    if found[2] in "-:" and not _begins_words(text, found.end(), end):
        return None
    return Mark("roman", (value,), to_roman(value).upper(), _as_written(text, found), found[2], found.end())


def _bare_roman(text: str, folded: str, start: int, end: int) -> Mark | None:
    """ "II KẾT QUẢ": without a sign only before a line of capitals."""
    found = _ROMAN_BARE.match(folded, start, end)
    if not found or end - start > 200 or not text[start:end].isupper() or (value := roman_value(found[1])) is None:
        return None
    return Mark("roman", (value,), to_roman(value).upper(), found[1].upper(), "", found.end())


def _capital(text: str, folded: str, start: int, end: int) -> Mark | None:
    found = _CAPITAL.match(folded, start, end)
    if not found or not _begins_words(text, found.end(), end) or (found[2] == "-" and found.end() == found.end(2)):
        return None
    if found[2] in "./" and found.end() == found.end(2) and folded[found.end() + 1 : found.end() + 2] in "./":
        return None
    return Mark("capital", (letter_value(found[1]),), found[1].upper(), _as_written(text, found), found[2], found.end())


def _decimal(text: str, folded: str, start: int, end: int) -> Mark | None:
    found = _DECIMAL.match(folded, start, end)
    if not found:
        return None
    if (not found[2] or found.end() == found.end(2)) and not _begins_words(text, found.end(), end):
        return None  # "1.1 tỷ", "12.5 triệu", "30.4 là ngày": only a capital makes an undotted number a heading
    numbers = tuple(int(n) for n in found[1].split("."))
    return Mark("decimal", numbers, found[1], _as_written(text, found), found[2], found.end())


def _arabic(text: str, folded: str, start: int, end: int) -> Mark | None:
    found = _ARABIC.match(folded, start, end)
    if not found or (found[2] == ":" and not found[3]):
        return None
    following = folded[found.end() : found.end() + 1] if found.end() < end else ""
    if following.isdigit() and (not found[3] or found[2] in "/:-"):
        return None  # 1.500 đoàn viên, 8/3, 1/ 6, 3 - 5 người
    if not (found[3] and found[2] not in ":-") and not _begins_words(text, found.end(), end):
        return None
    if text.count("\t", found.end(), min(end, found.end() + 400)) >= 2:
        return None  # a row of a table typed with tabs
    return Mark("arabic", (int(found[1]),), found[1], _as_written(text, found), found[2], found.end())


def _letter(text: str, folded: str, start: int, end: int) -> Mark | None:
    found = _LETTER.match(folded, start, end)
    if not found or not text[start].islower():
        return None
    if (not found[3] or found[2] in ":-") and not _begins_words(text, found.end(), end):
        return None  # đ/c, a.s.a.p.
    return Mark("letter", (letter_value(found[1]),), found[1], _as_written(text, found), found[2], found.end())
