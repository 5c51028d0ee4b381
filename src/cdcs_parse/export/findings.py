"""Findings as plain text for an officer: a verdict first, then each root cause with its sentence and its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable

from cdcs_parse.export import wording
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report

SEVERITIES = {"error": "LỖI", "warning": "CẢNH BÁO", "info": "LƯU Ý"}
_COUNTED = {"error": "lỗi", "warning": "cảnh báo", "info": "lưu ý"}
_WIDTH = 300


def verdict(findings: Iterable[Finding]) -> str:
    """One line: "Chưa nên gửi: 2 lỗi, 3 cảnh báo". Consequences and what the writer explained do not count."""
    open_ones = [f for f in findings if f.root is None and f.explained is None]
    counts = {severity: sum(f.severity == severity for f in open_ones) for severity in _COUNTED}
    told = ", ".join(f"{count} {_COUNTED[severity]}" for severity, count in counts.items() if count)
    if counts["error"]:
        return f"Chưa nên gửi: {told}"
    if counts["warning"]:
        return f"Nên xem lại trước khi gửi: {told}"
    return f"Có thể gửi: không có lỗi, {told}" if told else "Có thể gửi: không có lỗi"


def findings_text(report: Report) -> str:
    """The report's findings, roots by severity and place, what follows from a root below it."""
    lines = [f"{wording.visible(report.source.name)}: {verdict(report.findings)}", ""]
    roots = [f for f in report.findings if f.root is None]
    order = list(SEVERITIES)
    for number, finding in enumerate(sorted(roots, key=lambda f: (order.index(f.severity), _start(f), f.id)), 1):
        lines += _told(report, finding, number)
        for follower in (f for f in report.findings if f.root == finding.id):
            lines.append(f"   kéo theo [{follower.rule}]: {wording.visible(follower.message_vi)}")
        lines.append("")
    return "\n".join(lines)


def _told(report: Report, finding: Finding, number: int) -> list[str]:
    lines = [f"{number}. {SEVERITIES[finding.severity]} [{finding.rule}] {wording.visible(finding.message_vi)}"]
    if finding.spans and finding.spans[0].end > finding.spans[0].start:
        lines.append(f"   Câu: “{wording.visible(passage(report, finding))}”")
        place = section_of(report, finding.spans[0].start)
        lines += [f"   Ở: {wording.visible(place)}"] if place else []
    if finding.arithmetic:
        lines.append(f"   Tính: {wording.visible(finding.arithmetic)}")
    if finding.suggestion:
        lines.append(f"   Nên: {wording.visible(finding.suggestion)}")
    if finding.explained:
        lines.append(f"   Đã giải thích: {wording.visible(finding.explained)}")
    return lines


def passage(report: Report, finding: Finding) -> str:
    """The line in which the first place of a finding stands, shortened around it."""
    at = finding.spans[0]
    start = report.text.rfind("\n", 0, at.start) + 1
    end = report.text.find("\n", at.end)
    end = len(report.text) if end < 0 else end
    for fact in report.facts:
        if fact.sentence is not None and fact.span.start == at.start and fact.span.end == at.end:
            start, end = fact.sentence.start, fact.sentence.end
            break
    if end - start > _WIDTH:
        first = max(start, at.start - _WIDTH // 2)
        last = min(end, first + _WIDTH)
        words = report.text[first:last]
        return ("… " if first > start else "") + " ".join(words.split()) + (" …" if last < end else "")
    return " ".join(report.text[start:end].split())


def section_of(report: Report, place: int) -> str:
    """The innermost heading above a place: "II.3. Công tác tài chính"; empty before the first."""
    inside = [s for top in report.sections for s in top.walk() if s.span.start <= place < s.span.end]
    if not inside:
        return ""
    return f"mục {inside[-1].path} {inside[-1].title}".strip()


def _start(finding: Finding) -> int:
    return finding.spans[0].start if finding.spans else 0
