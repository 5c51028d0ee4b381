"""Intervals: what the digits written can mean, and exact arithmetic on them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdcs_parse import find_quantities, parse_text
from cdcs_parse.model.interval import Interval, cut_interval_of, exact, interval_of, total


def of(text: str) -> Interval:
    """The interval of the one quantity in `text`."""
    (quantity,) = find_quantities(text)
    return interval_of(quantity)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("45 đoàn viên", ["45"], ["44", "46", "45.1"]),
        ("5.400.000 đồng", ["5400000"], ["5400001", "5399999"]),
        ("623 triệu đồng", ["622500000", "623499999"], ["623500000", "622499999"]),
        ("2,5 tỷ đồng", ["2450000000", "2500000000"], ["2550000000", "2449999999"]),
        ("đạt 98,5%", ["98.45", "98.5", "98.549"], ["98.55", "98.449"]),
        ("đạt 100%", ["99.5", "100"], ["99.4", "97.06"]),
        ("khoảng 30 người", ["20", "30", "40"], ["19", "41"]),
        ("hơn 600 lượt người", ["600", "699"], ["700", "599"]),
        ("từ 80 đến 85%", ["80", "85"], ["79", "86"]),
        ("gần 185 triệu đồng", ["184000000", "185000000"], ["150000000", "210000000"]),
    ],
)
def test_the_digits_written_say_what_is_meant(text: str, inside: list[str], outside: list[str]) -> None:
    interval = of(text)
    assert [n for n in inside if not interval.contains(Decimal(n))] == []
    assert [n for n in outside if interval.contains(Decimal(n))] == []


def test_a_bound_has_no_end_on_its_open_side() -> None:
    least = of("ít nhất 02 chuyến")
    assert least.contains(2)
    assert least.contains(1000)
    assert not least.contains(1)
    most = of("không quá 3 vụ")
    assert most.contains(0)
    assert not most.contains(4)


def test_a_ratio_is_its_share() -> None:
    assert of("45/46 đoàn viên") == exact(Fraction(45, 46))


def test_percents_are_judged_against_their_ratio() -> None:
    share = (exact(33) / exact(34)).scaled(100)
    assert not of("đạt 100%").overlaps(share)
    assert of("đạt 97,1%").overlaps(share)
    large = (exact(2310) / exact(2345)).scaled(100)
    assert of("đạt 98,5%").overlaps(large)
    assert not of("đạt 98,6%").overlaps(large)


def test_a_cut_percent_is_told_apart_from_a_rounded_one() -> None:
    (quantity,) = find_quantities("đạt 66,6%")
    share = (exact(2) / exact(3)).scaled(100)
    assert not interval_of(quantity).overlaps(share)
    assert cut_interval_of(quantity).overlaps(share)


def test_rounded_parts_add_up_within_what_was_written() -> None:
    parts = total([of("1,2 tỷ đồng"), of("350 triệu đồng")])
    assert parts.overlaps(of("1,5 tỷ đồng"))
    assert parts.overlaps(of("1.580 triệu đồng"))
    assert not parts.overlaps(of("1.650 triệu đồng"))


def test_multiplying_and_dividing() -> None:
    assert (exact(39) * of("350.000 đồng")).contains(13650000)
    assert (of("2 triệu đồng") / exact(4)).contains(500000)
    assert Interval(Fraction(0), None) * exact(0) == exact(0)
    with pytest.raises(ZeroDivisionError):
        exact(1) / exact(0)
    with pytest.raises(ValueError, match="negative"):
        exact(-1) * exact(2)


def test_grades_are_no_numbers() -> None:
    grade = parse_text("CĐCS được xếp loại hoàn thành tốt nhiệm vụ.").fact("union_rating")
    with pytest.raises(ValueError, match="no number"):
        interval_of(grade)


numbers = st.fractions(min_value=0, max_value=10**6)
intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), numbers, numbers)


def _some(interval: Interval, share: Fraction) -> Fraction:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low + (interval.high - interval.low) * share


@given(intervals, intervals, st.fractions(0, 1), st.fractions(0, 1))
def test_what_holds_for_numbers_holds_for_their_intervals(a: Interval, b: Interval, s: Fraction, t: Fraction) -> None:
    x, y = _some(a, s), _some(b, t)
    assert (a + b).contains(x + y)
    assert (a - b).contains(x - y)
    assert (a * b).contains(x * y)
    if b.low:
        assert (a / b).contains(x / y)


@given(intervals, intervals)
def test_below_within_and_overlap_agree(a: Interval, b: Interval) -> None:
    assert a.overlaps(b) == b.overlaps(a)
    assert not (a.is_below(b) and a.overlaps(b))
    if a.is_within(b):
        assert a.overlaps(b)
