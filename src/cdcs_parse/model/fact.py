"""A figure: a quantity with its meaning, its time, its place and the rule that found it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Model, Quote, Span
from cdcs_parse.model.document import Box
from cdcs_parse.model.quantity import Quantity

Role = Literal["actual", "target", "prior_target"]
Outcome = Literal["met", "missed"]


class Period(Model):
    """A stretch of time, both days included, as ISO dates."""

    start: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="first day")
    end: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="last day")


class Candidate(Model):
    """A concept that a figure might have, and how strongly the words speak for it."""

    indicator: str = Field(description="id in the catalogue")
    score: float = Field(description="sum of the weights of its cues; comparable within one figure only")
    cues: tuple[str, ...] = Field(description="the words that speak for it, as they stand in the catalogue")
    ruled_out_by: str | None = Field(default=None, description="the phrase that forbids this concept here; none when it was free")


class Evidence(Model):
    """Where a figure stands on paper, and how surely it was read; for formats that have pages."""

    page: int = Field(ge=1, description="page, from 1")
    box: Box | None = Field(default=None, description="the printed lines it stands on, those of its first page")
    ocr_confidence: int | None = Field(
        default=None,
        ge=0,
        le=100,
        description="how sure text recognition is of its least sure word; none where the file gave the text",
    )
    doubtful: tuple[int, ...] = Field(default=(), description="offsets in the text of its digits that text recognition doubts")


class Fact(Quantity):
    """A figure of the report. Whatever is a fact claims to be a figure; other numbers are masks."""

    id: str = Field(description='"START-END" of its span, with ".2" … when several facts share it')
    indicator: str | None = Field(default=None, description="concept, an id of the catalogue; none when not understood")
    dimensions: dict[str, str] = Field(default_factory=dict, description="breakdown: dimension id to value id")
    candidates: tuple[Candidate, ...] = Field(default=(), description="concepts weighed, strongest first")
    head: str | None = Field(default=None, description="the words that say what is counted, for a figure without concept")
    role: Role = Field(default="actual", description="what is or was, what is planned, or a quoted target of the past")
    outcome: Outcome | None = Field(default=None, description="what the report says became of a quoted target")
    period: Period | None = Field(default=None, description="the time it tells of")
    period_source: Literal["stated", "inherited"] = Field(default="inherited", description="by its own words or the report's")
    organization: str | None = Field(default=None, description="subordinate unit of a table row; none for the unit itself")
    section: str = Field(default="", description="path of its section")
    label: Quote | None = Field(default=None, description="the words that name the concept")
    sentence: Span | None = Field(default=None, description="the sentence, line or table row it stands in")
    block: int | None = Field(default=None, description="index into document.blocks")
    evidence: Evidence | None = Field(default=None, description="place on paper; none where the format has no pages")
    basis: str = Field(description="the rule that found it, in words")


class Mask(Model):
    """A number that is no figure, and why: a date, a law, a heading number, or unread."""

    span: Quote = Field(description="the characters")
    reason: str = Field(description="date, law, heading, holiday, period, ordinal, name, definition, unread …")
    rule: str = Field(description="the rule that masked it")
