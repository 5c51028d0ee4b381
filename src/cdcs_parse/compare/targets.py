"""Targets against results: each promise of an earlier text with what a later report tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cdcs_parse.catalog import Catalog
from cdcs_parse.compare.answers import answer
from cdcs_parse.compare.chains import Chain, chains_of
from cdcs_parse.compare.changes import change_of, concept_in, labels_of
from cdcs_parse.compare.declared import declared_by
from cdcs_parse.compare.labels import label_of
from cdcs_parse.compare.matching import Promised, Told, clause_of, measure_kind, passage_of, same_promise, scale_in, sentence_of
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.periods import due_of, is_inside, is_same, overlaps
from cdcs_parse.compare.verdicts import contradicts
from cdcs_parse.model.comparison import Comparison, Comparisons, Evidence, Promise, Target
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report
from cdcs_parse.model.wording import rounded
from cdcs_parse.text import fold

# a budget of spending is no target to be reached
_BUDGET = "union_expense"
_COUNTERS = frozenset(("targets_set", "targets_met", "targets_exceeded", "targets_missed", "target_completion"))


def compare_by_target(
    reports: Sequence[Report],
    catalog: Catalog,
    targets: str | Path | None = None,
    as_of: str | None = None,
    indicator: str | None = None,
    names: Names | None = None,
) -> Comparisons[Comparison]:
    """The comparisons of `reports`, with those of a file of targets, what was set aside, and the promises behind them."""
    extra: Sequence[Promised] = ()
    if targets is not None:
        from cdcs_parse.compare.targets_file import load_targets

        extra = load_targets(targets, catalog)
    chains = chains_of(reports, as_of, names)
    found = compare_chains(chains, catalog, extra)
    kept = [c for c in found if indicator is None or c.indicator == indicator]

    def promises() -> Comparisons[Promise]:
        from cdcs_parse.compare.promises import track_chains

        return Comparisons([p for p in track_chains(chains, catalog) if indicator in (None, p.indicator)])

    return Comparisons(kept, "target", [note for chain in chains for note in chain.notes], promises)


def compare_targets(reports: Iterable[Report], catalog: Catalog, extra: Sequence[Promised] = ()) -> list[Comparison]:
    """Every target that a later report (or, of a quoted one, its own) can speak of, in the order of chain and place.

    `extra` are targets of a file. Targets whose time has no report yet are left out: they are open.
    """
    return compare_chains(chains_of(reports), catalog, extra)


def compare_chains(chains: Iterable[Chain], catalog: Catalog, extra: Sequence[Promised] = ()) -> list[Comparison]:
    """The comparisons of reports already put in order."""
    labels = labels_of(catalog)
    return [comparison for chain in chains for _, comparison in outcomes(chain, catalog, labels, extra) if comparison is not None]


def outcomes(
    chain: Chain, catalog: Catalog, labels: list[tuple[str, str]], extra: Sequence[Promised] = ()
) -> list[tuple[Promised, Comparison | None]]:
    """The targets of one unit's reports, each with what became of it; None while its time has no report."""
    found: list[tuple[Promised, Comparison | None]] = []
    for index, told in enumerate(chain.told):
        later = [other for other in chain.told[index + 1 :] if other.period is not None]
        for fact in told.targets:
            promised = promise_of(told.report, fact, labels)
            answering = _answering(promised, later)
            found.append((promised, _compared(promised, answering, chain, catalog) if answering else None))
        for fact in told.quoted:
            promised = promise_of(told.report, fact, labels)
            earlier = (one for one, comparison in found if comparison is not None)
            known = promised.indicator is not None and any(
                same_promise(promised, one) and _due_alike(promised, one) for one in earlier
            )
            if promised.indicator in (*_COUNTERS, _BUDGET) or known:
                continue
            found.append((promised, _compared(promised, [told], chain, catalog)))
    for promised in extra:
        answering = _answering(promised, chain.told) if promised.due else list(chain.told[-1:])
        if answering:
            found.append((promised, _compared(promised, answering, chain, catalog)))
    return found


def _due_alike(one: Promised, other: Promised) -> bool:
    return one.due is None or other.due is None or overlaps(one.due, other.due)


def promise_of(report: Report, fact: Fact, labels: list[tuple[str, str]]) -> Promised:
    """A target fact with the words around it."""
    before, after = clause_of(report, fact)
    value = fact.value
    change = change_of(before, after, fact.kind == "percent") if isinstance(value, Decimal) else None
    indicator = fact.indicator
    if change and indicator is None:
        indicator = concept_in(re.split(r"so với|so cùng", after)[0], labels) or concept_in(before.rpartition(";")[2], labels)
    kind, high = fact.kind, fact.high
    if kind == "ratio":
        kind, value = "percent", Decimal(100) if fact.denominator == fact.value else value
    return Promised(
        indicator=indicator,
        dimensions=fact.dimensions,
        kind=kind,
        value=value,
        comparator=fact.comparator,
        due=due_of(fact, report),
        passage=passage_of(report, fact),
        as_written=fact.as_written,
        high=high,
        per=fact.per,
        unit=fact.unit,
        scale=fact.scale or (scale_in(fold(sentence_of(report, fact))) if fact.kind == "grade" else None),
        before=before,
        after=after,
        change=change,
        fact=fact,
        report=report,
    )


def _answering(promised: Promised, later: Sequence[Told]) -> list[Told]:
    """The reports that speak of the time a target is for: the one of just that time, else those inside it, else any near."""
    due = promised.due
    if due is None:
        return list(later[:1])
    same = [t for t in later if t.period is not None and is_same(t.period, due)]
    if same:
        return same[-1:]
    inside = [t for t in later if t.period is not None and is_inside(t.period, due)]
    if inside:
        return inside
    return [t for t in later if t.period is not None and t.period.end >= due.start][:1]


def _compared(promised: Promised, answering: Sequence[Told], chain: Chain, catalog: Catalog) -> Comparison:
    told = answering[-1]
    found = answer(promised, answering, chain.told, catalog)
    # what has no concept is no other target's likeness
    likely = told.quoted if promised.indicator is not None else ()
    quoted = [f for f in likely if f is not promised.fact and _is_quoted(f, promised)]
    if promised.fact is not None and promised.fact.role == "prior_target":
        quoted = [promised.fact, *quoted]
    declared = declared_by(told.report, quoted, [found.fact] if found.fact is not None and found.told is told else ())
    difference = attainment = None
    if isinstance(found.result, Decimal) and found.required is not None:
        difference = rounded(Fraction(found.result) - found.required)
        attainment = rounded(Fraction(found.result) / found.required * 100, 1) if found.required else None
    unit = told.report.header.unit
    return Comparison(
        unit=unit.value if unit else None,
        indicator=promised.indicator,
        label_vi=promised_label(promised, catalog),
        dimensions=dict(promised.dimensions),
        target=target_of(promised),
        result=found.result,
        verdict=found.verdict,
        declared=declared,
        contradicted=contradicts(declared, found.verdict),
        difference=difference,
        attainment=attainment,
        reason=found.reason,
        evidence=Evidence(
            target=promised.passage,
            result=passage_of(found.told.report, found.fact) if found.fact is not None and found.told is not None else None,
            others=tuple(passage_of(t.report, f) for t, f in found.others),
        ),
    )


def _is_quoted(fact: Fact, promised: Promised) -> bool:
    """Whether a quoted old target speaks of the same thing in the same measure."""
    if fact.indicator != promised.indicator or measure_kind(fact.kind) != measure_kind(promised.kind) or fact.per != promised.per:
        return False
    return all(fact.dimensions.get(d, v) == v for d, v in promised.dimensions.items())


def target_of(promised: Promised) -> Target:
    """A promise as it stands in the JSON."""
    return Target(
        value=promised.value,
        comparator=promised.comparator,
        per=promised.per,
        high=promised.high,
        kind=promised.kind,
        unit=promised.unit,
        scale=promised.scale,
        change=promised.change,
        period=promised.due,
        as_written=promised.as_written,
    )


def promised_label(promised: Promised, catalog: Catalog) -> str:
    """The Vietnamese name of what was promised, with its breakdown."""
    if promised.indicator is None or promised.indicator not in catalog.indicators:
        return promised.passage.sentence.strip(" -+*.;")[:120] or promised.as_written
    return label_of(promised.indicator, promised.dimensions, catalog)
