"""Old Word, Rich Text and OpenDocument files: LibreOffice converts them to .docx, which the reader of Word files reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Revisions, Source
from cdcs_parse.readers.docx import read_docx
from cdcs_parse.readers.programs import LIBREOFFICE, require, run, version, workspace

# a report takes two seconds; folder runs end a worker after 120, and the program has to be ended by then
SECONDS = 90

# a new profile runs no macros and asks nobody; beside that nothing a file links to is fetched
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def read_doc(data: bytes, name: str, *, revisions: Revisions = "accept") -> Document:
    """Read an old Word file (.doc); raises ReadError without LibreOffice and for a file it cannot convert."""
    return _read(data, name, "doc", "an old Word file (.doc)", "application/msword", revisions)


def read_rtf(data: bytes, name: str, *, revisions: Revisions = "accept") -> Document:
    """Read a Rich Text file; raises ReadError without LibreOffice and for a file it cannot convert."""
    return _read(data, name, "rtf", "a Rich Text file (.rtf)", "application/rtf", revisions)


def read_odt(data: bytes, name: str, *, revisions: Revisions = "accept") -> Document:
    """Read an OpenDocument text; raises ReadError without LibreOffice and for a file it cannot convert."""
    return _read(data, name, "odt", "an OpenDocument text (.odt)", "application/vnd.oasis.opendocument.text", revisions)


def _read(data: bytes, name: str, suffix: str, what: str, media_type: str, revisions: Revisions) -> Document:
    document = read_docx(convert(data, name, suffix, what), name, revisions=revisions)
    source = Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type, reader="office")
    note = f"converted from .{suffix} by LibreOffice {version(LIBREOFFICE)}".rstrip()
    return document.model_copy(update={"source": source, "notes": (note, *document.notes)})


def convert(data: bytes, name: str, suffix: str, what: str) -> bytes:
    """The file as .docx; `what` names its kind in errors.

    Raises ReadError when LibreOffice is missing, fails, makes nothing of the file or overruns its time.
    """
    require(LIBREOFFICE, what, where=name)
    with workspace() as folder:
        profile = folder / "profile"
        _write_profile(profile)
        # never the sender's name: it could read as an option, and carries whatever letters
        source = folder / f"report.{suffix}"
        source.write_bytes(data)
        arguments = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nodefault"]
        arguments += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)]
        run(LIBREOFFICE, arguments, what=what, where=name, folder=folder, seconds=SECONDS)
        result = folder / "out" / "report.docx"
        # LibreOffice reports success even when it could not load the file
        if not result.is_file() or not result.stat().st_size:
            raise ReadError(
                "LibreOffice could not convert it", where=name, hint="it may be damaged: open it in Word and save it as .docx"
            )
        return result.read_bytes()


def _write_profile(profile: Path) -> None:
    """A profile for one run: two runs in one profile wait for each other or fail."""
    user = profile / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{key}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, key, value in _SETTINGS
    )
    text = f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    (user / "registrymodifications.xcu").write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', encoding="utf-8")
