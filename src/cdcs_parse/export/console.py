"""A report as tables on the console."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdcs_parse.export import wording
from cdcs_parse.export.outline import outline_text
from cdcs_parse.export.terminal import captured, line, open_console
from cdcs_parse.export.told import in_vietnamese
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report

_REACH = 44


def show_report(report: Report, console: Console | None = None) -> None:
    """Print header, section tree and figures by section, in Vietnamese."""
    out = console or open_console()
    out.print(line(f"{report.source.name}  ({len(report.facts)} số liệu)", "bold"))
    head = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for label, told in wording.header_rows(report.header):
        head.add_row(line(label, "cyan"), line(told))
    out.print(head)
    out.print(line("\nĐề mục", "bold"))
    out.print(Text(outline_text(report)))
    for _, title, facts in wording.by_section(report):
        out.print(_section(report, title, facts, marks=("", "") if out.is_terminal else ("⟦", "⟧")))
    if any(map(wording.unsure, report.facts)):
        out.print(line("(?): chữ số nhận dạng từ ảnh quét chưa chắc đúng, hãy đối chiếu với bản gốc.", "yellow"))
    unread = [mask for mask in report.masks if mask.reason == "unread"]
    if unread:
        places = ", ".join(f"{mask.span.text!r} ({mask.span.start})" for mask in unread)
        out.print(line(f"Số chưa hiểu: {places}", "yellow"))
    for finding in report.findings:
        style = "red" if finding.severity == "error" else "yellow"
        out.print(line(f"{finding.severity} {finding.rule}: {finding.message_vi}", style))
    for note in report.notes:
        out.print(line(f"Lưu ý: {in_vietnamese(note)}", "dim"))


def report_text(report: Report, *, colour: bool = False) -> str:
    """The same as a string, with terminal colours when asked."""
    return captured(lambda console: show_report(report, console), colour=colour)


def _section(report: Report, title: str, facts: list[Fact], marks: tuple[str, str]) -> Table:
    """`marks` stand around the figure in its sentence, where reverse video cannot show it."""
    table = Table(title=line(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("Chỉ tiêu", ratio=5, overflow="fold")
    table.add_column("Giá trị", ratio=4, overflow="fold", justify="right")
    table.add_column("Phân tổ", ratio=3, overflow="fold")
    table.add_column("Vai trò", ratio=2, overflow="fold")
    table.add_column("Kỳ", ratio=2, overflow="fold")
    table.add_column("Câu", ratio=8, overflow="fold")
    for fact in facts:
        before, figure, after = wording.passage(report, fact, _REACH)
        table.add_row(
            line(wording.concept(report, fact), "" if fact.indicator else "yellow"),
            line(f"{wording.value(fact)}{' (?)' if wording.unsure(fact) else ''}", "bold"),
            line(wording.breakdown(report, fact)),
            line(wording.role(fact)),
            line(wording.period(fact.period), "dim" if fact.period_source == "inherited" else ""),
            Text.assemble(before.lstrip(), (figure.join(marks), "reverse"), after.rstrip()),
        )
    return table
