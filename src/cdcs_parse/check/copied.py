"""Paragraphs with figures that stand in the report before letter for letter, the years apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, number
from cdcs_parse.check.index import Index
from cdcs_parse.check.pair import current
from cdcs_parse.compare.matching import passage_of
from cdcs_parse.model.document import Block, Paragraph
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report
from cdcs_parse.text import fold

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def find_copied(index: Index, rule: Rule) -> Iterator[Hit]:
    """All paragraphs that were copied, in one finding; a change of the year alone does not count as one.

    Only paragraphs of some length with figures of what was done are looked at: a paragraph on laws and customs, or one that
    tells how many there are of something, may well be the same again.
    """
    pair = current(index)
    if pair is None or index.report is None or index.catalog is None:
        return
    least, length = rule.parameters.least, int(rule.parameters.low or 0)
    before = {_stripped(pair.previous.text, b): n for n, b in enumerate(pair.previous.blocks) if isinstance(b, Paragraph)}
    figures = _done_in(index.report.facts, index.catalog)
    earlier = _done_in(pair.previous.facts, index.catalog)
    long_ones, copied, same = 0, [], []
    for place, block in enumerate(index.blocks):
        if not isinstance(block, Paragraph):
            continue
        size = block.span.end - block.span.start
        counts = size >= length and len(figures.get(place, ())) >= least
        long_ones += size if counts else 0
        twin = before.get(_stripped(index.text, block))
        if counts and twin is not None:
            copied.append((place, block))
            same.append(twin)
    if not copied:
        return
    share = sum(b.span.end - b.span.start for _, b in copied) * 100 / long_ones
    yield Hit(
        fields={
            "total": str(len(copied)),
            "value": f"{number(round(share), 0)}%",
            "place": ", ".join(_places(index.report, [b for _, b in copied])),
            "other": pair.previous.source.name,
        },
        facts=tuple(f for place, _ in copied for f in figures[place]),
        spans=tuple((b.span.start, b.span.end) for _, b in copied),
        previous=tuple(passage_of(pair.previous, earlier[n][0]) for n in same if n in earlier),
    )


def _stripped(text: str, block: Block) -> str:
    """The folded words of a block with the years taken out."""
    return _YEAR.sub("#", " ".join(fold(text[block.span.start : block.span.end]).split()))


def _done_in(facts: Iterable[Fact], catalog: Catalog) -> dict[int, list[Fact]]:
    """Figures of what happened, by block: results, no shares of 100 %, no zeros, no counts of what there is."""
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        entry = catalog.indicators.get(fact.indicator or "")
        if fact.role != "actual" or fact.block is None or (entry is not None and entry.time != "flow"):
            continue
        if fact.kind in ("count", "money", "ratio") and fact.value != 0:
            found.setdefault(fact.block, []).append(fact)
    return found


def _places(report: Report, blocks: Iterable[Block]) -> list[str]:
    """The sections in which they stand, each once."""
    sections = [s for top in report.sections for s in top.walk()]
    found = []
    for block in blocks:
        inside = [s.path for s in sections if s.span.start <= block.span.start < s.span.end]
        found.append(f"mục {inside[-1]}" if inside else "phần đầu")
    return list(dict.fromkeys(found))
