"""Ruling lines in the picture of a page: found by long dark runs, taken out before recognition, joined to cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges
from PIL import Image, ImageChops, ImageDraw

Rectangle = tuple[float, float, float, float]

# lengths and widths in points
_SHORTEST_LEVEL = 22.0
_SHORTEST_UPRIGHT = 11.0
_THICKEST = 3.5
# ends that meet, and lines that are one, within so many points: a page is rarely straight to the last hair
_NEAR = 3.0
_DARK = bytes(1 if value < 150 else 0 for value in range(256))
_RUN = re.compile(rb"\x01+")
# the soft edges of a line, in pixels beside its dark ones
_SOFT = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line as the pixels it covers, from x0 and top to just before x1 and bottom."""

    x0: int
    top: int
    x1: int
    bottom: int
    level: bool


def find_rules(grey: Image.Image, dpi: float) -> list[Rule]:
    """The long thin dark lines of a straight picture, level and upright."""
    level = _long_runs(grey, dpi, _SHORTEST_LEVEL)
    upright = _long_runs(grey.transpose(Image.Transpose.TRANSPOSE), dpi, _SHORTEST_UPRIGHT)
    lying = [Rule(a, top, b, bottom, level=True) for a, top, b, bottom in level]
    standing = [Rule(top, a, bottom, b, level=False) for a, top, b, bottom in upright]
    near = round(_NEAR * dpi / 72)
    # a long stroke of a letter touches no line
    return lying + [rule for rule in standing if any(_touch(rule, other, near) for other in lying)]


def _touch(upright: Rule, level: Rule, near: int) -> bool:
    beside = level.x0 - near <= upright.x0 <= level.x1 + near
    return beside and upright.top - near <= level.bottom and level.top <= upright.bottom + near


def _long_runs(grey: Image.Image, dpi: float, shortest: float) -> list[tuple[int, int, int, int]]:
    """(start, first row, end, end row) of dark runs along the rows, joined over neighbouring rows."""
    needed = round(shortest * dpi / 72)
    # a line that is not quite level steps from row to row
    dark = ImageChops.darker(grey, ImageChops.offset(grey, 0, 1))
    starts = _brightest_ahead(dark, needed).tobytes().translate(_DARK)
    thick = round(_THICKEST * dpi / 72)
    open_: list[list[int]] = []
    done: list[list[int]] = []
    for match in _RUN.finditer(starts):
        row, start = divmod(match.start(), grey.width)
        end = min(start + len(match[0]) + needed - 1, grey.width)
        kept: list[list[int]] = []
        for area in open_:
            (kept if area[3] >= row - 1 else done).append(area)
        open_ = kept
        for area in open_:
            if start <= area[2] and end >= area[0]:
                area[0], area[2], area[3] = min(area[0], start), max(area[2], end), row + 1
                break
        else:
            open_.append([start, row, end, row + 1])
    return [(a, top, b, bottom) for a, top, b, bottom in done + open_ if bottom - top <= thick]


def _brightest_ahead(grey: Image.Image, length: int) -> Image.Image:
    """Each pixel becomes the brightest of the `length` pixels that begin with it: dark only where a dark run begins."""
    reach = 1
    while reach < length:
        step = min(reach, length - reach)
        grey = ImageChops.lighter(grey, ImageChops.offset(grey, -step, 0))
        reach += step
    return grey


def without_rules(grey: Image.Image, rules: Iterable[Rule]) -> Image.Image:
    """The picture with its lines painted over in white: else recognition takes them for letters."""
    clean = grey.copy()
    draw = ImageDraw.Draw(clean)
    for rule in rules:
        draw.rectangle((rule.x0 - _SOFT, rule.top - _SOFT, rule.x1 + _SOFT - 1, rule.bottom + _SOFT - 1), fill=255)
    return clean


def find_cells(rules: Iterable[Rule], dpi: float) -> list[list[Rectangle]]:
    """The cells of each table that lines enclose: (x0, top, x1, bottom) in points."""
    edges = merge_edges([_edge(rule, 72 / dpi) for rule in rules], _NEAR, _NEAR, 2 * _NEAR, 2 * _NEAR)
    cells = intersections_to_cells(edges_to_intersections(edges, _NEAR, _NEAR))
    return [[(float(a), float(b), float(c), float(d)) for a, b, c, d in table] for table in cells_to_tables(cells)]


def _edge(rule: Rule, scale: float) -> dict[str, object]:
    """A line as pdfplumber's table finder wants it."""
    middle = (rule.top + rule.bottom if rule.level else rule.x0 + rule.x1) / 2 * scale
    x0, x1 = (rule.x0 * scale, rule.x1 * scale) if rule.level else (middle, middle)
    top, bottom = (middle, middle) if rule.level else (rule.top * scale, rule.bottom * scale)
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
        "orientation": "h" if rule.level else "v", "object_type": "line",
    }  # fmt: skip
