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
from builders import word
from cdcs_parse.model.document import Document, Paragraph
from cdcs_parse.model.report import Report
from cdcs_parse.readers import read
from word_lists import MARK

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


# a row says by its number or bullet what it is a part of, whether a hand or Word wrote it
_ROWS = (("1.", "Tổng số lao động", "286"), ("-", "Nữ", "94"), ("2.", "Tổng số đoàn viên công đoàn", "282"), ("-", "Nữ", "93"))


def _table_report(path: Path, *, automatic: bool) -> list[str]:
    rows = [word.row(*(word.cell(text) for text in ("TT", "Nội dung", "Năm 2024")))]
    for mark, label, value in _ROWS:
        bullet = mark == "-"
        if automatic:
            number = word.cell("") if bullet else word.cell(word.paragraph("<w:r/>", num=1, level=0))
            cells = number, word.cell(word.paragraph(label, num=2, level=0) if bullet else label)
        else:
            cells = word.cell("" if bullet else mark), word.cell(f"- {label}" if bullet else label)
        rows.append(word.row(*cells, word.cell(value)))
    lists = (
        word.abstract(0, word.level(0, "%1.")) + word.abstract(1, word.level(0, "-", "bullet")) + word.num(1, 0) + word.num(2, 1)
    )
    lead = "".join(map(word.paragraph, ("BÁO CÁO", "Hoạt động công đoàn năm 2024", "I. TÌNH HÌNH CHUNG", "Số liệu như sau:")))
    path.write_bytes(word.docx(lead + word.table(*rows), numbering=lists))
    return facts(cdcs_parse.parse(path))


def test_automatic_marks_of_table_rows_count_like_typed_ones(tmp_path: Path) -> None:
    typed = _table_report(tmp_path / "typed.docx", automatic=False)
    assert sum("female" in fact for fact in typed) == 2
    assert _table_report(tmp_path / "automatic.docx", automatic=True) == typed


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
    headings = [line for line in text if MARK.fullmatch(line)]
    assert [line for line in lines if MARK.fullmatch(line)] == headings
    # all but the ones that no list of Word's can show
    labels = [b.label for b in document.blocks if isinstance(b, Paragraph) and b.label]
    assert len([label for label in labels if label not in "-+*"]) == len(headings)
