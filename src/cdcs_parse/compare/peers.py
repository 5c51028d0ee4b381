"""Who is far from its peers: robust statistics on logarithms, which show đồng written for nghìn đồng."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import NamedTuple

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
# the floats of the screening may be off in their last digits; the decimals decide
_LOG_FACTOR = math.log10(_FACTOR) - 1e-9
_SCALED = 1.4826
# values of one unit that are all alike have no spread; a tenth of a decade is taken then
_LEAST_SPREAD = 0.1


class Candidate(NamedTuple):
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
    """The far ones of one kind; `per` names what values are divided by.

    Floats, in order of size beside the units, say who may be far; what is reported is computed from the decimals.
    """
    per_member = per is not None
    ordered = sorted(group, key=lambda c: (c.size or 0, c.unit))
    sizes = [float(c.size or 0) for c in ordered]
    amounts = [float(c.value) / size if per_member else float(c.value) for c, size in zip(ordered, sizes, strict=True)]
    logs = [math.log10(amount) for amount in amounts]
    middle = median(logs)
    spread = _spread(logs, middle)
    everyone = _median_amount(ordered, amounts, range(len(ordered)), per_member=per_member)
    found: dict[str, Outlier] = {}
    for at, log in enumerate(logs):
        # the whole group first: only who is far from all is held against those of its size
        if abs(log - middle) < _FAR * spread * _WORTH_A_LOOK:
            continue
        peers: Sequence[int] = _alike(sizes, at) if per_member else range(len(ordered))
        centre, width, usual = middle, spread, float(everyone)
        # among thousands one value moves no median, and looking for it each time would take long
        if few := len(peers) <= 2 * _NEAREST:
            peers = [i for i in peers if i != at]
            usual = median([amounts[i] for i in peers])
        if abs(log - math.log10(usual)) < _LOG_FACTOR:
            continue
        if few:
            near = [logs[i] for i in peers]
            centre = median(near)
            width = _spread(near, centre)
        score = abs(log - centre) / width
        exact = _median_amount(ordered, amounts, peers, per_member=per_member) if few else everyone
        factor = _amount(ordered[at], per_member=per_member) / exact
        if score >= _FAR and not Decimal(1) / _FACTOR < factor < _FACTOR:
            found[ordered[at].unit] = _outlier(factor, exact, score, [ordered[i].unit for i in peers], per, money=money)
    return found


def _alike(sizes: Sequence[float], at: int) -> range:
    """Places of the units nearest in size, none beyond a third or three times it; of all where they are too few."""
    size = sizes[at]
    low, high, here = bisect_left(sizes, size / _SIZE), bisect_right(sizes, size * _SIZE), bisect_left(sizes, size)
    alike = range(max(low, here - _NEAREST), min(high, here + _NEAREST))
    return alike if len(alike) > _ENOUGH else range(len(sizes))


def _spread(logs: Sequence[float], middle: float) -> float:
    return max(_SCALED * median([abs(one - middle) for one in logs]), _LEAST_SPREAD)


def _median_amount(units: Sequence[Candidate], amounts: Sequence[float], of: Sequence[int], *, per_member: bool) -> Decimal:
    """The median as a decimal: floats tell which one or two it is made of."""
    ranked = sorted(of, key=amounts.__getitem__)
    half = len(ranked) // 2
    middle = ranked[half : half + 1] if len(ranked) % 2 else ranked[half - 1 : half + 1]
    return median(_amount(units[i], per_member=per_member) for i in middle)


def _amount(candidate: Candidate, *, per_member: bool) -> Decimal:
    return candidate.value / candidate.size if per_member and candidate.size else candidate.value


def _outlier(
    factor: Decimal, usual: Decimal, score: float, peers: Sequence[str], per: str | None, *, money: bool
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
        peers=tuple(peers[:_SHOWN]),
        reason=f"{far} trung vị của {len(peers)} đơn vị cùng loại{basis}{hint}",
    )


def _close(times: Decimal, slip: int) -> bool:
    return slip / 6 < times < slip * 6


def _rounded(value: Decimal) -> Decimal:
    """Three digits that mean something."""
    return Decimal(f"{value:.3g}")
