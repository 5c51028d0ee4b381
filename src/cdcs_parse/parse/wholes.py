"""The whole that a figure is a part of, and the activity that an amount paid for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cdcs_parse.parse.breakdowns import fitting
from cdcs_parse.parse.cues import Evidence, Weighed
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.resolved import POPULATIONS, Resolved

_LISTS = frozenset(("qualification", "political_theory", "employment", "position", "age", "standard"))


def whole_of(
    line: Line, result: Resolved, resolved: Sequence[Resolved], earlier: Sequence[Resolved], weighed: Weighed,
    dims: dict[str, str], own: Sequence[tuple[float, str, Evidence]], lexicon: Lexicon,
) -> Resolved | None:  # fmt: skip
    """The whole that this figure is a part of, when its own words name only a breakdown."""
    figure, zone = result.figure, result.zone
    if figure.kind not in ("count", "number", "ratio", "percent", "money") or not dims or not resolved:
        return None
    if figure.kind == "money":
        return _money_whole(earlier, dims, own, lexicon)
    if earlier and _lists_on(earlier[-1], dims) and weighed.uncovered <= 2:
        return earlier[-1]
    if own and not own[0][2].bare and own[0][2].own >= 0.75:
        return None
    if weighed.uncovered > 2:
        return None
    pool = list(earlier) or list(resolved[-3:])
    for candidate in reversed(pool):
        if candidate.change or candidate.figure.kind in ("money", "grade", "percent", "level"):
            continue
        if candidate.indicator is None and candidate.zone.bracket and not zone.bracket:
            continue  # an aside whose parts the catalogue does not know
        if candidate.indicator is None:
            return None
        if candidate.breakdown and (not zone.bracket or _same_bracket(line, candidate, result)):
            continue
        if candidate.indicator in weighed.excluded:
            return None
        if not fitting(dims, candidate.indicator, lexicon):
            if zone.bracket and set(dims) <= {"sex", "ethnicity", "religion", "party"}:
                return candidate
            if zone.bracket:
                return None
            continue
        if own and own[0][1] != candidate.indicator and own[0][2].bare and candidate.indicator not in POPULATIONS:
            return None
        if own and own[0][2].bare and own[0][1] != candidate.indicator and figure.unit_class == "people" and not zone.bracket:
            return None
        return candidate
    return None


def _lists_on(previous: Resolved, dims: dict[str, str]) -> bool:
    """ "71 thạc sĩ, 402 người tốt nghiệp đại học": a list by qualification goes on by qualification."""
    if not previous.breakdown or previous.indicator not in POPULATIONS:
        return False
    return any(d in _LISTS and previous.dimensions.get(d, value) != value for d, value in dims.items())


def _money_whole(
    earlier: Sequence[Resolved],
    dims: dict[str, str],
    own: Sequence[tuple[float, str, Evidence]],
    lexicon: Lexicon,
) -> Resolved | None:
    """ "chi 268.900.000 đồng, trong đó chăm lo 171.500.000 đồng": the sum that an amount is a part of."""
    if own and own[0][2].own >= 0.75:
        return None
    for candidate in reversed(earlier):
        if candidate.figure.kind != "money":
            continue
        kept = fitting(dims, candidate.indicator, lexicon)
        if kept and candidate.indicator != "gift_value":
            return replace(candidate, dimensions={})
        return None
    return None


def _same_bracket(line: Line, first: Resolved, second: Resolved) -> bool:
    return first.zone.bracket and ")" not in line.folded[first.figure.end : second.figure.start]


def paid_for(result: Resolved, earlier: Sequence[Resolved], lexicon: Lexicon) -> tuple[str, str, dict[str, str]] | None:
    """The activity before an amount whose own words are general, its money concept, and the breakdown they share.

    "214 lượt, trong đó ốm đau 97 lượt, thai sản 64 lượt; tổng số tiền …" is paid for all of them.
    """
    found: list[Resolved] = []
    for candidate in reversed(earlier):
        if candidate.figure.kind == "money":
            if candidate.indicator == "gift_value":
                continue
            break
        if candidate.indicator is None or (candidate.zone.bracket and not result.zone.bracket) or candidate.change:
            continue
        if found and candidate.indicator != found[0].indicator:
            break
        found.append(candidate)
        if result.zone.bracket:
            break
    if not found or found[0].indicator is None:
        return None
    amount = lexicon.catalog.indicators[found[0].indicator].amount
    if amount is None:
        return None
    shared = dict(found[0].dimensions)
    for other in found[1:]:
        shared = {d: v for d, v in shared.items() if other.dimensions.get(d) == v}
    return found[0].indicator, amount, shared


def multiplies(line: Line, figure: Figure, earlier: Sequence[Resolved]) -> bool:
    """ "130 suất x 500.000 đồng": the amount behind the sign is that of one."""
    if not earlier or earlier[-1].figure.kind not in ("count", "number"):
        return False
    return line.folded[earlier[-1].figure.end : figure.start].rstrip(" (").endswith((" x", "*", "x"))


def uncatalogued_people(previous: Resolved) -> bool:
    return previous.indicator is None and previous.figure.unit_class == "people" and not previous.change
