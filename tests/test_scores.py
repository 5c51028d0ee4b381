"""Accuracy does not fall below its floors, and the project's scorer agrees with the shared one."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import cdcs_parse as cdcs
import scoring
from cdcs_parse.model.base import quote
from cdcs_parse.model.document import Source
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Header, Report

FLOORS = json.loads((Path(__file__).parent / "score_floors.json").read_text(encoding="utf-8"))
SHARED_SCORER = scoring.SHARED / "eval" / "score.py"
TEXT = "Có 45 đoàn viên, 12 nữ; đạt 45/46; khoảng 30 triệu đồng."


def _fact(words: str, value: str, kind: str = "count", **more: object) -> Fact:
    at = TEXT.index(words)
    body = {"id": f"{at}-{at + len(words)}", "kind": kind, "value": Decimal(value), "as_written": words, "basis": "viết tay"}
    return Fact.model_validate(body | {"span": quote(TEXT, at, at + len(words)).model_dump()} | more)


def _gold(words: str, value: float, kind: str = "count", **more: object) -> scoring.Row:
    at = TEXT.index(words)
    row = {"start": at, "end": at + len(words), "kind": kind, "value": value, "indicator": "union_members", "role": "actual"}
    return row | {"comparator": "eq", "dimensions": {}} | more


def _report(*facts: Fact) -> Report:
    source = Source(name="a.txt", sha256="0", media_type="text/plain", reader="text")
    return Report(catalog_version="1", source=source, header=Header(), sections=(), facts=facts, masks=(), blocks=(), text=TEXT)


KNOWN = {"union_members", "workforce"}


def test_all_right() -> None:
    women = _fact("12 nữ", "12", indicator="union_members", dimensions={"sex": "female"})
    report = _report(_fact("45", "45", indicator="union_members"), women)
    gold = [_gold("45", 45), _gold("12", 12, dimensions={"sex": "female"}), {"start": 0, "end": 1, "kind": "none"}]
    rates = scoring.score(report, gold, [], KNOWN).rates()
    assert {rates[name] for name in ("figures_f1", "indicators_f1", "roles", "modifiers", "strict_f1")} == {1.0}


def test_a_stray_figure_costs_precision_and_a_missed_one_recall() -> None:
    report = _report(_fact("45", "45", indicator="union_members"), _fact("30", "30", indicator="workforce"))
    rates = scoring.score(report, [_gold("45", 45), _gold("12", 12)], [], KNOWN).rates()
    assert (rates["figures_precision"], rates["figures_recall"], rates["indicators_f1"]) == (0.5, 0.5, 0.5)


def test_a_figure_over_two_gold_figures_is_wrong() -> None:
    report = _report(_fact("45 đoàn viên, 12", "45", indicator="union_members"))
    counted = scoring.score(report, [_gold("45", 45), _gold("12", 12)], [], KNOWN)
    assert (counted.found, counted.predicted, counted.gold) == (0, 1, 2)


def test_flags_and_optional_rows_cost_nothing() -> None:
    report = _report(_fact("45", "45"), _fact("12", "12", kind="flag"))
    counted = scoring.score(report, [_gold("45", 45, optional=True), _gold("30 triệu", 3e7, "money", optional=True)], [], KNOWN)
    assert (counted.found, counted.predicted, counted.gold) == (0, 0, 0)


def test_ratio_needs_its_denominator_and_a_hedge_its_comparator() -> None:
    report = _report(_fact("45/46", "45", kind="ratio", denominator=Decimal(47)), _fact("30 triệu", "30000000", kind="money"))
    gold = [_gold("45/46", 45, "ratio", denominator=46), _gold("30 triệu", 3e7, "money", indicator=None, comparator="approx")]
    counted = scoring.score(report, gold, [], KNOWN)
    assert (counted.found, counted.modifiers_right) == (1, 0)


def test_a_concept_beyond_the_known_ones_is_right_where_the_gold_has_none() -> None:
    row = _gold("45", 45, indicator=None)
    assert scoring.right_concept(row, _fact("45", "45", indicator="our_own"), KNOWN)
    assert not scoring.right_concept(row, _fact("45", "45", indicator="workforce"), KNOWN)


def test_samples_stay_above_the_floors() -> None:
    total = scoring.Score()
    for _, one in scoring.score_folder(scoring.SAMPLES):
        total += one
    assert total.gold > 0
    rates = total.rates()
    below = {name: (rates[name], floor) for name, floor in FLOORS.items() if rates[name] < floor}
    assert not below, "rate and floor: " + str(below)


def _run(*command: str) -> str:
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, encoding="utf-8", check=True).stdout


@pytest.mark.skipif(not SHARED_SCORER.exists(), reason="the shared reports and their scorer are not beside this clone")
@pytest.mark.parametrize("which", ["samples", "shared"])
def test_agrees_with_the_shared_scorer(which: str, tmp_path: Path) -> None:
    folder = scoring.SHARED if which == "shared" else scoring.SAMPLES
    gold, names = folder / "gold", scoring.gold_names(folder / "gold")
    # both score the same files, as the command writes them
    reports = [str(folder / "reports" / f"{name}.txt") for name in names]
    _run("-m", "cdcs_parse", "parse", *reports, "--format", "json", "-o", str(tmp_path))
    known, total = scoring.known_concepts(scoring.SHARED), scoring.Score()
    for name in names:
        report = cdcs.load_report((tmp_path / f"{name}.txt.json").rename(tmp_path / f"{name}.json"))
        total += scoring.score(report, scoring.rows(gold / f"{name}.jsonl"), scoring.rows(gold / f"{name}.sections.jsonl"), known)
    shared = json.loads(_run(str(SHARED_SCORER), "--gold", str(gold), "--predictions", str(tmp_path), "--json"))
    assert total.rates() == pytest.approx(shared)
