"""Findings as plain text for an officer: a verdict first, then each root cause with its sentence and its arithmetic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from cdcs_parse.export import wording
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report

Severity = Literal["error", "warning", "info"]
SEVERITIES = {"error": "LỖI", "warning": "CẢNH BÁO", "info": "LƯU Ý"}
COUNTED: dict[Severity, str] = {"error": "lỗi", "warning": "cảnh báo", "info": "lưu ý"}
_VERDICTS = {"error": "Chưa nên gửi", "warning": "Nên xem lại trước khi gửi", "info": "Có thể gửi", "": "Có thể gửi"}
_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan", "": "bold green"}
_EXPLAINED = "ĐÃ GIẢI TRÌNH"
_WIDTH = 300
_SENTENCE_END = re.compile(r"[.!?…]\s+")
# places in the report of the time before that are shown
_PREVIOUS = 3

# words of a line, and their style on a terminal
_Line = tuple[str, str]


def is_open(finding: Finding) -> bool:
    """True for what the verdict counts: no consequence of another finding, not explained by the writer."""
    return finding.root is None and finding.explained is None


def worst(findings: Iterable[Finding]) -> str:
    """The gravest severity that the verdict counts, "" for none."""
    found = {f.severity for f in findings if is_open(f)}
    return next((severity for severity in COUNTED if severity in found), "")


def verdict(findings: Iterable[Finding]) -> str:
    """One line: "Chưa nên gửi: 2 lỗi, 3 cảnh báo". Consequences and what the writer explained do not count."""
    held = list(findings)
    told = _told_counts(Counter(f.severity for f in held if is_open(f)))
    explained = sum(f.root is None and f.explained is not None for f in held)
    if explained:
        told = f"{told} ({explained} mục đã giải trình)" if told else f"{explained} mục đã giải trình"
    worst_one = worst(held)
    head = _VERDICTS[worst_one]
    if worst_one in ("error", "warning"):
        return f"{head}: {told}"
    return f"{head}: không có lỗi, {told}" if told else f"{head}: không có lỗi"


def summary(checked: Sequence[Sequence[Finding]]) -> str:
    """One line on several reports, given by their findings: how many may be sent, and what all of them hold."""
    verdicts = Counter(_VERDICTS[worst(findings)].lower() for findings in checked)
    counts = Counter(f.severity for findings in checked for f in findings if is_open(f))
    told = ", ".join(f"{verdicts[name]} {name}" for name in map(str.lower, dict.fromkeys(_VERDICTS.values())) if verdicts[name])
    return f"Tổng cộng {len(checked)} báo cáo: {told}; {_told_counts(counts) or 'không có lỗi'}"


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Roots by severity and place, what the writer explained last; behind each root what follows from it."""
    order = list(SEVERITIES)

    def key(finding: Finding) -> tuple[bool, int, int, str]:
        return finding.explained is not None, order.index(finding.severity), start_of(finding), finding.id

    ids = {f.id for f in findings}
    followers: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.root is not None:
            followers.setdefault(finding.root, []).append(finding)
    # one whose root is not there stands for itself
    roots = sorted((f for f in findings if f.root is None or f.root not in ids), key=key)
    return [one for root in roots for one in (root, *sorted(followers.get(root.id, ()), key=key))]


def findings_text(report: Report, *, named: bool = False, colour: bool = False) -> str:
    """The report's findings, roots by severity and place, what follows from a root below it.

    The verdict stands first, behind the name of the file when `named`: one line a file where there are several.
    """
    lines = list(_lines(report, named=named))
    if not colour:
        return "".join(f"{words}\n" for words, _ in lines)
    from rich.console import Console
    from rich.text import Text

    from cdcs_parse.export.terminal import captured

    def show(console: Console) -> None:
        for words, style in lines:
            head, sep, rest = words.partition("]") if style and words[:1].isdigit() else (words, "", "")
            console.print(Text.assemble((head + sep, style), rest), soft_wrap=True)

    return captured(show, colour=True)


def _lines(report: Report, *, named: bool) -> Iterator[_Line]:
    name = wording.visible(report.source.name)
    told = verdict(report.findings)
    yield (f"{name}: {told}" if named else told), _STYLES[worst(report.findings)]
    if not named:
        unit = report.header.unit
        yield f"Báo cáo: {name}" + (f" – {wording.visible(unit.value)}" if unit else ""), "dim"
    yield "", ""
    number = 0
    for finding in in_order(report.findings):
        if finding.root is None:
            if number:
                yield "", ""
            number += 1
            yield from _told(report, finding, number)
        else:
            yield f"   kéo theo [{finding.rule}]: {wording.visible(finding.message_vi)}", "dim"
    if number:
        yield "", ""


def _told(report: Report, finding: Finding, number: int) -> Iterator[_Line]:
    label = SEVERITIES[finding.severity] if finding.explained is None else _EXPLAINED
    style = _STYLES[finding.severity] if finding.explained is None else "dim"
    yield f"{number}. {label} [{finding.rule}] {wording.visible(finding.message_vi)}", style
    if finding.explained is not None:
        yield f"   Giải trình: {wording.visible(finding.explained)}", ""
    if finding.spans and finding.spans[0].end > finding.spans[0].start:
        yield f"   Câu: “{wording.visible(passage(report, finding))}”", ""
        place = section_of(report, finding.spans[0].start)
        if place:
            yield f"   Ở: {wording.visible(place)}", ""
    for words in told_before(finding):
        yield f"   Kỳ trước: {wording.visible(words)}", ""
    if finding.arithmetic:
        yield f"   Tính: {wording.visible(finding.arithmetic)}", "bold"
    if finding.suggestion:
        yield f"   Nên: {wording.visible(finding.suggestion)}", ""


def told_before(finding: Finding) -> Iterator[str]:
    """The sentences of the report of the time before that a finding rests on, the first few, each with its section."""
    for place in finding.previous[:_PREVIOUS]:
        words = place.sentence if len(place.sentence) <= _WIDTH else f"{place.sentence[:_WIDTH]} …"
        yield f"“{words}”" + (f" (mục {place.section})" if place.section else "")


def _told_counts(counts: Mapping[Severity, int]) -> str:
    return ", ".join(f"{counts[severity]} {word}" for severity, word in COUNTED.items() if counts.get(severity))


def passage(report: Report, finding: Finding) -> str:
    """The sentence in which the first place of a finding stands, shortened around it."""
    at = finding.spans[0]
    start = report.text.rfind("\n", 0, at.start) + 1
    end = report.text.find("\n", at.end)
    end = len(report.text) if end < 0 else end
    for fact in report.facts:
        if fact.sentence is not None and fact.span.start == at.start and fact.span.end == at.end:
            start, end = fact.sentence.start, fact.sentence.end
            break
    else:
        breaks = [m.end() for m in _SENTENCE_END.finditer(report.text, start, end) if report.text[m.end() : m.end() + 1].isupper()]
        start = max([start, *(b for b in breaks if b <= at.start)])
        end = min([end, *(b for b in breaks if b >= at.end)])
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


def start_of(finding: Finding) -> int:
    """Where a finding stands in the text; 0 for one about the whole report."""
    return finding.spans[0].start if finding.spans else 0
