"""Where a Word text refers to notes: marks among the letters of a draft, taken out when the letters get their places."""

from __future__ import annotations

import re

from cdcs_parse.text import normalize

# characters that XML cannot hold, so no file can forge one; no letter inside, since letters have a weight
_MARK = re.compile("\x02([0-9]:-?[0-9]{1,9})\x03")
_KINDS = ("footnote", "endnote")


def mark(kind: str, ident: str) -> str:
    """What stands in a draft where the text refers to note `ident`; empty for an id that is no number."""
    made = f"\x02{_KINDS.index(kind)}:{ident}\x03"
    return made if _MARK.fullmatch(made) else ""


def without_marks(text: str) -> str:
    """`text` with all marks taken out."""
    return _MARK.sub("", text)


class Anchors:
    """The places of the marks in the document's text, by kind and id of the note."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, kind: str, ident: str) -> int | None:
        """Where the text first refers to a note; None when that stands under a merged cell."""
        return self._places.get(f"{_KINDS.index(kind)}:{ident}")

    def take(self, text: str, at: int) -> str:
        """The text of a block that begins at `at`, without its marks, whose places are put down."""
        if "\x02" not in text:
            return text
        found, parts, length = list[tuple[str, int]](), list[str](), 0
        for index, part in enumerate(_MARK.split(text)):
            if index % 2:
                found.append((part, length))
            else:
                parts.append(part)
                length += len(part)
        # letters that a mark kept apart may still join, which moves a place by a letter, never out of the block
        bare = normalize("".join(parts))
        text = bare.strip()
        lead = len(bare) - len(bare.lstrip())
        for key, place in found:
            self._places.setdefault(key, at + min(max(0, place - lead), len(text)))
        return text
