"""The section tree as text."""

from __future__ import annotations

from cdcs_parse.export import wording
from cdcs_parse.model.report import Report


def outline_text(report: Report) -> str:
    """Headings indented by depth, appendices, then what was odd in the numbering."""
    lines = [_tidy(line) for line in report.tree().split("\n")]
    lines += [wording.visible(f"{a.label} {a.title}".rstrip()) for a in report.appendices]
    lines += [f"  lưu ý {s.path}: {note}" for top in report.sections for s in top.walk() for note in s.notes]
    return "\n".join(line for line in lines if line.strip()) or "(không có đề mục)"


def _tidy(line: str) -> str:
    bare = line.lstrip(" ")
    return " " * (len(line) - len(bare)) + wording.visible(bare)
