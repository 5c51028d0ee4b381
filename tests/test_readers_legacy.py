"""TCVN3 and VNI, by font in Word files and by letters elsewhere, become the Unicode text they stand for."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

import cdcs_parse
from builders.legacy import runs_xml, tcvn3, tcvn3_runs, vni, vni_runs
from builders.word import docx
from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Table
from cdcs_parse.readers import read
from cdcs_parse.readers.legacy import convert, convert_document, convert_run, recognise
from cdcs_parse.readers.plain import document_from_text

REPORTS = Path(__file__).resolve().parent.parent / "samples" / "reports"
SAMPLES = sorted(REPORTS.glob("*.txt"))
SENTENCE = "Công đoàn cơ sở có 45 đoàn viên, trong đó 20 nữ; thu 1.250.000 đồng kinh phí công đoàn."


def text_of(path: Path) -> str:
    return unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("written", "font", "expected"),
    [
        # words of an old letterhead, typed from paper
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", ".VnTime", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", ".VnTime", "Độc lập - Tự do - Hạnh phúc"),
        ("céng hoµ x· héi", ".VnTimeH", "CỘNG HOÀ XÃ HỘI"),
        ("c«ng ®oµn c¬ së, l­¬ng", ".VnArial", "công đoàn cơ sở, lương"),
        ("TH¸NG 12 N¡M 1998", ".VnTime", "THÁNG 12 NĂM 1998"),
        ("coâng ñoaøn cô sôû, löông", "VNI-Times", "công đoàn cơ sở, lương"),
        ("LIEÂN ÑOAØN LAO ÑOÄNG", "VNI-Helve", "LIÊN ĐOÀN LAO ĐỘNG"),
        ("tæ leä nöõ; só, lyù, kyõ, uûy", "VNI Times", "tỉ lệ nữ; sĩ, lý, kỹ, ủy"),
        # Unicode under an old font stays as it is, and so do other fonts
        ("công đoàn", ".VnTime", "công đoàn"),
        ("c«ng", "Times New Roman", "c«ng"),
        ("abc 12", ".VnTime", "abc 12"),
        ("abc 12", ".VnTimeH", "ABC 12"),
    ],
)
def test_runs(written: str, font: str, expected: str) -> None:
    assert unicodedata.normalize("NFC", convert_run(written, font)[0]) == expected


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_sample_there_and_back(path: Path) -> None:
    text = text_of(path)
    assert "".join(convert_run(one, font)[0] for one, font in tcvn3_runs(text)) == text
    assert convert(vni(text), "VNI") == text
    assert recognise(text) is None
    assert recognise(tcvn3(text)) == "TCVN3"
    assert recognise(vni(text)) == "VNI"
    # without its font of capitals TCVN3 has lost what capitals with a tone were
    assert convert(tcvn3(text), "TCVN3").lower() == text.lower()


@pytest.mark.parametrize("runs", [tcvn3_runs, vni_runs])
def test_a_word_file_in_old_fonts(runs: object, tmp_path: Path) -> None:
    assert callable(runs)
    lines = ["LIÊN ĐOÀN LAO ĐỘNG HUYỆN ỨNG KHÊ", SENTENCE]
    body = "".join(f"<w:p>{runs_xml(runs(line))}</w:p>" for line in lines)
    (tmp_path / "bc.docx").write_bytes(docx(body))
    document = read(tmp_path / "bc.docx")
    assert document.text == "\n".join(lines)
    assert any("converted to Unicode" in note for note in document.notes)


def test_a_letter_and_its_mark_in_two_runs(tmp_path: Path) -> None:
    (tmp_path / "bc.docx").write_bytes(docx(f"<w:p>{runs_xml([('Coâng ñoa', 'VNI-Times'), ('øn cô sôû', 'VNI-Times')])}</w:p>"))
    assert read(tmp_path / "bc.docx").text == "Công đoàn cơ sở"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (tcvn3(SENTENCE).encode("cp1252"), "TCVN3"),
        (vni(SENTENCE).encode("cp1252"), "VNI"),
        # the same letters saved as UTF-8
        (tcvn3(SENTENCE).encode(), "TCVN3"),
        (vni(SENTENCE).encode(), "VNI"),
        (SENTENCE.encode().decode("latin-1").encode(), "read as windows-1252"),
        (
            unicodedata.normalize("NFC", SENTENCE)
            .translate(str.maketrans({"ở": "ơ\u0309", "ữ": "ư\u0303", "ồ": "ô\u0300"}))
            .encode("cp1258"),
            "windows-1258",
        ),
    ],
    ids=["tcvn3", "vni", "tcvn3-utf8", "vni-utf8", "twice-utf8", "1258"],
)
def test_text_files(data: bytes, note: str, tmp_path: Path) -> None:
    (tmp_path / "bc.txt").write_bytes(data)
    document = read(tmp_path / "bc.txt")
    assert document.text == SENTENCE
    assert any(note in one for one in document.notes)


def test_offsets_after_conversion() -> None:
    text = f"Số liệu\n{SENTENCE}\n\nTT\tNội dung\tSố\n1\tĐoàn viên nữ\t42\n"
    right = document_from_text(text, "x")
    converted = convert_document(document_from_text(vni(text), "x"), "VNI")
    assert converted.text == right.text
    assert converted.blocks == right.blocks
    assert isinstance(converted.blocks[-1], Table)
    assert Document.model_validate_json(converted.model_dump_json()) == converted


def test_figures_are_those_of_the_unicode_file(tmp_path: Path) -> None:
    text = text_of(REPORTS / "nuoc-sach-2024.txt")
    (tmp_path / "bc.txt").write_bytes(vni(text).encode("cp1252", errors="xmlcharrefreplace"))
    (tmp_path / "as.txt").write_text(text, encoding="utf-8")
    old, new = (cdcs_parse.parse(tmp_path / name) for name in ("bc.txt", "as.txt"))
    assert old.facts == new.facts
    assert len(new.facts) > 100


# "Công đoàn cơ sở có 45 đoàn viên" by the tables of the two encodings
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"C\xf4ng \xf0o\xe0n c\xbd s\xb7 c\xf3 45 \xf0o\xe0n vi\xean, n\xae 20 ng\xdf\xb6i, \xf0\xd5t ch\xef ti\xeau", "VISCII"),
        (b"C\xf4ng \xc7o\xe0n c\xd6 s\xaa c\xf3 45 \xc7o\xe0n vi\xean, n\xd8 20 ng\xdc\xa7i, \xc7\xe5t ch\xcc ti\xeau", "VPS"),
    ],
)
def test_vps_and_viscii_are_refused(data: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / "bc.txt").write_bytes(data * 3)
    with pytest.raises(ReadError, match=name) as caught:
        read(tmp_path / "bc.txt")
    assert "Unikey" in caught.value.hint


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bc.txt").write_bytes(b"\xc3\x28\xa0\xff\xfe xin \xf1\xf2 " * 10)
    with pytest.raises(ReadError, match="not Unicode text"):
        read(tmp_path / "bc.txt")
