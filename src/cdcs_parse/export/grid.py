"""A page of lines and tables in words, shown in the terminal or in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, NamedTuple

from cdcs_parse.export import wording
from cdcs_parse.export.terminal import captured, line

Tone = Literal["", "good", "bad", "doubt", "faint", "strong"]
_STYLES: dict[Tone, str] = {
    "": "", "good": "green", "bad": "bold red", "doubt": "yellow", "faint": "bright_black", "strong": "bold",
}  # fmt: skip
_CSS: dict[Tone, str] = {
    "": "", "good": "color:#0a7d33", "bad": "color:#c0261c;font-weight:600", "doubt": "color:#8a6100", "faint": "color:#666",
    "strong": "font-weight:600",
}  # fmt: skip
_SHEET = (
    "<style>.cdcs-so table{border-collapse:collapse;margin:.3em 0 1em}.cdcs-so caption{text-align:left;font-weight:600}"
    ".cdcs-so td,.cdcs-so th{text-align:left;vertical-align:top;padding:.15em .6em;border-bottom:1px solid #8884}"
    ".cdcs-so td.n,.cdcs-so th.n{text-align:right;white-space:nowrap}</style>"
)


class Words(NamedTuple):
    """What stands in a cell or on a line, and in which tone."""

    words: str
    tone: Tone = ""


class Column(NamedTuple):
    """A head; figures stand to the right, and the widest words may be folded."""

    head: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table with its title."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Words]]


Page = Sequence[Grid | Words]


def page_text(page: Page, *, colour: bool = False) -> str:
    """The page for a terminal, with colours when asked."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    def show(console: Console) -> None:
        for part in page:
            if isinstance(part, Words):
                console.print(line(part.words, _STYLES[part.tone]), soft_wrap=False)
                continue
            table = Table(title=line(part.title, "bold"), title_justify="left", show_lines=False, expand=False)
            for column in part.columns:
                table.add_column(
                    Text(column.head), justify="right" if column.figures else "left", overflow="fold", no_wrap=column.figures
                )
            for row in part.rows:
                table.add_row(*(line(cell.words, _STYLES[cell.tone]) for cell in row))
            console.print(table)

    return captured(show, colour=colour)


def page_html(page: Page) -> str:
    """The page for a notebook; every word is escaped, nothing is loaded from elsewhere."""
    parts = [f'<div class="cdcs-so" lang="vi">{_SHEET}']
    for part in page:
        parts.append(f"<p{_style(part.tone)}>{_safe(part.words)}</p>" if isinstance(part, Words) else _table(part))
    return "".join(parts) + "</div>"


def _table(grid: Grid) -> str:
    heads = "".join(f"<th{_class(column)}>{_safe(column.head)}</th>" for column in grid.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{_class(column)}{_style(cell.tone)}>{_safe(cell.words)}</td>"
            for column, cell in zip(grid.columns, row, strict=True)
        )
        + "</tr>"
        for row in grid.rows
    )
    return f"<table><caption>{_safe(grid.title)}</caption><tr>{heads}</tr>{rows}</table>"


def _class(column: Column) -> str:
    return ' class="n"' if column.figures else ""


def _style(tone: Tone) -> str:
    return f' style="{_CSS[tone]}"' if _CSS[tone] else ""


def _safe(words: str) -> str:
    return escape(wording.visible(words).strip())
