"""A report with its findings as one HTML file that needs nothing else: the text on the left, the findings on the right."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise

from cdcs_parse.export import wording
from cdcs_parse.export.findings import COUNTED, SEVERITIES, in_order, section_of, told_before, verdict, worst
from cdcs_parse.model.document import Block, Paragraph, Table
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report

_RANK = {"error": 0, "warning": 1, "info": 2, "explained": 3}
_LABELS = SEVERITIES | {"explained": "ĐÃ GIẢI TRÌNH"}
_FILTERS = {**{str(k): v for k, v in COUNTED.items()}, "explained": "đã giải trình"}
_QUOTED = 90


def page(report: Report) -> str:
    """The HTML of one report: no outside requests, no clock; whatever the report says is text and never markup."""
    findings = in_order(report.findings)
    title = escape(wording.visible(report.source.name).strip())
    script, style = _data("check.js"), _data("check.css")
    told = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{told}'; base-uri 'none'; form-action 'none'"
    unit = report.header.unit
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>Kiểm tra: {title}</title>\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<style>\n{style}</style>\n</head>\n<body>\n",
            f'<header class="{worst(findings) or "none"}"><p class="verdict">{escape(verdict(findings))}</p>',
            f'<p class="name"><bdi>{title}</bdi>{" – <bdi>" + _shown(unit.value) + "</bdi>" if unit else ""}</p>',
            _filters(findings),
            '</header>\n<main>\n<article id="text" tabindex="0" aria-label="Văn bản báo cáo">\n',
            *_Text(report, findings).blocks(),
            '</article>\n<aside aria-label="Các phát hiện"><ol id="list">\n',
            *_list(report, findings),
            f"</ol></aside>\n</main>\n<script>{script}</script>\n</body>\n</html>\n",
        )
    )


@cache
def _data(name: str) -> str:
    return files("cdcs_parse.export").joinpath("data", name).read_text(encoding="utf-8")


def state(finding: Finding) -> str:
    """Its severity, or "explained": what the page shows and filters by."""
    return finding.severity if finding.explained is None else "explained"


def _filters(findings: Sequence[Finding]) -> str:
    counts = {key: _count([f for f in findings if state(f) == key]) for key in _RANK}
    boxes = "".join(
        f'<label class="{key}"><input type="checkbox" data-state="{key}" checked> {_FILTERS[key]} ({count})</label>'
        for key, count in counts.items()
        if count
    )
    if not boxes:
        return ""
    return (
        f'<form class="filters" aria-label="Lọc">{boxes}<label class="fact"><input type="checkbox" data-state="fact" checked> '
        'số liệu đã đọc</label><span class="keys">'
        "Phím: <kbd>n</kbd> sau, <kbd>p</kbd> trước, <kbd>Enter</kbd> tới chỗ</span></form>"
    )


def _count(findings: Sequence[Finding]) -> str:
    """ "4", "4, kéo theo 1", "" for none: the verdict counts the first number."""
    followers = sum(f.root is not None for f in findings)
    roots = str(len(findings) - followers) if findings else ""
    return f"{roots}, kéo theo {followers}" if followers else roots


def _shown(text: str) -> str:
    """Text for one line of HTML."""
    return escape(wording.visible(text).strip())


def _visible(text: str) -> str:
    """Text for HTML, each character kept or, when it is a control or turns the direction, shown as a dot."""
    return escape("".join(c if c.isprintable() or c.isspace() else "·" for c in text))


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of the text that a finding points at."""

    start: int
    end: int
    finding: int
    number: int


class _Text:
    """The text with its marks. Stretches that cross are cut at each other's ends: every piece knows all it belongs to."""

    def __init__(self, report: Report, findings: Sequence[Finding]) -> None:
        self._report, self._findings = report, findings
        places = [
            _Place(span.start, span.end, index, number)
            for index, finding in enumerate(findings)
            for number, span in enumerate(finding.spans)
            if span.end > span.start
        ]
        self._starts = sorted(places, key=lambda p: (p.start, -p.end, p.finding))
        self._facts = sorted(report.facts, key=lambda f: f.span.start)
        edges = {edge for p in places for edge in (p.start, p.end)}
        self._edges = sorted(edges | {edge for f in self._facts for edge in (f.span.start, f.span.end)})
        self._headings = {s.start for top in report.sections for s in top.walk()}
        self._open: list[_Place] = []
        self._next = self._next_fact = 0

    def blocks(self) -> Iterator[str]:
        """The blocks of the report in order of place, and between them whatever stands outside of blocks."""
        at = 0
        for block in self._report.blocks:
            yield self._between(at, block.span.start)
            yield self._block(block)
            at = max(at, block.span.end)
        yield self._between(at, len(self._report.text))

    def _between(self, start: int, end: int) -> str:
        return f"<p>{self._pieces(start, end)}</p>\n" if self._report.text[start:end].strip() else ""

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            label = f'<span class="label">{_shown(block.label)}</span> ' if block.label else ""
            heading = block.bold or block.span.start in self._headings
            shape = ' class="head"' if heading else ""
            return f'<p{shape} dir="auto">{label}{self._pieces(block.span.start, block.span.end)}</p>\n'
        return self._table(block)

    def _table(self, table: Table) -> str:
        rows: list[str] = []
        current = -1
        for cell in table.cells:
            if cell.row != current:
                rows.append("<tr>")
                current = cell.row
            spans = (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "") + (
                f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
            )
            label = f'<span class="label">{_shown(cell.label)}</span> ' if cell.label else ""
            rows[-1] += f'<td{spans} dir="auto">{label}{self._pieces(cell.span.start, cell.span.end)}</td>'
        return f'<div class="table"><table>{"".join(f"{r}</tr>" for r in rows)}</table></div>\n'

    def _pieces(self, start: int, end: int) -> str:
        inside = self._edges[bisect_left(self._edges, start + 1) : bisect_left(self._edges, end)]
        edges = [start, *inside, end] if end > start else []
        return "".join(self._piece(a, b) for a, b in pairwise(edges))

    def _piece(self, start: int, end: int) -> str:
        """A piece that no edge cuts; asked for in order of place."""
        self._open = [p for p in self._open if p.end > start]
        anchors = ""
        while self._next < len(self._starts) and self._starts[self._next].start <= start:
            place = self._starts[self._next]
            self._next += 1
            if place.end > start:
                self._open.append(place)
                anchors += f'<i id="t{place.finding}-{place.number}"></i>'
        while self._next_fact < len(self._facts) and self._facts[self._next_fact].span.end <= start:
            self._next_fact += 1
        fact = self._facts[self._next_fact] if self._next_fact < len(self._facts) else None
        words = _visible(self._report.text[start:end])
        if fact is not None and fact.span.start <= start:
            concept = wording.concept(self._report, fact)
            told = f"{concept}: {wording.value(fact)} ({wording.role(fact)})"
            words = f'<span class="fig" title="{_shown(told)}">{words}</span>'
        if not self._open:
            return anchors + words
        # the gravest and innermost of those that share the words is the one the link leads to first
        ranked = sorted(self._open, key=lambda p: (_RANK[state(self._findings[p.finding])], p.end - p.start, p.finding))
        shared = list(dict.fromkeys(p.finding for p in ranked))
        states = " ".join(dict.fromkeys(f"has-{state(self._findings[i])}" for i in shared))
        return (
            f'{anchors}<a class="m {state(self._findings[shared[0]])} {states}" href="#f{shared[0]}" '
            f'data-f="{" ".join(map(str, shared))}">{words}</a>'
        )


def _list(report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    numbers: dict[str, int] = {f.id: i for i, f in enumerate(findings)}
    sections = _Sections(report)
    for index, finding in enumerate(findings):
        kind = state(finding)
        follows = finding.root is not None and finding.root in numbers
        parts = [
            f'<li id="f{index}" class="{kind}{" follows" if follows else ""}" data-state="{kind}" tabindex="-1">',
            f'<p class="what"><span class="sev">{_LABELS[kind]}</span> <span class="rule">{escape(finding.rule)}</span> ',
            f"<bdi>{_shown(finding.message_vi)}</bdi></p>",
        ]
        if finding.explained is not None:
            parts.append(f'<p class="explained-by">đã giải trình: <bdi>{_shown(finding.explained)}</bdi></p>')
        parts += (f'<p class="before">Kỳ trước: <bdi>{_shown(words)}</bdi></p>' for words in told_before(finding))
        if finding.arithmetic:
            parts.append(f'<p class="sum">Tính: <bdi>{_shown(finding.arithmetic)}</bdi></p>')
        if finding.suggestion:
            parts.append(f'<p class="todo">Nên: <bdi>{_shown(finding.suggestion)}</bdi></p>')
        if follows:
            root = numbers[finding.root or ""]
            parts.append(f'<p class="root">Kéo theo từ <a href="#f{root}">[{escape(findings[root].rule)}]</a></p>')
        links = []
        before = ""
        for number, span in enumerate(finding.spans):
            if span.end > span.start:
                # the section is named once for neighbours that share it
                name = sections.told(span.start)
                links.append(f'<a href="#t{index}-{number}">“{_cut(span.text)}”</a>{name if name != before else ""}')
                before = name
        parts.append(f'<p class="where">Ở: {"; ".join(links)}</p>' if links else '<p class="where">Về cả báo cáo</p>')
        yield "".join((*parts, "</li>\n"))


class _Sections:
    """The section of each place, looked up once a place."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._known: dict[int, str] = {}

    def told(self, place: int) -> str:
        if place not in self._known:
            name = section_of(self._report, place)
            self._known[place] = f" <small>({_shown(name)})</small>" if name else ""
        return self._known[place]


def _cut(words: str) -> str:
    told = wording.visible(words).strip()
    return escape(told if len(told) <= _QUOTED else f"{told[:_QUOTED].rstrip()}…")
