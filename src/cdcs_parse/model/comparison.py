"""What a report promised and what a later one tells: comparisons, promises, and the sequence that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, overload

from pydantic import BaseModel, Field

from cdcs_parse.model.base import Amount, Model, Quote
from cdcs_parse.model.fact import Period
from cdcs_parse.model.quantity import Comparator, Kind, Per, Scale

if TYPE_CHECKING:
    import pandas

Verdict = Literal["met", "exceeded", "missed", "no_result", "not_comparable"]
Declared = Literal["met", "exceeded", "missed"]
PromiseOutcome = Literal["kept", "missed", "vanished", "goalposts_moved", "never_measured", "open"]
By = Literal["target", "year", "unit"]


class Passage(Model):
    """A place that a comparison rests on."""

    report: str = Field(description="file name of the report, or of the file of targets")
    span: Quote | None = Field(default=None, description="the figure in that report; none for a file of targets")
    sentence: str = Field(default="", description="the words around it, as written")
    section: str = Field(default="", description="path of its section")
    fact: str | None = Field(default=None, description="id of the fact")
    line: int | None = Field(default=None, description="line in a file of targets")


class Target(Model):
    """What was promised, as written."""

    value: Amount | str = Field(union_mode="left_to_right", description="money in đồng, percent 98.5; a grade as a word")
    comparator: Comparator = Field(description="the words before or after it, not what they imply")
    per: Per | None = Field(default=None, description="what one such amount falls on")
    high: Amount | None = Field(default=None, description="upper end of a range")
    kind: Kind = Field(description="how it is stated")
    unit: str | None = Field(default=None, description="counting word as written, VND for money, % for percents")
    scale: Scale | None = Field(default=None, description="rating scale of a grade")
    change: Literal["increase", "decrease"] | None = Field(
        default=None, description="promised as a change against an earlier value"
    )
    period: Period | None = Field(default=None, description="the time it is promised for")
    as_written: str = Field(description="its characters")


class Evidence(Model):
    """Where the two sides stand. `others` are further figures used: a whole, a base, the other years."""

    target: Passage = Field(description="the promise")
    result: Passage | None = Field(default=None, description="the figure that answers it")
    others: tuple[Passage, ...] = Field(default=(), description="wholes, bases, further years")


class Comparison(Model):
    """One target and what became of it. Field order is the order of the JSON."""

    unit: str | None = Field(default=None, description="reporting union, as the later report writes it")
    indicator: str | None = Field(description="concept; none when the target was not understood")
    label_vi: str = Field(description="Vietnamese name of the concept with its breakdown, or the target's own words")
    dimensions: dict[str, str] = Field(description="breakdown of the target: dimension id to value id")
    target: Target = Field(description="what was promised")
    result: Amount | str | None = Field(
        union_mode="left_to_right",
        default=None,
        description="in the measure of the target (percents, quotients: two decimals); a grade",
    )
    verdict: Verdict = Field(description="met, exceeded, missed, no_result or not_comparable")
    declared: Declared | None = Field(default=None, description="what the report itself says of it")
    contradicted: bool = Field(default=False, description="the report's own words and its figures disagree")
    difference: Amount | None = Field(default=None, description="result less what was required over the period")
    attainment: Amount | None = Field(default=None, description="result as percent of what was required, one decimal")
    reason: str = Field(description="the arithmetic in one Vietnamese sentence")
    evidence: Evidence = Field(description="both passages")


class PromiseStep(Model):
    """One year of a promise."""

    report: str = Field(description="report in which it was promised")
    period: Period | None = Field(default=None, description="the time it was promised for")
    target: Target = Field(description="as promised then")
    verdict: Verdict | None = Field(default=None, description="what became of it; none while its time has no report")
    result: Amount | str | None = Field(union_mode="left_to_right", default=None, description="what was reported")


class Promise(Model):
    """One promise from its birth to its outcome over a chain of reports."""

    unit: str | None = Field(default=None, description="reporting union")
    indicator: str | None = Field(description="concept")
    label_vi: str = Field(description="Vietnamese name of the concept with its breakdown")
    dimensions: dict[str, str] = Field(description="breakdown of its first target")
    per: Per | None = Field(default=None, description="what one such amount falls on")
    outcome: PromiseOutcome = Field(description="kept, missed, vanished, goalposts_moved, never_measured, or open")
    reason: str = Field(description="its story in one Vietnamese sentence")
    steps: tuple[PromiseStep, ...] = Field(description="year by year, the earliest first")


Item = TypeVar("Item", bound=BaseModel)


class Comparisons(Sequence[Item], Generic[Item]):
    """A sequence of what was compared, with filters; it shows itself in a notebook.

    `by` says how its items were made: "target" holds Comparison, "year" Series, "unit" UnitTable.
    `notes` tells what was left aside and why.
    """

    def __init__(
        self,
        items: Sequence[Item],
        by: By = "target",
        notes: Sequence[str] = (),
        promises: Callable[[], Comparisons[Any]] | None = None,
    ) -> None:
        self.items = tuple(items)
        self.by = by
        self.notes = tuple(notes)
        self._promises = promises

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Comparisons[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Comparisons[Item]:
        return Comparisons(self.items[index], self.by, self.notes) if isinstance(index, slice) else self.items[index]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Comparisons(by={self.by!r}, {len(self)} items)"

    def where(self, **wanted: Any) -> Comparisons[Item]:
        """The items whose fields have these values: `where(verdict="missed", indicator="blood_donors")`.

        A tuple, list or set of values means any of them. Raises AttributeError for a field that the items do not have.
        """
        kept = [item for item in self.items if all(_is(getattr(item, name), value) for name, value in wanted.items())]
        return Comparisons(kept, self.by, self.notes)

    def promises(self) -> Comparisons[Promise]:
        """What became of each promise over the chain of reports; for by="target" only."""
        return self._promises() if self._promises else Comparisons[Promise]((), self.by)

    def to_frame(self) -> pandas.DataFrame:
        """One row a target, a point of a series or a unit of a table, as a pandas DataFrame (needs pandas)."""
        from cdcs_parse.export.compared import compared_frame

        return cast("pandas.DataFrame", compared_frame(self))

    def _repr_html_(self) -> str:
        from cdcs_parse.export.compared import compared_html

        return compared_html(self)


def _is(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, (tuple, list, set, frozenset)) else bool(value == wanted)
