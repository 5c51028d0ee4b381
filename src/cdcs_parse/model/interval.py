"""What a written figure can mean: exact intervals from the digits written, and arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cdcs_parse.model.quantity import Quantity

Number = int | Decimal | Fraction

# A hedge ("khoảng 600", "hơn 95 %") moves a figure by at most one step of its last digit that is not zero, or by this
# share of it where that is more; nobody writes "khoảng 1.000" for 1.200.
_HEDGE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values from `low` to `high`; None is without end. An end belongs to it unless it is open."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"an interval from {self.low} down to {self.high}")

    @property
    def is_exact(self) -> bool:
        """True when it is one value only."""
        return self.low is not None and self.low == self.high

    def contains(self, value: Number) -> bool:
        """True when `value` is one of its values."""
        return self.overlaps(exact(value))

    def overlaps(self, other: Interval) -> bool:
        """True when some value is in both."""
        return not (self.is_below(other) or other.is_below(self))

    def is_below(self, other: Interval) -> bool:
        """True when every value of it is smaller than every value of `other`."""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def is_within(self, other: Interval) -> bool:
        """True when every value of it is one of `other`."""
        low = other.low is None or (
            self.low is not None and (self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open)))
        )
        high = other.high is None or (
            self.high is not None
            and (self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open)))
        )
        return low and high

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low, self.high_open, self.low_open
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        """The product; both must be without negative values, as all amounts of a report are."""
        low = _not_negative(self) * _not_negative(other)
        if 0 in (self.high, other.high):
            return exact(0)
        high = None if self.high is None or other.high is None else self.high * other.high
        return Interval(low, high, low > 0 and (self.low_open or other.low_open), self.high_open or other.high_open)

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient; raises ZeroDivisionError when the divisor can be zero, ValueError when a value can be negative."""
        low, divisor = _not_negative(self), _not_negative(other)
        if divisor == 0:
            raise ZeroDivisionError("the divisor can be zero")
        return Interval(
            Fraction(0) if other.high is None else low / other.high,
            None if self.high is None else self.high / divisor,
            self.low_open or other.high_open or other.high is None,
            self.high_open or other.low_open,
        )

    def scaled(self, factor: Number) -> Interval:
        """Every value times `factor`, which is not negative: `scaled(100)` makes a percent of a share."""
        by = Fraction(factor)
        if by < 0:
            raise ValueError(f"a factor of {factor}")
        return Interval(
            None if self.low is None else self.low * by,
            None if self.high is None else self.high * by,
            self.low_open and by > 0,
            self.high_open and by > 0,
        )


def exact(value: Number) -> Interval:
    """The interval of one value."""
    point = Fraction(value)
    return Interval(point, point)


def total(parts: Iterable[Interval]) -> Interval:
    """The sum of `parts`; zero of none."""
    found = exact(0)
    for part in parts:
        found = found + part
    return found


def interval_of(quantity: Quantity) -> Interval:
    """The values that `quantity` can stand for, in its own unit (đồng, percent points, people).

    Counts and amounts written to the last đồng are exact, a ratio a/b is its share a/b. A percent, money in nghìn,
    triệu or tỷ and a count in such words are half a step of the last digit written to either side, the upper end left
    out because it would have been rounded up. "khoảng" opens both sides, "hơn" and "dưới" one, "ít nhất" and "nhiều
    nhất" have no end on one side. A range goes from its lower to its upper value.

    Raises ValueError for grades and flags, and for a ratio of zero.
    """
    value = _number(quantity)
    if quantity.kind == "ratio" and quantity.denominator is not None:
        if quantity.denominator == 0:
            raise ValueError(f"{quantity.as_written!r} is a share of nothing")
        return exact(value / Fraction(quantity.denominator))
    half = _step(quantity) / 2
    if quantity.high is not None:
        return Interval(value - half, Fraction(quantity.high) + half, high_open=half > 0)
    written = Interval(value - half, value + half, high_open=half > 0)
    match quantity.comparator:
        case "eq":
            return written
        case "ge":
            return Interval(value, None)
        case "le":
            return Interval(min(value, Fraction(0)), value)
    margin = max(_last_digit(value), abs(value) * _HEDGE, half)
    if quantity.comparator == "gt":
        return Interval(value, value + margin, high_open=True)
    if quantity.comparator == "lt":
        return Interval(value - margin, value)
    return Interval(value - margin, value + margin)


def cut_interval_of(quantity: Quantity) -> Interval:
    """The values that `quantity` can stand for when its last digit was cut and not rounded: 88,72 … for "88,7"."""
    value = _number(quantity)
    step = _step(quantity)
    return Interval(value, value + step, high_open=step > 0)


def _number(quantity: Quantity) -> Fraction:
    if isinstance(quantity.value, str):
        raise ValueError(f"{quantity.as_written!r} is no number")
    return Fraction(quantity.value)


def _step(quantity: Quantity) -> Fraction:
    """One step of the last digit written where the figure may be rounded, else zero."""
    step = Fraction(quantity.resolution or 0)
    if quantity.kind in ("percent", "level"):
        return step if quantity.kind == "percent" or step < 1 else Fraction(0)
    # a count or an amount down to one is written in full, so it is what was counted
    return step if step > 1 else Fraction(0)


def _last_digit(value: Fraction) -> Fraction:
    """One step of the last digit of `value` that is not zero: 100 of 600, 0.01 of 1.85."""
    step = Fraction(1)
    if value == 0:
        return step
    if value.denominator == 1:
        while value % (step * 10) == 0:
            step *= 10
    else:
        while value % step != 0 and step > Fraction(1, 10**9):
            step /= 10
    return step


def _not_negative(interval: Interval) -> Fraction:
    if interval.low is None or interval.low < 0:
        raise ValueError("negative values cannot be multiplied or divided here")
    return interval.low
