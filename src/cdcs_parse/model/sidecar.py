"""What a person adds to a report: explanations of findings and corrections of figures, each with reason, author and day."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from cdcs_parse.model.base import Amount, Model
from cdcs_parse.model.fact import Period, Role
from cdcs_parse.model.quantity import Comparator, Kind, Per

# bc.docx.cdcs.yaml beside bc.docx
SUFFIX = ".cdcs.yaml"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
# what of a figure can be corrected
CHANGES = ("value", "denominator", "kind", "unit", "indicator", "dimensions", "role", "period", "comparator", "per")
# 1.250 is one and a quarter in YAML and one thousand two hundred and fifty to whoever types it
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


class Place(Model):
    """Words in a section; kept when the text around them changes, unlike an offset."""

    section: str = Field(default="", description="path of the section; empty for the whole text")
    quote: str = Field(min_length=1, description="the words, as they stand in the text")
    nth: int | None = Field(default=None, ge=1, description="which of several such places in the section, from 1")
    of: int | None = Field(default=None, ge=1, description="how many there were; a place is lost when there are more or fewer now")


class Explained(Model):
    """Why a finding is right as it stands; it silences that one finding."""

    rule: str = Field(pattern=r"^[A-Z]\d{2}$", description="id of the rule")
    place: Place | None = Field(default=None, description="first place of the finding; none for one about the whole report")
    reason: Words = Field(description="why it is so, for the reader of the report")
    who: Words = Field(description="who says so")
    when: Day = Field(description="ISO date")


class Correction(Model):
    """A figure that was read wrongly (change), is none (drop), or was not found (add). What is not said stays as read."""

    action: Literal["change", "drop", "add"] = Field(default="change", description="what to do")
    place: Place = Field(description="the characters of the figure")
    which: int | None = Field(default=None, ge=1, description="which of several figures read from the same characters, from 1")
    value: Amount | str | None = Field(
        default=None, union_mode="left_to_right", description="money in đồng, percent 98.5; a grade as a word"
    )
    denominator: Amount | None = Field(default=None, description="b of a ratio a/b")
    kind: Kind | None = Field(default=None, description="how it is stated; of an added figure the concept's own unless given")
    unit: str | None = Field(default=None, description="counting word; VND for money")
    indicator: str | None = Field(default=None, description="concept, an id of the catalogue")
    dimensions: dict[str, str] | None = Field(default=None, description="the whole breakdown: dimension id to value id")
    role: Role | None = Field(default=None, description="actual, target or prior_target")
    period: Period | None = Field(default=None, description="the time it tells of")
    comparator: Comparator | None = Field(default=None, description="eq, ge, gt, le, lt or approx")
    per: Per | None = Field(default=None, description="what one such amount falls on")
    reason: Words = Field(description="why")
    who: Words = Field(description="who says so")
    when: Day = Field(description="ISO date")

    @property
    def changes(self) -> dict[str, object]:
        """What it says of the figure, by field of the fact."""
        told = {name: getattr(self, name) for name in CHANGES}
        return {name: value for name, value in told.items() if value is not None}

    @field_validator("value")
    @classmethod
    def _plain_number(cls, value: Decimal | str | None) -> Decimal | str | None:
        if isinstance(value, str) and not re.fullmatch(r"[a-z_]+", value):
            raise ValueError("ghi số liền các chữ số, dấu chấm cho phần lẻ: 1250000 hoặc 98.5")
        if isinstance(value, Decimal) and (not value.is_finite() or _AMBIGUOUS.fullmatch(format(value, "f"))):
            raise ValueError("số có ba chữ số sau dấu chấm dễ nhầm với hàng nghìn: ghi 1250 hoặc 1.25")
        return value

    @field_validator("period", mode="before")
    @classmethod
    def _year(cls, period: object) -> object:
        if isinstance(period, str) and re.fullmatch(r"\d{4}", period):
            return {"start": f"{period}-01-01", "end": f"{period}-12-31"}
        return period

    @model_validator(mode="after")
    def _says_something(self) -> Correction:
        said = self.changes
        if self.action == "drop" and said:
            raise ValueError(f"bỏ một số liệu thì không ghi {', '.join(sorted(said))}")
        if self.action == "change" and not said:
            raise ValueError("chưa ghi sửa gì: value, indicator, dimensions, role, period …")
        if self.action == "add" and (self.value is None or self.indicator is None):
            raise ValueError("thêm một số liệu cần value và indicator")
        return self




class Mark(Model):
    """The report that a sidecar was written for."""

    name: str = Field(default="", description="file name")
    sha256: str = Field(default="", description="of the file's bytes")
    unit: str | None = Field(default=None, description="reporting union, as its header has it")
    title: str | None = Field(default=None, description="title, as its header has it")


class Sidecar(Model):
    """The file beside a report: bc.docx.cdcs.yaml for bc.docx."""

    version: Literal["1"] = Field(default="1", description="version of this form")
    report: Mark = Field(default=Mark(), description="the report it was written for")
    explanations: tuple[Explained, ...] = Field(default=(), description="findings that are right as they stand")
    corrections: tuple[Correction, ...] = Field(default=(), description="figures read otherwise, in the order of their making")
