"""Reports inside other files: members of a zip archive, attachments of a mail; unpacked in memory, under limits."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from cdcs_parse.errors import ReadError
from cdcs_parse.model.failure import Failure
from cdcs_parse.model.sidecar import SUFFIX
from cdcs_parse.readers.detect import MAX_BYTES, detect, load
from cdcs_parse.readers.mail import attachments, open_mail, payload

MAX_TOTAL = 500_000_000
MAX_RATIO = 200
# what is small may be packed as tightly as it likes
RATIO_FROM = 20_000_000
MAX_MEMBERS = 2_000

# where a report stands: the number of the member in its archive, and of the member in that when it is an archive itself
Place = tuple[int, ...]
_ASK_AGAIN = "ask the sender for it again, or unpack it and give the files inside"


def is_container(path: Path) -> bool:
    """True for a zip archive that is no office file, and for a mail with attachments; False for what cannot be opened."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        if not head.startswith(b"PK") and b"\nmime-version:" not in b"\n" + head.lower():
            return False
        return _contains(load(path), path.name)
    except (ReadError, OSError):
        return False


def _contains(data: bytes, name: str) -> bool:
    kind = detect(data, name)
    return kind == "zip" or (kind == "mime" and any(True for _ in attachments(open_mail(data, name))))


def list_members(path: Path) -> Iterator[tuple[Place, str] | Failure]:
    """Place and name of every report in an archive; archives in it are opened as well, archives in those are not.

    What may not be opened (names that lead out, passwords, bombs) is a Failure. Raises ReadError when nothing can be listed.
    """
    data = load(path)
    for place, name, reason, hint in _list(data, path.name):
        if reason:
            yield Failure(path=name, reason=reason, hint=hint)
            continue
        inner = _opened(data, place, path.name, name)
        if isinstance(inner, Failure):
            yield inner
        elif inner is None:
            yield place, name
        else:
            yield from _below(inner, place, name)


def _below(inner: bytes, place: Place, name: str) -> Iterator[tuple[Place, str] | Failure]:
    """Place and name of every report in an archive that stands in another."""
    try:
        for deeper, below, reason, hint in _list(inner, name):
            if reason:
                yield Failure(path=f"{name}/{below}", reason=reason, hint=hint)
            else:
                yield (*place, *deeper), f"{name}/{below}"
    except ReadError as fault:
        yield Failure(path=name, reason=fault.what, hint=fault.hint)


def _opened(data: bytes, place: Place, container: str, name: str) -> bytes | Failure | None:
    """The bytes of a member that is itself an archive; None for any other, a Failure when it cannot be unpacked."""
    if not name.lower().endswith((".zip", ".eml")):
        return None
    try:
        inner = _member(data, place[0], container)
        return inner if _contains(inner, name) else None
    except ReadError as fault:
        return Failure(path=name, reason=fault.what, hint=fault.hint)


def read_member(path: Path, place: Place) -> bytes:
    """The bytes of one member; raises ReadError when it is damaged or larger than it may be."""
    data = load(path)
    for index in place:
        data = _member(data, index, path.name)
    if not data.strip(b"\0"):
        raise ReadError("the file is empty", where=path.name, hint="ask the sender for it again")
    return data


def _list(data: bytes, container: str) -> Iterator[tuple[Place, str, str, str]]:
    """Place, name, and where it may not be read the reason and what to do."""
    if not data.startswith(b"PK"):
        for index, (part, name) in enumerate(attachments(open_mail(data, container))):
            ending = ".eml" if part.get_content_type() == "message/rfc822" else ""
            yield (index,), _tidy(name or f"attachment-{index + 1}{ending}"), "", ""
        return
    with _zip(data, container) as archive:
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if total > MAX_TOTAL or len(members) > MAX_MEMBERS:
            raise ReadError(f"unpacks to {total // 1_000_000} MB in {len(members)} files", where=container, hint=_ASK_AGAIN)
        files = 0
        for index, member in enumerate(members):
            name = _name(member)
            parts = PurePosixPath(name).parts
            if member.is_dir() or not parts or _is_litter(name, parts[-1]):
                continue
            files += 1
            reason, hint = "", _ASK_AGAIN
            if ".." in parts or name.startswith("/") or ":" in parts[0]:
                reason = "its name leads out of the archive"
            elif name.endswith(SUFFIX):
                reason = "explanations and corrections are applied to unpacked reports only"
                hint = "unpack it and give the files inside"
            elif stat.S_ISLNK(member.external_attr >> 16):
                reason, hint = "is a link, which is not followed", "give the file it leads to"
            elif member.flag_bits & 1:
                reason, hint = "encrypted with a password", "unpack it with its password and give the files inside"
            elif member.file_size > MAX_BYTES or (
                member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size)
            ):
                reason = f"unpacks to {member.file_size // 1_000_000} MB"
            yield (index,), _tidy(name), reason, hint
        if not files:
            raise ReadError("an archive that holds no files", where=container, hint=_ASK_AGAIN)


def _is_litter(name: str, last: str) -> bool:
    """What operating systems and Word leave beside the files."""
    return name.startswith("__MACOSX/") or last.startswith((".", "~$")) or last in ("Thumbs.db", "desktop.ini")


def _zip(data: bytes, container: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError("damaged or cut short", where=container, hint=_ASK_AGAIN) from error


def _member(data: bytes, index: int, container: str) -> bytes:
    if not data.startswith(b"PK"):
        for number, (part, _) in enumerate(attachments(open_mail(data, container))):
            if number == index:
                try:
                    return payload(part)
                except (UnicodeError, LookupError) as error:
                    raise ReadError("damaged or cut short", where=container, hint=_ASK_AGAIN) from error
        raise ReadError("has no such attachment", where=container, hint=_ASK_AGAIN)
    with _zip(data, container) as archive:
        try:
            with archive.open(archive.infolist()[index]) as file:
                # not more than it says of itself: the table of contents may lie
                content = file.read(MAX_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
            IndexError,
        ) as error:
            raise ReadError("damaged or cut short", where=container, hint=_ASK_AGAIN) from error
    if len(content) > MAX_BYTES:
        raise ReadError(f"larger than {MAX_BYTES // 1_000_000} MB", where=container, hint=_ASK_AGAIN)
    return content


def _name(member: zipfile.ZipInfo) -> str:
    """The name as its maker meant it: UTF-8 without the flag that says so is taken for code page 437."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _tidy(name: str) -> str:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name.replace("\\", "/"))
    return shown.encode("utf-8", "replace").decode("utf-8").strip("/") or "member"
