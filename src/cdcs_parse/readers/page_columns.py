"""Text set in columns without rules (letterhead, signatures): a white gutter down several lines parts it into cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from cdcs_parse.readers.compose import CellDraft, TableDraft
from cdcs_parse.readers.page_lines import Line, Word, box_of, gaps
from cdcs_parse.readers.page_text import Passage

Gutter = tuple[float, float]
# a space of justified text is at most this wide in practice (points); a gutter is wider on every line
_NARROWEST = 6.0
# the line that shows there are columns at all has a gap of so many letter heights
_SEED = 2.0
_ALIGNED = 6.0
# behind a colon or semicolon a tab shows by less
_TABBED = 0.9
_SIGNS = "-–+*•"


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `start` to `end` (exclusive) of a page, parted by gutters."""

    start: int
    end: int
    table: TableDraft


def find_columns(lines: Sequence[Line], page: int) -> list[Region]:
    """The parts of a page that are set in columns, from top to bottom."""
    regions: list[Region] = []
    items = _tabbed_items(lines)
    index = 0
    while index < len(lines):
        gutter = None if index in items else wide_gap(lines[index])
        if gutter is not None:
            start, end, gutter = _grow(lines, index, gutter, regions[-1].end if regions else 0, items)
            both = [line for line in lines[start:end] if _sides(line, gutter) == "both"]
            if len(both) >= 2 or (len(both) == 1 and end - start >= 3):
                regions.append(Region(start, end, _table(lines[start:end], gutter, page)))
                index = end
                continue
        index += 1
    return regions


def _tabbed_items(lines: Sequence[Line]) -> set[int]:
    """The places of bulleted lines set with tabs, and of the lines that go on with them."""
    places: set[int] = set()
    item: Line | None = None
    for index, line in enumerate(lines):
        if is_tabbed_item(line):
            item = line
        elif item is None or line.words[0].text[0] in _SIGNS or abs(line.x0 - item.x0) <= 4 or lines[index - 1].text[-1] in ".!?":
            item = None
            continue
        places.add(index)
    return places


def is_tabbed_item(line: Line) -> bool:
    """A bulleted line whose figures are set with tabs ("- Biên chế:    149;"): it belongs to a paragraph, no table."""
    words = line.words
    if words[0].text[0] not in _SIGNS:
        return False
    for place, (a, b) in enumerate(gaps(line), start=1):
        if place > 1 and b - a > _TABBED * line.size and words[place - 1].text[-1] in ":;,":
            # beside the recipients of a report stand the words of its signature
            right = words[place:]
            return right[0].text[0].islower() or right[0].text[-1] in ":;" or any(c.isdigit() for w in right for c in w.text)
    return False


def wide_gap(line: Line) -> Gutter | None:
    """The widest gap of a line, if it is too wide to be a space."""
    white = gaps(line)
    if not white:
        return None
    widest = max(white, key=lambda g: g[1] - g[0])
    others = [b - a for a, b in white if (a, b) != widest]
    usual = median(others) if others else 0.0
    width = widest[1] - widest[0]
    return widest if width > max(_SEED * line.size, 3 * usual) else None


def _grow(lines: Sequence[Line], seed: int, gutter: Gutter, floor: int, barred: set[int]) -> tuple[int, int, Gutter]:
    """Extend a region from its seed line, narrowing the gutter, as long as no line runs across it or is barred."""
    start, end = seed, seed + 1
    for step in (-1, 1):
        pending = 0
        index = seed + step
        while floor <= index < len(lines):
            line = lines[index]
            narrowed = _narrow(line, gutter)
            if narrowed is None or index in barred:
                break
            pending += 1
            # a line on one side only belongs to the region if it stands in line with it, or lies within it
            if _sides(line, narrowed) == "both" or _aligned(line, lines[start:end], narrowed):
                gutter = narrowed
                start, end = (start - pending, end) if step < 0 else (start, end + pending)
                pending = 0
            elif pending > 3:
                break
            index += step
    # above, a line on one side only belongs to a letterhead at the head of the page; else it ends a paragraph
    while 0 < start < seed and _sides(lines[start], gutter) != "both":
        start += 1
    return start, end, gutter


def _sides(line: Line, gutter: Gutter) -> str:
    middle = sum(gutter) / 2
    if line.x0 >= middle:
        return "right"
    return "left" if line.x1 <= middle else "both"


def _narrow(line: Line, gutter: Gutter) -> Gutter | None:
    """What a line leaves of a gutter; None when it runs across."""
    left, right = gutter
    if line.x1 <= right - _NARROWEST:
        return max(left, line.x1), right
    if line.x0 >= left + _NARROWEST:
        return left, min(right, line.x0)
    white = gaps(line)
    usual = median(b - a for a, b in white) if len(white) > 2 else 0.0
    for a, b in white:
        low, high = max(a, left), min(b, right)
        if high - low >= _NARROWEST and b - a >= 1.5 * usual:
            return low, high
    return None


def _aligned(line: Line, region: Sequence[Line], gutter: Gutter) -> bool:
    """A line on one side that is centred under, or begins under, what stands there already."""
    right = _sides(line, gutter) == "right"
    centre = (line.x0 + line.x1) / 2
    for other in region:
        words = [w for w in other.words if (w.x0 >= sum(gutter) / 2) == right]
        if not words:
            continue
        low, high = words[0].x0, words[-1].x1
        if abs(centre - (low + high) / 2) < _ALIGNED or abs(line.x0 - low) < 2:
            return True
    return False


def _table(lines: Sequence[Line], gutter: Gutter, page: int) -> TableDraft:
    middles = sorted({sum(gutter) / 2, *_more_gutters(lines)})
    rows: list[list[list[Word]]] = []
    for line in lines:
        rows.append([[] for _ in range(len(middles) + 1)])
        for word in line.words:
            rows[-1][sum(word.x0 >= middle for middle in middles)].append(word)
    if len(middles) == 1 and _side_by_side([row[1] for row in rows]):
        # each side is read from top to bottom: beside a name that runs over two lines stands what has nothing to do with it
        cells = [_cell(_side([row[column] for row in rows], page), 0, column) for column in (0, 1)]
    else:
        cells = [_cell(_text(words, page), row, column) for row, columns in enumerate(rows) for column, words in enumerate(columns)]
    return TableDraft(cells, page, box_of(lines))


def _cell(passage: Passage, row: int, column: int) -> CellDraft:
    return CellDraft(passage.text, row, column, marks=passage.marks)


def _text(words: Sequence[Word], page: int) -> Passage:
    passage = Passage()
    passage.add(words, page)
    return passage


def _side_by_side(right: Sequence[Sequence[Word]]) -> bool:
    """True for a letterhead or signatures: words centred under each other on the right, not the second column of a list."""
    edges = [(words[0].x0, words[-1].x1) for words in right if words]
    if len(edges) < 2 or sum(words[0].text[0].isdigit() for words in right if words) > 1:
        return False
    centre = median(sum(edge) for edge in edges)
    return max(a for a, _ in edges) - min(a for a, _ in edges) > 2 and all(abs(sum(edge) - centre) < _ALIGNED for edge in edges)


def _side(rows: Sequence[Sequence[Word]], page: int) -> Passage:
    """The lines of one side; the rest of a bullet that runs over is put back behind it."""
    passage = Passage()
    for words in filter(None, rows):
        last = passage.text.rpartition("\n")[2]
        goes_on = last.startswith(("-", "–", "+")) and last[-1] not in ".;" and words[0].text[0].islower()
        passage.add(words, page, " " if goes_on else "\n" if passage.text else "")
    return passage


def _more_gutters(lines: Sequence[Line]) -> list[float]:
    """The middles of further gutters: wide on every line of at least three."""
    if len(lines) < 3:
        return []
    taken = sorted((w.x0, w.x1) for line in lines for w in line.words)
    middles: list[float] = []
    edge = taken[0][1]
    for low, high in taken[1:]:
        if low - edge > _SEED * lines[0].size:
            middles.append((edge + low) / 2)
        edge = max(edge, high)
    return middles
