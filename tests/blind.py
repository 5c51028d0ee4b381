"""The blind set: planted errors and clean places of its reports against the findings of the check."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cdcs_parse
from cdcs_parse.model.finding import Finding

BLIND = Path(__file__).resolve().parent.parent / "samples" / "blind"
REPORTS = sorted(path.name.removesuffix(".expect.json") for path in BLIND.glob("*.expect.json"))


@dataclass
class Tally:
    """What came of the planted errors: by kind (found under it, planted), false errors on clean places, anything else told."""

    kinds: dict[str, list[int]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def tally(name: str, counted: Tally) -> Tally:
    """Add one report: a planted error is found by an error or warning of its kind that overlaps its quote."""
    expected = json.loads((BLIND / f"{name}.expect.json").read_text(encoding="utf-8"))
    report = cdcs_parse.parse(BLIND / f"{name}.txt")
    told = [f for f in cdcs_parse.check(report) if f.severity != "info"]
    hit: set[str] = set()
    for planted in expected["findings"]:
        here = [f for f in told if _overlaps(f, *_place(report.text, planted["quote"]))]
        hit |= {f.id for f in here}
        found = any(f.kind == planted["what"] for f in here)
        scores = counted.kinds.setdefault(planted["what"], [0, 0])
        scores[0] += found
        scores[1] += 1
        if not found:
            counted.missed.append(f"{name}: {planted['what']}: {planted['quote']}")
    for clean in expected["clean"]:
        counted.false += [f"{name}: {f.rule}: {clean['quote']}" for f in _false(told, hit, *_place(report.text, clean["quote"]))]
    counted.others += [f"{name}: {f.rule}: {f.message_vi}" for f in told if f.id not in hit]
    return counted


def _false(told: list[Finding], hit: set[str], start: int, end: int) -> Iterator[Finding]:
    return (f for f in told if f.severity == "error" and f.id not in hit and _overlaps(f, start, end))


def _place(text: str, quote: str) -> tuple[int, int]:
    quote = unicodedata.normalize("NFC", quote)
    assert text.count(quote) == 1, quote
    return text.index(quote), text.index(quote) + len(quote)


def _overlaps(finding: Finding, start: int, end: int) -> bool:
    return any(s.start < end and start < s.end for s in finding.spans)
