"""Document to Report: outline, header, then line by line numbers, meaning, role, period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdcs_parse.catalog import Catalog
from cdcs_parse.model.base import Span, quote
from cdcs_parse.model.document import Document, Paragraph, Table
from cdcs_parse.model.fact import Candidate, Fact, Mask, Outcome, Period, Role
from cdcs_parse.model.report import Header, Report, Term
from cdcs_parse.parse.completion import complete
from cdcs_parse.parse.evidence import find_evidence
from cdcs_parse.parse.figures import read_line
from cdcs_parse.parse.header import find_header
from cdcs_parse.parse.lexicon import Lexicon, lexicon_of
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.masks import Masked
from cdcs_parse.parse.numerals import Numeral, find_numerals
from cdcs_parse.parse.outline import Outline, Place, find_outline
from cdcs_parse.parse.ratings import find_ratings, find_zeros
from cdcs_parse.parse.resolve import resolve_line
from cdcs_parse.parse.resolved import Resolved, Scope
from cdcs_parse.parse.roles import role_of
from cdcs_parse.parse.tables import TableReader
from cdcs_parse.parse.times import a_year_before, period_stated
from cdcs_parse.text import fold


@dataclass(slots=True)
class Found:
    """A resolved figure with everything that its fact needs."""

    resolved: Resolved
    line: Line
    role: Role
    outcome: Outcome | None
    period: Period | None
    organization: str | None = None
    why: str = ""


def assemble(document: Document, catalog: Catalog) -> Report:
    """Parse `document` with the vocabulary `catalog`; pure: same document, same report."""
    folded = fold(document.text)
    lexicon = lexicon_of(catalog)
    outline = find_outline(document, folded, catalog)
    header = find_header(document, folded, outline, catalog)
    reader = _Reader(document, folded, lexicon, outline, header)
    reader.run()
    facts = _facts(document, reader, header)
    used = {f.indicator for f in facts if f.indicator} | {f"{d}:{v}" for f in facts for d, v in f.dimensions.items()}
    return Report(
        catalog_version=catalog.version,
        source=document.source,
        header=header,
        sections=outline.sections,
        appendices=outline.appendices,
        facts=facts,
        masks=_masks(document, reader, facts),
        notes=(*document.notes, *outline.notes),
        terms={ident: term_of(ident, catalog) for ident in sorted(used)},
        blocks=document.blocks,
        asides=document.asides,
        text=document.text,
    )


class _Reader:
    """Walks the blocks of one document once; holds the lines it has made and what it found."""

    def __init__(self, document: Document, folded: str, lexicon: Lexicon, outline: Outline, header: Header) -> None:
        self.document, self.folded, self.lexicon, self.outline, self.header = document, folded, lexicon, outline, header
        self.found: list[Found] = []
        self.masked: list[Masked] = []
        self._lines: dict[int, Line] = {}
        self._headings: dict[str, int] = {}
        self._scope = Scope()

    def line(self, place: int) -> Line:
        """The line of a paragraph block, made when first asked for."""
        if place not in self._lines:
            block = self.document.blocks[place]
            start = max(block.span.start, min(self.outline.places[place].body, block.span.end))
            self._lines[place] = Line(self.document.text, self.folded, start, block.span.end, self.lexicon, place)
        return self._lines[place]

    def run(self) -> None:
        numerals = find_numerals(self.folded)
        signals = self.lexicon.signals
        at = 0
        for place, block in enumerate(self.document.blocks):
            info = self.outline.places[place]
            while at < len(numerals) and numerals[at].start < block.span.start:
                at += 1
            first = at
            while at < len(numerals) and numerals[at].start < block.span.end:
                at += 1
            if info.heading and info.section:
                self._headings.setdefault(info.section, place)
            inside = numerals[first:at]
            if isinstance(block, Table):
                if inside:
                    self._table(place, block, info, inside)
                continue
            self._number_of_heading(info, inside)
            own = [n for n in inside if n.start >= info.body]
            if own or signals.search(self.folded, block.span.start, block.span.end):
                self._paragraph(place, info, own)

    def _number_of_heading(self, info: Place, inside: list[Numeral]) -> None:
        for numeral in inside:
            if numeral.start < info.body:
                self.masked.append(Masked(numeral.start, numeral.end, "heading", "số thứ tự của đề mục"))

    def _paragraph(self, place: int, info: Place, numerals: list[Numeral]) -> None:
        block = self.document.blocks[place]
        if block.span.end - block.span.start > 400 and place not in self._lines:
            spots = [n.start for n in numerals] + [
                m.start() for m in self.lexicon.signals.finditer(self.folded, info.body, block.span.end)
            ]
            line = Line(self.document.text, self.folded, info.body, block.span.end, self.lexicon, place, spots)
        else:
            line = self.line(place)
        self._read(line, info, numerals, list(self._parents(place)), list(self._titles(info.section, place)))

    def _read(self, line: Line, info: Place, numerals: list[Numeral], parents: list[Line], headings: list[Line]) -> None:
        reading = read_line(line, numerals, self.lexicon)
        figures = reading.figures
        self.masked += reading.masks
        figures = sorted([*figures, *find_zeros(line, figures, self.lexicon)], key=lambda f: f.start)
        figures = sorted(
            [*figures, *find_ratings(line, figures, parents[0] if parents else None, self.lexicon)], key=lambda f: f.start
        )
        if not figures:
            return
        zones = complete(line, figures, [*parents, *headings[:1]])
        schooling = [(m.start, m.end) for m in reading.masks if m.reason == "schooling"]
        topics = frozenset(t for t in (info.kind,) if t)
        resolved = resolve_line(line, figures, zones, parents, headings, topics, self._scope, self.lexicon, schooling)
        for result in resolved:
            if not (_is_figure(result, line) or _is_part(result, line, self.found)):
                self.masked.append(
                    Masked(result.figure.start, result.figure.end, "unread", "không có đơn vị và không có chỉ tiêu nào ở gần")
                )
                continue
            governors = [*parents, *(h for h in headings[:1] if h.folded[h.start : h.end].rstrip().endswith(":"))]
            role, outcome, why = role_of(line, result.figure, result.zone, info.role, governors)
            period = period_stated(line, result.figure, result.zone, self.header, headings if role == "actual" else ())
            if result.pair and self.found and self.found[-1].line is line:
                role, outcome, why, period = self.found[-1].role, self.found[-1].outcome, self.found[-1].why, self.found[-1].period
            if result.earlier:
                period = a_year_before(period, self.header)
            self.found.append(Found(result, line, role, outcome, period, None, why))

    def _table(self, place: int, block: Table, info: Place, numerals: list[Numeral]) -> None:
        headings = list(self._titles(info.section, place))
        caption = [*self._above(place), *headings]
        year = int(self.header.period.value.end[:4]) if self.header.period else None
        table = TableReader(self.document, self.folded, self.lexicon, block, place, caption, info.role, year)
        if table.read():
            self.found += [Found(f.resolved, f.line, f.role, f.outcome, f.period, f.organization, f.why) for f in table.facts]
            self.masked += table.masks
            return
        for cell in block.cells:
            inside = [n for n in numerals if cell.span.start <= n.start < cell.span.end]
            if inside or self.lexicon.signals.search(self.folded, cell.span.start, cell.span.end):
                self._read(
                    Line(self.document.text, self.folded, cell.span.start, cell.span.end, self.lexicon, place),
                    info,
                    inside,
                    [],
                    headings,
                )

    def _above(self, place: int) -> Iterator[Line]:
        """The two paragraphs above a table: its title and its unit of measure."""
        for before in range(place - 1, max(place - 3, -1), -1):
            block = self.document.blocks[before]
            if isinstance(block, Table) or block.span.end - block.span.start > 200:
                return
            yield self.line(before)

    def _parents(self, place: int) -> Iterator[Line]:
        """The lines that govern a block, nearest first."""
        parent = self.outline.places[place].parent
        while parent is not None:
            yield self.line(parent)
            parent = self.outline.places[parent].parent

    def _titles(self, path: str, place: int) -> Iterator[Line]:
        """The heading lines above a block, innermost first."""
        while path:
            at = self._headings.get(path)
            if at is not None and at != place and isinstance(self.document.blocks[at], Paragraph):
                yield self.line(at)
            path = path.rpartition("/")[0]


def _is_figure(result: Resolved, line: Line) -> bool:
    """A number without unit and concept claims nothing: it stays a mask "unread"."""
    figure = result.figure
    if figure.kind != "number":
        return True
    if result.indicator is None and not result.change:
        label = line.folded[line.start : figure.start].rstrip()
        if not (label.endswith(":") and len(label) > 2):
            return False
    figure.kind = "count"
    return True


def _is_part(result: Resolved, line: Line, found: Sequence[Found]) -> bool:
    """ "435 lao động (lái xe 248, bốc xếp 112 …)": a bare number behind words, in a bracket that parts people counted before."""
    figure, zone = result.figure, result.zone
    words = line.folded[zone.before[0] : zone.before[1]].strip(" ,;:(")
    before = next((f for f in reversed(found) if not f.resolved.zone.bracket), None)
    if not zone.bracket or len(words) < 3 or before is None or before.line is not line or figure.step != 1:
        return False
    whole = before.resolved.figure
    if before.resolved.zone.home != zone.home or whole.unit_class != "people" or not isinstance(figure.value, Decimal):
        return False
    if not isinstance(whole.value, Decimal) or figure.value > whole.value:
        return False
    figure.kind = "count"
    return True


def _facts(document: Document, reader: _Reader, header: Header) -> tuple[Fact, ...]:
    default = header.period.value if header.period else None
    plan = header.plan_period.value if header.plan_period else None
    seen: dict[str, int] = {}
    facts = []
    for found in sorted(reader.found, key=lambda f: (f.resolved.figure.core, f.resolved.figure.end)):
        figure = found.resolved.figure
        start, end = figure.core, max(figure.end, figure.core + 1)
        ident = f"{start}-{end}"
        seen[ident] = seen.get(ident, 0) + 1
        if seen[ident] > 1:
            ident = f"{ident}.{seen[ident]}"
        facts.append(_fact(document, reader, found, ident, plan if found.role == "target" else default))
    return tuple(facts)


def _fact(document: Document, reader: _Reader, found: Found, ident: str, inherited: Period | None) -> Fact:
    result, figure, text = found.resolved, found.resolved.figure, document.text
    written = figure.written(text)
    place = reader.outline.places[found.line.block]
    block = document.blocks[found.line.block]
    label = result.label
    return Fact(
        id=ident,
        **written,
        scale=figure.scale,  # type: ignore[arg-type]
        indicator=result.indicator,
        dimensions=result.dimensions,
        candidates=tuple(
            Candidate(indicator=i, score=round(e.score, 3), cues=tuple(dict.fromkeys(e.cues)), ruled_out_by=e.ruled_out)
            for i, e in result.candidates
        ),
        head=None if result.indicator else _head(text, found),
        role=found.role,
        outcome=found.outcome,
        period=found.period or inherited,
        period_source="stated" if found.period else "inherited",
        organization=found.organization,
        section=place.section,
        label=quote(text, *label) if label and label[1] <= len(text) else None,
        sentence=Span(start=result.zone.sentence[0], end=_trimmed(text, *result.zone.sentence)),
        block=found.line.block,
        evidence=find_evidence(document, written["span"], block),
        basis=f"{result.basis}; {found.why}" if found.why else result.basis,
    )


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _head(text: str, found: Found) -> str | None:
    """The words that say what is counted, when the catalogue has no concept for it."""
    zone, figure = found.resolved.zone, found.resolved.figure
    behind = re.split(r"[,;:()]|\. ", text[figure.end : zone.after[1]])[0].split()
    words = behind or re.split(r"[,;()]|\. ", text[zone.before[0] : zone.before[1]])[-1].split()
    return " ".join(words[:12]).strip(' .:-"”“') or None


def _masks(document: Document, reader: _Reader, facts: tuple[Fact, ...]) -> tuple[Mask, ...]:
    taken = sorted((f.span.start, f.span.end) for f in facts)
    masks: list[Mask] = []
    last = -1
    at = 0
    for mask in sorted(reader.masked, key=lambda m: (m.start, -m.end)):
        if mask.start < last or mask.reason == "word":
            continue
        while at < len(taken) and taken[at][1] <= mask.start:
            at += 1
        if at < len(taken) and taken[at][0] < mask.end:
            continue
        if not any(c.isdigit() for c in document.text[mask.start : mask.end]) and mask.reason != "programme":
            continue
        masks.append(Mask(span=quote(document.text, mask.start, mask.end), reason=mask.reason, rule=mask.rule))
        last = mask.end
    return tuple(masks)


def term_of(ident: str, catalog: Catalog) -> Term:
    """The labels of an indicator, or of one value of a breakdown ("sex:female")."""
    dimension, _, value = ident.partition(":")
    if not value:
        entry = catalog.indicators[ident]
        return Term(label_vi=entry.label_vi, aliases=tuple(dict.fromkeys((*entry.labels, *entry.bare, *entry.aliases))))
    choice = catalog.dimensions[dimension].values.get(value)
    return Term(label_vi=choice.label_vi, aliases=choice.phrases) if choice else Term(label_vi=value)
