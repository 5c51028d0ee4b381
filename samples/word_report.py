"""Sets the text of a report as a Word file the way a clerk does: real tables, and its numbers typed or Word's own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape

from word_lists import BULLET_LIST, MARK, ROW_LIST, Outline, numbering_part

# the lists of these are indented as Word does it by itself (hanging, a tab behind the mark), the others as typed by hand
HANGING = {"mam-non-2023-2024", "so-nong-nghiep-nk-2017-2022", "may-mac-2023-6t", "thpt-2024-2025", "xi-mang-2019"}
# in the tables of these the running numbers of the rows are Word's too
NUMBERED_ROWS = {"nuoc-sach-2024", "van-tai-nk-2020-2025"}
BULLETS = "*-+•"

_BULLET = re.compile(rf"(?P<sign>[{re.escape(BULLETS)}]) (?P<text>.+)", re.DOTALL)
_NUMBER_CELL = re.compile(r"[\d.,]*")
_CAPTION = re.compile(r"Bảng \d+\.")
_TOTAL = ("Cộng", "Tổng cộng")
_TITLE = ("BÁO CÁO", "NGHỊ QUYẾT")
_SIGNS = re.compile(r"(?:TM|KT|TL)\.|BAN CHẤP HÀNH|CHỦ TỊCH")
_DATE = re.compile(r"\bngày\b.*\btháng\b", re.IGNORECASE)
# columns aligned with blanks stay as they were typed
_BLANKS = re.compile(r" {5,}")
_WIDTH = 9071  # twentieths of a point between the margins of A4, 3 cm and 2 cm
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", "styles": "styles", "numbering": "numbering", "settings": "settings", "header1": "header"}
_ALIGN = {"left": "left", "centre": "center", "right": "right", "both": "both"}
# ---------------------------------------------------------------------- paragraphs and tables


def run(text: str, *, bold: bool = False, italic: bool = False, size: int = 13) -> str:
    """A w:r, tabs as Word's own; `size` in points."""
    weight = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + (f'<w:sz w:val="{2 * size}"/>' if size != 13 else "")
    words = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in text.split("\t"))
    return f"<w:r>{f'<w:rPr>{weight}</w:rPr>' if weight else ''}{words}</w:r>"


def paragraph(
    content: str,
    align: str = "both",
    *,
    num: tuple[int, int] | None = None,
    bold: bool = False,
    tight: bool = False,
    indent: int = 0,
    left: int = 0,
    stops: int = 0,
    keep: bool = False,
    page: bool = False,
) -> str:
    """A w:p of runs; `bold` is the weight of its automatic number, `left` and `indent` its own, `stops` tabs a line."""
    properties = "<w:keepNext/>" if keep else ""
    properties += "<w:pageBreakBefore/>" if page else ""
    if num is not None:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    if stops:
        places = "".join(f'<w:tab w:val="left" w:pos="{_WIDTH * n // stops}"/>' for n in range(1, stops))
        properties += f"<w:tabs>{places}</w:tabs>"
    properties += '<w:spacing w:before="0" w:after="0"/>' if tight else ""
    if left:
        properties += f'<w:ind w:left="{left}" {"w:hanging" if indent < 0 else "w:firstLine"}="{abs(indent)}"/>'
    elif indent:
        properties += f'<w:ind w:firstLine="{indent}"/>'
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
    narrowest = 1200 if len(rows[0]) < 7 else 0
    widths = [narrowest if n else 700 for n in range(len(rows[0]))]
    widths = [max([w, *(240 + _letters(word) for row in rows for word in row[n].split())]) for n, w in enumerate(widths)]
    lengths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    widths[lengths.index(max(lengths))] += _WIDTH - sum(widths)
    out = []
    ranked = rows[0][0] in ("TT", "STT")
    for index, row in enumerate(rows):
        total = index == 0 or any(text in _TOTAL for text in row[:2])
        cells = []
        for column, text in enumerate(row):
            align = "centre" if index == 0 or (column == 0 and ranked) else "right" if _NUMBER_CELL.fullmatch(text) else "left"
            own = numbered and index > 0 and column == 0 and text == str(index)
            content = run(text, bold=total) if text and not own else ""
            cells.append(paragraph(content, align, tight=True, num=(ROW_LIST, 0) if own else None))
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
    """What stands above the title: two sides in a table without borders, or one side alone, or as typed with blanks."""
    lines: list[str] = []
    while groups and not groups[0][0].startswith(_TITLE):
        lines += groups.pop(0)
    if any(_BLANKS.search(line) for line in lines):
        return "".join(paragraph(run(line, size=12), "left", tight=True) for line in lines) + paragraph("", tight=True)
    left, right = _sides(lines)
    plain = ("Số", "LIÊN ĐOÀN", "LĐLĐ", "***")
    one = [paragraph(run(t, bold=not t.startswith(plain), size=12), "centre", tight=True) for t in left]
    if not right:
        return "".join(one) + paragraph("", tight=True)
    two = [paragraph(run(t, bold="ngày" not in t, italic="ngày" in t, size=12), "centre", tight=True) for t in right]
    level = left[-1].startswith("Số") and _DATE.search(right[-1]) is not None
    return columns(one, two, (4600, 5300), rows=2 if level else 1) + paragraph("", tight=True)


def _sides(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Left and right of a letterhead: parted by a tab, or the right begins with the name of the country."""
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        first, tab, second = line.partition("\t")
        if tab:
            left += [first] if first else []
            right += [second] if second else []
        elif line.startswith("CỘNG H") or (right and not line.startswith("Số") and "\t" not in "".join(lines)):
            right.append(line)
        else:
            left.append(line)
    return left, right


def signatures(lines: Sequence[str]) -> str:
    """Recipients on the left, who signs on the right."""
    gap = [paragraph("", "centre", tight=True)] * 3
    if any(_BLANKS.search(line) for line in lines):
        return "".join(paragraph(run(line), "left", tight=True) for line in lines)
    if any("\t" in line for line in lines):
        pairs = [line.partition("\t") for line in lines]
        recipients, right = [p[0] for p in pairs if p[0]], [p[2] for p in pairs if p[2]]
    else:
        begin = next((n for n, line in enumerate(lines) if _SIGNS.match(line)), len(lines))
        recipients, right = list(lines[:begin]), list(lines[begin:])
    signs = [run(t, bold=not t.startswith("(")) for t in right]
    if not recipients:
        # nobody on the left: the lines stand in the right half of the page
        alone = [paragraph(sign, "centre", tight=True, left=4900) for sign in signs]
        return "".join([paragraph("", tight=True), *alone[:-1], *gap, *alone[-1:]])
    left = [paragraph(run(t, bold=n == 0, italic=n == 0), "left", tight=True) for n, t in enumerate(recipients)]
    two = [paragraph(sign, "centre", tight=True) for sign in signs]
    return paragraph("", tight=True) + columns(left, [*two[:-1], *gap, *two[-1:]], (4900, 4170))


@dataclass
class Body:
    """Writes the body line by line; its lists go on from one line to the next."""

    hanging: bool
    numbered: bool
    typed: bool
    signs: list[str]
    outline: Outline = field(default_factory=Outline)

    def lines(self, group: list[str]) -> Iterator[str]:
        """The blocks of some lines without a blank one between them."""
        for tabular, run_of in groupby(group, key=lambda line: line.count("\t") >= 2 and not _BULLET.match(line)):
            if tabular:
                rows = [line.split("\t") for line in run_of]
                length = max(map(len, rows))
                rows = [row + [""] * (length - len(row)) for row in rows]
                yield figures(rows, numbered=self.numbered) + paragraph("", tight=True)
            else:
                yield from map(self.line, run_of)

    def line(self, text: str) -> str:
        """One paragraph."""
        bullet = _BULLET.fullmatch(text)
        if bullet:
            words, stops = run(bullet["text"]), 4 if "\t" in text else 0
            if self.typed:
                return self.marked(run(bullet["sign"] + (self.gap if not stops else " ")) + words, stops=stops)
            return paragraph(words, num=(BULLET_LIST, self.signs.index(bullet["sign"])), stops=stops)
        mark = MARK.fullmatch(text)
        if mark:
            return self.heading(mark)
        if text.startswith("ĐVT"):
            return paragraph(run(text, italic=True), "right", keep=True)
        if text.startswith("(Kèm theo"):
            return paragraph(run(text, italic=True), "centre")
        if text.isupper() or _CAPTION.match(text):
            return paragraph(run(text, bold=True), "centre", keep=True, page=text.startswith("PHỤ LỤC"))
        return paragraph(run(text), indent=0 if text.startswith("\t") else 567)

    @property
    def gap(self) -> str:
        """What a clerk types between a number and its words."""
        return "\t" if self.hanging else " "

    def marked(self, content: str, *, keep: bool = False, centre: bool = False, stops: int = 0) -> str:
        """A paragraph that begins with a typed number or bullet."""
        if self.hanging and not centre and not stops:
            return paragraph(content, keep=keep, left=851, indent=-284)
        return paragraph(content, "centre" if centre else "both", keep=keep, indent=0 if centre else 567, stops=stops)

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
        bold = whole or content.count("<w:r>") > 1
        if self.typed:
            return self.marked(run(mark["label"] + self.gap, bold=bold) + content, keep=whole, centre=bool(mark["word"]))
        num = self.outline.place(mark)
        if num is None:
            return paragraph(run(mark["label"] + " ", bold=whole) + content, keep=whole, indent=567)
        return paragraph(content, "centre" if mark["word"] else "both", num=num, bold=bold, keep=whole)


def title(group: list[str]) -> str:
    """Title, addressee or preamble."""
    if group[0].startswith("Kính gửi"):
        return "".join(paragraph(run(line), "centre") for line in group)
    if group[0].startswith(("Căn cứ", "\t", "(")) or len(group[0]) > 120:
        return "".join(paragraph(run(line), indent=0 if line.startswith("\t") else 567) for line in group)
    return "".join(paragraph(run(line, bold=True), "centre", tight=True) for line in group) + paragraph("", tight=True)


# ---------------------------------------------------------------------- the package


def build_docx(text: str, name: str, *, typed: bool = False, font: str = "Times New Roman") -> bytes:
    """The bytes of the Word file for the text of the sample `name`; the same text gives the same bytes.

    `typed`: numbers and bullets are typed by hand instead of set by Word.
    """
    groups = [list(g) for blank, g in groupby(text.strip("\n").split("\n"), key=lambda line: not line.strip()) if not blank]
    # the outer lists of a text begin before the inner ones
    signs = list(dict.fromkeys(line[0] for group in groups for line in group if _BULLET.match(line)))
    body = Body(name in HANGING, name in NUMBERED_ROWS, typed, signs)
    parts = [letterhead(groups)]
    begun = False
    signing: list[str] = []
    for group in groups:
        begun = begun or MARK.fullmatch(group[0]) is not None or group[0].upper().startswith("PHẦN")
        if group[0].startswith("PHỤ LỤC"):
            parts.append(signatures(signing))
            signing = []
        if signing or group[0].startswith("Nơi nhận") or (begun and _SIGNS.match(group[0])):
            signing += group
        elif begun:
            parts += body.lines(group)
        else:
            parts.append(title(group))
    parts += [signatures(signing)] if signing else []
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId9"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
    document = f'<w:document {_NS} xmlns:r="{_OFFICE}"><w:body>{"".join(parts)}{section}</w:body></w:document>'
    fonts = "".join(f' w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    styles = (
        f"<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{fonts}/>"
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
        "word/numbering.xml": numbering_part(body.outline, signs, body.hanging),
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
