"""Damaged and malicious files: each has its outcome, within a time and memory, and leaves the process alive."""

from __future__ import annotations

import json
import queue
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cdcs_parse as cdcs
from cdcs_parse import workers
from cdcs_parse.export.console import report_text
from cdcs_parse.workers import Limits, Lost
from hostile.case import Case
from hostile.file_cases import FILE_CASES
from hostile.pdf_cases import PDF_CASES
from hostile.word_cases import WORD_CASES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links of POSIX")

CASES = [*WORD_CASES, *PDF_CASES, *FILE_CASES]
Seen = dict[str, object]


def examine(path: str) -> Seen:
    """What becomes of a file: refused with words, or read, with text and notes; whatever is read can be shown and written."""
    begin = time.perf_counter()
    seen: Seen
    try:
        report = cdcs.parse(path)
    except cdcs.CdcsError as fault:
        seen = {"refused": fault.what, "hint": fault.hint, "line": str(fault)}
    else:
        stored = report.model_dump_json()
        assert cdcs.load_report(stored) == report
        assert report_text(report).isprintable() is False  # several lines
        text = json.loads(stored)["text"]
        seen = {"text": text[:200] + text[-200:], "notes": list(report.notes), "passwd": "root:" in text}
    seen["seconds"] = time.perf_counter() - begin
    return seen


def examiner() -> Callable[[str], Seen]:
    """Made once in the worker: the catalogue is loaded before the clock runs."""
    cdcs.parse_text("Tổng số đoàn viên: 46 người.")
    return examine


Ask = Callable[[Path, float], Seen | Lost]


@pytest.fixture(scope="session")
def examined() -> Iterator[Ask]:
    """Examines a file within a time, in a worker process that lives as long as its files let it."""
    given: queue.SimpleQueue[str] = queue.SimpleQueue()
    runs: dict[float, Iterator[tuple[str, Seen | Lost]]] = {}

    def ask(path: Path, timeout: float) -> Seen | Lost:
        if timeout not in runs:
            runs[timeout] = workers.run(examiner, iter(given.get, ""), Limits(jobs=1, timeout=timeout))
        given.put(str(path))
        return next(runs[timeout])[1]

    yield ask
    for run in runs.values():
        run.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_hostile_file_has_its_outcome(case: Case, tmp_path: Path, examined: Ask) -> None:
    path = case.build(tmp_path)
    before = sorted(tmp_path.parent.iterdir())
    seen = examined(path, 3 if case.killed else 60)
    assert sorted(tmp_path.parent.iterdir()) == before
    if case.killed:
        assert isinstance(seen, Lost)
        assert "took longer" in seen.reason
        return
    assert not isinstance(seen, Lost), seen.reason
    assert float(str(seen["seconds"])) < case.seconds
    if case.refused:
        assert case.refused in str(seen.get("refused", f"read: {seen}"))
        assert seen["hint"]
        return
    assert "refused" not in seen, seen["refused"]
    assert case.text in str(seen["text"])
    assert case.noted in " | ".join(seen["notes"])  # type: ignore[arg-type]
    assert not seen["passwd"]


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(CASES) >= 45
    assert len({case.name for case in CASES}) == len(CASES)
