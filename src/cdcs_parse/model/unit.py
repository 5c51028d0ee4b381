"""A union body in the registry: how it was called and where it belonged at a time, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from cdcs_parse.model.base import Model

UnitKind = Literal["grassroots", "grassroots_member", "department", "upper", "province", "national"]
EventKind = Literal["rename", "reparent", "merge", "split", "dissolve", "found"]
How = Literal["decided", "exact", "near", "doubtful", "unknown"]


class Unit(Model):
    """A union body (tổ chức công đoàn) as one row of the registry tells of it; rows of one id follow each other in time."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", description="stable id, the same through every renaming")
    name: str = Field(min_length=1, description="official name")
    aliases: tuple[str, ...] = Field(default=(), description="other names it is or was called by")
    kind: UnitKind = Field(default="grassroots", description="CĐCS, CĐCS thành viên, công đoàn bộ phận, cấp trên, tỉnh, trung ương")
    sector: str | None = Field(default=None, description="branch: giáo dục, y tế, doanh nghiệp …; peers are looked for in it")
    parent: str | None = Field(default=None, description="id of the body directly above")
    start: date | None = Field(default=None, alias="from", description="first day; none: before all reports")
    end: date | None = Field(default=None, alias="to", description="last day; none: still there")


class Event(Model):
    """A dated change of the structure. On its date the new state holds already."""

    day: date = Field(alias="date", description="first day of the new state")
    kind: EventKind = Field(description="đổi tên, chuyển cấp trên, sáp nhập, chia tách, giải thể, thành lập")
    units: tuple[str, ...] = Field(min_length=1, description="ids it happens to")
    into: tuple[str, ...] = Field(default=(), description="merge and split: ids of what came of them")
    name: str | None = Field(default=None, description="rename: the new name")
    parent: str | None = Field(default=None, description="reparent: id of the new parent")
    note: str | None = Field(default=None, description="the decision it rests on")


class Candidate(Model):
    """A unit that a name may mean."""

    unit: str = Field(description="id of the registry")
    unit_name: str = Field(description="its name")


class NameUse(Model):
    """A name as reports write it, and the unit it was found to be."""

    name: str = Field(description="as written in the reports")
    parent: str | None = Field(description="the body above, as written")
    unit: str | None = Field(description="id of the registry; none where doubtful, unknown, or decided to be no unit of it")
    unit_name: str | None = Field(description="name of that unit at the time of the reports")
    how: How = Field(description="decided by a person, exact, near, doubtful, unknown")
    reason: str = Field(description="in Vietnamese")
    candidates: tuple[Candidate, ...] = Field(description="what a doubtful name may mean")
    reports: tuple[str, ...] = Field(description="files that write it so")
