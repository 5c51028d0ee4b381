"""Possible and impossible Vietnamese syllables, and how sound a text is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from cdcs_parse.readers.syllables import is_syllable, judge, judge_tokens, soundness

REPORTS = Path(__file__).resolve().parent.parent / "samples" / "reports"

# one of every kind of onset and rime, both ways of placing a tone
EXIST = """
công đoàn cơ sở người lao động nữ viên chức nghiệp nghỉ ngơi ghi ghế gà gì gìn giếng giết gia giữ giảng quý quỹ quốc
quyền quyết quỳnh quýt quắp quần quê quên quờ khuỷu khuya khuyên tuyển thuở huơ huy thuỷ thủy huỳnh tuýp suýt huých
tuần thuật khuây khuâng hòa hoà khoẻ khỏe hoạch hoặc xoong soóc ngoéo ngoằn yêu yên yết ý y ủy uỷ uyên oanh oai ăn âu
êm im iu ức ương ướt ưu ốm ơn ong út kỹ kỳ kí lý lí sỹ sĩ tỷ tỉ mỹ đi bảo phẫu trưởng nghiêng nguyễn nguyệt rượu hươu
muỗi cuộc chiếc phép đẹp đạt nhất bậc một tốt xanh thích kịch lệch mệnh kiểm giấy giúp pin pê tòan qúy gía
""".split()
CANNOT = """
cê cy kã ko gê ghà nge nghà qa cơng kông ươ thươ điề điể tiế viê nguyễ xuâ tuâ ă â bă ngh nh hoạ̀t cac tic hocc chuc đàt bàc kìch
mớí lợí mơí tôì nghiep nhieu doan5 hoạtđộng độngviên đoànviên fa jô zê wơ bênc cuôn\u0301n ti\u0300\u0301 đ\u0129\u0303 ccông bb
ơng êng iên iêp uôg oàg µn ®oµn
""".split()


@pytest.mark.parametrize("token", EXIST)
def test_syllables_that_exist_are_possible(token: str) -> None:
    token = unicodedata.normalize("NFC", token)
    assert all(is_syllable(form) for form in (token, token.upper(), token.capitalize()))
    assert judge(token) == "possible"


@pytest.mark.parametrize("token", CANNOT)
def test_what_no_syllable_can_be(token: str) -> None:
    assert not is_syllable(unicodedata.normalize("NFC", token))


@pytest.mark.parametrize(
    "token",
    ["CĐCS", "UBND", "TNHH", "CNVCLĐ", "TƯLĐTT", "ĐVƯT", "LĐLĐ", "Samsung", "VietinBank", "Đắk", "LẮK", "Café", "kg", "tr", "ThS",
     "m2", "2024", "NQ19", "b", "đ", "XVIII"],
)  # fmt: skip
def test_neutral_tokens(token: str) -> None:
    assert judge(token) == "neutral"


@pytest.mark.parametrize(
    ("text", "impossible"),
    [
        ("ĐIỀ U KHO ẢN thi hành", ["ĐIỀ"]),
        ("Cơng đồn cơ sở", ["Cơng"]),
        ("hoạ t độ ng củ a đoà n viên", ["t", "ng", "n"]),
        ("CÔNG NHÂN THƯƠ NG BINH", ["THƯƠ"]),
        ("C«ng ®oµn c¬ së", ["ng", "oµn", "së"]),
        ("5 lượt x 500.000 đ, điểm b) khoản c/ d. đơn vị", []),
        ("Liên hệ: cdcs@nhamay.com.vn, https://congdoan.vn/tin", []),
        ("tỷ lệ nữ 93,3%; Nghị quyết 16-NQ/TU, đồng/người/tháng", []),
    ],
)
def test_verdicts_have_their_places(text: str, impossible: list[str]) -> None:
    text = unicodedata.normalize("NFC", text)
    judged = list(judge_tokens(text))
    assert [token.text for token in judged if token.verdict == "impossible"] == impossible
    assert all(text[token.start : token.end] == token.text for token in judged)


def test_single_vowels_that_are_words_are_possible() -> None:
    assert [judge(token) for token in ("à", "ở", "ý", "ủ", "ô")] == ["possible"] * 5


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_reports_are_sound_and_torn_ones_are_not(path: Path) -> None:
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    assert soundness(text).share > 0.98
    # a space behind every letter that a poor font lacks, as a change of font inside words leaves it
    torn = "".join(char + " " if char in "ạảấầậắẵếềệểịọốồộổớờợụứừựử" else char for char in text)
    assert soundness(torn).share < 0.9
    # the same letters lost
    lost = "".join(char for char in text if char not in "ạảấầậắẵếềệểịọốồộổớờợụứừựử")
    assert soundness(lost).share < 0.92


def test_nothing_to_judge_is_sound() -> None:
    assert soundness("2024: 45/46, CĐCS TNHH").share == 1
