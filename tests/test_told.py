"""What readers say reaches the officer in Vietnamese."""

from __future__ import annotations

from pathlib import Path

import pytest

import cdcs_parse
from cdcs_parse.cli import run
from cdcs_parse.export.told import in_vietnamese
from told_words import HOLE, sentences

SENTENCES = sentences(Path(cdcs_parse.__file__).parent)
VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: f"{SENTENCES[sentence]} {sentence}")
def test_every_sentence_of_a_reader_has_its_translation(sentence: str) -> None:
    told = in_vietnamese(sentence)
    assert told != sentence
    assert VIETNAMESE & set(told.lower())
    assert told.count(HOLE) == sentence.count(HOLE) or "without accents" in sentence


def test_the_sentences_are_found_in_the_source() -> None:
    assert len(SENTENCES) > 80
    assert {"encrypted with a password", f"comments left out: {HOLE}", f"took longer than {HOLE} s"} <= set(SENTENCES)


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("page numbers left out: 4", "đã bỏ số trang: 4"),
        ("converted from .rtf by LibreOffice 7.4", "LibreOffice 7.4 chuyển từ .rtf"),
        ("word/document.xml is damaged (no end)", "phần word/document.xml bị hỏng (no end)"),
        (
            "an old Word file (.doc) needs the program LibreOffice, which is not installed",
            "tệp Word cũ (.doc): cần chương trình LibreOffice, máy chưa cài",
        ),
        ("một câu đã là tiếng Việt", "một câu đã là tiếng Việt"),
        ("{} {0} {x}", "{} {0} {x}"),
    ],
)
def test_sentences_are_put_together(english: str, vietnamese: str) -> None:
    assert in_vietnamese(english) == vietnamese


def test_the_commands_tell_in_vietnamese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"")
    assert run(["read", str(path)]) == 4
    assert capsys.readouterr().err == "lỗi: a.docx: tệp rỗng; xin lại tệp từ nơi gửi\n"
    assert run(["parse", str(path)]) == 4
    assert capsys.readouterr().err == f"lỗi: {path}: tệp rỗng; xin lại tệp từ nơi gửi\n"
    text = tmp_path / "b.txt"
    text.write_bytes("Tổng số đoàn viên: 46 người.".encode("utf-16"))
    assert run(["parse", str(text)]) == 0
    assert "Lưu ý: đọc theo bảng mã utf-16" in capsys.readouterr().out
