"""Finds the section tree of a report, its lists and appendices, and what governs each block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cdcs_parse.catalog.loader import Catalog
from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Document, Paragraph, Table
from cdcs_parse.model.report import Appendix, Section
from cdcs_parse.parse.headings import Mark, is_furniture, read_bullet, read_mark, skip_blanks
from cdcs_parse.parse.lists import Bullet, Lists
from cdcs_parse.parse.nesting import Level, Nesting
from cdcs_parse.parse.titles import kind_of_title

_TITLE_LENGTH = 200
_HEADING_LENGTH = 160
_APPENDIX = re.compile(r"phụ lục(?:\s+(?:số\s+)?(?:\d{1,2}|[ivx]{1,4}|[a-h]))?\s*(?P<end>$|[:.(\[-])?")
_CLOSING = re.compile(
    r"nơi nhận\b|t\s?[./]?\s?m\s?[./]?\s?(?:ban|bch|btv|đoàn chủ tịch|đct|công đoàn)\b|(?:kt|tl|tuq)\.\s*(?:chủ tịch|ban|bch)"
)
_SIGNERS = re.compile(r"(?:ban chấp hành|ban thường vụ|đoàn chủ tịch|(?:phó |quyền )?chủ tịch)(?![^\W_])")
_LAST_BLOCKS = 5  # a signature block has no more lines
_ADDRESSEES = re.compile(r"kính gửi\s*:?\s*$")
_SENTENCE_END = re.compile(r"[.;](?=\s+[\W_]*[^\W\d_])|:(?=\s)|[.:;]+\s*$")


@dataclass(frozen=True, slots=True)
class Place:
    """What the outline knows of one block of the document."""

    section: str
    kind: str | None
    role: str
    heading: bool
    body: int
    parent: int | None
    bullet: str | None
    appendix: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The section tree, the appendices, a place for each block, and notes on the numbering."""

    sections: tuple[Section, ...]
    appendices: tuple[Appendix, ...]
    places: tuple[Place, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A block as the outline sees it: the stretch of its first line, its number or bullet, and where its words start."""

    start: int
    end: int
    body: int
    last: int
    mark: Mark | None
    bullet: Bullet | None
    furniture: bool = False
    table: bool = False


@dataclass(slots=True)
class _Node:
    path: str
    mark: Mark
    start: int
    title: str
    kind: str | None
    role: str | None
    end: int
    lists: Lists
    notes: tuple[str, ...] = ()
    run_in: tuple[str | None, str | None] | None = None
    children: list[_Node] = field(default_factory=list)


def find_outline(document: Document, folded: str, catalog: Catalog) -> Outline:
    """Find sections, lists and appendices. `folded` is fold(document.text). Linear in the length of the text.

    Every block gets a Place. Repeated and skipped numbers are kept and told in the notes.
    """
    lines = [_read_block(document, folded, place) for place in range(len(document.blocks))]
    return _Walk(document.text, folded, lines, catalog, document).run()


def _read_block(document: Document, folded: str, place: int) -> _Line:
    block, text = document.blocks[place], document.text
    start, end = skip_blanks(folded, block.span.start, block.span.end), block.span.end
    while start < end and folded[start] == "\n":
        start = skip_blanks(folded, start + 1, end)
    if isinstance(block, Table):
        return _Line(start, end, block.span.start, end, None, None, table=True)
    stop = folded.find("\n", start, end)
    stop = end if stop < 0 else stop
    while stop > start and folded[stop - 1] == " ":
        stop -= 1
    if is_furniture(folded, start, stop) and stop == end:
        return _Line(start, stop, start, end, None, None, furniture=True)
    if block.label and block.label.strip():
        return _labelled(block, text, folded, start, stop)
    if mark := read_mark(text, folded, start, stop):
        return _Line(start, stop, mark.end, end, mark, None)
    if sign := read_bullet(folded, start, stop):
        return _Line(start, stop, sign[1], end, None, Bullet(sign[0], None))
    return _Line(start, stop, start, end, None, None)


def _labelled(block: Paragraph, text: str, folded: str, start: int, stop: int) -> _Line:
    """A paragraph with Word's automatic number, which is not part of the text: the words start where the block does."""
    label = (block.label or "").strip()
    low = label.lower()
    if sign := read_bullet(low + " x", 0, len(low) + 2):
        typed = read_mark(text, folded, start, stop)  # a typed number behind an automatic bullet is the heading
        if typed is not None and typed.kind != "letter":
            return _Line(start, stop, typed.end, block.span.end, typed, None)
        return _Line(start, stop, start, block.span.end, None, Bullet(sign[0], block.level or 0))
    dotted = label if label[-1:] in ".):/-" else label + "."
    mark = read_mark(f"{dotted} X", f"{dotted.lower()} x", 0, len(dotted) + 2)
    if mark is None:
        return _Line(start, stop, start, block.span.end, None, Bullet("•", block.level or 0))
    # "PHẦN I." is a label as a typed one is: without the sign behind it
    written = mark.written if dotted == label else label
    return _Line(start, stop, start, block.span.end, Mark(mark.kind, mark.number, mark.label, written, mark.style, start), None)


class _Walk:
    """One pass over the blocks of a document; holds what is open at each moment."""

    def __init__(self, text: str, folded: str, lines: list[_Line], catalog: Catalog, document: Document) -> None:
        self.text, self.folded, self.lines, self.catalog, self.document = text, folded, lines, catalog, document
        self.nesting = Nesting([line.mark for line in lines])
        self.stack: list[_Node] = []
        self.tops: list[_Node] = []
        self.places: list[Place] = []
        self.notes: list[str] = []
        self.appendices: list[tuple[int, int, str, str]] = []
        self.appendix: tuple[str | None, str] | None = None
        self.orders: set[tuple[str, str]] = {("-", "+")}
        self.loose = Lists(self.orders)
        self.context: tuple[str | None, str | None] = (None, None)
        self.closed = self.prose = self.addressees = False
        self.titling: _Node | None = None
        self.previous_end = ""

    def run(self) -> Outline:
        for place, line in enumerate(self.lines):
            self.places.append(self._place(place, line))
        ends = len(self.text.rstrip())
        appendices = tuple(
            Appendix(label=label, title=title, span=Span(start=start, end=max(start, end if end >= 0 else ends)))
            for start, end, label, title in self.appendices
        )
        return Outline(tuple(_frozen(top) for top in self.tops), appendices, tuple(self.places), tuple(self.notes))

    def _place(self, place: int, line: _Line) -> Place:
        if line.furniture:
            return self._make(line, heading=False)
        if (begun := self._appendix(line)) is not None:
            return begun
        if self.appendix is not None or self.closed or self._closes(place, line):
            return self._outside(place, line)
        if line.mark is not None and self._is_heading(place, line, line.mark):
            self._open(place, line, line.mark)
            self._finish(line)
            return self._make(line, heading=True)
        bullet = line.bullet
        if bullet is None and self._continues_title(line):
            self._finish(line)
            return self._make(line, heading=True)
        self.titling = None
        self.addressees = _ADDRESSEES.match(self.folded, line.start, line.end) is not None or (
            self.addressees and line.mark is not None
        )
        heading = bullet is None and not line.table and self._run_in(place, line)
        if not line.table and (line.last - line.start > 150 or self.text[line.last - 1 : line.last] in ".:;"):
            self.prose = True
        lists = self.stack[-1].lists if self.stack else self.loose
        body = line.body if bullet else line.start
        if bullet is not None:
            parent = lists.bullet(place, bullet, Span(start=line.start, end=line.last))
        else:
            parent = lists.plain(place, self._ends_with_colon(line), table=line.table)
        self._finish(line)
        return self._make(line, heading=heading, body=body, parent=parent, bullet=bullet.shown if bullet else None)

    def _make(
        self, line: _Line, *, heading: bool, body: int | None = None, parent: int | None = None, bullet: str | None = None
    ) -> Place:
        if self.appendix is not None:
            return Place("", self.appendix[0], self.appendix[1], heading, line.body if body is None else body, parent, bullet, True)
        kind, role = self._context()
        path = self.stack[-1].path if self.stack and not self.closed else ""
        return Place(path, kind, role, heading, line.body if body is None else body, parent, bullet, False)

    def _context(self) -> tuple[str | None, str]:
        if self.closed:
            return None, "actual"
        kind, role = self.context
        for node in self.stack:
            own = node.run_in or (None, None)
            kind, role = own[0] or node.kind or kind, own[1] or node.role or role
        return kind, role or "actual"

    # ------------------------------------------------------------------ ends of the text

    def _appendix(self, line: _Line) -> Place | None:
        if line.table or line.mark or line.bullet or not (self.tops or self.prose):
            return None
        found = _APPENDIX.match(self.folded, line.start, line.end)
        words = self.text[line.start : min(line.end, line.start + _TITLE_LENGTH)]
        long = line.end - line.start > _TITLE_LENGTH
        if found is None:
            untitled = self.appendix is not None and not self.appendices[-1][3]
            after = self.closed and not untitled and not long and _is_capital(words)
            if not after or kind_of_title(words, self.catalog)[0] != "appendix":
                return None
            label = title = " ".join(words.split())
        else:
            if long or (found["end"] is None and not _is_capital(words)) or words.rstrip()[-1:] in ".;,":
                return None
            label = " ".join(self.text[line.start : found.end()].split()).rstrip(" :.([-")
            title = " ".join(self.text[found.end() : line.end].split())
        self._end_appendix(line.start)
        self.appendices.append((line.start, -1, label, title))
        _, role = kind_of_title(title, self.catalog)
        self.appendix = ("appendix", role or "actual")
        self._close_sections()
        return self._make(line, heading=True, body=line.start)

    def _end_appendix(self, end: int) -> None:
        if self.appendices and self.appendices[-1][1] < 0:
            start, _, label, title = self.appendices[-1]
            self.appendices[-1] = (start, start + len(self.text[start:end].rstrip()), label, title)

    def _closes(self, place: int, line: _Line) -> bool:
        """True at the signature block, which ends the text of the last section."""
        if not (self.tops or self.prose) or line.bullet:
            return False
        starts = [line.start]
        if line.table:
            block = self.document.blocks[place]
            starts = (
                [skip_blanks(self.folded, cell.span.start, cell.span.end) for cell in block.cells[:8]]
                if isinstance(block, Table)
                else []
            )
        if not any(_CLOSING.match(self.folded, start, line.last) for start in starts) and not self._signs(place, line):
            return False
        self._close_sections()
        return True

    def _signs(self, place: int, line: _Line) -> bool:
        """ "BAN CHẤP HÀNH CÔNG ĐOÀN …" or "CHỦ TỊCH" in capitals at the very end, without "TM." before it."""
        if line.table or place < len(self.document.blocks) - _LAST_BLOCKS or not self.text[line.start : line.last].isupper():
            return False
        return _SIGNERS.match(self.folded, line.start, line.last) is not None

    def _close_sections(self) -> None:
        self.stack.clear()
        self.closed, self.titling, self.loose = True, None, Lists(self.orders)

    def _outside(self, place: int, line: _Line) -> Place:
        """A block of the signature part or of an appendix: lists are read there, headings are not."""
        bullet = line.bullet
        body = line.body if bullet or line.mark else line.start
        if bullet is not None:
            parent = self.loose.bullet(place, bullet, Span(start=line.start, end=line.last))
            return self._make(line, heading=False, body=body, parent=parent, bullet=bullet.shown)
        if (
            self.appendix is not None
            and not line.table
            and line.end - line.start <= _TITLE_LENGTH
            and _is_capital(self.text[line.start : line.end])
        ):
            start, end, label, title = self.appendices[-1]
            if not title:
                self.appendices[-1] = (start, end, label, " ".join(self.text[line.start : line.end].split()))
                role = kind_of_title(self.text[line.start : line.end], self.catalog)[1]
                self.appendix = ("appendix", role or self.appendix[1])
        return self._make(
            line, heading=False, body=body, parent=self.loose.plain(place, self._ends_with_colon(line), table=line.table)
        )

    # ------------------------------------------------------------------ headings

    def _is_heading(self, place: int, line: _Line, mark: Mark) -> bool:
        if self.addressees and mark.kind == "arabic":
            return False
        end = self.previous_end
        # a heading needs no full stop; any other line that ends without one may go on in this line
        unfinished = bool(end) and (end.isalnum() or end in ",-") and not self._labelled(place) and not self.places[-1].heading
        return self.nesting.accepts(mark, self.text[mark.end : min(line.end, mark.end + 80)], unfinished=unfinished and self.prose)

    def _labelled(self, place: int) -> bool:
        block = self.document.blocks[place]
        return isinstance(block, Paragraph) and block.label is not None

    def _open(self, place: int, line: _Line, mark: Mark) -> None:
        level: Level = self.nesting.open(place, mark)
        del self.stack[level.depth :]
        parent = self.stack[-1] if self.stack else None
        title = title_of(self.text, mark.end, line.end)
        paragraph = self._is_paragraph(mark.end, line.end, title)
        # a part without a title of its own ("PHẦN MỞ ĐẦU") is known by its number
        kind, role = kind_of_title(title or mark.written, self.catalog, paragraph=paragraph)
        if paragraph and role == "target" and self._context()[1] == "actual" and parent is not None:
            kind = role = None  # "2. Các chỉ tiêu của Đại hội VIII: đạt 09/11" among results: targets of the past
        siblings = parent.children if parent else self.tops
        if parent is None and role is None and siblings and self.context[1] is None:
            role = "target" if siblings[-1].role == "target" else None  # "V. Kiến nghị" after "IV. Phương hướng"
        path = f"{parent.path}/{level.label}" if parent else level.label
        node = _Node(path, mark, line.start, title, kind, role, line.last, Lists(self.orders))
        if level.note:
            node.notes = (level.note,)
            self.notes.append(f"{path}: {level.note}")
        siblings.append(node)
        self.stack.append(node)
        node.lists.plain(place, self._ends_with_colon(line), table=False)
        short = line.last - line.start <= _TITLE_LENGTH
        self.titling = node if short and (not title or mark.kind == "part" or _is_capital(title)) else None
        self.addressees, self.prose = False, True

    def _is_paragraph(self, start: int, end: int, title: str) -> bool:
        """True for a numbered paragraph: a sentence, or a title with its text behind it."""
        words = end - start
        return words > _HEADING_LENGTH or len(title) + 3 < words or (words > 70 and self.text[end - 1] in ".;")

    def _continues_title(self, line: _Line) -> bool:
        """True for a further line of the heading just above: capitals, or the first words below a bare number."""
        node, words = self.titling, self.text[line.start : line.end]
        if node is None or line.table or line.mark or line.end - line.start > _TITLE_LENGTH or len(node.title) > _TITLE_LENGTH:
            return False
        bare = not node.title and words[:1].isupper() and words[-1:] not in ".;:,"
        if (not bare and not _is_capital(words)) or (node.title[-1:] in ".:;" and node.title):
            return False
        node.title = " ".join(f"{node.title} {words}".split())[:_TITLE_LENGTH]
        node.kind, role = kind_of_title(node.title, self.catalog)
        node.role = role
        if not _is_capital(words):
            self.titling = None
        return True

    def _run_in(self, place: int, line: _Line) -> bool:
        """A title without a number (capitals, or all bold) lends its kind and role to what follows it."""
        words = self.text[line.start : line.end]
        block = self.document.blocks[place]
        bold = isinstance(block, Paragraph) and block.bold
        if not (self.prose or self.tops) or len(words) > _HEADING_LENGTH or words[-1:] in ".;," or not (bold or _is_capital(words)):
            return False
        kind, role = kind_of_title(words, self.catalog)
        if kind is None:
            return False
        if self.stack and not (_is_capital(words) and self.nesting.restarts_after(place)):
            self.stack[-1].run_in = (kind, role)
        else:
            self.stack.clear()
            self.nesting.reset()
            self.context = (kind, role)
        return True

    # ------------------------------------------------------------------ small things

    def _ends_with_colon(self, line: _Line) -> bool:
        return line.last > line.start and self.folded[max(line.start, line.last - 20) : line.last].rstrip().endswith(":")

    def _finish(self, line: _Line) -> None:
        for node in self.stack:
            node.end = line.last
        self.previous_end = self.text[max(line.start, line.last - 20) : line.last].rstrip()[-1:]


def title_of(text: str, start: int, end: int) -> str:
    """The words of a heading: a short line whole, of a paragraph the words to its first sentence end or colon."""
    stop = min(end, start + 2 * _TITLE_LENGTH)
    long = end - start > _HEADING_LENGTH
    for cut in _SENTENCE_END.finditer(text, start, stop):
        # a semicolon parts the words of a heading as well ("Nữ công; kiểm tra; tài chính")
        if long or not cut[0].startswith(";") or not text[cut.end() : end].strip():
            stop = cut.start()
            break
    return " ".join(text[start:stop].split())[:_TITLE_LENGTH].rstrip(" :;")


def _is_capital(words: str) -> bool:
    return len(words) <= 2 * _TITLE_LENGTH and words.isupper() and sum(map(str.isalpha, words)) >= 3


def _frozen(node: _Node) -> Section:
    return Section(
        path=node.path,
        label=node.mark.written,
        title=node.title,
        kind=node.kind,
        start=node.start,
        span=Span(start=node.start, end=node.end),
        notes=node.notes,
        items=node.lists.items(),
        children=tuple(_frozen(child) for child in node.children),
    )
