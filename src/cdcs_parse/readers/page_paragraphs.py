"""Visual lines → paragraphs: where one ends, judged by margin, indent, spacing, weight and marks of lists."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cdcs_parse.readers.compose import ParagraphDraft
from cdcs_parse.readers.page_columns import is_tabbed_item, wide_gap
from cdcs_parse.readers.page_lines import Line, box_of
from cdcs_parse.readers.page_text import Passage

_BULLET = re.compile(r"[-–—+*•·▪■●❖➢✓]")
_NUMBER = re.compile(
    r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[a-zđA-ZĐ]|[IVXL]{1,6})\s*[./)]+-?|[IVX]{1,5}-|\d{1,2}(?:\.\d{1,2}){1,4}|(?:PHẦN|Phần|Chương|Phụ|PHỤ|Điều)"
)
_SENTENCE_END = tuple('.;:!?…"”')
# lines of justified text end within so many points of the margin
_STRETCHED = 1.5


@dataclass(frozen=True, slots=True)
class Layout:
    """The usual measures of the document's text, per page width: margins, stretched or ragged; distance of lines per font size."""

    left: Mapping[int, float]
    right: Mapping[int, float]
    pitch: Mapping[int, float]
    justified: Mapping[int, bool]


def measure(pages: Sequence[Sequence[Line]], widths: Sequence[float]) -> Layout:
    """Measure the margins and line distances of all lines that stand outside tables."""
    x0: dict[int, list[float]] = defaultdict(list)
    x1: dict[int, list[float]] = defaultdict(list)
    pitches: dict[int, Counter[float]] = defaultdict(Counter)
    for lines, width in zip(pages, widths, strict=True):
        for line in lines:
            x0[round(width)].append(line.x0)
            x1[round(width)].append(line.x1)
        for before, line in pairwise(lines):
            distance = line.bottom - before.bottom
            if 0 < distance < 3 * line.size:
                pitches[round(line.size)][round(distance * 2) / 2] += 1
    # the widest lines may overrun by a comma hanging out, so not the very last one
    right = {key: sorted(values)[min(len(values) - 1, int(len(values) * 0.97))] for key, values in x1.items()}
    return Layout(
        {key: _common_low(values) for key, values in x0.items()},
        right,
        {size: _usual(counts) for size, counts in pitches.items()},
        {key: sum(abs(v - right[key]) < _STRETCHED for v in values) * 3 > len(values) for key, values in x1.items()},
    )


def _common_low(values: Sequence[float]) -> float:
    """The leftmost edge that a twentieth of the lines share."""
    counts = Counter(round(v) for v in values)
    return min((v for v, n in counts.items() if n * 20 >= len(values)), default=min(values))


def _usual(counts: Counter[float]) -> float:
    """The smallest line distance that is frequent: within paragraphs, not between them."""
    most = max(counts.values())
    return min(distance for distance, count in counts.items() if count * 4 >= most)


def group(lines: Sequence[Line], layout: Layout, widths: Sequence[float]) -> list[list[Line]]:
    """Part a run of lines, which may go over several pages, into paragraphs."""
    out: list[list[Line]] = []
    for line in lines:
        width = round(widths[line.page - 1])
        if out and not _begins(out[-1], line, layout, width):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def draft(lines: Sequence[Line]) -> ParagraphDraft:
    """A paragraph of lines; its box is the part on its first page."""
    passage = Passage()
    gap = wide_gap(lines[0]) if len(lines) == 1 else None
    if gap is not None:
        # two things side by side on a line of their own: a tab keeps them apart
        words = lines[0].words
        passage.add([w for w in words if w.x1 <= gap[0]], lines[0].page)
        passage.add([w for w in words if w.x1 > gap[0]], lines[0].page, "\t")
    else:
        for line in lines:
            passage.go_on(line)
    weights = set[bool]().union(*(line.weights for line in lines))
    page = lines[0].page
    box = box_of(line for line in lines if line.page == page)
    return ParagraphDraft(passage.text, bold=weights == {True}, page=page, box=box, marks=passage.marks)


def _begins(paragraph: Sequence[Line], line: Line, layout: Layout, width: int) -> bool:
    """True when `line` begins a new paragraph after the lines of `paragraph`."""
    before = paragraph[-1]
    far = before.page == line.page and line.bottom - before.bottom > 3 * line.size
    if far or abs(line.size - before.size) > 1.2:
        return True
    right, left = layout.right.get(width, before.x1), layout.left.get(width, before.x0)
    first = line.words[0]
    if _goes_on_at_a_tab(paragraph, line):
        return False
    room = right - before.x1
    centred = line.x0 > left + 15 and _centred(before, left, right) and _centred(line, left, right) and not _flush(before, line)
    if centred:
        # centred lines leave half of their room on the left
        room = (right - left) - (before.x1 - before.x0)
    short = room > 0.28 * before.size + (first.x1 - first.x0) + 1
    lower = first.text[0].islower() and not _NUMBER.fullmatch(first.text)
    open_end = not before.text.endswith(_SENTENCE_END)
    # a line ended early, unless the sentence plainly goes on
    if short and not (lower and open_end and room < 0.3 * (right - left)):
        return True
    # where lines are stretched to the margin, the one that is not is a last line
    if layout.justified.get(width) and room > _STRETCHED and not open_end:
        return True
    changed = (before.weights, line.weights) in (({True}, {False}), ({False}, {True}))
    if (changed or _apart(paragraph, line, layout)) and not (lower and open_end):
        return True
    if centred:
        return False
    return _indented(paragraph, line, left, lower and open_end) or _listed(paragraph, line)


def _goes_on_at_a_tab(paragraph: Sequence[Line], line: Line) -> bool:
    """The rest of a bulleted line set with tabs: a tab may leave much room and begin the next line anywhere."""
    item, before = paragraph[0], paragraph[-1]
    if not _BULLET.fullmatch(item.words[0].text) or before.text[-1] in ".!?" or _is_mark(line) or line.weights == {True}:
        return False
    shift = line.x0 - item.x0
    return shift > 4 * line.size if before.text[-1] == ";" else abs(shift) > 4 and any(map(is_tabbed_item, paragraph))


def _centred(line: Line, left: float, right: float) -> bool:
    return abs(line.x0 + line.x1 - left - right) < 8 and left + 3 < line.x0


def _flush(before: Line, line: Line) -> bool:
    """Lines that begin under each other, or under the text of a list mark, are not centred."""
    hanging = _is_mark(before) and len(before.words) > 1 and abs(line.x0 - before.words[1].x0) < 4
    return hanging or (abs(line.x0 - before.x0) < 1 and abs(line.x1 - before.x1) > 1)


def _apart(paragraph: Sequence[Line], line: Line, layout: Layout) -> bool:
    """More space above than lines of a paragraph have."""
    before = paragraph[-1]
    if before.page != line.page:
        return False
    distances = [b.bottom - a.bottom for a, b in pairwise(paragraph) if a.page == b.page]
    usual = distances[-1] if distances else layout.pitch.get(round(line.size), line.size * 1.3)
    return line.bottom - before.bottom > usual + max(1.5, 0.12 * line.size)


def _indented(paragraph: Sequence[Line], line: Line, left: float, goes_on: bool) -> bool:
    """The left edge shows a first line: set in from, or set out against, the lines that went on."""
    before = paragraph[-1]
    shift = line.x0 - before.x0
    if len(paragraph) > 1:
        # lines that go on stand under each other
        return abs(shift) > 4 and not (goes_on and abs(shift) < 40)
    if shift > 4:
        # further right than the first line: the hanging text of a list item, or a new first line
        hanging = len(before.words) > 1 and abs(line.x0 - before.words[1].x0) < 4 and _is_mark(before)
        return not (hanging or goes_on)
    if abs(shift) <= 4 and before.x0 > left + 10:
        # two first lines, one under the other
        return not goes_on and line.words[0].text[0].isupper() and before.text.endswith(_SENTENCE_END)
    return False


def _is_mark(line: Line) -> bool:
    first = line.words[0].text
    return bool(_BULLET.fullmatch(first) or _NUMBER.fullmatch(first))


def _listed(paragraph: Sequence[Line], line: Line) -> bool:
    """The line begins with a bullet or number, and not by an accident of breaking ("2021" / "- 2025")."""
    before = paragraph[-1]
    first = line.words[0].text
    second = line.words[1].text if len(line.words) > 1 else ""
    ended = before.text.endswith(_SENTENCE_END)
    # the lines that go on stand elsewhere than this one
    stands_out = len(paragraph) > 1 and abs(line.x0 - before.x0) > 4
    # items stand where the first line of the paragraph stands, not where its rest does
    beside = len(paragraph) == 1 and abs(line.x0 - before.x0) <= 4
    if _BULLET.fullmatch(first):
        if second[:1].isdigit() and before.text[-1:].isdigit():
            return False
        return ended or stands_out or (beside and second[:1].isupper())
    apart = ended or stands_out or (beside and _is_mark(before))
    return bool(_NUMBER.fullmatch(first)) and apart and bool(second) and not second[0].islower()


def paragraphs(lines: Iterable[Line], layout: Layout, widths: Sequence[float]) -> list[ParagraphDraft]:
    """The paragraphs of a run of lines."""
    return [draft(part) for part in group(list(lines), layout, widths)]
