"""Automatic numbers of Word, one feature a file in tests/numbering: as we read them, and as LibreOffice shows them."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from builders.libreoffice import needs_libreoffice
from builders.numbering import Case, cases, text
from cdcs_parse.model.document import Document, Paragraph
from cdcs_parse.readers.docx import read_docx

CASES = {case.name: case for case in cases()}
LISTED = {name: case.body["libreoffice"] for name, case in CASES.items() if "libreoffice" in case.body}
CONVERTED = [name for name, case in CASES.items() if "revisions" not in case.body and "crashes" not in LISTED.get(name, {})]


def shown(document: Document) -> dict[str, str | None]:
    """The text of every paragraph and cell → its label."""
    places = [p for block in document.blocks for p in ((block,) if isinstance(block, Paragraph) else block.cells)]
    return {document.text[place.span.start : place.span.end]: place.label for place in places}


def rejoined(case: Case, labels: dict[str, str | None]) -> dict[str, str | None]:
    """Paragraphs whose mark is deleted stand in one line with the next."""
    joined = {text(i): text(i) + text(i + 1) for i, entry in enumerate(case.body["paragraphs"]) if "joined" in entry}
    return {joined.get(words, words): label for words, label in labels.items()}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", LISTED)
def test_listed_differences_are_differences_and_have_a_reason(name: str) -> None:
    case = CASES[name]
    ours, theirs = case.expected, case.in_libreoffice
    listed = {text(int(place) - 1) for place in LISTED[name].get("labels", {})}
    assert {words for words in ours.keys() | theirs.keys() if ours.get(words, "") != theirs.get(words, "")} == listed
    assert LISTED[name]["reason"]


@pytest.mark.parametrize("name", CASES)
def test_labels_are_those_of_the_standard(name: str) -> None:
    case = CASES[name]
    document = read_docx(case.docx(), f"{name}.docx", revisions=case.body.get("revisions", "accept"))
    assert shown(document) == rejoined(case, case.expected)


@pytest.fixture(scope="session")
def printed() -> dict[str, dict[str, str | None]]:
    """Every case as LibreOffice shows it, all in one run: text of a paragraph → label."""
    program = needs_libreoffice()
    found: dict[str, dict[str, str | None]] = {}
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for name in CONVERTED:
            sources.append(Path(folder) / f"{name}.docx")
            sources[-1].write_bytes(CASES[name].docx())
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [
            str(program),
            profile,
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
            folder,
            *map(str, sources),
        ]
        done = subprocess.run(command, check=False, timeout=300, capture_output=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"LibreOffice ended with {done.returncode}"
        for name in CONVERTED:
            found[name] = {}
            for line in (Path(folder) / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines():
                label, sign, words = line.partition("đoạn")
                if sign:
                    found[name][sign + words.strip()] = label.strip() or None
    return found


@pytest.mark.parametrize("name", CONVERTED)
def test_differences_to_libreoffice_are_listed(name: str, printed: dict[str, dict[str, str | None]]) -> None:
    case = CASES[name]
    listed = case.in_libreoffice if name in LISTED else rejoined(case, case.expected)
    assert printed[name] == listed
