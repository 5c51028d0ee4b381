"""Whether two reports can be set against each other, and in what: one unit, one after the other, of equal length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cdcs_parse.catalog.unit_names import load_unit_names
from cdcs_parse.check.index import Index
from cdcs_parse.compare.name_parts import take_apart
from cdcs_parse.compare.periods import months_of, period_of, told
from cdcs_parse.model.report import Report

# a school year ends in May and the next begins in September; a report of the year may come weeks early
_GAP, _OVERLAP = 125, 62


@dataclass(frozen=True, slots=True)
class Pair:
    """What of two reports may be compared. `why` tells in one Vietnamese line what may not, and is empty when all may.

    `follows`: the one time ends where the other begins, so stocks may be compared; `equal_length`: what happened in them,
    too; `promises`: the targets of the one are for the time of the other.
    """

    previous: Report
    comparable: bool
    follows: bool = False
    equal_length: bool = False
    promises: bool = False
    why: str = ""


def pair_of(index: Index) -> Pair | None:
    """The report of the index with the one before; None without one."""
    if index.report is None or index.previous is None:
        return None
    report, previous = index.report, index.previous
    name = previous.source.name
    if not _one_unit(report, previous):
        other = previous.header.unit.value if previous.header.unit else ""
        return Pair(previous, False, why=f"{name} là báo cáo của đơn vị khác ({other})")
    now, before = period_of(report), period_of(previous)
    if previous.header.kind is not None and previous.header.kind.value == "resolution":
        return Pair(previous, True, promises=True, why=f"{name} là nghị quyết, nên chỉ đối chiếu chỉ tiêu")
    if now is None or before is None:
        which = "báo cáo này" if now is None else name
        return Pair(previous, True, why=f"không rõ kỳ của {which}, nên chỉ tìm đoạn chép lại")
    if before.end > now.end:
        return Pair(previous, False, why=f"{name} là của {told(before)}, sau kỳ của báo cáo này ({told(now)})")
    if before == now:
        return Pair(previous, False, why=f"{name} là của cùng kỳ với báo cáo này ({told(now)})")
    if not -_OVERLAP <= _days(before.end, now.start) <= _GAP:
        why = f"{name} là của {told(before)}, không liền trước kỳ này ({told(now)}), nên chỉ tìm đoạn chép lại"
        return Pair(previous, True, why=why)
    if months_of(before) != months_of(now):
        why = f"{name} là của {told(before)}, dài ngắn khác kỳ này ({told(now)}), nên không so số phát sinh trong kỳ"
        return Pair(previous, True, follows=True, promises=True, why=why)
    return Pair(previous, True, follows=True, equal_length=True, promises=True)


def current(index: Index) -> Pair | None:
    """As `pair_of`, only where the two may be compared at all."""
    pair = pair_of(index)
    return pair if pair is not None and pair.comparable else None


def _one_unit(one: Report, other: Report) -> bool:
    """True for one name, abbreviations spelled out and light words left out, and where a name is missing."""
    if one.header.unit is None or other.header.unit is None:
        return True
    first, second = (_words(unit.value) for unit in (one.header.unit, other.header.unit))
    return first == second


def _words(name: str) -> list[str]:
    light = {word for body in load_unit_names().values() for words in (*body.light, *body.opening) for word in words.split()}
    return [token for token in take_apart(name).tokens if token not in light]


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days
