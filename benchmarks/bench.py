"""Speed and memory as ratios within one process, so that they can be compared between machines.

B is python-docx opening the same 19-page file and joining its paragraphs. `python benchmarks/bench.py [--json]`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "samples" / "reports").glob("*.txt"))
# real reports have a figure every 300 to 450 characters, the samples one every 90: where real ones lie beside the
# project they are measured, so that the ratio is that of ordinary work
REAL = sorted((ROOT.parent / "shared" / "reports").glob("[!o]*.txt"), reverse=True)
WORDS_IN_A_RUN = 5
CHARACTERS = 35_000
LINE_SPACING = 1.0


def report_lines(characters: int) -> list[str]:
    """Lines of real reports, or of the samples, one report after another, until there are about `characters`."""
    lines: list[str] = []
    size = 0
    while True:
        for path in REAL or SAMPLES:
            for line in path.read_text(encoding="utf-8").splitlines():
                if size >= characters:
                    return lines
                if line.strip():
                    lines.append(line.strip())
                    size += len(line.strip()) + 1


def write_docx(lines: list[str], path: Path) -> None:
    """A Word file of `lines` as offices set them (13 pt): 35,000 characters make about 19 pages.

    Lines in capitals get Word's automatic numbers, bullets its bullets. A paragraph is several runs with properties of
    their own, as Word leaves them behind after editing and spell checking.
    """
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = LINE_SPACING, Pt(4)
    for line in lines:
        bullet = line.startswith(("- ", "+ ", "* "))
        paragraph = document.add_paragraph(style="List Bullet" if bullet else None)
        words = (line[2:] if bullet else line).split(" ")
        for start in range(0, len(words), WORDS_IN_A_RUN):
            last = start + WORDS_IN_A_RUN >= len(words)
            run = paragraph.add_run(" ".join(words[start : start + WORDS_IN_A_RUN]) + ("" if last else " "))
            run.font.size, run.font.name = Pt(13), "Times New Roman"
        if line.isupper() and len(line) < 120:
            _number(document, paragraph)
    document.save(str(path))


def _number(document: WordFile, paragraph: Any) -> None:
    """Give the paragraph the automatic number of the template's decimal list."""
    style = document.styles["List Number"]
    source = style.element.pPr.numPr.numId.val
    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", 0), ("w:numId", source)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), str(value))
        numbering.append(child)
    properties.append(numbering)


def median_time(act: Callable[[], object], repeats: int = 7) -> float:
    """Median seconds of `act`, after one run that is not counted."""
    act()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def interleaved(*acts: Callable[[], object], repeats: int = 15) -> list[tuple[float, ...]]:
    """Seconds of every act in each of `repeats` rounds, after one round to warm up."""
    rounds = []
    for _ in range(repeats + 1):
        seconds = []
        for act in acts:
            start = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - start)
        rounds.append(tuple(seconds))
    return rounds[1:]


def cold_time(*arguments: str, repeats: int = 5) -> float:
    """Median seconds of a fresh interpreter with `arguments`."""
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    return median_time(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment), repeats)


def peak_megabytes(path: Path) -> float:
    """Peak resident memory of a fresh process that parses `path`; not known on Windows."""
    code = (
        "import resource, sys, cdcs_parse; cdcs_parse.parse(sys.argv[1]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == 'darwin' else 2**10))"
    )
    if sys.platform == "win32":
        return float("nan")
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def measure(folder: Path) -> dict[str, float]:
    """All figures, by name."""
    from cdcs_parse import check, parse, parse_text

    word, plain = folder / "report.docx", folder / "report.txt"
    lines = report_lines(CHARACTERS)
    write_docx(lines, word)
    plain.write_text("\n".join(lines), encoding="utf-8")
    text = plain.read_text(encoding="utf-8")
    # the three in turn, so that a busy moment of the machine falls on all of them
    rounds = interleaved(
        lambda: "\n".join(p.text for p in docx.Document(str(word)).paragraphs), lambda: parse(word), lambda: parse_text(text)
    )
    report = parse_text(text)
    shares = interleaved(lambda: parse_text(text), lambda: check(report))
    base, parsed = statistics.median(r[0] for r in rounds), statistics.median(r[2] for r in rounds)
    found: dict[str, float] = {
        "characters": len(text),
        "figures": len(parse_text(text).facts),
        "B: python-docx, seconds": base,
        "warm parse of docx / B": statistics.median(r[1] / r[0] for r in rounds),
        "warm parse_text / B": statistics.median(r[2] / r[0] for r in rounds),
        "check / parse_text": statistics.median(r[1] / r[0] for r in shares),
        "import cdcs_parse, seconds": cold_time("-c", "import cdcs_parse") - cold_time("-c", "pass"),
        "cold cdcs parse txt / import pydantic, typer, rich": cold_time("-m", "cdcs_parse", "parse", str(plain), "--format", "json")
        / cold_time("-c", "import pydantic, typer, rich"),
        "peak memory of docx, MB": peak_megabytes(word),
    }
    for times in (4, 16):
        longer = "\n".join(report_lines(CHARACTERS * times))
        ratio = median_time(lambda longer=longer: parse_text(longer), 3) / parsed  # type: ignore[misc]
        found[f"parse_text of {times} times the text / {times} times the time"] = ratio / times
    return found


def main() -> None:
    """Print the table, or JSON with --json."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    if "--json" in sys.argv:
        print(json.dumps(found, indent=2))
        return
    width = max(map(len, found))
    for name, value in found.items():
        print(f"{name:<{width}}  {value:,.0f}" if value == int(value) else f"{name:<{width}}  {value:.3f}")


if __name__ == "__main__":
    main()
