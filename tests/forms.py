"""The same report in every form of file against its plain text. `python tests/forms.py [FORM …]` writes docs/FORMATS.md.

A figure is compared without its place: concept, dimensions, value, comparator, per what, unit of a table row, role and
period; a section by its path, number, title and kind.
"""

from __future__ import annotations

import os
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# `make formats` runs this file alone; under pytest both folders are on the path already
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "samples")]

import cdcs_parse  # noqa: E402
from builders import formats  # noqa: E402
from cdcs_parse.errors import CdcsError  # noqa: E402
from cdcs_parse.model.fact import Fact  # noqa: E402
from cdcs_parse.model.report import Report  # noqa: E402

BUILD = ROOT / "build" / "formats"

# form → what it is, and the least F1 of its figures; 1 asks for the same figures and the same sections
FORMS: dict[str, tuple[str, float]] = {
    "typed.docx": ("Word, numbers typed by hand", 1.0),
    "auto.docx": ("Word, automatic numbers", 1.0),
    "tracked.docx": ("Word, tracked changes", 0.99),
    "doc": ("Word 97", 0.99),
    "rtf": ("Rich Text", 0.99),
    "odt": ("OpenDocument", 1.0),
    "pdf": ("PDF", 1.0),
    "fallback.pdf": ("PDF, letters of a second font inside words", 1.0),
    "scan.pdf": ("scan, 200 dpi", 0.97),
    "tcvn3.docx": ("Word, TCVN3 fonts", 1.0),
    "html": ("saved web page", 0.99),
    "nfd.txt": ("text, letters decomposed (NFD)", 1.0),
    "utf16.txt": ("text, UTF-16", 1.0),
}

_HEAD = (
    "The {} samples ({} figures) are written in every form of file an office sends, and what is read from each is compared with "
    "what is read from the plain text: every figure with concept, dimensions, value, comparator, role, period and the unit of its "
    "table row; every section with path, number, title and kind. `make formats` writes the files to `build/formats` and this page "
    "anew. LibreOffice makes .doc, .rtf, .odt and PDF of the Word files with automatic numbers, and the web page of those with "
    "typed ones. The font of the second PDF has no Vietnamese letters: they are taken one by one from another font. The scan is "
    "made of the PDF: pictures of 200 dpi, turned by 0.7 degrees to one side and the other, grainy, as JPEG. Sections "
    "differ in .doc because LibreOffice loses restarts of lists when it writes .doc (a list that begins anew stands in the file as "
    "two lists without a word on where they begin), not because they are lost in reading."
)
_SCANS = (
    "Each page is read twice, with both kinds of Tesseract's data (`vie` and `Vietnamese`); the likelier word is taken, and "
    "figures that the readings tell otherwise are doubtful. Roman numbers of headings follow their count, accents the "
    'words beside them, and both are noted. `make formats FORM="pdf scan.pdf"` measures the scans alone. The repairs were '
    "made with these scans in view: eight of the samples scanned otherwise (200 dpi turned by 1.4 degrees and grainier, 240 and "
    "300 dpi) gave F1 0.975."
)


def fact_key(fact: Fact) -> str:
    """A figure without its place, as a line a person can read."""
    dimensions = ",".join(f"{key}={value}" for key, value in sorted(fact.dimensions.items()))
    value = "-".join(_number(v) for v in (fact.value, fact.high) if v is not None)
    value += f"/{_number(fact.denominator)}" if fact.denominator is not None else ""
    more = f" per {fact.per}" if fact.per else ""
    more += f" of {fact.organization}" if fact.organization else ""
    period = f"{fact.period.start} to {fact.period.end}" if fact.period else "no period"
    return f"{fact.indicator or '?'}[{dimensions}] {fact.kind} {fact.comparator} {value}{more}, {fact.role}, {period}"


def _number(value: object) -> str:
    return value if isinstance(value, str) else f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def section_keys(report: Report) -> list[str]:
    """The sections in order: path, number without blanks, title, kind."""
    return [f"{s.path} {''.join(s.label.split())} {s.title} <{s.kind}>" for top in report.sections for s in top.walk()]


@dataclass(frozen=True)
class Difference:
    """What one form of a report says otherwise than its text."""

    missing: Counter[str]
    surplus: Counter[str]
    sections: tuple[str, ...]
    expected: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of the figures."""
        hits = self.expected - self.missing.total()
        return 2 * hits / (self.expected + hits + self.surplus.total()) if self.expected + self.surplus.total() else 1.0

    @property
    def identical(self) -> bool:
        """Same figures and same sections."""
        return not (self.missing or self.surplus or self.sections)

    def lines(self) -> list[str]:
        """A line each: - stands in the text only, + in the form only."""
        figures = [(sign, keys) for sign, keys in (("-", self.missing), ("+", self.surplus))]
        out = [f"{sign} {key}" + (f" ({n} times)" if n > 1 else "") for sign, keys in figures for key, n in sorted(keys.items())]
        return [*out, *self.sections]


def compare(expected: Report, found: Report) -> Difference:
    """The differences of a form from the text."""
    one, two = (Counter(map(fact_key, report.facts)) for report in (expected, found))
    first, second = section_keys(expected), section_keys(found)
    sections = [f"- section {key}" for key in first if key not in second] + [
        f"+ section {key}" for key in second if key not in first
    ]
    if first != second and not sections:
        sections = ["sections in another order"]
    return Difference(one - two, two - one, tuple(sections), one.total())


@cache
def text_report(name: str) -> Report:
    """The report as its text tells it."""
    return cdcs_parse.parse(formats.REPORTS / f"{name}.txt")


def compare_file(folder: Path, form: str, name: str) -> Difference | str:
    """The differences of one file; a reason when it cannot be read."""
    try:
        return compare(text_report(name), cdcs_parse.parse(formats.place(folder, form, name)))
    except CdcsError as error:
        return str(error)


@dataclass(frozen=True)
class Row:
    """A form over all samples."""

    form: str
    results: dict[str, Difference | str]

    @property
    def read(self) -> list[Difference]:
        """The files that could be read."""
        return [one for one in self.results.values() if isinstance(one, Difference)]

    @property
    def f1(self) -> float:
        """F1 over the figures of all files; of one that cannot be read all are missing."""
        expected = sum(len(text_report(name).facts) for name in self.results)
        hits = sum(one.expected - one.missing.total() for one in self.read)
        found = hits + sum(one.surplus.total() for one in self.read)
        return 2 * hits / (expected + found) if expected + found else 1.0

    @property
    def reached(self) -> bool:
        """The target is met."""
        least = FORMS[self.form][1]
        return all(not isinstance(one, str) and one.identical for one in self.results.values()) if least == 1 else self.f1 >= least

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        what, least = FORMS[self.form]
        alike = sum(not (one.missing or one.surplus) for one in self.read)
        sections = sum(not one.sections for one in self.read)
        missing, surplus = (sum(getattr(one, side).total() for one in self.read) for side in ("missing", "surplus"))
        target = "identical" if least == 1 else f"≥ {least:.2f}"
        total = len(self.results)
        verdict = "yes" if self.reached else "**no**"
        return what, f"{alike}/{total}", f"{sections}/{total}", str(missing), str(surplus), f"{self.f1:.4f}", target, verdict


def measure(folder: Path, forms: Iterable[str], samples: Sequence[str]) -> list[Row]:
    """Compare every file, several at once."""
    rows = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for form in forms:
            jobs = {name: pool.submit(compare_file, folder, form, name) for name in samples}
            rows.append(Row(form, {name: job.result() for name, job in jobs.items()}))
            print(" | ".join(rows[-1].cells()), flush=True)
    return rows


def page(rows: Sequence[Row]) -> str:
    """docs/FORMATS.md."""
    samples = len(rows[0].results)
    figures = sum(len(text_report(name).facts) for name in rows[0].results)
    head = ("form", "same figures", "same sections", "missing", "added", "F1", "target", "reached")
    lines = [
        "# The same facts in every form",
        "",
        *textwrap.wrap(_HEAD.format(samples, figures), 120),
        "",
        f"| {' | '.join(head)} |",
        f"| --- |{' ---: |' * 5} --- | --- |",
        *(f"| {' | '.join(row.cells())} |" for row in rows),
    ]
    for row in rows:
        if row.form == "scan.pdf":
            lines += scan_table(row)
    differing = [(row, name, one) for row in rows for name, one in row.results.items() if isinstance(one, str) or not one.identical]
    if differing:
        lines += [
            "",
            "## Differences",
            "",
            "`-` stands in the text only, `+` in the form only. All of them: `build/formats/differences.txt`.",
            "",
        ]
        for row, name, one in differing:
            told = one if isinstance(one, str) else f"F1 {one.f1:.4f}; {_short(one)}"
            lines.append(f"- {FORMS[row.form][0]}, {name}: {told}")
    return "\n".join(lines) + "\n"


def scan_table(row: Row) -> list[str]:
    """What is lost in the scan of each sample."""
    head = ("sample", "figures", "missing", "added", "F1", "sections missing or added")
    lines = ["", "## Scans", "", *textwrap.wrap(_SCANS, 120), "", f"| {' | '.join(head)} |", f"| --- |{' ---: |' * 5}"]
    for name, one in row.results.items():
        cells = ("", "", "", "not read", "") if isinstance(one, str) else (
            str(one.expected), str(one.missing.total()), str(one.surplus.total()), f"{one.f1:.4f}", str(len(one.sections))
        )  # fmt: skip
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _short(one: Difference) -> str:
    shown = [f"`{line[:110]}`" for line in one.lines()[:2]]
    return ", ".join(shown) + (f" and {len(one.lines()) - 2} more" if len(one.lines()) > 2 else "")


def main(forms: Sequence[str]) -> int:
    """Write the files, compare them, write the page; 1 when a target is not reached."""
    wanted = [form for form in FORMS if not forms or form in forms]
    samples = formats.names()
    formats.write_in_memory(BUILD, samples, [form for form in wanted if form in formats.IN_MEMORY])
    formats.convert(BUILD, samples, [form for form in wanted if form in formats.CONVERTED])
    if "scan.pdf" in wanted:
        formats.scan_pages(BUILD, samples)
    rows = measure(BUILD, wanted, samples)
    details = [
        "\n".join([f"{row.form} {name}", *(["  " + one] if isinstance(one, str) else (f"  {line}" for line in one.lines()))])
        for row in rows
        for name, one in row.results.items()
        if isinstance(one, str) or not one.identical
    ]
    (BUILD / "differences.txt").write_text("\n".join(details) + "\n", encoding="utf-8")
    if not forms:
        (ROOT / "docs" / "FORMATS.md").write_text(page(rows), encoding="utf-8")
    return 0 if all(row.reached for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
