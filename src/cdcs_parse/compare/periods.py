"""Which stretch of time a target is promised for, and whether a report's time answers it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.quantity import Per
from cdcs_parse.model.report import Report

_LENGTHS: dict[str, Fraction] = {
    "year": Fraction(1), "quarter": Fraction(1, 4), "month": Fraction(1, 12), "week": Fraction(1, 52), "day": Fraction(1, 365),
}  # fmt: skip
RATES = tuple(_LENGTHS)
# a year is reported some weeks before its end, a school year from its opening: dates of one and the same time differ
_SLACK_LONG, _SLACK_SHORT = 62, 16


@lru_cache(maxsize=4096)
def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def months_of(period: Period) -> int:
    """Length in whole months, at least one: 12 for a year, 9 for a school year from September to May."""
    start, end = _day(period.start), _day(period.end) + timedelta(days=1)
    return max(1, (end.year - start.year) * 12 + end.month - start.month + (1 if end.day - start.day > 15 else 0))


def years_of(period: Period) -> Fraction:
    """How many years `period` counts: a term from January of A to December of B is B - A, a school year is one."""
    months = months_of(period)
    if months >= 30:
        return Fraction(round((months - (12 if _whole_years(period) else 0)) / 12))
    return Fraction(1) if 8 <= months <= 14 else Fraction(months, 12)


def times_in(period: Period, per: Per) -> Fraction:
    """How often a rate comes round in `period`; in a school year of nine months a month does so nine times."""
    months = months_of(period)
    if per == "month" and 8 <= months <= 10 and period.start[:4] != period.end[:4]:
        return Fraction(months)
    return years_of(period) / rate_length(per)


def _whole_years(period: Period) -> bool:
    return period.start.endswith("-01-01") and period.end.endswith("-12-31")


def rate_length(per: Per) -> Fraction:
    """Length of a rate's own stretch in years: a quarter is 1/4. KeyError for what is no stretch of time."""
    return _LENGTHS[per]


def is_same(one: Period, other: Period) -> bool:
    """True when two stretches are the same time, give or take the weeks by which reports come early."""
    slack = _SLACK_LONG if min(months_of(one), months_of(other)) >= 8 else _SLACK_SHORT
    return _near(one.start, other.start, slack) and _near(one.end, other.end, slack)


def ends_with(one: Period, other: Period) -> bool:
    """True when both end at about the same day."""
    return _near(one.end, other.end, _SLACK_LONG if min(months_of(one), months_of(other)) >= 8 else _SLACK_SHORT)


def is_inside(inner: Period, outer: Period) -> bool:
    """True when `inner` lies in `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end


def overlaps(one: Period, other: Period) -> bool:
    """True when they share a day."""
    return one.start <= other.end and other.start <= one.end


def _near(one: str, other: str, days: int) -> bool:
    return abs((_day(one) - _day(other)).days) <= days


def period_of(report: Report) -> Period | None:
    """The time a report tells of."""
    return report.header.period.value if report.header.period else None


def plan_of(report: Report) -> Period | None:
    """The time a report plans for: as stated, else the stretch that follows its own."""
    if report.header.plan_period is not None:
        return report.header.plan_period.value
    told = period_of(report)
    return None if told is None else following(told)


def following(period: Period) -> Period:
    """The stretch of the same kind that comes next: 2023 → 2024, the first half → the second, 2018-2023 → 2023-2028."""
    months = months_of(period)
    if months >= 30:
        years = int(years_of(period))
        start, end = _day(period.start), _day(period.end)
        return Period(start=_shifted(start, years * 12), end=_shifted(end, years * 12))
    step = 12 if 8 <= months <= 14 else months
    return Period(start=_shifted(_day(period.start), step), end=_end_shifted(_day(period.end), step))


def _shifted(day: date, months: int) -> str:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, _last(year, month + 1))).isoformat()


def _end_shifted(day: date, months: int) -> str:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = _last(year, month + 1)
    return date(year, month + 1, last if day.day == _last(day.year, day.month) else min(day.day, last)).isoformat()


def _last(year: int, month: int) -> int:
    nxt = date(year + (month == 12), month % 12 + 1, 1)
    return (nxt - timedelta(days=1)).day


def due_of(fact: Fact, report: Report) -> Period | None:
    """The time a target is promised for: its own words', else the report's plan; of a quoted old target the report's own."""
    told = period_of(report)
    if fact.role == "prior_target":
        return told
    plan = plan_of(report)
    if fact.period is None or fact.period_source == "inherited":
        return plan
    if plan is None or told is None:
        return fact.period
    # "đến cuối năm 2025", "năm 2024" beside a plan: the words are right when they lie in the plan or after the report
    return fact.period if is_inside(fact.period, plan) or fact.period.start > told.end else plan


def told(period: Period | None) -> str:
    """ "năm 2023", "2018 - 2023", "01/09/2023 - 31/05/2024" for the reader."""
    if period is None:
        return "không rõ kỳ"
    if _whole_years(period):
        first, last = period.start[:4], period.end[:4]
        return f"năm {first}" if first == last else f"{first} - {last}"
    if months_of(period) in range(8, 12) and period.start[:4] != period.end[:4]:
        return f"năm học {period.start[:4]}-{period.end[:4]}"
    return " - ".join("/".join(reversed(day.split("-"))) for day in (period.start, period.end))
