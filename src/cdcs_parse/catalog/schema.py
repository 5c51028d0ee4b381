"""What a vocabulary entry may say: one model per kind of YAML file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Model
from cdcs_parse.model.quantity import Comparator, Kind, Per

Topic = Literal[
    "situation", "care", "charity", "representation", "propaganda", "emulation", "organisation", "party", "women", "inspection",
    "finance", "direction",
]  # fmt: skip


class Counterexample(Model):
    """A wording that looks like the concept and is another's, or nobody's."""

    text: str = Field(description="wording with the number between ⟦ and ⟧")
    belongs_to: str | None = Field(default=None, alias="is", description="id of the concept it is, none for no concept")


class Indicator(Model):
    """One concept: an official quantity of union reports.

    Phrases are Vietnamese as written, matched folded and by whole syllables. "a + b" asks for both phrases in the
    figure's own clause, in any order.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="stable id")
    topic: Topic = Field(description="file it stands in")
    label_vi: str = Field(description="the one Vietnamese label, one to one with the id")
    kinds: tuple[Kind, ...] = Field(min_length=1, description="how it is usually stated, the first by preference")
    unit: str | None = Field(default=None, description="counting word, or VND")
    time: Literal["stock", "flow", "level"] = Field(description="over periods: last value, sum, or neither")
    across_units: Literal["sum", "weighted", "recompute", "max", "min", "share", "list", "none"] = Field(
        description="how values of several units are put together"
    )
    better: Literal["higher", "lower", "none"] = Field(description="direction of improvement")
    dimensions: tuple[str, ...] = Field(default=(), description="breakdowns it takes")
    labels: tuple[str, ...] = Field(default=(), description="phrases that name it wherever they stand in the clause")
    triggers: tuple[str, ...] = Field(default=(), description='"verb + noun": all parts in the figure\'s own clause')
    bare: tuple[str, ...] = Field(
        default=(), description="nouns that name it only when nothing else is said of what is counted (đoàn viên, đảng viên)"
    )
    weak: tuple[str, ...] = Field(default=(), description="ambiguous forms: they count only beside a context word")
    context: tuple[str, ...] = Field(
        default=(), description="section kinds or phrases of heading, parent line or sentence that support it"
    )
    excludes: tuple[str, ...] = Field(default=(), description="phrases in the figure's own clause that rule it out")
    units: tuple[str, ...] = Field(default=(), description="counting words it goes with; others rule it out; empty: any")
    aliases: tuple[str, ...] = Field(default=(), description="other names for look-up, not used for matching")
    amount: str | None = Field(default=None, description="the money concept of the same activity: visits have visit_spending")
    rate: str | None = Field(default=None, description="the concept a percent behind it states: members have density")
    spread: bool = Field(default=False, description="its amounts per person or gift are no gift values")
    gift_dimensions: dict[str, str] = Field(
        default_factory=dict, description="breakdown of the gift values told behind it: Tết gifts have the occasion in their name"
    )
    implies: dict[str, str] = Field(default_factory=dict, description="phrase to dimension:value that it states by itself")
    zero: bool = Field(default=False, description='"không có …" of it is a figure of value zero')
    examples: tuple[str, ...] = Field(default=(), description="wordings with the number between ⟦ and ⟧")
    counterexamples: tuple[Counterexample, ...] = Field(default=(), description="wordings it must not take")


class DimensionValue(Model):
    """One value of a breakdown."""

    label_vi: str = Field(description="Vietnamese label")
    phrases: tuple[str, ...] = Field(description="how it is written; whole syllables, folded")
    weak: tuple[str, ...] = Field(
        default=(), description="short forms read as this value only where the clause or the line lists values of the dimension"
    )
    excludes: tuple[str, ...] = Field(default=(), description="phrases of the clause that rule it out")
    examples: tuple[str, ...] = Field(default=(), description='"words ⟦n⟧ → indicator" that must carry this value')


class Dimension(Model):
    """A breakdown, such as sex."""

    id: str = Field(description="stable id")
    label_vi: str = Field(description="Vietnamese label")
    context: tuple[str, ...] = Field(
        default=(), description="phrases of line or parent that make the weak forms of its values firm"
    )
    values: dict[str, DimensionValue] = Field(description="by value id")


class SectionKind(Model):
    """A kind of section, known by the words of its title."""

    id: str = Field(description="stable id")
    label_vi: str = Field(description="Vietnamese label")
    titles: tuple[str, ...] = Field(description="phrases of a title, the longest match wins")
    role: Literal["actual", "target", "inherit"] = Field(default="inherit", description="role of bare figures in it")
    examples: tuple[str, ...] = Field(default=(), description="titles that must get this kind")
    counterexamples: tuple[str, ...] = Field(default=(), description="titles that must not")


class Unit(Model):
    """A counting word or a unit of measure."""

    id: str = Field(description="stable id")
    label_vi: str = Field(description="canonical word")
    counts: Literal["people", "occurrences", "events", "things", "bodies", "documents", "money", "measure", "share"] = Field(
        description="what one of it is"
    )
    phrases: tuple[str, ...] = Field(description="how it is written")
    factor: int = Field(default=1, description="đồng for one of a unit of money")
    kind: Kind | None = Field(default=None, description="kind of quantity it makes, where it decides that alone")
    examples: tuple[str, ...] = Field(default=(), description="wordings that must get it")


class Words(Model):
    """A list of phrases with one function: a comparator, a mask, a role word."""

    id: str = Field(description="stable id")
    phrases: tuple[str, ...] = Field(description="longest match wins")
    comparator: Comparator | None = Field(default=None, description="for words before or after a number")
    per: Per | None = Field(default=None, description="for words that spread a number")
    reason: str | None = Field(default=None, description="for masks: reason shown")
    examples: tuple[str, ...] = Field(default=(), description="wordings it must act on")
    counterexamples: tuple[str, ...] = Field(default=(), description="wordings it must leave alone")
