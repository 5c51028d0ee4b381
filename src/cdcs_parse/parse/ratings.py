"""Figures without digits: ratings of the unit, and statements that something did not happen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon, Match
from cdcs_parse.parse.lines import Line

_BREAK = re.compile(r"[,;:()]|\s-\s")
_CLAUSE_END = re.compile(r"[;.()]|,(?=\s)")


def find_ratings(line: Line, figures: Sequence[Figure], above: Line | None, lexicon: Lexicon) -> list[Figure]:
    """Ratings stated in `line` as a result or a listed target; `above` is the line that governs it."""
    found = []
    for match in _longest(line, lexicon.grades):
        start, stop = line.sentence_at(match.start)
        segment = _segment_start(line, match.start, start)
        if any(f.kind in ("count", "percent", "ratio") and segment <= f.start < match.start for f in figures):
            continue
        if _counted_after(line, figures, match, stop) or line.followed_by(match.end, "word", frozenset(("slogans",))):
            continue
        verb = _last(line, start, match.start, "rating_verbs") or (
            _body_before(line, start, match.start) if any(c.ident.startswith("ht.") for c in match.cues) else None
        )
        if _last(line, segment, match.start, "none_of") is not None:
            continue  # "không có tổ nào không hoàn thành nhiệm vụ" is a zero, not a rating
        if verb is None or any(verb.end <= f.start < match.start for f in figures if f.kind != "level"):
            continue
        scale, _, grade = next(c.ident for c in match.cues if "." in c.ident).partition(".")
        if grade in ("completed", "failed") and scale == "vm" and match.last == match.first and verb.end < line.before(match.start):
            continue  # "khá", "yếu" are ratings only right behind "xếp loại"
        body = _last(line, start, match.start, "rated_bodies", "rated_party", "people_rated")
        if body is None and above is not None:
            body = _last(above, above.start, above.end, "rated_bodies", "rated_party")
        if body is not None and any(c.ident == "people_rated" for c in body.cues):
            continue
        if body is None and verb.start > start + 40:
            continue
        slogan = _last(line, max(start, match.start - 40), match.start, "slogans")
        if slogan is not None and slogan.start > verb.start:
            continue
        figure = Figure(match.start, match.end, match.start, "grade", grade, None, scale=scale)
        if line.preceded_by(match.start, "word", frozenset(("at_least",))) or line.followed_by(
            match.end, "word", frozenset(("and_more",))
        ):
            figure.comparator = "ge"
        figure.notes.append(_rated(body, line, start))
        found.append(figure)
    return found


def _body_before(line: Line, start: int, offset: int) -> Match | None:
    """ "CĐCS: HTTNV", "CĐCS hoàn thành xuất sắc nhiệm vụ": the rated body itself right before the grade."""
    body = _last(line, start, offset, "rated_bodies", "rated_party")
    return body if body is not None and not line.folded[body.end : offset].strip(' :"') else None


def _rated(body: Match | None, line: Line, start: int) -> str:
    """The concept of a rating: of the unit, of a party cell, or none for parts of the unit."""
    if body is None:
        return "union_rating"
    if any(c.ident == "rated_party" for c in body.cues):
        return "party_cell_rating"
    if not _is_part(body):
        return "union_rating"
    # "CĐCS, CĐCS thành viên đạt …": the unit itself is named beside its parts
    whole = [
        m
        for m in line.within(start, body.start)
        if any(c.ident == "rated_bodies" for c in m.cues if c.role == "word") and not _is_part(m)
    ]
    return "union_rating" if whole and line.folded[whole[-1].end : body.start].strip() in (",", "và") else ""


def _is_part(body: Match) -> bool:
    phrase = max((c for c in body.cues if c.ident == "rated_bodies"), key=lambda c: c.size).phrase if body.cues else ""
    return any(w in phrase for w in ("tổ", "bộ phận", "thành viên"))


def find_zeros(line: Line, figures: Sequence[Figure], lexicon: Lexicon) -> list[Figure]:
    """Zero statements of `line`: "không có đơn thư", "Đơn thư: không"."""
    found: list[Figure] = []
    for match in _longest(line, ("none_of",)):
        if any("." in c.ident for m in line.matches if m.start <= match.start < m.end for c in m.cues if c.role == "word"):
            continue
        beside = bisect_left(figures, match.start, key=lambda f: f.start)
        if any(
            match.end <= f.start <= match.end + 2 or f.start <= match.start < f.end
            for f in figures[max(0, beside - 1) : beside + 1]
        ):
            continue
        label = line.folded[line.start : match.start].rstrip()
        tail = line.folded[match.end : match.end + 2].strip()
        answers = label.endswith(":") and (not tail or tail[0] in ").;,") and _ends_with_result(line, label)
        bare = match.last == match.first or answers or (label.endswith(":") and (not tail or tail[0] in ".;,("))
        if bare:
            if not label.endswith(":") or (tail and tail[0] not in ".;,(" and not answers):
                continue
            start = max(label.rfind(";") + 1 + line.start, line.sentence_at(match.start)[0])
            zone = (start, match.start)
        else:
            behind = bisect_left(figures, match.end, key=lambda f: f.start)
            nearest = figures[behind].start if behind < len(figures) else line.end
            zone = (match.end, nearest)
            for end in _CLAUSE_END.finditer(line.folded, match.end, nearest):
                zone = (match.end, end.start())
                # a comma inside "CC, VC, người lao động vi phạm …" does not end the statement
                if end.group() != "," or _names_zero(line, zone, lexicon):
                    zone = (match.end, _to_end_of_list(line, end.end(), nearest) if end.group() == "," else end.start())
                    break
        named = _named(line, zone, lexicon)
        objects = _objects(line, zone)
        unit = line.followed_by(match.end, "unit")
        if not named and not answers and not (objects and unit is not None):
            continue
        figure = Figure(match.start, match.end, match.start, "count", Decimal(0), Decimal(1), zero=True)
        if unit is not None and not bare:
            ident = next(c.ident for c in unit.cues if c.role == "unit")
            figure.unit, figure.unit_id = line.raw[unit.start : unit.end], ident
        figure.notes.append(f"{zone[0]}:{zone[1]}")
        found.append(figure)
    return found


def _ends_with_result(line: Line, label: str) -> bool:
    """ "(thực hiện: không xảy ra)": the zero answers the target before it, and names nothing itself."""
    at = line.start + len(label) - 1
    return line.preceded_by(at, "word", frozenset(("result_words",))) is not None


def _to_end_of_list(line: Line, start: int, stop: int) -> int:
    """A short stretch behind the comma still belongs to the list: "đơn thư khiếu nại, tố cáo"."""
    end = _CLAUSE_END.search(line.folded, start, stop)
    last = end.start() if end else stop
    words = line.folded[start:last].split()
    return last if len(words) <= 4 and "không" not in words else start - 1


def _named(line: Line, zone: tuple[int, int], lexicon: Lexicon) -> bool:
    indicators = lexicon.catalog.indicators
    return any(c.role in ("label", "part", "weak") and indicators[c.ident].zero for m in line.within(*zone) for c in m.cues)


def _objects(line: Line, zone: tuple[int, int]) -> bool:
    return bool(line.said(*zone, "zero_objects"))


def _names_zero(line: Line, zone: tuple[int, int], lexicon: Lexicon) -> bool:
    return _named(line, zone, lexicon) or _objects(line, zone)


def _longest(line: Line, idents: Sequence[str]) -> list[Match]:
    """Matches of the wanted word lists that no longer such match covers."""
    hits = line.said(line.start, line.end, *idents)
    near = [hits[max(0, n - 4) : n + 5] for n in range(len(hits))]  # a cover begins a few syllables before at most
    return [
        m
        for m, around in zip(hits, near, strict=True)
        if not any(o is not m and o.start <= m.start and m.end <= o.end for o in around)
    ]


def _last(line: Line, start: int, end: int, *idents: str) -> Match | None:
    """The last match of the word lists in a stretch, the longest of those that start there."""
    best = None
    for match in line.said(start, end, *idents):
        if best is None or match.end > best.end:
            best = match
    return best


def _segment_start(line: Line, offset: int, start: int) -> int:
    edges = [m.end() for m in _BREAK.finditer(line.folded, start, offset)]
    return edges[-1] if edges else start


def _counted_after(line: Line, figures: Sequence[Figure], match: Match, stop: int) -> bool:
    """ "hoàn thành tốt: 06 tổ", "hoàn thành tốt nhiệm vụ 12 đ/c": the grade sorts what is counted behind it."""
    first = bisect_left(figures, match.end, key=lambda f: f.start)
    for figure in figures[first : first + 1]:
        if match.end <= figure.start < stop:
            gap = line.folded[match.end : figure.start]
            return len(gap) <= 24 and not _CLAUSE_END.search(gap) and figure.kind in ("count", "percent", "ratio", "number")
    return False
