"""What all models share: frozen, closed, decimals written without exponent."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator


class Model(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def plain(number: Decimal) -> str:
    """Write a decimal as JSON carries it: no exponent, no trailing zeros ("11576000", "98.5")."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Amount = Annotated[Decimal, PlainSerializer(plain, return_type=str, when_used="json")]


class Span(Model):
    """A half-open range of code points of `document.text`."""

    start: int = Field(ge=0, description="first code point, counted in document.text")
    end: int = Field(ge=0, description="one past the last code point")

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"span ends at {self.end} before it starts at {self.start}")
        return self

    def overlaps(self, other: Span) -> bool:
        """True when the two ranges share a code point."""
        return self.start < other.end and other.start < self.end


class Quote(Span):
    """A range together with the characters it covers; a report checks that they are the ones of its text."""

    text: str = Field(description="document.text[start:end]")

    @model_validator(mode="after")
    def _covers(self) -> Quote:
        if len(self.text) != self.end - self.start:
            raise ValueError(f"{len(self.text)} characters quoted for a span of {self.end - self.start}")
        return self


def quote(text: str, start: int, end: int) -> Quote:
    """Quote `text[start:end]`."""
    return Quote(start=start, end=end, text=text[start:end])
