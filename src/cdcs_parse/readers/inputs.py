"""What there is to read under a path: the files of a folder, in order, each with the name the caller knows it by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdcs_parse.errors import ReadError
from cdcs_parse.model.failure import Failure
from cdcs_parse.model.sidecar import SUFFIX
from cdcs_parse.readers.archive import is_container, list_members


@dataclass(frozen=True, slots=True)
class Input:
    """One report to be read. `name` is its path below the folder given, with "/" between; travels to worker processes.

    `member` is the report's place in `path` when that is an archive or a mail, as `archive.read_member` takes it.
    """

    path: Path
    name: str
    member: tuple[int, ...] = ()


def find_inputs(folder: Path) -> Iterator[Input | Failure]:
    """Everything below `folder` in order of name; what cannot be listed is a Failure in its place.

    An archive of reports or a mail with attachments stands for the files in it, and may be given in the folder's place.

    Left out: hidden files, the lock files of Word, and sidecars, which are read with their reports.
    Links to files are read, links to folders are not followed, and said so.
    Raises ReadError when `folder` is none.
    """
    if folder.is_file() and is_container(folder):
        yield from _unpacked(Input(folder, ""))
        return
    if not folder.is_dir():
        raise ReadError("no such folder", where=str(folder), hint="give the folder that holds the reports")
    found: list[tuple[tuple[str, ...], Input | Failure]] = []

    def closed(fault: OSError) -> None:
        name = _below(folder, Path(str(fault.filename)))
        failure = Failure(path=name, reason=f"cannot be listed ({fault.strerror})", hint="check your rights on this folder")
        found.append((tuple(name.split("/")), failure))

    for place, folders, files in os.walk(folder, onerror=closed):
        for file in files:
            if not file.startswith((".", "~$")) and not file.endswith(SUFFIX):
                path = Path(place, file)
                name = _below(folder, path)
                found.append((path.relative_to(folder).parts, Input(path, name)))
        for inner in folders:
            path = Path(place, inner)
            if path.is_symlink():
                name = _below(folder, path)
                failure = Failure(path=name, reason="is a link to a folder, which is not followed", hint="give that folder itself")
                found.append((path.relative_to(folder).parts, failure))
    for _, one in sorted(found, key=lambda pair: pair[0]):
        if isinstance(one, Input) and is_container(one.path):
            yield from _unpacked(one)
        else:
            yield one


def _unpacked(archive: Input) -> Iterator[Input | Failure]:
    before = f"{archive.name}/" if archive.name else ""
    try:
        for one in list_members(archive.path):
            if isinstance(one, Failure):
                yield one.model_copy(update={"path": before + one.path})
            else:
                yield Input(archive.path, before + one[1], one[0])
    except ReadError as fault:
        yield Failure(path=archive.name or archive.path.name, reason=fault.what, hint=fault.hint)


def _below(folder: Path, path: Path) -> str:
    """The path as text that any output can carry: bytes of a foreign encoding become U+FFFD."""
    name = path.relative_to(folder).as_posix()
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
