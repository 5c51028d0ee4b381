"""Folds findings that follow from another one under it: a wrong figure breaks every sum it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from cdcs_parse.model.fact import Fact
from cdcs_parse.model.finding import Finding

# a cause comes before what follows from it: a figure wrong by itself, then against its neighbours, then far away
_ORDER = (
    "impossible_date", "missing_unit", "part_exceeds_whole", "percent_of_ratio", "sum", "balance", "order", "contradiction",
    "target_claim", "scale", "plausibility", "copied", "format", "completeness",
)  # fmt: skip
_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def folded(found: Sequence[tuple[Finding, Sequence[Fact]]]) -> list[Finding]:
    """The findings in order of place, each that shares a suspected figure with a stronger one given its root."""
    ranked = sorted(found, key=lambda pair: (_WEIGHT[pair[0].severity], _ORDER.index(pair[0].kind), _start(pair[0]), pair[0].id))
    root_of: dict[str, str] = {}
    results: list[Finding] = []
    for finding, blamed in ranked:
        # a missing unit is its own slip and breaks no sum
        own = finding.kind in ("missing_unit", "impossible_date", "format", "completeness")
        root = None if own else next((root_of[f.id] for f in blamed if f.id in root_of), None)
        results.append(finding if root is None else finding.model_copy(update={"root": root}))
        if not own:
            for fact in blamed:
                root_of.setdefault(fact.id, root or finding.id)
    return sorted(results, key=lambda f: (_start(f), f.id))


def _start(finding: Finding) -> int:
    return finding.spans[0].start if finding.spans else 0
