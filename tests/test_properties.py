"""What holds for any text: folding keeps places, spans quote, nothing raises, JSON comes back, numbers in words read back."""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

import cdcs_parse as cdcs
from cdcs_parse.text import fold, normalize

few = settings(max_examples=60, deadline=None, derandomize=True)
many = settings(max_examples=200, deadline=None, derandomize=True)

# any character but halves of surrogate pairs: control, combining, private and unassigned ones too
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
PIECES = [
    "đoàn viên", "Đoa\u0300n viên", "nữ", "trong đó", "DTTS", "đồng", "triệu", "tỷ", "rưỡi", "%", "12", "1.234", "1,234", "05",
    "45/46", "8/3", "0",
    "năm 2024", "ngày 30/02/2024", "quý III", "Nghị quyết số 09-NQ/TW", "lớp 8A1", "không có",
    "vững mạnh", "từ", "đến", "trở lên",
    "mỗi", "/người/tháng", "lần/quý", "kết nạp", "I.", "1.1.", "- ", "+ ", "PHẦN THỨ NHẤT", "CHỈ TIÊU",
    "BÁO CÁO", "Số: 15/BC-CĐCS", ":", ";", ",",
    ".", "(", ")", "\"", "…", "\t", "|", "\n", "\n\n", " ", "\u00a0", "\u0301", "\u200b", "\x00", "\x1b", "ISO 9001:2015", "Tết",
    "2 tỷ 500 triệu", "= ",
    "x", "\ufeff", "½", "²", "٣", "１２", "ﬁ", "𝟙𝟚", "İ", "ẞ",
]  # fmt: skip
reportlike = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
tight = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
texts = anything | reportlike | tight


CELLS = [
    "", "1", "2", "3", "12", "1.234", "+5", "-3", "45%", "2023", "2024", "TT", "Nội dung", "Chỉ tiêu", "Kết quả", "Năm 2024",
    "Tăng, giảm",    "Đơn vị tính", "người", "Tổng", "Tổng số đoàn viên", "Kết nạp", "Số lao động", "HTXSNV",
    "Hoàn thành tốt nhiệm vụ", "Xếp loại CĐCS",
]  # fmt: skip
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from(CELLS), min_size=width, max_size=width), min_size=2, max_size=6)
)


@many
@given(tables)
def test_no_table_raises_wherever_its_labels_stand(rows: list[list[str]]) -> None:
    report = cdcs.parse_text("\n".join("|" + "|".join(row) + "|" for row in rows))
    for fact in report.facts:
        if fact.sentence is not None:
            assert fact.sentence.start <= fact.span.start < fact.sentence.end


@many
@given(anything | tight)
def test_fold_keeps_the_length_and_is_idempotent(text: str) -> None:
    text = normalize(text)
    once = fold(text)
    assert len(once) == len(text)
    assert fold(once) == once
    assert [i for i, c in enumerate(once) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@many
@given(st.text("aAăĂâÂeEêÊiIoOôÔơƠuUưƯyYđĐqQhHnNgG\u0300\u0301\u0303\u0309\u0323 ", max_size=40))
def test_fold_keeps_every_diacritic_but_its_place(text: str) -> None:
    def marks(words: str) -> list[str]:
        return sorted(c for c in unicodedata.normalize("NFD", words) if unicodedata.combining(c))

    composed = normalize(text)
    assert marks(fold(composed)) == marks(composed)


@many
@given(anything | tight)
def test_normalize_is_idempotent_and_composed(text: str) -> None:
    once = normalize(text)
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert normalize(once) == once or once.startswith("\ufeff")


@few
@given(texts)
def test_every_span_slices_to_its_text(text: str) -> None:
    report = cdcs.parse_text(text)
    assert report.text == normalize(text)
    for found in (*report.facts, *report.masks):
        assert report.text[found.span.start : found.span.end] == found.span.text
        assert found.span.start < found.span.end
    for fact in report.facts:
        assert fact.as_written in report.text
        if fact.label is not None:
            assert report.text[fact.label.start : fact.label.end] == fact.label.text
        if fact.sentence is not None:
            assert fact.sentence.start <= fact.span.start < fact.sentence.end <= len(report.text)
    assert [f.span.start for f in report.facts] == sorted(f.span.start for f in report.facts)
    assert len({f.id for f in report.facts}) == len(report.facts)


def test_every_digit_of_numbers_glued_to_a_word_is_kept() -> None:
    report = cdcs.parse_text("đoàn viên1.234")
    places = {i for found in (*report.facts, *report.masks) for i in range(found.span.start, found.span.end)}
    assert set(range(9, 14)) - {10} <= places


@few
@given(reportlike)
def test_every_digit_is_in_a_fact_or_a_mask(text: str) -> None:
    report = cdcs.parse_text(text)
    places = {i for found in (*report.facts, *report.masks) for i in range(found.span.start, found.span.end)}
    header = report.header
    for field in (header.unit, header.parent, header.number, header.date, header.title, header.period, header.plan_period):
        if field is not None:
            places |= set(range(field.span.start, field.span.end))
    for section in (s for top in report.sections for s in top.walk()):
        places |= set(range(section.start, section.start + len(section.label)))
    lost = [m.group() for m in re.finditer("[0-9]+", report.text) if m.start() not in places]
    assert lost == []


@few
@given(texts)
def test_json_round_trip_and_same_text_same_json(text: str) -> None:
    report = cdcs.parse_text(text)
    written = report.model_dump_json()
    assert cdcs.load_report(written) == report
    assert cdcs.load_report(written).model_dump_json() == written
    assert cdcs.parse_text(text).model_dump_json() == written
    for fact in json.loads(written)["facts"]:
        if fact["kind"] not in ("grade", "flag"):
            assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", fact["value"]), fact["value"]


@few
@given(texts)
def test_quantities_of_any_text(text: str) -> None:
    composed = normalize(text)
    for quantity in cdcs.find_quantities(text):
        assert composed[quantity.span.start : quantity.span.end] == quantity.span.text
        assert quantity.as_written in composed
        assert isinstance(quantity.value, (Decimal, str))


@few
@given(texts, st.integers(0, 200))
def test_any_place_can_be_explained(text: str, at: int) -> None:
    report = cdcs.parse_text(text)
    if at < len(report.text):
        assert cdcs.explain(report, at).text()


# --- numbers in words

DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
SCALES = ["", " nghìn", " triệu", " tỷ"]


def below_thousand(number: int, full: bool, zero: str) -> str:
    """Three digits in words; `full` says the hundreds even when there are none."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and ones and said:
        said.append(zero)
    elif tens == 1:
        said.append("mười")
    elif tens > 1:
        said.append(f"{DIGITS[tens]} mươi")
    if ones == 1 and tens > 1:
        said.append("mốt")
    elif ones == 5 and tens:
        said.append("lăm")
    elif ones:
        said.append(DIGITS[ones])
    return " ".join(said)


def in_words(number: int, zero: str = "linh") -> str:
    """`number` up to 999 999 999 999 as it is said in Vietnamese."""
    if number == 0:
        return "không"
    groups = [number // 1000**n % 1000 for n in range(4)]
    first = max(n for n, group in enumerate(groups) if group)
    said = [below_thousand(groups[n], n < first, zero) + SCALES[n] for n in range(first, -1, -1) if groups[n]]
    return " ".join(said)


def test_the_speaker_of_this_test() -> None:
    assert in_words(1_234_005) == "một triệu hai trăm ba mươi bốn nghìn không trăm linh năm"
    assert in_words(21_015) == "hai mươi mốt nghìn không trăm mười lăm"
    assert in_words(105_000_000_001, "lẻ") == "một trăm lẻ năm tỷ không trăm lẻ một"
    assert in_words(10) == "mười"
    assert in_words(750) == "bảy trăm năm mươi"


numbers = st.integers(0, 10**12 - 1) | st.integers(0, 999) | st.integers(0, 10**6) | st.integers(0, 999).map(lambda n: n * 10**6)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(numbers, st.sampled_from(["linh", "lẻ"]), st.booleans())
def test_numbers_in_words_read_back(number: int, zero: str, capital: bool) -> None:
    words = in_words(number, zero)
    found = cdcs.find_quantities(words.capitalize() if capital else words)
    assert [(q.value, q.span.text.lower()) for q in found] == [(Decimal(number), words)]


def test_every_number_below_a_thousand_reads_back() -> None:
    lines = "\n".join(in_words(n) for n in range(1000))
    assert [int(q.value) for q in cdcs.find_quantities(lines)] == list(range(1000))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(1, 10**12), st.sampled_from([".", " ", "\u00a0", ""]))
def test_numbers_in_groups_of_three_read_back(number: int, separator: str) -> None:
    written = f"{number:,}".replace(",", separator)
    (found,) = cdcs.find_quantities(f"chi {written} đồng")
    assert (found.kind, found.value) == ("money", Decimal(number))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 9999), st.integers(0, 99))
def test_decimals_read_back_with_their_step(whole: int, part: int) -> None:
    (found,) = cdcs.find_quantities(f"đạt {whole},{part:02d}%")
    assert (found.kind, found.value, found.resolution) == ("percent", Decimal(f"{whole}.{part:02d}"), Decimal("0.01"))
