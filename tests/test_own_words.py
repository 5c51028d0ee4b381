"""No text of the project is copied from the reports that lie beside it while it is developed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORTS = ROOT.parent / "shared" / "reports"
FOLDERS = ("src", "tests", "docs", "notebooks", "samples", "schemas", "benchmarks")
SUFFIXES = {".py", ".yaml", ".md", ".txt", ".marks", ".ipynb", ".json", ".jsonl", ".js", ".html", ".csv"}
LONGEST = 40
DIGITS = 4
PIECE = LONGEST // 2  # a longer stretch holds a piece that starts at a multiple of this, wherever it starts itself
# official names and titles with numbers in them: a stretch is judged by the digits outside them
FORMULAS = re.compile(
    r"năm (học )?20\d{0,2}( ?- ?20\d{0,2})?|^\d{0,3} (?=.*phương hướng)|nhiệm kỳ 20\d\d ?- ?20\d\d"
    r"|\(28/7(/1929)?( ?- ?28/7/20\d*)?|(Nghị quyết|Kết luận|Luật Công đoàn) số \d+[-/]\S+( ngày \d+/\d+/\d+)?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Composed characters, one space between words, without the marks of gold and examples."""
    bare = re.sub("[⟦⟧]", "", unicodedata.normalize("NFC", text)).replace("\\n", " ").replace("\\t", " ")
    return re.sub(r"\s+", " ", bare)


def places_of_pieces(reports: str) -> dict[str, list[int]]:
    """Where in the reports each piece of PIECE characters stands."""
    places = defaultdict(list)
    for start in range(len(reports) - PIECE + 1):
        places[reports[start : start + PIECE]].append(start)
    return places


def common(text: str, start: int, reports: str, place: int) -> tuple[int, int]:
    """The bounds in `text` of the longest common stretch around two equal pieces."""
    end = start + PIECE
    shift = place - start
    while start > 0 and start + shift > 0 and text[start - 1] == reports[start + shift - 1]:
        start -= 1
    while end < len(text) and end + shift < len(reports) and text[end] == reports[end + shift]:
        end += 1
    return start, end


def copied(text: str, reports: str, places: Mapping[str, Sequence[int]]) -> list[str]:
    """The stretches of `text` of more than LONGEST characters that stand in the reports, with DIGITS digits of their own."""
    found, done = [], 0
    for start in range(0, len(text) - PIECE + 1, PIECE):
        here = places.get(text[start : start + PIECE])
        if here is None or start < done:
            continue
        first, done = max((common(text, start, reports, place) for place in here), key=lambda ends: ends[1] - ends[0])
        stretch = text[first:done]
        if len(stretch) > LONGEST and sum(map(str.isdigit, FORMULAS.sub("", stretch))) >= DIGITS:
            found.append(stretch)
    return found


def test_a_copied_sentence_is_found_and_an_official_title_is_not() -> None:
    report = plain("Trong năm CĐCS trao 37 suất quà, trị giá 18.500.000 đồng, cho đoàn viên.\nKết quả hoạt động công đoàn năm 2031")
    places = places_of_pieces(report)
    example = "examples:\n  - 'x: CĐCS trao ⟦37⟧ suất quà,\n    trị giá 18.500.000 đồng, cho công nhân'"
    assert copied(plain(example), report, places) == [" CĐCS trao 37 suất quà, trị giá 18.500.000 đồng, cho "]
    assert copied(plain("Kết quả hoạt động công đoàn năm 2031, và phương hướng"), report, places) == []
    assert copied(plain("Trong năm CĐCS trao 41 suất quà, trị giá 20.500.000 đồng"), report, places) == []


@pytest.mark.skipif(not REPORTS.exists(), reason="../shared/reports is not here")
def test_no_file_copies_a_report() -> None:
    reports = plain("\n".join(path.read_text(encoding="utf-8") for path in sorted(REPORTS.glob("*.txt"))))
    places = places_of_pieces(reports)
    assert len(places) > 10_000
    files = [p for folder in FOLDERS for p in sorted((ROOT / folder).rglob("*")) if p.suffix in SUFFIXES]
    files += sorted(ROOT.glob("*.md"))
    assert len(files) > 300
    wrong = []
    for path in files:
        text = plain(path.read_text(encoding="utf-8", errors="replace"))
        wrong += [f"{path.relative_to(ROOT)}: {stretch}" for stretch in copied(text, reports, places)]
    assert not wrong, "\n".join(wrong)
