"""Texts made to be slow: time grows with length only, and nothing raises."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import cdcs_parse as cdcs

SAMPLE = Path(__file__).parent.parent / "samples" / "reports" / "thpt-2024-2025.txt"
SLOW = os.environ.get("CDCS_SLOW") == "1"  # `make torture`: texts of the full size; a tenth of it else
CAP = 60.0 if SLOW else 20.0  # seconds for one text
FLOOR = 0.15  # seconds below which a ratio says nothing
# times as long for four times the text: 4 is linear, 16 quadratic; a short text has not reached the windows that bound a search
LIMIT, LIMIT_SHORT = 6.0, 9.0


def quick(text: str) -> float:
    begin = time.process_time()
    report = cdcs.parse_text(text)
    took = time.process_time() - begin
    assert len(report.text) == len(text)
    for found in (*report.facts[:50], *report.masks[:50]):
        assert report.text[found.span.start : found.span.end] == found.span.text
    return took


def bounded(make: Callable[[int], str], full: int, run: Callable[[str], float] = quick) -> None:
    """No text takes more than CAP, nor more than LIMIT times as long as a quarter of it.

    Sizes grow from a sixty-fourth, so that what is quadratic is told before it takes minutes.
    """
    run(make(4))  # imports and caches
    top = full if SLOW else full // 10
    before = run(make(top // 64))
    for part in (16, 4, 1):
        limit = LIMIT if SLOW and part == 1 else LIMIT_SHORT
        took = run(make(top // part))
        for _ in range(2):
            if took <= max(FLOOR, limit * before):
                break
            # a busy machine is not a slow parser: the better of three
            before, took = max(before, run(make(top // part // 4))), min(took, run(make(top // part)))
        assert took < CAP
        assert took <= max(FLOOR, limit * before), f"{before:.2f} s for a quarter, {took:.2f} s for 1/{part} of {top}"
        before = took


LINES: dict[str, tuple[Callable[[int], str], int]] = {
    "digits": (lambda n: "7" * n, 500_000),
    "digits with dots": (lambda n: "123." * (n // 4) + "123", 500_000),
    "digits with spaces": (lambda n: "123 " * (n // 4), 500_000),
    "number words": (lambda n: "một trăm hai mươi " * n, 10_000),
    "numbers with units": (lambda n: "12 đoàn viên, " * n, 10_000),
    "ratios": (lambda n: "45/46 " * n, 15_000),
    "dates": (lambda n: "ngày 8/3/2024, " * n, 40_000),
    "document symbols": (lambda n: "09-NQ/TW, " * n, 40_000),
    "nested brackets": (lambda n: "(" * n + "12 đoàn viên" + ")" * n, 100_000),
    "nested brackets with numbers": (lambda n: "(12 nữ " * n + ")" * n, 6_000),
    "quotes": (lambda n: '" 12 ' * n, 40_000),
    "trong đó": (lambda n: "trong đó " * n, 100_000),
    "trong đó with numbers": (lambda n: "trong đó nữ 12, " * n, 10_000),
    "one word": (lambda n: "đ" * n, 10**7),
    "one label": (lambda n: "tổng số đoàn viên " * n, 100_000),
    "comparators": (lambda n: "ít nhất " * n + "5 người", 100_000),
    "slashes": (lambda n: "/" * n, 500_000),
    "hyphens and digits": (lambda n: "1-" * n, 25_000),
    "dots": (lambda n: "." * n, 2_000_000),
    "blanks before a number": (lambda n: "đoàn viên" + " " * n + "12 người", 2_000_000),
    "combining marks": (lambda n: "o" + "\u0338" * n, 500_000),
}
PARAGRAPHS: dict[str, tuple[Callable[[int], str], int]] = {
    "bullets": (lambda n: "- Kết nạp 12 đoàn viên\n" * n, 10_000),
    "nested bullets": (lambda n: "- Hàng năm:\n+ Tổ chức 02 cuộc đối thoại\n" * (n // 2), 10_000),
    "headings": (lambda n: "".join(f"{i}. Công tác tổ chức\n" for i in range(1, n)), 8_000),
    "deep numbers": (lambda n: "".join(f"{'1.' * (i % 9 + 1)} Nội dung {i}\n" for i in range(n)), 8_000),
    "table rows": (lambda n: "TT\tChỉ tiêu\tSố lượng\n" + "1\tTổng số đoàn viên\t46\n" * n, 4_000),
    "blank lines": (lambda n: "\n" * n, 2_000_000),
    "breakdowns without a total": (lambda n: "- Nữ: 12; DTTS: 3\n" * n, 6_000),
}


@pytest.mark.parametrize("name", LINES)
def test_long_line(name: str) -> None:
    bounded(*LINES[name])


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_many_lines(name: str) -> None:
    bounded(*PARAGRAPHS[name])


def test_one_line_of_many_sentences() -> None:
    sentence = "Trong năm đã kết nạp 12 đoàn viên, ủng hộ 6.750.000 đồng theo Nghị quyết số 09-NQ/TW; đạt 98,5% kế hoạch. "
    bounded(lambda n: sentence * max(1, n // len(sentence.encode())), 2_000_000)


def test_one_line_without_a_sentence_end() -> None:
    words = "kết nạp đoàn viên và ủng hộ các quỹ "
    bounded(lambda n: words * max(1, n // len(words.encode())) + "12 đoàn viên", 2_000_000)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")
def test_five_hundred_pages() -> None:
    page = cdcs.parse_text(SAMPLE.read_text(encoding="utf-8").lstrip("\ufeff")).text
    pages = max(1, len(page) // 2500)
    bounded(lambda n: page * max(1, n // pages), 500)


@pytest.mark.parametrize("name", ["digits", "number words", "ratios"])
def test_quantities(name: str) -> None:
    def run(text: str) -> float:
        begin = time.process_time()
        cdcs.find_quantities(text)
        return time.process_time() - begin

    bounded(*LINES[name], run)
