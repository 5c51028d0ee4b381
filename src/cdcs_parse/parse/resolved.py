"""What a figure was found to mean, and what the lines before it have established."""

from __future__ import annotations

from dataclasses import dataclass, field

from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.cues import Evidence
from cdcs_parse.parse.figure import Figure

POPULATIONS = ("workforce", "union_members")


@dataclass(slots=True)
class Resolved:
    """A figure with its meaning and how it came by it."""

    figure: Figure
    zone: Zone
    indicator: str | None = None
    dimensions: dict[str, str] = field(default_factory=dict)
    candidates: list[tuple[str, Evidence]] = field(default_factory=list)
    basis: str = "danh mục chưa có chỉ tiêu phù hợp"
    label: tuple[int, int] | None = None
    breakdown: bool = False
    change: bool = False
    pair: bool = False
    earlier: bool = False
    headed: bool = False  # named by the head of its column


@dataclass(slots=True)
class Scope:
    """What the lines before have established: the population that breakdowns refer to, the facts of governing lines."""

    population: str | None = None
    lines: dict[int, list[Resolved]] = field(default_factory=dict)
