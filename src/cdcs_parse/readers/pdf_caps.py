"""What the compressed streams of a PDF may unpack to, looked at before any library unpacks them whole."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from cdcs_parse.errors import ReadError

MAX_TOTAL = 300_000_000
MAX_RATIO = 200
RATIO_FROM = 20_000_000
# a page scanned at 600 dpi in colour is 100 MB; pictures are not unpacked for their text, so they do not add up
MAX_PICTURE = 500_000_000
# filters upon filters: nobody writes more than two
MAX_LAYERS = 4

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_ZLIB = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78].", re.DOTALL)
_STEP = 1 << 18
_KEYS = 2_000  # bytes before a stream in which its dictionary stands


def refuse_bombs(data: bytes, name: str) -> None:
    """Raise ReadError when a Flate stream, or all of them together, unpack to more than any report holds.

    Streams of an encrypted file look like noise and are not judged.
    """
    total = 0
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        keys = data[max(0, match.start() - _KEYS) : match.start()].rpartition(b" obj")[2]
        picture = bool(_PICTURE.search(keys))
        size = 0
        for read, unpacked in _sizes(view, match.end()):
            size = unpacked
            if size > (MAX_PICTURE if picture else RATIO_FROM) and (picture or size > MAX_RATIO * read):
                raise _refusal(size, name)
            if not picture and total + size > MAX_TOTAL:
                raise _refusal(total + size, name)
        total += 0 if picture else size


def _refusal(size: int, name: str) -> ReadError:
    return ReadError(f"unpacks to more than {size // 1_000_000} MB", where=name, hint="print the report to PDF again")


def _sizes(view: memoryview, start: int) -> Iterator[tuple[int, int]]:
    """(bytes read, bytes unpacked) so far, step by step, of the stream that begins at `start`, all its layers taken off."""
    taken = 0

    def packed() -> Iterator[bytes]:
        nonlocal taken
        while start + taken < len(view):
            piece = bytes(view[start + taken : start + taken + _STEP])
            taken += len(piece)
            yield piece

    unpacked = 0
    for piece in _inflate(packed(), MAX_LAYERS):
        unpacked += len(piece)
        yield taken, unpacked


def _inflate(pieces: Iterator[bytes], layers: int) -> Iterator[bytes]:
    """The pieces unpacked while they look packed; what is no Flate stream unpacks to nothing."""
    inner = _inflate_once(pieces)
    first = next(inner, None)
    if first is None:
        return
    if layers > 1 and _looks_packed(first):
        yield from _inflate(_joined(first, inner), layers - 1)
        return
    yield first
    yield from inner


def _inflate_once(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not unpacker.eof:
            try:
                out = unpacker.decompress(rest, _STEP)
            except zlib.error:
                return
            rest = unpacker.unconsumed_tail
            if out:
                yield out
            elif not rest:
                break
        if unpacker.eof:
            return


def _looks_packed(first: bytes) -> bool:
    return bool(_ZLIB.match(first)) and (first[0] * 256 + first[1]) % 31 == 0


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
