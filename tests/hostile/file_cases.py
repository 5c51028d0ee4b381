"""Files that lie about what they are, cannot be opened, or hold text made to hurt."""

from __future__ import annotations

import os
import socket
from functools import partial
from pathlib import Path

from builders.word import docx, paragraph
from cdcs_parse.readers.programs import LIBREOFFICE, locate
from hostile.case import SOUND, Case, file
from hostile.pdf_cases import plain

_SAID = SOUND.encode()
_JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(200)
_EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(range(256)) * 20
_RTF = rb"{\rtf1\ansi\ansicpg1252 Tong so doan vien: 46 nguoi.\par}"
_HTML = "<!DOCTYPE html><html><meta charset='utf-8'><body><p>Tổng số đoàn viên: 46 người.</p></body></html>".encode()


def folder_named(path: Path) -> Path:
    (path / "x.docx").mkdir()
    return path / "x.docx"


def missing(path: Path) -> Path:
    return path / "khong-co.docx"


def pipe(path: Path) -> Path:
    os.mkfifo(path / "a.txt")
    return path / "a.txt"


def listening(path: Path) -> Path:
    place = path / "a.txt"
    here = os.getcwd()
    os.chdir(path)  # the name of a socket may have 100 bytes
    try:
        socket.socket(socket.AF_UNIX).bind(place.name)
    finally:
        os.chdir(here)
    return place


def device(name: str, path: Path) -> Path:
    (path / "a.txt").symlink_to(name)
    return path / "a.txt"


def circle(path: Path) -> Path:
    (path / "a.txt").symlink_to(path / "b.txt")
    (path / "b.txt").symlink_to(path / "a.txt")
    return path / "a.txt"


def sparse(path: Path) -> Path:
    with (path / "a.docx").open("wb") as out:
        out.truncate(1_000_000_000)
    return path / "a.docx"


def named(name: bytes, path: Path) -> Path:
    place = Path(os.fsdecode(os.fsencode(path) + b"/" + name))
    place.write_bytes(_SAID)
    return place


def forbidden(path: Path) -> Path:
    place = path / "a.txt"
    place.write_bytes(_SAID)
    place.chmod(0)
    return place


def long_name() -> bytes:
    return "ô".encode() * 125 + b"a.txt"


FILE_CASES = [
    Case("PDF named .docx", file("a.docx", plain), text="Tong so doan vien: 46"),
    Case("docx named .pdf", file("a.pdf", lambda: docx(paragraph(SOUND)))),
    Case("docx named .txt", file("a.txt", lambda: docx(paragraph(SOUND)))),
    Case("HTML named .doc", file("a.doc", _HTML)),
    Case("RTF named .doc", file("a.doc", _RTF), refused="" if locate(LIBREOFFICE) else "LibreOffice", text="46 nguoi"),
    Case("program named .txt", file("a.txt", _EXE), refused="binary"),
    Case("picture named .pdf", file("a.pdf", _JPEG), refused="picture"),
    Case("text named .docx", file("a.docx", _SAID), refused="plain text"),
    Case("empty file", file("a.docx", b""), refused="empty"),
    Case("nothing but zero bytes", file("a.docx", bytes(100_000)), refused="zero bytes"),
    Case("nothing but blanks", file("a.txt", b" \n\t\n" * 1000), refused="no text"),
    Case("folder named .docx", folder_named, refused="folder"),
    Case("missing file", missing, refused="no such file"),
    Case("named pipe", pipe, refused="not a regular file"),
    Case("socket", listening, refused="not a regular file"),
    Case("endless device", partial(device, "/dev/zero"), refused="not a regular file"),
    Case("random device", partial(device, "/dev/urandom"), refused="not a regular file"),
    Case("links in a circle on disk", circle, refused="file"),
    Case("sparse file of 1 GB", sparse, refused="larger than 200 MB"),
    Case("no right to read", forbidden, refused="" if os.geteuid() == 0 else "cannot be opened"),
    Case("line end in the name", partial(named, b"a\nloi: b.txt")),
    Case("name in a foreign encoding", partial(named, b"b\xe1o c\xe1o.txt")),
    Case("name of 255 bytes", partial(named, long_name())),
    Case("name that steers the terminal", partial(named, b"\x1b[2J\x07.txt")),
    Case("nothing but combining marks", file("a.txt", "\u0301".encode() * 20_000), text="\u0301"),
    Case("10,000 marks on a letter", file("a.txt", _SAID + b"\na" + "\u0323\u0301".encode() * 10_000)),
    Case("text from right to left", file("a.txt", "\u202e".encode() + _SAID + "\u202c\u2066".encode())),
    Case("a line of 10 MB", file("a.txt", _SAID + b"\n" + "chăm lo đời sống đoàn viên ".encode() * 300_000), seconds=60),
    Case("a million digits", file("a.txt", _SAID + b"\n" + b"7" * 1_000_000), seconds=30),
    Case("a million line ends", file("a.txt", _SAID + b"\n" * 1_000_000)),
    Case("half characters in UTF-16", file("a.txt", b"\xff\xfe" + SOUND.encode("utf-16-le") + b"\x00\xd8\x00\xd8"), refused="binary"),
    Case("zero bytes within", file("a.txt", _SAID + b"\0" * 3 + _SAID), refused="binary"),
    Case("bytes that are no UTF-8", file("a.txt", _SAID + b"\xff\xfe\xfd"), refused="not Unicode text"),
    Case("markup of the terminal and of HTML", file("a.txt", _SAID + "\n[red]<script>\x1b[31m{0}%s: 5 người\n".encode())),
]  # fmt: skip
