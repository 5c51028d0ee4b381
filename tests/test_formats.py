"""The same facts in every form of file: all samples in the forms made here, the base samples in those LibreOffice makes."""

from __future__ import annotations

import os
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

import cdcs_parse
import forms
from builders import formats
from builders.libreoffice import needs_libreoffice
from builders.tesseract import needs_tesseract
from builders.tracked import DECOY
from cdcs_parse.model.document import Document, Paragraph
from cdcs_parse.readers import read
from word_lists import MARK

BASE = sorted(path.stem for path in formats.REPORTS.glob("*.docx"))
# for the forms that are read through LibreOffice, a program start each
FEW = ["mam-non-2023-2024", "nuoc-sach-2024"]
# (form, sample) → why it differs; strict, so that a repair is noticed
DIFFERS: dict[tuple[str, str], str] = {}
CONVERTED = {form: BASE if form.endswith("pdf") else FEW for form in forms.FORMS if form in formats.CONVERTED}


def check(folder: Path, form: str, name: str) -> None:
    """The form of a sample is as much like its text as the form must be."""
    found = forms.compare_file(folder, form, name)
    assert isinstance(found, forms.Difference), found
    least = forms.FORMS[form][1]
    if (form, name) in DIFFERS:
        assert not found.identical, "no longer differs"
    elif least == 1:
        assert found.lines() == []
    else:
        assert found.f1 >= least, "\n".join(found.lines())


@pytest.mark.parametrize("name", formats.names())
def test_forms_made_without_other_programs(name: str, tmp_path: Path) -> None:
    made = [form for form in forms.FORMS if form in formats.IN_MEMORY]
    formats.write_in_memory(tmp_path, [name], made)
    for form in made:
        check(tmp_path, form, name)


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base samples in the forms LibreOffice makes; the workers of a test run share them."""
    needs_libreoffice()
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "formats"
    folder.mkdir(exist_ok=True)
    done, failed = folder / "done", folder / "failed"
    try:
        (folder / "begun").touch(exist_ok=False)
    except FileExistsError:
        for _ in range(3000):
            if done.exists():
                return folder
            if failed.exists():
                break
            time.sleep(0.1)
        pytest.fail("LibreOffice made no files in another worker")
    try:
        for form, names in CONVERTED.items():
            formats.convert(folder, names, [form])
    except BaseException:
        failed.touch()
        raise
    done.touch()
    return folder


@pytest.mark.parametrize(("form", "name"), [(form, name) for form, names in CONVERTED.items() for name in names])
def test_forms_made_by_libreoffice(form: str, name: str, converted: Path) -> None:
    check(converted, form, name)


def _lines(document: Document) -> list[str]:
    """What a person reads: Word's own numbers before the words, a blank behind every number."""
    texts = [document.text[block.span.start : block.span.end] for block in document.blocks]
    labels = [block.label if isinstance(block, Paragraph) else None for block in document.blocks]
    return [(f"{label} {text}" if label else text).replace("\t", " ") for label, text in zip(labels, texts, strict=True)]


def test_words_own_numbers_are_those_typed(tmp_path: Path) -> None:
    formats.write_in_memory(tmp_path, formats.names(), ("typed.docx", "auto.docx"))
    automatic = headings = 0
    for name in formats.names():
        typed, auto = (read(formats.place(tmp_path, form, name)) for form in ("typed.docx", "auto.docx"))
        assert _lines(auto) == _lines(typed), name
        labels = [b.label for b in auto.blocks if isinstance(b, Paragraph) and b.label]
        automatic += sum(label not in "-+*•" for label in labels)
        headings += sum(MARK.fullmatch(line) is not None for line in formats.text_of(name).splitlines())
        assert not any(b.label for b in typed.blocks if isinstance(b, Paragraph))
    # a few headings no list of Word's can show: they stay typed
    assert headings - 12 < automatic < headings


def test_rejecting_the_tracked_changes_gives_another_report(tmp_path: Path) -> None:
    formats.write_in_memory(tmp_path, ["nuoc-sach-2024"], ("auto.docx", "tracked.docx"))
    path = formats.place(tmp_path, "tracked.docx", "nuoc-sach-2024")
    document = zipfile.ZipFile(path).read("word/document.xml").decode()
    for change in ("ins", "del", "moveFrom", "moveTo"):
        assert document.count(f"<w:{change} ") > 5
    accepted, rejected = read(path), read(path, revisions="reject")
    assert DECOY not in accepted.text
    assert rejected.text.count(DECOY) > 2
    before = forms.text_report("nuoc-sach-2024")
    assert forms.compare(before, cdcs_parse.parse(path)).identical
    assert forms.compare(before, cdcs_parse.parse(path, revisions="reject")).f1 < 0.9


def test_a_scanned_page_tells_the_facts_of_the_printed_one(converted: Path) -> None:
    needs_tesseract()
    name = "nuoc-sach-2024"
    formats.scan_pages(converted, [name], pages=[0])
    printed, scanned = (cdcs_parse.parse(formats.place(converted, form, name)) for form in ("pdf", "scan.pdf"))
    expected = Counter(forms.fact_key(fact) for fact in printed.facts if fact.evidence is not None and fact.evidence.page == 1)
    # the last line of the page goes on on the next, which is not scanned
    found = Counter(forms.fact_key(fact) for fact in scanned.facts)
    assert expected.total() > 20
    assert (expected & found).total() >= 0.97 * expected.total() - 1, expected - found
    assert (found - expected).total() <= 0.03 * expected.total() + 1, found - expected
