"""Comparisons as a table for an officer, JSON, CSV, Excel, a DataFrame and HTML for a notebook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from cdcs_parse.errors import CdcsError, OutputError
from cdcs_parse.export import wording
from cdcs_parse.export.csvout import BOM, cell
from cdcs_parse.model.comparison import Comparison, Comparisons, Declared, Promise, PromiseOutcome, Target, Verdict
from cdcs_parse.model.wording import number

VERDICTS: dict[Verdict, str] = {
    "met": "đạt",
    "exceeded": "vượt",
    "missed": "không đạt",
    "no_result": "chưa có kết quả",
    "not_comparable": "không so sánh được",
}
DECLARED: dict[Declared | None, str] = {None: "", "met": "đạt", "exceeded": "vượt", "missed": "không đạt"}
OUTCOMES: dict[PromiseOutcome, str] = {
    "kept": "giữ lời",
    "missed": "không đạt",
    "vanished": "không nhắc lại",
    "goalposts_moved": "đổi chỉ tiêu",
    "never_measured": "chưa từng có số liệu",
    "open": "chưa đến hạn",
}
_COLOURS = {
    "met": "green", "exceeded": "green", "missed": "red", "no_result": "bright_black", "not_comparable": "bright_black",
    "kept": "green", "vanished": "yellow", "goalposts_moved": "yellow", "never_measured": "bright_black", "open": "bright_black",
}  # fmt: skip
_SHADES = {"green": "#0a7d33", "red": "#c0261c", "yellow": "#8a6100", "bright_black": "#666"}
_GRADES = {
    "ht": ("hoàn thành xuất sắc", "hoàn thành tốt", "hoàn thành", "không hoàn thành"),
    "vm": ("vững mạnh xuất sắc", "vững mạnh", "khá, trung bình", "yếu"),
    "abcd": ("loại A", "loại B", "loại C", "loại D"),
}
_RANKS = ("excellent", "good", "completed", "failed")
_HEADS = ("Chỉ tiêu", "Mức đề ra", "Kết quả", "Đánh giá", "Báo cáo tự nêu", "Cách tính")
_PROMISE_HEADS = ("Chỉ tiêu", "Diễn biến", "Kết cục", "Giải thích")
_CHANGES = {"increase": "tăng ", "decrease": "giảm "}
_SIGNS = {"eq": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}


def asked(target: Target) -> str:
    """What was promised: "≥ 40 lượt người", "15 - 20 sáng kiến", "hoàn thành tốt"."""
    if isinstance(target.value, str):
        return _grade(target.value, target.scale)
    told = number(target.value) if target.high is None else f"{number(target.value)} - {number(target.high)}"
    sign = _CHANGES[target.change] if target.change else "" if target.high is not None else _SIGNS[target.comparator]
    return f"{sign}{told}{_unit(target)}{wording.PER[target.per] if target.per else ''}"


def reached(item: Comparison) -> str:
    """The result in the target's measure; nothing where there is none."""
    if item.result is None:
        return ""
    if isinstance(item.result, str):
        return _grade(item.result, None)
    return f"{number(item.result)}{'' if item.target.change else _unit(item.target)}"


def _unit(target: Target) -> str:
    if target.kind == "percent":
        return "%"
    return f" {'đồng' if target.kind == 'money' else target.unit}" if target.kind == "money" or target.unit else ""


def _grade(value: str, scale: str | None) -> str:
    return _GRADES[scale or "ht"][_RANKS.index(value)] if value in _RANKS else value


def comparisons_json(found: Comparisons[Any]) -> str:
    """A list of objects; decimals are strings without exponent."""
    return json.dumps([item.model_dump(mode="json") for item in found], ensure_ascii=False, indent=2) + "\n"


def comparison_rows(found: Sequence[Comparison]) -> Iterator[dict[str, str | Decimal | bool | None]]:
    """One flat row a target, for CSV, Excel and frames."""
    for item in found:
        target, result = item.evidence.target, item.evidence.result
        yield {
            "unit_name": item.unit,
            "indicator": item.indicator,
            "label_vi": item.label_vi,
            "dimensions": ";".join(f"{d}={v}" for d, v in sorted(item.dimensions.items())) or None,
            "target": item.target.value,
            "target_high": item.target.high,
            "comparator": item.target.comparator,
            "per": item.target.per,
            "target_unit": item.target.unit,
            "period_start": item.target.period.start if item.target.period else None,
            "period_end": item.target.period.end if item.target.period else None,
            "result": item.result,
            "verdict": item.verdict,
            "verdict_vi": VERDICTS[item.verdict],
            "declared": item.declared,
            "contradicted": "có" if item.contradicted else None,
            "difference": item.difference,
            "attainment": item.attainment,
            "reason": item.reason,
            "target_report": target.report,
            "target_sentence": target.sentence,
            "result_report": result.report if result else None,
            "result_sentence": result.sentence if result else None,
        }


def flat_rows(found: Comparisons[Any]) -> list[dict[str, Any]]:
    """Flat rows of any comparisons: targets in their own columns, other items as their JSON fields."""
    if all(isinstance(item, Comparison) for item in found):
        return list(comparison_rows(tuple(found)))
    return [_flat(item) for item in found]


def _flat(item: BaseModel) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
        for name, value in item.model_dump(mode="json").items()
    }


def comparisons_csv(found: Comparisons[Any]) -> str:
    """One line an item, with a byte order mark for Excel."""
    rows = flat_rows(found)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    columns = list(rows[0]) if rows else []
    writer.writerow(columns)
    writer.writerows([[cell(row[column]) for column in columns] for row in rows])
    return BOM + buffer.getvalue()


def comparisons_frame(found: Comparisons[Any]) -> Any:
    """A pandas DataFrame with one row an item; raises CdcsError when pandas is not installed."""
    try:
        import pandas
    except ModuleNotFoundError:
        raise CdcsError("to_frame cần thư viện pandas", hint="cài bằng lệnh: pip install 'cdcs-parse[frame]'") from None
    return pandas.DataFrame(flat_rows(found))


def write_xlsx(found: Comparisons[Any], path: Path) -> None:
    """Write a workbook with one sheet; raises CdcsError without xlsxwriter, OutputError when it cannot be written."""
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise CdcsError("--format xlsx cần thư viện xlsxwriter", hint="cài bằng lệnh: pip install 'cdcs-parse[xlsx]'") from None
    rows = flat_rows(found)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("So sánh")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    shades = {
        name: book.add_format({"text_wrap": True, "valign": "top", "bold": True, "font_color": _SHADES[colour]})
        for name, colour in _COLOURS.items()
    }
    for column, name in enumerate(rows[0] if rows else ()):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, 40 if name in ("label_vi", "reason") or "sentence" in name else 14)
    for line, row in enumerate(rows, 1):
        for column, (name, value) in enumerate(row.items()):
            if isinstance(value, Decimal):
                sheet.write_number(line, column, float(value), wrap)
            elif value is not None:
                style = shades.get(str(row.get("verdict")), wrap) if name == "verdict_vi" else wrap
                sheet.write_string(line, column, str(value), style)
    sheet.freeze_panes(1, 0)
    book.close()
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as fault:
        raise OutputError(f"không ghi được ({fault.strerror})", where=str(path), hint="kiểm tra thư mục và quyền ghi") from fault


def comparisons_text(found: Comparisons[Comparison], *, colour: bool = False, width: int = 150) -> str:
    """Tables by unit, a line of sums, and what contradicts: for an officer, no codes."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    buffer = io.StringIO()
    console = Console(file=buffer, width=width, force_terminal=colour, no_color=not colour, highlight=False)
    for unit, items in _by_unit(found):
        table = Table(title=unit or None, title_justify="left", show_lines=False, expand=False)
        for name in _HEADS:
            table.add_column(name, overflow="fold", ratio=3 if name == "Cách tính" else None)
        for item in items:
            verdict = Text(VERDICTS[item.verdict], style=_COLOURS[item.verdict])
            said = Text(DECLARED[item.declared], style="bold red" if item.contradicted else "")
            if item.contradicted:
                said.append(" (trái số liệu)")
            table.add_row(Text(_safe(item.label_vi)), asked(item.target), reached(item), verdict, said, Text(_safe(item.reason)))
        console.print(table)
        console.print(Text(summary(items)))
        for item in items:
            if item.contradicted and item.declared:
                words = f"! {item.label_vi}: báo cáo nêu “{DECLARED[item.declared]}”, số liệu cho thấy “{VERDICTS[item.verdict]}”."
                console.print(Text(_safe(words)))
    for note in found.notes:
        console.print(Text(f"* {_safe(note)}"))
    if not found:
        console.print("Không có chỉ tiêu nào để so sánh với kết quả.")
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def promises_text(found: Comparisons[Promise], *, colour: bool = False, width: int = 150) -> str:
    """What became of each promise over the years."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    buffer = io.StringIO()
    console = Console(file=buffer, width=width, force_terminal=colour, no_color=not colour, highlight=False)
    table = Table(title="Theo dõi lời hứa qua các kỳ", title_justify="left", expand=False)
    for name in _PROMISE_HEADS:
        table.add_column(name, overflow="fold")
    for promise in found:
        story = "\n".join(
            f"{wording.period(step.period)}: {asked(step.target)} → {VERDICTS[step.verdict] if step.verdict else 'chưa đến hạn'}"
            for step in promise.steps
        )
        outcome = Text(OUTCOMES[promise.outcome], style=_COLOURS[promise.outcome])
        table.add_row(Text(_safe(promise.label_vi)), Text(story), outcome, Text(_safe(promise.reason)))
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def summary(items: Sequence[Comparison]) -> str:
    """ "18 chỉ tiêu: 7 đạt, 8 vượt, 2 không đạt, 1 chưa có kết quả"."""
    counts = [(words, sum(item.verdict == verdict for item in items)) for verdict, words in VERDICTS.items()]
    return f"{len(items)} chỉ tiêu: " + ", ".join(f"{count} {words}" for words, count in counts if count)


def comparisons_html(found: Comparisons[Any]) -> str:
    """One table for a notebook; every word is escaped, nothing is loaded from elsewhere."""
    if not all(isinstance(item, Comparison) for item in found):
        rows = flat_rows(found)
        heads = "".join(f"<th>{escape(name)}</th>" for name in (rows[0] if rows else ()))
        body = "".join("<tr>" + "".join(f"<td>{escape(str(v))}</td>" for v in row.values()) + "</tr>" for row in rows)
        return f'<table lang="vi"><tr>{heads}</tr>{body}</table>'
    heads = "".join(f"<th>{name}</th>" for name in _HEADS)
    body = "".join(map(_html_row, found))
    return f'<div lang="vi"><p>{escape(summary(tuple(found)))}</p><table><tr>{heads}</tr>{body}</table></div>'


def _html_row(item: Comparison) -> str:
    shade = _SHADES[_COLOURS[item.verdict]]
    said = DECLARED[item.declared] + (" (trái số liệu)" if item.contradicted else "")
    first = escape(_safe(item.evidence.target.sentence), quote=True)
    return (
        f'<tr><td title="{first}">{escape(_safe(item.label_vi))}</td><td>{escape(asked(item.target))}</td>'
        f'<td>{escape(reached(item))}</td><td style="color:{shade};font-weight:600">{VERDICTS[item.verdict]}</td>'
        f"<td>{escape(said)}</td><td>{escape(_safe(item.reason))}</td></tr>"
    )


def _by_unit(found: Sequence[Comparison]) -> list[tuple[str | None, list[Comparison]]]:
    groups: dict[str | None, list[Comparison]] = {}
    for item in found:
        groups.setdefault(item.unit, []).append(item)
    return list(groups.items())


def _safe(words: str) -> str:
    return wording.visible(words).strip()
