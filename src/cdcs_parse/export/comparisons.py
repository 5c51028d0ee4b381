"""Targets with their results and promises: flat rows, tables for an officer, a sheet, HTML for a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from cdcs_parse.export import wording
from cdcs_parse.export.workbook import Cell, Shaded, Sheet
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


def comparison_sheets(found: Sequence[Comparison]) -> list[Sheet]:
    """One sheet with the columns of the flat rows, the verdict in its colour."""
    rows = list(comparison_rows(found))
    heads = [(name, 40 if name in ("label_vi", "reason") or "sentence" in name else 14) for name in (rows[0] if rows else ())]
    lines = [[_shaded(name, value, str(row["verdict"])) for name, value in row.items()] for row in rows]
    return [Sheet("So sánh", heads, lines)]


def _shaded(name: str, value: str | Decimal | bool | None, verdict: str) -> Cell:
    return Shaded(str(value), _SHADES[_COLOURS[verdict]]) if name == "verdict_vi" else value


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
        story = "\n".join(_story(promise))
        outcome = Text(OUTCOMES[promise.outcome], style=_COLOURS[promise.outcome])
        table.add_row(Text(_safe(promise.label_vi)), Text(story), outcome, Text(_safe(promise.reason)))
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def promises_html(found: Sequence[Promise]) -> str:
    """The same table for a notebook."""
    heads = "".join(f"<th>{name}</th>" for name in _PROMISE_HEADS)
    body = "".join(
        f"<tr><td>{escape(_safe(promise.label_vi))}</td><td>{'<br>'.join(map(escape, _story(promise)))}</td>"
        f'<td style="color:{_SHADES[_COLOURS[promise.outcome]]};font-weight:600">{OUTCOMES[promise.outcome]}</td>'
        f"<td>{escape(_safe(promise.reason))}</td></tr>"
        for promise in found
    )
    return f'<div lang="vi"><table><tr>{heads}</tr>{body}</table></div>'


def _story(promise: Promise) -> list[str]:
    return [
        f"{wording.period(step.period)}: {asked(step.target)} → {VERDICTS[step.verdict] if step.verdict else 'chưa đến hạn'}"
        for step in promise.steps
    ]


def summary(items: Sequence[Comparison]) -> str:
    """ "18 chỉ tiêu: 7 đạt, 8 vượt, 2 không đạt, 1 chưa có kết quả"."""
    counts = [(words, sum(item.verdict == verdict for item in items)) for verdict, words in VERDICTS.items()]
    return f"{len(items)} chỉ tiêu: " + ", ".join(f"{count} {words}" for words, count in counts if count)


def comparisons_html(found: Sequence[Comparison]) -> str:
    """One table for a notebook; every word is escaped, nothing is loaded from elsewhere."""
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
