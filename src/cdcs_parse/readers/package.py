"""The zip container of a Word file: parts and relationships, with limits against bombs and outside entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cdcs_parse.errors import ReadError

MAX_TOTAL = 300_000_000
MAX_RATIO = 200
# small parts may compress as well as they like: an empty 1 MB picture does no harm
RATIO_FROM = 20_000_000
MAX_PARTS = 10_000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
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
        total = sum(part.file_size for part in parts)
        if total > MAX_TOTAL or len(parts) > MAX_PARTS:
            self._zip.close()
            raise ReadError(f"unpacks to {total // 1_000_000} MB in {len(parts)} parts", where=name, hint=_ASK_AGAIN)
        self._parts = {part.filename: part for part in parts}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def xml(self, part: str) -> etree._Element | None:
        """The root of an XML part, or None when the file has no such part."""
        data = self._read(part)
        if data is None:
            return None
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise ReadError(f"{part} declares entities, which no Word file does", where=self.name, hint=_ASK_AGAIN)
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL:
                data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise ReadError(f"{part} is damaged ({reason})", where=self.name, hint=_ASK_AGAIN) from error
        if getattr(root.getroottree().docinfo, "doctype", ""):
            raise ReadError(f"{part} declares entities, which no Word file does", where=self.name, hint=_ASK_AGAIN)
        return root

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
        for element in root.iter(_REL):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                yield Relationship(element.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/"))

    def _read(self, part: str) -> bytes | None:
        info = self._parts.get(part)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise ReadError("encrypted with a password", where=self.name, hint="save it without a password")
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise ReadError(f"{part} unpacks to {info.file_size // 1_000_000} MB", where=self.name, hint=_ASK_AGAIN)
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
            raise ReadError(f"{part} is damaged or cut short", where=self.name, hint=_ASK_AGAIN) from error


def val(element: etree._Element | None) -> str | None:
    """The w:val attribute, None without element or attribute."""
    return None if element is None else element.get(W + "val")


def number(element: etree._Element | None) -> int | None:
    """The w:val attribute as a number; None when there is none or it is no number."""
    text = val(element)
    try:
        return None if text is None else int(text)
    except ValueError:
        return None


def switched(element: etree._Element | None) -> bool | None:
    """An on/off property: None when absent, on when it stands there without a value."""
    if element is None:
        return None
    return element.get(W + "val") not in {"0", "false", "off"}
