"""A file as read: its text, its blocks, and what the reader had to do to it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Model, Span


class Source(Model):
    """Where the text came from. No path: the same bytes give the same JSON wherever they lie."""

    name: str = Field(description="file name without its folder, or a name given by the caller")
    sha256: str = Field(description="of the file's bytes (of the text's UTF-8 bytes when there was no file)")
    media_type: str = Field(description="text/plain, application/pdf, the OOXML type of a docx …")
    reader: str = Field(description="name of the reader that made the document")
    pages: int | None = Field(default=None, description="number of pages, where the format has pages")


class Box(Model):
    """A rectangle on a page, in PDF points from the upper left corner."""

    x0: float = Field(description="left")
    top: float = Field(description="upper edge")
    x1: float = Field(description="right")
    bottom: float = Field(description="lower edge")


class Paragraph(Model):
    """One paragraph; `label` is Word's automatic number as Word shows it, which is not part of the text."""

    kind: Literal["paragraph"] = "paragraph"
    span: Span = Field(description="the paragraph's characters, without a line end")
    label: str | None = Field(default=None, description='automatic number or bullet as rendered: "I.", "1.1", "-"')
    level: int | None = Field(default=None, description="list level of an automatic number, 0 outermost")
    style: str | None = Field(default=None, description="name of the paragraph style")
    bold: bool = Field(default=False, description="every letter is bold")
    page: int | None = Field(default=None, description="page, from 1")
    box: Box | None = Field(default=None, description="place on the page")


class Cell(Model):
    """A table cell; a merged cell stands once, at its upper left corner."""

    span: Span = Field(description="the cell's characters; several paragraphs are parted by newlines")
    row: int = Field(ge=0, description="row, from 0")
    column: int = Field(ge=0, description="grid column, from 0")
    row_span: int = Field(default=1, ge=1, description="rows covered")
    column_span: int = Field(default=1, ge=1, description="grid columns covered")
    label: str | None = Field(default=None, description="automatic number of its first paragraph, which is not part of the text")


class Table(Model):
    """A table; in the text its rows are parted by newlines and the cells of a row by tabs."""

    kind: Literal["table"] = "table"
    span: Span = Field(description="from the first cell to the last")
    cells: tuple[Cell, ...] = Field(description="in reading order")
    page: int | None = Field(default=None, description="page on which it starts, from 1")
    box: Box | None = Field(default=None, description="place on the page")


Block = Paragraph | Table

# which side of tracked changes is read
Revisions = Literal["accept", "reject"]


class Aside(Model):
    """Text that Word keeps apart from the body: its figures are no facts of the report."""

    kind: Literal["footnote", "endnote", "header", "footer"] = Field(description="footnote, endnote, page header or page footer")
    text: str = Field(description="NFC; paragraphs parted by newlines, automatic numbers before them")
    anchor: int | None = Field(
        default=None, description="offset in document.text at which the mark of a note stands; null for headers and footers"
    )


class Place(Model):
    """Where a stretch of the text stands on paper: a printed line, or, where letters were recognised in a picture, a word."""

    span: Span = Field(description="its characters")
    page: int = Field(ge=1, description="page, from 1")
    box: Box = Field(description="place on the page")
    confidence: int | None = Field(
        default=None, ge=0, le=100, description="how sure text recognition is of it, if it was recognised"
    )
    doubtful: tuple[int, ...] = Field(default=(), description="offsets in document.text of digits that text recognition doubts")


class Document(Model):
    """The text of a report (NFC), its blocks in reading order, and the reader's notes."""

    source: Source = Field(description="where it came from")
    text: str = Field(description="NFC; blocks joined by newlines, cells by tabs; of a .txt file exactly its NFC text")
    blocks: tuple[Block, ...] = Field(description="paragraphs and tables; blank lines are no blocks")
    asides: tuple[Aside, ...] = Field(default=(), description="footnotes, endnotes, page headers and footers")
    notes: tuple[str, ...] = Field(default=(), description="what was converted, repaired or left out")
    places: tuple[Place, ...] = Field(default=(), description="printed lines in the order of the text; empty without pages")
