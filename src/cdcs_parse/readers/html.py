"""Saved web pages, among them Word's "Save as Web Page": paragraphs, tables and list numbers in the order of the page."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from lxml import html as page

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Source
from cdcs_parse.readers.compose import CellDraft, Draft, ParagraphDraft, TableDraft, compose, table_text
from cdcs_parse.readers.legacy import convert_run, decode_1258, decode_bytes
from cdcs_parse.readers.mail import open_mail

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
# Word writes the number of a list as text in a span of this style
_LIST_NUMBER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_SKIPPED = {"head", "script", "style", "noscript", "template", "title"}
# what is left out and counted
_COUNTED = {
    "img": "picture", "svg": "picture", "iframe": "object", "object": "object", "embed": "object",
    "select": "field", "textarea": "field", "button": "field", "input": "field",
}  # fmt: skip
_NOTES = {
    "hidden": "hidden pieces of text left out: {}",
    "picture": "pictures, drawings and charts left out: {}",
    "object": "embedded objects (such as Excel sheets) left out: {}",
    "field": "form fields left out: {}",
    "TCVN3": "pieces of text in TCVN3 (ABC) fonts converted to Unicode: {}",
    "VNI": "pieces of text in VNI fonts converted to Unicode: {}",
}
_BLOCKS = set(
    "address article aside blockquote body caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr html li main nav ol p pre section ul".split()
)
_BOLD = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"}
_LETTERS = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MAX_SPAN = 1000


def read_html(data: bytes, name: str) -> Document:
    """Read a web page; raises ReadError when it holds no text."""
    return _document(_decoded(data), data, name, "text/html")


def read_mime(data: bytes, name: str) -> Document:
    """Read a page saved as one file (.mht), or a message without attachments; raises ReadError when it holds no text."""
    part = open_mail(data, name).get_body(("html", "plain"))
    if part is None:
        raise ReadError("a message without text and without attachments", where=name, hint="ask the sender for the report again")
    body = part.get_payload(decode=True)
    raw = body if isinstance(body, bytes) else b""
    charset = part.get_content_charset()
    text = _decoded(raw, charset)
    if part.get_content_type() != "text/html":
        text = "".join(f"<p>{line}</p>" for line in _escaped(text).split("\n"))
    return _document(text, data, name, "message/rfc822")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _decoded(data: bytes, told: str | None = None) -> str:
    """The page's characters: by its byte order mark, the charset it tells, UTF-8, or an old encoding."""
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    match = _CHARSET.search(data[:4096])
    named = [told] if told else []
    named += [match[1].decode("ascii")] if match else []
    for charset in (*named, "utf-8"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return decode_1258(data) or decode_bytes(data)


def _document(text: str, data: bytes, name: str, media_type: str) -> Document:
    # characters, not bytes, go to the parser; a declaration of some encoding would contradict them
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\0", "")
    drafts: list[Draft] = []
    left_out: Counter[str] = Counter()
    if text.strip():
        try:
            root = page.document_fromstring(text, parser=page.HTMLParser(remove_comments=True, remove_pis=True))
        except (etree.ParserError, ValueError) as error:
            raise ReadError("holds no text", where=name, hint="ask the sender for it again") from error
        drafts = _Page(left_out).read(root)
    content, blocks = compose(drafts)
    if not blocks:
        raise ReadError("holds no text", where=name, hint="ask the sender for it again")
    source = Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type, reader="html")
    notes = tuple(note.format(left_out[key]) for key, note in _NOTES.items() if left_out[key])
    return Document(source=source, text=content, blocks=blocks, notes=notes)


class _Page:
    """Walks a page once, counting what it leaves out; `_pieces` is the paragraph being written."""

    def __init__(self, left_out: Counter[str]) -> None:
        self._left_out = left_out
        self._out: list[Draft] = []
        self._pieces: list[tuple[str, bool]] = []
        self._label: str | None = None
        self._level: int | None = None

    def read(self, element: etree._Element) -> list[Draft]:
        """The paragraphs and tables under an element."""
        self._walk(element, bold=False, font=None, depth=-1)
        self._end()
        return self._out

    def _walk(self, element: etree._Element, *, bold: bool, font: str | None, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        style = element.get("style", "")
        if not tag or tag in _SKIPPED:
            return
        if _HIDDEN.search(style):
            self._left_out["hidden"] += any(map(str.strip, map(str, element.itertext())))
            return
        if tag in _COUNTED:
            self._left_out[_COUNTED[tag]] += tag != "input" or element.get("type", "text") != "hidden"
            return
        if _LIST_NUMBER.search(style):
            self._label = " ".join("".join(map(str, element.itertext())).split()) or None
            return
        family = _FAMILY.search(style)
        font = family[1].strip() if family else element.get("face", font)
        bold = bold or tag in _BOLD
        if tag == "table":
            self._end()
            for caption in element.iterchildren("caption"):
                self._walk(caption, bold=bold, font=font, depth=depth)
            self._out.append(_table(element, self._left_out))
            return
        if tag == "br":
            self._end()
            return
        block = tag in _BLOCKS
        if block:
            self._end()
        if tag in ("ol", "ul"):
            depth += 1
        if tag == "li":
            self._label, self._level = _item_label(element), max(0, depth)
        self._say(element.text, bold, font)
        for child in element:
            self._walk(child, bold=bold, font=font, depth=depth)
            self._say(child.tail, bold, font)
        if block:
            self._end()

    def _say(self, text: str | None, bold: bool, font: str | None) -> None:
        if text:
            text, encoding = convert_run(text, font)
            if encoding:
                self._left_out[encoding] += 1
            self._pieces.append((text, bold))

    def _end(self) -> None:
        text = " ".join("".join(piece for piece, _ in self._pieces).replace("\u00ad", "").split())
        if text:
            weights = {bold for piece, bold in self._pieces if any(map(str.isalpha, piece))}
            self._out.append(ParagraphDraft(text, label=self._label, level=self._level, bold=weights == {True}))
            self._label = self._level = None
        self._pieces = []


def _item_label(item: etree._Element) -> str | None:
    """The number or bullet a browser shows before a list item; None where the page says it shows none."""
    parent = item.getparent()
    if parent is None or "list-style-type:none" in parent.get("style", "").replace(" ", "").lower():
        return None
    if parent.tag != "ol":
        return "•"
    number = _number(parent.get("start"), 1) - 1
    for one in parent.iterchildren("li"):
        number = _number(one.get("value"), number + 1)
        if one is item:
            break
    form = parent.get("type", "1")
    if form in _LETTERS and 1 <= number <= 26:
        return f"{_LETTERS[form][number - 1]}."
    if form in ("i", "I") and 1 <= number <= 50:
        rest, out = number, ""
        for value, letters in _ROMAN:
            out += letters * (rest // value)
            rest %= value
        return f"{out.lower() if form == 'i' else out}."
    return f"{number}."


def _number(text: str | None, other: int) -> int:
    try:
        return int(text) if text is not None else other
    except ValueError:
        return other


def _table(table: etree._Element, left_out: Counter[str]) -> TableDraft:
    cells: list[CellDraft] = []
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(_rows(table)):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            down = min(max(1, _number(cell.get("rowspan"), 1)), _MAX_SPAN)
            across = min(max(1, _number(cell.get("colspan"), 1)), _MAX_SPAN)
            drafts = _Page(left_out).read(cell)
            text = "\n".join(table_text(d) if isinstance(d, TableDraft) else d.text for d in drafts)
            label = drafts[0].label if drafts and isinstance(drafts[0], ParagraphDraft) else None
            cells.append(CellDraft(text, row, column, down, across, label))
            if down > 1:
                taken |= {(row + r, column + c) for r in range(1, down) for c in range(across)}
            column += across
    return TableDraft(cells)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")
