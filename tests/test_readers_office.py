"""Old Word, Rich Text and OpenDocument files: converted by LibreOffice, read as the Word file they come from."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest

import cdcs_parse
from builders.libreoffice import converted, needs_libreoffice
from cdcs_parse.errors import ReadError
from cdcs_parse.model.report import Report
from cdcs_parse.readers import read

REPORTS = Path(__file__).resolve().parent.parent / "samples" / "reports"


def facts(report: Report) -> Counter[tuple[object, ...]]:
    return Counter((f.indicator, str(f.dimensions), f.value, f.role, f.kind) for f in report.facts)


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_same_facts_as_the_word_file(suffix: str, tmp_path: Path) -> None:
    sample = "mam-non-2023-2024"
    data = converted((REPORTS / f"{sample}.docx").read_bytes(), "docx", suffix)
    path = tmp_path / f"bc.{suffix}"
    path.write_bytes(data)
    report = cdcs_parse.parse(path)
    assert facts(report) == facts(cdcs_parse.parse(REPORTS / f"{sample}.docx"))
    source = report.source
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.media_type in {"application/msword", "application/rtf", "application/vnd.oasis.opendocument.text"}
    assert report.notes[0].startswith(f"converted from .{suffix} by LibreOffice ")


def test_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDCS_SOFFICE", str(tmp_path / "nowhere"))
    (tmp_path / "bc.rtf").write_bytes(b"{\\rtf1\\ansi xin}")
    with pytest.raises(ReadError, match="LibreOffice"):
        read(tmp_path / "bc.rtf")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script of a POSIX shell")
@pytest.mark.parametrize(
    ("body", "expected"),
    [("exit 0", "could not convert"), ("exit 1", "failed"), ("kill -9 $$", "signal 9")],
)
def test_a_libreoffice_that_fails(body: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("CDCS_SOFFICE", str(program))
    (tmp_path / "bc.rtf").write_bytes(b"{\\rtf1\\ansi xin}")
    with pytest.raises(ReadError, match=expected) as caught:
        read(tmp_path / "bc.rtf")
    assert caught.value.where == "bc.rtf"
    assert caught.value.hint


def test_rubbish_that_calls_itself_rtf(tmp_path: Path) -> None:
    needs_libreoffice()
    (tmp_path / "bc.rtf").write_bytes(b"{\\rtf1" + b"{" * 2000)
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "bc.rtf")
    assert caught.value.where == "bc.rtf"
