"""What recognition misreads and two readings, the count of headings and the words beside set right; what they leave alone."""

from __future__ import annotations

import pytest
from lxml import etree

from cdcs_parse.model.document import Box
from cdcs_parse.readers.compose import Draft, Mark, ParagraphDraft, TableDraft
from cdcs_parse.readers.ocr_accents import mend_accents
from cdcs_parse.readers.ocr_agree import agree
from cdcs_parse.readers.ocr_engine import Mark as Word
from cdcs_parse.readers.ocr_engine import _marks
from cdcs_parse.readers.ocr_headings import mend_heading_numbers
from cdcs_parse.readers.ocr_vocabulary import is_near

# ---- Roman numbers of headings


def mended(*lines: str) -> list[str]:
    """The first words of paragraphs after their numbers were mended."""
    drafts: list[Draft] = [ParagraphDraft(line, page=1) for line in lines]
    mend_heading_numbers(drafts, {1}, [])
    return [draft.text.split()[0] for draft in drafts if isinstance(draft, ParagraphDraft)]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        pytest.param("I. A|II. B|II. C|IV. D", "I. II. III. IV.", id="a stroke lost"),
        pytest.param("I. A|I. B|II. C", "I. II. III.", id="a stroke lost twice"),
        pytest.param("L. A|H. B|HI. C|IV. D", "I. II. III. IV.", id="strokes run together"),
        pytest.param("I- A|Il- B|lll- C", "I- II- III-", id="small letters"),
        pytest.param("U Tình hình|1U Kết quả|IIU Tồn tại", "I/ II/ III/", id="a stroke before a slash"),
        pytest.param("PHẦN I|I. A|IH. B|PHẦNH|I. C|II. D|II. E", "PHẦN I. II. PHẦNII I. II. III.", id="a new count in every part"),
        pytest.param("A. KẾT QUẢ|I. A|II. B|B. KẾ HOẠCH|I. C|II. D", "A. I. II. B. I. II.", id="parts by letters"),
        pytest.param("I. A|1. X|2. Y|II. B|1. Z|11. C", "I. 1. 2. II. 1. III.", id="Arabic numbers for Roman ones"),
        pytest.param("I. A|II. B|I. C|II. D", "I. II. I. II.", id="a count that begins anew without a word"),
        # what is not certain stays
        pytest.param("I. A|II. B|II. C|III. D", "I. II. II. III.", id="a number repeated"),
        pytest.param("II. A|III. B", "II. III.", id="the first heading was not recognised"),
        pytest.param("I. A|II. B|V. C", "I. II. V.", id="numbers skipped"),
        pytest.param("H. Nguyễn Văn An|L. Trần Thị Bình", "H. L.", id="initials"),
        pytest.param("1. A|2. B|3. C", "1. 2. 3.", id="Arabic numbers alone"),
        pytest.param("I. A|10. B|11. C", "I. 10. 11.", id="an Arabic eleven"),
    ],
)
def test_heading_numbers_follow_their_count(seen: str, meant: str) -> None:
    assert mended(*seen.split("|")) == meant.split()


def test_places_and_doubt_move_with_a_mended_number() -> None:
    box = Box(x0=0, top=0, x1=1, bottom=1)
    draft = ParagraphDraft("HI. Thu 12", page=1, marks=[Mark(0, 3, 1, box), Mark(4, 7, 1, box), Mark(8, 10, 1, box, 90, (9,))])
    notes: list[str] = []
    first: list[Draft] = [ParagraphDraft("I. A", page=1), TableDraft(), ParagraphDraft("II. B", page=1), draft]
    mend_heading_numbers(first, {1}, notes)
    assert draft.text == "III. Thu 12"
    assert [draft.text[mark.start : mark.end] for mark in draft.marks] == ["III.", "Thu", "12"]
    assert draft.marks[-1].doubtful == (10,)
    assert notes == ["heading numbers read as their count shows: “HI” → “III”"]


def test_pages_with_a_text_of_their_own_are_left_alone() -> None:
    drafts: list[Draft] = [ParagraphDraft(text, page=2) for text in ("I. A", "II. B", "II. C")]
    mend_heading_numbers(drafts, {1}, [])
    assert drafts[-1] == ParagraphDraft("II. C", page=2)


# ---- accents


def words(text: str, confidence: int = 95) -> list[Word]:
    """The words of a line, 20 pixels a letter."""
    out: list[Word] = []
    at = 0
    for word in text.split():
        out.append(Word(word, at, 0, at + 20 * len(word), 30, 28.0, 32.0, confidence, ()))
        at += 20 * len(word) + 12
    return out


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("tổng chỉ 12.500.000 đồng", "tổng chi 12.500.000 đồng"),
        ("Chỉ: 12.500.000đ", "Chi: 12.500.000đ"),
        ("tập thể, Chỉ bộ họp", "tập thể, Chi bộ họp"),
        ("đại học 12, cao đằng 5", "đại học 12, cao đẳng 5"),
        ("BẢO VỆ QUYÊN LỢI", "BẢO VỆ QUYỀN LỢI"),
        ("trao học bống cho", "trao học bổng cho"),
        ("xây Mái ẩm công đoàn", "xây Mái ấm công đoàn"),
        ("ĐVCDĐ: 45/46", "ĐVCĐ: 45/46"),
        ("ĐVỨT: 05", "ĐVƯT: 05"),
    ],
)
def test_accents_follow_the_words_beside_them(seen: str, meant: str) -> None:
    found, changed = mend_accents(words(seen))
    assert " ".join(word.text for word in found) == meant
    assert len(changed) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ có 05 người, chỉ 12% số đoàn viên đạt chỉ tiêu",
        "ông Nguyễn Văn Tố, bà Trần Thị Hiển",
        "tố cáo, tổ công đoàn, hiếu, hỷ, hiểu biết, quỹ, quý II, kỷ luật, kỹ thuật",
        "TNHH MTV ĐĐVT, BQLDA, PCCC",
    ],
)
def test_words_that_may_be_right_stay(text: str) -> None:
    found, changed = mend_accents(words(text))
    assert (" ".join(word.text for word in found), changed) == (text, [])


@pytest.mark.parametrize(("one", "other"), [("tố", "tổ"), ("chỉ", "chi"), ("đằng", "đẳng"), ("quyên", "quyền"), ("sơ", "sở")])
def test_accents_that_are_taken_for_each_other(one: str, other: str) -> None:
    assert is_near(one, other)
    assert is_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("của", "cửa"), ("là", "lá"), ("hiếu", "hiệu"), ("nam", "năm"), ("chi", "cho"), ("nhà", "nha")]
)
def test_accents_that_are_not(one: str, other: str) -> None:
    assert not is_near(one, other)


# ---- two readings


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        pytest.param("cao đằng 12", "cao đẳng 12", "cao đẳng 12", id="the known word"),
        pytest.param("đồng/ngườitháng", "đồng/người/tháng", "đồng/người/tháng", id="the sound word"),
        pytest.param("Số dưđầu kỳ", "Số dư đầu kỳ", "Số dư đầu kỳ", id="words run together"),
        pytest.param("1 Chỉ tiêu", "1. Chỉ tiêu", "1. Chỉ tiêu", id="a sign lost"),
        pytest.param("có 1⁄4 người", "có 14 người", "có 14 người", id="a fraction in one sign"),
    ],
)
def test_the_likelier_reading_is_taken(first: str, second: str, text: str) -> None:
    assert " ".join(word.text for word in agree(words(first), words(second))) == text


def test_figures_that_two_readings_tell_otherwise_are_doubtful() -> None:
    (_, ours) = agree(words("Thu 270,5"), words("Thu 2705"))
    assert len(ours.doubtful) == 4
    (_, same) = agree(words("Thu 270,5"), words("Thu 270,5"))
    assert same.doubtful == ()


def test_a_word_that_one_reading_lost_is_added_once() -> None:
    whole = words("- Trao 12 suất")
    assert [word.text for word in agree(whole[1:], whole)] == ["Trao", "12", "suất", "-"]
    # the same word a little aside
    aside = [Word("12", word.x1 + 2, 0, word.x1 + 30, 30, 28.0, 32.0, 95, ()) for word in whole if word.text == "12"]
    assert len(agree(whole, [*whole[:2], *aside, whole[3]])) == 4


# ---- letters of the program's answer


def page(*letters: tuple[str, int, int]) -> etree._Element:
    """Tesseract's answer for a page with one word: its letters with their left and right edges."""
    infos = "".join(
        f"<span class='ocrx_cinfo' title='x_bboxes {x0} 0 {x1} 30; x_conf 99'>{letter}</span>" for letter, x0, x1 in letters
    )
    word = f"<span class='ocrx_word' title='bbox 0 0 500 30; x_wconf 90'>{infos}</span>"
    line = f"<span class='ocr_line' title='bbox 0 0 500 30; baseline 0 0; x_size 32'>{word}</span>"
    return etree.fromstring(f"<div xmlns='http://www.w3.org/1999/xhtml'>{line}</div>")


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        pytest.param([("2", 0, 15), (".", 18, 22), ("9", 40, 55), ("5", 57, 72)], ["2.", "95"], id="a gap parts numbers"),
        pytest.param([("2", 0, 15), (".", 18, 22), ("9", 26, 41), ("5", 43, 58)], ["2.95"], id="no gap"),
        pytest.param([("P", 0, 15), ("H", 30, 45)], ["PH"], id="capitals of a title stand apart"),
        pytest.param([("Ð", 0, 15), ("Đ", 16, 30), ("V", 32, 45)], ["ĐV"], id="one letter seen twice"),
        pytest.param([("®", 0, 15)], ["•"], id="a bullet"),
    ],
)
def test_letters_make_words(letters: list[tuple[str, int, int]], text: list[str]) -> None:
    assert [word.text for word in _marks(page(*letters))] == text
