"""Units of measure that a caption, a column head or a unit column gives to the numbers of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cdcs_parse.model.quantity import Kind, Per
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon

_MONEY_UNIT = re.compile(r"(1\.000\.000|1\.000|nghìn|ngàn|triệu|tr|tỷ)?\.?\s?(đồng|vnđ|vnd|đ(?!/c))(?![^\W_])\s*(/.*)?")
_FACTORS = {"1.000.000": 10**6, "1.000": 1000, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, None: 1}


@dataclass(slots=True)
class Measure:
    """A unit of measure that a caption, a head or a unit column gives to cells."""

    factor: int = 1
    kind: Kind | None = None
    unit: str | None = None
    unit_id: str | None = None
    unit_class: str | None = None
    per: Per | None = None


def measured(figure: Figure, measure: Measure | None) -> Figure:
    """A copy of `figure` in the given unit of measure."""
    trial = Figure(
        figure.start, figure.end, figure.core, figure.kind, figure.value, figure.step, figure.denominator, figure.high, figure.unit,
        figure.unit_id, figure.unit_class, figure.comparator, figure.per, figure.lead,
    )  # fmt: skip
    if measure is None or trial.kind not in ("number", "money", "count"):
        return trial
    if measure.kind == "money" and trial.kind == "number":
        trial.kind, trial.unit, trial.unit_class, trial.per = "money", "VND", "money", measure.per or trial.per
        if isinstance(trial.value, Decimal):
            trial.value *= measure.factor
            trial.step = trial.step * measure.factor if trial.step is not None else None
    elif trial.kind == "number":
        trial.kind = measure.kind or "count"
        trial.unit, trial.unit_id, trial.unit_class = measure.unit, measure.unit_id, measure.unit_class
        trial.per = measure.per or trial.per
    return trial


def measure_of(words: str, lexicon: Lexicon) -> Measure | None:
    """The unit of measure that "triệu đồng", "đồng/người/tháng", "đoàn viên" or "%" names; None for no unit."""
    words = words.strip(" ():.")
    if not words:
        return None
    if words == "%":
        return Measure(kind="percent", unit="%")
    money = _MONEY_UNIT.fullmatch(words)
    if money:
        spread = (money.group(3) or "").replace(" ", "")
        per: Per | None = "person_month" if spread.endswith("/tháng") and spread.count("/") == 2 else None
        if per is None and spread:
            per = "person" if spread.startswith("/người") else "gift" if spread.startswith(("/suất", "/phần")) else None
        return Measure(_FACTORS[money.group(1)], "money", "VND", "dong", "money", per)
    base, _, spread = words.partition("/")
    key = base.strip()
    for ident, unit in lexicon.catalog.units.items():
        if any(key == p.lower() for p in unit.phrases):
            per = {"năm": "year", "quý": "quarter", "tháng": "month"}.get(spread.strip())  # type: ignore[assignment]
            return Measure(1, unit.kind or "count", key, ident, unit.counts, per)
    return None
