"""Zip archives written by hand, so that they can lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from builders.word import part


@dataclass
class Entry:
    """One member; what is None is told truly."""

    name: str
    body: bytes
    claimed_size: int | None = None
    claimed_crc: int | None = None
    flags: int = 0
    packed: bytes | None = None
    at: int | None = None  # index of the entry whose place the directory gives in stead of its own


def deflate(body: bytes) -> bytes:
    """Raw deflate, best ratio."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


def archive(entries: Sequence[Entry]) -> bytes:
    """The bytes of an archive."""
    out = bytearray()
    directory = bytearray()
    places: list[int] = []
    for entry in entries:
        packed = deflate(entry.body) if entry.packed is None else entry.packed
        size = len(entry.body) if entry.claimed_size is None else entry.claimed_size
        crc = zlib.crc32(entry.body) if entry.claimed_crc is None else entry.claimed_crc
        name = entry.name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, entry.flags, 8, 0, 0x21, crc, len(packed), size, len(name), 0)
        if entry.at is None:
            places.append(len(out))
            out += b"PK\x03\x04" + common + name + packed
        else:
            places.append(places[entry.at])
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, places[-1]) + name
    return bytes(out) + bytes(directory) + _end(len(entries), len(directory), len(out))


def _end(count: int, size: int, start: int) -> bytes:
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), size, start, 0)
    if count < 0xFFFF:
        return tail
    large = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    return large + struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1) + tail


def crowd(count: int) -> bytes:
    """An archive of very many members, all at one place."""
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x21, 0, 0, 0, 1, 0) + b"a"
    head = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0x21, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
    directory = b"".join(head + b"%08d" % index for index in range(count))
    return local + directory + _end(count, len(directory), len(local))


_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_parts(body: str, *, links: str = "", types: str = "") -> dict[str, bytes]:
    """The parts of a Word file; `links` go into the relationships of the document part."""
    return {
        "[Content_Types].xml": (types or '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>').encode(),
        "_rels/.rels": _RELS.format(f'<Relationship Id="r1" Type="{_KIND}/officeDocument" Target="word/document.xml"/>').encode(),
        "word/_rels/document.xml.rels": _RELS.format(links).encode(),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>").encode(),
    }


def link(kind: str, target: str, more: str = "") -> str:
    """A relationship to another part."""
    return f'<Relationship Id="r-{kind}" Type="{_KIND}/{kind}" Target="{target}" {more}/>'


def entries(parts: dict[str, bytes]) -> list[Entry]:
    """The members for these parts."""
    return [Entry(name, body) for name, body in parts.items()]
