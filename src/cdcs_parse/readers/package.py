"""The zip container of a Word file: parts and relationships, with limits against bombs and outside entities."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from cdcs_parse.errors import ReadError

MAX_TOTAL = 300_000_000
MAX_RATIO = 200
# small parts may compress as well as they like: an empty 1 MB picture does no harm
RATIO_FROM = 20_000_000
MAX_PARTS = 10_000
# tags and attributes of all XML parts read: a report of 30 pages has 50,000, and each takes about 100 bytes of memory
MAX_MARKUP = 2_000_000
MAX_RELATIONSHIPS = 10_000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# libxml2 adds for programmers how to lift its limits
_ADVICE = re.compile(r",? (?:use|try) XML_PARSE_HUGE|, line \d+, column| \(<string>")
# what a package may be packed with and written in (ISO 29500-2, 7.3 and 9.1); other encodings could hide "<" from the counts
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCODING = re.compile(rb"""^[\s\xef\xbb\xbf]*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_PLAIN_ENCODING = re.compile(rb"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
_ASK_AGAIN = "ask the sender for it again, or open it in Word and save it under a new name"

# Strict OOXML (ISO 29500) differs from what everybody writes only in the names of its namespaces
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another; `kind` is the last word of its type ("numbering", "styles", "header")."""

    kind: str
    target: str


class Package:
    """An opened Word file; use as a context manager."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ReadError("damaged or cut short", where=name, hint=_ASK_AGAIN) from error
        parts = self._zip.infolist()
        fault = _fault(parts)
        if fault:
            self._zip.close()
            raise ReadError(fault, where=name, hint=_ASK_AGAIN)
        self._parts = {part.filename: part for part in parts}
        self._markup = 0

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def xml(self, part: str, *, whole: bool = False) -> etree._Element | None:
        """The root of an XML part, or None when the file has no such part.

        With `whole` it keeps its comments and processing instructions.
        """
        data = self._read(part)
        if data is None:
            return None
        encoding = _ENCODING.match(data)
        if encoding and not _PLAIN_ENCODING.fullmatch(encoding[1]):
            raise ReadError(f"{part} is written in an encoding that no Word file has", where=self.name, hint=_ASK_AGAIN)
        self._markup += data.count(b"<") + data.count(b"=")
        if self._markup > MAX_MARKUP:
            raise ReadError(f"holds more than {MAX_MARKUP:,} tags and attributes", where=self.name, hint=_ASK_AGAIN)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise ReadError(f"{part} declares entities, which no Word file does", where=self.name, hint=_ASK_AGAIN)
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL:
                data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
            remove_comments=not whole,
            remove_pis=not whole,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = _ADVICE.split(" ".join(str(error).split()))[0]
            raise ReadError(f"{part} is damaged ({reason})", where=self.name, hint=_ASK_AGAIN) from error
        if getattr(root.getroottree().docinfo, "doctype", ""):
            raise ReadError(f"{part} declares entities, which no Word file does", where=self.name, hint=_ASK_AGAIN)
        return root

    def has(self, suffix: str) -> bool:
        """True when the name of some part ends so."""
        return any(name.endswith(suffix) for name in self._parts)

    def is_strict(self, part: str) -> bool:
        """True for a part of Strict OOXML, which `xml` gives in the names of the common one."""
        return _STRICT in (self._read(part) or b"")

    def rewritten(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with some parts replaced, or added behind the others; every other part keeps its bytes.

        No clock: replaced parts keep their times, added ones have the first a zip file knows.
        """
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, info in self._parts.items():
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.compress_type, copy.external_attr, copy.comment = info.compress_type, info.external_attr, info.comment
                target.writestr(copy, changed[name] if name in changed else self._read(name) or b"")
            for name in sorted(changed.keys() - self._parts.keys()):
                new = zipfile.ZipInfo(name)
                new.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(new, changed[name])
        return out.getvalue()

    def main(self) -> str:
        """The name of the main document part."""
        for relationship in self.relationships(""):
            if relationship.kind == "officeDocument":
                return relationship.target
        return "word/document.xml"

    def relationships(self, part: str) -> Iterator[Relationship]:
        """The links of a part to other parts of the file; "" asks for those of the package."""
        folder, file = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return
        for element in islice(root.iter(_REL), MAX_RELATIONSHIPS):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                yield Relationship(element.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/"))

    def _read(self, part: str) -> bytes | None:
        info = self._parts.get(part)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise ReadError("encrypted with a password", where=self.name, hint="save it without a password")
        if info.compress_type not in _METHODS:
            raise ReadError(f"{part} is packed in a way that no Word file is", where=self.name, hint=_ASK_AGAIN)
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise ReadError(f"{part} unpacks to {info.file_size // 1_000_000} MB", where=self.name, hint=_ASK_AGAIN)
        try:
            # never more than the size told: ZipFile.read unpacks all there is before it looks at that size
            with self._zip.open(info) as stream:
                return stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
            raise ReadError(f"{part} is damaged or cut short", where=self.name, hint=_ASK_AGAIN) from error


def _fault(parts: Sequence[zipfile.ZipInfo]) -> str:
    """What no Word file has: far too much, a part twice, parts that lie one upon the other; empty when all is well."""
    total = sum(part.file_size for part in parts)
    if total > MAX_TOTAL or len(parts) > MAX_PARTS:
        return f"unpacks to {total // 1_000_000} MB in {len(parts)} parts"
    if len({part.filename for part in parts}) < len(parts):
        return "holds a part twice"
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            return "holds parts that overlap"
        # the local header takes 30 bytes and the name
        end = part.header_offset + 30 + part.compress_size
    return ""


def val(element: etree._Element | None) -> str | None:
    """The w:val attribute, None without element or attribute."""
    return None if element is None else element.get(W + "val")


def number(element: etree._Element | None) -> int | None:
    """The w:val attribute as a number; None when there is none or it is no number."""
    text = val(element)
    try:
        # 32 bits in the standard; a number of a million digits would do nothing but harm
        return None if text is None or len(text) > 11 else int(text)
    except ValueError:
        return None


def switched(element: etree._Element | None) -> bool | None:
    """An on/off property: None when absent, on when it stands there without a value."""
    if element is None:
        return None
    return element.get(W + "val") not in {"0", "false", "off"}
