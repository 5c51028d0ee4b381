"""What the vocabulary lacks: the head nouns of figures without a concept, as entries ready to be edited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from cdcs_parse.model.fact import Fact
from cdcs_parse.model.report import Report
from cdcs_parse.parse.heads import head_noun
from cdcs_parse.text import fold

_SHOWN = 3


def unmapped_yaml(reports: Iterable[Report]) -> str:
    """YAML of candidate entries, the most frequent head noun first; each with up to three sentences as examples."""
    groups: dict[str, list[tuple[Report, Fact]]] = {}
    written: dict[str, str] = {}
    for report in reports:
        for fact in report.facts:
            if fact.indicator is not None or fact.kind == "grade":
                continue
            head = head_noun(report.text, fact) or fact.head
            if head:
                written.setdefault(_key(head), head)
                groups.setdefault(_key(head), []).append((report, fact))
    ordered = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    parts = ["# Edit: give each entry an id, a label and its kinds; drop what is no indicator; load with --catalog.\n"]
    for number, (key, found) in enumerate(ordered, 1):
        head = written[key]
        kinds = sorted({f.kind for _, f in found})
        entry: dict[str, Any] = {
            "topic": "situation",
            "label_vi": head[:1].upper() + head[1:],
            "kinds": kinds,
            "unit": next((f.unit for _, f in found if f.unit), None),
            "time": "flow",
            "across_units": "sum",
            "better": "none",
            "labels": [head],
            "examples": list(dict.fromkeys(_marked(r, f) for r, f in found))[:_SHOWN],
        }
        body = yaml.safe_dump({f"new_indicator_{number}": entry}, allow_unicode=True, sort_keys=False, width=120)
        parts.append(f"# seen {len(found)} times\n{body}")
    return "\n".join(parts)


def _key(head: str) -> str:
    return " ".join(fold(head).split()[:6])


def _marked(report: Report, fact: Fact) -> str:
    span = fact.sentence or fact.span
    start, end = max(span.start, fact.span.start - 160), min(span.end, fact.span.end + 120)
    text = report.text
    return " ".join(f"{text[start : fact.span.start]}⟦{fact.span.text}⟧{text[fact.span.end : end]}".split())
