"""Text files: UTF-8 or UTF-16 → Document; lines become paragraphs, tabbed and piped lines tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from cdcs_parse.errors import ReadError
from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Block, Cell, Document, Paragraph, Source, Table
from cdcs_parse.readers.detect import TEXT_NAMES, refuse
from cdcs_parse.readers.legacy import decode_1258, decode_bytes, read_twice, recognise
from cdcs_parse.text import normalize

_MEDIA = {"txt": "text/plain", "md": "text/markdown"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# "-<TAB>text" and "1.<TAB>text" are list items as Word writes them when it saves as text, not rows of a table
_BULLETED = re.compile(r"\s*[-+*•–]\s*\S[^:]*:")
_LIST_MARK = re.compile(r"[-–—+*•·▪o]|\(?(?:\d+(?:\.\d+)*|[A-Za-zĐđ]|[IVXLCivxlc]+)[.)/]+|\d+(?:\.\d+)+")
# a tab before as much text is an indent, even when the next line has a tab as well
_PROSE = 60
_PIPE = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r":?-+:?")

_Cut = tuple[int, int]


def read_text(data: bytes, name: str) -> Document:
    """Read a text file; `document.text` is exactly the normalised text of the file.

    Raises ReadError for bytes of no known encoding, binary files and files without any text.
    """
    text, encoding = _decode(data, name)
    notes = [f"decoded as {encoding}"] if encoding not in ("utf-8", "utf-8-sig") else []
    kind = TEXT_NAMES.get(PurePath(name).suffix.lower(), "txt")
    document = _build(normalize(text), name, hashlib.sha256(data).hexdigest(), _MEDIA[kind], notes)
    if not document.blocks:
        raise ReadError("holds no text", where=name, hint="ask the sender for it again")
    return document


def document_from_text(text: str, name: str) -> Document:
    """The document of a text already in memory; sha256 is of its UTF-8 bytes, blank text gives no blocks."""
    notes = []
    if _SURROGATE.search(text):
        # half a character cannot be written as UTF-8, so not as JSON either; the length stays
        text, count = _SURROGATE.subn("\ufffd", text)
        notes.append(f"{count} broken characters (lone surrogates) replaced by U+FFFD")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return _build(normalize(text), name, digest, _MEDIA["txt"], notes)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data[:8192]:
            raise refuse("binary", name) from error
        text, encoding = _old(data, f"byte {error.start + 1} is no {encoding}", name)
    else:
        again = read_twice(text)
        if again is not None:
            text, encoding = again, "UTF-8 that was read as windows-1252 before"
    # one stray control character is a nuisance; many are a sign of bytes that only happen to decode
    if text and len(_CONTROL.findall(text[:20_000])) * 100 > min(len(text), 20_000):
        raise refuse("binary", name)
    return text, encoding


def _old(data: bytes, why: str, name: str) -> tuple[str, str]:
    """Text of before Unicode; that of TCVN3 and VNI as windows-1252 shows it, which is converted with all other documents."""
    text = decode_1258(data)
    if text is not None:
        return text, "windows-1258"
    text = decode_bytes(data)
    if recognise(text) is None:
        raise ReadError(
            f"not Unicode text ({why}), and in no old encoding that is known (TCVN3, VNI, windows-1258)",
            where=name,
            hint="convert it to Unicode (Unikey's converter does) and save it as UTF-8",
        )
    return text, "windows-1252"


def _encoding(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4096]
    # in UTF-16 Vietnamese every second byte of a plain letter, digit and space is zero, and only the second one
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 5 > len(head) // 2 and even * 10 < odd:
        return "utf-16-le"
    if even * 5 > len(head) // 2 and odd * 10 < even:
        return "utf-16-be"
    return "utf-8"


def _build(text: str, name: str, digest: str, media: str, notes: Sequence[str]) -> Document:
    source = Source(name=name, sha256=digest, media_type=media, reader="text")
    return Document(source=source, text=text, blocks=tuple(_blocks(text)), notes=tuple(notes))


def _blocks(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    start = index = 0
    while index < len(lines):
        line = lines[index]
        taken: Table | None = None
        used = 1
        if "\t" in line:
            taken, used = _tabbed(text, lines, index, start)
        elif "|" in line:
            taken, used = _piped(text, lines, index, start)
        if taken is not None:
            yield taken
        else:
            # the lines looked at and found to be no table are done with here: never looked at twice
            yield from _paragraphs(lines[index : index + used], start)
        start += sum(len(lines[i]) + 1 for i in range(index, index + used))
        index += used


def _paragraphs(lines: Sequence[str], start: int) -> Iterator[Paragraph]:
    for line in lines:
        low, high = _trim(line, 0, len(line))
        if low < high:
            yield Paragraph(span=Span(start=start + low, end=start + high))
        start += len(line) + 1


def _trim(text: str, low: int, high: int) -> _Cut:
    """Shrink a range to what is left without surrounding white space; an empty one stays at its start."""
    piece = text[low:high]
    bare = piece.strip()
    if not bare:
        return low, low
    low += len(piece) - len(piece.lstrip())
    return low, low + len(bare)


def _tabbed(text: str, lines: Sequence[str], index: int, start: int) -> tuple[Table | None, int]:
    tabs = lines[index].count("\t")
    if tabs == 1 and lines[index][0] == "\t" and len(lines[index]) > _PROSE:
        return None, 1
    end = index + 1
    while end < len(lines) and lines[end].count("\t") == tabs and lines[end].strip():
        end += 1
    while tabs > 1 and end < len(lines) and 1 < lines[end].count("\t") < tabs and sum(c.isdigit() for c in lines[end]) > 2:
        end += 1  # a row whose last cells are left out: "Tổng cộng" without a remark
    rows: list[list[_Cut]] = []
    for line in lines[index:end]:
        rows.append(list(_cells(text, start, (m.start() for m in re.finditer("\t", line)), len(line))))
        start += len(line) + 1
        rows[-1] += [(rows[-1][-1][1], rows[-1][-1][1])] * (tabs + 1 - len(rows[-1]))
    count = end - index
    if count < 2 or not _is_table(text, rows):
        return None, count
    return _table(rows), count


def _cells(text: str, start: int, borders: Iterator[int], length: int) -> Iterator[_Cut]:
    low = 0
    for border in borders:
        yield _trim(text, start + low, start + border)
        low = border + 1
    yield _trim(text, start + low, start + length)


def _is_table(text: str, rows: Sequence[Sequence[_Cut]]) -> bool:
    """False for tabs that only indent, end lines, or part a list mark from its text."""
    listed = sum(
        1 for r in rows if _BULLETED.match(text[r[0][0] : r[0][1]]) and any(c.isdigit() for low, high in r for c in text[low:high])
    )
    if listed * 2 > len(rows):
        return False  # "- Đoàn viên:<tab>167;<tab>Nữ:<tab>113": bullets whose parts are set with tabs
    filled = [any(low < high for low, high in column) for column in zip(*rows, strict=True)]
    if sum(filled) < 2:
        return False
    return len(filled) > 2 or not all(low == high or _LIST_MARK.fullmatch(text[low:high]) for low, high in (r[0] for r in rows))


def _piped(text: str, lines: Sequence[str], index: int, start: int) -> tuple[Table | None, int]:
    end = index + 1
    while end < len(lines) and "|" in lines[end] and "\t" not in lines[end]:
        end += 1
    rows: list[list[_Cut]] = []
    ruled = framed = True
    for offset, line in enumerate(lines[index:end]):
        cells = _pipe_cells(text, line, start)
        start += len(line) + 1
        rule = all(_RULE_CELL.fullmatch(text[low:high]) for low, high in cells)
        if offset == 1:
            ruled = rule
        bare = line.strip()
        framed = framed and len(bare) > 1 and bare.startswith("|") and bare.endswith("|")
        if not rule:
            rows.append(cells)
    count = end - index
    # with its |---| line a table may leave out the outer bars; without it only bars on both sides make one
    same_width = len({len(row) for row in rows}) == 1
    if count < 2 or not rows or not (ruled or (framed and same_width)) or max(map(len, rows)) < 2:
        return None, count
    return _table(rows), count


def _pipe_cells(text: str, line: str, start: int) -> list[_Cut]:
    low, high = _trim(line, 0, len(line))
    borders = [m.start() for m in _PIPE.finditer(line)]
    if borders and borders[0] == low:
        low, borders = low + 1, borders[1:]
    if borders and borders[-1] == high - 1:
        high, borders = high - 1, borders[:-1]
    cuts = [low - 1, *borders, high]
    return [_trim(text, start + a + 1, start + b) for a, b in pairwise(cuts)]


def _table(rows: Sequence[Sequence[_Cut]]) -> Table:
    cells = tuple(
        Cell(span=Span(start=low, end=high), row=row, column=column)
        for row, cuts in enumerate(rows)
        for column, (low, high) in enumerate(cuts)
    )
    return Table(span=Span(start=cells[0].span.start, end=cells[-1].span.end), cells=cells)
