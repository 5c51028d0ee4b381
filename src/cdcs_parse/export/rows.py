"""One row a figure: the columns that CSV files and frames share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cdcs_parse.export import wording
from cdcs_parse.model.report import Report

Cell = str | int | Decimal | None

COLUMNS = (
    "source", "unit_name", "section", "section_title", "indicator", "label_vi", "dimensions",
    "kind", "value", "denominator", "high", "unit", "comparator", "per", "scale", "resolution",
    "role", "outcome", "period_start", "period_end", "period_source", "organization",
    "as_written", "sentence", "start", "end", "page", "inferred", "basis", "fact",
)  # fmt: skip


def fact_rows(report: Report) -> Iterator[dict[str, Cell]]:
    """Yield the figures as flat rows with the keys of COLUMNS; amounts are Decimal, a missing entry is None."""
    titles = {s.path: s.title for top in report.sections for s in top.walk()}
    unit_name = report.header.unit.value if report.header.unit else None
    for fact in report.facts:
        label = report.terms.get(fact.indicator) if fact.indicator else None
        yield {
            "source": report.source.name,
            "unit_name": unit_name,
            "section": fact.section,
            "section_title": titles.get(fact.section),
            "indicator": fact.indicator,
            "label_vi": label.label_vi if label else fact.head,
            "dimensions": ";".join(f"{d}={v}" for d, v in sorted(fact.dimensions.items())) or None,
            "kind": fact.kind,
            "value": fact.value,
            "denominator": fact.denominator,
            "high": fact.high,
            "unit": fact.unit,
            "comparator": fact.comparator,
            "per": fact.per,
            "scale": fact.scale,
            "resolution": fact.resolution,
            "role": fact.role,
            "outcome": fact.outcome,
            "period_start": fact.period.start if fact.period else None,
            "period_end": fact.period.end if fact.period else None,
            "period_source": fact.period_source,
            "organization": fact.organization,
            "as_written": fact.as_written,
            "sentence": "".join(wording.passage(report, fact)).strip(),
            "start": fact.span.start,
            "end": fact.span.end,
            "page": fact.evidence.page if fact.evidence else None,
            "inferred": ";".join(fact.inferred) or None,
            "basis": fact.basis,
            "fact": fact.id,
        }
