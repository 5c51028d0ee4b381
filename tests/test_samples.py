"""The Word and PDF editions of the base samples say what their texts say, and are rebuilt byte for byte."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import docx as python_docx
import pytest

import cdcs_parse
from cdcs_parse.model.document import Document, Paragraph
from cdcs_parse.model.report import Report
from cdcs_parse.readers import read

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def _load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by its name
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = _load_build()
# (sample, edition, what is compared) → why it differs; strict, so that a repair is noticed
DIFFERS: dict[tuple[str, str, str], str] = {}


@cache
def report(name: str, edition: str) -> Report:
    return cdcs_parse.parse(SAMPLES / "reports" / f"{name}.{edition}")


def facts(one: Report) -> list[str]:
    """Each figure without its place, in the order of the text."""
    return [
        f"{f.kind} {f.value}/{f.denominator} {f.comparator} per {f.per}: {f.indicator} {sorted(f.dimensions.items())}, {f.role}, "
        f"{f.period}, {f.organization}, {f.section}"
        for f in one.facts
    ]


def sections(one: Report) -> list[str]:
    return [f"{s.path} {s.kind}: {s.title}" for top in one.sections for s in top.walk()]


def header(one: Report) -> list[str]:
    return [f"{key}: {getattr(field, 'value', field)}" for key, field in one.header]


ASPECTS = {"facts": facts, "sections": sections, "header": header}


def _editions() -> list[object]:
    out: list[object] = []
    for name in build.BASE:
        for edition in ("docx", "pdf"):
            for aspect in ASPECTS:
                reason = DIFFERS.get((name, edition, aspect))
                marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
                out.append(pytest.param(name, edition, aspect, marks=marks, id=f"{name}.{edition}-{aspect}"))
    return out


@pytest.mark.parametrize(("name", "edition", "aspect"), _editions())
def test_an_edition_says_what_the_text_says(name: str, edition: str, aspect: str) -> None:
    told = ASPECTS[aspect]
    expected = told(report(name, "txt"))
    assert expected
    assert told(report(name, edition)) == expected


@pytest.mark.parametrize("name", build.BASE)
def test_word_files_are_rebuilt_to_the_same_bytes(name: str, tmp_path: Path) -> None:
    kept = SAMPLES / "reports" / f"{name}.docx"
    data = build.build_docx((SAMPLES / "reports" / f"{name}.txt").read_text(encoding="utf-8"), name)
    copy = tmp_path / kept.name
    copy.write_bytes(data)
    # comparing texts first would hide a difference in numbering or layout
    assert copy.read_bytes() == kept.read_bytes(), "run `make samples`"
    assert python_docx.Document(str(copy)).paragraphs
    assert len(data) < 200_000
    assert (SAMPLES / "reports" / f"{name}.pdf").stat().st_size < 200_000


def _lines(document: Document) -> list[str]:
    """What a person reads outside tables: Word's own numbers and bullets before the words."""
    return [
        f"{block.label} {document.text[block.span.start : block.span.end]}"
        if block.label
        else document.text[block.span.start : block.span.end]
        for block in document.blocks
        if isinstance(block, Paragraph)
    ]


@pytest.mark.parametrize("name", build.BASE)
def test_word_numbers_are_those_of_the_text(name: str) -> None:
    document = read(SAMPLES / "reports" / f"{name}.docx")
    text = (SAMPLES / "reports" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    lines = _lines(document)
    assert [line for line in lines if line not in text] == []
    headings = [line for line in text if build._MARK.fullmatch(line)]
    assert [line for line in lines if build._MARK.fullmatch(line)] == headings
    # all but the ones that no list of Word's can show
    labels = [b.label for b in document.blocks if isinstance(b, Paragraph) and b.label]
    assert len([label for label in labels if label not in "-+*"]) == len(headings)
