"""Where a figure stands on paper: the printed lines under its characters."""

from __future__ import annotations

from bisect import bisect_right

from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Block, Box, Document
from cdcs_parse.model.fact import Evidence


def find_evidence(document: Document, span: Span, block: Block) -> Evidence | None:
    """The page and box of the characters of `span`, which lie in `block`; the block's own where its lines are unknown."""
    places = document.places
    index = max(0, bisect_right(places, span.start, key=lambda place: place.span.start) - 1)
    under = []
    while index < len(places) and places[index].span.start < span.end:
        if places[index].span.overlaps(span):
            under.append(places[index])
        index += 1
    if not under:
        return None if block.page is None else Evidence(page=block.page, box=block.box)
    page = under[0].page
    boxes = [place.box for place in under if place.page == page]
    sure = [place.confidence for place in under if place.confidence is not None]
    return Evidence(
        page=page,
        box=Box(
            x0=min(box.x0 for box in boxes),
            top=min(box.top for box in boxes),
            x1=max(box.x1 for box in boxes),
            bottom=max(box.bottom for box in boxes),
        ),
        ocr_confidence=min(sure, default=None),
        doubtful=tuple(offset for place in under for offset in place.doubtful if span.start <= offset < span.end),
    )
