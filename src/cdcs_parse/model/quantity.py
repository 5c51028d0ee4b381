"""A number as written: value, unit, comparator, precision, place."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Amount, Model, Quote

Kind = Literal["count", "money", "percent", "ratio", "frequency", "level", "grade", "flag", "number"]
Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx"]
Per = Literal["year", "quarter", "month", "week", "day", "person_month", "person", "gift", "union_group", "unit"]
Scale = Literal["vm", "ht", "abcd"]


class Quantity(Model):
    """What was measured or counted, before any meaning: "gần 185 triệu đồng" is money, 185000000, approx."""

    kind: Kind = Field(description="how it is stated; number (no unit known) is given by find_quantities only")
    value: Amount | str = Field(
        union_mode="left_to_right", description="money in đồng, percent 98.5, a of a ratio a/b; a word for grades and flags"
    )
    denominator: Amount | None = Field(default=None, description="b of a ratio a/b")
    high: Amount | None = Field(default=None, description="upper end of a range; value is the lower")
    unit: str | None = Field(default=None, description="counting word as written, VND for money, % for percents")
    comparator: Comparator = Field(default="eq", description="the words before or after it, not what they imply")
    per: Per | None = Field(default=None, description="what one such amount falls on: a year, a person, a gift …")
    scale: Scale | None = Field(default=None, description="rating scale of a grade: vm to 2018, ht since 2019, abcd agreements")
    resolution: Amount | None = Field(default=None, description='one step of the last digit written: "1,2 tỷ" has 100000000')
    as_written: str = Field(description="the characters read, unit included")
    alternatives: tuple[Amount, ...] = Field(default=(), description="other values the same characters can mean")
    inferred: tuple[str, ...] = Field(default=(), description="what was not written but concluded, such as a unit of money")
    span: Quote = Field(description="the characters of the number and its unit")
