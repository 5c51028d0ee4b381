"""Values of several units put together by the catalogue's `across_units` rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

Rule = Literal["sum", "weighted", "recompute", "max", "min", "share", "list", "none"]
_PLACES = Decimal("0.01")


class Measure(NamedTuple):
    """What one unit reports of an indicator: its value, and what it can be recomputed or weighed with."""

    unit: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """One value for all units; `left_out` names each unit that could not be counted in, with the reason.

    A rate is a percent rounded to two places; the sums it comes from are `numerator` and `denominator`.
    """

    value: Decimal | None
    rule: Rule
    counted: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    reason: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def total(rule: Rule, measures: Iterable[Measure]) -> Total:
    """Put the measures together; the value is None where the rule gives no number for them."""
    return _RULES[rule](list(measures))


def _sum(measures: Sequence[Measure]) -> Total:
    used, out = _parted(measures, lambda m: m.value is not None, "không có số")
    return _done("sum", used, out, sum((m.value for m in used if m.value is not None), Decimal()), f"cộng {len(used)} đơn vị")


def _extreme(rule: Literal["max", "min"]) -> Callable[[Sequence[Measure]], Total]:
    def pick(measures: Sequence[Measure]) -> Total:
        used, out = _parted(measures, lambda m: m.value is not None, "không có số")
        values = [m.value for m in used if m.value is not None]
        word = "lớn nhất" if rule == "max" else "nhỏ nhất"
        return _done(rule, used, out, (max if rule == "max" else min)(values, default=Decimal()), f"{word} của {len(used)} đơn vị")

    return pick


def _recompute(measures: Sequence[Measure]) -> Total:
    used, out = _parted(
        measures, lambda m: m.numerator is not None and bool(m.denominator), "chỉ có tỷ lệ, thiếu tử số hoặc mẫu số"
    )
    above = sum((m.numerator for m in used if m.numerator is not None), Decimal())
    below = sum((m.denominator for m in used if m.denominator is not None), Decimal())
    value = (above * 100 / below).quantize(_PLACES, ROUND_HALF_EVEN) if below else None
    return _done("recompute", used, out, value, f"tính lại từ {above:f}/{below:f}", above, below)


def _weighted(measures: Sequence[Measure]) -> Total:
    used, out = _parted(measures, lambda m: m.value is not None and bool(m.weight), "thiếu số người để tính bình quân gia quyền")
    above = sum((m.value * m.weight for m in used if m.value is not None and m.weight is not None), Decimal())
    below = sum((m.weight for m in used if m.weight is not None), Decimal())
    value = (above / below).quantize(_PLACES, ROUND_HALF_EVEN) if below else None
    return _done("weighted", used, out, value, f"bình quân gia quyền theo {below:f} người")


def _share(measures: Sequence[Measure]) -> Total:
    used, out = _parted(measures, lambda m: m.value is not None, "không có số")
    above = Decimal(sum(1 for m in used if m.value))
    below = Decimal(len(used))
    value = (above * 100 / below).quantize(_PLACES, ROUND_HALF_EVEN) if below else None
    return _done("share", used, out, value, f"{above:f}/{below:f} đơn vị", above, below)


def _nothing(rule: Literal["list", "none"]) -> Callable[[Sequence[Measure]], Total]:
    reason = "mỗi đơn vị một giá trị, không cộng" if rule == "list" else "không có nghĩa khi gộp nhiều đơn vị"
    return lambda measures: Total(None, rule, tuple(m.unit for m in measures), (), reason)


def _parted(
    measures: Sequence[Measure], fits: Callable[[Measure], bool], reason: str
) -> tuple[list[Measure], tuple[tuple[str, str], ...]]:
    used = [m for m in measures if fits(m)]
    return used, tuple((m.unit, reason) for m in measures if not fits(m))


def _done(
    rule: Rule, used: Sequence[Measure], out: tuple[tuple[str, str], ...], value: Decimal | None, reason: str,
    numerator: Decimal | None = None, denominator: Decimal | None = None,
) -> Total:  # fmt: skip
    if not used:
        return Total(None, rule, (), out, "không có số liệu nào dùng được")
    return Total(value, rule, tuple(m.unit for m in used), out, reason, numerator, denominator)


_RULES: Mapping[Rule, Callable[[Sequence[Measure]], Total]] = {
    "sum": _sum,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "recompute": _recompute,
    "weighted": _weighted,
    "share": _share,
    "list": _nothing("list"),
    "none": _nothing("none"),
}
