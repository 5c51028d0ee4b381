"""Word files of the numbering cases in tests/numbering: a readable form of lists, styles and paragraphs → .docx.

A case is YAML read as plain strings:

    feature, reason   what it is about, and why the labels are as they are (ECMA-376 part 1)
    lists             w:abstractNum id → its levels, each "FORMAT TEXT" or a mapping; or a mapping with levels, link
                      (w:numStyleLink), owner (w:styleLink)
    nums              w:num id → w:abstractNum id, or a mapping of, start (w:startOverride), levels (w:lvlOverride);
                      without nums there is num 1 of list 0
    styles            style id → num, level, based, kind, default
    paragraphs        at "NUM/LEVEL" (either may be missing), style, before (as at, in w:pPrChange), in (table, control, box),
                      empty, deleted, inserted, joined (only its mark is deleted), hidden, inserted_number; label is what Word
                      shows, null for none; shown false where the paragraph does not appear
    libreoffice       labels of the paragraphs that LibreOffice shows otherwise ("absent": not at all), and the reason; crashes
                      where the file cannot be given to it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import yaml

from builders.word import abstract, cell, docx, num, row, run, start_override, style, table

FOLDER = Path(__file__).resolve().parent.parent / "numbering"


@dataclass(frozen=True)
class Case:
    """One feature of numbering."""

    name: str
    body: Mapping[str, Any]

    @property
    def expected(self) -> dict[str, str | None]:
        """The text of every paragraph shown → its label."""
        return {
            text(index): None if entry["label"] == "null" else entry["label"]
            for index, entry in enumerate(self.body["paragraphs"])
            if entry.get("shown") != "false"
        }

    @property
    def in_libreoffice(self) -> dict[str, str | None]:
        """The same as LibreOffice shows it; the differences are listed by the number of the paragraph, from 1."""
        labels = self.expected
        for place, label in self.body.get("libreoffice", {}).get("labels", {}).items():
            labels.pop(text(int(place) - 1), None)
            if label != "absent":
                labels[text(int(place) - 1)] = None if label == "null" else label
        return labels

    def docx(self) -> bytes:
        """The case as a Word file."""
        nums = self.body.get("nums", {"1": "0"})
        return docx(
            "".join(_paragraph(index, entry) for index, entry in enumerate(self.body["paragraphs"])),
            numbering="".join(_list(key, entry) for key, entry in self.body["lists"].items())
            + "".join(_num(key, entry) for key, entry in nums.items()),
            styles="".join(_style(key, entry) for key, entry in self.body.get("styles", {}).items()),
        )


def cases() -> Iterator[Case]:
    """All cases, in order of name; nothing in them is a number or a truth value to YAML ("1." would be 1.0)."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield Case(path.stem, yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))


def text(index: int) -> str:
    """The text of the paragraph at `index`, which no label resembles."""
    return f"đoạn{chr(ord('A') + index)}"


def _list(key: str, entry: Any) -> str:
    if not isinstance(entry, dict):
        entry = {"levels": entry}
    more = f'<w:numStyleLink w:val="{entry["link"]}"/>' if "link" in entry else ""
    more += f'<w:styleLink w:val="{entry["owner"]}"/>' if "owner" in entry else ""
    levels = [_level(index, shape) for index, shape in enumerate(entry.get("levels", []))]
    return abstract(int(key), *levels, more='<w:multiLevelType w:val="multilevel"/>' + more)


def _level(index: int, shape: Any) -> str:
    if not isinstance(shape, dict):
        form, _, words = shape.partition(" ")
        shape = {"format": form, "text": words}
    start, form, words = shape.get("start", "1"), shape["format"], shape.get("text", "")
    inner = "" if start == "null" else f'<w:start w:val="{start}"/>'
    if "custom" in shape:
        newer = f'<w:numFmt w:val="custom" w:format={quoteattr(shape["custom"])}/>'
        inner += (
            f'<mc:AlternateContent><mc:Choice Requires="w14">{newer}</mc:Choice>'
            '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        )
    elif form != "null":
        inner += f'<w:numFmt w:val="{form}"/>'
    inner += f'<w:lvlRestart w:val="{shape["restart"]}"/>' if "restart" in shape else ""
    inner += f'<w:pStyle w:val="{shape["style"]}"/>' if "style" in shape else ""
    inner += "<w:isLgl/>" if "legal" in shape else ""
    inner += f'<w:suff w:val="{shape["suffix"]}"/>' if "suffix" in shape else ""
    inner += "" if words == "null" else f"<w:lvlText w:val={quoteattr(words)}/>"
    font = shape.get("font")
    inner += f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:hint="default"/></w:rPr>' if font else ""
    return f'<w:lvl w:ilvl="{index}">{inner}</w:lvl>'


def _num(key: str, entry: Any) -> str:
    if not isinstance(entry, dict):
        return num(int(key), int(entry))
    starts, levels = entry.get("start", {}), entry.get("levels", {})
    overrides = ""
    for index in sorted({*starts, *levels}):
        inner = start_override(int(index), int(starts[index])) if index in starts else ""
        inner = inner.partition(">")[2].removesuffix("</w:lvlOverride>") + (
            _level(int(index), levels[index]) if index in levels else ""
        )
        overrides += f'<w:lvlOverride w:ilvl="{index}">{inner}</w:lvlOverride>'
    return num(int(key), int(entry["of"]), overrides)


def _style(key: str, entry: Mapping[str, str]) -> str:
    inner = _numbers(entry.get("num", ""), entry.get("level", ""))
    return style(
        key,
        f"Kiểu {key}",
        f"<w:pPr>{inner}</w:pPr>" if inner else "",
        kind=entry.get("kind", "paragraph"),
        based_on=entry.get("based", ""),
        default="default" in entry,
    )


def _numbers(num_id: str, level: str, more: str = "") -> str:
    inner = (f'<w:ilvl w:val="{level}"/>' if level else "") + (f'<w:numId w:val="{num_id}"/>' if num_id else "")
    return f"<w:numPr>{inner}{more}</w:numPr>" if inner else ""


def _paragraph(index: int, entry: Mapping[str, str]) -> str:
    change = 'w:id="{}" w:author="a" w:date="2024-01-01T00:00:00Z"'.format
    content = "" if "empty" in entry else run(text(index), "<w:vanish/>" if "hidden" in entry else "")
    mark = "<w:vanish/>" if "hidden" in entry else ""
    if "deleted" in entry or "joined" in entry:
        mark = f"<w:del {change(10 + index)}/>"
    if "deleted" in entry:
        content = f"<w:del {change(40 + index)}>{content.replace('w:t', 'w:delText')}</w:del>"
    if "inserted" in entry:
        mark = f"<w:ins {change(10 + index)}/>"
        content = f"<w:ins {change(40 + index)}>{content}</w:ins>"
    own, _, level = entry.get("at", "").partition("/")
    properties = f'<w:pStyle w:val="{entry["style"]}"/>' if "style" in entry else ""
    properties += _numbers(own, level, f"<w:ins {change(70 + index)}/>" if "inserted_number" in entry else "")
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    if "before" in entry:
        former = _numbers(*entry["before"].split("/"))
        properties += f"<w:pPrChange {change(100 + index)}><w:pPr>{former}</w:pPr></w:pPrChange>"
    made = f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
    match entry.get("in"):
        case "table":
            return table(row(cell(made)))
        case "control":
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>"
        case "box":
            shape = '<v:shape style="width:200pt;height:50pt" type="#_x0000_t202"><v:textbox><w:txbxContent>'
            return f"<w:p><w:r><w:pict>{shape}{made}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    return made
