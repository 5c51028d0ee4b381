"""Time of reading PDF files over pdfplumber's own `extract_text`, in one process; pages with tables apart.

`python benchmarks/pdf.py [FILE.pdf …]`: the samples where no file is named.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from pathlib import Path

import pdfplumber

from cdcs_parse.readers.pdf import _take, read_pdf
from cdcs_parse.readers.pdf_fast import FastFile

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


def main() -> None:
    """Print the ratios."""
    files = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "samples" / "reports").glob("*.pdf"))
    ratios, theirs, ours = [], [], []
    fast = pages = 0
    for path in files:
        data = path.read_bytes()
        with FastFile(data) as opened:
            plain = [_take(opened.read(index), index + 1) is not None for index in range(opened.pages)]
        fast, pages = fast + sum(plain), pages + len(plain)
        if not all(plain):
            continue
        for _ in range(ROUNDS):
            start = time.perf_counter()
            read_pdf(data, path.name)
            middle = time.perf_counter()
            with pdfplumber.open(io.BytesIO(data)) as file:
                for page in file.pages:
                    page.extract_text()
                    page.close()
            end = time.perf_counter()
            ratios.append((middle - start) / (end - middle))
            ours.append((middle - start) / len(plain) * 1000)
            theirs.append((end - middle) / len(plain) * 1000)
    print(f"pages read fast: {fast} of {pages}")
    if ratios:
        print(f"whole reading / extract_text, files without tables: {statistics.median(ratios):.2f} (worst {max(ratios):.2f})")
        print(f"milliseconds a page: {statistics.median(ours):.0f} / {statistics.median(theirs):.0f}")


if __name__ == "__main__":
    main()
