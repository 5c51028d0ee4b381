"""A place told as words in a section, and the characters it means in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cdcs_parse.model.report import Report, Section
from cdcs_parse.model.sidecar import Place


def locate(text: str, sections: Sequence[Section], place: Place) -> tuple[int, int] | str:
    """The characters that `place` means, or in Vietnamese why there are none or several."""
    areas = _areas(text, sections, place.section)
    if not areas:
        return f"báo cáo không còn mục {place.section}"
    found = [start for area in areas for start in _starts(text, place.quote, *area)]
    where = f" trong mục {place.section}" if place.section else ""
    if not found:
        return f"không còn “{place.quote}”{where}"
    if place.nth is None and len(found) > 1:
        return f"“{place.quote}” có {len(found)} chỗ{where}, không rõ chỗ nào (ghi thêm nth)"
    nth, expected = place.nth or 1, place.of
    if nth > len(found) or (expected is not None and expected != len(found)):
        return f"“{place.quote}” nay có {len(found)} chỗ{where}, trước có {expected or nth}"
    start = found[nth - 1]
    return start, start + len(place.quote)


def place_of(report: Report, start: int, end: int) -> Place:
    """The place of `report.text[start:end]`, told so that `locate` finds it again."""
    inside = [s.path for top in report.sections for s in top.walk() if s.span.start <= start and end <= s.span.end]
    section, quote = inside[-1] if inside else "", report.text[start:end]
    found = [s for area in _areas(report.text, report.sections, section) for s in _starts(report.text, quote, *area)]
    if len(found) == 1:
        return Place(section=section, quote=quote)
    return Place(section=section, quote=quote, nth=found.index(start) + 1, of=len(found))


def _areas(text: str, sections: Sequence[Section], path: str) -> list[tuple[int, int]]:
    """Where sections of this path stand; a numbering that repeats itself has several."""
    if not path:
        return [(0, len(text))]
    return [(s.span.start, s.span.end) for top in sections for s in top.walk() if s.path == path]


def _starts(text: str, quote: str, start: int, end: int) -> Iterator[int]:
    """Where the quote begins, as whole words and whole numbers: "5" is not in "45" nor in "1.5"."""
    head = r"(?<!\w)(?<!\d[.,])" if quote[0].isalnum() else ""
    tail = r"(?!\w)(?![.,]\d)" if quote[-1].isalnum() else ""
    for found in re.compile(head + re.escape(quote) + tail).finditer(text, start, end):
        yield found.start()
