"""Every sample as every kind of file an office sends: Word, old Word, OpenDocument, PDF, scan, old fonts, plain text."""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from builders.old_font import set_in_old_font
from builders.poor_font import NAME, write_poor_font
from builders.scan import scan
from builders.tracked import track_changes
from cdcs_parse.readers.programs import LIBREOFFICE, locate
from word_report import build_docx

REPORTS = Path(__file__).resolve().parents[2] / "samples" / "reports"

# form → how its file is made from the text and name of a sample; no other program is needed
IN_MEMORY: dict[str, Callable[[str, str], bytes]] = {
    "typed.docx": lambda text, name: build_docx(text, name, typed=True),
    "auto.docx": build_docx,
    "tracked.docx": lambda text, name: track_changes(build_docx(text, name)),
    "fallback.docx": lambda text, name: build_docx(text, name, font=NAME),
    "tcvn3.docx": lambda text, name: set_in_old_font(build_docx(text, name, typed=True)),
    "nfd.txt": lambda text, name: unicodedata.normalize("NFD", text).encode(),
    "utf16.txt": lambda text, name: text.encode("utf-16"),
}
# form → the form it is made from, and LibreOffice's name of the format
CONVERTED = {
    "doc": ("auto.docx", "doc:MS Word 97"),
    "odt": ("auto.docx", "odt"),
    "rtf": ("auto.docx", "rtf"),
    # Word writes its numbers into a web page as words; LibreOffice would make other lists of them
    "html": ("typed.docx", "html:HTML (StarWriter):EmbedImages"),
    "pdf": ("auto.docx", "pdf"),
    "fallback.pdf": ("fallback.docx", "pdf"),
}


def names() -> list[str]:
    """The samples, in order."""
    return sorted(path.stem for path in REPORTS.glob("*.txt"))


def text_of(name: str) -> str:
    """The text of a sample."""
    return (REPORTS / f"{name}.txt").read_text(encoding="utf-8")


def write_in_memory(folder: Path, samples: Iterable[str], forms: Iterable[str] = tuple(IN_MEMORY)) -> None:
    """Write the forms that need no other program, as FOLDER/FORM/SAMPLE.EXT."""
    for name in samples:
        text = text_of(name)
        for form in forms:
            path = place(folder, form, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(IN_MEMORY[form](text, name))


def place(folder: Path, form: str, name: str) -> Path:
    """Where the file of a sample in a form stands."""
    return folder / form / f"{name}.{form.rpartition('.')[2]}"


def convert(folder: Path, samples: Sequence[str], forms: Iterable[str] = tuple(CONVERTED)) -> None:
    """Write the forms that LibreOffice makes of the Word files, many files a call, under a profile of its own.

    Raises FileNotFoundError without LibreOffice, RuntimeError where it left a file out.
    """
    for form in forms:
        source, target = CONVERTED[form]
        write_in_memory(folder, samples, (source,))
        fonts = write_poor_font(folder / "fonts") if source == "fallback.docx" else None
        office([place(folder, source, name) for name in samples], target, folder / form, folder / "profile", fonts)
        if form == "rtf":
            for name in samples:
                _restore_labels(place(folder, form, name))
        missing = [name for name in samples if not place(folder, form, name).exists()]
        if missing:
            raise RuntimeError(f"LibreOffice wrote no {form} of {', '.join(missing)}")


def scan_pages(folder: Path, samples: Iterable[str], pages: Sequence[int] | None = None) -> None:
    """Write the scans of the PDFs that stand in the folder; `pages` from 0."""
    for name in samples:
        path = place(folder, "scan.pdf", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(scan(place(folder, "pdf", name).read_bytes(), pages=pages))


def _restore_labels(path: Path) -> None:
    """Write the words of automatic numbers as Word does; LibreOffice puts a question mark for letters beyond Latin-1."""
    data = path.read_bytes()
    for word in ("PHẦN ", "Điều "):
        lost = "".join(c if ord(c) < 128 else r"\'3f" for c in word)
        kept = "".join(c if ord(c) < 128 else rf"\u{ord(c)}?" for c in word)
        data = re.sub(rb"(?<=\\leveltext \\'0\d)" + re.escape(lost.encode()), lambda _: kept.encode(), data)  # noqa: B023
    path.write_bytes(data)


def office(files: Sequence[Path], target: str, folder: Path, profile: Path, fonts: Path | None = None) -> None:
    """Convert files with one call of LibreOffice; `fonts` are other settings of fontconfig."""
    program = locate(LIBREOFFICE)
    if program is None:
        raise FileNotFoundError("LibreOffice (soffice)")
    command = [str(program), "--headless", f"-env:UserInstallation={profile.resolve().as_uri()}", "--convert-to", target]
    command += ["--outdir", str(folder), *map(str, files)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"} | ({"FONTCONFIG_FILE": str(fonts.resolve())} if fonts else {})
    subprocess.run(command, check=True, timeout=60 + 20 * len(files), capture_output=True, env=environment)
