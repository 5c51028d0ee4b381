"""PDF files: small ones written by hand (Helvetica, plain letters), real ones printed by LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HEIGHT = 842


@dataclass
class Page:
    """What to draw on an A4 page; `top` counts from its upper edge, as in a Box."""

    commands: list[str] = field(default_factory=list)
    picture: bool = False
    rotate: int = 0

    def text(self, x: float, top: float, text: str, size: float = 12, *, bold: bool = False) -> Page:
        """A line of text whose upper edge is near `top`."""
        safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        self.commands.append(f"BT /{font} {size} Tf {x} {HEIGHT - top - size} Td ({safe}) Tj ET")
        return self

    def lines(self, x: float, top: float, *texts: str, pitch: float = 16) -> Page:
        """Lines of text one under the other."""
        for index, text in enumerate(texts):
            self.text(x, top + index * pitch, text)
        return self

    def watermark(self, text: str, *, slanted: bool) -> Page:
        """Large grey letters behind the text, aslant or straight."""
        turn = "0.7 0.7 -0.7 0.7 150 300" if slanted else "1 0 0 1 150 300"
        self.commands.append(f"q 0.8 g BT /F2 60 Tf {turn} Tm ({text}) Tj ET Q")
        return self

    def rule(self, x0: float, top0: float, x1: float, top1: float) -> Page:
        """A straight line."""
        self.commands.append(f"{x0} {HEIGHT - top0} m {x1} {HEIGHT - top1} l S")
        return self

    def scan(self) -> Page:
        """A picture over the whole page."""
        self.picture = True
        self.commands.append(f"q 595 0 0 {HEIGHT} 0 0 cm /Im Do Q")
        return self


def pdf(pages: Sequence[Page]) -> bytes:
    """The bytes of a PDF."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        _stream("0", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"),
    ]
    for index, page in enumerate(pages):
        resources = "<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im 5 0 R >> >>"
        size = f"/MediaBox [0 0 595 {HEIGHT}] /Rotate {page.rotate}"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {size} /Contents {7 + 2 * index} 0 R /Resources {resources} >>"
        )
        objects.append(_stream("\n".join(page.commands)))
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return (out + f"startxref\n{start}\n%%EOF\n").encode("cp1252")


def _stream(content: str, entries: str = "") -> str:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def office() -> str:
    """The LibreOffice program; skips the test where there is none, but not in CI."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing in CI")
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def print_to_pdf(source: Path, folder: Path, options: str = "") -> bytes:
    """Print an office file to PDF with a profile of its own, since two LibreOffices share none."""
    target = f"pdf:writer_pdf_Export:{options}" if options else "pdf"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office(), profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / source.with_suffix(".pdf").name).read_bytes()


def print_all(folder: Path) -> dict[str, bytes]:
    """Print all Word files of a folder to PDF by one run of LibreOffice; stem → bytes."""
    sources = sorted(folder.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office(), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {source.stem: source.with_suffix(".pdf").read_bytes() for source in sources}
