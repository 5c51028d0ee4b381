"""Accuracy against hand-marked gold, scored in process. `python tests/scoring.py [--markdown] [FOLDER …]`.

A gold figure is found when a fact of its kind and value overlaps it. Facts that overlap no gold figure, or several
required ones, count against precision; flags and rows marked optional count for nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"
Row = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """Counts over one or several reports; the rates are computed from them."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    concept_gold: int = 0
    concept_claimed: int = 0
    concept_right: int = 0
    role_right: int = 0
    modifiers_right: int = 0
    strict: int = 0
    section_gold: int = 0
    section_predicted: int = 0
    section_found: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def rates(self) -> dict[str, float]:
        """The figures of one line of a score table, under the names of the shared scorer's JSON."""
        precision, recall, f1 = _prf(self.found, self.predicted, self.gold)
        return {
            "figures_precision": precision,
            "figures_recall": recall,
            "figures_f1": f1,
            "indicators_f1": _prf(self.concept_right, self.concept_claimed, self.concept_gold)[2],
            "roles": self.role_right / max(1, self.found),
            "modifiers": self.modifiers_right / max(1, self.found),
            "strict_f1": _prf(self.strict, self.predicted, self.gold)[2],
            "sections_f1": _prf(self.section_found, self.section_predicted, self.section_gold)[2],
            "gold": self.gold,
        }


def _prf(hits: int, predicted: int, gold: int) -> tuple[float, float, float]:
    precision = hits / predicted if predicted else float(not gold)
    recall = hits / gold if gold else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(report: Report, gold_rows: Iterable[Row], section_rows: Sequence[Row], known: Collection[str]) -> Score:
    """Compare one report with its gold; `known` are the concepts that the gold could have named."""
    gold = [row for row in gold_rows if row["kind"] != "none"]
    required = [row for row in gold if not row.get("optional")]
    facts = [f for f in report.facts if sum(_touch(f, row) for row in required) < 2]
    greedy = [f for f in report.facts if sum(_touch(f, row) for row in required) >= 2]
    partner = _pair(gold, facts, known)
    paired = set(partner.values())
    stray = greedy + [f for n, f in enumerate(facts) if n not in paired and f.kind != "flag"]
    total = Score(predicted=len(stray), concept_claimed=sum(f.indicator is not None for f in stray))
    for n, row in enumerate(gold):
        if not row.get("optional"):
            total += _one(row, facts[partner[n]] if n in partner else None, known)
    if section_rows:
        there = [(s.path, s.start) for top in report.sections for s in top.walk()]
        wanted = {(row["path"], row["start"]) for row in section_rows}
        total += Score(section_gold=len(wanted), section_predicted=len(there), section_found=len(wanted & set(there)))
    return total


def _one(row: Row, fact: Fact | None, known: Collection[str]) -> Score:
    """What one required gold row adds."""
    unnamed = None in _allowed(row)
    if fact is None:
        return Score(gold=1, concept_gold=int(not unnamed))
    right = right_value(row, fact)
    concept = right_concept(row, fact, known)
    role, modifiers = fact.role == row["role"], right_modifiers(row, fact)
    claimed = fact.indicator is not None if not unnamed else not concept
    return Score(
        gold=1,
        predicted=1,
        found=int(right),
        concept_gold=int(not unnamed),
        concept_claimed=int(claimed),
        concept_right=int(right and concept and not unnamed),
        role_right=int(right and role),
        modifiers_right=int(right and modifiers),
        strict=int(right and concept and role and modifiers),
    )


def _pair(gold: Sequence[Row], facts: Sequence[Fact], known: Collection[str]) -> dict[int, int]:
    """Gold index to fact index, one to one: right values before wrong ones, required rows before optional, short spans first."""
    ranked = sorted(
        (not right_value(row, f), bool(row.get("optional")), not right_concept(row, f, known), f.span.end - f.span.start, i, j)
        for i, row in enumerate(gold)
        for j, f in enumerate(facts)
        if _touch(f, row)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in ranked:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return partner


def _touch(fact: Fact, row: Row) -> bool:
    return bool(fact.span.start < row["end"] and row["start"] < fact.span.end)


def _allowed(row: Row) -> list[str | None]:
    return list(row.get("indicator_any", [row["indicator"]]))


def right_value(row: Row, fact: Fact) -> bool:
    """Kind and value agree; events per period may be told as a frequency or as a count with `per`."""
    rated = {row["kind"], fact.kind} == {"count", "frequency"} and row.get("per") and fact.per
    if row["kind"] != fact.kind and not rated:
        return False
    if row["kind"] in ("grade", "flag"):
        return str(row["value"]).lower() == str(fact.value).lower()
    if not isinstance(fact.value, Decimal) or abs(float(fact.value) - row["value"]) > 1e-6 * max(1.0, abs(row["value"])):
        return False
    return row["kind"] != "ratio" or (fact.denominator is not None and float(fact.denominator) == row["denominator"])


def right_concept(row: Row, fact: Fact, known: Collection[str]) -> bool:
    """Indicator and dimensions agree; where the gold has no concept, one that it could not have named is right too."""
    allowed = _allowed(row)
    if None in allowed and fact.indicator not in known:
        return True
    loose = row.get("dimensions_optional", ())
    given, wanted = ({k: v for k, v in d.items() if k not in loose} for d in (fact.dimensions, row["dimensions"]))
    return fact.indicator in allowed and given == wanted


def right_modifiers(row: Row, fact: Fact) -> bool:
    """Comparator, per, outcome, and the year where the gold gives one."""
    year = row.get("period")
    if year and not (fact.period and fact.period.start.startswith(str(year)) and fact.period.end.startswith(str(year))):
        return False
    return (fact.comparator, fact.per, fact.outcome) == (row["comparator"], row.get("per"), row.get("outcome"))


def rows(path: Path) -> list[Row]:
    """The objects of a JSON-lines file; none when there is no file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path.exists() else []


def gold_names(gold: Path) -> list[str]:
    """Names of the reports that have gold."""
    return sorted(p.name.removesuffix(".jsonl") for p in gold.glob("*.jsonl") if not p.name.endswith(".sections.jsonl"))


def known_concepts(folder: Path) -> frozenset[str]:
    """Concepts that the gold of `folder` can name: those of its own list, else of the built-in catalogue."""
    table = folder / "catalogue" / "indicators.tsv"
    if table.exists():
        return frozenset(line.split("\t")[0] for line in table.read_text(encoding="utf-8").splitlines()[1:])
    from cdcs_parse import load_catalog

    return frozenset(load_catalog().indicators)


def score_folder(folder: Path, known: Collection[str] | None = None) -> Iterator[tuple[str, Score]]:
    """(name, score) of each report of `folder`/reports that has gold in `folder`/gold."""
    from cdcs_parse import parse

    known = known_concepts(folder) if known is None else known
    for name in gold_names(folder / "gold"):
        report = parse(folder / "reports" / f"{name}.txt")
        yield name, score(report, rows(folder / "gold" / f"{name}.jsonl"), rows(folder / "gold" / f"{name}.sections.jsonl"), known)


_HEADS = ("figures_precision", "figures_recall", "figures_f1", "indicators_f1", "roles", "modifiers", "strict_f1", "sections_f1")


def table(folders: Iterable[Path], *, markdown: bool = False) -> str:
    """The scores of the reports in `folders` as aligned text or as a Markdown table."""
    lines = []
    for folder in folders:
        total = Score()
        for name, one in score_folder(folder):
            total += one
            lines.append((name, one))
        lines.append((f"all of {folder.name}", total))
    cells = [[name, *(f"{one.rates()[h]:.3f}" for h in _HEADS), str(one.gold)] for name, one in lines]
    heads = ["report", *(h.replace("_", " ") for h in _HEADS), "gold"]
    if markdown:
        return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *cells])
    widths = [max(len(row[n]) for row in [heads, *cells]) for n in range(len(heads))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in [heads, *cells])


def main(arguments: Sequence[str]) -> None:
    """Print the table of the folders given, of samples/ when none is."""
    folders = [Path(a) for a in arguments if not a.startswith("-")] or [SAMPLES]
    print(table(folders, markdown="--markdown" in arguments))


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(sys.argv[1:])
