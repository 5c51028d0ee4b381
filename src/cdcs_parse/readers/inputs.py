"""What there is to read under a path: the files of a folder, in order, each with the name the caller knows it by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdcs_parse.errors import ReadError
from cdcs_parse.model.failure import Failure


@dataclass(frozen=True, slots=True)
class Input:
    """One report to be read. `name` is its path below the folder given, with "/" between; travels to worker processes."""

    path: Path
    name: str


def find_inputs(folder: Path) -> Iterator[Input | Failure]:
    """Everything below `folder` in order of name; what cannot be listed is a Failure in its place.

    Left out: hidden files and the lock files of Word. Links to files are read, links to folders are not followed, and said so.
    Raises ReadError when `folder` is none.
    """
    if not folder.is_dir():
        raise ReadError("no such folder", where=str(folder), hint="give the folder that holds the reports")
    found: list[tuple[tuple[str, ...], Input | Failure]] = []

    def closed(fault: OSError) -> None:
        name = _below(folder, Path(str(fault.filename)))
        failure = Failure(path=name, reason=f"cannot be listed ({fault.strerror})", hint="check your rights on this folder")
        found.append((tuple(name.split("/")), failure))

    for place, folders, files in os.walk(folder, onerror=closed):
        for file in files:
            if not file.startswith((".", "~$")):
                path = Path(place, file)
                name = _below(folder, path)
                found.append((path.relative_to(folder).parts, Input(path, name)))
        for inner in folders:
            path = Path(place, inner)
            if path.is_symlink():
                name = _below(folder, path)
                failure = Failure(path=name, reason="is a link to a folder, which is not followed", hint="give that folder itself")
                found.append((path.relative_to(folder).parts, failure))
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))


def _below(folder: Path, path: Path) -> str:
    """The path as text that any output can carry: bytes of a foreign encoding become U+FFFD."""
    name = path.relative_to(folder).as_posix()
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
