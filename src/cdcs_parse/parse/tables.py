"""Tables become figures: the row names the concept, the head the year or the unit of measure, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cdcs_parse.model.document import Table
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.masks import Masked
from cdcs_parse.parse.numerals import Numeral


def resolve_table(
    reader: Any, place: int, block: Table, info: Any, numerals: Sequence[Numeral], headings: Sequence[Line]
) -> Iterator[tuple[list[Any], list[Masked]]]:
    """Yield found figures and masks of one table."""
    return iter(())
