"""Series over the years: flat rows, the officer's page, the sheets of a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cdcs_parse.export import wording
from cdcs_parse.export.grid import Column, Grid, Page, Words
from cdcs_parse.export.workbook import Cell, Shaded, Sheet
from cdcs_parse.model.comparison import Comparisons
from cdcs_parse.model.fact import Period
from cdcs_parse.model.series import Change, MadeOf, Point, Series
from cdcs_parse.model.wording import number

# a page of the terminal: units with a table each, concepts with a table each, lines of a table, times beside each other
_UNITS, _CONCEPTS, _LINES, _TIMES, _TIMES_WIDE = 3, 6, 25, 8, 5
_MANY, _NOTES = 100, 15
# what every reader looks for first
FIRST = ("union_members", "workforce")
_DOUBT = "#8a6100"
_Time = tuple[str, str]
_MORE = 'xem riêng một chỉ tiêu: --indicator "TÊN CHỈ TIÊU"; xem tất cả: --format xlsx -o TỆP.xlsx'


def series_rows(found: Sequence[Series]) -> Iterator[dict[str, Any]]:
    """One flat row a point, with the change that leads to it; a term held against its years is a row as well."""
    for one in found:
        led = {(change.end.start, change.end.end): change for change in one.changes}
        common = {
            "unit": one.unit,
            "unit_name": one.unit_name,
            "indicator": one.indicator,
            "label_vi": one.label_vi,
            "dimensions": ";".join(f"{d}={v}" for d, v in sorted(one.dimensions.items())) or None,
            "per": one.per,
            "time": one.time,
        }
        for point in one.points:
            change = led.get((point.period.start, point.period.end))
            yield common | {
                "period_start": point.period.start,
                "period_end": point.period.end,
                "value": point.value,
                "denominator": point.denominator,
                "kind": point.kind,
                "as_written": point.as_written,
                "as_first_reported": point.as_first_reported,
                "as_restated": point.as_restated,
                "made_of": made_of(point.made_of) or None,
                "compared_with": change.start.end if change else None,
                "difference": change.difference if change else None,
                "percent": change.percent if change else None,
                "change": change.reason if change else None,
                "reason": point.reason,
                "report": point.evidence.report if point.evidence else None,
                "sentence": point.evidence.sentence if point.evidence else None,
            }
        empty = dict.fromkeys(
            ("denominator", "as_written", "as_first_reported", "as_restated", "made_of", "compared_with", "difference", "percent",
             "change")
        )  # fmt: skip
        for term in one.terms:
            yield common | {
                "period_start": term.period.start, "period_end": term.period.end, "value": term.value, **empty,
                "kind": one.points[0].kind if one.points else None, "reason": term.reason, "report": None, "sentence": None,
            }  # fmt: skip


def made_of(parts: Sequence[MadeOf]) -> str:
    """ "30 (CĐCS A) + 28 (CĐCS B)"."""
    return " + ".join(f"{number(part.value)} ({part.unit_name})" for part in parts)


def series_page(found: Comparisons[Series]) -> Page:
    """What an officer wants to see first: a table a unit where they are few, else a table a concept with a line a unit."""
    told = [one for one in found if len(one.points) > 1 or one.terms]
    alone = len(found) - len(told)
    single = len({one.indicator for one in found}) == 1
    if single and not told:
        told, alone = list(found), 0
    units = {one.unit: one.unit_name for one in told}
    page: list[Grid | Words] = []
    notes: list[str] = []
    hidden = 0
    if len(units) <= _UNITS and not (single and len(units) > 1):
        for unit, name in units.items():
            lines = _fullest([one for one in told if one.unit == unit])
            shown = lines[: _MANY if single else _LINES]
            hidden += len(lines) - len(shown)
            page += _grid(name, [(_label(one), one) for one in shown], "Chỉ tiêu", notes)
    else:
        concepts: dict[tuple[object, ...], list[Series]] = {}
        for one in told:
            concepts.setdefault((one.indicator, tuple(one.dimensions.items()), one.per, _kind(one)), []).append(one)
        ordered = sorted(concepts.values(), key=lambda group: (_rank(group[0]), -sum(len(one.points) for one in group)))
        hidden = sum(map(len, ordered[_CONCEPTS:]))
        for group in ordered[:_CONCEPTS]:
            shown = group[: _MANY if single else _LINES]
            hidden += len(group) - len(shown)
            page += _grid(_label(group[0]), [(one.unit_name, one) for one in shown], "Đơn vị", notes)
    page += [Words(note, "doubt") for note in notes]
    if not page:
        page.append(Words("Không có chỉ tiêu nào có số liệu của hai kỳ trở lên để so sánh."))
    if hidden:
        page.append(Words(f"Còn {hidden} dãy số liệu chưa hiện; {_MORE}.", "faint"))
    if alone:
        page.append(Words(f"{alone} dãy chỉ có số liệu một kỳ nên không hiện ở đây.", "faint"))
    return [*page, *notes_of(found)]


def notes_of(found: Comparisons[Any]) -> Iterator[Words]:
    """What was left aside and why, cut where it is long."""
    for note in found.notes[:_NOTES]:
        yield Words(f"* {note}")
    if len(found.notes) > _NOTES:
        yield Words(f"* … và {len(found.notes) - _NOTES} ghi chú nữa; xem tất cả: --format xlsx -o TỆP.xlsx", "faint")


def _fullest(lines: Sequence[Series]) -> list[Series]:
    return sorted(lines, key=lambda one: (_rank(one), -sum(point.value is not None for point in one.points)))


def _rank(one: Series) -> int:
    return FIRST.index(one.indicator) if one.indicator in FIRST and not one.dimensions else len(FIRST)


def _kind(one: Series) -> str:
    return one.points[0].kind if one.points else ""


def _label(one: Series) -> str:
    return f"{one.label_vi}{', tính ' + wording.PER_WORDS[one.per] if one.per in wording.PER_WORDS else ''}"


def _grid(title: str, lines: Sequence[tuple[str, Series]], first: str, notes: list[str]) -> Iterator[Grid | Words]:
    places = _places([one for _, one in lines])
    wide = any(_kind(one) == "money" for _, one in lines)
    # the latest times, those that only one line tells after the others
    filled = Counter(places.values())
    latest = sorted(filled, key=lambda time: (filled[time] > 1 or len(lines) == 1, time[1], time[0]), reverse=True)
    times = sorted(latest[: _TIMES_WIDE if wide else _TIMES], key=lambda time: (time[1], time[0]))
    heads = [wording.short_period(Period(start=start, end=end)) for start, end in times]
    columns = [Column(first), *(Column(head, figures=True) for head in heads), Column("Thay đổi gần nhất")]
    rows: list[list[Words]] = []
    for name, one in lines:
        cells = dict.fromkeys(times, Words("—", "faint"))
        own = {places[id(one), index] for index in range(len(one.points))}
        for index, point in enumerate(one.points):
            time = places[id(one), index]
            if time in cells:
                cells[time] = _cell(point, f"{name}, {wording.short_period(Period(start=time[0], end=time[1]))}", notes)
        rows.append([Words(name), *cells.values(), _change(one, [t for t in times if t in own], places)])
        notes += [f"{name}: {term.reason}" for term in one.terms]
    left = len(filled) - len(times)
    yield Grid(title, columns, rows)
    if left:
        yield Words(f"(còn {left} kỳ khác không hiện ở bảng này)", "faint")


def _places(lines: Sequence[Series]) -> Mapping[tuple[int, int], _Time]:
    """The column of every point: its time; for stocks that of the reports that end on the day."""
    used = Counter((p.period.start, p.period.end) for one in lines for p in one.points if p.period.start != p.period.end)
    by_end: dict[str, _Time] = {}
    for time, _ in used.most_common():
        by_end.setdefault(time[1], time)
    placed: dict[tuple[int, int], _Time] = {}
    for one in lines:
        for index, point in enumerate(one.points):
            start, end = point.period.start, point.period.end
            if one.time == "stock":
                # the last day of a year stands for the year
                day = (f"{end[:4]}-01-01", end) if end.endswith("-12-31") else (start, end)
                start, end = by_end.get(end, day)
            placed[id(one), index] = (start, end)
    return placed


def _cell(point: Point, where: str, notes: list[str]) -> Words:
    told = wording.amount(point.value, point.kind, point.denominator, point.as_written)
    if point.reason is None:
        return Words(told)
    notes.append(f"[{len(notes) + 1}] {where}: {point.reason}")
    return Words(f"{told} [{len(notes)}]", "doubt")


def _change(one: Series, shown: Sequence[_Time], places: Mapping[tuple[int, int], _Time]) -> Words:
    if not one.changes:
        return Words("")
    change = one.changes[-1]
    at = {(point.period.start, point.period.end): places[id(one), index] for index, point in enumerate(one.points)}
    start, end = at[change.start.start, change.start.end], at[change.end.start, change.end.end]
    told = change_words(change, _kind(one))
    if change.difference is not None and list(shown[-2:]) != [start, end]:
        told = f"{told}, so với {wording.short_period(Period(start=start[0], end=start[1]))}"
    return Words(told, "" if change.difference is not None or "→" in told or told.startswith("giữ nguyên") else "faint")


def change_words(change: Change, kind: str) -> str:
    """ "▲ +2 (+1,7%)", "▼ -1,3 điểm %", "= không đổi", or why the two times cannot be compared."""
    if change.difference is None:
        return change.reason
    if not change.difference:
        return "= không đổi"
    arrow, sign = ("▲", "+") if change.difference > 0 else ("▼", "")
    if kind == "percent":
        return f"{arrow} {sign}{number(change.difference)} điểm %"
    share = f" ({sign}{number(change.percent)}%)" if change.percent is not None else ""
    return f"{arrow} {sign}{number(change.difference)}{share}"


def series_sheets(found: Comparisons[Series]) -> list[Sheet]:
    """Times beside each other, every point with its sentence, terms, notes."""
    places = _places(found)
    times = sorted(set(places.values()), key=lambda time: (time[1], time[0]))
    heads = [(wording.short_period(Period(start=start, end=end)), 16) for start, end in times]
    wide: list[list[Cell]] = []
    for one in found:
        cells: dict[_Time, Cell] = dict.fromkeys(times)
        for index, point in enumerate(one.points):
            value: str | Decimal = point.value if isinstance(point.value, Decimal) else wording.amount(
                point.value, point.kind, point.denominator, point.as_written
            )  # fmt: skip
            cells[places[id(one), index]] = Shaded(value, _DOUBT) if point.reason else value
        last = one.changes[-1] if one.changes else None
        wide.append(
            [one.unit_name, _label(one), _UNIT.get(_kind(one), ""), *cells.values(), last.difference if last else None,
             last.percent if last else None, last.reason if last else None]
        )  # fmt: skip
    first = [("Đơn vị", 34), ("Chỉ tiêu", 40), ("Đo bằng", 10)]
    sheets = [
        Sheet("Qua các kỳ", [*first, *heads, ("Chênh lệch gần nhất", 16), ("Tăng giảm %", 10), ("Cách tính", 50)], wide, fixed=2),
        Sheet(
            "Từng số",
            [("Đơn vị", 34), ("Chỉ tiêu", 40), ("Từ ngày", 12), ("Đến ngày", 12), ("Giá trị", 18), ("Mẫu số", 12),
             ("Nguyên văn", 20), ("Báo cáo kỳ đó nêu", 18), ("Báo cáo sau nêu lại", 18), ("Ghi chú", 40), ("Báo cáo", 30),
             ("Câu", 80)],
            [
                [row["unit_name"], row["label_vi"], row["period_start"], row["period_end"], row["value"], row["denominator"],
                 row["as_written"], row["as_first_reported"], row["as_restated"], row["reason"], row["report"], row["sentence"]]
                for row in series_rows(found)
            ],
            fixed=2,
        ),
        Sheet(
            "Thay đổi",
            [("Đơn vị", 34), ("Chỉ tiêu", 40), ("Từ kỳ", 18), ("Đến kỳ", 18), ("Chênh lệch", 16), ("Tăng giảm %", 10),
             ("Cách tính", 60)],
            [
                [one.unit_name, _label(one), wording.short_period(change.start), wording.short_period(change.end),
                 change.difference, change.percent, change.reason]
                for one in found for change in one.changes
            ],
            fixed=2,
        ),
    ]  # fmt: skip
    if found.notes:
        sheets.append(Sheet("Ghi chú", [("Ghi chú", 120)], [[note] for note in found.notes]))
    return sheets


_UNIT = {"money": "đồng", "percent": "%"}
