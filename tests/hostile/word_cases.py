"""Word files: bombs, entities, depth, damage, lies."""

from __future__ import annotations

from functools import partial
from random import Random

from builders.word import W_NS, abstract, cell, docx, level, num, paragraph, part, row, run, style, table
from hostile.case import SOUND, Case, file
from hostile.raw_zip import Entry, archive, crowd, entries, link, word_parts

_SAID = paragraph(SOUND)
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>{{}}<w:document xmlns:w="{W_NS}"><w:body>{{}}</w:body></w:document>'


def with_document(document: bytes) -> bytes:
    """A Word file around a ready document part."""
    return archive(entries(word_parts("") | {"word/document.xml": document}))


def declared(doctype: str, text: str) -> bytes:
    """A Word file whose document part declares something and uses it."""
    return with_document(_HEAD.format(doctype, f"{_SAID}<w:p><w:r><w:t>{text}</w:t></w:r></w:p>").encode())


def laughs() -> bytes:
    """Ten entities, each ten times the one before: 10^9 letters."""
    names = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return declared(f'<!DOCTYPE d [<!ENTITY l0 "ha">{names}]>', "&l9;")


def hidden_laughs() -> bytes:
    """The same in UTF-16, where a search of the bytes for DOCTYPE finds nothing."""
    text = _HEAD.format('<!DOCTYPE d [<!ENTITY a "ha">]>', f"{_SAID}<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
    return with_document(text.replace("UTF-8", "UTF-16").encode("utf-16"))


def padded(size: int) -> bytes:
    """A document part that is mostly blanks."""
    return part("document", f"<w:body>{_SAID}{' ' * 1000}</w:body>").encode().replace(b" " * 1000, b" " * size)


def ratio_bomb() -> bytes:
    return with_document(padded(250_000_000))


def total_bomb() -> bytes:
    parts = entries(word_parts(_SAID))
    blob = Entry("word/media/0.bmp", bytes(15_000_000))
    parts += [blob] + [Entry(f"word/media/{i}.bmp", blob.body, at=len(parts)) for i in range(1, 30)]
    return archive(parts)


def overlap() -> bytes:
    parts = entries(word_parts(_SAID))
    whole = archive(parts)
    # the document is said to begin where the member before it begins
    parts[3].at = 2
    assert whole
    return archive(parts)


def lying(claimed: int) -> bytes:
    parts = entries(word_parts(_SAID))
    parts[3].claimed_size = claimed
    return archive(parts)


def encrypted_flag() -> bytes:
    parts = entries(word_parts(_SAID))
    for one in parts:
        one.flags = 1
    return archive(parts)


def deep(count: int) -> bytes:
    return with_document(_HEAD.format("", f"{_SAID}{'<w:sdt>' * count}{'</w:sdt>' * count}").encode())


def nested_tables(count: int) -> bytes:
    inner = _SAID
    opening = "<w:tbl><w:tr><w:tc>"
    return with_document(_HEAD.format("", opening * count + inner + "</w:tc></w:tr></w:tbl>" * count).encode())


def truncated(share: float) -> bytes:
    whole = docx(_SAID * 200)
    return whole[: int(len(whole) * share)]


def without(name: str) -> bytes:
    parts = word_parts(_SAID)
    del parts[name]
    return archive(entries(parts))


def linked(links: str) -> bytes:
    return archive(entries(word_parts(_SAID, links=links)))


def macros() -> bytes:
    parts = word_parts(_SAID, links=link("vbaProject", "vbaProject.bin")) | {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}
    return archive(entries(parts))


def counting(form: str, start: int) -> bytes:
    body = paragraph("Công tác đoàn viên", num=1, level=0) + paragraph(SOUND, num=1, level=0)
    return docx(body, numbering=abstract(0, level(0, "%1.", form, start)) + num(1, 0))


def odd_levels() -> bytes:
    body = paragraph(SOUND, num=1, level=10**9) + paragraph("x", num=10**12, level=-5)
    return docx(body, numbering=abstract(0, level(0, "%1."), level(10**9, "%1000000000.")) + num(1, 0))


def huge_cells() -> bytes:
    wide = '<w:gridSpan w:val="1000000000"/>'
    rows = [row(cell(SOUND, wide), cell("46", wide), properties='<w:gridBefore w:val="1000000000"/>') for _ in range(50)]
    return docx(table(*rows))


def style_circle() -> bytes:
    styles = style("A", "Nhất", based_on="B") + style("B", "Nhì", based_on="A") + style("C", "Ba", based_on="C")
    return docx(paragraph(SOUND, style="A") + paragraph("x", style="C"), styles=styles)


def long_run() -> bytes:
    words = "Công đoàn cơ sở chăm lo đời sống đoàn viên. " * 640_000
    return docx(_SAID + paragraph(words))


def noise_run() -> bytes:
    chance = Random(7)
    return docx(_SAID + paragraph(" ".join(str(chance.randrange(10**9)) for _ in range(1_200_000))))


def encrypted_package() -> bytes:
    """An OLE file as Word writes it for a password: what is looked at are the names of its streams."""
    names = b"".join(
        n.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for n in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


_PASSWD = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
_CHUNK = '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="r-aFChunk"/>'

WORD_CASES = [
    Case("zip bomb by ratio", file("a.docx", ratio_bomb), refused="unpacks to 250 MB"),
    Case("zip bomb by total", file("a.docx", total_bomb), refused="unpacks to 450 MB"),
    Case("zip with overlapping members", file("a.docx", overlap), refused="overlap"),
    Case("zip member larger than it says", file("a.docx", partial(lying, 100)), refused="damaged or cut short"),
    Case("zip member smaller than it says", file("a.docx", partial(lying, 5_000_000))),
    Case("zip of a million members", file("a.docx", partial(crowd, 1_000_000)), refused="1,000,000 members"),
    Case("zip encrypted", file("a.docx", encrypted_flag), refused="password"),
    Case("billion laughs", file("a.docx", laughs), refused="declares entities"),
    Case("quadratic entity", file("a.docx", lambda: declared(f'<!DOCTYPE d [<!ENTITY a "{"ha" * 50_000}">]>', "&a;" * 5_000)), "declares"),
    Case("entities in UTF-16", file("a.docx", hidden_laughs), refused="declares entities"),
    Case("external entity", file("a.docx", lambda: declared(_PASSWD, "&x;")), refused="declares entities"),
    Case("external DTD", file("a.docx", lambda: declared('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">', "x")), "declares entities"),
    Case("XInclude of /etc/passwd", file("a.docx", lambda: docx(_SAID + paragraph(run("x") + _INCLUDE)))),
    Case("a million nested elements", file("a.docx", partial(deep, 1_000_000)), refused="2,000,000 tags"),
    Case("200,000 nested elements", file("a.docx", partial(deep, 200_000)), refused="depth"),
    Case("tables nested 5,000 deep", file("a.docx", partial(nested_tables, 5_000)), refused="depth"),
    Case("tables nested 60 deep", file("a.docx", partial(nested_tables, 60))),
    *(Case(f"docx cut at {share:.0%}", file("a.docx", partial(truncated, share)), "damaged or cut short") for share in (0.1, 0.5, 0.9)),
    Case("docx without its last bytes", file("a.docx", lambda: truncated(1)[:-12]), refused="damaged or cut short"),
    Case("docx without document", file("a.docx", partial(without, "word/document.xml")), refused="no Word document"),
    Case("docx without package links", file("a.docx", partial(without, "_rels/.rels"))),
    Case("docx without content types", file("a.docx", partial(without, "[Content_Types].xml"))),
    Case("docx of wrong content types", file("a.docx", lambda: archive(entries(word_parts(_SAID, types="<html>not types"))))),
    Case("links to parts that are missing", file("a.docx", lambda: linked(link("styles", "s.xml") + link("numbering", "../../n.xml")))),
    Case("links in a circle", file("a.docx", lambda: linked(link("numbering", "document.xml") + link("header", "document.xml")))),
    Case("links outside the file", file("a.docx", lambda: linked(link("styles", "file:///etc/passwd", 'TargetMode="External"')))),
    Case("members with names that climb", file("a.docx", lambda: archive([*entries(word_parts(_SAID)), Entry("../../evil.txt", b"x")]))),
    Case("macros", file("a.docm", macros), noted="macro"),
    Case("altChunk", file("a.docx", lambda: docx(_SAID + _CHUNK)), noted="embedded documents left out: 1"),
    Case("levels of 10^9", file("a.docx", odd_levels)),
    Case("letters from 2^31", file("a.docx", partial(counting, "upperLetter", 2**31 - 1))),
    Case("Roman numerals from 2^31", file("a.docx", partial(counting, "upperRoman", 2**31 - 1))),
    Case("decimals from 10^4000", file("a.docx", partial(counting, "decimal", 10**4000))),
    Case("cells over 10^9 columns", file("a.docx", huge_cells)),
    Case("styles in a circle", file("a.docx", style_circle)),
    Case("40 MB of text in one run", file("a.docx", long_run), refused="unpacks to 37 MB"),
    Case("12 MB of text that does not shrink in one run", file("a.docx", noise_run), refused="Text node too long", seconds=20),
    Case("password-protected docx", file("a.docx", encrypted_package), refused="password"),
]  # fmt: skip
