"""The number grammar: wordings and their values, ours and those of two other projects."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import cdcs_parse as cdcs

HERE = Path(__file__).parent
ENTRIES = yaml.safe_load((HERE / "corpus" / "numerals.yaml").read_text(encoding="utf-8"))
SHARED = HERE.parent.parent / "shared" / "numbers" / "numbers.jsonl"
KNOWN = yaml.safe_load((HERE / "known_failures.yaml").read_text(encoding="utf-8"))
DEFAULTS = {"denominator": None, "high": None, "per": None, "comparator": "eq"}
DECIMALS = ("value", "denominator", "high", "resolution")


def cases() -> list[Any]:
    found = []
    for entry in ENTRIES:
        marks = [pytest.mark.xfail(strict=True, reason=entry["known_failure"])] if "known_failure" in entry else []
        found += [pytest.param(entry, words, id=words, marks=marks) for words in entry["wordings"]]
    return found


@pytest.mark.parametrize(("entry", "words"), cases())
def test_wording(entry: dict[str, Any], words: str) -> None:
    found = cdcs.find_quantities(words)
    assert len(found) == 1, [q.as_written for q in found]
    quantity = found[0]
    kinds = entry["kind"] if isinstance(entry["kind"], list) else [entry["kind"]]
    assert quantity.kind in kinds
    told = DEFAULTS | {k: v for k, v in entry.items() if k not in ("kind", "wordings", "origin", "at", "known_failure")}
    for name, right in told.items():
        got = getattr(quantity, name)
        if name == "alternatives":
            # both readings of an ambiguous number are to be had: as the value or beside it
            readings = {quantity.value, *got}
            assert {Decimal(str(a)) for a in right} <= readings, name
        elif name == "inferred":
            assert set(right) <= set(got), name
        else:
            assert got == (Decimal(str(right)) if name in DECIMALS and right is not None else right), name
    assert words[quantity.span.start : quantity.span.end] == quantity.span.text
    if "at" in entry:
        assert quantity.span.text.startswith(entry["at"])


@pytest.mark.parametrize(
    "words",
    [
        "không có gì",
        "một số",
        "một vài",
        "đ/c Lan",
        "hai giỏi",
        "công đoàn",
        "",
        "…",
        "% đoàn viên",
        "triệu đồng",
        "rưỡi",
        "quý III",
    ],
)
def test_no_quantity(words: str) -> None:
    assert cdcs.find_quantities(words) == []


def test_several_in_order_with_lines() -> None:
    text = "Kết nạp 12 đoàn viên;\nchi 2,5 triệu đồng, đạt 98,5%"
    found = cdcs.find_quantities(text)
    assert [(q.kind, q.value) for q in found] == [
        ("count", Decimal(12)),
        ("money", Decimal(2_500_000)),
        ("percent", Decimal("98.5")),
    ]
    assert [q.span.start for q in found] == [text.index(w) for w in ("12", "2,5", "98,5")]


def test_spans_count_in_composed_text() -> None:
    (found,) = cdcs.find_quantities("Đoa\u0300n viên: 46 người")
    assert found.span.start == "Đoàn viên: 46 người".index("46")


def misread(row: dict[str, str]) -> bool:
    found = cdcs.find_quantities(row["text"])
    if len(found) != 1 or found[0].kind != row["kind"] or found[0].value != Decimal(row["value"]):
        return True
    return found[0].high != (Decimal(row["high"]) if "high" in row else None)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/numbers/numbers.jsonl is not here")
def test_numbers_of_duckling_and_nemo() -> None:
    rows = [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(rows) > 100
    missed = [row["text"] for row in rows if misread(row)]
    assert sorted(missed) == sorted(KNOWN["numbers"]), "the list in known_failures.yaml is to be exact"
    assert len(missed) <= len(rows) * 0.01


def test_known_failures_give_a_reason() -> None:
    assert all(isinstance(reason, str) and len(reason) > 10 for reason in KNOWN["numbers"].values())
