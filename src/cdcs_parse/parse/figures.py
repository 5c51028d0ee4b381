"""Numbers of a line become quantities: unit, kind, comparator, per, range; or masks with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.masks import Masked, find_patterns, mask_fraction, mask_of, quoted_name, quoted_stretches
from cdcs_parse.parse.modifiers import PER, read_comparator, read_per, unit_end_of
from cdcs_parse.parse.numerals import Numeral, find_numerals, literal

_CURRENCY = re.compile(r"\s?\.?(?:đồng(?!\s+chí)(?![^\W_])|vnđ(?![^\W_])|vnd(?![^\W_])|đ(?!\s?[/.]\s?c(?![^\W_]))(?![^\W_])|₫)")
_PERCENT = re.compile(r"\s?%|\s?phần trăm(?![^\W_])")
_SET_RATE = re.compile(r"(?:bằng|tỷ lệ|(?<![^\W_])mức(?: thu|(?: đóng)?[^.;:%]{0,45} là)?)\s*$")
_RANGE = re.compile(r"\s*(?:%\s*)?(?:đến|tới|-|÷|~)\s*$")
_AND = re.compile(r"\s+và\s+$")
_CURRENCY_BEFORE = re.compile(r"(?:(?<![^\W_])(?:vnđ|vnd)|₫)\s?$")
_SIGN_WORDS = re.compile(r"\s*\([^()0-9]{2,60}\)")
_ONCE = frozenset(("event", "time_of"))
_SPELLED_OK = frozenset(("counted_after_spelled", "at_least", "more_than", "at_most", "less_than", "about"))


@dataclass(slots=True)
class Reading:
    """What the numbers of a line are."""

    figures: list[Figure]
    masks: list[Masked]


def read_line(line: Line, numerals: Sequence[Numeral], lexicon: Lexicon) -> Reading:
    """Tell figures from masks among the numbers of `line`, in order of place."""
    reading = Reading([], find_patterns(line, numerals))
    covered = _merged(reading.masks)
    starts = [m.start for m in covered]
    quoted = quoted_stretches(line)
    skip = -1
    last_mask: Masked | None = None
    for place, numeral in enumerate(numerals):
        if numeral.start < skip:
            continue
        at = bisect_right(starts, numeral.start) - 1
        inside = covered[at] if at >= 0 and numeral.start < covered[at].end else None
        if inside is not None:
            last_mask = inside
            continue
        following = numerals[place + 1] if place + 1 < len(numerals) else None
        pair = _fraction(line, numeral, following)
        found = _figure(line, numeral, pair, lexicon)
        mask = _masked(line, numeral, pair, found, last_mask, quoted, lexicon)
        if mask is not None:
            reading.masks.append(mask)
            last_mask, skip = mask, max(mask.end, pair.end if pair else 0)
            continue
        if not numeral.digits and not _counts(line, numeral, found):
            reading.masks.append(Masked(numeral.start, numeral.end, "word", "từ cũng là số đếm nhưng ở đây không đếm"))
            continue
        skip = found.end
        if not _join_range(line, reading.figures, found):
            reading.figures.append(found)
    return reading


def _merged(masks: Sequence[Masked]) -> list[Masked]:
    """Masks by place, without those inside another."""
    kept: list[Masked] = []
    for mask in sorted(masks, key=lambda m: (m.start, -m.end)):
        if not kept or mask.end > kept[-1].end:
            kept.append(mask)
    return kept


def _fraction(line: Line, numeral: Numeral, following: Numeral | None) -> Numeral | None:
    if following is None or not (numeral.digits and following.digits) or numeral.scale != 1:
        return None
    gap = line.folded[numeral.end : following.start]
    if gap.strip(" ") != "/" or len(gap) > 3:
        return None
    if following.value <= 0 or numeral.value != int(numeral.value) or following.value != int(following.value):
        return None
    return following


def _figure(line: Line, numeral: Numeral, pair: Numeral | None, lexicon: Lexicon) -> Figure:
    folded = line.folded
    end = pair.end if pair else numeral.end
    found = Figure(
        numeral.start, end, numeral.start, "ratio" if pair else "number", numeral.value, numeral.step,
        denominator=pair.value if pair else None, alternatives=numeral.alternatives,
    )  # fmt: skip
    again = _SIGN_WORDS.match(folded, end)
    if again and not pair and _repeats_in_words(folded[again.start() : again.end()], numeral):
        found.end = end = again.end()
    if pair is None and (match := _PERCENT.match(folded, end)):
        found.kind, found.unit, found.end = "percent", "%", match.end()
        noun = line.followed_by(match.end(), "unit")
        if noun is not None:
            found.unit_class = lexicon.catalog.units[next(c.ident for c in noun.cues if c.role == "unit")].counts
        if numeral.alternatives and numeral.digits:
            again_value = literal(folded[numeral.start : numeral.end], decimal_comma=True)
            found.value, found.step, found.alternatives = again_value.value, again_value.step, ()
    elif pair is None and (match := _CURRENCY.match(folded, end)):
        _as_money(found, match.end())
    elif pair is None and (match := _CURRENCY_BEFORE.search(folded, max(line.start, numeral.start - 6), numeral.start)):
        _as_money(found, end)
        found.start = match.start()
    else:
        unit = line.followed_by(end, "unit")
        if unit is not None:
            ident = next(c.ident for c in unit.cues if c.role == "unit")
            entry = lexicon.catalog.units[ident]
            found.unit_id, found.unit_class, found.unit = ident, entry.counts, line.raw[unit.start : unit.end]
            if pair is None:
                found.kind = entry.kind or "count"
                found.end = end
            if len(found.alternatives) == 2:  # "1,234 người": thousands, since people are not split
                found.value, found.step, found.alternatives = found.alternatives[1], Decimal(1), ()
        elif pair is None and _is_amount(line, numeral, end):
            # "251 triệu", "500k/suất", "500 ngàn" with no word behind it can only be money
            found.kind, found.unit, found.inferred = "money", "VND", ("unit",)
        elif pair is None and _noun_follows(line, end) and (numeral.scale >= 10**6 or _introduced(line, numeral)):
            found.kind = "count"
    again = _SIGN_WORDS.match(folded, found.end) if found.kind in ("money", "count") else None
    if again and _repeats_in_words(folded[again.start() : again.end()], numeral):
        found.end = again.end()  # "10.000.000 đồng (Mười triệu đồng)" tells one amount
    read_per(line, found, unit_end=unit_end_of(line, found))
    read_comparator(line, found)
    if found.kind == "count" and found.per in ("year", "quarter", "month", "week") and found.unit_id in _ONCE:
        found.kind = "frequency"
    return found


def _after_name(line: Line, numeral: Numeral) -> bool:
    """ "trường TH An Khê 3 báo cáo": a capitalised word right before makes the number part of a name."""
    before = line.raw[line.start : numeral.start].rstrip(" ").rpartition(" ")[2]
    return len(before) > 1 and before[0].isupper() and before[1:].islower() and line.raw[numeral.start - 1 : numeral.start] == " "


def _is_amount(line: Line, numeral: Numeral, end: int) -> bool:
    if numeral.scale >= 10**6:
        return not _noun_follows(line, end)
    spread = PER.match(line.folded, end)
    return numeral.scale == 1000 and numeral.digits and (spread is not None or not _letter_follows(line, end))


def _letter_follows(line: Line, end: int) -> bool:
    at = line.after(end)
    return at < line.end and line.folded[at].isalpha()


def _noun_follows(line: Line, end: int) -> bool:
    """A word that may be what is counted: not one that joins, compares or continues."""
    at = line.after(end)
    if not _letter_follows(line, end) or line.folded.startswith(("đến ", "tới ", "hoặc "), at):
        return False
    return line.followed_by(end, "word") is None


def _introduced(line: Line, numeral: Numeral) -> bool:
    """Whether a number counts the unknown noun behind it: zero-padded ("04 chi cục"), or behind "có", "gồm"."""
    if numeral.padded or not numeral.digits:
        return numeral.padded
    at = line.after(numeral.end)
    if line.raw[at : at + 1].islower() and numeral.end < at and not _after_name(line, numeral):
        return line.followed_by(numeral.end, "word") is None
    return line.preceded_by(numeral.start, "word", frozenset(("stock_words",))) is not None


def _as_money(found: Figure, end: int) -> None:
    found.kind, found.unit, found.end, found.unit_class = "money", "VND", end, "money"
    if found.alternatives and len(found.alternatives) == 2:
        found.value, found.step = found.alternatives[1], Decimal(1)


def _repeats_in_words(bracket: str, numeral: Numeral) -> bool:
    inner = find_numerals(bracket)
    return len(inner) == 1 and not inner[0].digits and inner[0].value == numeral.value


def _masked(
    line: Line,
    numeral: Numeral,
    pair: Numeral | None,
    found: Figure,
    last: Masked | None,
    quoted: Sequence[Masked],
    lexicon: Lexicon,
) -> Masked | None:
    counted = found.kind in ("money", "percent") or found.unit_id is not None
    if pair is not None:
        a, b = int(numeral.value), int(pair.value)
        mask = mask_fraction(line, numeral.start, pair.end, a, b, counted, lexicon.holidays)
        if mask is not None:
            return mask
    if numeral.digits and (mask := quoted_name(quoted, numeral)) is not None:
        return mask
    mask = mask_of(line, numeral, counted, last, pair is not None)
    if mask is not None:
        return mask
    if found.kind == "percent" and (mask := _levy(line, found) or _ruled(line, found)) is not None:
        return mask
    return None


def _ruled(line: Line, found: Figure) -> Masked | None:
    """ "(theo quy định không quá 20%)": a limit that a rule sets, no result."""
    start = found.begin
    if line.folded[max(line.start, start - 16) : start].rstrip().endswith("theo quy định"):
        return Masked(found.start, found.end, "law", "mức do quy định đặt ra")
    return None


def _levy(line: Line, found: Figure) -> Masked | None:
    """Rates of dues and of the union fund as the law sets them are no results ("kinh phí công đoàn 2%")."""
    if found.value not in (Decimal(2), Decimal(1), Decimal("0.5")) or found.lead >= 0:
        return None
    levy = frozenset(("levy_words",))
    before = line.preceded_by(found.start, "mask", levy)
    behind = line.followed_by(found.end, "mask", levy)
    named = _SET_RATE.search(line.folded, max(line.start, found.start - 60), found.start)
    near = any(
        c.role == "mask" and c.ident == "levy_words"
        for m in line.within(max(line.start, found.start - 90), found.start)
        for c in m.cues
    )
    if before is not None or behind is not None or (named and near):
        return Masked(found.start, found.end, "law", "mức đoàn phí, kinh phí do luật định")
    return None


def _counts(line: Line, numeral: Numeral, found: Figure) -> bool:
    """Whether a spelled-out number counts: it has a unit, and stands where a number is said, not as an article."""
    word = line.folded[numeral.start : numeral.end]
    if found.kind in ("money", "percent"):
        return numeral.scale > 1 or " " in word or found.kind == "percent"
    if found.unit_id is None:
        return False
    if " " in word and numeral.value > 10:
        return True
    if line.folded[max(line.start, numeral.start - 5) : numeral.start].rstrip().endswith("giải"):
        return False  # "giải ba": a rank
    before = line.preceded_by(numeral.start, "word", _SPELLED_OK)
    if word == "một":
        further = line.preceded_by(numeral.start, "word", frozenset(("further",)))
        return found.lead >= 0 or further is not None or (found.unit_id == "time_of" and _spread_before(line, numeral))
    if word == "năm":
        return before is not None or _not_a_year(line, numeral)
    if word == "không":
        return False
    return before is not None or numeral.value > 2 or line.before(numeral.start) == line.start or found.unit_id is not None


def _spread_before(line: Line, numeral: Numeral) -> bool:
    """ "họp mỗi tháng một lần"."""
    return line.preceded_by(numeral.start, "word", frozenset(("each_month", "each_quarter", "each_year"))) is not None


def _not_a_year(line: Line, numeral: Numeral) -> bool:
    """ "tặng quà năm gia đình", "chín lượt ốm đau, năm lượt viếng": five, as no word of time stands before it."""
    at = line.before(numeral.start)
    if at == line.start or line.preceded_by(numeral.start, "word", frozenset(("before_year",))) is not None:
        return False
    return line.folded[at - 1] not in ".:;"


def _join_range(line: Line, figures: list[Figure], found: Figure) -> bool:
    """Merge "05 đến 08", "12 - 15%" into the figure before; returns True when merged."""
    if not figures or found.kind in ("ratio", "grade"):
        return False
    first = figures[-1]
    gap = line.folded[first.end : found.start]
    between = _AND.fullmatch(gap) and line.folded[max(line.start, first.start - 6) : first.start].strip() == "giữa"
    if (
        not (between or _RANGE.fullmatch(gap))
        or first.kind in ("ratio", "grade")
        or first.high is not None
        or first.unit_id is not None
    ):
        return False
    if not isinstance(first.value, Decimal) or not isinstance(found.value, Decimal):
        return False
    dash = "-" in gap
    if dash and "from" not in first.notes and (found.kind != first.kind and found.kind == "percent" and found.value == 100):
        return False
    value = first.value
    if first.kind == "number" and found.kind == "money" and found.step is not None and value < 1000 <= found.value:
        factor = _factor_of(line, found)
        value *= factor
    if found.value <= value or (first.kind not in ("number", found.kind) and not (first.kind == "money" and first.inferred)):
        return False
    if (
        dash
        and found.kind == "percent"
        and first.kind == "number"
        and found.value != int(found.value)
        and value == int(value)
        and value > 20
    ):
        return False
    first.value, first.high, first.end = value, found.value, found.end
    first.kind, first.unit, first.unit_id, first.unit_class = found.kind, found.unit, found.unit_id, found.unit_class
    first.per, first.step, first.inferred = found.per or first.per, found.step, found.inferred
    first.comparator = "ge"
    return True


def _factor_of(line: Line, found: Figure) -> Decimal:
    numerals = find_numerals(line.folded, found.core, found.end)
    return Decimal(numerals[0].scale) if numerals else Decimal(1)
