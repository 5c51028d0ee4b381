"""How long tables over many units take: facts of N reports are made up, half of N and N are timed."""

from __future__ import annotations

import argparse
import random
import time
from decimal import Decimal

from cdcs_parse.catalog import load_catalog
from cdcs_parse.compare import compare_reports
from cdcs_parse.model.base import Quote, Span
from cdcs_parse.model.document import Source
from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.report import Header, KindField, PeriodField, Report, TextField

FIGURES = 40


def reports(count: int) -> list[Report]:
    """Yearly reports of `count` units with FIGURES counts each."""
    chance = random.Random(7)
    catalog = load_catalog()
    concepts = [i for i, e in catalog.indicators.items() if e.kinds[0] == "count" and e.across_units == "sum"][: FIGURES - 1]
    period = Period(start="2024-01-01", end="2024-12-31")
    text = " ".join(["0"] * 200)
    out = []
    for number in range(count):
        size = chance.randint(10, 900)
        facts = []
        for index, concept in enumerate(("union_members", *concepts)):
            value = Decimal(size if not index else chance.randint(0, size))
            span = Quote(start=index * 2, end=index * 2 + 1, text="0")
            facts.append(
                Fact(
                    id=f"{span.start}-{span.end}", indicator=concept, kind="count", value=value, as_written="0", span=span,
                    period=period, basis="made up", sentence=Span(start=span.start, end=span.end),
                )
            )  # fmt: skip
        name = f"CĐCS Trường Tiểu học số {number}"
        header = Header(
            unit=TextField.model_construct(value=name, span=None),
            kind=KindField.model_construct(value="annual", span=None),
            period=PeriodField.model_construct(value=period, span=None),
        )
        source = Source(name=f"{number}.txt", sha256="0" * 64, media_type="text/plain", reader="text")
        out.append(
            Report.model_construct(
                schema_version="1", catalog_version="1", source=source, header=header, sections=(), facts=tuple(facts), masks=(),
                findings=(), text=text, blocks=(), terms={},
            )
        )  # fmt: skip
    return out


def main() -> None:
    """Print the seconds for half the reports and for all, and their ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reports", type=int, default=10_000)
    count = arguments.parse_args().reports
    catalog = load_catalog()
    given = reports(count)
    seconds = []
    for some in (given[: count // 2], given):
        start = time.process_time()
        found = compare_reports(some, "unit", catalog)
        seconds.append(time.process_time() - start)
        print(f"{len(some):>6} reports, {len(some) * FIGURES:>7} facts, {len(found)} tables: {seconds[-1]:.2f} s of processor time")
    print(f"twice as many reports take {seconds[1] / seconds[0]:.2f} times as long")


if __name__ == "__main__":
    main()
