"""Figures that hang on the one before them: its percent, its result, its change, its earlier or new value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.cues import Area, weigh
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.resolved import Resolved

_WHOLE_STAFF = frozenset(("workforce",))
_YEAR_ONLY = re.compile(r"[\s,;:()-]*(?:(?:và|đến)\s+)?(?:năm\s+)?(?:19|20)[0-9]{2}\s*(?:là|có|đạt|:|-)?\s*")
_ONLY_A_LABEL = re.compile(r"(?:\s?:)?\s*(?:(?:chưa đạt|không đạt|đạt|vượt)\s*[,;(]\s*)?(?:đạt|được|là)?\s*")
_EARLIER = re.compile(
    r"(?:cùng kỳ|năm trước|kỳ trước|năm ngoái)(?:\s+(?:năm\s+)?(?:19|20)[0-9]{2}|\s+năm trước)?\s*(?:là|đạt|có)?\s*[:(]?\s*$"
)


def is_result_of(line: Line, previous: Resolved, figure: Figure, zone: Zone) -> bool:
    """ "ít nhất 20 đề tài … chưa đạt (thực hiện 17 đề tài)": the number in brackets answers the target before it.

    So does one right behind "Kết quả:", in a sentence of its own or behind a dash.
    """
    alike = previous.figure.unit_id == figure.unit_id or (figure.zero and figure.unit_id is None)
    if previous.figure.kind != figure.kind or not alike:
        return False
    said = line.said(*zone.before, "result_words")
    if zone.bracket or not said:
        return bool(said) and previous.zone.home == zone.home
    apart = zone.home == said[0].start or line.folded[previous.figure.end : said[0].start].rstrip().endswith(("-", "–", "→"))
    return _ONLY_A_LABEL.fullmatch(line.folded, said[0].end, zone.before[1]) is not None and apart


def goes_on_by_year(line: Line, previous: Resolved, figure: Figure, zone: Zone) -> bool:
    """ "năm 2020: 7,2 triệu đồng; năm 2022: 8,35 triệu đồng": nothing but a year stands before the number of a series."""
    if previous.indicator is None or (previous.figure.kind, previous.figure.per) != (figure.kind, figure.per):
        return False
    return _YEAR_ONLY.fullmatch(line.folded, *zone.before) is not None


def raises(line: Line, previous: Resolved, figure: Figure) -> bool:
    """ "từ 30.000đ/suất lên 34.000đ/suất": the second amount is of the same thing."""
    if figure.kind != "money" or previous.figure.kind != "money" or previous.indicator is None:
        return False
    before = line.preceded_by(figure.begin, "word", frozenset(("raised_to",)))
    return before is not None and ";" not in line.folded[previous.figure.end : figure.start]


def is_change(line: Line, figure: Figure, zone: Zone) -> bool:
    """A number of more or less than before: "tăng 5 người so với năm 2023"."""
    before = line.preceded_by(figure.begin, "word", frozenset(("increase", "decrease", "further")))
    if before is None:
        # "bằng 104,4% so với năm 2018"
        share = line.preceded_by(figure.start, "word", frozenset(("share_words",))) if figure.kind == "percent" else None
        near = (figure.end, min(line.end, figure.end + 12))
        return share is not None and bool(line.said(*near, "compared_with")) and not line.said(near[0], near[1] + 20, "plan_words")
    if line.folded[max(line.start, before.start - 5) : before.start].strip() == "thực":
        return False
    stop = zone.after[1] if not zone.bracket else zone.sentence[1]
    compared = bool(line.said(figure.end, stop, "compared_with"))
    rising = any(c.ident == "increase" for c in before.cues)
    if figure.kind == "money":
        return compared
    return (
        compared
        or zone.bracket
        or (rising and (figure.kind == "percent" or (figure.kind == "count" and figure.unit_id is not None)))
    )


def pairs(line: Line, previous: Resolved, figure: Figure, lexicon: Lexicon) -> bool:
    """Whether a percent only restates the ratio or count before it: "46/52 kiến nghị, đạt 88,5%"."""
    told = previous.figure.kind in ("ratio", "count", "money") or (
        previous.figure.kind == "number" and previous.indicator is not None
    )
    if figure.kind != "percent" or not told:
        return False
    gap = line.folded[previous.figure.end : figure.begin]
    if ";" in gap or len(gap) > 60:
        return False
    shares = [
        m
        for m in line.within(previous.figure.end, figure.start)
        if any(c.ident == "share_words" for c in m.cues if c.role == "word")
    ]
    said = shares and not line.folded[shares[-1].end : figure.start].strip(" (:")
    tail = gap.rstrip()
    direct = previous.figure.kind == "ratio" and bool(re.search(r"[-–(=,]\s*$|^\s*$", tail + " ")) and len(gap.split()) <= 8
    if previous.figure.kind == "ratio":
        return bool(said or direct or gap.strip(" ") in ("", "=", "-", "(", ","))
    if not said and not (tail.endswith("(") and len(gap.split()) <= 4):
        return False
    word = line.folded[shares[-1].start : shares[-1].end] if shares else ""
    opened = "(" in gap or "," in gap
    if previous.figure.kind == "money" and said and _has_rate(previous, lexicon):
        return True  # "thu 14.820.000đ, đạt 100 % kế hoạch": the share of the plan, told as the rate of the income
    behind = {c.ident for m in line.within(figure.end, min(line.end, figure.end + 24)) for c in m.cues if c.role == "word"}
    return (
        opened
        and "plan_words" not in behind
        and (word.startswith(("chiếm", "tỷ lệ", "đạt", "bằng", "tương")) or tail.endswith("("))
    )


def numerator(line: Line, resolved: Sequence[Resolved], figure: Figure) -> Resolved:
    """ "94 đoàn viên trên tổng số 97 người, đạt 96,9%": the percent is of the part, not of the whole named last.

    "51 đoàn viên (nữ 44), đạt 98,1% …": of the figure before the bracket, unless it is the share that the bracket has of it.
    """
    last = resolved[-1]
    if last.zone.bracket and len(resolved) > 1 and ")" in line.folded[last.figure.end : figure.start]:
        before = next((r for r in reversed(resolved[:-1]) if not r.zone.bracket), None)
        if before is not None and before.zone.home == last.zone.home and not _is_share(last.figure, before.figure, figure):
            return before
    if len(resolved) > 1 and last.figure.kind == "count":
        head = line.folded[max(line.start, last.figure.start - 16) : last.figure.start]
        if "trên tổng số" in head:
            part = next((r for r in reversed(resolved[:-1]) if not r.zone.bracket), resolved[-2])
            return part if part.zone.home == last.zone.home else last
    return last


def part_in_gap(line: Line, previous: Resolved, figure: Figure) -> dict[str, str]:
    """The breakdown named right before the percent: "15 đồng chí, nữ chiếm 53,3%" is the share of the women."""
    gap = line.folded[previous.figure.end : figure.start]
    start = previous.figure.end + max(gap.rfind(sign) for sign in ",;()") + 1
    if start == previous.figure.end:
        return {}
    named = {c.ident: c.value for m in line.within(start, figure.start) for c in m.cues if c.role == "dim"}
    return {d: v for d, v in named.items() if d not in previous.dimensions}


def _is_share(part: Figure, whole: Figure, percent: Figure) -> bool:
    """Whether `percent` is, rounded, what `part` is of `whole`."""
    if not (isinstance(part.value, Decimal) and isinstance(whole.value, Decimal) and isinstance(percent.value, Decimal)):
        return False
    return whole.value > 0 and abs(100 * part.value / whole.value - percent.value) < 1


def _has_rate(previous: Resolved, lexicon: Lexicon) -> bool:
    entry = lexicon.catalog.indicators.get(previous.indicator or "")
    return entry is not None and entry.rate is not None


def earlier_value(line: Line, previous: Figure, figure: Figure) -> bool:
    """ "CBCNV: 486 (cùng kỳ 2025: 498 …)": the same thing at an earlier time."""
    if previous.kind != figure.kind and not {previous.kind, figure.kind} <= {"count", "number"}:
        return False
    gap = line.folded[previous.end : figure.start]
    return bool(_EARLIER.search(gap)) and len(gap) <= 40


def rate_of(line: Line, previous: Resolved, figure: Figure, lexicon: Lexicon) -> str | None:
    """ "2.955 đoàn viên, đạt 97,1% tổng số lao động" is the density; "thu 98.450.000đ (đạt 102%)" the share of the plan."""
    entry = lexicon.catalog.indicators.get(previous.indicator or "")
    if entry is None or entry.rate is None or previous.figure.kind == "ratio":
        return None
    if previous.figure.kind == "money":
        words = line.said(previous.figure.end, figure.start, "share_words")
        return entry.rate if words and line.folded[words[-1].start : words[-1].end].startswith("đạt") else None
    whole = figure.unit_class == "people" or "trên tổng số" in line.folded[previous.figure.end : figure.start]
    whole = whole or bool(line.said(figure.end, min(line.end, figure.end + 12), "stock_words"))
    whole = whole or line.followed_by(figure.end, "bare", _WHOLE_STAFF) is not None
    return entry.rate if whole and not previous.dimensions else None


def names_rate(line: Line, previous: Resolved, figure: Figure, zone: Zone, lexicon: Lexicon) -> bool:
    """ "118 đoàn viên, đạt 97% tổng số lao động": the percent has a concept of its own that is stated as a rate first."""
    if previous.figure.kind == "ratio":
        return False
    areas = [Area(line, zone.before[0], zone.before[1], 1.0, "own", figure.start), Area(line, *zone.after, 1.0, "own", figure.end)]
    areas.append(Area(line, zone.sentence[0], zone.before[0], 0.45, "sentence", figure.start))
    found = weigh(figure, areas, lexicon).evidence
    rates = [(e.own, i) for i, e in found.items() if not e.bare and lexicon.catalog.indicators[i].kinds[0] in ("percent", "ratio")]
    return bool(rates) and max(rates)[0] >= 0.5 and max(rates)[1] != previous.indicator
