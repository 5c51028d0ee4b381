"""What units reported over the years: series of points, the changes between them, terms beside their years."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Amount, Model
from cdcs_parse.model.comparison import Passage
from cdcs_parse.model.fact import Period

PointKind = Literal["count", "money", "percent", "frequency", "level", "grade", "flag"]


class MadeOf(Model):
    """A reported value that a restated one was put together from."""

    unit: str = Field(description="id of the unit that reported it")
    unit_name: str = Field(description="its name at that time")
    value: Amount = Field(description="what it reported")


class Point(Model):
    """One value of a series. `value` is the last word on its time; what was said first is kept beside it."""

    period: Period = Field(description="the time it tells of; a stock is that of its last day")
    value: Amount | str | None = Field(
        union_mode="left_to_right", description="none where one report tells several values that cannot all be right"
    )
    denominator: Amount | None = Field(default=None, description="b of a ratio a/b")
    kind: PointKind = Field(description="how it is stated")
    as_written: str = Field(description="its characters in the report that `value` comes from")
    as_first_reported: Amount | str | None = Field(
        union_mode="left_to_right",
        default=None,
        description="what the report of that time said itself; none where only a later one tells it",
    )
    as_restated: Amount | str | None = Field(
        union_mode="left_to_right", default=None, description="what a later report quotes for it, where it differs"
    )
    made_of: tuple[MadeOf, ...] = Field(default=(), description="after a re-cut: the values it is the sum of")
    reason: str | None = Field(default=None, description="why there is no one value, or how it was restated; in Vietnamese")
    evidence: Passage | None = Field(default=None, description="the place of the value; none after a re-cut of several")
    others: tuple[Passage, ...] = Field(default=(), description="places of other statements of the same time")


class Change(Model):
    """From one point to the next: by the rule of stocks, flows or levels, or why the two cannot be compared."""

    start: Period = Field(description="time of the earlier point")
    end: Period = Field(description="time of the later point")
    difference: Amount | None = Field(description="later less earlier; percent points for percents; none where not comparable")
    percent: Amount | None = Field(default=None, description="difference in percent of the earlier value, one decimal")
    reason: str = Field(description="the arithmetic, or why there is none; in Vietnamese")


class Term(Model):
    """A value told for a whole term beside the years it covers.

    A term A-B goes from congress to congress, within the years A and B: its value lies between the sum of the years in
    between and the sum of all of them.
    """

    period: Period = Field(description="the term, in whole years")
    value: Amount = Field(description="what the term's report says")
    least: Amount | None = Field(description="sum of the years between the first and the last; none where one is missing")
    most: Amount | None = Field(description="sum of all its years; none where one is missing")
    agrees: bool | None = Field(description="whether the value lies between the two; none where a year is missing")
    reason: str = Field(description="in Vietnamese")


class Series(Model):
    """The values of one unit, concept and breakdown over time. Gaps stay gaps."""

    unit: str = Field(description="id of the registry, or a key made of the unit's name")
    unit_name: str = Field(description="name as last written")
    indicator: str = Field(description="concept")
    label_vi: str = Field(description="Vietnamese name of the concept with its breakdown")
    dimensions: dict[str, str] = Field(description="breakdown: dimension id to value id")
    per: str | None = Field(default=None, description="what one such amount falls on")
    time: Literal["stock", "flow", "level"] = Field(description="rule of comparison: last value, sum over time, neither")
    points: tuple[Point, ...] = Field(description="in order of time")
    changes: tuple[Change, ...] = Field(description="between neighbouring points")
    gaps: tuple[Period, ...] = Field(default=(), description="years between the first and the last point without a value")
    terms: tuple[Term, ...] = Field(default=(), description="terms held against their years (flows only)")
