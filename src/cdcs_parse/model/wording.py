"""Numbers in Vietnamese writing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cdcs_parse.model.base import plain


def number(value: Decimal | Fraction | int, digits: int | None = None) -> str:
    """9842000 → "9.842.000", 98.5 → "98,5"; with `digits` at most so many decimals, rounded half up."""
    if digits is not None or not isinstance(value, Decimal):
        value = rounded(value if isinstance(value, Fraction) else Fraction(value), 2 if digits is None else digits)
    whole, _, part = plain(value).partition(".")
    sign, shown = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(shown):,}".replace(",", ".")
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"


def rounded(value: Fraction, digits: int = 2) -> Decimal:
    """`value` with at most `digits` decimals, rounded half up, without trailing zeros."""
    units = (abs(value.numerator) * 10**digits * 2 + value.denominator) // (2 * value.denominator)
    found = Decimal(plain(Decimal(units).scaleb(-digits)))
    return -found if value < 0 else found


def percent(share: Fraction, digits: int = 2) -> str:
    """1/8 → "12,5%"."""
    return f"{number(share * 100, digits)}%"
