"""The pairs of sample reports: gold facts put into a report, and expected verdicts."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

import cdcs_parse
from cdcs_parse.model.base import quote
from cdcs_parse.model.comparison import Comparison
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.report import Report

PAIRS = Path(__file__).resolve().parent.parent / "samples" / "pairs"
NAMES = sorted(path.name.removesuffix(".expect.yaml") for path in PAIRS.glob("*.expect.yaml"))


def expectation(name: str) -> dict[str, Any]:
    return yaml.safe_load((PAIRS / f"{name}.expect.yaml").read_text(encoding="utf-8"))


@lru_cache
def parsed(file: str) -> Report:
    return cdcs_parse.parse(PAIRS / file)


@lru_cache
def golden(file: str) -> Report:
    """The report with its figures replaced by the gold ones; how a number is written (range, rounding) is read off its words."""
    report = parsed(file)
    rows = [json.loads(line) for line in (PAIRS / file).with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return report.model_copy(update={"facts": tuple(_fact(report, row) for row in rows if row["kind"] != "none")})


def _fact(report: Report, row: dict[str, Any]) -> Fact:
    near = [f for f in report.facts if f.span.start < row["end"] and row["start"] < f.span.end]
    value: Decimal | str = row["value"] if isinstance(row["value"], str) else Decimal(repr(row["value"])).normalize()
    if isinstance(value, Decimal):
        value = Decimal(format(value, "f"))
    header, role = report.header, row["role"]
    field = header.plan_period if role == "target" else header.period
    period = field.value if field else None
    if "period" in row:
        period = Period(start=f"{row['period']}-01-01", end=f"{row['period']}-12-31")
    written = near[0] if near and near[0].value == value else None
    return Fact(
        id=f"{row['start']}-{row['end']}",
        kind=row["kind"],
        value=value,
        denominator=Decimal(int(row["denominator"])) if "denominator" in row else None,
        high=written.high if written else None,
        resolution=written.resolution if written else None,
        unit=row["unit"] or None,
        comparator=row["comparator"],
        per=row.get("per"),
        as_written=report.text[row["start"] : row["end"]],
        span=quote(report.text, row["start"], row["end"]),
        indicator=row["indicator"],
        dimensions=row["dimensions"],
        role=role,
        outcome=row.get("outcome"),
        period=period,
        period_source="stated" if "period" in row else "inherited",
        sentence=_line(report.text, row["start"], row["end"]),
        basis="gold",
    )


def _line(text: str, start: int, end: int) -> Any:
    from cdcs_parse.model.base import Span

    left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    stop = text.rfind(". ", left, start)
    return Span(start=stop + 2 if stop >= 0 else left, end=right if right >= 0 else len(text))


def answer_to(expected: dict[str, Any], found: list[Comparison], texts: dict[str, str]) -> Comparison | None:
    """The comparison of the target at which the quote of the expectation points."""
    target = expected["target"]
    for comparison in found:
        passage = comparison.evidence.target
        if passage.span is None or target.get("report", passage.report) != passage.report:
            continue
        at = texts[passage.report].find(target["quote"])
        while at >= 0:
            if passage.span.start < at + len(target["quote"]) and at < passage.span.end:
                return comparison
            at = texts[passage.report].find(target["quote"], at + 1)
    return None
