"""What became of each promise over a chain of reports: kept, missed, moved, vanished, never measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cdcs_parse.catalog import Catalog
from cdcs_parse.compare.chains import Chain, chains_of
from cdcs_parse.compare.changes import labels_of
from cdcs_parse.compare.matching import SOFT, Promised, measure_kind
from cdcs_parse.compare.periods import told
from cdcs_parse.compare.targets import outcomes, promised_label, target_of
from cdcs_parse.compare.verdicts import GRADES, VERDICT_WORDS
from cdcs_parse.model.comparison import Comparison, Promise, PromiseOutcome, PromiseStep
from cdcs_parse.model.report import Report
from cdcs_parse.model.wording import number

_Step = tuple[Promised, Comparison | None]


@dataclass(slots=True)
class _Thread:
    """One promise as it grows: its steps, and how its goalposts were moved."""

    steps: list[_Step]
    moves: list[str] = field(default_factory=list)

    @property
    def last(self) -> Promised:
        return self.steps[-1][0]


def track(reports: Iterable[Report], catalog: Catalog) -> list[Promise]:
    """Follow each promise of each unit from the report that made it to its outcome, in the order of birth.

    A promise goes on in the next plan under the same concept and measure; a changed breakdown, a changed measure or
    an easier target is a moved goalpost. Targets without a concept are not followed.
    """
    return track_chains(chains_of(reports), catalog)


def track_chains(chains: Iterable[Chain], catalog: Catalog) -> list[Promise]:
    """The promises of reports already put in order."""
    labels = labels_of(catalog)
    return [promise for chain in chains for promise in _tracked(chain, catalog, labels)]


def _tracked(chain: Chain, catalog: Catalog, labels: list[tuple[str, str]]) -> list[Promise]:
    plans: dict[str, list[_Step]] = {}
    for promised, comparison in outcomes(chain, catalog, labels):
        if promised.indicator is not None:
            plans.setdefault(promised.passage.report, []).append((promised, comparison))
    threads: list[_Thread] = []
    for steps in plans.values():
        _extend(threads, steps)
    order = list(plans)
    unit = next((t.report.header.unit.value for t in chain.told if t.report.header.unit), None)
    return [_promise(thread, order, unit, catalog) for thread in threads]


def _extend(threads: list[_Thread], steps: Sequence[_Step]) -> None:
    """Join the targets of one plan to the promises before it, the likest first; the rest are new promises."""
    left = list(steps)
    open_threads = [t for t in threads if t.last.passage.report != steps[0][0].passage.report]
    for likeness in (_exactly, _softly, _roughly):
        for thread in list(open_threads):
            match = next((step for step in left if likeness(thread.last, step[0])), None)
            if match is not None:
                thread.moves += _moves(thread.last, match[0])
                thread.steps.append(match)
                left.remove(match)
                open_threads.remove(thread)
    threads += [_Thread([step]) for step in left]


def _exactly(one: Promised, other: Promised) -> bool:
    return _softly(one, other) and dict(one.dimensions) == dict(other.dimensions)


def _softly(one: Promised, other: Promised) -> bool:
    hard = [{d: v for d, v in p.dimensions.items() if d not in SOFT} for p in (one, other)]
    return _roughly(one, other) and hard[0] == hard[1] and measure_kind(one.kind) == measure_kind(other.kind)


def _roughly(one: Promised, other: Promised) -> bool:
    return one.indicator == other.indicator and one.per == other.per and one.change == other.change


def _moves(one: Promised, other: Promised) -> list[str]:
    """How the second target is another or an easier one than the first, in words."""
    when = told(other.due)
    if not _softly(one, other):
        return [f"{when} đổi cách tính hoặc đối tượng: “{one.as_written}” thành “{other.as_written}”"]
    if isinstance(one.value, str) or isinstance(other.value, str):
        known = one.value in GRADES and other.value in GRADES
        lowered = known and GRADES.index(str(other.value)) < GRADES.index(str(one.value))
        return [f"{when} hạ mức xếp loại"] if lowered else []
    eased = other.value > one.value if one.comparator in ("le", "lt") else other.value < one.value
    if one.value == 0 and one.comparator == "eq":
        eased = other.value > 0
    return (
        [f"{when} {'nới' if other.value > one.value else 'hạ'} từ {_value(one.value)} còn {_value(other.value)}"] if eased else []
    )


def _value(value: Decimal | str) -> str:
    return number(value) if isinstance(value, Decimal) else value


def _promise(thread: _Thread, plans: Sequence[str], unit: str | None, catalog: Catalog) -> Promise:
    first = thread.steps[0][0]
    outcome, reason = _outcome(thread, plans)
    return Promise(
        unit=unit,
        indicator=first.indicator,
        label_vi=promised_label(first, catalog),
        dimensions=dict(first.dimensions),
        per=first.per,
        outcome=outcome,
        reason=reason,
        steps=tuple(
            PromiseStep(
                report=promised.passage.report,
                period=promised.due,
                target=target_of(promised),
                verdict=comparison.verdict if comparison else None,
                result=comparison.result if comparison else None,
            )
            for promised, comparison in thread.steps
        ),
    )


def _outcome(thread: _Thread, plans: Sequence[str]) -> tuple[PromiseOutcome, str]:
    judged = [(p, c) for p, c in thread.steps if c is not None]
    story = "; ".join(f"{told(p.due)} {VERDICT_WORDS[c.verdict]}" for p, c in judged)
    if thread.moves:
        return "goalposts_moved", _sentence(f"{'; '.join(thread.moves)}{f' ({story})' if story else ''}")
    if not judged:
        return "open", "Chưa đến hạn báo cáo."
    verdicts = {c.verdict for _, c in judged}
    if "missed" in verdicts:
        return "missed", _sentence(story)
    if verdicts & {"met", "exceeded"}:
        return "kept", _sentence(story)
    repeated = plans.index(thread.last.passage.report) < len(plans) - 1
    if repeated and len(thread.steps) == 1 and verdicts == {"no_result"}:
        return "vanished", _sentence(f"nêu ở {thread.last.passage.report}, sau đó không báo cáo kết quả và không nêu lại")
    return "never_measured", _sentence(f"{len(judged)} kỳ đã qua mà không có số liệu trả lời được ({story})")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
