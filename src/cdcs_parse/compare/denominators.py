"""The whole that a percent is of: which one, and its figure in the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cdcs_parse.catalog.wholes import Whole, whole_of_percent, wholes_named
from cdcs_parse.compare.matching import Promised, Told
from cdcs_parse.compare.periods import ends_with
from cdcs_parse.model.fact import Fact
from cdcs_parse.text import fold

# breakdowns of people that the whole shares: of women members are so many per cent …
_SHARED = ("sex", "ethnicity")


@dataclass(frozen=True, slots=True)
class Base:
    """A whole with its figure."""

    label: str
    value: Fraction
    fact: Fact


@dataclass(frozen=True, slots=True)
class Missing:
    """A whole that the report does not give, or gives as zero."""

    reason: str


def base_for(promised: Promised, told: Told) -> Base | Missing:
    """The whole that a promised percent is of, with its figure in the later report."""
    whole = whole_of_percent(promised.before, promised.after, promised.indicator)
    if promised.indicator == "income_plan_rate":
        return Missing("báo cáo không nêu số dự toán hoặc số phải thu để làm mẫu số")
    if whole is None:
        return Missing("không rõ tỷ lệ này tính trên tổng số nào")
    dimensions = dict(whole.dimensions)
    if whole.indicator != promised.indicator:
        dimensions |= {d: v for d, v in promised.dimensions.items() if d in _SHARED and whole.indicator in _PEOPLE}
    return figure_of(whole, dimensions, told)


_PEOPLE = frozenset(("union_members", "workforce", "party_members", "union_officers"))


def base_named(words: str, told: Told) -> Base | None:
    """The whole that a figure's own counting word names ("122 người lao động"), where the report gives it."""
    named = wholes_named(fold(words))
    found = figure_of(named[0].whole, named[0].whole.dimensions, told) if named else None
    return found if isinstance(found, Base) else None


def base_of(concept: str, label: str, told: Told) -> Base | Missing:
    """The figure of a stock such as union_groups, to divide by."""
    return _figure(concept, {}, label, told)


def figure_of(whole: Whole, dimensions: Mapping[str, str], told: Told) -> Base | Missing:
    """The figure of `whole` with `dimensions` in the report."""
    label = whole.label_vi
    if dimensions.get("sex") == "female" and "sex" not in whole.dimensions:
        label = f"{label} nữ"
    return _figure(whole.indicator, dimensions, label, told)


def _figure(concept: str, dimensions: Mapping[str, str], label: str, told: Told) -> Base | Missing:
    found = [
        f
        for f in told.own.get(concept, ())
        if f.dimensions == dict(dimensions) and f.kind in ("count", "money") and not isinstance(f.value, str) and f.per is None
    ]
    fitting = [f for f in found if f.period is None or told.period is None or ends_with(f.period, told.period)] or found
    if not fitting:
        return Missing(f"báo cáo không nêu {label} để làm mẫu số")
    fact = fitting[0]
    value = Fraction(fact.value)
    return Base(label, value, fact) if value else Missing(f"{label} bằng 0, không chia được")
