"""Word files (.docx, .docm): the body as Word shows it, and apart from it footnotes, endnotes, page headers and footers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Aside, Document, Revisions, Source
from cdcs_parse.readers.anchors import Anchors, without_marks
from cdcs_parse.readers.body import Body
from cdcs_parse.readers.compose import Draft, TableDraft, compose, plain_text
from cdcs_parse.readers.numbering import read_numbering
from cdcs_parse.readers.origins import Origins
from cdcs_parse.readers.package import Package, W
from cdcs_parse.readers.revisions import Side
from cdcs_parse.readers.styles import Styles

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# paragraphs and cells: a report has 3,000; each takes about 2 KB of memory
MAX_BLOCKS = 150_000

# what the reader counts → how its note reads; the first two are turned round when changes are rejected
_NOTES = {
    "inserted": "tracked insertions kept: {}",
    "deleted": "tracked deletions left out: {}",
    "properties": "tracked changes of paragraph properties (such as numbering) accepted: {}",
    "hidden": "hidden pieces of text left out: {}",
    "hidden_row": "hidden table rows left out: {}",
    "footnote_apart": "footnotes kept apart from the text: {}",
    "endnote_apart": "endnotes kept apart from the text: {}",
    "header_apart": "page headers kept apart from the text: {}",
    "footer_apart": "page footers kept apart from the text: {}",
    "footnote": "footnotes that the file does not hold: {}",
    "endnote": "endnotes that the file does not hold: {}",
    "comment": "comments left out: {}",
    "drawing": "pictures, drawings and charts left out: {}",
    "object": "embedded objects (such as Excel sheets) left out: {}",
    "chunk": "embedded documents left out: {}",
    "placeholder": "unfilled content controls left out: {}",
    "symbol": "symbols without a Unicode equivalent shown as a bullet: {}",
    "covered": "texts under a merged cell, which Word does not show, left out: {}",
    "cell_label": "automatic numbers inside table cells, other than of their first paragraphs, left out: {}",
    "TCVN3": "pieces of text in TCVN3 (ABC) fonts converted to Unicode: {}",
    "VNI": "pieces of text in VNI fonts converted to Unicode: {}",
    "macros": "macros ignored",
}
_REJECTED = {
    "inserted": "tracked insertions left out: {}",
    "deleted": "tracked deletions kept: {}",
    "properties": "tracked changes of paragraph properties (such as numbering) rejected: {}",
}


def read_docx(data: bytes, name: str, *, revisions: Revisions = "accept") -> Document:
    """Read a Word file with its tracked changes accepted or rejected; what is left out of the text is counted in `notes`.

    Raises ReadError for a damaged, encrypted or oversized package and for one without any text.
    """
    with Package(data, name) as package:
        parts = Parts(package)
        side = Side(revisions)
        _, body, reader = open_body(package, parts, side)
        drafts = reader.blocks(body)
        counts = reader.inline.left_out
        if _size(drafts) > MAX_BLOCKS:
            raise ReadError(f"holds more than {MAX_BLOCKS:,} paragraphs and cells", where=name, hint="give the report alone")
        anchors = Anchors()
        text, blocks = compose(drafts, anchors=anchors)
        if not blocks:
            hint = (
                "it may hold only pictures: run text recognition (OCR) on them"
                if counts["drawing"]
                else "ask the sender for it again"
            )
            raise ReadError("holds no text", where=name, hint=hint)
        asides: list[Aside] = []
        for story in (*_notes(package, parts, reader), *_margins(package, parts)):
            apart = reader.apart()
            words = without_marks(plain_text(apart.blocks(story.root)))
            counts.update(apart.inline.left_out)
            aside = Aside(kind=story.kind, text=words, anchor=anchors.place(story.kind, story.ident) if story.ident else None)
            # the headers of several sections mostly say the same
            if words and (story.ident or aside not in asides):
                asides.append(aside)
                counts[f"{story.kind}_apart"] += 1
        counts["macros"] = package.has("vbaProject.bin")
    told = _NOTES | _REJECTED if side.reject else _NOTES
    return Document(
        source=Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type=MEDIA_TYPE, reader="docx"),
        text=text,
        blocks=blocks,
        asides=tuple(asides),
        notes=tuple(note.format(counts[key]) for key, note in told.items() if counts[key]),
    )


def open_body(
    package: Package, parts: Parts, side: Side, origins: Origins | None = None
) -> tuple[etree._Element, etree._Element, Body]:
    """The root of the main part, the body in it, and a reader for it, which tells `origins` where its letters come from.

    With `origins` the XML keeps its comments and processing instructions, so that it can be written again.
    Raises ReadError for what is no Word document.
    """
    root = package.xml(parts.main, whole=origins is not None)
    body = None if root is None else root.find(W + "body")
    if root is None or body is None:
        raise ReadError("holds no Word document", where=package.name, hint="open it in Word and save it as .docx")
    styles = Styles(package.xml(parts.one.get("styles", "")))
    numbering = read_numbering(package.xml(parts.one.get("numbering", "")), styles.numbers())
    return root, body, Body(styles, numbering, side, origins)


class Parts:
    """Where the parts of a Word file stand, as its main part links them."""

    def __init__(self, package: Package) -> None:
        self.main = package.main()
        self.one: dict[str, str] = {}
        self.margins: dict[str, Literal["header", "footer"]] = {}
        for link in package.relationships(self.main):
            if link.kind == "header":
                self.margins[link.target] = "header"
            elif link.kind == "footer":
                self.margins[link.target] = "footer"
            else:
                self.one[link.kind] = link.target


@dataclass(frozen=True, slots=True)
class _Story:
    """A text of its own beside the body; `ident` is the id of a note."""

    kind: Literal["footnote", "endnote", "header", "footer"]
    root: etree._Element
    ident: str = ""


def _notes(package: Package, parts: Parts, reader: Body) -> Iterator[_Story]:
    """The footnotes and endnotes that visible text refers to, each once, in the order of the text."""
    kinds: tuple[Literal["footnote", "endnote"], ...] = ("footnote", "endnote")
    for kind in kinds:
        wanted = list(dict.fromkeys(ident for named, ident in reader.inline.references if named == kind))
        root = package.xml(parts.one.get(f"{kind}s", "")) if wanted else None
        held = {} if root is None else {note.get(W + "id", ""): note for note in root.iterchildren(W + kind)}
        for ident in wanted:
            if ident in held:
                yield _Story(kind, held[ident], ident)
            else:
                reader.inline.left_out[kind] += 1


def _margins(package: Package, parts: Parts) -> Iterator[_Story]:
    """The page headers and footers that hold text."""
    for target, kind in parts.margins.items():
        root = package.xml(target)
        if root is not None and any((t.text or "").strip() for t in root.iter(W + "t")):
            yield _Story(kind, root)


def _size(drafts: Iterable[Draft]) -> int:
    return sum(len(draft.cells) if isinstance(draft, TableDraft) else 1 for draft in drafts)
