"""Damaged letters are told: the lines when a part is, a refusal when the whole text is; sound reports pass without a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.legacy import tcvn3, vni
from cdcs_parse.errors import ReadError
from cdcs_parse.readers import read
from cdcs_parse.readers.damage import examine
from cdcs_parse.readers.plain import document_from_text

REPORTS = Path(__file__).resolve().parent.parent / "samples" / "reports"
TEXTS = [
    unicodedata.normalize("NFC", (REPORTS / f"{n}.txt").read_text(encoding="utf-8")) for n in ("nuoc-sach-2024", "benh-vien-2014")
]
# the letters that Vietnamese alone has: what fonts without them, and programs without Unicode, lose
TONED = "\u1ea0-\u1ef9"


def spoil(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text)


def bare(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


WHOLE = {
    "torn after the letter": spoil(rf"([{TONED}])(?=\w)", r"\1 "),
    "torn before the letter": spoil(rf"(?<=\w)([{TONED}])", r" \1"),
    "letters left out": spoil(f"[{TONED}]", ""),
    "letters as question marks": spoil(f"[{TONED}]", "?"),
    "letters as U+FFFD": spoil(f"[{TONED}]", "\ufffd"),
    "letters as boxes": spoil(f"[{TONED}]", "□"),
    "letters put before the one they follow": spoil(rf"(\w)([{TONED}])", r"\2\1"),
    "ô as ơ, oà as ồ": lambda text: text.replace("ô", "ơ").replace("oà", "ồ").replace("ê", "ª"),
    "nothing but ASCII left": spoil(r"[^\x00-\x7f]", ""),
    "read in the code page of the Greeks": lambda text: text.encode().decode("cp1253", errors="replace"),
    "every other line in TCVN3": lambda text: "\n".join(tcvn3(t) if n % 2 else t for n, t in enumerate(text.split("\n"))),
}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("text", TEXTS, ids=["nuoc-sach", "benh-vien"])
def test_a_text_damaged_throughout_is_refused(text: str, kind: str) -> None:
    with pytest.raises(ReadError, match="damaged") as caught:
        examine(document_from_text(WHOLE[kind](text), "bc.pdf"))
    error = caught.value
    assert error.where == "bc.pdf"
    assert re.search(r"lines \d+ “", error.what)
    assert error.hint
    assert len(str(error)) < 1000


PART = {
    **{name: WHOLE[name] for name in WHOLE if "every other" not in name and "ô as ơ" not in name},
    "TCVN3": tcvn3,
    "VNI": vni,
    "without accents": bare,
}


@pytest.mark.parametrize("kind", PART)
@pytest.mark.parametrize("text", TEXTS, ids=["nuoc-sach", "benh-vien"])
def test_damaged_lines_are_named(text: str, kind: str) -> None:
    lines = text.split("\n")
    at = len(lines) // 2
    # from the middle on, five lines of some length
    hit = [n for n in range(at, len(lines)) if len(lines[n].split()) > 12][:5]
    for n in hit:
        lines[n] = PART[kind](lines[n])
    document = examine(document_from_text("\n".join(lines), "bc.docx"))
    named = {int(number) for note in document.notes for number in re.findall(r"(\d+) “", note)}
    # what is left without the letters or accents may be other words: of such lines one may look sound
    assert named <= {n + 1 for n in hit}
    assert len(named) >= len(hit) - (kind in ("letters left out", "without accents"))


@pytest.mark.parametrize("text", TEXTS, ids=["nuoc-sach", "benh-vien"])
def test_typed_without_accents(text: str) -> None:
    (note,) = examine(document_from_text(bare(text), "x")).notes
    assert "without accents" in note


@pytest.mark.parametrize("path", sorted(REPORTS.iterdir()), ids=lambda p: p.name)
def test_sound_reports_pass(path: Path) -> None:
    notes = read(path).notes
    assert not [note for note in notes if "line" in note or "converted" in note or "accents" in note]


@pytest.mark.parametrize(
    "text",
    [
        "BÁO CÁO\nĐoàn viên: 42",
        "H' Niê Kđăm\nY Bhăm Byă\nSamsung, VietinBank, fanpage, zalo",
        "B Á O  C Á O\nC Ộ N G  Đ O À N",
        "Đã làm gì? Vì sao? Có 12 người?",
        "TNHH MTV SX-TM-DV, TƯLĐTT, BHXH-BHYT-BHTN, CC&NLĐ",
        "",
    ],
)
def test_short_texts_names_and_shortenings_are_no_damage(text: str) -> None:
    assert examine(document_from_text(text, "x")).notes == ()
