"""Numbers as written, in digits or in words, become exact values with their precision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {
    "tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "m": 10**6, "vạn": 10**4, "nghìn": 10**3, "ngàn": 10**3, "k": 10**3,
    "trăm": 100, "mươi": 10, "chục": 10,
}  # fmt: skip
_ORDER = sorted({v for v in _SCALES.values() if v >= 1000}, reverse=True)
_STARTS = frozenset("một hai ba bốn năm sáu bảy bẩy tám chín mười không âm trừ".split())
_WORDS = sorted({*_UNITS, *_SCALES, "mười", "linh", "lẻ", "rưỡi", "phẩy", "phảy", "chấm", "âm", "trừ"}, key=len, reverse=True)
_TOKEN = re.compile(
    r"(?P<digits>[0-9]+(?:[.,][0-9]+)*)"
    r"|(?<![^\W\d_])(?P<word>" + "|".join(w for w in _WORDS if w not in ("k", "m", "tr")) + r")(?![^\W_])"
    r"|(?<=[0-9 ])(?P<short>tr(?=\.?đ\b|\.đ|(?![^\W_]))|(?<=[0-9])[km](?![^\W_]))"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in the text: `value` exact, `step` one unit of the last digit written."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    scale: int = 1
    digits: bool = True
    alternatives: tuple[Decimal, ...] = ()
    padded: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    literal: bool


@dataclass(frozen=True, slots=True)
class _Value:
    value: Decimal
    step: Decimal
    scale: int = 1
    alternatives: tuple[Decimal, ...] = ()


def find_numerals(folded: str, start: int = 0, end: int | None = None) -> list[Numeral]:
    """All numbers of `folded[start:end]` in order; words only where they can begin a number.

    Whether a word such as "năm" (five, year) counts anything is for the caller to decide: `digits` is False for it.
    """
    stop = len(folded) if end is None else end
    found: list[Numeral] = []
    run: list[_Token] = []
    for match in _TOKEN.finditer(folded, start, stop):
        if not run and match.lastgroup != "digits" and match.group() not in _STARTS:
            continue
        token = _Token(match.start(), match.end(), match.group(), match.lastgroup == "digits")
        if run and (len(run) >= _LONGEST or not _continues(run, token, folded)):
            _read_run(run, found)
            run = []
        if run or token.literal or token.text in _STARTS:
            run.append(token)
    if run:
        _read_run(run, found)
    return found


def _continues(run: Sequence[_Token], token: _Token, folded: str) -> bool:
    last = run[-1]
    gap = folded[last.end : token.start]
    if gap.strip(" ") or len(gap) > 4:
        return False
    if token.literal:
        if last.text in ("âm", "trừ"):
            return gap != ""
        if run[0].start > 1 and folded[run[0].start - 1] == "-" and folded[run[0].start - 2].isalpha():
            return False  # "Covid-19 365 triệu": the first number belongs to a name
        if last.literal:  # "2 340 000": groups of three parted by single spaces
            return (
                len(token.text) == 3
                and gap == " "
                and len(last.text) <= 3
                and run[0].text[0] != "0"
                and all(t.literal for t in run)
            )
        return _SCALES.get(last.text, 0) >= 1000 and gap != ""
    if last.literal:
        return token.text in _SCALES or token.text in ("rưỡi", "phẩy", "chấm", "phảy")
    return gap != ""


def _read_run(run: list[_Token], found: list[Numeral]) -> None:
    """Read a run of number tokens, the longest sensible beginning first, then what is left."""
    first = 0
    while first < len(run):
        if not run[first].literal and run[first].text not in _STARTS:
            first += 1
            continue
        for last in range(len(run), first, -1):
            part = run[first:last]
            value = _read(part)
            if value is not None:
                digits = part[0].literal
                text = part[0].text
                found.append(
                    Numeral(
                        part[0].start, part[-1].end, value.value, value.step, value.scale, digits, value.alternatives,
                        digits and len(text) > 1 and text[0] == "0" and text.isdigit(),
                    )
                )  # fmt: skip
                first = last
                break
        else:
            first += 1


def _read(tokens: Sequence[_Token]) -> _Value | None:
    if tokens[0].text in ("âm", "trừ"):
        inner = _read(tokens[1:]) if len(tokens) > 1 else None
        return _Value(-inner.value, inner.step, inner.scale) if inner else None
    if all(t.literal for t in tokens):
        if len(tokens) == 1:
            return literal(tokens[0].text)
        return _Value(Decimal("".join(t.text for t in tokens)), Decimal(1)) if all(t.text.isdigit() for t in tokens) else None
    for place, token in enumerate(tokens):
        if token.text in ("phẩy", "chấm", "phảy") and 0 < place < len(tokens) - 1:
            whole, part, rest = _integer(tokens[:place]) or _read_aloud(tokens[:place]), tokens[place + 1 :], 1
            while len(part) > 1 and _SCALES.get(part[-1].text, 0) >= 1000:
                rest *= _SCALES[part[-1].text]
                part = part[:-1]
            digits = _fraction(part)
            if whole is None or digits is None:
                return None
            step = Decimal(1).scaleb(-len(digits))
            return _Value((whole.value + Decimal(int(digits)) * step) * rest, step * rest, max(rest, 1))
    return _integer(tokens)


def _read_aloud(tokens: Sequence[_Token]) -> _Value | None:
    """Digits told one by one before a decimal word: "chín chín chấm chín lăm" is 99,95."""
    if len(tokens) == 2 and all(t.text in _UNITS for t in tokens):
        return _Value(Decimal(_UNITS[tokens[0].text] * 10 + _UNITS[tokens[1].text]), Decimal(1))
    return None


def _fraction(tokens: Sequence[_Token]) -> str | None:
    """The digits after the decimal word: read one by one ("tám chín"), or as a number ("hai mươi lăm")."""
    if all(t.text in _UNITS for t in tokens):
        return "".join(str(_UNITS[t.text]) for t in tokens)
    if len(tokens) == 1 and tokens[0].text.isdigit():
        return tokens[0].text
    value = _integer(tokens)
    return str(int(value.value)) if value is not None else None


def _integer(tokens: Sequence[_Token]) -> _Value | None:
    if not tokens:
        return None
    if len(tokens) == 1 and tokens[0].literal:
        return literal(tokens[0].text)
    for scale in _ORDER:
        places = [i for i, t in enumerate(tokens) if not t.literal and _SCALES.get(t.text) == scale]
        if not places:
            continue
        place = places[-1]
        head, tail = tokens[:place], tokens[place + 1 :]
        factor = _integer(head)
        if factor is None or (factor.value < 0):
            return None
        value, step = factor.value * scale, factor.step * scale
        if not tail:
            alternatives = tuple(a * scale for a in factor.alternatives)
            if len(head) == 1 and head[0].literal:
                again = literal(head[0].text, decimal_comma=True)
                value, step = again.value * scale, again.step * scale
                alternatives = tuple(a * scale for a in again.alternatives)
            return _Value(value, step, scale, alternatives)
        if len(tail) == 1 and tail[0].text == "rưỡi":
            return _Value(value + Decimal(scale) / 2, Decimal(scale) / 2, scale)
        if tail[0].text in ("linh", "lẻ") and len(tail) > 1:
            tail = tail[1:]
        rest = _integer(tail)
        if rest is None or rest.value >= scale or rest.value < 0:
            return None
        if len(tail) == 1 and tail[0].literal and scale >= 10**6:
            # "1 tỷ 250": the next scale below is meant; the plain reading stays as an alternative
            if not re.fullmatch(r"[1-9][0-9]{2}", tail[0].text):
                return None
            return _Value(value + rest.value * (scale // 1000), Decimal(scale // 1000), scale // 1000, (value + rest.value,))
        return _Value(value + rest.value, rest.step, rest.scale)
    return _below_thousand(tokens)


def _below_thousand(tokens: Sequence[_Token]) -> _Value | None:
    """Hundreds, tens and units: "không trăm linh năm", "hai mươi mốt", "ba bảy" after a hundred."""
    texts = [t.text for t in tokens]
    value, place = 0, 0
    if tokens[0].literal:
        if len(texts) == 2 and texts[1] in ("trăm", "chục", "mươi") and texts[0].isdigit() and len(texts[0]) <= 3:
            scale = _SCALES[texts[1]]
            return _Value(Decimal(int(texts[0]) * scale), Decimal(scale), scale)
        return None
    hundreds = False
    if len(texts) > 1 and texts[0] in _UNITS and texts[1] == "trăm":
        value, place, hundreds = _UNITS[texts[0]] * 100, 2, True
    rest = texts[place:]
    if not rest:
        return _Value(Decimal(value), Decimal(1))
    if rest == ["rưỡi"] and hundreds:
        return _Value(Decimal(value + 50), Decimal(1))
    if rest[0] in ("linh", "lẻ"):
        return _Value(Decimal(value + _UNITS[rest[1]]), Decimal(1)) if len(rest) == 2 and rest[1] in _UNITS else None
    if rest[0] == "mười":
        if len(rest) == 1:
            return _Value(Decimal(value + 10), Decimal(1))
        return _Value(Decimal(value + 10 + _UNITS[rest[1]]), Decimal(1)) if len(rest) == 2 and rest[1] in _UNITS else None
    if rest[0] not in _UNITS:
        return None
    first = _UNITS[rest[0]]
    if len(rest) == 1:
        return _Value(Decimal(value + first), Decimal(1)) if not (hundreds and first) or rest[0] in _UNITS else None
    if rest[1] in ("mươi", "chục"):
        if len(rest) == 2:
            return _Value(Decimal(value + first * 10), Decimal(1))
        return _Value(Decimal(value + first * 10 + _UNITS[rest[2]]), Decimal(1)) if len(rest) == 3 and rest[2] in _UNITS else None
    if len(rest) == 2 and rest[1] in _UNITS and first > 1 and (hundreds or rest[1] in ("mốt", "tư", "lăm", "nhăm")):
        return _Value(Decimal(value + first * 10 + _UNITS[rest[1]]), Decimal(1))
    return None


def literal(text: str, *, decimal_comma: bool = False) -> _Value:
    """The value of digits with separators, after Vietnamese usage: a dot parts thousands, a comma the decimals.

    "1,234" may be either and keeps the other reading in `alternatives`; with a scale word or % it is decimal
    (`decimal_comma`).
    """
    if text.isdigit():
        return _Value(Decimal(text), Decimal(1))
    if _ENGLISH.fullmatch(text):
        plain = text.replace(",", "")
        return _Value(Decimal(plain), _step(plain))
    if _THOUSANDS.fullmatch(text):
        plain = text.replace(".", "").replace(",", ".")
        value = _Value(Decimal(plain), _step(plain))
        if text.count(".") == 1 and "," not in text and len(text) <= 7 and text[0] != "0":
            if decimal_comma and len(text) <= 5:
                other = Decimal(text)
                return _Value(value.value, value.step, 1, (other,))
            return value
        return value
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", text) and text[0] != "0":
        decimal, thousands = text.replace(",", "."), text.replace(",", "")
        if decimal_comma:
            return _Value(Decimal(decimal), _step(decimal))
        return _Value(Decimal(decimal), _step(decimal), 1, (Decimal(decimal), Decimal(thousands)))
    parts = re.split(r"[.,]", text)
    if len(parts) == 2:
        plain = ".".join(parts)
        return _Value(Decimal(plain), _step(plain))
    # separators in no known order: read as one whole number only where all groups have three digits
    if all(len(p) == 3 for p in parts[1:]):
        return _Value(Decimal("".join(parts)), Decimal(1))
    plain = parts[0] + "." + "".join(parts[1:])
    return _Value(Decimal(plain), _step(plain), 1, (Decimal("".join(parts)),))


def _step(plain: str) -> Decimal:
    whole, _, decimals = plain.partition(".")
    del whole
    return Decimal(1).scaleb(-len(decimals))
