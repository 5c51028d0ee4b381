"""Tables become figures: row label and column head name the concept, head or caption the year and the unit of measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdcs_parse.model.document import Cell, Document, Table
from cdcs_parse.model.fact import Outcome, Period, Role
from cdcs_parse.parse.breakdowns import dimensions_of, fitting, own_dimensions
from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.cues import Area, Evidence, Weighed, weigh
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.figures import read_line
from cdcs_parse.parse.grids import NUMBER, YEAR, Grid, find_grid
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.masks import Masked
from cdcs_parse.parse.measures import Measure, measure_of, measured
from cdcs_parse.parse.numerals import Numeral, find_numerals
from cdcs_parse.parse.ratings import find_ratings
from cdcs_parse.parse.resolved import Resolved
from cdcs_parse.parse.times import year_period
from cdcs_parse.text import fold

_CAPTION_UNIT = re.compile(
    r"(?:đvt|đơn vị tính|đơn vị|tính bằng)(?: tiền)?\s*:?\s*((?:1\.000|nghìn|ngàn|triệu|tỷ|1\.000\.000)?\s?(?:đồng|đ)(?![^\W_]))"
)
_PLAN = re.compile(r"(?<![^\W_])(?:kế hoạch|chỉ tiêu|dự toán|mục tiêu|nghị quyết|đề ra|đăng ký|giao|kh)(?![^\W_])")
_MET = re.compile(r"(?:đạt và vượt|đã đạt|đạt|vượt|hoàn thành|đạt chỉ tiêu|vượt chỉ tiêu)")
_MISSED = re.compile(r"(?:không|chưa) (?:đạt|hoàn thành)(?: chỉ tiêu)?")
_CHANGE = re.compile(r"(?:tăng|giảm)(?: thêm)?\s+[0-9][0-9.,]*\s?%?")
_RESULT = re.compile(r"(?<![^\W_])(?:thực hiện|kết quả|số liệu|đạt được|quyết toán|th)(?![^\W_])")
_SHARE = re.compile(r"tỷ lệ|%|đạt \(%\)|so với kế hoạch|so với dự toán")
_TOTAL = re.compile(r"(?:tổng )?cộng|tổng số|tổng|toàn đơn vị|chung")
_NOTE = re.compile(r"ghi chú")


@dataclass(slots=True)
class TableFact:
    """A resolved cell."""

    resolved: Resolved
    line: Line
    role: Role
    outcome: Outcome | None
    period: Period | None
    organization: str | None
    why: str


class TableReader:
    """Reads one table of a document. `caption` are lines above it, nearest first; `role` that of the section."""

    def __init__(
        self,
        document: Document,
        folded: str,
        lexicon: Lexicon,
        block: Table,
        place: int,
        caption: Sequence[Line],
        role: str,
        year: int | None,
    ) -> None:
        self.text, self.folded, self.lexicon, self.block, self.place = document.text, folded, lexicon, block, place
        self.caption, self.role, self.year = caption, role, year
        self._lines: dict[int, Line] = {}
        self.facts: list[TableFact] = []
        self.masks: list[Masked] = []

    def read(self) -> bool:
        """Fill `facts` and `masks`; False when this is no table of figures but a layout."""
        grid = find_grid(self.block, self.folded, self.lexicon)
        if grid is None:
            return False
        measure = self._caption_measure(grid)
        above: list[tuple[int, Line, Resolved | None]] = []
        for number, row in enumerate(grid.rows):
            if number < grid.head:
                self._mask_numbers(row, "heading", "đầu bảng")
                continue
            self._row(grid, row, measure, above)
        return True

    def _line(self, cell: Cell) -> Line:
        key = cell.span.start
        if key not in self._lines:
            self._lines[key] = Line(self.text, self.folded, cell.span.start, cell.span.end, self.lexicon, self.place)
        return self._lines[key]

    def _words(self, cell: Cell | None) -> str:
        return self.folded[cell.span.start : cell.span.end].strip() if cell is not None else ""

    def _caption_measure(self, grid: Grid) -> Measure | None:
        texts = [self.folded[line.start : line.end] for line in self.caption[:2]]
        texts += [self._words(cell) for row in grid.rows[: grid.head] for cell in row.values()]
        for words in texts:
            found = _CAPTION_UNIT.search(words)
            if found:
                return measure_of(found.group(1), self.lexicon)
        return None

    def _row(
        self, grid: Grid, row: dict[int, Cell], measure: Measure | None, above: list[tuple[int, Line, Resolved | None]]
    ) -> None:
        for column in grid.order:
            if column in row:
                self._mask_cell(row[column], "heading", "số thứ tự dòng của bảng")
        label = row.get(grid.label)
        if label is None or not self._words(label):
            label = next(
                (
                    row[c]
                    for c in sorted(row)
                    if c not in grid.order and not NUMBER.fullmatch(self._words(row[c])) and self._words(row[c])
                ),
                None,
            )
        if label is None:
            self._mask_numbers(row, "unread", "dòng không có tên")
            return
        line = self._line(label)
        rank = self._rank(row, grid, label)
        while above and above[-1][0] >= rank:
            above.pop()
        own = measure_of(self._words(row.get(grid.unit)), self.lexicon) if grid.unit is not None else None
        previous: Resolved | None = None
        first: Resolved | None = None
        verdict: Outcome | None = None
        told = len(self.facts)
        self._label_figures(line)
        for column in sorted(row):
            cell = row[column]
            if cell is label or column in grid.order or column == grid.unit:
                continue
            words = self._words(cell)
            heads = [self._line(c) for c in grid.heads.get(column, ())]
            if not words or words in ("-", "x", "…", "..."):
                continue
            if _MET.fullmatch(words) or _MISSED.fullmatch(words):
                verdict = "met" if _MET.fullmatch(words) else "missed"
                continue
            if _CHANGE.fullmatch(words):
                self._change(cell, line)
                continue
            if any(_NOTE.search(self.folded[h.start : h.end]) for h in heads) or not NUMBER.fullmatch(words):
                self._text_cell(cell, line)
                continue
            result = self._cell(cell, line, heads, own or measure, above, previous)
            if result is not None:
                previous = result
                first = first or result
        for fact in self.facts[told:]:
            if fact.role == "prior_target":
                fact.outcome = verdict
        above.append((rank, line, first))

    def _change(self, cell: Cell, label: Line) -> None:
        """ "tăng 2" in a cell: what changed against an earlier time, no level of the row's concept."""
        line = self._line(cell)
        figure = self._figure(line, [n for n in find_numerals(self.folded, cell.span.start, cell.span.end) if n.digits])
        if figure is None:
            return
        if figure.kind == "number":
            figure.kind = "count"
        zone = Zone((label.start, label.end), (line.end, line.end), _stretch(label, line))
        basis = "mức tăng, giảm so với kỳ trước, không phải số hiện có"
        self.facts.append(
            TableFact(Resolved(figure, zone, change=True, basis=basis), line, "actual", None, None, None, "cột kết quả")
        )

    def _rank(self, row: dict[int, Cell], grid: Grid, label: Cell) -> int:
        number = row.get(min(grid.order)) if grid.order else None
        order = (self._words(number) or fold(number.label or "" if number else "")).strip(".)")
        if re.fullmatch(r"[ivx]+", order):
            return 0
        if re.fullmatch(r"[a-hđ]", order):
            return 1
        if re.fullmatch(r"[0-9]+", order):
            return 1
        if "." in order:
            return 1 + order.count(".")
        words = label.label or self._words(label)
        return 5 if words[:1] in "-+*" else 3

    def _label_figures(self, line: Line) -> None:
        numerals = find_numerals(self.folded, line.start, line.end)
        for numeral in numerals:
            if numeral.digits:
                self.masks.append(Masked(numeral.start, numeral.end, "name", "trong tên dòng của bảng"))

    def _cell(
        self, cell: Cell, label: Line, heads: Sequence[Line], measure: Measure | None,
        above: Sequence[tuple[int, Line, Resolved | None]], previous: Resolved | None,
    ) -> Resolved | None:  # fmt: skip
        line = self._line(cell)
        numerals = [n for n in find_numerals(self.folded, cell.span.start, cell.span.end) if n.digits]
        if not numerals:
            return None
        figure = self._figure(line, numerals)
        if figure is None:
            return None
        titles = " ".join(self.folded[h.start : h.end] for h in heads)
        if _SHARE.search(titles) and figure.kind == "number":
            figure.kind, figure.unit = "percent", "%"
        if measure is not None and measure.kind == "money" and heads and self._counts_rather(figure, heads, measure):
            measure = None
        for head in heads:
            inner = re.search(r"\(([^()]+)\)|(?<![^\W_])((?:triệu|nghìn|tỷ)?\s?đồng)$", self.folded[head.start : head.end])
            found = measure_of((inner.group(1) or inner.group(2)).strip(), self.lexicon) if inner else None
            if found is not None and found.kind == "money":
                measure = found
        zone = Zone((label.start, label.end), (cell.span.end, cell.span.end), _stretch(label, line))
        result = Resolved(figure, zone, label=(label.start, label.end))
        self._meaning(result, label, heads, measure, above, previous)
        role, why = self._role(titles)
        period = self._period(titles, label)
        organization = None
        if (
            result.headed
            and not _TOTAL.fullmatch(self.folded[label.start : label.end].strip(" :"))
            and not YEAR.search(self.folded[label.start : label.end])
        ):
            organization = self.text[label.start : label.end].strip()
        if result.figure.kind == "number":
            result.figure.kind = "count"
        self.facts.append(TableFact(result, line, role, None, period, organization, why))
        return result

    def _figure(self, line: Line, numerals: Sequence[Numeral]) -> Figure | None:
        reading = read_line(line, numerals, self.lexicon)
        if reading.figures:
            return reading.figures[0]
        numeral = numerals[0]  # a bare cell is no year, name or date: its head would say so
        if len(numerals) == 2 and "/" in line.folded[numeral.end : numerals[1].start]:
            return Figure(
                numeral.start, numerals[1].end, numeral.start, "ratio", numeral.value, numeral.step, denominator=numerals[1].value
            )
        return Figure(numeral.start, numeral.end, numeral.start, "number", numeral.value, numeral.step)

    def _meaning(
        self, result: Resolved, label: Line, heads: Sequence[Line], measure: Measure | None,
        above: Sequence[tuple[int, Line, Resolved | None]], previous: Resolved | None,
    ) -> None:  # fmt: skip
        figure = result.figure
        if heads and (named := self._named_by_head(figure, heads, measure)) is not None:
            trial, weighed, evidence = named
            dims = own_dimensions(weighed)
            result.figure, result.candidates = trial, [evidence]
            result.indicator = evidence[0]
            result.dimensions = dimensions_of(weighed, dims, evidence[0], self.lexicon)
            result.basis, result.headed = f"đầu cột: “{evidence[1].cues[0]}”", True
            return
        trial = measured(figure, measure)
        areas = [Area(label, label.start, label.end, 1.0, "own", label.end)]
        areas += [Area(h, h.start, h.end, 0.9, "own", h.end) for h in heads]
        areas += [Area(line, line.start, line.end, 0.5, "parent") for _, line, _ in reversed(above[-2:])]
        areas += [Area(line, line.start, line.end, 0.3, "heading") for line in self.caption[:2]]
        weighed = weigh(trial, areas, self.lexicon, frozenset(("count", "money")))
        ranked = sorted(weighed.evidence.items(), key=lambda e: (-e[1].score, e[0]))
        result.figure = trial
        result.candidates = ranked[:5]
        dims = own_dimensions(weighed)
        strong = [(i, e) for i, e in ranked if e.own >= 0.45]
        from_head = bool(strong) and strong[0][1].label is not None and not (label.start <= strong[0][1].label[0] < label.end)
        if strong and not (previous is not None and dims and weighed.uncovered <= 2 and strong[0][1].bare):
            ident = strong[0][0]
            result.indicator = ident
            result.dimensions = dimensions_of(weighed, dims, ident, self.lexicon)
            result.basis, result.headed = f"{'đầu cột' if from_head else 'tên dòng'}: “{strong[0][1].cues[0]}”", from_head
            return
        anchor = previous if previous is not None and fitting(dims, previous.indicator, self.lexicon) else None
        if anchor is None and dims and above:
            anchor = next((r for _, _, r in reversed(above) if r is not None and fitting(dims, r.indicator, self.lexicon)), None)
        if anchor is not None and dims:
            result.indicator, result.breakdown = anchor.indicator, True
            result.dimensions = {**anchor.dimensions, **fitting(dims, anchor.indicator, self.lexicon)}
            result.headed = anchor is previous
            result.basis = "đầu cột, một phần của con số ngay trước" if result.headed else "một phần của dòng trên"
            return
        if trial.kind == "percent" and previous is not None:
            result.indicator, result.dimensions = previous.indicator, dict(previous.dimensions)
            result.basis = "tỷ lệ phần trăm của ô ngay trước"
            return
        wide = [(i, e) for i, e in ranked if e.wide >= 0.28]
        if wide and weighed.uncovered <= 3:
            result.indicator = wide[0][0]
            result.dimensions = dimensions_of(weighed, dims, wide[0][0], self.lexicon)
            result.basis = f"dòng trên hoặc tên bảng: “{wide[0][1].cues[0]}”"

    def _named_by_head(
        self, figure: Figure, heads: Sequence[Line], measure: Measure | None
    ) -> tuple[Figure, Weighed, tuple[str, Evidence]] | None:
        """The concept that the column's own head names, which the row label then only breaks down by unit."""
        trial = measured(figure, measure)
        weighed = weigh(trial, [Area(h, h.start, h.end, 1.0, "own", h.end) for h in heads], self.lexicon, frozenset())
        ranked = sorted(weighed.evidence.items(), key=lambda e: (-e[1].score, e[0]))
        if not ranked or ranked[0][1].own < 0.55 or weighed.uncovered > 3:
            return None
        return trial, weighed, ranked[0]

    def _counts_rather(self, figure: Figure, heads: Sequence[Line], measure: Measure) -> bool:
        """Whether a column counts people or things though the caption gives a unit of money, which is for other columns."""
        counted, paid = self._named_by_head(figure, heads, None), self._named_by_head(figure, heads, measure)
        return counted is not None and (paid is None or paid[2][1].score < counted[2][1].score)

    def _role(self, titles: str) -> tuple[Role, str]:
        if self.role == "target":
            return "target", "mục nêu phương hướng, chỉ tiêu"
        if _PLAN.search(titles) and not _RESULT.search(titles) and not _SHARE.search(titles):
            return "prior_target", "cột kế hoạch"
        return "actual", "cột kết quả"

    def _period(self, titles: str, label: Line) -> Period | None:
        found = YEAR.findall(titles) or YEAR.findall(self.folded[label.start : label.end])
        if len(set(found)) != 1 or int(found[0]) == self.year:
            return None
        return year_period(int(found[0]))

    def _text_cell(self, cell: Cell, label: Line) -> None:
        line = self._line(cell)
        for figure in find_ratings_of_cell(line, self.lexicon):
            zone = Zone((line.start, line.start), (line.end, line.end), _stretch(label, line))
            result = Resolved(figure, zone, basis="xếp loại trong bảng")
            self.facts.append(
                TableFact(
                    result,
                    line,
                    "target" if self.role == "target" else "actual",
                    None,
                    None,
                    self.text[label.start : label.end].strip(),
                    "a column of ratings",
                )
            )
        self._mask_cell(cell, "unread", "ô có chữ, chưa đọc được")

    def _mask_numbers(self, row: dict[int, Cell], reason: str, rule: str) -> None:
        for cell in row.values():
            self._mask_cell(cell, reason, rule)

    def _mask_cell(self, cell: Cell, reason: str, rule: str) -> None:
        for numeral in find_numerals(self.folded, cell.span.start, cell.span.end):
            if numeral.digits:
                self.masks.append(Masked(numeral.start, numeral.end, reason, rule))


def find_ratings_of_cell(line: Line, lexicon: Lexicon) -> list[Figure]:
    """A cell that is nothing but a grade."""
    for match in line.matches:
        if match.start == line.start and match.end == line.end:
            ident = next((c.ident for c in match.cues if c.role == "word" and "." in c.ident), None)
            if ident is not None:
                scale, _, grade = ident.partition(".")
                return [Figure(match.start, match.end, match.start, "grade", grade, None, scale=scale)]
    return find_ratings(line, [], None, lexicon)


def _stretch(label: Line, line: Line) -> tuple[int, int]:
    """From a row's label to its cell; the label may stand behind ("12", "đoàn viên")."""
    return min(label.start, line.start), max(label.end, line.end)
