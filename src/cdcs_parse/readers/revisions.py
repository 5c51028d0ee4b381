"""Tracked changes of a Word file: which of the two sides of every change is read."""

from __future__ import annotations

from lxml import etree

from cdcs_parse.model.document import Revisions
from cdcs_parse.readers.package import W

INSERTED = frozenset({W + "ins", W + "moveTo"})
DELETED = frozenset({W + "del", W + "moveFrom"})


class Side:
    """The side that is read: `kept` elements are walked through, `dropped` ones passed over with all they hold."""

    def __init__(self, revisions: Revisions = "accept") -> None:
        self.reject = revisions == "reject"
        self.kept, self.dropped = (DELETED, INSERTED) if self.reject else (INSERTED, DELETED)
        # cells have marks of their own; a deleted run holds w:delText instead of w:t
        self.dropped_cell = W + ("cellIns" if self.reject else "cellDel")
        self.deleted_text = W + "delText" if self.reject else None

    def drops(self, properties: etree._Element | None) -> bool:
        """True when the row or paragraph end that has these properties is not there on this side."""
        return properties is not None and any(properties.find(tag) is not None for tag in self.dropped)

    def properties(self, now: etree._Element | None) -> etree._Element | None:
        """The properties on this side: `now`, or those it keeps from before a change of format (w:rPrChange, w:tcPrChange …)."""
        if not self.reject or now is None:
            return now
        before = now.find(f"{now.tag}Change")
        return now if before is None else next(iter(before), None)
