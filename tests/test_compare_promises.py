"""The tracker of promises over a chain of years."""

from __future__ import annotations

import cdcs_parse
from cdcs_parse.compare.promises import track
from pairs import expectation, golden, parsed


def outcomes(reports):
    return [
        {"indicator": p.indicator, "dimensions": dict(p.dimensions), "per": p.per, "outcome": p.outcome}
        for p in track(reports, cdcs_parse.load_catalog())
    ]


def test_outcomes_of_a_chain():
    expected = expectation("dien-luc-khe")
    wanted = [{k: v for k, v in p.items() if k != "why"} for p in expected["promises"]]
    assert outcomes([golden(f) for f in expected["reports"]]) == wanted


def test_the_verb_gives_the_same():
    reports = [parsed(f) for f in expectation("dien-luc-khe")["reports"]]
    found = cdcs_parse.compare(reports).promises()
    assert [p.outcome for p in found] == [p.outcome for p in track(reports, cdcs_parse.load_catalog())]
    assert [len(p.steps) for p in found.where(indicator="charity_donations")] == [2]
    assert found.where(outcome="vanished")[0].reason.startswith("Nêu ở dien-luc-khe-2022.txt")


def test_a_promise_whose_time_has_no_report_is_open():
    first = parsed("dien-luc-khe-2022.txt")
    assert {p["outcome"] for p in outcomes([first])} == {"open"}
