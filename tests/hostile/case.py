"""A hostile file: how it is made, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Outcome = tuple[str, str]

# what a sound report next to the damage says: it must still be read where a file is read at all
SOUND = "Tổng số đoàn viên: 46 người."


@dataclass(frozen=True)
class Case:
    """`build` writes into a folder and returns the path to read; `refused` are words of the refusal, `noted` of a note.

    With neither the file is read, `text` stands in what was read. `killed`: no cap holds it, the worker's limit must.
    `seconds` is the time it may take.
    """

    name: str
    build: Callable[[Path], Path]
    refused: str = ""
    noted: str = ""
    text: str = SOUND
    killed: bool = False
    seconds: float = 10.0


def file(name: str, data: bytes | Callable[[], bytes]) -> Callable[[Path], Path]:
    """A builder that writes one file."""

    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data() if callable(data) else data)
        return path

    return build
