"""What stands inside a Word paragraph: runs, fields, tracked changes, symbols, text boxes → pieces of visible text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from cdcs_parse.readers.anchors import mark
from cdcs_parse.readers.legacy import convert_run
from cdcs_parse.readers.origins import Origins
from cdcs_parse.readers.package import W, switched, val
from cdcs_parse.readers.revisions import INSERTED, Side
from cdcs_parse.readers.styles import Style, Styles
from cdcs_parse.readers.symbols import symbol

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

ALTERNATE, _CHOICE, _FALLBACK = _MC + "AlternateContent", _MC + "Choice", _MC + "Fallback"
SDT, SDT_CONTENT = W + "sdt", W + "sdtContent"
_RUN, _RUN_PROPERTIES, _TEXT, _TAB, _BREAK = W + "r", W + "rPr", W + "t", W + "tab", W + "br"
_TEXT_BOX = W + "txbxContent"
_FIELD_CHAR, _FIELD_DATA = W + "fldChar", W + "ffData"
_MATH = {_M + "oMath", _M + "oMathPara"}
WRAPPERS = {W + n for n in ("hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase")}
_COMMENT = W + "commentReference"
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_PICTURES = {W + "drawing": "drawing", W + "pict": "drawing", W + "object": "object"}
_ASCII, _HIGH_ANSI = W + "ascii", W + "hAnsi"
_FIXED = {_TAB: "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_BOLD, _VANISH, _RUN_STYLE, _FONTS = W + "b", W + "vanish", W + "rStyle", W + "rFonts"
_PRIVATE = re.compile("[\uf020-\uf0ff]")

Piece = tuple[str, bool]


def chosen(alternate: etree._Element) -> etree._Element | None:
    """The branch of mc:AlternateContent to read, never both: the first Choice that holds text, else the Fallback."""
    choice, fallback = alternate.find(_CHOICE), alternate.find(_FALLBACK)
    if choice is None or (fallback is not None and not _has_text(choice) and _has_text(fallback)):
        return fallback
    return choice


def _has_text(element: etree._Element) -> bool:
    return next(element.iter(_TEXT, _RUN), None) is not None


def text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost w:txbxContent under a drawing."""
    for child in element:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag == ALTERNATE:
            branch = chosen(child)
            if branch is not None:
                yield from text_boxes(branch)
        else:
            yield from text_boxes(child)


class Inline:
    """Reads paragraphs one after the other: fields run over their ends, and what is left out is counted in `left_out`."""

    def __init__(self, styles: Styles, side: Side, origins: Origins | None = None) -> None:
        self._origins = origins
        self._element: etree._Element | None = None
        self.left_out: Counter[str] = Counter()
        self.boxes: list[etree._Element] = []
        # kind and id of every footnote and endnote that the visible text refers to
        self.references: list[tuple[str, str]] = []
        self._styles, self._side = styles, side
        self._wrappers, self._dropped = WRAPPERS | side.kept, side.dropped
        # per open field: are we still in its instruction (before w:fldChar separate)?
        self._fields: list[bool] = []
        self._out: list[Piece] = []
        self._style = Style()
        self._bold = self._hidden = self._placeholder = False
        self._font: str | None = None

    def pieces(self, paragraph: etree._Element, style: Style) -> list[Piece]:
        """The visible text of a paragraph with its weight; text boxes anchored in it are appended to `boxes`."""
        self._out, self._style = [], style
        self._walk(paragraph)
        # an instruction ends with its paragraph at the latest: a field that was never separated must not swallow the rest
        if self._fields:
            self._fields = [False] * len(self._fields)
        return self._out

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag in self._wrappers:
                if tag in self._side.kept:
                    self.left_out["inserted" if tag in INSERTED else "deleted"] += 1
                self._walk(child)
            elif tag in self._dropped:
                self.left_out["inserted" if tag in INSERTED else "deleted"] += 1
            elif tag == SDT:
                self._control(child)
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._walk(branch)
            elif tag in _MATH:
                self._bold = self._hidden = False
                self._element = child
                self._emit("".join(t.text or "" for t in child.iter(_M + "t")))

    def _control(self, control: etree._Element) -> None:
        """A content control; the prompt of one that was never filled in ("Click here …") is no text of the report."""
        content = control.find(SDT_CONTENT)
        if content is not None:
            outer = self._placeholder
            self._placeholder = outer or control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
            self._walk(content)
            self._placeholder = outer

    def _run(self, run: etree._Element) -> None:
        bold: bool | None = None
        hidden: bool | None = None
        font = self._style.font
        character = None
        properties = run.find(_RUN_PROPERTIES)
        if self._side.reject:
            properties = self._side.properties(properties)
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == _BOLD:
                    bold = switched(child)
                elif tag == _VANISH:
                    hidden = switched(child)
                elif tag == _FONTS:
                    font = child.get(_ASCII) or child.get(_HIGH_ANSI) or font
                elif tag == _RUN_STYLE:
                    character = self._styles.get(val(child))
        if bold is None:
            # toggle property (ECMA-376 17.7.3): bold in the paragraph style and in the character style cancel out
            bold = (self._style.bold != (character is not None and character.bold)) or self._styles.bold
        if hidden is None:
            hidden = self._style.hidden != (character is not None and character.hidden)
        if self._placeholder and character is not None and (character.name or "").lower() == "placeholder text":
            self.left_out["placeholder"] += 1
            return
        self._bold, self._hidden, self._font = bold, hidden, font
        self._content(run)

    def _content(self, run: etree._Element) -> None:
        for child in run:
            self._element = child
            tag = child.tag
            if tag == _TEXT or tag == self._side.deleted_text:
                text = child.text
                if text:
                    if child.get(_SPACE) != "preserve":
                        text = text.strip(" \t\r\n")
                    self._emit(text.replace("\n", " ") if "\n" in text else text)
            elif tag == _BREAK:
                # page and column breaks move the text, they do not part it
                if child.get(W + "type", "textWrapping") == "textWrapping":
                    self._emit("\n")
            elif tag in _FIXED:
                self._emit(_FIXED[tag])
            elif tag == _FIELD_CHAR:
                self._field(child)
            elif tag == W + "sym":
                self._symbol(child.get(W + "char", ""), child.get(W + "font"))
            elif tag in _NOTES:
                self._reference(_NOTES[tag], child.get(W + "id", ""))
            elif tag == _COMMENT:
                self.left_out["comment"] += 1
            elif tag in _PICTURES:
                boxes = list(text_boxes(child))
                if not self._hidden:
                    self.boxes += boxes
                if not boxes:
                    self.left_out[_PICTURES[tag]] += 1
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._content(branch)
            elif tag == W + "ruby":
                self._walk(child)

    def _reference(self, kind: str, ident: str) -> None:
        if not self._hidden and True not in self._fields:
            self.references.append((kind, ident))
            self._out.append((mark(kind, ident), self._bold))

    def _field(self, char: etree._Element) -> None:
        kind = char.get(W + "fldCharType")
        if kind == "begin":
            shown = _form_field(char.find(_FIELD_DATA))
            if shown:
                self._emit(shown)
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _symbol(self, code: str, font: str | None) -> None:
        try:
            sign = symbol(int(code, 16), font)
        except ValueError:
            sign = None
        if sign is None:
            self.left_out["symbol"] += 1
        self._emit(sign or "•")

    def _private(self, match: re.Match[str]) -> str:
        sign = symbol(ord(match.group()), self._font)
        if sign is None:
            self.left_out["symbol"] += 1
        return sign or "•"

    def _emit(self, text: str) -> None:
        if not text or True in self._fields:
            return
        if self._hidden:
            self.left_out["hidden"] += bool(text.strip())
            return
        # before the soft hyphen is taken out: in TCVN3 it is the letter ư
        text, encoding = convert_run(text, self._font)
        if encoding:
            self.left_out[encoding] += 1
        if _PRIVATE.search(text):
            text = _PRIVATE.sub(self._private, text)
        if "\u00ad" in text:
            text = text.replace("\u00ad", "")
        if self._origins is not None:
            text = self._origins.marked(text, self._element)
        self._out.append((text, self._bold))


def _form_field(data: etree._Element | None) -> str:
    """What an old form field shows that has no result run: a ticked box, the entry of a list."""
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        ticked = switched(box.find(W + "checked"))
        return "☒" if (switched(box.find(W + "default")) if ticked is None else ticked) else "☐"
    choices = data.find(W + "ddList")
    if choices is None:
        return ""
    entries = [val(entry) or "" for entry in choices.iterchildren(W + "listEntry")]
    picked = val(choices.find(W + "result")) or val(choices.find(W + "default")) or "0"
    return entries[int(picked)] if picked.isdigit() and int(picked) < len(entries) else ""
