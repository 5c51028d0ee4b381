"""Dates that do not exist, stand far from the reported time, or are out of order with the period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit
from cdcs_parse.check.index import Index


def find_impossible_date(index: Index, _rule: Rule) -> Iterator[Hit]:
    """30/02/2024, 31/4: a day that its month does not have. Without a year, 29 February is possible."""
    for start, end, day, month, year in index.days:
        if 1 <= month <= 12:
            last = monthrange(year or 2000, month)[1]
            if 1 <= day <= last:
                continue
            why = f"tháng {month}" + (f" năm {year}" if year else "") + f" chỉ có {last} ngày" if day > 0 else "không có ngày 0"
        else:
            why = f"không có tháng {month}"
        yield Hit(fields={"date": index.text[start:end], "because": why}, spans=((start, end),), arithmetic=why)


_AHEAD = re.compile(
    r"trước|đến|hoàn thành|dự kiến|sẽ|kế hoạch|từ ngày|hạn|chậm nhất|hiệu lực|nhiệm kỳ|giai đoạn|tầm nhìn|phấn đấu|tới"
)


def find_date_outside(index: Index, rule: Rule) -> Iterator[Hit]:
    """A day told as past that lies after the date of the report itself."""
    if index.header.date is None:
        return
    written = date.fromisoformat(index.header.date.value)
    place = index.header.date.span
    for start, end, day, month, year in index.days:
        if year is None or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1] or start < place.end:
            continue
        section = next((s for s in reversed(index.all_sections) if s.span.start <= start < s.span.end), None)
        kinds = index.section_kinds.get(section.path, frozenset()) if section else frozenset()
        if section is None or not kinds & set(rule.parameters.sections) or kinds & set(rule.parameters.excludes):
            continue
        if date(year, month, day) > written + timedelta(days=1) and not _AHEAD.search(index.folded[max(0, start - 60) : end + 40]):
            shown = f"{written.day:02}/{written.month:02}/{written.year}"
            yield Hit(
                fields={"date": index.text[start:end], "other": shown},
                spans=((start, end),),
                arithmetic=f"{index.text[start:end]} sau ngày {shown}",
            )


def find_period_sanity(index: Index, rule: Rule) -> Iterator[Hit]:
    """A report dated before the time it tells of is over, by more than the weeks that are usual."""
    header = index.header
    if header.date is None or header.period is None or header.kind is None or header.kind.value in ("term", "resolution"):
        return
    day, end = date.fromisoformat(header.date.value), date.fromisoformat(header.period.value.end)
    start = date.fromisoformat(header.period.value.start)
    early = day < start
    late = day > end + timedelta(days=int(rule.parameters.high or 365))
    if early or late:
        told = f"{day.day:02}/{day.month:02}/{day.year}"
        when = f"{start.day:02}/{start.month:02}/{start.year} - {end.day:02}/{end.month:02}/{end.year}"
        yield Hit(
            fields={"date": told, "other": when},
            spans=((header.date.span.start, header.date.span.end), (header.period.span.start, header.period.span.end)),
            arithmetic=f"ngày {told} {'trước' if early else 'cách xa'} kỳ báo cáo {when}",
        )
