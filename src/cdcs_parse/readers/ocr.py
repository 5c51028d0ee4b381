"""Pictures of pages → words and table cells in points, several pages at once."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from statistics import fmean, median

from PIL import Image

from cdcs_parse.readers.ocr_accents import mend_accents
from cdcs_parse.readers.ocr_agree import agree
from cdcs_parse.readers.ocr_engine import BLOCK, PAGE, Mark, check, readers, recognise, sureness
from cdcs_parse.readers.ocr_picture import Picture, is_blank, prepare
from cdcs_parse.readers.ocr_repairs import repair
from cdcs_parse.readers.ocr_rules import Rectangle, find_cells, find_rules, without_rules
from cdcs_parse.readers.page_content import PageContent
from cdcs_parse.readers.page_lines import Word
from cdcs_parse.readers.page_tables import build_table
from cdcs_parse.readers.programs import TESSERACT, version

# letters of a page that was laid on its side are guessed, and so badly
_UPSIDE = 70.0
# white around the picture of a cell, in pixels: recognition wants some
_RIM = 10
# dark pixels that a sign has at least
_SPECK = 8
# the height of letters above their baseline and below it, in shares of the size of the line
_ASCENT, _DESCENT = 0.75, 0.22
# measured sizes of lines that differ by less are one size: brackets make a line seem larger, the lack of tall letters smaller
_SAME_SIZE = 0.4


@dataclass(frozen=True, slots=True)
class Scan:
    """The picture of a page, `number` from 1."""

    number: int
    image: Image.Image
    dpi: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What stands on a page; places in points of the page after it was turned by `turn` degrees counter-clockwise.

    `mended` tells the words whose accents were set right, as "read → meant".
    """

    number: int
    width: float
    height: float
    words: list[Word]
    tables: list[list[Rectangle]]
    turn: float
    red: bool
    abbreviations: int = 0
    mended: tuple[str, ...] = ()


def recognise_pages(scans: Iterable[Scan], where: str) -> Iterator[Recognised]:
    """The words and cells of pages, in their order; as many pages at once as there are processors.

    `where` names the file in errors. Raises ReadError when tesseract or its Vietnamese data is missing, or fails.
    """
    check("a picture of text", where)
    workers = os.cpu_count() or 1
    waiting: deque[Future[Recognised]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for scan in scans:
                waiting.append(pool.submit(_recognise, scan, where))
                # pictures are large: only a few wait for their turn
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _recognise(scan: Scan, where: str) -> Recognised:
    picture = prepare(scan.image, scan.dpi)
    marks, tables, mended = _read(picture, where)
    if sureness(marks) < _UPSIDE and not is_blank(picture.hard):
        # laid on its side or upside down
        for quarter in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180):
            turned = prepare(scan.image.transpose(quarter), scan.dpi)
            other = _read(turned, where)
            if sureness(other[0]) > max(_UPSIDE, sureness(marks)):
                picture, (marks, tables, mended) = turned, other
                break
    scale = 72 / scan.dpi
    marks, abbreviations = repair(marks)
    return Recognised(
        number=scan.number,
        width=picture.soft.width * scale,
        height=picture.soft.height * scale,
        words=list(_words(marks, scale)),
        tables=tables,
        turn=picture.turn,
        red=picture.red,
        abbreviations=abbreviations,
        mended=tuple(mended),
    )


def _read(picture: Picture, where: str) -> tuple[list[Mark], list[list[Rectangle]], list[str]]:
    """The words of a page, those in tables read cell by cell; the cells; what was mended."""
    if is_blank(picture.hard):
        return [], [], []
    rules = find_rules(picture.hard, picture.dpi)
    tables = [table for table in find_cells(rules, picture.dpi) if len(table) > 1]
    clean = without_rules(picture.soft, rules)
    kinds = readers(where)
    readings = [[mark for mark in recognise([clean], picture.dpi, PAGE, where, data)[0] if _is_text(mark)] for data in kinds]
    whole = agree(readings[0], readings[1]) if len(readings) > 1 else readings[0]
    empty = without_rules(picture.hard, rules)
    boxes = [tuple(round(value * picture.dpi / 72) for value in cell) for table in tables for cell in table]
    boxes = [box for box in boxes if _has_ink(empty.crop((box[0], box[1], box[2], box[3])))]
    parts = recognise([_crop(clean, box) for box in boxes], picture.dpi, BLOCK, where, kinds[0]) if boxes else []
    out: list[Mark] = []
    mended: list[str] = []
    for box, part in zip(boxes, parts, strict=True):
        inside = [mark for mark in whole if _holds(box, mark)]
        whole = [mark for mark in whole if not _holds(box, mark)]
        cell, changed = mend_accents(_surer(inside, [_shifted(mark, box[0] - _RIM, box[1] - _RIM) for mark in part]))
        out += cell
        mended += changed
    whole, changed = mend_accents(whole)
    return whole + out, tables, changed + mended


def _crop(soft: Image.Image, box: tuple[int, ...]) -> Image.Image:
    cell = Image.new("L", (box[2] - box[0] + 2 * _RIM, box[3] - box[1] + 2 * _RIM), 255)
    cell.paste(soft.crop((box[0], box[1], box[2], box[3])), (_RIM, _RIM))
    return cell


def _has_ink(hard: Image.Image) -> bool:
    """True for a cell with more in it than specks: a full stop at least."""
    return sum(hard.histogram()[:128]) >= _SPECK


def _holds(box: Sequence[int], mark: Mark) -> bool:
    return box[0] <= (mark.x0 + mark.x1) / 2 <= box[2] and box[1] <= (mark.top + mark.bottom) / 2 <= box[3]


def _shifted(mark: Mark, x: int, y: int) -> Mark:
    return replace(mark, x0=mark.x0 + x, x1=mark.x1 + x, top=mark.top + y, bottom=mark.bottom + y, baseline=mark.baseline + y)


def _is_text(mark: Mark) -> bool:
    """False for what is left of a frame or a smudge and was taken for a sign."""
    return mark.confidence > 0 and (any(map(str.isalnum, mark.text)) or mark.confidence > 30)


def _surer(first: list[Mark], second: list[Mark]) -> list[Mark]:
    """Of two readings of a cell the surer one; digits that the other reads otherwise are doubtful.

    The page as a whole shows how large letters are, which a lone digit does not; a cell alone shows where words end.
    """
    first, second = ([mark for mark in marks if _is_text(mark)] for marks in (first, second))
    if not (first and second):
        return first or second
    better, other = (second, first) if sureness(second) >= sureness(first) - 3 else (first, second)
    confirmed = {_digits(mark.text) for mark in other}
    if _digits("".join(mark.text for mark in better)) == _digits("".join(mark.text for mark in other)):
        return better
    return [
        mark
        if _digits(mark.text) in confirmed
        else replace(mark, doubtful=tuple(index for index, letter in enumerate(mark.text) if letter.isdigit()))
        for mark in better
    ]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _words(marks: Sequence[Mark], scale: float) -> Iterator[Word]:
    """Words in points. Their heights are those of the letters' line, not of the ink: "no" and "gỗ" stand level."""
    usual = median(mark.size for mark in marks) if marks else 0.0
    for mark in marks:
        size = usual if abs(mark.size - usual) < _SAME_SIZE * usual else mark.size
        yield Word(
            text=mark.text,
            x0=mark.x0 * scale,
            x1=mark.x1 * scale,
            top=(mark.baseline - _ASCENT * size) * scale,
            bottom=(mark.baseline + _DESCENT * size) * scale,
            size=size * scale,
            bold=False,
            confidence=mark.confidence,
            doubtful=mark.doubtful,
        )


def page_of(recognised: Recognised) -> PageContent:
    """The content of a page that was recognised, its words in lines and tables."""
    page = PageContent(recognised.number, recognised.width, recognised.height, "recognised")
    page.letters = sum(len(word.text) for word in recognised.words)
    used: set[int] = set()
    for cells in recognised.tables:
        built = build_table(cells, [word for word in recognised.words if id(word) not in used], recognised.number)
        if built is not None and any(cell.text for cell in built[0].draft.cells):
            page.tables.append(built[0])
            used |= built[1]
    page.place([word for word in recognised.words if id(word) not in used])
    return page


def recognition_notes(pages: Sequence[Recognised]) -> list[str]:
    """What an officer should know of pages that were recognised."""
    if not pages:
        return []
    told = version(TESSERACT)
    notes = [f"pages read by text recognition (Tesseract{f' {told}' if told else ''}): {_numbers(pages)}"]
    empty = [page for page in pages if not page.words]
    if empty:
        notes.append(f"pages without any recognised text: {_numbers(empty)}")
    red = [page for page in pages if page.red]
    if red:
        notes.append(f"red ink (seals, signatures) left out before recognition: {_numbers(red)}")
    abbreviations = sum(page.abbreviations for page in pages)
    if abbreviations:
        notes.append(f"misread abbreviations behind figures mended (trđ, đ/c): {abbreviations}")
    mended = Counter(change for page in pages for change in page.mended)
    if mended:
        told_changes = ", ".join(f"{change} ({count} times)" if count > 1 else change for change, count in sorted(mended.items()))
        notes.append(f"accents set right by the words beside them: {told_changes}")
    unsure = [page for page in pages if page.words and fmean(word.confidence or 0 for word in page.words) < _UPSIDE]
    if unsure:
        notes.append(f"pages recognised badly, whose figures need a look at the picture: {_numbers(unsure)}")
    return notes


def _numbers(pages: Sequence[Recognised]) -> str:
    return ", ".join(str(page.number) for page in pages)
