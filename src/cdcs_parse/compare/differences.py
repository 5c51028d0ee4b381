"""From one point of a series to the next: stocks by their days, flows and levels over times of one length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from cdcs_parse.compare.periods import months_of
from cdcs_parse.model.fact import Period
from cdcs_parse.model.series import Change, Point
from cdcs_parse.model.wording import number, rounded

Time = Literal["stock", "flow", "level"]


def changes_between(points: Sequence[Point], time: Time) -> tuple[Change, ...]:
    """Each point against the nearest earlier one that it can be compared with; where there is none, why."""
    changes: list[Change] = []
    for index, point in enumerate(points):
        if not index:
            continue
        earlier = [p for p in points[:index] if _fit(p, point, time)]
        changes.append(_change(earlier[-1], point) if earlier else _no_change(points[index - 1], point, time))
    return tuple(changes)


def _fit(earlier: Point, later: Point, time: Time) -> bool:
    if time == "stock":
        return earlier.period.end < later.period.end
    months = months_of(later.period)
    if months_of(earlier.period) != months or earlier.period.end >= later.period.start:
        return False
    # half a year is compared with the same half of another year
    return months >= 9 or earlier.period.start[5:7] == later.period.start[5:7]


def _change(earlier: Point, later: Point) -> Change:
    before, after = earlier.value, later.value
    if before is None or after is None:
        return _told(earlier, later, "một trong hai kỳ không có một con số duy nhất")
    if isinstance(before, str) or isinstance(after, str):
        return _told(
            earlier, later, f"{earlier.as_written} → {later.as_written}" if before != after else f"giữ nguyên: {later.as_written}"
        )
    difference = after - before
    if later.kind == "percent":
        return _told(earlier, later, f"{number(before)}% → {number(after)}%: {_signed(difference)} điểm phần trăm", difference)
    if not before:
        return _told(
            earlier, later, f"{number(before)} → {number(after)}; không tính được phần trăm vì kỳ trước bằng 0", difference
        )
    share = rounded(Fraction(difference) * 100 / Fraction(before), 1)
    return _told(
        earlier, later, f"{number(before)} → {number(after)}: {_signed(difference)} ({_signed(share)}%)", difference, share
    )


def _no_change(earlier: Point, later: Point, time: Time) -> Change:
    if earlier.period.end >= later.period.start and time != "stock":
        return _told(earlier, later, "hai kỳ chồng lên nhau, không so sánh được")
    one, other = months_of(earlier.period), months_of(later.period)
    if one != other:
        return _told(earlier, later, f"kỳ {one} tháng và kỳ {other} tháng không so sánh được với nhau")
    return _told(earlier, later, "hai kỳ khác mùa trong năm, không so sánh được")


def _told(earlier: Point, later: Point, reason: str, difference: Decimal | None = None, percent: Decimal | None = None) -> Change:
    return Change(start=earlier.period, end=later.period, difference=difference, percent=percent, reason=reason)


def _signed(value: Decimal) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def gaps_in(points: Sequence[Point], time: Time) -> tuple[Period, ...]:
    """The years without a value between the first and the last yearly point."""
    yearly = [p for p in points if time == "stock" or 9 <= months_of(p.period) <= 13]
    gaps: list[Period] = []
    for earlier, later in pairwise(yearly):
        years = int(later.period.end[:4]) - int(earlier.period.end[:4])
        for step in range(1, years):
            end = _shifted(earlier.period.end, step)
            start = _shifted(end, -1)
            first = (
                date.fromisoformat(start) + timedelta(days=1)
                if time == "stock"
                else date.fromisoformat(_shifted(earlier.period.start, step))
            )
            gaps.append(Period(start=first.isoformat(), end=end))
    return tuple(gaps)


def _shifted(day: str, years: int) -> str:
    """The same day some years on; 29 February falls on the 28th."""
    return f"{int(day[:4]) + years:04}{'-02-28' if day[4:] == '-02-29' else day[4:]}"
