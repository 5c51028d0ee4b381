"""What one report says in one form against its plain text: figures and sections, without their places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report


def fact_key(fact: Fact) -> str:
    """A figure without its place: concept, dimensions, value, role, and how it is stated."""
    dimensions = ",".join(f"{key}={value}" for key, value in sorted(fact.dimensions.items()))
    value = f"{fact.value}" + (f"/{fact.denominator}" if fact.denominator is not None else "")
    value += f"-{fact.high}" if fact.high is not None else ""
    more = f" per {fact.per}" if fact.per else ""
    more += f" of {fact.organization}" if fact.organization else ""
    return f"{fact.indicator or '?'}[{dimensions}] {fact.kind} {fact.comparator} {value}{more} {fact.role} {fact.period}"


def section_key(path: str, label: str, title: str, kind: str | None) -> str:
    """A section: its place among the others, number and title."""
    return f"{path} {''.join(label.split())} {title} <{kind}>"


def facts_of(report: Report) -> Counter[str]:
    """The figures of a report."""
    return Counter(map(fact_key, report.facts))


def sections_of(report: Report) -> list[str]:
    """The sections of a report in order."""
    return [section_key(s.path, s.label, s.title, s.kind) for top in report.sections for s in top.walk()]


@dataclass(frozen=True)
class Difference:
    """Figures and sections of the text that are missing, and those that the text does not have."""

    missing: Counter[str]
    surplus: Counter[str]
    sections_missing: list[str]
    sections_surplus: list[str]
    expected: int

    @property
    def f1(self) -> float:
        """Harmonic mean of the shares right of those found and found of those there."""
        hits = self.expected - self.missing.total()
        return 2 * hits / (self.expected + hits + self.surplus.total()) if self.expected + self.surplus.total() else 1.0

    @property
    def identical(self) -> bool:
        """Same figures and same sections."""
        return not (self.missing or self.surplus or self.sections_missing or self.sections_surplus)

    def lines(self) -> list[str]:
        """The differences, a line each: - in the text only, + in the form only."""
        out = [f"  - {key}" + (f" (x{n})" if n > 1 else "") for key, n in sorted(self.missing.items())]
        out += [f"  + {key}" + (f" (x{n})" if n > 1 else "") for key, n in sorted(self.surplus.items())]
        out += [f"  - section {key}" for key in self.sections_missing]
        return out + [f"  + section {key}" for key in self.sections_surplus]


def compare(expected: Report, found: Report) -> Difference:
    """The differences of a form from the text."""
    one, two = facts_of(expected), facts_of(found)
    first, second = sections_of(expected), sections_of(found)
    return Difference(
        one - two,
        two - one,
        [key for key in first if key not in second],
        [key for key in second if key not in first] or ([] if first == second or set(first) != set(second) else second),
        one.total(),
    )
