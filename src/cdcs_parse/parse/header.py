"""Finds who reports to whom, when and about what: letterhead, title, closing sentence, signature block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cdcs_parse.catalog.loader import Catalog
from cdcs_parse.model.base import quote
from cdcs_parse.model.document import Block, Document, Table
from cdcs_parse.model.report import DateField, Header, ListField, TextField
from cdcs_parse.parse import letterhead as lh
from cdcs_parse.parse.headings import read_mark
from cdcs_parse.parse.letterhead import Piece
from cdcs_parse.parse.outline import Outline
from cdcs_parse.parse.periods import find_dates
from cdcs_parse.parse.subject import Stretch, read_subject
from cdcs_parse.text import fold

_ACADEMIC = re.compile(r"(?:(?:GS|PGS|TSKH|TS|ThS|BSCK(?:II|I)?|BS|CK(?:II|I)|DS|KS|CN)\b\.?\s*)+")
_FRONT = 60  # blocks: no letterhead and title block is longer
_TITLE_LINES = 7
_TAIL = 80
_MOST_PIECES = 1000  # a line of a million tab stops is no letterhead


@dataclass(frozen=True, slots=True)
class _Parts:
    """The stretches of a report that carry its header, as pieces."""

    text: str
    folded: str
    catalog: Catalog
    head: tuple[Piece, ...]
    title: tuple[Piece, ...]
    intro: tuple[Piece, ...]
    closing: Piece | None
    tail: tuple[Piece, ...]


def find_header(document: Document, folded: str, outline: Outline, catalog: Catalog) -> Header:
    """Read the header. What is not written is None; every entry quotes its evidence. `folded` is fold(document.text)."""
    parts = _parts(document, folded, outline, catalog)
    unit, parent = _unit_and_parent(parts)
    recipients = _recipients(parts)
    subject = read_subject(folded, _stretches(parts, document, outline), _intro_text(parts), catalog)
    title = _title_field(parts)
    position, signer = _signature(parts)
    text = document.text
    return Header(
        unit=unit,
        parent=parent or _parent_elsewhere(parts, recipients, unit),
        number=_number(parts),
        place=_place(parts),
        date=_date(parts),
        title=title,
        kind=subject.kind_field(text),
        period=subject.period_field(text),
        plan_period=subject.plan_field(text),
        signer=signer,
        position=position,
        recipients=_list_field(recipients, text),
    )


# ---------------------------------------------------------------------- the parts of the document


def _parts(document: Document, folded: str, outline: Outline, catalog: Catalog) -> _Parts:
    text, blocks, header = document.text, document.blocks, catalog.header
    # the first section may be a "1." typed in a table of the letterhead's page: the front ends there at the latest
    first = next((i for i, place in enumerate(outline.places) if place.heading and place.section), len(blocks))
    front = tuple(_pieces(text, folded, blocks, 0, min(first, _FRONT)))
    begun = next((i for i, p in enumerate(front) if _is_title(p, text, header["document_title"].phrases)), None)
    if begun is None:
        begun = next((i for i, p in enumerate(front) if _is_title(p, text, header["subject_title"].phrases)), None)
    if begun is None:
        begun = next(
            (i for i, p in enumerate(front) if lh.begins(p.folded, header["after_title"].phrases) or _is_prose(p)), len(front)
        )
        title: tuple[Piece, ...] = ()
    else:
        title = _title_lines(front, begun, text, folded, header["after_title"].phrases)
    head = tuple(p for p in front[:begun] if not lh.holds(p.folded, header["national_title"].phrases))
    tail_first = _tail_start(outline, first)
    appendix = next((i for i, place in enumerate(outline.places) if place.appendix), len(blocks))
    tail = tuple(_pieces(text, folded, blocks, tail_first, max(tail_first, min(appendix, tail_first + _TAIL))))
    before = range(max(first, tail_first - 12) if first < len(blocks) else max(0, tail_first - 12), tail_first)
    closings = [
        p for p in _pieces(text, folded, blocks, before.start, before.stop) if lh.begins(p.folded, header["closing"].phrases)
    ]
    intro = tuple(_pieces(text, folded, blocks, 0, min(len(blocks), first + 4)))[len(head) :]
    return _Parts(text, folded, catalog, head, title, intro, closings[-1] if closings else None, tail)


def _pieces(text: str, folded: str, blocks: Sequence[Block], first: int, last: int) -> Iterator[Piece]:
    return islice(lh.pieces_of(text, folded, blocks, first, last), _MOST_PIECES)


def _tail_start(outline: Outline, first: int) -> int:
    """The signature block begins where the outline has closed the last section."""
    places = outline.places
    for i, place in enumerate(places):
        if i > first and not place.section and not place.appendix:
            return i
    return len(places)


def _is_title(piece: Piece, text: str, phrases: Sequence[str]) -> bool:
    begun = lh.begins(piece.folded, phrases)
    return begun is not None and text[piece.start : piece.start + len(begun)].isupper() and piece.end - piece.start <= 250


def _is_prose(piece: Piece) -> bool:
    return piece.end - piece.start > 250 or (piece.end - piece.start > 90 and piece.folded[-1] in ".:;")


def _title_lines(front: Sequence[Piece], begun: int, text: str, folded: str, after: Sequence[str]) -> tuple[Piece, ...]:
    lines = [front[begun]]
    for piece in front[begun + 1 : begun + _TITLE_LINES]:
        written = text[piece.start : piece.end]
        ended = piece.folded.endswith((":", "./.")) or read_mark(text, folded, piece.start, piece.end) is not None
        if lh.begins(piece.folded, after) or _is_prose(piece) or lh.has_bullet(piece) or ended:
            break
        if not any(map(str.isalpha, written)):
            if len(lines) > 1:
                break
            continue
        between = text[lines[-1].end : piece.start]
        # a blank line ends the title, unless only its first line or a line that asks for more stands above it
        if between.count("\n") > 1 and len(lines) > 1 and not re.search(r"(?:,|\bvà)$", lines[-1].folded):
            break
        lines.append(piece)
    return tuple(lines)


# ---------------------------------------------------------------------- who


def _unit_and_parent(parts: _Parts) -> tuple[TextField | None, TextField | None]:
    names = lh.unions_of(parts.head, parts.text, parts.catalog)
    if len(names) > 1:
        return _field(parts.text, names[-1]), _field(parts.text, names[-2])
    elsewhere = _unit_elsewhere(parts)
    if not names:
        return elsewhere, None
    # a letterhead of one line: the unit's own name, unless it is an upper union's or the text names the unit otherwise
    above = lh.begins(fold(names[0][2]), parts.catalog.header["upper_union"].phrases) is not None
    if above or (elsewhere is not None and not _same_unit(elsewhere.value, names[0][2], parts.catalog)):
        return elsewhere, _field(parts.text, names[0])
    return _field(parts.text, names[0]), None


def _same_unit(one: str, other: str, catalog: Catalog) -> bool:
    words = catalog.header["union"].phrases
    first, second = (re.sub(r"\W+", " ", fold(name)[len(lh.begins(fold(name), words) or "") :]).strip() for name in (one, other))
    return not first or not second or first in second or second in first


def _unit_elsewhere(parts: _Parts) -> TextField | None:
    """The unit by the closing sentence, else by the sentence that opens the report."""
    if parts.closing is not None:
        at = parts.folded.rfind(" của ", parts.closing.start, parts.closing.end)
        if at >= 0 and (found := lh.union_in(parts.text, parts.folded, at + 5, parts.closing.end, parts.catalog)):
            return _field(parts.text, found)
    upper = parts.catalog.header["upper_union"].phrases
    for piece in parts.intro:
        for sentence in _sentences(piece):
            marks = [
                m.end()
                for m in re.finditer(
                    r"(?:đại hội|ban chấp hành|bch)\s+(?=công đoàn|cđ)|(?=cđcs\s|công đoàn cơ sở\s)", sentence.folded
                )
            ]
            for mark in marks[:3]:
                found = lh.union_in(parts.text, parts.folded, sentence.start + mark, sentence.end, parts.catalog)
                if (
                    found
                    and found[0] == sentence.start + mark
                    and not lh.begins(parts.folded[found[0] : found[1]], upper)
                    and not _is_general(found[2])
                ):
                    return _field(parts.text, found)
    return None


def _is_general(name: str) -> bool:
    return name.casefold().endswith(("việt nam", "cấp trên", "các cấp"))


def _sentences(piece: Piece) -> list[Piece]:
    end = min(piece.end, piece.start + 2000)
    return [Piece(piece.start, end, piece.folded[: end - piece.start], piece.block)]


def _parent_elsewhere(parts: _Parts, recipients: Sequence[tuple[int, int]], unit: TextField | None) -> TextField | None:
    """The union directly above by "Kính gửi", else by the first recipient that is reported to."""
    header = parts.catalog.header
    found: tuple[int, int, str] | None = None
    for piece in parts.intro:
        if piece.folded.startswith("kính gửi"):
            found = lh.union_in(parts.text, parts.folded, piece.start, piece.end, parts.catalog)
            break
    for start, end in () if found else recipients:
        bracket = re.search(r"\(([^()]*)\)", parts.folded[start:end])
        if (
            bracket
            and lh.begins(bracket[1].strip(), header["reported_to"].phrases)
            and lh.begins(parts.folded[start:end], header["union"].phrases)
        ):
            finish = start + len(parts.folded[start : start + bracket.start()].rstrip())
            found = (start, finish, lh.tidy_union(parts.text[start:finish], parts.catalog))
            break
    if found is None or (unit is not None and found[2].casefold() == unit.value.casefold()):
        return None
    return _field(parts.text, found)


# ---------------------------------------------------------------------- letterhead


def _number(parts: _Parts) -> TextField | None:
    for piece in parts.head:
        if found := lh.document_number(piece, parts.text):
            return _field(parts.text, found)
    return None


def _dated_pieces(parts: _Parts) -> list[Piece]:
    return [p for p in (*parts.head, *parts.tail) if p.end - p.start <= 110 and "ngày" in p.folded]


def _place(parts: _Parts) -> TextField | None:
    for piece in _dated_pieces(parts):
        if (found := lh.place_of_date(piece, parts.text)) and not lh.begins(piece.folded, parts.catalog.header["union"].phrases):
            return _field(parts.text, found)
    return None


def _date(parts: _Parts) -> DateField | None:
    for piece in _dated_pieces(parts):
        if lh.place_of_date(piece, parts.text) is None and not piece.folded.startswith("ngày"):
            continue
        for dated in find_dates(parts.folded, piece.start, piece.end):
            if dated.kind == "day" and dated.iso is not None:
                return DateField(value=dated.iso, span=quote(parts.text, dated.start, dated.end))
    return None


def _title_field(parts: _Parts) -> TextField | None:
    if not parts.title:
        return None
    start, end = parts.title[0].start, parts.title[-1].end
    value = " ".join(" ".join(parts.text[p.start : p.end].split()) for p in parts.title)
    return TextField(value=value, span=quote(parts.text, start, end))


# ---------------------------------------------------------------------- what and when


def _intro_text(parts: _Parts) -> tuple[int, int]:
    if not parts.intro:
        return (0, 0)
    return parts.intro[0].start, min(parts.intro[-1].end, parts.intro[0].start + 6000)


def _stretches(parts: _Parts, document: Document, outline: Outline) -> list[Stretch]:
    """The places that may state kind and period, the strongest first."""
    found = []
    if parts.title:
        found.append(Stretch("title", parts.title[0].start, parts.title[-1].end, None))
    for place, block in zip(outline.places, document.blocks, strict=True):
        if place.heading and not isinstance(block, Table) and not place.appendix and len(found) < 200:
            found.append(Stretch("heading", block.span.start, min(block.span.end, block.span.start + 250), place.role))
    if parts.closing is not None:
        found.append(Stretch("closing", parts.closing.start, min(parts.closing.end, parts.closing.start + 600), None))
    start, end = _intro_text(parts)
    found.append(Stretch("intro", start, end, None))
    if parts.closing is None and not parts.title:
        found.append(Stretch("body", 0, min(len(parts.text), 4000), None))
    return found


# ---------------------------------------------------------------------- signature block


def _recipients(parts: _Parts) -> list[tuple[int, int]]:
    begun = next((i for i, p in enumerate(parts.tail) if p.folded.startswith("nơi nhận")), None)
    if begun is None:
        return []
    found = []
    rest = parts.tail[begun]
    colon = rest.folded.find(":")
    if colon >= 0 and (inline := rest.folded[colon + 1 :].strip()):
        start = rest.end - len(rest.folded[colon + 1 :].lstrip())
        found.append((start, start + len(inline)))
    for piece in parts.tail[begun + 1 :]:
        if lh.has_bullet(piece) and piece.end - piece.start <= 300:
            found.append((lh.without_bullet(piece), piece.end))
    return found


def _list_field(recipients: Sequence[tuple[int, int]], text: str) -> ListField | None:
    if not recipients:
        return None
    values = tuple(" ".join(text[start:end].split()).rstrip(" ;.,/") for start, end in recipients)
    return ListField(value=values, span=quote(text, recipients[0][0], recipients[-1][1]))


def _signature(parts: _Parts) -> tuple[TextField | None, TextField | None]:
    """Position and name of the signer: what stands after the authority ("TM. BAN CHẤP HÀNH")."""
    header, text = parts.catalog.header, parts.text
    begun = next((i for i, p in enumerate(parts.tail) if _is_authority(p, parts.catalog)), None)
    if begun is None:
        begun = next((i for i, p in enumerate(parts.tail) if _is_position(p, text, header["position"].phrases)), None)
        if begun is None:
            return None, None
    positions = [p for p in parts.tail[begun:] if _is_position(p, text, header["position"].phrases)]
    names = [p for p in parts.tail[begun + 1 :] if not lh.has_bullet(p) and lh.is_person(p, text, parts.catalog)]
    position = _field(text, _spanned(positions[-1], text)) if positions else _inner_position(parts.tail[begun], text, parts.catalog)
    return position, (_field(text, _person(names[-1], text)) if names else None)


def _is_authority(piece: Piece, catalog: Catalog) -> bool:
    return any(
        re.match(rf"{re.escape(p)}\s?[./]|{re.escape(p)}\s+(?=ban|bch|đoàn)", piece.folded)
        for p in catalog.header["authority"].phrases
    )


def _is_position(piece: Piece, text: str, positions: Sequence[str]) -> bool:
    return (
        lh.begins(piece.folded, positions) is not None
        and text[piece.start].isupper()
        and piece.end - piece.start <= 60
        and piece.folded[-1] not in ";:"
    )


def _inner_position(piece: Piece, text: str, catalog: Catalog) -> TextField | None:
    """ "TM. BCH CHỦ TỊCH" in one line."""
    for phrase in sorted(catalog.header["position"].phrases, key=len, reverse=True):
        at = piece.folded.find(phrase)
        if at > 0 and not piece.folded.startswith("đoàn ", at - 5):
            return _field(
                text, (piece.start + at, piece.start + at + len(phrase), text[piece.start + at : piece.start + at + len(phrase)])
            )
    return None


def _spanned(piece: Piece, text: str) -> tuple[int, int, str]:
    return piece.start, piece.end, text[piece.start : piece.end]


def _person(piece: Piece, text: str) -> tuple[int, int, str]:
    """The name without the academic title before it ("TS. Đoàn Thế Vinh")."""
    start = piece.start
    title = _ACADEMIC.match(text, start, piece.end)
    if title and len(text[title.end() : piece.end].split()) > 1:
        start = title.end()
    return start, piece.end, text[start : piece.end]


def _field(text: str, found: tuple[int, int, str]) -> TextField:
    start, end, value = found
    return TextField(value=" ".join(value.split()), span=quote(text, start, end))
