"""A copy of a Word file with a comment at the words of each finding; everything else in it stays as it was."""

from __future__ import annotations

import posixpath

from lxml import etree

from cdcs_parse.export import wording
from cdcs_parse.export.comments_marks import Marks
from cdcs_parse.export.findings import SEVERITIES, in_order, section_of
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from cdcs_parse.readers.docx import Parts
from cdcs_parse.readers.package import Package, W
from cdcs_parse.readers.trace import trace_docx

AUTHOR, INITIALS = "Kiểm tra báo cáo", "KT"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENTS_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ID = W + "id"
_WORDS = 80


def commented(data: bytes, report: Report) -> bytes:
    """The Word file `data`, from which `report` was read, with a comment for each of its findings.

    A comment stands at the first words of its finding and names the others. Comments that are there keep their ids. Words that
    no comment can stand at (in a text box, in a formula) are commented at what holds them, which the comment says.
    Without findings it is the same file. No clock: the comments have no date.
    Raises ReadError for a file that cannot be changed so.
    """
    if not report.findings:
        return data
    with Package(data, report.source.name) as package:
        parts = Parts(package)
        trace = trace_docx(package, report.text)
        part = parts.one.get("comments") or posixpath.join(posixpath.dirname(parts.main), "comments.xml")
        held = package.xml(part, whole=True)
        comments = etree.Element(W + "comments", nsmap={"w": W[1:-1]}) if held is None else held
        following = _following(trace.root, comments)
        marks = Marks(trace)
        for ident, finding in enumerate(in_order(report.findings), following):
            place = finding.spans[0] if finding.spans else None
            exact = marks.put(ident, place.start, place.end) if place else marks.put(ident, 0, 0)
            comments.append(_comment(ident, _lines(report, finding, exact=exact)))
        changed = {parts.main: _bytes(trace.root), part: _bytes(comments)}
        return package.rewritten(changed | _links_to(package, parts, part))


def _following(*roots: etree._Element) -> int:
    """The first id that no comment has, nor a mark left behind by one."""
    tags = (W + "comment", W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
    used = [element.get(_ID, "") for root in roots for element in root.iter(*tags)]
    return max((int(ident) + 1 for ident in used if ident.isdecimal() and len(ident) < 10), default=0)


def _lines(report: Report, finding: Finding, *, exact: bool) -> list[str]:
    lines = [f"{SEVERITIES[finding.severity]} [{finding.rule}] {finding.message_vi}"]
    if finding.explained:
        lines[0] = f"Đã giải trình: {finding.explained} – [{finding.rule}] {finding.message_vi}"
    if finding.arithmetic:
        lines.append(f"Tính: {finding.arithmetic}")
    if finding.suggestion:
        lines.append(f"Nên: {finding.suggestion}")
    root = next((f for f in report.findings if f.id == finding.root), None)
    if root is not None:
        lines.append(f"Kéo theo từ [{root.rule}]" + (f" ở “{_short(root.spans[0].text)}”" if root.spans else ""))
    others = [f"“{_short(span.text)}”" + _at(report, span.start) for span in finding.spans[1:] if span.text.strip()]
    if others:
        lines.append(f"Liên quan: {'; '.join(others)}")
    if not any(span.end > span.start for span in finding.spans):
        lines.append("Nhận xét này nói về cả báo cáo.")
    elif not exact:
        lines.append(f"Không gắn được vào đúng chữ (khung chữ, công thức hoặc số tự động): “{_short(finding.spans[0].text)}”.")
    return lines


def _at(report: Report, place: int) -> str:
    found = section_of(report, place)
    return f" ({found})" if found else ""


def _short(words: str) -> str:
    told = wording.visible(words).strip()
    return told if len(told) <= _WORDS else f"{told[:_WORDS].rstrip()}…"


def _comment(ident: int, lines: list[str]) -> etree._Element:
    comment = etree.Element(W + "comment", {_ID: str(ident), W + "author": AUTHOR, W + "initials": INITIALS})
    for line in lines:
        run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
        etree.SubElement(run, W + "t", {_SPACE: "preserve"}).text = wording.visible(line).strip()
    return comment


def _links_to(package: Package, parts: Parts, part: str) -> dict[str, bytes]:
    """The parts that tell Word of a part of comments, where they did not: content types, and the links of the main part."""
    changed: dict[str, bytes] = {}
    types = package.xml("[Content_Types].xml", whole=True)
    if types is not None and f"/{part}" not in {override.get("PartName") for override in types.iter(_TYPES + "Override")}:
        etree.SubElement(types, _TYPES + "Override", {"PartName": f"/{part}", "ContentType": _COMMENTS_TYPE})
        changed["[Content_Types].xml"] = _bytes(types)
    if "comments" not in parts.one:
        folder, file = posixpath.split(parts.main)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        links = package.xml(name, whole=True)
        if links is None:
            links = etree.fromstring(f'<Relationships xmlns="{_LINKS[1:-1]}"/>')
        used = {link.get("Id") for link in links}
        ident = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        target = posixpath.relpath(part, folder or ".")
        etree.SubElement(links, _LINKS + "Relationship", {"Id": ident, "Type": _COMMENTS_LINK, "Target": target})
        changed[name] = _bytes(links)
    return changed


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
