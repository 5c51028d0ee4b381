"""Values of several units put together, by each rule of the catalogue."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest

from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.compare.totals import Measure, Rule, total


def measure(unit: str, value: str | None = None, of: tuple[int, int] | None = None, weight: int | None = None) -> Measure:
    above, below = (Decimal(n) for n in of) if of else (None, None)
    return Measure(unit, None if value is None else Decimal(value), above, below, None if weight is None else Decimal(weight))


@pytest.mark.parametrize(
    ("rule", "measures", "expected"),
    [
        ("sum", [measure("a", "12"), measure("b", "30")], "42"),
        ("max", [measure("a", "12"), measure("b", "30")], "30"),
        ("min", [measure("a", "12"), measure("b", "30")], "12"),
        # 45/46 and 10/20 are 55/66, not the mean of 97.8 and 50
        ("recompute", [measure("a", "97.8", (45, 46)), measure("b", "50", (10, 20))], "83.33"),
        # 46 people with 8 million and 4 with 20 million: (368 + 80) / 50
        ("weighted", [measure("a", "8000000", weight=46), measure("b", "20000000", weight=4)], "8960000"),
        ("share", [measure("a", "1"), measure("b", "0"), measure("c", "1"), measure("d", "1")], "75"),
    ],
)
def test_rule(rule: Rule, measures: list[Measure], expected: str) -> None:
    result = total(rule, measures)
    assert result.value == Decimal(expected)
    assert result.counted == tuple(m.unit for m in measures)
    assert not result.left_out


@pytest.mark.parametrize(
    ("rule", "lacking", "word"),
    [
        ("sum", measure("b"), "không có số"),
        ("recompute", measure("b", "98"), "mẫu số"),
        ("recompute", measure("b", "0", (3, 0)), "mẫu số"),
        ("weighted", measure("b", "9000000"), "bình quân gia quyền"),
    ],
)
def test_who_cannot_be_counted_in_is_named(rule: Rule, lacking: Measure, word: str) -> None:
    result = total(rule, [measure("a", "98", (49, 50), 50), lacking])
    assert result.counted == ("a",)
    assert result.left_out[0][0] == "b"
    assert word in result.left_out[0][1]
    assert result.value == 98


@pytest.mark.parametrize("rule", ["list", "none"])
def test_what_does_not_add_up_has_no_number(rule: Rule) -> None:
    assert total(rule, [measure("a", "1"), measure("b", "2")]).value is None


@pytest.mark.parametrize("rule", get_args(Rule))
def test_nothing_gives_no_number(rule: Rule) -> None:
    assert total(rule, []).value is None


def test_every_rule_of_the_catalogue_is_there() -> None:
    field = Indicator.model_fields["across_units"].annotation
    assert set(get_args(field)) == set(get_args(Rule))
