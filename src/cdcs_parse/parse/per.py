"""Amounts that a word before them, or the line above, spreads: each year, each tổ công đoàn, each gift."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from cdcs_parse.model.quantity import Per
from cdcs_parse.parse.lexicon import Match
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.resolved import Resolved

_GOODS = re.compile(r"(?<![^\W_])(?:đơn|bán|mặt|khách|cửa|giao|nhập|xuất|ngân)\shàng$")
# "theo từng năm: năm 2018 có 03 …" heads a series of years
_SERIES = re.compile(r"\s*:\s*năm (?:19|20)\d\d")
_TIMES = frozenset(("each_year", "each_quarter", "each_month"))
_SHARES = frozenset(("each_group", "each_unit", "each_person", "each_gift"))
_PER: dict[str, Per] = {
    "each_year": "year", "each_quarter": "quarter", "each_month": "month", "each_group": "union_group", "each_unit": "unit",
    "each_person": "person", "each_gift": "gift",
}  # fmt: skip


def spread(line: Line, resolved: Sequence[Resolved], parents: Sequence[Line]) -> None:
    """Set `per` of figures that do not carry one themselves."""
    marks = [(m, i) for m in line.said(line.start, line.end, *_PER) if (i := _ident(m)) is not None]
    near = [marks[max(0, n - 4) : n + 5] for n in range(len(marks))]
    marks = [
        (m, i)
        for (m, i), around in zip(marks, near, strict=True)
        if not any(o is not m and o.start <= m.start and m.end <= o.end for o, _ in around)
    ]
    # "một tháng" inside "đồng một người một tháng" is spent; "đơn hàng quý I" is no quarter's rhythm
    taken = [(r.figure.start, r.figure.end) for r in resolved]
    marks = [
        (m, i)
        for m, i in marks
        if not _inside(taken, m.start) and not _GOODS.search(line.folded, max(line.start, m.start - 6), m.start + 4)
    ]
    governed = _governed(parents)
    for result in resolved:
        figure = result.figure
        if figure.per is not None or result.change or figure.kind == "level":
            continue
        if (result.zone.bracket and line.said(*result.zone.after, "whole_time")) or line.said(*result.zone.before, "whole_time"):
            continue  # "mỗi năm ít nhất 02 chuyến (thực hiện: 07 chuyến trong cả nhiệm kỳ)"
        ident = _before(line, result, marks) or _behind(line, result, marks)
        if ident is not None and _suits(ident, result):
            figure.per = _PER[ident]
        elif governed is not None and ident is None and figure.kind != "money":
            figure.per = governed
        if figure.per in ("year", "quarter", "month") and figure.kind == "count" and figure.unit_id in ("event", "time_of"):
            figure.kind = "frequency"


def _inside(taken: Sequence[tuple[int, int]], at: int) -> bool:
    place = bisect_right(taken, (at, at)) - 1
    return place >= 0 and taken[place][0] < at < taken[place][1]


def _ident(match: Match) -> str | None:
    return next((c.ident for c in match.cues if c.role == "word" and c.ident in _PER), None)


def _before(line: Line, result: Resolved, marks: Sequence[tuple[Match, str]]) -> str | None:
    start = result.zone.sentence[0]
    semicolon = line.folded.rfind(";", start, result.figure.start)
    start = max(start, semicolon + 1)
    last = bisect_left(marks, result.figure.start, key=lambda m: m[0].start)
    for match, ident in reversed(marks[max(0, last - 8) : last]):
        if match.end > result.figure.start or match.start < start:
            continue
        if (
            line.folded[match.end : match.end + 2].strip()[:1].isdigit()
            and match.end + 2 < result.figure.start
            and ident == "each_month"
        ):
            continue  # "bán hàng tháng 5"
        between = line.folded[match.end : result.figure.start]
        if ident in _TIMES:
            if _SERIES.match(line.folded, match.end):
                continue
            head = line.folded[start : match.start].strip(' -+*,"')
            if len(between) > 90:
                continue
            # "trong tháng 12 hàng năm", "8/3 hàng năm": the word belongs to the occasion before it
            if head and _occasion(line, match):
                continue
            if head and len(head.split()) > 3 and ":" not in head[-2:] and "," not in between and len(between) > 40:
                continue
            return ident
        if ident in ("each_gift", "each_person"):
            # "Mỗi đoàn viên ủng hộ Quỹ … ít nhất 200.000 đồng": at the head of its clause it governs what follows
            heads = not line.folded[start : match.start].strip(" -+*•") and not any(ch.isdigit() or ch == "," for ch in between)
            if len(between) <= (70 if heads else 24) and not any(ch in between for ch in ";."):
                return ident
            continue
        return ident
    return None


def _behind(line: Line, result: Resolved, marks: Sequence[tuple[Match, str]]) -> str | None:
    """ "được tập huấn nghiệp vụ hàng năm": a word at the end of the figure's own clause."""
    first = bisect_left(marks, result.zone.after[0], key=lambda m: m[0].start)
    for match, ident in marks[first : first + 8]:
        if ident not in ("each_year",) or not (result.zone.after[0] <= match.start and match.end <= result.zone.after[1]):
            continue
        between = line.folded[result.figure.end : match.start]
        if len(between) > 110 or any(ch in between for ch in ";.") or _occasion(line, match):
            return None
        tail = line.folded[match.end : match.end + 2].strip()
        return ident if not tail or tail[0] in ".;,:" else None
    return None


def _occasion(line: Line, match: Match) -> bool:
    """Whether an occasion or a date stands right before, so that "hàng năm" tells of it."""
    at = match.start
    while at > line.start and line.folded[at - 1] == " ":
        at -= 1
    if line.folded[at - 1 : at].isdigit():
        return True
    return any(c.role == "dim" and c.ident == "occasion" for m in line.ending(at) for c in m.cues)


def _suits(ident: str, result: Resolved) -> bool:
    kind = result.figure.kind
    if ident in ("each_gift", "each_person"):
        return kind == "money" or (kind == "count" and ident == "each_person")
    if ident in ("each_group", "each_unit"):
        return kind in ("count", "frequency", "number", "level", "money")
    return True


def _governed(parents: Sequence[Line]) -> Per | None:
    for parent in parents[:2]:
        words = parent.folded[parent.start : parent.end].strip(" :-+*.")
        if len(words) > 60:
            continue
        for match in parent.matches:
            ident = _ident(match)
            if ident in _TIMES and len(words.split()) <= 6:
                return _PER[ident]
    return None
