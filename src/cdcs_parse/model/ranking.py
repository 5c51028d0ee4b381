"""What many units reported of one concept for one time: rows with rank and share, and the total."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Amount, Model
from cdcs_parse.model.comparison import Passage
from cdcs_parse.model.fact import Period
from cdcs_parse.model.series import MadeOf, PointKind


class Outlier(Model):
    """A value far from those of its peers, with the peers it was held against."""

    factor: Amount = Field(description="value over the median of the peers, per member where `per_member`")
    median: Amount = Field(description="median of the peers, per member where `per_member`")
    per_member: bool = Field(description="both were divided by the unit's members (or staff)")
    score: Amount = Field(description="robust distance: of the logarithms, in scaled median absolute deviations")
    peers: tuple[str, ...] = Field(description="units it was held against")
    reason: str = Field(description="in Vietnamese")


class Row(Model):
    """One unit's value. `rank` 1 is the highest; `share` is of the total, in percent."""

    unit: str = Field(description="id of the registry, or a key made of the unit's name")
    unit_name: str = Field(description="name as written")
    value: Amount | str | None = Field(union_mode="left_to_right", description="none where the report tells several values")
    denominator: Amount | None = Field(default=None, description="b of a ratio a/b")
    kind: PointKind = Field(description="how it is stated")
    as_written: str = Field(default="", description="its characters")
    rank: int | None = Field(default=None, description="1 for the highest; equal values share a rank")
    share: Amount | None = Field(default=None, description="percent of the total, for what adds up")
    part_of: str | None = Field(default=None, description="another row's unit that this one is a part of: then not in the total")
    made_of: tuple[MadeOf, ...] = Field(default=(), description="after a re-cut: the values it is the sum of")
    outlier: Outlier | None = Field(default=None, description="set where it is far from its peers")
    reason: str | None = Field(default=None, description="why there is no value or no rank; in Vietnamese")
    evidence: Passage | None = Field(default=None, description="the place of the value")


class UnitsTotal(Model):
    """All rows put together by the catalogue's rule; `coverage` says of how many."""

    value: Amount | None = Field(description="none where the rule gives no number")
    rule: Literal["sum", "weighted", "recompute", "max", "min", "share", "list", "none"] = Field(
        description="across_units of the concept"
    )
    coverage: str = Field(description='"37/41 đơn vị"')
    counted: int = Field(description="units in the value")
    expected: int = Field(description="units there are: of the registry on that day, else those that sent a report")
    numerator: Amount | None = Field(default=None, description="of a recomputed rate")
    denominator: Amount | None = Field(default=None, description="of a recomputed rate")
    reason: str = Field(description="the rule in Vietnamese, and who was left out")


class UnitTable(Model):
    """One concept, breakdown and time over all units."""

    indicator: str = Field(description="concept")
    label_vi: str = Field(description="Vietnamese name of the concept with its breakdown")
    dimensions: dict[str, str] = Field(description="breakdown: dimension id to value id")
    kind: PointKind = Field(description="how the values are stated; others stand in a table of their own")
    per: str | None = Field(default=None, description="what one such amount falls on")
    period: Period = Field(description="the time; for stocks the time of the reports that end on its last day")
    rows: tuple[Row, ...] = Field(description="highest first, those without a value last")
    total: UnitsTotal = Field(description="all rows put together")
