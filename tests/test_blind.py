"""The blind set: planted errors found, clean places left alone, verdicts on targets; floors at the figures reached."""

from __future__ import annotations

import json

import pytest

import cdcs_parse
import pairs
from blind import BLIND, REPORTS, Tally, tally
from cdcs_parse.compare.targets import compare_targets

# planted errors that only an information tells: numbers of headings that are skipped or repeated
TOLD_AS_INFORMATION = 2
OTHERS = 1
VERDICTS = 45
SECOND = ("bhxh-2023-6t", "cang-song-2024", "det-nk-2018-2023", "thpt-2022-2023")
SECOND_VERDICTS = ("det", "thpt")
FIRST = tuple(name for name in REPORTS if name not in SECOND)
# planted errors of the second set that are found, other findings there, right verdicts
SECOND_FOUND, SECOND_OTHERS, SECOND_RIGHT = 24, 1, 34


@pytest.fixture(scope="module")
def counted() -> Tally:
    result = Tally()
    for name in FIRST:
        tally(name, result)
    return result


def test_second_set() -> None:
    result = Tally()
    for name in SECOND:
        tally(name, result)
    assert sum(found for found, _ in result.kinds.values()) >= SECOND_FOUND, result.missed
    assert result.false == []
    assert len(result.others) <= SECOND_OTHERS, result.others


def test_planted_errors_are_found(counted: Tally) -> None:
    assert len(counted.missed) <= TOLD_AS_INFORMATION, counted.missed
    assert sum(planted for _, planted in counted.kinds.values()) >= 37
    assert all(found == planted for kind, (found, planted) in counted.kinds.items() if kind != "format")


def test_clean_places_are_left_alone(counted: Tally) -> None:
    assert counted.false == []
    assert len(counted.others) <= OTHERS, counted.others


def test_numbers_of_headings_are_told_as_information() -> None:
    for name, rule in (("hai-quan-2025-6t", "N01"), ("xa-co-quan-2026-q1", "N02")):
        found = cdcs_parse.check(cdcs_parse.parse(BLIND / f"{name}.txt"))
        assert [f.severity for f in found if f.rule == rule] == ["info"]


@pytest.mark.parametrize("name", REPORTS)
def test_letterheads_are_read(name: str) -> None:
    told = json.loads((BLIND / f"{name}.expect.json").read_text(encoding="utf-8"))["metadata"]
    header = cdcs_parse.parse(BLIND / f"{name}.txt").header
    assert header.kind is not None
    assert header.period is not None
    assert header.date is not None
    assert header.number is not None
    assert (header.kind.value, header.number.value) == (told["kind"], told["number"])
    assert str(header.date.value) == told["date"]
    assert {"start": header.period.value.start, "end": header.period.value.end} == told["period"]


@pytest.mark.parametrize("second", [False, True])
def test_verdicts(monkeypatch: pytest.MonkeyPatch, second: bool) -> None:
    monkeypatch.setattr(pairs, "PAIRS", BLIND)
    catalog = cdcs_parse.load_catalog()
    right, wrong = 0, []
    names = (path.name.removesuffix(".expect.yaml") for path in sorted(BLIND.glob("*.expect.yaml")))
    for name in (n for n in names if (n in SECOND_VERDICTS) == second):
        expected = pairs.expectation(name)
        reports = [cdcs_parse.parse(BLIND / file) for file in expected["reports"]]
        found = compare_targets(reports, catalog)
        texts = {report.source.name: report.text for report in reports}
        for wanted in expected["comparisons"]:
            got = pairs.answer_to(wanted, found, texts)
            told = got and (got.verdict, got.indicator, str(got.result) if got.result is not None else None, got.declared)
            if told == (wanted["verdict"], wanted["indicator"], wanted["result"], wanted.get("declared")):
                right += 1
            else:
                wrong.append((wanted["target"]["quote"], told))
    assert right >= (SECOND_RIGHT if second else VERDICTS), wrong
