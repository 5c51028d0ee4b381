"""Optional programs (LibreOffice, Tesseract): found, run as children under a time limit, ended with all they started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cdcs_parse.errors import ReadError
from cdcs_parse.processes import end_family

_SHOWN = 300  # characters of a program's own complaint worth quoting


@dataclass(frozen=True, slots=True)
class Program:
    """A program we can use but do not need; `variable` is the environment variable that overrides where it is."""

    label: str
    variable: str
    commands: tuple[str, ...]
    # below "Program Files" and the like on Windows; whole paths elsewhere
    windows: tuple[str, ...]
    elsewhere: tuple[str, ...]
    install: str


LIBREOFFICE = Program(
    label="LibreOffice",
    variable="CDCS_SOFFICE",
    commands=("soffice", "libreoffice"),
    # soffice.com waits for the work to be done, soffice.exe need not
    windows=(r"LibreOffice\program\soffice.com", r"LibreOffice\program\soffice.exe"),
    elsewhere=(
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "~/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "/usr/lib/libreoffice/program/soffice",
        "/opt/libreoffice/program/soffice",
        "/snap/bin/libreoffice",
    ),
    install="Debian, Ubuntu: apt install libreoffice-writer-nogui; Windows, macOS: libreoffice.org",
)
TESSERACT = Program(
    label="Tesseract",
    variable="CDCS_TESSERACT",
    commands=("tesseract",),
    windows=(r"Tesseract-OCR\tesseract.exe",),
    elsewhere=("/opt/homebrew/bin/tesseract", "/usr/local/bin/tesseract", "/opt/local/bin/tesseract"),
    install="Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet; "
    "macOS: brew install tesseract tesseract-lang; "
    "Windows: the installer of UB Mannheim, with Vietnamese ticked",
)


def locate(program: Program) -> Path | None:
    """Where a program is: its environment variable, the PATH, the usual places; None when it is nowhere."""
    named = os.environ.get(program.variable)
    if named:
        path = Path(named).expanduser()
        return path if path.is_file() else None
    for command in program.commands:
        found = shutil.which(command)
        if found:
            return Path(found)
    return next((path for path in _usual_places(program) if path.is_file()), None)


def _usual_places(program: Program) -> Iterator[Path]:
    if sys.platform == "win32":
        roots = (os.environ.get(key) for key in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"))
        for root in filter(None, roots):
            for place in program.windows:
                yield Path(root) / place
                yield Path(root) / "Programs" / place
    else:
        yield from (Path(place).expanduser() for place in program.elsewhere)


def require(program: Program, what: str, *, where: str) -> Path:
    """The place of a program; ReadError telling what (`what` the file is) needs it and how to install it."""
    path = locate(program)
    if path is not None:
        return path
    named = os.environ.get(program.variable)
    if named:
        raise ReadError(f"{what} needs {program.label}; {program.variable} names no file: {named}", where=where, hint="correct it")
    raise ReadError(f"{what} needs the program {program.label}, which is not installed", where=where, hint=program.install)


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder of its own for one run of a program, removed afterwards whatever happened."""
    # Windows keeps files open that a killed program's children still hold: what cannot be removed must not hide the real error
    with tempfile.TemporaryDirectory(prefix="cdcs-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def run(
    program: Program,
    arguments: Sequence[str | Path],
    *,
    what: str,
    where: str,
    folder: Path,
    seconds: float,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Run a program in `folder` and return its standard output.

    `what` and `where` name the job and the file in errors. Raises ReadError when the program is missing, cannot be started,
    takes longer than `seconds` (it and all its children are ended), is ended by a signal, or reports failure.
    """
    command = [str(require(program, what, where=where)), *map(str, arguments)]
    out, err = folder / "standard-output", folder / "standard-error"
    # files, not pipes: a grandchild that lives on would keep a pipe open, and reading it would never end
    with out.open("wb") as output, err.open("wb") as errors:
        try:
            process = _start(command, folder, output.fileno(), errors.fileno(), environment)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ReadError(
                f"{program.label} cannot be started ({reason})", where=where, hint=f"reinstall it: {program.install}"
            ) from error
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ReadError(
                f"{program.label} did not finish within {seconds:g} seconds", where=where, hint="open the file and save it as .docx"
            ) from error
        finally:
            end_family(process)
    if code:
        how = f"was ended by signal {-code}" if code < 0 else f"failed (exit code {code})"
        said = _complaint(err)
        raise ReadError(
            f"{program.label} {how}{f': {said}' if said else ''}",
            where=where,
            hint="the file may be damaged: open and save it again",
        )
    return out.read_bytes()


def _start(
    command: Sequence[str], folder: Path, out: int, err: int, environment: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    variables = {**os.environ, **(environment or {})}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=variables, creationflags=flags
        )
    return subprocess.Popen(  # noqa: S603
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=variables, start_new_session=True
    )


def _complaint(path: Path) -> str:
    """What the program said on its standard error, as one line, shortened."""
    with path.open("rb") as file:
        said = " ".join(file.read(20 * _SHOWN).decode("utf-8", errors="replace").split())
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"


@lru_cache
def version(program: Program) -> str:
    """The version a program tells of itself ("7.4.7.2"), "" when it cannot be asked; asked once a process."""
    try:
        with workspace() as folder:
            said = run(program, ["--version"], what="asking its version", where=program.label, folder=folder, seconds=20)
    except ReadError:
        return ""
    words = said.decode("utf-8", errors="replace").split()
    return next((word.removeprefix("v") for word in words if word.removeprefix("v")[:1].isdigit()), "")
