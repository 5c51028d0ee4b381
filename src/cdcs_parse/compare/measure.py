"""The result of a target in the target's own measure: totals, shares, quotients, the weakest year, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cdcs_parse.catalog import Catalog
from cdcs_parse.catalog.schema import Indicator
from cdcs_parse.compare.denominators import Base, Missing, base_for, base_named, base_of
from cdcs_parse.compare.matching import Promised, Told, closest, graded, is_attendance, matches, measure_kind, narrower, wider
from cdcs_parse.compare.periods import RATES, ends_with, is_inside, is_same, overlaps, rate_length, times_in, told, years_of
from cdcs_parse.compare.results import Found, Measured, Refused, amount_of
from cdcs_parse.compare.shares import as_percent, count_graded
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.interval import Interval, exact, interval_of, total
from cdcs_parse.model.wording import number, rounded

_MONTHS = re.compile(r"^[^,;.]{0,30}\btrong (\d{1,2}) tháng")
_EACH_TERM = re.compile(r"^[^,;.]{0,25}(?:/|\bmỗi |\btừng )học kỳ")
_GROUPS = {"union_group": ("union_groups", "số tổ công đoàn", "tổ"), "unit": ("component_unions", "số đơn vị", "đơn vị"),
           "person": ("union_members", "tổng số đoàn viên", "đoàn viên")}  # fmt: skip


def measure(promised: Promised, report: Told, concept: Indicator, catalog: Catalog) -> Measured | Refused:
    """The result that `report` gives for a target in numbers (not a grade)."""
    found = _find(promised, report, concept, catalog)
    if isinstance(found, Refused):
        return found
    fitting = [f for f in found.facts if time_gap(promised, f, report, concept) is None]
    if not fitting and concept.time == "flow" and promised.per is None and promised.kind != "percent":
        summed = _sum_of_years(promised, report, found.facts)
        if summed is not None:
            return summed
    if not fitting:
        fact = found.facts[-1]
        return Refused("not_comparable", time_gap(promised, fact, report, concept) or "kỳ không khớp", fact, report)
    if promised.kind != "percent":
        years = _year_by_year(promised, report, found.facts)
        if years is not None:
            return years
    if concept.time != "flow":
        fitting = closest(promised.due, fitting)
    found = Found(report, fitting, found.notes)
    if promised.per in _GROUPS:
        return _shared_out(promised, found, concept)
    if promised.kind == "percent":
        return as_percent(promised, found)
    if "grade" in promised.dimensions:
        return count_graded(promised, found)
    return _as_total(promised, found, concept)


def time_gap(promised: Promised, fact: Fact, report: Told, concept: Indicator) -> str | None:
    """Why the time of a figure cannot answer the time of the target, in words; None when it can."""
    due, period = promised.due, fact.period or report.period
    if due is None or period is None:
        return None
    told_of = report.period or period
    if promised.per in RATES:
        if (is_same(period, due) or is_inside(period, due)) and years_of(period) >= rate_length(promised.per):
            return None
    elif is_same(period, due):
        return None
    elif concept.time in ("stock", "level") or promised.kind in ("percent", "grade"):
        whole_year = years_of(told_of) >= min(Fraction(1), years_of(due))
        if ends_with(period, due) and whole_year:
            return None
        if is_same(told_of, due) and is_inside(period, due):
            return None
    if overlaps(period, due):
        return f"số liệu của kỳ {told(period)} không trả lời được chỉ tiêu của kỳ {told(due)}"
    return f"số liệu là của kỳ {told(period)}, chỉ tiêu là của kỳ {told(due)}"


def _find(promised: Promised, report: Told, concept: Indicator, catalog: Catalog) -> Found | Refused:
    indicator = concept.id
    dimensions = promised.dimensions
    if "grade" in dimensions:
        grades = graded(report, indicator, dimensions)
        facts = [fact for of_grade in grades.values() for fact in of_grade]
    else:
        facts = matches(report, indicator, dimensions)
    facts = facts or report.parts.get(indicator, []) if promised.per in _GROUPS else facts
    if facts:
        return Found(report, facts)
    closer = narrower(indicator)
    if closer and (facts := matches(report, closer, dimensions)):
        return Found(report, facts, ("báo cáo chỉ nêu phần được công nhận",) if closer == "innovations_recognised" else ())
    # a rate is told by what is counted and its whole: so many members of so many workers
    siblings = [entry.id for entry in catalog.indicators.values() if entry.rate == indicator] + (
        [concept.rate] if concept.rate else []
    )
    if promised.kind == "percent":
        for sibling in siblings:
            if facts := matches(report, sibling, dimensions):
                return Found(report, facts)
    if promised.value == 0:
        zeros = [f for f in wider(report, indicator, dimensions) if f.value == 0]
        if zeros:
            return Found(report, zeros, ("cả tổng số bằng 0",))
    return Refused("no_result", "báo cáo sau không nêu kết quả của chỉ tiêu này")


def _series(promised: Promised, facts: Sequence[Fact]) -> dict[str, Fact]:
    """The figures of single years inside the target's time, by year."""
    if promised.due is None or years_of(promised.due) < 2:
        return {}
    return {
        f.period.start[:4]: f
        for f in facts
        if f.period is not None
        and f.period_source == "stated"
        and years_of(f.period) == 1
        and is_inside(f.period, promised.due)
        and f.kind in ("count", "frequency", "money")
    }


def _sum_of_years(promised: Promised, report: Told, facts: Sequence[Fact]) -> Measured | None:
    """The sum of a series that tells every year of the target's time; None without one."""
    series = [fact for _, fact in sorted(_series(promised, facts).items())]
    if promised.due is None or len(series) < 2 or len(series) < years_of(promised.due):
        return None
    value = sum(map(amount_of, series), Fraction(0))
    words = f"{' + '.join(number(amount_of(f)) for f in series)} = {number(value)}"
    others = tuple((report, f) for f in series[1:])
    return Measured(total(map(interval_of, series)), rounded(value), series[0], report, words, others=others)


def _year_by_year(promised: Promised, report: Told, facts: Sequence[Fact]) -> Measured | None:
    """The weakest year of a series, for a yearly target over a term; None without a series."""
    series = _series(promised, facts)
    whole = [f for f in facts if f.period is None or years_of(f.period) > 1]
    if promised.per != "year" or promised.due is None or len(series) < 2:
        return None
    if whole and len(series) < years_of(promised.due):
        return None
    lower = promised.comparator in ("le", "lt")
    weakest = (max if lower else min)(series.values(), key=amount_of)
    listed = ", ".join(f"{year}: {number(amount_of(f))}" for year, f in sorted(series.items()))
    gaps = int(years_of(promised.due)) - len(series)
    return Measured(
        interval_of(weakest),
        rounded(amount_of(weakest)),
        weakest,
        report,
        f"xét từng năm ({listed}), năm {'cao' if lower else 'thấp'} nhất là {number(amount_of(weakest))}",
        others=tuple((report, f) for f in series.values() if f is not weakest),
        notes=(f"{gaps} năm không có số liệu",) if gaps > 0 else (),
    )


def _shared_out(promised: Promised, found: Found, concept: Indicator) -> Measured | Refused:
    """ "Mỗi tổ công đoàn ít nhất 01": the smallest group where the report lists them, else the total by the groups."""
    stock, label, noun = _GROUPS[str(promised.per)]
    facts = [f for f in found.facts if f.per == promised.per and measure_kind(f.kind) == measure_kind(promised.kind)]
    if facts:
        return Measured(
            interval_of(facts[0]), rounded(amount_of(facts[0])), facts[0], found.told, f"mỗi {noun} {number(amount_of(facts[0]))}"
        )
    rows = [f for f in found.told.parts.get(str(promised.indicator), ()) if measure_kind(f.kind) == measure_kind(promised.kind)]
    if len(rows) >= 2:
        low = min(rows, key=amount_of)
        words = f"{noun} thấp nhất ({low.organization}) có {number(amount_of(low))}, tính theo từng {noun} trong {len(rows)} {noun}"
        return Measured(interval_of(low), rounded(amount_of(low)), low, found.told, words)
    whole = _as_total(
        promised, Found(found.told, [f for f in found.facts if f.organization is None] or found.facts, found.notes), concept
    )
    if isinstance(whole, Refused):
        return whole
    base: Base | Missing = base_named(promised.before[-60:], found.told) or Missing("") if promised.per == "person" else Missing("")
    if isinstance(base, Missing):
        base = base_of(stock, label, found.told)
    if isinstance(base, Missing):
        return Refused("not_comparable", f"không chia được cho từng {noun}: {base.reason}", whole.fact, found.told)
    each = whole.interval.scaled(1 / base.value)
    share = Fraction(whole.value) / base.value
    return Measured(
        each,
        rounded(share),
        whole.fact,
        found.told,
        f"{number(whole.value)} / {number(base.value)} ({base.label}) = {number(share)}",
        others=(*whole.others, (found.told, base.fact)),
        notes=(*whole.notes, f"tính bình quân, vì không có số liệu từng {noun}"),
    )


def _as_total(promised: Promised, found: Found, concept: Indicator) -> Measured | Refused:
    """Counts, events and money over the period; a yearly rate times its years, where the concept is a flow."""
    report, wanted = found.told, measure_kind(promised.kind)
    counts_over_time = concept.time == "flow" and promised.per in RATES
    usable = [f for f in found.facts if measure_kind(f.kind) == wanted and not isinstance(f.value, str)]
    if concept.time == "flow" and wanted == "money" and promised.per in (None, *RATES, "person", "union_group", "unit"):
        usable = [f for f in usable if f.per is None or f.per in RATES]
    if not usable:
        return _converted(promised, found)
    if concept.time != "flow":
        fact = usable[0]
        amount = interval_of(fact)
        value = amount_of(fact)
        words = number(value)
        others: tuple[tuple[Told, Fact], ...] = ()
    else:
        chosen = _total_of(usable)
        fact = chosen[0]
        amount = total(_over_period(f, report) for f in chosen)
        value = sum((amount_of(f) * _times(f, report) for f in chosen), Fraction(0))
        words = " + ".join(number(amount_of(f)) for f in chosen)
        words = f"{words} = {number(value)}" if len(chosen) > 1 or value != amount_of(chosen[0]) else number(value)
        others = tuple((report, f) for f in chosen[1:])
    factor = Fraction(1)
    kind = report.report.header.kind
    if counts_over_time and fact.period is None and report.period is None and kind is not None and kind.value == "term":
        return Refused("not_comparable", "không rõ nhiệm kỳ của báo cáo gồm mấy năm", fact, report)
    if counts_over_time and promised.per is not None:
        factor = _months_named(promised) or times_in(_period(fact, report), promised.per)
    elif concept.time == "flow" and promised.per is None and _EACH_TERM.match(promised.after):
        factor = 2 * years_of(_period(fact, report))
    notes = found.notes
    if (
        is_attendance(fact)
        and promised.unit
        and not promised.unit.startswith("lượt")
        and wanted == "count"
        and "người" in promised.unit
    ):
        notes = (*notes, "kết quả tính theo lượt")
    return Measured(amount, rounded(value), fact, report, words, factor, others, notes)


def _months_named(promised: Promised) -> Fraction | None:
    """ "01 kỳ/tháng trong 9 tháng thực học": how many months are meant, where the target says so."""
    named = _MONTHS.search(promised.after) if promised.per == "month" else None
    return Fraction(int(named[1])) if named else None


def _period(fact: Fact, report: Told) -> Period:
    period = report.period if fact.period is None else fact.period
    return period or Period(start="2000-01-01", end="2000-12-31")


def _times(fact: Fact, report: Told) -> Fraction:
    """By how much a figure that is itself a rate ("02 cuộc/quý") is multiplied for the whole period."""
    if fact.per in RATES and fact.per is not None:
        return times_in(_period(fact, report), fact.per)
    return Fraction(1)


def _over_period(fact: Fact, report: Told) -> Interval:
    return interval_of(fact).scaled(_times(fact, report))


def _total_of(facts: Sequence[Fact]) -> list[Fact]:
    """The figures that make the total: the parts of one soft breakdown together, else the largest (a part is never more)."""
    kinds = {tuple(sorted(f.dimensions.items())) for f in facts}
    if len(kinds) == len(facts) > 1:
        return list(facts)
    return [max(facts, key=amount_of)]


def _converted(promised: Promised, found: Found) -> Measured | Refused:
    """A number answered by a ratio (its upper part) or by a percent of a known whole."""
    report, wanted = found.told, measure_kind(promised.kind)
    for fact in found.facts:
        if wanted == "count" and fact.kind == "ratio":
            amount = amount_of(fact)
            words = f"{number(amount)} (trong {number(Fraction(fact.denominator or 0))})"
            return Measured(exact(amount), rounded(amount), fact, report, words, notes=found.notes)
    for fact in found.facts:
        if wanted == "count" and fact.kind == "percent":
            base = base_for(promised, report)
            if isinstance(base, Missing):
                return Refused("not_comparable", base.reason, fact, report)
            value = amount_of(fact) * base.value / 100
            words = f"{number(amount_of(fact))}% × {number(base.value)} ({base.label}) = {number(value)}"
            return Measured(
                interval_of(fact).scaled(base.value / 100), rounded(value), fact, report, words, others=((report, base.fact),)
            )
    return Refused("not_comparable", "đơn vị tính của kết quả khác với của chỉ tiêu", found.facts[0], report)
