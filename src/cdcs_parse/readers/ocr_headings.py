"""Roman numbers of headings that recognition misread ("H." for "II.", "II." for "III."): read as their sequence shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cdcs_parse.readers.compose import Draft, ParagraphDraft

# what strokes side by side are taken for; "I/" is taken for U
_STROKES = {"H": "II"} | dict.fromkeys("LTUƯJl1|!]", "I")
_LABEL = re.compile(r"([IVXHLTUƯJl1|!\]]{1,5})\s?(\./|\.-|\.\)|[./):-]|(?=\s))\s*(?=[^\W\d_a-z])")
# "PHẦNH" is part II
_PART_NUMBER = re.compile(r"(?:PHẦN|Phần)\s?([IVXH]*H[IVXH]*)(?=\s|[.:]|$)")
# after these a count of Roman numbers begins anew
_PART = re.compile(r"(?:PHẦN|Phần|PHỤ LỤC|Phụ lục)\b|[A-ZĐ]\s?[./)]\s*(?=[A-ZĐ])")
_NUMBERED = re.compile(r"(\d{1,2}|[IVX]{1,4})\s?[./):-]")
_ARABIC = re.compile(r"(\d{1,2})\s?[./):-]")
_LONGEST = 30
# how unlikely each is: a stroke lost or added, strokes run together, a sign left out; a number that is skipped, repeated or
# falls back as it stands; a count that begins anew without a word; a line that is no heading
_STROKE, _SHAPE, _SIGNLESS = 1.0, 0.2, 0.5
_ASTRAY, _ANEW, _ALONE, _NO_HEADING = 3.0, 1.5, 3.0, 1.6
# a letter alone may be an initial ("L. Trần"): to be the first of a count it needs a second
_INITIAL, _NO_INITIAL = 1.0, 0.9


class _Label(NamedTuple):
    draft: ParagraphDraft
    written: str
    sign: str
    signless: bool
    fresh: bool


class _Path(NamedTuple):
    cost: float
    numbers: tuple[int | None, ...]


def mend_heading_numbers(drafts: Sequence[Draft], pages: Collection[int], notes: list[str]) -> None:
    """Write Roman numbers of paragraphs on `pages` as the likeliest count of headings has them; what is changed is noted.

    A number is changed only by a stroke, or where strokes ran together, and only to the next of its count or to the first.
    """
    changed = []
    for draft in drafts:
        if isinstance(draft, ParagraphDraft) and draft.page in pages and (part := _PART_NUMBER.match(draft.text)):
            changed.append(_rewrite(draft, part[0], part[0][: part.start(1)] + part[1].replace("H", "II")))
    labels = list(_labels(drafts, pages))
    for label, number in zip(labels, _likeliest(labels), strict=True):
        meant = _roman(number) + label.sign if number else label.written
        if meant != label.written:
            changed.append(_rewrite(label.draft, label.written, meant))
    if changed:
        notes.append(f"heading numbers read as their count shows: {', '.join(changed)}")


def _labels(drafts: Sequence[Draft], pages: Collection[int]) -> Iterator[_Label]:
    fresh, last = True, 0
    paragraphs = [draft for draft in drafts if isinstance(draft, ParagraphDraft) and draft.page in pages]
    for index, draft in enumerate(paragraphs):
        found = _LABEL.match(draft.text)
        capital = _PART.match(draft.text)
        arabic = _ARABIC.match(draft.text)
        number = int(arabic[1]) if arabic else 0
        counted, last = number > 1 and number == last + 1, number or last
        if found and not counted and not (found[1] == "1" and _counts_on(paragraphs[index + 1 :])):
            sign = "/" if not found[2] and found[1][-1] == "U" else ""
            yield _Label(draft, found[1], sign, not (found[2] or sign), fresh)
            fresh = False
        elif capital:
            fresh = True


def _counts_on(following: Iterable[ParagraphDraft]) -> bool:
    """True where the next number is an Arabic 2."""
    return next((found[1] == "2" for draft in following if (found := _NUMBERED.match(draft.text))), False)


def _likeliest(labels: Sequence[_Label]) -> tuple[int | None, ...]:
    """The number that each label stands for; None for what is no heading."""
    paths = {0: _Path(0.0, ())}
    for label in labels:
        following: dict[int, _Path] = {}
        for last, path in paths.items():
            for number, cost in _readings(label, last):
                step = _Path(path.cost + cost, (*path.numbers, number))
                state = number or last
                if state not in following or step.cost < following[state].cost:
                    following[state] = step
        paths = following
    return min(paths.values()).numbers if labels else ()


def _readings(label: _Label, last: int) -> Iterator[tuple[int | None, float]]:
    strokes = "".join(_STROKES.get(sign, sign) for sign in label.written)
    letter = len(label.written) == 1 and label.written not in "IVX1" and not label.sign
    plain = 0.0 if label.written == strokes else _SHAPE
    for number in (last + 1, 1):
        way = 0.0 if number > 1 or label.fresh or last == 0 else _ANEW if last > 1 else _ALONE
        apart = 0 if _roman(number) == strokes else 1 if _a_stroke_apart(strokes, _roman(number)) else None
        if number == 1 and apart:
            # strokes get lost rather than added: where a count begins with II, its I was not recognised
            continue
        if apart is not None:
            shape = _INITIAL if letter and number == 1 else plain
            yield number, way + apart * _STROKE + shape + _SIGNLESS * label.signless
    value = next((n for n in range(1, _LONGEST) if _roman(n) == label.written), None)
    # a clean number out of its count, or no number at all, stays as it is
    if value and not label.signless:
        yield value, _ASTRAY
    else:
        yield None, 0.0 if label.signless or label.written == "1" else _NO_INITIAL if letter else _NO_HEADING


def _a_stroke_apart(seen: str, meant: str) -> bool:
    short, long = sorted((seen, meant), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)) if long[i] == "I")


def _roman(number: int) -> str:
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]


def _rewrite(draft: ParagraphDraft, written: str, meant: str) -> str:
    """Put another number at the head of a paragraph; the places of what follows move along. Returns what was done."""
    by = len(meant) - len(written)
    draft.text = meant + draft.text[len(written) :]
    draft.marks = [
        replace(mark, end=mark.end + by, doubtful=tuple(i + by for i in mark.doubtful if i >= len(written)))
        if mark.start < len(written)
        else mark.shifted(by)
        for mark in draft.marks
    ]
    return f"“{written}” → “{meant}”"
