"""What comes round every year: dues by rate, pay and members; the workers' conference in its season."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule, measure
from cdcs_parse.check.hit import Hit, number, shown, value_of
from cdcs_parse.check.index import Index, is_amount
from cdcs_parse.model.fact import Fact


def find_dues(index: Index, rule: Rule) -> Iterator[Hit]:
    """Dues far from rate × average pay × members × months of the report.

    The CĐCS may keep a share only and the base of pay may be lower, so only a sum outside `low` to `high` times that is told.
    """
    if index.header.period is None:
        return
    period = index.header.period.value
    begin, end = date.fromisoformat(period.start), date.fromisoformat(period.end)
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    rates = [Fraction(r.value) for n, r in enumerate(rule.parameters.rates) if _holds(rule, n, period.start, period.end)]
    (dues_name,), (pay_name, members_name) = rule.parameters.part, rule.parameters.whole
    dues, pay, members = (_only(index, name) for name in (dues_name, pay_name, members_name))
    if not rates or dues is None or pay is None or members is None or months > 12:
        return
    base = value_of(pay) * value_of(members) * months / 100
    least, most = base * min(rates) * Fraction(rule.parameters.low or 0), base * max(rates) * Fraction(rule.parameters.high or 1)
    if least <= value_of(dues) <= most:
        return
    rate = number(max(rates)) if value_of(dues) > most else number(min(rates))
    full = base * (max(rates) if value_of(dues) > most else min(rates))
    yield Hit(
        fields={"value": shown(dues), "expected": f"{number(full, 0)} đồng", "other": f"{rate}%", "what": index.label(dues)},
        facts=(dues, pay, members),
        arithmetic=f"{rate}% × {shown(pay)} × {shown(members)} đoàn viên × {months} tháng = {number(full, 0)} đồng",
        blamed=(dues,),
    )


def _holds(rule: Rule, place: int, start: str, end: str) -> bool:
    """True when the rate of that place is in force on some day of the period."""
    rates = rule.parameters.rates
    over = rates[place + 1].since if place + 1 < len(rates) else "9999-12-31"
    return rates[place].since <= end and start < over


def _only(index: Index, name: str) -> Fact | None:
    """The figure of a measure, where the report tells one value of it."""
    asked = measure(name)
    found = [f for f in index.find(asked) if index.is_current(f) and f.comparator == "eq" and f.high is None]
    found = [f for f in found if is_amount(f) or (f.kind == "money" and f.per == "person_month")]
    return found[0] if found and len({value_of(f) for f in found}) == 1 else None


def find_late_conference(index: Index, rule: Rule) -> Iterator[Hit]:
    """A workers' conference held outside the months in which it is to be: `low` to `high` of the year."""
    first, last = int(rule.parameters.low or 1), int(rule.parameters.high or 12)
    for start, end, day, month, year in index.days:
        lead = re.split(r"[.;\n]", index.folded[max(0, start - 110) : start])[-1]
        if year is None or not 1 <= month <= 12 or not any(phrase in lead for phrase in rule.parameters.phrases):
            continue
        if first <= month <= last or any(phrase in lead for phrase in rule.parameters.excludes):
            continue
        yield Hit(
            fields={"date": index.text[start:end], "expected": f"tháng {first} đến tháng {last}"},
            spans=((start, end),),
            arithmetic=f"ngày {day}/{month}/{year} ngoài tháng {first} đến tháng {last}",
        )
