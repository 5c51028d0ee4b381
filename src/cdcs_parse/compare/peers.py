"""Who is far from its peers: robust statistics on logarithms, which show đồng written for nghìn đồng."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from cdcs_parse.model.ranking import Outlier
from cdcs_parse.model.wording import number

# fewer peers than this say nothing about what is usual
_ENOUGH = 5
_SHOWN = 12
# units between a third and three times as large
_SIZE = 3
# and of those the nearest on either side
_NEAREST = 60
_WORTH_A_LOOK = 0.8
# distance in scaled median absolute deviations (Iglewicz and Hoaglin take 3.5), and the least factor worth a person's look
_FAR = 3.5
_FACTOR = 8
_SCALED = 1.4826
# values of one unit that are all alike have no spread; a tenth of a decade is taken then
_LEAST_SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with its value, its size in members and the kind it is compared within."""

    unit: str
    value: Decimal
    size: Decimal | None
    kind: str


def find_outliers(
    candidates: Sequence[Candidate], *, by_size: bool, of_size: str | None = None, money: bool = True
) -> dict[str, Outlier]:
    """Units whose positive value is far from those of their peers, by unit.

    With `by_size` values are divided by members first where both sides have them. Values that are sizes themselves name in
    `of_size` what they are divided by; those without it are left out, since units differ in size by nature. Floats are used
    for the statistics alone; what is reported is computed from the decimals.
    """
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.value > 0:
            groups[candidate.kind].append(candidate)
    found: dict[str, Outlier] = {}
    for group in groups.values():
        sized = [c for c in group if c.size]
        if by_size and len(sized) > _ENOUGH:
            found |= _among(sized, of_size or "đoàn viên", money=money)
        elif len(group) > _ENOUGH and of_size is None:
            found |= _among(group, None, money=money)
    return found


def _among(group: Sequence[Candidate], per: str | None, *, money: bool) -> dict[str, Outlier]:
    """The far ones of one kind; `per` names what values are divided by."""
    per_member = per is not None
    amount = {c.unit: c.value / c.size if per_member and c.size else c.value for c in group}
    logs = {unit: math.log10(value) for unit, value in amount.items()}
    middle, spread = _middle_and_spread(list(logs.values()))
    ordered = sorted(group, key=lambda c: (c.size or Decimal(), c.unit))
    sizes = [c.size or Decimal() for c in ordered]
    whole = median(amount.values())
    found: dict[str, Outlier] = {}
    for candidate in group:
        # the whole group first: only who is far from all is held against those of its size
        if abs(logs[candidate.unit] - middle) < _FAR * spread * _WORTH_A_LOOK:
            continue
        peers = ordered
        if per_member and candidate.size:
            low, high = bisect_left(sizes, candidate.size / _SIZE), bisect_right(sizes, candidate.size * _SIZE)
            at = bisect_left(sizes, candidate.size)
            alike = ordered[max(low, at - _NEAREST) : min(high, at + _NEAREST)]
            peers = alike if len(alike) > _ENOUGH else ordered
        if len(peers) <= 2 * _NEAREST:
            # among thousands one value moves no median, and looking for it each time would take long
            peers = [c for c in peers if c.unit != candidate.unit]
            centre, width = _middle_and_spread([logs[c.unit] for c in peers])
        else:
            centre, width = middle, spread
        score = abs(logs[candidate.unit] - centre) / width
        usual = median(amount[c.unit] for c in peers) if len(peers) <= 2 * _NEAREST else whole
        factor = amount[candidate.unit] / usual
        if score >= _FAR and not Decimal(1) / _FACTOR < factor < _FACTOR:
            found[candidate.unit] = _outlier(factor, usual, score, peers, per, money=money)
    return found


def _middle_and_spread(logs: Sequence[float]) -> tuple[float, float]:
    middle = median(logs)
    return middle, max(_SCALED * median(abs(one - middle) for one in logs), _LEAST_SPREAD)


def _outlier(
    factor: Decimal, usual: Decimal, score: float, peers: Sequence[Candidate], per: str | None, *, money: bool
) -> Outlier:
    times = factor if factor >= 1 else 1 / factor
    far = f"gấp {number(times, 0 if times >= 20 else 1)} lần" if factor >= 1 else f"chỉ bằng khoảng 1/{number(times, 0)}"
    slip = money and any(_close(times, slip) for slip in (1000, 1_000_000))
    basis = f" tính trên mỗi {per}" if per else ""
    hint = "; có thể nhầm đơn vị tiền (đồng, nghìn, triệu)" if slip else ""
    return Outlier(
        factor=_rounded(factor),
        median=_rounded(usual),
        per_member=per is not None,
        score=Decimal(f"{score:.1f}"),
        peers=tuple(c.unit for c in peers[:_SHOWN]),
        reason=f"{far} trung vị của {len(peers)} đơn vị cùng loại{basis}{hint}",
    )


def _close(times: Decimal, slip: int) -> bool:
    return slip / 6 < times < slip * 6


def _rounded(value: Decimal) -> Decimal:
    """Three digits that mean something."""
    return Decimal(f"{value:.3g}")
