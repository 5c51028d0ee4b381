"""How much of a report's score hangs on phrases that no other report needs.

`python benchmarks/leave_one_out.py [--phrases]` takes, for each report of ../shared (where it exists) and of the samples,
the phrases that name a concept in it and in none of the others out of the vocabulary, parses it again and scores it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import cdcs_parse as cdcs
from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.text import fold

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from scoring import SAMPLES, SHARED, gold_names, known_concepts, rows, score

Used = set[tuple[str, str]]


def phrases_of(report: cdcs.Report) -> Used:
    """Pairs of concept and phrase that speak for the concepts chosen in `report`."""
    found: Used = set()
    for fact in report.facts:
        for candidate in fact.candidates:
            if candidate.indicator == fact.indicator:
                found |= {(candidate.indicator, fold(part)) for cue in candidate.cues for part in cue.split(" + ")}
    return found


def without(catalog: Catalog, dropped: Used, name: str) -> Catalog:
    """`catalog` less the phrases `dropped` of its concepts."""
    indicators = dict(catalog.indicators)
    by_concept: dict[str, set[str]] = defaultdict(set)
    for ident, phrase in dropped:
        by_concept[ident].add(phrase)
    for ident, phrases in by_concept.items():
        indicators[ident] = _less(indicators[ident], phrases)
    return replace(catalog, indicators=indicators, version=f"{catalog.version}-without-{name}")


def _less(entry: Indicator, phrases: set[str]) -> Indicator:
    kept = {field: tuple(p for p in getattr(entry, field) if fold(p) not in phrases) for field in ("labels", "weak", "bare")}
    triggers = []
    for trigger in entry.triggers:
        pieces = [[c for c in piece.strip().split(" | ") if fold(c) not in phrases] for piece in trigger.split(" + ")]
        if all(pieces):
            triggers.append(" + ".join(" | ".join(choices) for choices in pieces))
    return entry.model_copy(update={**kept, "triggers": tuple(triggers)})


def main() -> None:
    """Print a line per report: phrases only it needs, strict F1 with and without them."""
    catalog = cdcs.load_catalog()
    places = [(folder, name) for folder in (SHARED, SAMPLES) if (folder / "gold").is_dir() for name in gold_names(folder / "gold")]
    reports = {name: cdcs.parse(folder / "reports" / f"{name}.txt") for folder, name in places}
    used = {name: phrases_of(report) for name, report in reports.items()}
    print("| report | phrases used | only here | strict F1 | strict F1 without them |\n| --- | --- | --- | --- | --- |")
    for folder, name in places:
        others: Used = set().union(*(found for other, found in used.items() if other != name))
        own = used[name] - others
        known = known_concepts(folder)
        gold, sections = rows(folder / "gold" / f"{name}.jsonl"), rows(folder / "gold" / f"{name}.sections.jsonl")
        before = score(reports[name], gold, sections, known).rates()["strict_f1"]
        again = cdcs.parse(folder / "reports" / f"{name}.txt", without(catalog, own, name))
        after = score(again, gold, sections, known).rates()["strict_f1"]
        print(f"| {name} | {len(used[name])} | {len(own)} | {before:.3f} | {after:.3f} |")
        if "--phrases" in sys.argv:
            print("; ".join(f"{ident}: {phrase}" for ident, phrase in sorted(own)))


if __name__ == "__main__":
    main()
