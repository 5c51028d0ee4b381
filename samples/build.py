"""Rebuilds the Word and PDF editions of the base samples from their texts: `make samples`.

The .docx has Word's own numbers and bullets; the same text gives the same bytes. The .pdf is what LibreOffice prints of
it, and is printed again only when the .docx has changed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from word_report import build_docx

REPORTS = Path(__file__).resolve().parent / "reports"
BASE = ("nuoc-sach-2023", "nuoc-sach-2024", "mam-non-2023-2024", "dien-tu-fdi-2025", "so-nong-nghiep-nk-2017-2022")


def build_pdf(docx: Path, pdf: Path) -> None:
    """Print a Word file with LibreOffice, without the date and the ids that change from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(docx)]
        subprocess.run(command, check=True, timeout=180, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        data = (Path(folder) / f"{docx.stem}.pdf").read_bytes()
    # each is replaced by as many characters: the table of offsets at the end stays true
    data = re.sub(rb"(?<=/CreationDate\(D:)[^)]*", lambda m: b"20000101000000Z".ljust(len(m[0])), data)
    data = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]+", lambda m: b"0" * len(m[0]), data)
    data = re.sub(rb"/ID \[[^]]*\]", lambda m: re.sub(rb"[0-9A-F]", b"0", m[0]), data)
    pdf.write_bytes(data)


def main() -> None:
    """Rebuild whatever has changed."""
    for name in BASE:
        docx, pdf = REPORTS / f"{name}.docx", REPORTS / f"{name}.pdf"
        data = build_docx((REPORTS / f"{name}.txt").read_text(encoding="utf-8"), name)
        changed = not docx.exists() or docx.read_bytes() != data
        if changed:
            docx.write_bytes(data)
        if changed or not pdf.exists():
            # should printing fail, the next run must not take an old PDF for the new one
            pdf.unlink(missing_ok=True)
            build_pdf(docx, pdf)
        print(f"{name}: {'rebuilt' if changed else 'unchanged'}, docx {len(data) // 1000} kB, pdf {pdf.stat().st_size // 1000} kB")


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} not found: the PDF edition needs LibreOffice (package libreoffice-writer)")
