"""The rules as data: their examples run, their faults are told with file and line, each fails alone."""

from __future__ import annotations

import pytest

import cdcs_parse as cdcs
from cdcs_parse.catalog import load_catalog
from cdcs_parse.catalog.rules import Rule, build_rules, load_rules
from cdcs_parse.check.engine import FUNCTIONS
from cdcs_parse.errors import CatalogError
from cdcs_parse.model.finding import Finding
from cdcs_parse.parse.corrections import apply_sidecar
from cdcs_parse.sidecar import parse_sidecar

RULES = load_rules()


def checked(text: str, rule: Rule) -> list[Finding]:
    """The findings of an example of `rule`, beside the report of the time before and the sidecar that it may have."""
    previous = cdcs.parse_text(rule.previous) if rule.previous else None
    report = cdcs.parse_text(text)
    if rule.sidecar:
        report = apply_sidecar(report, report.document, parse_sidecar(rule.sidecar, "sidecar"), load_catalog())
    return cdcs.check(report, previous)


def roots(text: str, rule: Rule) -> list[Finding]:
    """The findings of `text` that follow from no other, without those that only ask for more."""
    return [f for f in checked(text, rule) if f.root is None and f.kind != "completeness"]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_a_rule_finds_what_its_failing_examples_hold_and_no_other_rule_does(rule: Rule) -> None:
    for text in rule.fails:
        if rule.kind == "completeness":
            assert rule.id in {f.rule for f in checked(text, rule)}
        else:
            assert {f.rule for f in roots(text, rule)} == {rule.id}, text


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_a_rule_leaves_its_passing_examples_alone(rule: Rule) -> None:
    for text in rule.passes:
        found = checked(text, rule)
        assert [f.message_vi for f in found if f.rule == rule.id] == []
        assert [f.message_vi for f in found if f.severity == "error" and f.explained is None] == [], text


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_messages_are_filled_in(rule: Rule) -> None:
    for text in rule.fails:
        for finding in (f for f in checked(text, rule) if f.rule == rule.id):
            for message in (finding.message_vi, finding.message_en, finding.suggestion or "x"):
                assert message.strip()
                assert "{" not in message
                assert "()" not in message
                assert "“”" not in message
                assert "  " not in message, message


def test_every_function_serves_a_rule() -> None:
    assert {rule.function for rule in RULES} == set(FUNCTIONS)
    assert len(RULES) >= 60


def test_rules_are_in_order_and_titles_are_their_own() -> None:
    assert [r.id for r in RULES] == sorted({r.id for r in RULES})
    assert len({r.title for r in RULES}) == len(RULES)


GOOD = """\
S77:
  kind: sum
  title: thử
  severity: error
  message_vi: "{what}"
  message_en: "{what}"
  suggestion: "Sửa."
  function: listed_parts
  parameters:
    part: [union_members sex=female]
    dimensions: [sex]
  source: thử
  passes: ["a"]
  fails: ["b"]
"""


def test_a_rule_may_be_added() -> None:
    assert [r.id for r in build_rules([("own.yaml", GOOD)], load_catalog())] == ["S77"]


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ("kind: sum", "kind: summ", "own.yaml:2", "did you mean 'sum'"),
        ("title: thử", "title: thử\n  severty: error", "own.yaml:4", "did you mean 'severity'"),
        ("function: listed_parts", "function: listed_part", "own.yaml:8", "did you mean 'listed_parts'"),
        ("union_members sex=female", "union_member sex=female", "own.yaml:10", "did you mean 'union_members'"),
        ("union_members sex=female", "union_members sex=femal", "own.yaml:10", "did you mean 'sex=female'"),
        ("dimensions: [sex]", "dimensions: [sexes]", "own.yaml:11", "did you mean 'sex'"),
        ('message_vi: "{what}"', 'message_vi: "{whatt}"', "own.yaml:5", "did you mean 'what'"),
        ("S77:", "s77:", "own.yaml:1", "id"),
        ("  source: thử\n", "", "own.yaml:1", "source is missing"),
        ('passes: ["a"]', "passes: []", "own.yaml:13", "passes"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, where: str, told: str) -> None:
    with pytest.raises(CatalogError) as fault:
        build_rules([("own.yaml", GOOD.replace(old, new))], load_catalog())
    assert str(fault.value).startswith(where)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


def test_an_id_stands_once() -> None:
    with pytest.raises(CatalogError, match="a second time"):
        build_rules([("own.yaml", GOOD), ("more.yaml", GOOD)], load_catalog())
