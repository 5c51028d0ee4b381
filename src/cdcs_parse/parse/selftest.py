"""Runs every example and counterexample of a catalogue, both ways over the whole vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cdcs_parse.catalog import Catalog
from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Document, Paragraph, Source
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report
from cdcs_parse.parse.assemble import assemble
from cdcs_parse.text import normalize


class Failed(NamedTuple):
    """An example that does not come out: where it stands and what happened."""

    where: str
    message: str


def run(catalog: Catalog) -> list[Failed]:
    """All failures; an empty list means that the vocabulary keeps its promises."""
    return [*_indicators(catalog), *_dimensions(catalog), *_word_lists(catalog)]


def read_example(example: str, catalog: Catalog) -> tuple[Report, list[tuple[int, int]]]:
    """Parse a marked wording; returns the report and the places between ⟦ and ⟧."""
    text, places = "", []
    for piece in normalize(example).split("⟦"):
        inside, closed, rest = piece.partition("⟧")
        if closed:
            places.append((len(text), len(text) + len(inside)))
            text += inside + rest
        else:
            text += piece
    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Paragraph(span=Span(start=start + len(line) - len(line.lstrip()), end=start + len(line.rstrip()))))
        start += len(line) + 1
    source = Source(name="example", sha256="", media_type="text/plain", reader="example")
    return assemble(Document(source=source, text=text, blocks=tuple(lines)), catalog), places


def fact_at(report: Report, place: tuple[int, int]) -> Fact | None:
    """The fact that overlaps a place."""
    return next((f for f in report.facts if f.span.start < place[1] and place[0] < f.span.end), None)


def _indicators(catalog: Catalog) -> Iterator[Failed]:
    for ident, entry in catalog.indicators.items():
        where = f"{catalog.origins.get(ident, 'catalogue')}: {ident}"
        for example in entry.examples:
            report, places = read_example(example, catalog)
            for place in places:
                fact = fact_at(report, place)
                if fact is None or fact.indicator != ident:
                    got = "no figure" if fact is None else str(fact.indicator)
                    yield Failed(where, f"example is read as {got}: {example}")
        for counter in entry.counterexamples:
            report, places = read_example(counter.text, catalog)
            for place in places:
                fact = fact_at(report, place)
                read = fact.indicator if fact else None
                if read == ident or (counter.belongs_to is not None and read != counter.belongs_to):
                    yield Failed(where, f"counterexample is read as {read}: {counter.text}")


def _dimensions(catalog: Catalog) -> Iterator[Failed]:
    for dimension, body in catalog.dimensions.items():
        for value, choice in body.values.items():
            for example in choice.examples:
                report, places = read_example(example, catalog)
                for place in places:
                    fact = fact_at(report, place)
                    if fact is None or fact.dimensions.get(dimension) != value:
                        got = "no figure" if fact is None else f"{fact.indicator} {fact.dimensions}"
                        yield Failed(f"dimensions.yaml: {dimension}:{value}", f"example is read as {got}: {example}")


def _word_lists(catalog: Catalog) -> Iterator[Failed]:
    for ident, listed in catalog.words.items():
        for example in listed.examples:
            report, places = read_example(example, catalog)
            for place in places:
                fact = fact_at(report, place)
                if fact is None:
                    yield Failed(f"words.yaml: {ident}", f"no figure: {example}")
                elif listed.comparator is not None and fact.comparator != listed.comparator:
                    yield Failed(f"words.yaml: {ident}", f"comparator {fact.comparator}: {example}")
                elif listed.per is not None and fact.per != listed.per:
                    yield Failed(f"words.yaml: {ident}", f"per {fact.per}: {example}")
        for example in listed.counterexamples:
            report, places = read_example(example, catalog)
            for place in places:
                fact = fact_at(report, place)
                if fact is not None and listed.comparator is None:
                    yield Failed(f"words.yaml: {ident}", f"counterexample is read as a figure: {example}")
                elif fact is not None and fact.comparator == listed.comparator:
                    yield Failed(f"words.yaml: {ident}", f"counterexample has comparator {fact.comparator}: {example}")
    for ident, unit in catalog.units.items():
        for example in unit.examples:
            report, places = read_example(example, catalog)
            for place in places:
                if fact_at(report, place) is None:
                    yield Failed(f"units.yaml: {ident}", f"no figure: {example}")
    for ident, listed in catalog.masks.items():
        for example in listed.examples:
            report, places = read_example(example, catalog)
            for place in places:
                fact = fact_at(report, place)
                if fact is not None and listed.reason != "not a cue":
                    yield Failed(f"masks.yaml: {ident}", f"read as a figure: {example}")
        for example in listed.counterexamples:
            report, places = read_example(example, catalog)
            for place in places:
                if fact_at(report, place) is None:
                    yield Failed(f"masks.yaml: {ident}", f"masked: {example}")
