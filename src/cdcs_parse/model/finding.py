"""A problem in the content of a report, with its arithmetic and its place."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Model, Quote
from cdcs_parse.model.comparison import Passage

FindingKind = Literal[
    "sum", "balance", "percent_of_ratio", "part_exceeds_whole", "order", "impossible_date", "missing_unit", "contradiction",
    "completeness", "target_claim", "plausibility", "copied", "format", "scale",
]  # fmt: skip


class Finding(Model):
    """One contradiction, gap or impossibility. A finding is a value, never an exception."""

    id: str = Field(description="stable within a report")
    rule: str = Field(description="letter and number, never reused")
    kind: FindingKind = Field(description="family of the problem")
    severity: Literal["error", "warning", "info"] = Field(description="error: cannot be true")
    message_vi: str = Field(description="for the officer")
    message_en: str = Field(description="for the programmer")
    facts: tuple[str, ...] = Field(default=(), description="ids of the facts it rests on")
    spans: tuple[Quote, ...] = Field(default=(), description="the places")
    previous: tuple[Passage, ...] = Field(default=(), description="the places in the report of the time before that it rests on")
    arithmetic: str | None = Field(default=None, description="the sum that does not come out")
    suggestion: str | None = Field(default=None, description="a correction to consider")
    root: str | None = Field(default=None, description="id of the finding it follows from; none for a root cause")
    explained: str | None = Field(default=None, description="the writer's explanation, where one was given")
