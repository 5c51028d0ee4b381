"""Numbers that are no figures: laws, dates, periods, ordinals, names, definitions, durations, schooling grades."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.numerals import Numeral

_YEAR = r"(?:19|20)[0-9]{2}"
_D = r"[0-9]{1,2}"
_DATES = re.compile(
    rf"(?P<date>(?<![0-9.,])(?:ngày\s+)?{_D}\s?[/.-]\s?{_D}\s?[/.-]\s?{_YEAR}(?![0-9])"
    rf"|ngày\s+(?:mùng\s+|mồng\s+)?{_D}(?:\s*(?:,|và|-|đến|đến ngày|&)\s*{_D})*\s+tháng\s+{_D}(?:\s*(?:năm\s+|[/-]\s?){_YEAR})?"
    rf"|(?<![^\W_])(?:ngày|mùng|mồng|rằm)\s+(?:mùng\s+|mồng\s+)?{_D}(?:\s?[/-]\s?{_D})?(?![0-9.,]?[0-9])(?!\s*(?:ngày|người|đồng|%|lần))"
    rf"|(?<![^\W_])tháng\s+{_D}(?:\s*(?:,|và|-|đến)\s*(?:tháng\s+)?{_D}(?=\s?[/-]\s?{_YEAR}|\s+năm))*(?:\s?[/-]\s?{_YEAR}|\s+năm\s+{_YEAR})?(?![0-9])"
    rf"|(?<![0-9.,/]){_D}\s?[/-]\s?{_YEAR}(?![0-9.,]))"
    rf"|(?P<time>(?<![0-9.,]){_D}\s?[hg]\s?[0-9]{{0,2}}(?![^\W_]))"
    rf"|(?P<period>(?<![0-9.,]){_YEAR}\s?(?:-|/|đến|và|,)\s?(?:năm\s+)?{_YEAR}(?![0-9.])"
    rf"|(?<![^\W_])(?:năm học|năm|hè|xuân|tết|nhiệm kỳ|giai đoạn|đến|cuối|đầu|tầm nhìn|từ|khoá|khóa)"
    rf"\s+(?:năm\s+)?{_YEAR}(?:\s?[/-]\s?(?:{_YEAR}|[0-9]{{2}}(?![0-9])))?(?![0-9.,]*[0-9])"
    r"|(?<![^\W_])quý\s+(?:[ivx]{1,3}|[1-4])(?![^\W_])(?:\s*(?:[/-]|năm)\s*" + _YEAR + r")?)"
)
# Document symbols are recognised by their capitals, so these run on the text as written.
_LAW = re.compile(
    r"(?<![\w.,])[0-9]{1,5}[a-z]?(?:/[0-9]{4})?\s?/\s?(?:[A-ZĐ]{2,}[0-9]*|[A-ZĐ](?=[A-ZĐ0-9-]))[\w&]*(?:[-/.]\s?[A-ZĐ][\w&]*)*"
    r"|(?<![\w.,])[0-9]{1,4}[a-z]?-\s?[A-ZĐ]{1,5}/[A-ZĐ][\w-]*"
    r"|(?<![\w.,])[0-9]{1,5}:[0-9]{4}(?![0-9])"
)
_NAME = re.compile(
    r"(?<![\w])(?!(?:VND|VNĐ|vnd|vnđ)[0-9])[^\W\d_]{1,6}-?[0-9]+(?:[.,][0-9]+)*[\w-]*"
    r"|(?<![\w.,])[0-9]{1,3}\s?k[Vv]A?(?!\w)"
    r"|(?<![0-9.,])0[0-9]{2,4}[. ][0-9]{3}[. ][0-9]{3,4}(?![0-9])"
)
_MEASURE = re.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:?\s*(?:1\.000(?:\.000)?)\s*(?:đồng|đ)(?![^\W_])")
_GLUED = re.compile(r"[0-9]+([^\W\d_]+)[0-9]*")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]{0,160}[\"“”]")
_BEFORE, _BEHIND = 14, 40  # characters that the longest forms reach before and behind their first number
_WORD_LIMIT = 60  # characters that a word with digits may have
_STRONG_ORDINALS = frozenset(
    ("lần thứ", "thứ", "khóa", "đợt", "xếp thứ", "đứng thứ", "sinh con thứ", "con thứ", "vị trí thứ", "hạng", "bậc")
)
_GLUED_UNITS = frozenset("đ k tr tỷ triệu nghìn ngàn đv người suất lượt vnđ vnd m2 ha kg sk gv hs cđcs tổ đồng m x".split())
_LAW_ONLY = frozenset(("law_words",))
_NO_GAP = re.compile(r"\s*(?:số)?\s*:?\s*")


@dataclass(frozen=True, slots=True)
class Masked:
    """A stretch of text whose numbers are no figures."""

    start: int
    end: int
    reason: str
    rule: str


def find_patterns(line: Line, numerals: Sequence[Numeral]) -> list[Masked]:
    """Masks that are known by form alone: dates, periods, document symbols, names with digits.

    Only the surroundings of the numbers are searched: trying the forms at every character would cost more than
    all the rest.
    """
    found = []
    for start, end in _surroundings(line, numerals):
        for match in _DATES.finditer(line.folded, start, end):
            reason = match.lastgroup or "date"
            found.append(Masked(match.start(), match.end(), reason, "ghi theo mẫu ngày tháng, thời kỳ hoặc giờ"))
        for match in _LAW.finditer(line.raw, start, end):
            found.append(Masked(match.start(), match.end(), "law", "số, ký hiệu văn bản"))
        if line.folded.find("1.000", start, end) >= 0:
            for match in _MEASURE.finditer(line.folded, max(line.start, start - 16), end):
                found.append(Masked(match.start(), match.end(), "definition", "đơn vị tính của bảng"))
        for match in _NAME.finditer(line.raw, start, end):
            found.append(Masked(match.start(), match.end(), "name", "chữ và số liền một từ"))
    digits = [n.start for n in numerals if n.digits]
    for entry in line.matches:
        if "dim" in entry.roles and line.folded[entry.start].isalpha() and _holds(digits, entry.start, entry.end):
            # "hợp đồng 68", "dưới 35 tuổi": the number is part of a term; "kinh phí công đoàn 2%" names the rate of the law
            law = "%" in line.folded[entry.start : entry.end]
            found.append(Masked(entry.start, entry.end, "law" if law else "name", "số nằm trong tên gọi"))
        if "mask" in entry.roles and any(c.role == "mask" and c.ident == "programmes" for c in entry.cues):
            found.append(Masked(entry.start, entry.end, "programme", "tên chương trình, phong trào"))
    return found


def _holds(places: Sequence[int], start: int, end: int) -> bool:
    at = bisect_right(places, start)
    return at < len(places) and places[at] < end


def _surroundings(line: Line, numerals: Sequence[Numeral]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for numeral in numerals:
        if not numeral.digits:
            continue
        start, end = max(line.start, numeral.start - _BEFORE), min(line.end, numeral.end + _BEHIND)
        stop = max(line.start, start - _WORD_LIMIT)
        while start > stop and line.folded[start - 1] != " ":
            start -= 1
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def mask_of(line: Line, numeral: Numeral, has_unit: bool, previous: Masked | None, fraction: bool) -> Masked | None:
    """The mask of one number by its neighbours, or None when it may be a figure.

    `has_unit` tells that a counting word follows, `previous` the mask of the
    number before it, `fraction` that it is a/b.
    """
    start, end, folded = numeral.start, numeral.end, line.folded
    if previous is not None and not has_unit and re.fullmatch(r"\s?[+&]\s?|-", folded[previous.end : start]):
        return Masked(start, end, previous.reason, f"tiếp theo “{line.raw[previous.start : previous.end]}”")
    if previous is not None and not has_unit and not fraction and _lists_on(line, previous, numeral):
        return Masked(start, end, previous.reason, f"tiếp theo “{line.raw[previous.start : previous.end]}”")
    glued = _GLUED.match(folded, start)
    if glued and glued.end(1) > end and glued.start(1) == end and glued.group(1) not in _GLUED_UNITS and not has_unit:
        return Masked(start, glued.end(), "name", "chữ và số liền một từ")
    before = line.preceded_by(start, "mask", _LAW_ONLY)
    lawful = not has_unit or line.followed_by(end, "mask", _LAW_ONLY) is not None
    if before is not None and lawful and not fraction and not _colon_between(line, before.end, start):
        return Masked(start, end, "law", f"đứng sau “{line.raw[before.start : before.end]}”")
    if (before := line.preceded_by(start, "mask", frozenset(("ordinal_words",)))) and not _colon_between(line, before.end, start):
        word = folded[before.start : before.end]
        if word in _STRONG_ORDINALS or word.endswith("thứ") or not has_unit:
            return Masked(start, end, "ordinal", f"đứng sau “{line.raw[before.start : before.end]}”")
    if (before := line.preceded_by(start, "mask", frozenset(("naming_words",)))) and not has_unit and not fraction:
        total = line.preceded_by(before.end, "mask", frozenset(("plain_total_words",)))
        if total is None and not numeral.scale > 1 and "." not in line.raw[start:end] and "," not in line.raw[start:end]:
            return Masked(start, end, "name", f"đứng sau “{line.raw[before.start : before.end]}”")
    if (behind := line.followed_by(end, "mask", frozenset(("listing_nouns",)))) and not fraction:
        return Masked(start, end, "definition", f"đếm các mục sẽ kể: “{line.raw[start : behind.end]}”")
    if behind := line.followed_by(end, "mask", frozenset(("duration_words",))):
        unit = line.followed_by(end, "unit")
        if (unit is None or unit.end <= behind.end) and not fraction:
            return Masked(start, behind.end, "duration", f"khoảng thời gian: “{line.raw[start : behind.end]}”")
    unit = line.followed_by(end, "unit")
    if unit is not None and any(c.ident == "age" for c in unit.cues):
        near = line.within(max(line.start, start - 24), start)
        if not any(c.role == "word" and c.ident == "age_words" for m in near for c in m.cues):
            return Masked(start, unit.end, "name", "độ tuổi là tên lớp hoặc nhóm")
    plain = folded[start:end]
    if re.fullmatch(_YEAR, plain) and not has_unit:
        return Masked(start, end, "period", "năm")
    if plain.isdigit() and len(plain) >= 9 and plain[0] == "0":
        return Masked(start, end, "name", "số điện thoại hoặc số tài khoản")
    return None


def _lists_on(line: Line, previous: Masked, numeral: Numeral) -> bool:
    """ "tổ 1, 2, 3 và 4": names go on by number, each a little higher than the last."""
    last, between = line.folded[previous.start : previous.end], line.folded[previous.end : numeral.start]
    if (
        previous.reason not in ("name", "ordinal")
        or not (last.isdigit() and len(last) <= 2)
        or between.strip(" ") not in (",", "và", ";")
    ):
        return False
    return numeral.digits and numeral.scale == 1 and int(last) < numeral.value <= int(last) + 3


def mask_fraction(line: Line, start: int, end: int, a: int, b: int, has_unit: bool, holidays: frozenset[str]) -> Masked | None:
    """Decide whether a/b is a date, a holiday or a schooling grade rather than a ratio."""
    folded = line.folded
    before = line.preceded_by(start, "mask", frozenset(("date_words", "schooling_words")))
    if b in (10, 12) and a <= b and before is not None and any(c.ident == "schooling_words" for c in before.cues) and not has_unit:
        return Masked(start, end, "schooling", "trình độ học vấn phổ thông")
    if not (1 <= a <= 31 and 1 <= b <= 12):
        return None
    holiday = f"{a}/{b}" in holidays
    dated = before is not None and any(c.ident == "date_words" for c in before.cues)
    if has_unit and not dated:
        return None
    if dated:
        return Masked(start, end, "date", f"đứng sau “{line.raw[before.start : before.end]}”" if before else "ngày tháng")
    if holiday:
        return Masked(start, end, "holiday", "ngày lễ")
    if not has_unit and re.search(
        r"(?<![^\W_])(?:ngày|dịp)(?![^\W_])[^;:.0-9]{0,40}$", folded[max(line.start, start - 50) : start]
    ):
        return Masked(start, end, "date", "trong cụm từ chỉ ngày")
    neighbour = re.search(r"[0-9]{1,2}/[0-9]{1,2}\s*(?:[,;&-]|và)\s*(?:ngày\s+)?$", folded[max(line.start, start - 24) : start])
    if neighbour and not has_unit:
        return Masked(start, end, "date", "tiếp theo các ngày đã liệt kê")
    return None


def _colon_between(line: Line, start: int, end: int) -> bool:
    return ":" in line.folded[start:end]


def quoted_stretches(line: Line) -> list[Masked]:
    """Stretches between quotation marks: names of movements, programmes, slogans."""
    return [Masked(m.start(), m.end(), "programme", "trong ngoặc kép") for m in _QUOTED.finditer(line.raw, line.start, line.end)]


def quoted_name(quoted: Sequence[Masked], numeral: Numeral) -> Masked | None:
    """A number inside quotation marks stands in the name of a movement, a programme or a slogan."""
    at = bisect_right(quoted, numeral.start, key=lambda q: q.start) - 1
    return quoted[at] if at >= 0 and quoted[at].start < numeral.start and numeral.end < quoted[at].end else None
