"""What a file is, by its bytes, and what to tell the owner of one that is no report."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path, PurePath

from cdcs_parse.errors import ReadError

# a report is under 10 MB; what is far beyond is a mistake, and must not fill the memory
MAX_BYTES = 200_000_000
MAX_MEMBERS = 10_000
TEXT_NAMES = {".txt": "txt", ".text": "txt", "": "txt", ".md": "md", ".markdown": "md"}

_SAVE_AS = "open it in Word or LibreOffice and save it as .docx"
_WORD_PDF = "give the report itself as .docx, .pdf or .txt"

# kind → (what it is, what to do); a kind that has a reader in READERS is read and its line here is not used
_REFUSED: dict[str, tuple[str, str]] = {
    "xml": ("an XML file", _SAVE_AS),
    "encrypted": ("encrypted with a password", "open it with its password and save it without one"),
    "xlsx": ("an Excel workbook, not a report", _WORD_PDF),
    "xls": ("an old Excel workbook, not a report", _WORD_PDF),
    "pptx": ("a PowerPoint presentation, not a report", _WORD_PDF),
    "ods": ("an OpenDocument spreadsheet, not a report", _WORD_PDF),
    "msg": ("an Outlook message (.msg)", "save its attachments and give them"),
    "ole": ("an old Office file of unknown kind", _SAVE_AS),
    "zip": ("a zip archive, not a report", "read it as a folder: cdcs parse, or parse_folder"),
    "archive": ("an archive, not a report", "unpack it and give the files inside"),
    "binary": ("a binary file of unknown kind", _WORD_PDF),
    "plain": ("plain text under a name of another format", "save it as .docx again, or name it .txt if it is meant as text"),
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Za-z][\w-]*: .*\r?\n(?:[ \t].*\r?\n)*){2}")
_XML = re.compile(rb"\s*<\?xml\b")


def load(path: Path) -> bytes:
    """The bytes of a regular file; ReadError when it is missing, a folder, unreadable, empty or far too big."""
    try:
        if path.is_dir():
            raise ReadError("is a folder, not a file", where=path.name, hint="give a file, or read the folder with parse_folder")
        if not path.exists():
            raise ReadError("no such file", where=path.name, hint="check the name and the folder")
        if not path.is_file():
            raise ReadError("not a regular file", where=path.name, hint="give a file on disk")
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"larger than {MAX_BYTES // 1_000_000} MB", where=path.name, hint=_WORD_PDF)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"cannot be opened ({reason})", where=path.name, hint="check the name and your rights") from error
    if not data:
        raise ReadError("the file is empty", where=path.name, hint="ask the sender for it again")
    if not data.strip(b"\0"):
        raise ReadError("the file holds nothing but zero bytes", where=path.name, hint="ask the sender for it again")
    return data


def refuse(kind: str, name: str) -> ReadError:
    """The error that says what the file is and what to do."""
    what, hint = _REFUSED[kind]
    return ReadError(what, where=name, hint=hint)


def detect(data: bytes, name: str) -> str:
    """The format of a file: a key of READERS or of the kinds that are refused.

    Raises ReadError for a zip file that is cut short or has far too many members.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, name)
    if data.startswith(_OLE):
        return _ole_kind(data)
    # Acrobat accepts up to 1024 bytes of rubbish before the header, and mail gateways do add some
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, kind in _MAGIC:
        # "BM" alone also opens honest text ("BM-CĐCS-01 …"); a bitmap has zero bytes in its header
        if data.startswith(magic) and not (magic == b"BM" and b"\0" not in data[:32]):
            return kind
    if _MAIL.match(data) and b"\nmime-version:" in b"\n" + data[:4096].lower():
        return "mime"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and _HTML.match(data[:2048].decode("utf-16", "ignore").encode()):
        return "html"
    if _HTML.match(data.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if _XML.match(data):
        return "xml"
    if PurePath(name).suffix.lower() in TEXT_NAMES:
        return TEXT_NAMES[PurePath(name).suffix.lower()]
    return "binary" if b"\0" in data[:8192] else "plain"


def _zip_kind(data: bytes, name: str) -> str:
    # counted before the directory is read: each member takes a thousand bytes of memory
    members = data.count(b"PK\x01\x02")
    if members > MAX_MEMBERS:
        raise ReadError(f"a zip archive of {members:,} members", where=name, hint=_WORD_PDF)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = manifest = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                # read() without a size would unpack all there is, whatever the size told
                with archive.open("mimetype") as stream:
                    mimetype = stream.read(200)
            if b"opendocument" in mimetype and "META-INF/manifest.xml" in names:
                with archive.open("META-INF/manifest.xml") as stream:
                    manifest = stream.read(1_000_000)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ReadError("damaged or cut short", where=name, hint="ask the sender for it again") from error
    if b"opendocument.text" in mimetype:
        return "encrypted" if b"manifest:encryption-data" in manifest else "odt"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if any(n.startswith("word/document") or n == "word/_rels/document.xml.rels" for n in names):
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    return "pptx" if "ppt/presentation.xml" in names else "zip"


def _ole_kind(data: bytes) -> str:
    # stream names stand in the directory as UTF-16; a password-protected docx is an OLE file around EncryptedPackage.
    # A message comes first, for what is attached to it may hold the names of the others
    streams = (
        ("__properties_version1.0", "msg"),
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
    )
    kind = next((kind for stream, kind in streams if stream.encode("utf-16-le") in data), "ole")
    return "encrypted" if kind == "doc" and _doc_is_encrypted(data) else kind


def _doc_is_encrypted(data: bytes) -> bool:
    """The flag in the head of the WordDocument stream, which begins a sector (MS-DOC, FibBase)."""
    for at in range(512, min(len(data) - 12, 50_000_000), 512):
        if data[at : at + 2] == b"\xec\xa5" and data[at + 3] == 0:
            return bool(data[at + 11] & 1)
    return False


# endings that say of what kind a file is; of others nothing is expected
_ENDINGS = {
    **TEXT_NAMES, ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".doc": "doc", ".rtf": "rtf", ".odt": "odt", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".eml": "mime", ".mht": "mime", ".mhtml": "mime",
}  # fmt: skip


def lie(kind: str, name: str) -> str | None:
    """A note on a file that is not what its name says; None when it is, or says nothing."""
    suffix = PurePath(name).suffix.lower()
    if suffix and _ENDINGS.get(suffix, kind) != kind:
        return f"named {suffix}, but is of the kind {kind}"
    return None
