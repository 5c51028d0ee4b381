"""Rebuilds the Word and PDF editions of the base samples from their texts: `make samples`.

A .docx is made the way a clerk's file is: Word's own numbers and bullets, real tables, the letterhead and the
signatures in tables without borders, the page number in the header. The same text gives the same bytes. The .pdf is
what LibreOffice prints of it, and is printed again only when the .docx has changed.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

REPORTS = Path(__file__).resolve().parent / "reports"
BASE = ("nuoc-sach-2023", "nuoc-sach-2024", "mam-non-2023-2024", "dien-tu-fdi-2025", "so-nong-nghiep-nk-2017-2022")
# the lists of these are indented as Word does it by itself (hanging, a tab behind the mark), the others as typed by hand
HANGING = {"mam-non-2023-2024", "so-nong-nghiep-nk-2017-2022"}
# in the tables of these the running numbers of the rows are Word's too
NUMBERED_ROWS = {"nuoc-sach-2024"}

_MARK = re.compile(r"(?P<label>(?P<word>PHẦN )?(?P<number>[IVX]+|[A-Z]|[a-zđ]|\d+(?:\.\d+)?)(?P<tail>[.)/]))\s+(?P<text>.+)")
_BULLET = re.compile(r"(?P<sign>[-+*]) (?P<text>.+)")
_NUMBER_CELL = re.compile(r"[\d.,]*")
_CAPTION = re.compile(r"Bảng \d+\.")
_WIDTH = 9071  # twentieths of a point between the margins of A4, 3 cm and 2 cm
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", "styles": "styles", "numbering": "numbering", "settings": "settings", "header1": "header"}
_ALIGN = {"left": "left", "centre": "center", "right": "right", "both": "both"}


# ---------------------------------------------------------------------- automatic numbers


@dataclass
class Outline:
    """One multi-level list for the headings: its levels are the shapes of number in the order they first occur."""

    shapes: list[tuple[str, str]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    num: int = 1
    restarts: list[tuple[int, int]] = field(default_factory=list)

    def place(self, match: re.Match[str]) -> tuple[int, int] | None:
        """(w:numId, w:ilvl) under which Word shows exactly this label; None when no list would."""
        number, word, tail = match["number"], match["word"] or "", match["tail"]
        form, value = _read(number)
        shape = (form, f"{word}{'#.' if '.' in number else ''}#{tail}")
        if shape not in self.shapes:
            if "." in number and self.shapes[-1:] != [("decimal", "#.")]:
                return None
            self.shapes.append(shape)
            self.counts.append(0)
        level = self.shapes.index(shape)
        if "." in number and int(number.split(".")[0]) != self.counts[level - 1]:
            return None
        if value != self.counts[level] + 1:
            if value != 1:
                return None
            # a new w:num that begins this level anew: "Restart at 1"
            self.restarts.append((len(self.restarts) + 2, level))
            self.num = len(self.restarts) + 1
        self.counts[level] = value
        self.counts[level + 1 :] = [0] * (len(self.counts) - level - 1)
        return self.num, level


def _read(number: str) -> tuple[str, int]:
    """Word's name of the number format, and the number."""
    if number[-1].isdigit():
        return "decimal", int(number.split(".")[-1])
    # of capital letters only I, V and X occur as Roman numerals here, and no list of letters comes as far as I
    if re.fullmatch(r"[IVX]+", number):
        values = [{"I": 1, "V": 5, "X": 10}[c] for c in number]
        return "upperRoman", sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
    return ("upperLetter", ord(number) - 64) if number.isupper() else ("lowerLetter", ord(number) - 96)


def _numbering(outline: Outline, signs: Sequence[str], hanging: bool) -> str:
    """numbering.xml: list 0 the headings, list 1 the bullets, list 2 the rows of a table."""
    levels = []
    for index, (form, shape) in enumerate(outline.shapes):
        text = shape.replace("#.#", f"%{index}.%{index + 1}").replace("#", f"%{index + 1}")
        levels.append(_level(index, form, text, 0 if hanging else 567, hanging=False))
    bullets = [_level(index, "bullet", sign, 567, hanging=hanging) for index, sign in enumerate(signs)]
    rows = [_level(0, "decimal", "%1", 0, hanging=False, jc="center", suffix="nothing")]
    lists = (levels, bullets, rows)
    body = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>{"".join(one)}</w:abstractNum>'
        for n, one in enumerate(lists)
    )
    nums = [(1, 0, ""), (90, 1, ""), (91, 2, "")]
    for num, level in outline.restarts:
        nums.append((num, 0, f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'))
    body += "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{a}"/>{more}</w:num>' for n, a, more in sorted(nums))
    return f"{_HEAD}<w:numbering {_NS}>{body}</w:numbering>"


def _level(index: int, form: str, text: str, first: int, *, hanging: bool, jc: str = "left", suffix: str = "space") -> str:
    indent = f'w:left="{first + 284 * (index + 1)}" w:hanging="284"' if hanging else f'w:left="0" w:firstLine="{first}"'
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="{"tab" if hanging else suffix}"/><w:lvlText w:val="{escape(text)}"/><w:lvlJc w:val="{jc}"/>'
        f"<w:pPr><w:ind {indent}/></w:pPr></w:lvl>"
    )


# ---------------------------------------------------------------------- paragraphs and tables


def run(text: str, *, bold: bool = False, italic: bool = False, size: int = 13) -> str:
    """A w:r; `size` in points."""
    weight = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + (f'<w:sz w:val="{2 * size}"/>' if size != 13 else "")
    return f'<w:r>{f"<w:rPr>{weight}</w:rPr>" if weight else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    content: str,
    align: str = "both",
    *,
    num: tuple[int, int] | None = None,
    bold: bool = False,
    tight: bool = False,
    indent: int = 0,
    keep: bool = False,
    page: bool = False,
) -> str:
    """A w:p of runs; `bold` is the weight of its automatic number."""
    properties = "<w:keepNext/>" if keep else ""
    properties += "<w:pageBreakBefore/>" if page else ""
    if num is not None:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    properties += '<w:spacing w:before="0" w:after="0"/>' if tight else ""
    properties += f'<w:ind w:firstLine="{indent}"/>' if indent else ""
    properties += f'<w:jc w:val="{_ALIGN[align]}"/>' if align != "both" else ""
    properties += "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def table(rows: Sequence[Sequence[str]], widths: Sequence[int], *, ruled: bool, heads: int = 0) -> str:
    """A w:tbl of cells that are paragraphs already; `heads` rows are repeated on every page."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    body = ""
    for index, row in enumerate(rows):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell, w in zip(row, widths, strict=True)
        )
        body += f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if index < heads else ''}</w:trPr>{cells}</w:tr>"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{f"<w:tblBorders>{edges}</w:tblBorders>" if ruled else ""}<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def figures(rows: Sequence[Sequence[str]], *, numbered: bool) -> str:
    """A ruled table of tab-separated rows; the first is its head, the first column its running number."""
    # the longest word of a column fits; what is left goes to the column with the longest texts
    widths = [max(1200 if n else 700, *(240 + _letters(w) for row in rows for w in row[n].split())) for n in range(len(rows[0]))]
    lengths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    widths[lengths.index(max(lengths))] += _WIDTH - sum(widths)
    out = []
    for index, row in enumerate(rows):
        total = index == 0 or row[1] == "Cộng"
        cells = []
        for column, text in enumerate(row):
            align = "centre" if index == 0 or column == 0 else "right" if _NUMBER_CELL.fullmatch(text) else "left"
            own = numbered and index > 0 and column == 0 and text == str(index)
            content = run(text, bold=total) if text and not own else ""
            cells.append(paragraph(content, align, tight=True, num=(91, 0) if own else None))
        out.append(cells)
    return table(out, widths, ruled=True, heads=1)


def _letters(word: str) -> int:
    """About the width of a word in bold, in twentieths of a point."""
    return sum(200 if letter.isupper() else 140 for letter in word)


def columns(left: Sequence[str], right: Sequence[str], widths: tuple[int, int], *, rows: int = 1) -> str:
    """A table without borders whose cells hold paragraphs; of two rows the second takes the last line of each side."""
    if rows == 1:
        return table([["".join(left), "".join(right)]], widths, ruled=False)
    return table([["".join(left[:-1]), "".join(right[:-1])], [left[-1], right[-1]]], widths, ruled=False)


# ---------------------------------------------------------------------- the parts of a report


def letterhead(groups: list[list[str]]) -> str:
    """The first group, or the first two when left and right stand one under the other."""
    first = groups.pop(0)
    if any("\t" in line for line in first):
        pairs = [line.partition("\t") for line in first]
        left, right = [p[0] for p in pairs if p[0]], [p[2] for p in pairs if p[2]]
    else:
        left, right = first, groups.pop(0)
    plain = ("Số", "LIÊN ĐOÀN", "LĐLĐ", "***")
    one = [paragraph(run(t, bold=not t.startswith(plain), size=12), "centre", tight=True) for t in left]
    two = [paragraph(run(t, bold="ngày" not in t, italic="ngày" in t, size=12), "centre", tight=True) for t in right]
    return columns(one, two, (4600, 5300), rows=2) + paragraph("", tight=True)


def signatures(group: list[str]) -> str:
    """Recipients on the left, who signs on the right."""
    pairs = [line.partition("\t") for line in group]
    left = [paragraph(run(p[0], bold=n == 0, italic=n == 0), "left", tight=True) for n, p in enumerate(pairs) if p[0]]
    right = [p[2] for p in pairs if p[2]]
    gap = [paragraph("", "centre", tight=True)] * 3
    signs = [paragraph(run(t, bold=not t.startswith("(")), "centre", tight=True) for t in right]
    return paragraph("", tight=True) + columns(left, [*signs[:-1], *gap, signs[-1]], (4900, 4170))


@dataclass
class Body:
    """Writes the body line by line; its lists go on from one line to the next."""

    hanging: bool
    numbered: bool
    signs: list[str]
    outline: Outline = field(default_factory=Outline)

    def lines(self, group: list[str]) -> Iterator[str]:
        """The blocks of some lines without a blank one between them."""
        for tabs, run_of in groupby(group, key=lambda line: line.count("\t")):
            rows = list(run_of)
            if tabs >= 2:
                yield figures([row.split("\t") for row in rows], numbered=self.numbered) + paragraph("", tight=True)
            else:
                yield from map(self.line, rows)

    def line(self, text: str) -> str:
        """One paragraph."""
        bullet = _BULLET.fullmatch(text)
        if bullet:
            return paragraph(run(bullet["text"]), num=(90, self.signs.index(bullet["sign"])))
        mark = _MARK.fullmatch(text)
        if mark:
            return self.heading(mark)
        if text.startswith("ĐVT"):
            return paragraph(run(text, italic=True), "right", keep=True)
        if text.startswith("(Kèm theo"):
            return paragraph(run(text, italic=True), "centre")
        if text.isupper() or _CAPTION.match(text):
            return paragraph(run(text, bold=True), "centre", keep=True, page=text.startswith("PHỤ LỤC"))
        return paragraph(run(text), indent=567)

    def heading(self, mark: re.Match[str]) -> str:
        """A numbered line: a heading in bold, or a paragraph whose first words are."""
        text = mark["text"]
        title, colon, rest = text.partition(":")
        whole = len(text) < 110 and text[-1] not in ".;"
        if whole:
            content = run(text, bold=True)
        elif colon and len(title) < 60:
            content = run(title + colon, bold=True) + run(rest)
        else:
            content = run(text)
        num = self.outline.place(mark)
        if num is None:
            return paragraph(run(mark["label"] + " ", bold=whole) + content, keep=whole, indent=567)
        bold = whole or content.count("<w:r>") > 1
        return paragraph(content, "centre" if mark["word"] else "both", num=num, bold=bold, keep=whole)


def title(group: list[str]) -> str:
    """Title, addressee or preamble."""
    if group[0].startswith("Kính gửi"):
        return "".join(paragraph(run(line), "centre") for line in group)
    if group[0].startswith("Căn cứ"):
        return "".join(paragraph(run(line), indent=567) for line in group)
    return "".join(paragraph(run(line, bold=True), "centre", tight=True) for line in group) + paragraph("", tight=True)


# ---------------------------------------------------------------------- the package


def build_docx(text: str, name: str) -> bytes:
    """The bytes of the Word file for the text of the sample `name`; the same text gives the same bytes."""
    groups = [list(g) for blank, g in groupby(text.strip("\n").split("\n"), key=lambda line: not line.strip()) if not blank]
    signs = [s for s in "*-+" if any(line.startswith(f"{s} ") for group in groups for line in group if "\t" not in line)]
    body = Body(name in HANGING, name in NUMBERED_ROWS, signs)
    parts = [letterhead(groups)]
    begun = False
    for group in groups:
        begun = begun or _MARK.fullmatch(group[0]) is not None or group[0].startswith("PHẦN")
        if group[0].startswith("Nơi nhận"):
            parts.append(signatures(group))
        elif begun:
            parts += body.lines(group)
        else:
            parts.append(title(group))
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId9"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
    document = f'<w:document {_NS} xmlns:r="{_OFFICE}"><w:body>{"".join(parts)}{section}</w:body></w:document>'
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'
    styles = (
        f"<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>{font}"
        '<w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr>'
        '<w:spacing w:before="60" w:after="60" w:line="276" w:lineRule="auto"/><w:jc w:val="both"/></w:pPr></w:style></w:styles>'
    )
    page = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    header = (
        f'<w:hdr {_NS}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{page.format("begin")}<w:r><w:instrText> PAGE </w:instrText></w:r>'
        f"{page.format('separate')}<w:r><w:t>2</w:t></w:r>{page.format('end')}</w:p></w:hdr>"
    )
    links = "".join(
        f'<Relationship Id="rId{9 if part == "header1" else n}" Type="{_OFFICE}/{kind}" Target="{part}.xml"/>'
        for n, (part, kind) in enumerate(_PARTS.items())
        if part != "document"
    )
    types = "".join(f'<Override PartName="/word/{p}.xml" ContentType="{_TYPES}.{kind}+xml"/>' for p, kind in _PARTS.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    files = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{rels}{types}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "word/document.xml": _HEAD + document,
        "word/styles.xml": _HEAD + styles,
        "word/numbering.xml": _numbering(body.outline, signs, body.hanging),
        "word/settings.xml": f'{_HEAD}<w:settings {_NS}><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
        "word/header1.xml": _HEAD + header,
    }
    out = io.BytesIO()
    # stored, not deflated: the same bytes whatever zlib the Python at hand brings
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, content.encode())
    return out.getvalue()


def build_pdf(docx: Path, pdf: Path) -> None:
    """Print a Word file with LibreOffice, without the date and the ids that change from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(docx)]
        subprocess.run(command, check=True, timeout=180, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        data = (Path(folder) / f"{docx.stem}.pdf").read_bytes()
    # each is replaced by as many characters: the table of offsets at the end stays true
    data = re.sub(rb"(?<=/CreationDate\(D:)[^)]*", lambda m: b"20000101000000Z".ljust(len(m[0])), data)
    data = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]+", lambda m: b"0" * len(m[0]), data)
    data = re.sub(rb"/ID \[[^]]*\]", lambda m: re.sub(rb"[0-9A-F]", b"0", m[0]), data)
    pdf.write_bytes(data)


def main() -> None:
    """Rebuild whatever has changed."""
    for name in BASE:
        docx, pdf = REPORTS / f"{name}.docx", REPORTS / f"{name}.pdf"
        data = build_docx((REPORTS / f"{name}.txt").read_text(encoding="utf-8"), name)
        changed = not docx.exists() or docx.read_bytes() != data
        if changed:
            docx.write_bytes(data)
        if changed or not pdf.exists():
            # should printing fail, the next run must not take an old PDF for the new one
            pdf.unlink(missing_ok=True)
            build_pdf(docx, pdf)
        print(f"{name}: {'rebuilt' if changed else 'unchanged'}, docx {len(data) // 1000} kB, pdf {pdf.stat().st_size // 1000} kB")


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} not found: the PDF edition needs LibreOffice (package libreoffice-writer)")
