"""The words in names of unions: abbreviations, light words, administrative levels; read when names are resolved."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pydantic import Field

from cdcs_parse.catalog.loader import read_entries
from cdcs_parse.model.base import Model
from cdcs_parse.text import normalize


class NameWords(Model):
    """Words of one kind of body."""

    id: str = Field(description="kind of body")
    short: dict[str, str] = Field(default_factory=dict, description="abbreviation to what it stands for, folded")
    light: tuple[str, ...] = Field(default=(), description="words a name may have or lack")
    opening: tuple[str, ...] = Field(default=(), description="words a name may begin with or not")
    levels: tuple[str, ...] = Field(default=(), description="words of administrative levels")
    forms: tuple[str, ...] = Field(default=(), description="words of the legal form, which a name may lack")
    contrary: tuple[tuple[str, str], ...] = Field(default=(), description="legal forms that are never one unit's")
    trades: tuple[str, ...] = Field(default=(), description="lines of business, which a short name leaves out")
    remarks: tuple[str, ...] = Field(default=(), description="what stands in brackets behind a name and is no part of it")
    same: tuple[tuple[str, str], ...] = Field(default=(), description="pairs of names that are one unit's")
    different: tuple[tuple[str, str], ...] = Field(default=(), description="pairs of names that are two units'")


@lru_cache(maxsize=1)
def load_unit_names() -> dict[str, NameWords]:
    """The built-in words by kind of body."""
    name = "unit_names.yaml"
    text = files("cdcs_parse.catalog").joinpath("data", name).read_text(encoding="utf-8")
    return dict(read_entries(name, normalize(text), NameWords))
