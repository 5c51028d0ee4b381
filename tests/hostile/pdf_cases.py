"""PDF files: cycles, bombs, claims, encryption, damage."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Sequence
from functools import partial

from builders.pdf import Page, pdf
from hostile.case import Case, file

_SAID = "Tong so doan vien: 46 nguoi."
_SHOW = b"BT /F1 12 Tf 72 700 Td (" + _SAID.encode() + b") Tj ET"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> {} >> >>"


def stream(body: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return f"<< {entries} /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def objects(
    *more: bytes | str,
    pages: str = "",
    page: str = "",
    contents: bytes | None = None,
    root: str = "",
    trailer: str = "",
    prev: str = "",
) -> bytes:
    """A PDF of one page; `more` become objects 6, 7, …; a trailer key `prev` may use {start}, the place of the table."""
    listed: list[bytes | str] = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        pages or "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page or _PAGE.format(""),
        stream(_SHOW) if contents is None else contents,
        _FONT,
        *more,
    ]
    return written(listed, trailer, prev)


def written(listed: Sequence[bytes | str], trailer: str = "", prev: str = "") -> bytes:
    """Numbered objects with table and trailer."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(listed, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + (body.encode("cp1252") if isinstance(body, str) else body) + b"\nendobj\n"
    start = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    keys = f"/Size {len(places) + 1} /Root 1 0 R {trailer} {prev.format(start=start)}"
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<< {keys} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def flate_bomb(layers: int) -> bytes:
    """A content stream of a gigabyte of blanks."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b" " * 10_000_000) for _ in range(100)) + packer.flush()
    for _ in range(layers - 1):
        body = zlib.compress(body, 9)
    filters = " ".join(["/FlateDecode"] * layers)
    return objects(contents=stream(body, f"/Filter [{filters}]"))


def flate_bomb_in_letters() -> bytes:
    """A content stream of 100 MB of blanks, written in letters."""
    body = base64.a85encode(zlib.compress(b" " * 100_000_000, 9)) + b"~>"
    return objects(contents=stream(body, "/Filter [/ASCII85Decode /FlateDecode]"))


def packed_bomb(filters: str, length: int = 200_000) -> bytes:
    """A content stream under a filter that nobody uses any more."""
    return objects("/LZWDecode", contents=stream(b"\x81 " * (length // 2), f"/Filter {filters}"))


def forms_in_a_circle() -> bytes:
    """Twelve drawings, each of which draws all the others."""
    names = " ".join(f"/X{i} {6 + i} 0 R" for i in range(12))
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << {names} >> >>"
    more = [stream(b" ".join(b"/X%d Do" % j for j in range(12) if j != i), entries) for i in range(12)]
    return objects(*more, page=_PAGE.format("/XObject << /X 6 0 R >>"), contents=stream(_SHOW + b" /X Do"))


def large_form() -> bytes:
    """A page that draws a thousand times what takes a while to draw once."""
    form = stream(b"0 0 m 9 9 l S " * 10_000, "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return objects(form, page=_PAGE.format("/XObject << /#58 6 0 R >>"), contents=stream(_SHOW + b" /X Do" * 1000))


def forms(levels: int, times: int = 10) -> bytes:
    """Drawings that each draw the next so many times."""
    more = []
    for index in range(levels):
        last = index == levels - 1
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {7 + index} 0 R >> >>"
        more.append(stream(b"" if last else b"/X Do " * times, entries))
    return objects(*more, page=_PAGE.format("/XObject << /X 6 0 R >>"), contents=stream(_SHOW + b" /X Do"))


def own_form() -> bytes:
    """A drawing that draws itself."""
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    return objects(stream(b"/X Do", entries), page=_PAGE.format("/XObject << /X 6 0 R >>"), contents=stream(_SHOW + b" /X Do"))


def picture(entries: str, data: bytes = b"rubbish", contents: bytes = b"") -> bytes:
    """A page with a picture, and text above it unless `contents` are given."""
    shown = contents or _SHOW + b" q 500 0 0 500 0 0 cm /X Do Q"
    whole = f"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 {entries}"
    return objects(stream(data, whole), page=_PAGE.format("/XObject << /X 6 0 R >>"), contents=stream(shown))


_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key: bytes, data: bytes) -> bytes:
    """The cipher of old PDF files."""
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def protected(user: str, owner: str) -> bytes:
    """Encrypted with 40 bits (ISO 32000-1, 7.6.3, revision 2)."""
    padded = (user.encode() + _PAD)[:32]
    sealed = rc4(hashlib.md5((owner.encode() + _PAD)[:32]).digest()[:5], padded)
    ident = b"0123456789abcdef"
    key = hashlib.md5(padded + sealed + (-4).to_bytes(4, "little", signed=True) + ident).digest()[:5]
    content = rc4(hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10], _SHOW)
    entry = f"<< /Filter /Standard /V 1 /R 2 /O <{sealed.hex()}> /U <{rc4(key, _PAD).hex()}> /P -4 >>"
    return objects(entry, contents=stream(content), trailer=f"/Encrypt 6 0 R /ID [<{ident.hex()}> <{ident.hex()}>]")


def million_objects() -> bytes:
    return objects(*["0"] * 1_000_000)


def many_pages(count: int) -> bytes:
    more = [_PAGE.format("")] * count
    return objects(*more, pages=f"<< /Type /Pages /Kids [{' '.join(f'{6 + i} 0 R' for i in range(count))}] /Count {count} >>")


def chained_kids() -> bytes:
    """Page tree nodes, each the only child of the one before, 5,000 deep."""
    more = [f"<< /Type /Pages /Kids [{7 + i if i < 4999 else 3} 0 R] /Count 1 >>" for i in range(5000)]
    return objects(*more, pages="<< /Type /Pages /Kids [6 0 R] /Count 1 >>")


def deep_arrays(count: int) -> bytes:
    return objects(f"{'[' * count}{']' * count}", root="/Junk 6 0 R", page=_PAGE.format("/Junk 6 0 R"))


def many_operators(count: int) -> bytes:
    return objects(contents=stream(_SHOW + b" 1 0 0 1 0 0 cm" * count))


def slow_page() -> bytes:
    """As many operators as the caps let through: minutes of work for the careful reading."""
    body = zlib.compress(_SHOW + b" 1 0 0 1 0 0 cm" * 1_200_000, 9)
    return objects(contents=stream(body, "/Filter /FlateDecode"))


def far_numbers() -> bytes:
    odd = b"BT /F1 1e30 Tf 99999999999999999999999999 0 0 1 -1e400 1e400 Tm (46) Tj ET " + _SHOW
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [-99999999999 0 99999999999 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    return objects(contents=stream(odd), page=page)


def launching() -> bytes:
    action = "/OpenAction << /S /Launch /F (calc.exe) >> /Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (app.alert(1)) >>] >> >>"
    return objects(root=action)


def plain() -> bytes:
    return pdf([Page().lines(72, 72, _SAID, *["Cong doan co so cham lo doi song."] * 20)])


_CIRCLE = "<< /Type /Pages /Kids [2 0 R] /Count 9 >>"

PDF_CASES = [
    Case("PDF of a million objects", file("a.pdf", million_objects), text=_SAID, seconds=30),
    Case("page tree that holds itself", file("a.pdf", lambda: objects(pages="<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>")), text=_SAID),
    Case("page tree only of itself", file("a.pdf", lambda: objects(pages=_CIRCLE, page="<< >>")), refused="no pages"),
    Case("page outside the page tree", file("a.pdf", lambda: objects(pages=_CIRCLE)), text=_SAID),
    Case("page tree 5,000 deep", file("a.pdf", chained_kids), refused="PDF"),
    Case("one page 100,000 times", file("a.pdf", lambda: objects(pages=f"<< /Type /Pages /Kids [{'3 0 R ' * 100_000}] /Count 100000 >>")), refused="pages"),
    Case("20,000 pages", file("a.pdf", partial(many_pages, 20_000)), refused="pages", seconds=30),
    Case("100,000 pages claimed", file("a.pdf", lambda: objects(pages="<< /Type /Pages /Kids [3 0 R] /Count 100000 >>")), refused="pages"),
    Case("no pages", file("a.pdf", lambda: objects(pages="<< /Type /Pages /Kids [] /Count 0 >>", page="<< >>")), refused="no pages"),
    Case("picture of 60000 × 60000", file("a.pdf", lambda: picture("/Width 60000 /Height 60000")), text=_SAID),
    Case("JBIG2 rubbish", file("a.pdf", lambda: picture("/Width 9 /Height 9 /Filter /JBIG2Decode")), text=_SAID),
    Case("JPX rubbish", file("a.pdf", lambda: picture("/Width 9 /Height 9 /Filter /JPXDecode")), text=_SAID),
    Case("table that refers to itself", file("a.pdf", lambda: objects(prev="/Prev {start}")), refused="damaged PDF"),
    Case("table that refers nowhere", file("a.pdf", lambda: objects(prev="/Prev 99999999")), text=_SAID),
    Case("PDF cut in the middle", file("a.pdf", lambda: plain()[: len(plain()) // 2]), refused="cut short"),
    Case("PDF without its end", file("a.pdf", lambda: plain().replace(b"%%EOF", b"")), refused="cut short"),
    Case("PDF with a wrong startxref", file("a.pdf", lambda: plain().replace(b"startxref\n", b"startxref\n9")), text=_SAID),
    Case("arrays nested 100,000 deep", file("a.pdf", partial(deep_arrays, 100_000)), text=_SAID),
    Case("Flate bomb", file("a.pdf", partial(flate_bomb, 1)), refused="unpacks"),
    Case("Flate bomb in two layers", file("a.pdf", partial(flate_bomb, 2)), refused="unpacks"),
    Case("Flate bomb in letters", file("a.pdf", flate_bomb_in_letters), refused="unpacks"),
    Case("LZW bomb", file("a.pdf", partial(packed_bomb, "/LZWDecode")), refused="packed in a way"),
    Case("LZW bomb under a filter told elsewhere", file("a.pdf", partial(packed_bomb, "6 0 R")), refused="packed in a way"),
    Case("run-length bomb", file("a.pdf", partial(packed_bomb, "/RunLengthDecode")), refused="packed in a way"),
    Case("LZW around Flate", file("a.pdf", partial(packed_bomb, "[/LZWDecode /FlateDecode]", 1000)), refused="packed in a way"),
    Case("small LZW stream of rubbish", file("a.pdf", partial(packed_bomb, "/RunLengthDecode", 50)), refused="no text layer"),
    Case("drawings ten times ten times …", file("a.pdf", partial(forms, 9)), refused="without end"),
    Case("drawings of drawings, a chain of 5,000", file("a.pdf", partial(forms, 5000, 1)), refused="without end"),
    Case("a drawing ten times ten times", file("a.pdf", partial(forms, 3)), text=_SAID),
    Case("drawings that draw each other in a circle", file("a.pdf", forms_in_a_circle), refused="without end"),
    Case("a large drawing a thousand times", file("a.pdf", large_form), refused="without end"),
    Case("drawing that draws itself", file("a.pdf", own_form), text=_SAID),
    Case("200,000 operators", file("a.pdf", partial(many_operators, 200_000)), text=_SAID, seconds=30),
    Case("1,200,000 operators", file("a.pdf", slow_page), killed=True, seconds=40),
    Case("numbers out of every range", file("a.pdf", far_numbers), text=_SAID),
    Case("PDF that starts programs", file("a.pdf", launching), text=_SAID),
    Case("PDF with a user password", file("a.pdf", lambda: protected("mat-khau", "chu")), refused="password"),
    Case("PDF with an owner password only", file("a.pdf", lambda: protected("", "chu")), text=_SAID),
    Case("endless stream length", file("a.pdf", lambda: objects(contents=stream(_SHOW).replace(b"/Length ", b"/Length 9999999"))), refused="no text layer"),
]  # fmt: skip
