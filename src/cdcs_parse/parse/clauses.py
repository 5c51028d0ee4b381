"""Which words of a sentence belong to which number: the zone before and the zone behind each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lines import Line

_REACH = 500  # characters: words farther off say nothing of a number, and a text may be one endless sentence
_SOFT = re.compile(r"\s(?:và|cùng|với)\s|\s[x=–-]\s|\s?[x=]\s?(?=[0-9])")


@dataclass(slots=True)
class Zone:
    """The words around one figure: `before` and `after` are its own, `resume` goes on behind a bracket that parts them.

    `home` is where its sentence starts, `sentence` as much of that as bears on it.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    sentence: tuple[int, int]
    home: int = -1
    bracket: bool = False
    resume: tuple[int, int] | None = None


def zones_of(line: Line, figures: Sequence[Figure]) -> list[Zone]:
    """One zone a figure, in order. Figures come sorted by place."""
    zones = []
    for place, figure in enumerate(figures):
        start, end = line.sentence_at(figure.start)
        home = start
        start, end = max(start, figure.start - 4 * _REACH), min(end, figure.end + 4 * _REACH)
        previous = figures[place - 1] if place and figures[place - 1].start >= start else None
        following = figures[place + 1] if place + 1 < len(figures) and figures[place + 1].start < end else None
        opened = _open_bracket(line, start, figure.start)
        head = _after_last(line, ";", start, figure.start) if previous is None else _split(line, previous, figure)[1]
        tail = end
        if following is not None:
            tail = _split(line, figure, following)[0]
        else:
            stop = _first(line, ";", figure.end, end)
            tail = stop if stop >= 0 else end
        if opened >= 0:
            head = max(head, opened + 1)
            close = _first(line, ")", figure.end, end)
            if close >= 0:
                tail = min(tail, close)
        elif (close := _first(line, ")", figure.end, tail)) >= 0 and _first(line, "(", figure.end, close) < 0:
            tail = close
        begin = figure.begin
        resume = _resume(line, figures, place, tail, end) if following is not None and opened < 0 else None
        if opened >= 0 and not line.folded[head:begin].strip():
            resume = _before_bracket(line, previous, start, opened)
        head, tail = max(head, begin - _REACH), min(tail, figure.end + _REACH)
        sentence = (max(start, begin - 2 * _REACH), min(end, figure.end + 2 * _REACH))
        zones.append(Zone((min(head, begin), begin), (figure.end, max(tail, figure.end)), sentence, home, opened >= 0, resume))
    return zones


def _before_bracket(line: Line, previous: Figure | None, start: int, opened: int) -> tuple[int, int] | None:
    """ "Ban Chấp hành khóa XII (11 đồng chí)": a bracket with nothing but a number counts what stands before it."""
    head = max(start, previous.end if previous is not None else start)
    for sign in ",;:)":
        head = max(head, line.folded.rfind(sign, head, opened) + 1)
    return (head, opened) if line.folded[head:opened].strip() else None


def _resume(line: Line, figures: Sequence[Figure], place: int, tail: int, end: int) -> tuple[int, int] | None:
    """ "1.756 nữ đoàn viên (đạt 82,0%) được công nhận …": what stands behind the bracket is said of the number before it."""
    if line.folded[tail : tail + 1] != "(":
        return None
    close = line.folded.find(")", tail, end)
    if close < 0 or line.folded[close + 1 : close + 2] != " " or not line.folded[close + 2 : close + 3].isalpha():
        return None
    limit = min((f.start for f in figures[place + 1 :] if f.start > close), default=end)
    stop = re.search(r"[,;:()]", line.folded[close:limit][1:])
    return close + 1, close + 1 + stop.start() if stop else limit


def _open_bracket(line: Line, start: int, offset: int) -> int:
    depth_at = line.folded.rfind("(", start, offset)
    return depth_at if depth_at >= 0 and line.folded.find(")", depth_at, offset) < 0 else -1


def _after_last(line: Line, sign: str, start: int, end: int) -> int:
    at = line.folded.rfind(sign, start, end)
    return start if at < 0 else at + 1


def _first(line: Line, sign: str, start: int, end: int) -> int:
    return line.folded.find(sign, start, end)


def _split(line: Line, first: Figure, second: Figure) -> tuple[int, int]:
    """Where the words between two figures part: end of the first one's, start of the second one's."""
    start = first.end
    end = second.lead if second.lead > first.end else second.start
    gap = line.folded[start:end]
    if ";" in gap:
        return start + gap.index(";"), start + gap.rindex(";") + 1
    offset = 0
    if ")" in gap and "(" not in gap[: gap.index(")")]:
        offset = gap.index(")") + 1
        if "," not in gap[offset:] and " và " not in gap[offset:]:
            return start + offset - 1, start + offset
    rest = gap[offset:]
    if "(" in rest and ")" not in rest[rest.rindex("(") :]:
        at = start + offset + rest.rindex("(")
        return (start + offset - 1 if offset else at), at + 1
    unit = line.followed_by(first.end, "unit")
    behind = line.folded[unit.end : end] if unit is not None and not offset else ""
    if unit is not None and behind.startswith(":") and behind[1:].strip():
        return unit.end, unit.end + 1  # "đề ra 10 chỉ tiêu: đạt và vượt 08 …"
    if second.kind == "money" and not offset:
        unit = line.followed_by(first.end, "unit")
        said = line.said(unit.end if unit is not None and unit.end <= end else start, end, "amount_words")
        if said:
            first_said = said[0].start
            return first_said, first_said
    commas = [m.start() for m in re.finditer(r",(?![0-9])", rest)]
    if commas:
        unit = line.followed_by(first.end, "unit")
        behind_unit = (unit.end - start - offset) if unit is not None and not offset else 0
        lead = rest[max(behind_unit, 0) : commas[0]] if commas[0] >= behind_unit else None
        inside = [c for c in commas if c >= behind_unit]
        if not inside:
            inside = commas
        listing = second.zero and len(inside) > 1
        immediate = not listing and (offset > 0 or (lead is not None and len(lead.split()) <= 1))
        at = start + offset + (inside[0] if immediate else inside[-1])
        return (start + offset - 1 if offset else at), at + 1
    soft = list(_SOFT.finditer(rest))
    if soft:
        if offset:
            return start + offset - 1, start + offset
        return start + soft[-1].start(), start + soft[-1].end()
    if rest.count(":") == 1:
        colon = start + offset + rest.index(":")
        if line.folded[colon + 1 : end].strip():
            return colon, colon + 1  # "03/14 chỉ tiêu chưa đạt: LĐTT từ 85%": the colon parts the two
        # "05 đ/c UBKT: 03 đ/c": a colon right before the number makes a label of the words before it
        unit = line.followed_by(first.end, "unit")
        cut = unit.end if unit is not None and unit.end <= end else start
        return cut, cut
    unit = line.followed_by(first.end, "unit")
    return end, (unit.end if unit is not None and unit.end <= end else start)
