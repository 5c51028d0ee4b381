"""The result of a percent target: of a ratio, a percent, a count and its whole, or a rating of many bodies."""

from __future__ import annotations

from fractions import Fraction

from cdcs_parse.compare.denominators import Base, Missing, base_for, base_named
from cdcs_parse.compare.matching import Promised, clause_of, is_attendance
from cdcs_parse.compare.results import Found, Measured, Refused, amount_of
from cdcs_parse.compare.verdicts import GRADES
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import exact, interval_of, total
from cdcs_parse.model.wording import number, percent, rounded


def as_percent(promised: Promised, found: Found) -> Measured | Refused:
    """The result in percent; a ratio is exact and comes first, a count is set against its named whole."""
    facts, report = found.facts, found.told
    if "grade" in promised.dimensions:
        return _graded_percent(promised, found)
    ratios = [f for f in facts if f.kind == "ratio" and f.denominator]
    percents = [f for f in facts if f.kind == "percent"]
    counts = [f for f in facts if f.kind in ("count", "money", "frequency") and f.per is None]
    if any(f.kind == "ratio" and f.denominator == 0 for f in facts) and not (ratios or percents):
        return Refused("not_comparable", "mẫu số bằng 0, không chia được", facts[0], report)
    if ratios:
        fact = ratios[0]
        share = amount_of(fact) / Fraction(fact.denominator or 1)
        words = f"{number(amount_of(fact))}/{number(Fraction(fact.denominator or 1))} = {percent(share)}"
        return Measured(exact(share * 100), rounded(share * 100), fact, report, words, notes=found.notes)
    shared = _share_of_whole(promised, found, counts[0]) if counts else None
    if percents:
        stated = interval_of(percents[0])
        if isinstance(shared, Measured) and shared.interval.overlaps(stated):
            return shared
        return Measured(
            stated, rounded(amount_of(percents[0])), percents[0], report, f"{number(amount_of(percents[0]))}%", notes=found.notes
        )
    return shared or Refused("not_comparable", "kết quả không phải là tỷ lệ và không quy ra tỷ lệ được", facts[0], report)


def _share_of_whole(promised: Promised, found: Found, fact: Fact) -> Measured | Refused:
    report = found.told
    if is_attendance(fact):
        reason = f"{fact.span.text} {fact.unit or 'lượt'} là số lượt, không phải số người, nên không ra tỷ lệ"
        return Refused("not_comparable", reason, fact, report)
    base = base_for(promised, report)
    if isinstance(base, Missing):
        return Refused("not_comparable", base.reason, fact, report)
    if (fact.kind == "money") != (base.fact.kind == "money"):
        return Refused("not_comparable", "đơn vị tính của kết quả và của mẫu số khác nhau", fact, report)
    amount = interval_of(fact)
    notes = found.notes
    if exact(base.value).is_below(amount):
        other = base_named(fact.unit or "", report)
        if other is None or exact(other.value).is_below(amount):
            reason = f"{number(amount_of(fact))} nhiều hơn {base.label} ({number(base.value)}), mẫu số không khớp"
            return Refused("not_comparable", reason, fact, report)
        base = other
    share = amount_of(fact) / base.value
    words = f"{number(amount_of(fact))}/{number(base.value)} ({base.label}) = {percent(share)}"
    return Measured(
        amount.scaled(1 / base.value).scaled(100),
        rounded(share * 100),
        fact,
        report,
        words,
        others=((report, base.fact),),
        notes=notes,
    )


def grades_wanted(promised: Promised) -> list[str]:
    """The grades that a target asks for: the one named and every better one, unless less of it or none is asked."""
    asked = promised.dimensions["grade"]
    if asked not in GRADES or asked == "failed" or promised.comparator in ("le", "lt") or promised.value == 0:
        return [asked]
    return list(GRADES[GRADES.index(asked) :])


def count_graded(promised: Promised, found: Found) -> Measured | Refused:
    """How many bodies have the grades asked for; none of a grade where the others make up all of them."""
    report, wanted = found.told, grades_wanted(promised)
    counts = {f.dimensions["grade"]: f for f in found.facts if f.kind in ("count", "ratio")}
    chosen = [counts[grade] for grade in wanted if grade in counts]
    if chosen:
        value = sum(map(amount_of, chosen), Fraction(0))
        words = " + ".join(number(amount_of(f)) for f in chosen)
        words = f"{words} = {number(value)}" if len(chosen) > 1 else words
        return Measured(exact(value), rounded(value), chosen[0], report, words, others=tuple((report, f) for f in chosen[1:]))
    base = base_for(promised, report)
    told = sum(map(amount_of, counts.values()), Fraction(0))
    if isinstance(base, Base) and counts and told == base.value:
        words = f"{number(base.value)} ({base.label}) - {number(told)} (các mức khác) = 0"
        others = ((report, base.fact), *((report, f) for f in counts.values()))
        return Measured(exact(0), rounded(Fraction(0)), next(iter(counts.values())), report, words, others=others)
    return Refused("no_result", "báo cáo sau không nêu kết quả của mức xếp loại này")


def _graded_percent(promised: Promised, found: Found) -> Measured | Refused:
    """A share of rated bodies: the grade asked for and every better one, unless less of it is asked."""
    report, asked = found.told, promised.dimensions["grade"]
    by_grade: dict[str, list[Fact]] = {}
    for fact in found.facts:
        by_grade.setdefault(fact.dimensions.get("grade", ""), []).append(fact)
    wanted = grades_wanted(promised)
    cumulative = [f for f in by_grade.get(asked, ()) if "trở lên" in "".join(clause_of(report.report, f))]
    single = cumulative or (by_grade.get(asked, []) if not any(by_grade.get(g) for g in wanted if g != asked) else [])
    if single:
        plain = Promised(
            promised.indicator, {}, promised.kind, promised.value, promised.comparator, promised.due, promised.passage,
            promised.as_written, before=promised.before, after=promised.after,
        )  # fmt: skip
        return as_percent(plain, Found(report, single, found.notes))
    chosen = [next((f for f in by_grade[g] if f.kind in ("count", "ratio")), by_grade[g][0]) for g in wanted if by_grade.get(g)]
    if not chosen:
        return Refused("no_result", "báo cáo sau không nêu kết quả của mức xếp loại này")
    others = tuple((report, f) for f in chosen[1:])
    if all(f.kind == "percent" for f in chosen):
        sums = " + ".join(f"{number(amount_of(f))}%" for f in chosen)
        value = sum(map(amount_of, chosen), Fraction(0))
        return Measured(
            total(map(interval_of, chosen)), rounded(value), chosen[0], report, f"{sums} = {number(value)}%", others=others
        )
    counts = [f for f in chosen if f.kind in ("count", "ratio")]
    base = base_for(promised, report)
    whole, base_fact = (base.value, base.fact) if isinstance(base, Base) else (Fraction(0), None)
    listed = [f for facts in by_grade.values() for f in facts if f.kind == "count"]
    if isinstance(base, Missing):
        if len({f.dimensions["grade"] for f in listed}) < 3:
            return Refused("not_comparable", base.reason, chosen[0], report)
        whole = sum(map(amount_of, listed), Fraction(0))
    part = sum(map(amount_of, counts), Fraction(0))
    if not whole or part > whole:
        return Refused("not_comparable", f"{number(part)} nhiều hơn mẫu số {number(whole)}", chosen[0], report)
    sums = " + ".join(number(amount_of(f)) for f in counts)
    sums = f"({sums})" if len(counts) > 1 else sums
    label = base.label if isinstance(base, Base) else "tổng các mức xếp loại"
    words = f"{sums}/{number(whole)} ({label}) = {percent(part / whole)}"
    if base_fact is not None:
        others = (*others, (report, base_fact))
    return Measured(
        exact(part / whole * 100), rounded(part / whole * 100), counts[0], report, words, others=others, notes=found.notes
    )
