"""What stands around a quantity and modifies it: "/người", "mỗi năm", "ít nhất", "trở lên"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cdcs_parse.model.quantity import Comparator, Per
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lines import Line

_PEOPLE = (
    r"(?:người|đ/c|đ\.c|đv|đvcđ|đoàn viên|cháu|nlđ|cbcnv|cnvclđ|cnlđ|cbccvc|lao động|em|chị em|chị|hs"
    r"|học sinh|đồng chí|cá nhân|hộ|gia đình|trường hợp|lượt người|lượt|công nhân|cbgv|gv|cb|con|bé|nữ|vc|cc)"
)
_GIFTS = r"(?:suất quà|suất|xuất|phần quà|phần|vé|giỏ|túi|bữa|ca|quà|hộp)"
PER = re.compile(
    rf"\s?(?:/|\s(?:cho\s)?(?:một|mỗi)\s)\s?(?:0?1\s)?(?:"
    rf"(?P<person_month>{_PEOPLE}(?:\s?/\s?|\s(?:một|mỗi)\s)(?:01\s|1\s)?tháng|tháng\s?/\s?{_PEOPLE}(?![^\W_]))"
    rf"|(?P<person>{_PEOPLE}(?![^\W_])(?:\s?/\s?(?:lần|ngày lễ|ngày|năm|dịp|đợt|lượt)(?![^\W_]))?)"
    rf"|(?P<gift>{_GIFTS}(?![^\W_]))"
    rf"|(?P<union_group>(?:tổ công đoàn|tổ cđ|tổ|tcđ)(?![^\W_]))"
    rf"|(?P<unit>(?:đơn vị|cđcs|công đoàn bộ phận|cđbp|công đoàn)(?![^\W_]))"
    rf"|(?P<year>năm(?![^\W_]))|(?P<quarter>quý(?![^\W_]))|(?P<month>tháng(?![^\W_]))|(?P<week>tuần(?![^\W_]))|(?P<day>ngày(?![^\W_])))"
)
_EACH = re.compile(
    r"\s(?:trong\s)?(?:mỗi|một|hàng|từng)\s(?:một\s)?(?:(?P<year>năm)|(?P<quarter>quý)|(?P<month>tháng)|(?P<week>tuần))(?![^\W_])(?!\s[0-9])"
)
_PER_TAIL = re.compile(r"[^,;.()/0-9]{0,60}\s?/\s?(?:01\s|1\s)?(?:(?P<year>năm)|(?P<quarter>quý)|(?P<month>tháng))(?![^\W_])")
_SIGNS: dict[str, Comparator] = {"≥": "ge", ">": "gt", "≤": "le", "<": "lt", "~": "approx", "≈": "approx"}
_COMPARATORS: dict[str, Comparator] = {"at_least": "ge", "more_than": "gt", "at_most": "le", "less_than": "lt", "about": "approx"}
_COMPARE = frozenset(("at_least", "more_than", "at_most", "less_than", "about"))


def read_per(line: Line, found: Figure, unit_end: int) -> None:
    for place in dict.fromkeys((found.end, unit_end)):
        match = PER.match(line.folded, place)
        if match is None and found.kind in ("count", "ratio"):
            match = _EACH.match(line.folded, place)
        if match is not None and match.end() <= line.end:
            found.per = match.lastgroup  # type: ignore[assignment]
            if found.kind == "money":
                found.end = match.end()
            return
    if found.kind == "count":
        # "03 cuộc đối thoại định kỳ/năm": the period stands behind the whole noun phrase
        tail = _PER_TAIL.match(line.folded, unit_end, line.end)
        if tail is not None:
            found.per = tail.lastgroup  # type: ignore[assignment]


def read_comparator(line: Line, found: Figure) -> None:
    sign = line.folded[max(line.start, found.start - 2) : found.start].strip()
    if sign in _SIGNS:
        found.comparator, found.lead = _SIGNS[sign], line.folded.rindex(sign, line.start, found.start)
        return
    before = line.preceded_by(found.start, "word", _COMPARE)
    if before is None:
        return
    ident = next(c.ident for c in before.cues if c.role == "word" and c.ident in _COMPARE)
    if found.unit_id == "goal" and ident == "more_than":
        return  # "vượt 04 chỉ tiêu": a verb
    if line.folded[max(line.start, before.start - 4) : before.start].strip() == "cấp":
        return  # "cấp trên 40%": the upper level, not "more than"
    comparator = _COMPARATORS[ident]
    if line.folded[before.end : found.start].strip(" ") and ":" in line.folded[before.end : found.start]:
        return
    word = line.folded[before.start : before.end]
    if word.endswith("từ"):
        found.notes.append("from")
        found.lead = before.start
        return
    found.comparator, found.lead = comparator, before.start


def close_comparators(line: Line, figures: Sequence[Figure]) -> None:
    """Read what stands behind a number: "trở lên", "trở xuống"; and settle "từ …" that waits for it."""
    more = frozenset(("and_more", "and_less"))
    for place, found in enumerate(figures):
        stop = figures[place + 1].start if place + 1 < len(figures) else line.end
        unit_end = unit_end_of(line, found)
        for match in line.within(found.end, stop):
            idents = {c.ident for c in match.cues if c.role == "word"} & more
            if not idents:
                continue
            noun = line.followed_by(found.end, "unit") if found.kind == "percent" else None
            reach = noun.end if noun is not None else unit_end
            between = line.tokens_within(max(found.end, min(reach, match.start)), match.start)
            waits = "from" in found.notes
            graded = any("." in c.ident for m in line.ending(_strip(line, match.start)) for c in m.cues if c.role == "word")
            if len(between) <= (6 if waits else 2) and not graded and ";" not in line.folded[found.end : match.start]:
                found.comparator = "ge" if "and_more" in idents else "le"
            break


def _strip(line: Line, offset: int) -> int:
    while offset > line.start and line.folded[offset - 1] == " ":
        offset -= 1
    return offset


def per_of(line: Line, counted: Figure) -> Per | None:
    """What an amount is for that multiplies a count: "130 suất quà x 500.000 đồng" is for each gift."""
    match = PER.match("/" + line.folded[counted.end : unit_end_of(line, counted)].strip())
    return match.lastgroup if match is not None else None  # type: ignore[return-value]


def unit_end_of(line: Line, found: Figure) -> int:
    if found.unit_id is None:
        return found.end
    unit = line.followed_by(found.end, "unit")
    return unit.end if unit else found.end
