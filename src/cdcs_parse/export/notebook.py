"""A report as HTML for a notebook: one piece, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape

from cdcs_parse.export import wording
from cdcs_parse.export.outline import outline_text
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report

_STYLE = (
    "<style>.cdcs table{border-collapse:collapse;margin:.3em 0}"
    ".cdcs td,.cdcs th{text-align:left;vertical-align:top;padding:.15em .6em;border-bottom:1px solid #8884}"
    ".cdcs td.n{text-align:right;white-space:nowrap;font-weight:600}.cdcs summary{cursor:pointer;font-weight:600}"
    ".cdcs mark{background:#fd06;color:inherit}.cdcs pre{white-space:pre-wrap}</style>"
)
_HEADS = ("Chỉ tiêu", "Giá trị", "Phân tổ", "Vai trò", "Kỳ", "Câu")


def report_html(report: Report) -> str:
    """Header, tree and figures by section; every word of the report is escaped."""
    head = "".join(f"<tr><th>{_safe(label)}</th><td>{_safe(told)}</td></tr>" for label, told in wording.header_rows(report.header))
    parts = [
        f'<div class="cdcs" lang="vi">{_STYLE}<h4>{_safe(report.source.name)} ({len(report.facts)} số liệu)</h4>',
        f"<table>{head}</table>",
        f"<details><summary>Đề mục</summary><pre>{escape(outline_text(report))}</pre></details>",
    ]
    for _, title, facts in wording.by_section(report):
        rows = "".join(_row(report, fact) for fact in facts)
        heads = "".join(f"<th>{name}</th>" for name in _HEADS)
        summary = f"<summary>{_safe(title)} ({len(facts)})</summary>"
        parts.append(f"<details open>{summary}<table><tr>{heads}</tr>{rows}</table></details>")
    parts += [f"<p><b>{_safe(f.severity)} {_safe(f.rule)}</b>: {_safe(f.message_vi)}</p>" for f in report.findings]
    unread = [mask.span.text for mask in report.masks if mask.reason == "unread"]
    if unread:
        parts.append(f"<p>Số chưa hiểu: {_safe(', '.join(unread))}</p>")
    return "".join(parts) + "</div>"


def _row(report: Report, fact: Fact) -> str:
    before, figure, after = wording.passage(report, fact)
    cells = (wording.breakdown(report, fact), wording.role(fact), wording.period(fact.period))
    return (
        f'<tr title="{_safe(fact.basis)}"><td>{_safe(wording.concept(report, fact))}</td>'
        f'<td class="n">{_safe(wording.value(fact))}</td>'
        + "".join(f"<td>{_safe(words)}</td>" for words in cells)
        + f"<td>{escape(before)}<mark>{escape(figure)}</mark>{escape(after)}</td></tr>"
    )


def _safe(words: str) -> str:
    return escape(wording.visible(words).strip())
