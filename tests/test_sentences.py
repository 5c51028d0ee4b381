"""Sentences of reports, each with every figure that a careful reader takes from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import cdcs_parse as cdcs
from cdcs_parse.model.fact import Fact

ROWS = yaml.safe_load((Path(__file__).parent / "corpus" / "sentences.yaml").read_text(encoding="utf-8"))
KINDS = {"money", "level", "frequency", "count"}
YEAR_KINDS = {"count", "frequency"}


@dataclass
class Expected:
    """One line of `facts`, read."""

    written: str
    place: tuple[int, int]
    indicators: set[str | None] | None = None
    kind: str = "count"
    value: Decimal | str = Decimal(0)
    denominator: Decimal | None = None
    dimensions: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the places between them."""
    plain, places = "", []
    for piece in re.split("(⟦[^⟧]*⟧)", text):
        if piece.startswith("⟦"):
            places.append((len(plain), len(plain) + len(piece) - 2))
            piece = piece[1:-1]
        plain += piece
    return plain, places


def number(written: str) -> Decimal:
    """Digits as the corpus writes them: dots part thousands, a comma the decimals."""
    return Decimal(re.sub(r"[^0-9.,]", "", written).replace(".", "").replace(",", "."))


def expected(line: str, core: str, place: tuple[int, int]) -> Expected:
    name, *words = line.split()
    found = Expected(f"{core}: {line}", place)
    found.indicators = None if name == "*" else {None if n == "-" else n for n in name.split("/")}
    if re.fullmatch(r"[0-9]+/[0-9]+", core):
        found.kind = "ratio"
        found.value, found.denominator = (Decimal(n) for n in core.split("/"))
    elif core[0].isdigit() and not any(w.startswith("value:") for w in words):
        found.kind, found.value = "percent" if core.endswith("%") else "count", number(core)
    for word in words:
        if word in KINDS:
            found.kind = word
        elif word.startswith("value:"):
            found.value = Decimal(word[6:])
        elif word.startswith("grade:"):
            found.kind, found.value = "grade", word[6:]
        elif "=" in word:
            dimension, _, value = word.lstrip("~").partition("=")
            (found.optional if word[0] == "~" else found.dimensions)[dimension] = value
        else:
            key, _, value = word.partition(":")
            found.more[key] = value
    return found


def differences(want: Expected, fact: Fact) -> list[str]:
    """What is not as it should be, in words."""
    more = want.more
    given: dict[str, Any] = {
        "value": (fact.value, want.value),
        "denominator": (fact.denominator, want.denominator),
        "role": (fact.role, more.get("role", "actual")),
        "comparator": (fact.comparator, more.get("cmp", "eq")),
        "high": (fact.high, Decimal(more["high"]) if "high" in more else None),
        "per": (fact.per, more.get("per")),
    }
    if more.get("outcome") != "*":
        given["outcome"] = (fact.outcome, more.get("outcome"))
    # "02 cuộc" under "Hàng năm:" may be told as a frequency or as a count per year
    if not (fact.kind in YEAR_KINDS and want.kind in YEAR_KINDS and "per" in more):
        given["kind"] = (fact.kind, want.kind)
    if "period" in more:
        year = more["period"]
        given["period"] = ((fact.period.start, fact.period.end) if fact.period else None, (f"{year}-01-01", f"{year}-12-31"))
    wrong = [f"{name} {got!r}, not {right!r}" for name, (got, right) in given.items() if got != right]
    if want.indicators is not None:
        if fact.indicator not in want.indicators:
            wrong.append(f"indicator {fact.indicator}")
        needed = {d: v for d, v in fact.dimensions.items() if want.optional.get(d) != v}
        if needed != want.dimensions:
            wrong.append(f"dimensions {fact.dimensions}, not {want.dimensions}")
    return wrong


def cases() -> list[Any]:
    found = []
    for row in ROWS:
        marks = [pytest.mark.xfail(strict=True, reason=row["known_failure"])] if "known_failure" in row else []
        found.append(pytest.param(row, id=row["text"][:60].replace("\n", " "), marks=marks))
    return found


@pytest.mark.parametrize("row", cases())
def test_figures(row: dict[str, Any]) -> None:
    text, places = marked(row["text"])
    wanted = [expected(line, text[a:b], (a, b)) for line, (a, b) in zip(row["facts"], places, strict=True)]
    facts = list(cdcs.parse_text(text).facts)
    wrong = []
    for want in wanted:
        here = [f for f in facts if f.span.start < want.place[1] and want.place[0] < f.span.end]
        if len(here) != 1:
            wrong.append(f"{want.written}: {len(here)} figures")
        else:
            wrong += [f"{want.written}: {w}" for w in differences(want, here[0])]
        facts = [f for f in facts if f not in here]
    wrong += [f"no figure: {f.as_written!r} ({f.indicator})" for f in facts]
    assert not wrong, "\n".join(wrong)


def test_every_domain_case_is_here() -> None:
    told = {int(n) for row in ROWS for n in re.findall(r"DOMAIN 6\.([0-9]+)", row["origin"])}
    assert told == set(range(1, 31))
    assert len(ROWS) >= 80
    assert len({row["text"] for row in ROWS}) == len(ROWS)
