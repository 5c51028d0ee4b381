"""Word files from raw XML parts, so that a test says exactly what stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_NS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def part(root: str, inner: str) -> str:
    """An XML part with one of Word's root elements around `inner`."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {_NAMESPACES}>{inner}</w:{root}>'


_ROOTS = {
    "numbering": "numbering", "styles": "styles",
    "header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes",
}  # fmt: skip
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)


def docx(body: str, *, strict: bool = False, more: dict[str, str] | None = None, **inner: str) -> bytes:
    """The bytes of a .docx: `body` goes into w:body, `inner` (keys of _ROOTS) into the roots of their parts, `more` beside them."""
    parts = {"word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>")}
    links = []
    types = {"word/document.xml": "document.main"}
    for kind, content in inner.items():
        if content:
            parts[f"word/{kind}.xml"] = part(_ROOTS[kind], content)
            types[f"word/{kind}.xml"] = kind
            links.append(f'<Relationship Id="r{kind}" Type="{_REL}/{kind}" Target="{kind}.xml"/>')
    relationships = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    parts["word/_rels/document.xml.rels"] = relationships.format("".join(links))
    parts["_rels/.rels"] = relationships.format(f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/>')
    told = (f'<Override PartName="/{name}" ContentType="{_TYPE.format(kind)}"/>' for name, kind in types.items())
    parts["[Content_Types].xml"] = _TYPES.format("".join(told))
    if strict:
        parts = {name: text.replace(W_NS, STRICT_NS) for name, text in parts.items()}
        parts = {
            name: text.replace(_REL, "http://purl.oclc.org/ooxml/officeDocument/relationships") for name, text in parts.items()
        }
    return zipped(parts | (more or {}))


def zipped(parts: dict[str, str]) -> bytes:
    """A zip archive of text parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def change_document(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The Word file `data` with its document.xml changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for entry in source.infolist():
            content = source.read(entry)
            archive.writestr(zipfile.ZipInfo(entry.filename), change(content) if entry.filename == "word/document.xml" else content)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, *, num: object = None, level: object = None, style: str = "", mark: str = "") -> str:
    """A paragraph of a text or of runs (anything that begins with "<"), in a list or of a style."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None or level is not None:
        ilvl = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        num_id = "" if num is None else f'<w:numId w:val="{num}"/>'
        properties += f"<w:numPr>{ilvl}{num_id}</w:numPr>"
    if mark:
        properties += f"<w:rPr>{mark}</w:rPr>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def level(index: int, text: str, form: str = "decimal", start: int | None = 1, more: str = "", after: str = "") -> str:
    """A w:lvl; `more` comes before w:lvlText, `after` behind it."""
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{escape(text)}"/>{after}</w:lvl>'


def abstract(key: int, *levels: str, more: str = "") -> str:
    """A w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


def num(key: int, abstract_key: int, overrides: str = "") -> str:
    """A w:num."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract_key}"/>{overrides}</w:num>'


def start_override(index: int, start: int) -> str:
    """A w:lvlOverride that only begins anew."""
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(key: str, name: str, inner: str = "", *, kind: str = "paragraph", based_on: str = "", default: bool = False) -> str:
    """A w:style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    mark = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{key}"{mark}><w:name w:val="{name}"/>{base}{inner}</w:style>'


def numbered(num_id: int | None, ilvl: int | None = None) -> str:
    """The w:pPr of a style that numbers."""
    level_part = "" if ilvl is None else f'<w:ilvl w:val="{ilvl}"/>'
    num_part = "" if num_id is None else f'<w:numId w:val="{num_id}"/>'
    return f"<w:pPr><w:numPr>{level_part}{num_part}</w:numPr></w:pPr>"


def cell(content: str, properties: str = "") -> str:
    """A table cell of a text or of block content (anything that begins with "<")."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else paragraph(content)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"
