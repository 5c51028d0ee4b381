"""Tables over the units: flat rows, the officer's page, the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cdcs_parse.export import wording
from cdcs_parse.export.grid import Column, Grid, Page, Words
from cdcs_parse.export.series import FIRST, made_of, notes_of
from cdcs_parse.export.workbook import Cell, Shaded, Sheet
from cdcs_parse.model.comparison import Comparisons
from cdcs_parse.model.fact import Period
from cdcs_parse.model.ranking import Row, UnitTable
from cdcs_parse.model.wording import number

# a page of the terminal: tables, lines of a table, lines of its head where it is cut, values worth a second look with their peers
_TABLES, _LINES, _HEAD, _LOOKS, _PEERS = 8, 15, 10, 12, 3
_RED = "#c0261c"
_COLUMNS = (Column("Hạng", figures=True), Column("Đơn vị"), Column("Giá trị", figures=True), Column("Tỷ trọng", figures=True),
            Column("Ghi chú"))  # fmt: skip
_TOTALS = {
    "sum": "Tổng cộng", "recompute": "Tỷ lệ chung", "weighted": "Bình quân chung", "max": "Lớn nhất", "min": "Nhỏ nhất",
    "share": "Tỷ lệ đơn vị có", "list": "Không cộng", "none": "Không cộng",
}  # fmt: skip


def unit_rows(found: Sequence[UnitTable]) -> Iterator[dict[str, Any]]:
    """One flat row a unit of a table; the table's total stands beside every row, not among them."""
    for table in found:
        for row in table.rows:
            yield {
                "indicator": table.indicator,
                "label_vi": table.label_vi,
                "dimensions": ";".join(f"{d}={v}" for d, v in sorted(table.dimensions.items())) or None,
                "kind": table.kind,
                "per": table.per,
                "period_start": table.period.start,
                "period_end": table.period.end,
                "unit": row.unit,
                "unit_name": row.unit_name,
                "value": row.value,
                "denominator": row.denominator,
                "as_written": row.as_written,
                "rank": row.rank,
                "share": row.share,
                "part_of": row.part_of,
                "made_of": made_of(row.made_of) or None,
                "outlier": row.outlier.reason if row.outlier else None,
                "reason": row.reason,
                "total": table.total.value,
                "total_rule": table.total.rule,
                "coverage": table.total.coverage,
                "report": row.evidence.report if row.evidence else None,
                "sentence": row.evidence.sentence if row.evidence else None,
            }


def units_page(found: Comparisons[UnitTable]) -> Page:
    """What an officer wants to see first: values far from the others, then the tables that most units are in."""
    if not found:
        return [
            Words("Không có chỉ tiêu nào mà hai đơn vị trở lên cùng báo cáo cho một kỳ."),
            *notes_of(found),
        ]
    single = len({table.indicator for table in found}) == 1
    units = {row.unit for table in found for row in table.rows}
    periods = {(table.period.start, table.period.end) for table in found}
    page: list[Grid | Words] = [Words(f"{len(units)} đơn vị, {len(periods)} kỳ, {len(found)} bảng so sánh.", "strong")]
    page += _looks(found)
    ordered = sorted(found, key=_weight)
    shown = ordered if single else ordered[:_TABLES]
    page += [_grid(table, whole=single) for table in shown]
    if len(shown) < len(found):
        page.append(
            Words(
                f'Còn {len(found) - len(shown)} bảng chưa hiện; xem riêng một chỉ tiêu: --indicator "TÊN CHỈ TIÊU"; '
                "xem tất cả: --format xlsx -o TỆP.xlsx",
                "faint",
            )
        )
    return [*page, *notes_of(found)]


def _weight(table: UnitTable) -> tuple[int, int, int, bool]:
    """The biggest first; among those of one size what every reader looks for, then the order given."""
    rank = FIRST.index(table.indicator) if table.indicator in FIRST else len(FIRST)
    return -_known(table), len(table.dimensions), rank, table.kind != "count"


def _known(table: UnitTable) -> int:
    return sum(row.value is not None for row in table.rows)


def _looks(found: Sequence[UnitTable]) -> Iterator[Words]:
    """The values to look at again, the farthest first."""
    far = [(row, table) for table in found for row in table.rows if row.outlier]
    if not far:
        return
    far.sort(key=lambda pair: -pair[0].outlier.score if pair[0].outlier else Decimal())
    yield Words("Nên xem lại:", "bad")
    for row, table in far[:_LOOKS]:
        if row.outlier:
            names = {one.unit: one.unit_name for one in table.rows}
            peers = [names.get(unit, unit) for unit in row.outlier.peers[:_PEERS]]
            more = ", …" if len(row.outlier.peers) > _PEERS else ""
            told = f"{row.unit_name}, {_title(table)}: {_value(row)} {row.outlier.reason} (so với {', '.join(peers)}{more})"
            yield Words(f"  ! {told}", "bad")
    if len(far) > _LOOKS:
        yield Words(f"  … và {len(far) - _LOOKS} giá trị khác", "bad")


def _title(table: UnitTable) -> str:
    per = f", tính {wording.PER_WORDS[table.per]}" if table.per in wording.PER_WORDS else ""
    return f"{table.label_vi}{per}, {wording.short_period(table.period)}"


def _value(row: Row) -> str:
    return wording.amount(row.value, row.kind, row.denominator, row.as_written) if row.value is not None else "?"


def _grid(table: UnitTable, *, whole: bool) -> Grid:
    names = {row.unit: row.unit_name for row in table.rows}
    rows = list(table.rows)
    kept = rows
    if not whole and len(rows) > _LINES:
        kept = [row for index, row in enumerate(rows) if index < _HEAD or row.outlier]
    lines = [_line(row, names) for row in kept]
    if len(kept) < len(rows):
        lines.append([Words(""), Words(f"… {len(rows) - len(kept)} đơn vị nữa", "faint"), *[Words("")] * 3])
    lines.append(_total_line(table))
    return Grid(_title(table), _COLUMNS, lines)


def _line(row: Row, names: Mapping[str, str]) -> list[Words]:
    note = _note(row, names)
    doubt = row.reason is not None and row.value is None
    return [
        Words("" if row.rank is None else str(row.rank)),
        Words(row.unit_name),
        Words(_value(row), "bad" if row.outlier else "doubt" if doubt else ""),
        Words("" if row.share is None else f"{number(row.share)}%"),
        Words(note, "bad" if row.outlier else "doubt" if row.reason else "faint"),
    ]


def _note(row: Row, names: Mapping[str, str]) -> str:
    parts = [row.outlier.reason if row.outlier else "", row.reason or ""]
    if row.part_of is not None:
        parts.append(f"nằm trong {names.get(row.part_of, row.part_of)}, không cộng thêm")
    if row.made_of:
        parts.append(f"gộp {made_of(row.made_of)}")
    return "; ".join(filter(None, parts))


def _total_line(table: UnitTable) -> list[Words]:
    total, kind = table.total, table.kind
    share = total.rule in ("recompute", "share")
    value = "" if total.value is None else wording.amount(total.value, "percent" if share else kind, None, "")
    far = sum(row.outlier is not None for row in table.rows)
    doubt = f"; {far} giá trị cần xem lại" if far and total.value is not None else ""
    told = f"{total.coverage}; {total.reason}{doubt}"
    return [Words(""), Words(_TOTALS[total.rule], "strong"), Words(value, "strong"), Words(""), Words(told, "bad" if doubt else "")]


def units_sheets(found: Comparisons[UnitTable]) -> list[Sheet]:
    """Totals, a matrix of units and concepts, every value with its sentence, values to look at again, notes."""
    sheets = [
        Sheet(
            "Tổng hợp",
            [("Chỉ tiêu", 44), ("Kỳ", 18), ("Cách gộp", 16), ("Giá trị", 18), ("Đơn vị có số", 10), ("Tổng số đơn vị", 10),
             ("Cách tính", 60), ("Cần xem lại", 10)],
            [
                [_concept(table), wording.short_period(table.period), _TOTALS[table.total.rule], table.total.value,
                 table.total.counted, table.total.expected, table.total.reason,
                 sum(row.outlier is not None for row in table.rows) or None]
                for table in found
            ],
            fixed=1,
        ),
        _matrix(found),
        Sheet(
            "Từng số",
            [("Chỉ tiêu", 44), ("Kỳ", 18), ("Hạng", 7), ("Đơn vị", 40), ("Giá trị", 18), ("Mẫu số", 12), ("Tỷ trọng %", 10),
             ("Ghi chú", 50), ("Nguyên văn", 20), ("Báo cáo", 30), ("Câu", 80)],
            [
                [_concept(table), wording.short_period(table.period), row.rank, row.unit_name, _cell(row), row.denominator,
                 row.share, _note(row, {r.unit: r.unit_name for r in table.rows}) or None, row.as_written,
                 row.evidence.report if row.evidence else None, row.evidence.sentence if row.evidence else None]
                for table in found for row in table.rows
            ],
            fixed=1,
        ),
    ]  # fmt: skip
    far = [(table, row, row.outlier) for table in found for row in table.rows if row.outlier]
    if far:
        heads = [("Đơn vị", 40), ("Chỉ tiêu", 44), ("Kỳ", 18), ("Giá trị", 18), ("Trung vị các đơn vị cùng loại", 18),
                 ("Vì sao", 70), ("Câu", 80)]  # fmt: skip
        lines: list[list[Cell]] = [
            [row.unit_name, _concept(table), wording.short_period(table.period), _cell(row), outlier.median, outlier.reason,
             row.evidence.sentence if row.evidence else None]
            for table, row, outlier in far
        ]  # fmt: skip
        sheets.append(Sheet("Cần xem lại", heads, lines, fixed=1))
    if found.notes:
        sheets.append(Sheet("Ghi chú", [("Ghi chú", 120)], [[note] for note in found.notes]))
    return sheets


def _concept(table: UnitTable) -> str:
    unit = {"money": " (đồng)", "percent": " (%)"}.get(table.kind, "")
    per = f", tính {wording.PER_WORDS[table.per]}" if table.per in wording.PER_WORDS else ""
    return f"{table.label_vi}{per}{unit}"


def _cell(row: Row) -> Cell:
    if row.value is None:
        return None
    value = row.value if isinstance(row.value, Decimal) else _value(row)
    return Shaded(value, _RED) if row.outlier else value


def _matrix(found: Sequence[UnitTable]) -> Sheet:
    """A line a unit and time, a column a concept, the concepts that most units tell first."""
    count: dict[tuple[str, str], int] = {}
    lines: dict[tuple[str, str, str], dict[tuple[str, str], Cell]] = {}
    names: dict[str, str] = {}
    for table in found:
        # figures of one name may be stated in two ways, such as a number and how often
        concept = (_concept(table), table.kind)
        count[concept] = count.get(concept, 0) + _known(table)
        for row in table.rows:
            names[row.unit] = row.unit_name
            lines.setdefault((table.period.end, table.period.start, row.unit), {})[concept] = _cell(row)
    concepts = sorted(count, key=lambda concept: -count[concept])
    rows: list[list[Cell]] = [
        [names[key[2]], wording.short_period(Period(start=key[1], end=key[0])), *(cells.get(concept) for concept in concepts)]
        for key, cells in sorted(lines.items())
    ]
    return Sheet("Đơn vị và chỉ tiêu", [("Đơn vị", 40), ("Kỳ", 18), *((words, 16) for words, _ in concepts)], rows, fixed=2)
