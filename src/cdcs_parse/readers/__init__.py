"""A file becomes a Document: each reader knows one format and nothing of unions."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from cdcs_parse.errors import ReadError
from cdcs_parse.model.sidecar import SUFFIX
from cdcs_parse.readers.archive import read_member
from cdcs_parse.readers.damage import examine
from cdcs_parse.readers.detect import detect, lie, load, refuse

if TYPE_CHECKING:
    from cdcs_parse.model.document import Document, Revisions
    from cdcs_parse.readers.inputs import Input

# format → "module:function" of a reader (data: bytes, name: str) -> Document; imported when the first such file comes,
# because lxml and pdfplumber take longer to import than most reports to parse
READERS: dict[str, str] = {
    "txt": "cdcs_parse.readers.plain:read_text",
    "md": "cdcs_parse.readers.plain:read_text",
    "docx": "cdcs_parse.readers.docx:read_docx",
    "pdf": "cdcs_parse.readers.pdf:read_pdf",
    "image": "cdcs_parse.readers.images:read_image",
    "doc": "cdcs_parse.readers.office:read_doc",
    "rtf": "cdcs_parse.readers.office:read_rtf",
    "odt": "cdcs_parse.readers.office:read_odt",
    "html": "cdcs_parse.readers.html:read_html",
    "mime": "cdcs_parse.readers.html:read_mime",
}

# formats whose reader takes `revisions`
TRACKED = {"docx", "doc", "rtf", "odt"}


def read(path: str | Path, revisions: Revisions = "accept") -> Document:
    """Read a file; its content decides the format, its name only tells text from Markdown.

    `revisions` says whether the tracked changes of an office file are accepted or rejected; other formats have none.

    Raises ReadError for whatever cannot be read as a report: missing, empty, truncated, encrypted, foreign, scanned, or with
    letters damaged throughout. Damaged lines are named in the notes.
    """
    path = Path(path)
    if path.name.endswith(SUFFIX):
        raise ReadError(
            "a file of explanations and corrections, not a report", where=path.name, hint="give the report that it stands beside"
        )
    data = load(path)
    # a name in a foreign encoding holds half characters, which no output can carry
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return read_bytes(data, name, revisions)


def read_input(item: Input, revisions: Revisions = "accept") -> Document:
    """Read one input of a folder, which may stand inside an archive or a mail; raises ReadError as `read` does."""
    if not item.member:
        return read(item.path, revisions)
    name = item.path.name + "/" + item.name.rpartition(f"{item.path.name}/")[2]
    return read_bytes(read_member(item.path, item.member), name, revisions)


def read_bytes(data: bytes, name: str, revisions: Revisions = "accept") -> Document:
    """Read the bytes of a file called `name`; raises ReadError as `read` does."""
    kind = detect(data, name)
    if kind not in READERS:
        raise refuse(kind, name)
    module, function = READERS[kind].split(":")
    options = {"revisions": revisions} if kind in TRACKED else {}
    document: Document = getattr(import_module(module), function)(data, name, **options)
    note = lie(kind, name)
    if note:
        document = document.model_copy(update={"notes": (*document.notes, note)})
    return examine(document)
