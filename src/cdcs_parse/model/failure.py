"""A file of a folder that could not be read."""

from __future__ import annotations

from pydantic import Field

from cdcs_parse.model.base import Model


class Failure(Model):
    """A file without a report: it stands where its report would stand, so that nothing is lost silently."""

    path: str = Field(description="file as the caller named it, below the folder given")
    reason: str = Field(description="why it could not be read")
    hint: str = Field(default="", description="what to do next")
