"""The facts of one report, ordered once so that every rule looks up what it needs."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.rules import Measure, measure
from cdcs_parse.check.days import Day, days_told
from cdcs_parse.check.hit import value_of
from cdcs_parse.model.document import Block, Table
from cdcs_parse.model.fact import Fact, Mask
from cdcs_parse.model.report import Header, Report, Section
from cdcs_parse.text import fold

MOST_IN_A_SENTENCE = 120
_SIBLINGS = 10


@dataclass(frozen=True)
class Index:
    """Facts by indicator, sentence and section; text, sections and header where the facts come with them.

    `previous` is the report of the time before, for the rules over two reports.
    """

    facts: Sequence[Fact]
    text: str = ""
    header: Header = field(default_factory=Header)
    sections: Sequence[Section] = ()
    blocks: Sequence[Block] = ()
    masks: Sequence[Mask] = ()
    catalog: Catalog | None = None
    report: Report | None = None
    previous: Report | None = None

    @cached_property
    def folded(self) -> str:
        """The matching form of the text, of the same length."""
        return fold(self.text)

    @cached_property
    def days(self) -> list[Day]:
        """The days written in the text."""
        return list(days_told(self.folded, self.masks))

    @cached_property
    def own(self) -> list[Fact]:
        """What is or was of the unit itself: no targets, no rows of subordinate units."""
        return [f for f in self.facts if f.role == "actual" and f.organization is None]

    @cached_property
    def by_indicator(self) -> dict[str, list[Fact]]:
        """The unit's own results by indicator."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.own:
            if fact.indicator is not None:
                found[fact.indicator].append(fact)
        return found

    @cached_property
    def by_sentence(self) -> dict[tuple[int, int], list[Fact]]:
        """The unit's own results by the sentence they stand in, in order of place."""
        found: dict[tuple[int, int], list[Fact]] = defaultdict(list)
        for fact in self.own:
            if fact.sentence is not None:
                found[fact.sentence.start, fact.sentence.end].append(fact)
        for facts in found.values():
            facts.sort(key=lambda f: (f.span.start, f.span.end))
        return found

    @cached_property
    def by_section(self) -> dict[str, list[Fact]]:
        """The unit's own results by section, in order of place."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in sorted(self.own, key=lambda f: f.span.start):
            found[fact.section].append(fact)
        return found

    @cached_property
    def _by_parent(self) -> dict[str, list[tuple[int, str, list[Fact]]]]:
        found: dict[str, list[tuple[int, str, list[Fact]]]] = defaultdict(list)
        for path, facts in self.by_section.items():
            found[path.rpartition("/")[0]].append((facts[0].span.start, path, facts))
        for group in found.values():
            group.sort(key=lambda entry: entry[0])
        return found

    def siblings_before(self, path: str) -> list[Fact]:
        """The results of the sections that stand before this one under the same section, the last few of them."""
        group = self._by_parent[path.rpartition("/")[0]]
        place = next((n for n, (_, other, _) in enumerate(group) if other == path), 0)
        return [fact for _, _, facts in group[max(0, place - _SIBLINGS) : place] for fact in facts]

    @cached_property
    def section_kinds(self) -> dict[str, frozenset[str]]:
        """Kinds of each section and of those above it, by path."""
        found: dict[str, frozenset[str]] = {}

        def enter(section: Section, above: frozenset[str]) -> None:
            kinds = above | {section.kind} if section.kind else above
            found[section.path] = kinds
            for child in section.children:
                enter(child, kinds)

        for top in self.sections:
            enter(top, frozenset())
        return found

    @cached_property
    def all_sections(self) -> list[Section]:
        """Every section, in order."""
        return [s for top in self.sections for s in top.walk()]

    @cached_property
    def columns(self) -> dict[int, tuple[int, int, int]]:
        """Block, row and column of a table's cell, by the start of each figure that stands in one."""
        found: dict[int, tuple[int, int, int]] = {}
        starts = sorted({f.span.start for f in self.facts})
        for number, table in enumerate(self.blocks):
            if not isinstance(table, Table):
                continue
            for cell in table.cells:
                first, last = bisect_left(starts, cell.span.start), bisect_left(starts, cell.span.end)
                for start in starts[first:last]:
                    found[start] = (number, cell.row, cell.column)
        return found

    @cached_property
    def sizes(self) -> list[Fraction]:
        """Every count and every b of a ratio a/b, each value once: what a percent can be of."""
        found = {value_of(f) for f in self.own if f.kind == "count"}
        found |= {Fraction(f.denominator) for f in self.own if f.kind == "ratio" and f.denominator}
        return sorted(found - {Fraction(0)})

    @cached_property
    def largest(self) -> dict[tuple[str, frozenset[tuple[str, str]], str], Fact]:
        """The largest current amount of each measure in each section."""
        found: dict[tuple[str, frozenset[tuple[str, str]], str], Fact] = {}
        for indicator, facts in self.by_indicator.items():
            for fact in facts:
                key = (indicator, frozenset(fact.dimensions.items()), fact.section)
                if is_amount(fact) and self.is_current(fact) and (key not in found or value_of(fact) > value_of(found[key])):
                    found[key] = fact
        return found

    @cached_property
    def _wholes(self) -> dict[str, list[Fact]]:
        return {}

    @cached_property
    def year(self) -> int | None:
        """The year in which the reported time ends."""
        period = self.header.period or self.header.plan_period
        return int(period.value.end[:4]) if period else None

    def find(self, wanted: str | Measure) -> list[Fact]:
        """The unit's own results of a measure, with exactly its dimensions."""
        asked = measure(wanted) if isinstance(wanted, str) else wanted
        return [f for f in self.by_indicator.get(asked.indicator, ()) if f.dimensions == asked.dimensions]

    def counts(self, wanted: str | Measure) -> list[Fact]:
        """As `find`, of the reported time only, and plain amounts only: no percents, ratios, frequencies or bounds."""
        return [f for f in self.find(wanted) if is_plain(f) and self.is_current(f)]

    def wholes(self, name: str) -> list[Fact]:
        """As `counts`, without figures that are smaller than a part of the same measure: they count something else.

        "03 lao động nghỉ việc" may be read as the workforce, where "64 lao động, gồm 38 viên chức …" told it.
        """
        if name in self._wholes:
            return self._wholes[name]
        asked = measure(name)
        found = self.counts(asked)
        parts = [
            value_of(f)
            for f in self.by_indicator.get(asked.indicator, ())
            # what there was at the start of the year is no part of what there is
            if "point" not in f.dimensions
            and len(f.dimensions) > len(asked.dimensions) and asked.dimensions.items() <= f.dimensions.items()
            and found and f.kind == found[0].kind and is_plain(f) and self.is_current(f)
        ]  # fmt: skip
        least = max(parts, default=0)
        self._wholes[name] = [f for f in found if value_of(f) >= least]
        return self._wholes[name]

    def is_current(self, fact: Fact) -> bool:
        """True unless the figure is told of another time than the report's last year."""
        if fact.period is None or fact.period_source == "inherited" or self.header.period is None:
            return True
        told = self.header.period.value
        return fact.period.end[:4] == told.end[:4] or fact.period == told

    def is_in(self, fact: Fact, kinds: Sequence[str]) -> bool:
        """True when the figure stands in a section of one of these kinds."""
        return bool(self.section_kinds.get(fact.section, frozenset()) & set(kinds))

    def between(self, first: Fact, second: Fact) -> str:
        """The folded text from the end of one figure to the start of the next."""
        return self.folded[first.span.end : second.span.start]

    def sentence(self, fact: Fact) -> str:
        """The folded sentence of a figure."""
        return self.folded[fact.sentence.start : fact.sentence.end] if fact.sentence else ""

    def before(self, fact: Fact, reach: int = 40) -> str:
        """The folded words before a figure, within its sentence."""
        start = max(fact.sentence.start if fact.sentence else 0, fact.span.start - reach)
        return self.folded[start : fact.span.start]

    def after(self, fact: Fact, reach: int = 40) -> str:
        """The folded words behind a figure, within its sentence."""
        end = min(fact.sentence.end if fact.sentence else len(self.text), fact.span.end + reach)
        return self.folded[fact.span.end : end]

    def sentences(self) -> Iterator[list[Fact]]:
        """The unit's own results, sentence by sentence; a line of hundreds of figures is data, not a sentence."""
        yield from (facts for facts in self.by_sentence.values() if len(facts) <= MOST_IN_A_SENTENCE)

    def label(self, fact: Fact) -> str:
        """What is counted, in Vietnamese."""
        if fact.indicator is None:
            return fact.head or fact.unit or "số liệu"
        return self.term(Measure(fact.indicator, fact.dimensions))

    def term(self, asked: Measure) -> str:
        """The Vietnamese name of a measure: "Tổng số đoàn viên (nữ)"."""
        entry = self.catalog.indicators.get(asked.indicator) if self.catalog else None
        name = entry.label_vi if entry else asked.indicator
        extra = [self.value_label(d, v) for d, v in asked.dimensions.items()]
        return f"{name} ({', '.join(extra)})" if extra else name

    def value_label(self, dimension: str, value: str) -> str:
        """The Vietnamese name of one value of a breakdown."""
        entry = self.catalog.dimensions.get(dimension) if self.catalog else None
        return entry.values[value].label_vi if entry and value in entry.values else value


def is_plain(fact: Fact) -> bool:
    """True for an amount or a count as such: no share, no bound, no range, nothing per person."""
    return (
        fact.kind in ("count", "money", "level")
        and fact.comparator == "eq"
        and fact.high is None
        and fact.per in (None, "person_month")
    )


def is_amount(fact: Fact) -> bool:
    """True for a count or an amount that can be added up, hedged or not."""
    return fact.kind in ("count", "money") and fact.per is None and fact.high is None
