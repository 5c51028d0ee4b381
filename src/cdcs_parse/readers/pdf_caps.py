"""What the compressed streams of a PDF may unpack to, looked at before any library unpacks them whole."""

from __future__ import annotations

import base64
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

# filters that programs wrote in the last century, each of whose codes may stand for thousands of letters
MAX_RARE = 100_000
_RARE = re.compile(rb"/(?:LZWDecode|LZW|RunLengthDecode|RL)\b")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_ASCII = re.compile(rb"/(?:(ASCII85Decode|A85)|ASCIIHexDecode|AHx)\b")
_INDIRECT = re.compile(rb"/(?:Filter|F)\s+\d+\s+\d+\s+R\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)\b(?!\s+\d+\s+R)")

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_ZLIB = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78].", re.DOTALL)
_AGAIN = "print the report to PDF again"
_STEP = 1 << 18
_KEYS = 2_000  # bytes before a stream in which its dictionary stands


def refuse_bombs(data: bytes, name: str) -> None:
    """Raise ReadError when a compressed stream, or all of them together, unpack to more than any report holds.

    Streams of an encrypted file look like noise and are not judged.
    """
    total = 0
    for match in _STREAM.finditer(data):
        keys = data[max(0, match.start() - _KEYS) : match.start()].rpartition(b" obj")[2]
        picture = bool(_PICTURE.search(keys))
        size = 0
        for read, unpacked in _sizes(_packed(data, match.end(), keys, name)):
            size = unpacked
            if size > (MAX_PICTURE if picture else RATIO_FROM) and (picture or size > MAX_RATIO * read):
                raise _refusal(size, name)
            if not picture and total + size > MAX_TOTAL:
                raise _refusal(total + size, name)
        if not picture and _is_rare(data, match.end(), keys, size):
            raise _odd(name)
        total += 0 if picture else size


def _is_rare(data: bytes, start: int, keys: bytes, size: int) -> bool:
    """Whether a stream is packed in a way that may unpack to anything; `size` is what it comes to without Flate."""
    filters = len(_RARE.findall(keys))
    hidden = not size and _INDIRECT.search(keys) is not None
    if not filters and not hidden:
        return False
    return filters + len(_FLATE.findall(keys)) > 1 or _end(data, start, keys) - start > MAX_RARE


def _end(data: bytes, start: int, keys: bytes) -> int:
    """Where a stream ends: by its length and by its last word, whichever is later."""
    told = _LENGTH.search(keys)
    found = data.find(b"endstream", start)
    return min(len(data), max(start + int(told[1][:12]) if told else 0, found if found >= 0 else len(data)))


def _packed(data: bytes, start: int, keys: bytes, name: str) -> memoryview:
    """A stream and all behind it, or what it is when it stands there in letters."""
    letters = _ASCII.search(keys)
    if letters is None:
        return memoryview(data)[start:]
    if _FLATE.search(keys, 0, letters.start()) or _RARE.search(keys, 0, letters.start()):
        raise _odd(name)
    written = data[start : _end(data, start, keys)]
    try:
        if letters[1]:
            return memoryview(base64.a85decode(b"".join(written.partition(b"~>")[0].split()).removeprefix(b"<~")))
        digits = b"".join(written.partition(b">")[0].split())
        return memoryview(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
    except ValueError:
        # damaged: what can still be read of it is little
        if len(written) > MAX_RARE:
            raise _odd(name) from None
        return memoryview(b"")


def _refusal(size: int, name: str) -> ReadError:
    return ReadError(f"unpacks to more than {size // 1_000_000} MB", where=name, hint=_AGAIN)


def _odd(name: str) -> ReadError:
    return ReadError("packed in a way that no report is", where=name, hint=_AGAIN)


def _sizes(view: memoryview) -> Iterator[tuple[int, int]]:
    """(bytes read, bytes unpacked) so far, step by step, of a stream, all its layers taken off."""
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        while taken < len(view):
            piece = bytes(view[taken : taken + _STEP])
            taken += len(piece)
            yield piece

    unpacked = 0
    for piece in _inflate(pieces(), MAX_LAYERS):
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
