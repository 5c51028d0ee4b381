"""Section tree, lists, kinds and roles: wordings written here; the shared reports where they exist."""

from __future__ import annotations

import json
import time
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdcs_parse.catalog.loader import Catalog, build_catalog
from cdcs_parse.model.base import Span
from cdcs_parse.model.document import Cell, Document, Paragraph, Source, Table
from cdcs_parse.parse.outline import Outline, find_outline
from cdcs_parse.parse.titles import kind_of_title
from cdcs_parse.readers.plain import document_from_text
from cdcs_parse.text import fold

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [
    (ROOT.parent / "shared" / "gold", ROOT.parent / "shared" / "reports"),
    (ROOT / "samples" / "gold", ROOT / "samples" / "reports"),
]
REPORTS = [
    pytest.param(gold / f"{report.stem}.sections.jsonl", report, id=report.stem)
    for gold, reports in FOLDERS
    for report in sorted(reports.glob("*.txt"))
    if (gold / f"{report.stem}.sections.jsonl").exists()
]


def _catalog() -> Catalog:
    data = files("cdcs_parse.catalog").joinpath("data")
    return build_catalog([(name, data.joinpath(name).read_text(encoding="utf-8")) for name in ("sections.yaml", "header.yaml")])


CATALOG = _catalog()


def outline_of(text: str) -> tuple[Document, Outline]:
    document = document_from_text(text, "test.txt")
    return document, find_outline(document, fold(document.text), CATALOG)


def paths(outline: Outline) -> list[str]:
    return [s.path for top in outline.sections for s in top.walk()]


def labelled(*lines: tuple[str | None, int | None, str]) -> Document:
    """A document as the docx reader makes it: automatic numbers beside the text."""
    blocks, text = [], ""
    for label, level, words in lines:
        text += "\n" if text else ""
        blocks.append(Paragraph(span=Span(start=len(text), end=len(text) + len(words)), label=label, level=level))
        text += words
    return Document(source=Source(name="t", sha256="0", media_type="x", reader="docx"), text=text, blocks=tuple(blocks))


@pytest.mark.skipif(not REPORTS, reason="no report with section gold beside this checkout (../shared, samples)")
@pytest.mark.parametrize(("gold", "report"), REPORTS)
def test_sections_equal_the_gold(gold: Path, report: Path) -> None:
    _, outline = outline_of(report.read_text(encoding="utf-8"))
    wanted = [(row["path"], row["start"]) for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines())]
    assert [(s.path, s.start) for top in outline.sections for s in top.walk()] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("PHẦN MỞ ĐẦU\nx.\nPHẦN THỨ NHẤT\nKẾT QUẢ\nI. A\n1. B\nPhần thứ hai\nI. C", "P0 P1 P1/I P1/I/1 P2 P2/I"),
        ("Phần I\nI. A\nPHẦN II: B\nI. C", "P1 P1/I P2 P2/I"),
        ("A. MỘT\nI. x\nB. HAI\nI. y", "P1 P1/I P2 P2/I"),
        ("A. MỘT\n1. x\nB. HAI\n1. y", "A A/1 B B/1"),
        ("PHẦN I\nA. MỘT\nI. x\nB. HAI", "P1 P1/A P1/A/I P1/B"),
        ("I. MỘT\nA. Một\nB. Hai\nII. HAI", "I I/A I/B II"),
        ("Điều 1. x\n1. y\nĐiều 2. z\nI. w\n1. v", "P1 P1/1 P2 P2/I P2/I/1"),
        ("I- A\n1) b\n2) c\nII- D", "I I/1 I/2 II"),
        ("I/ A\n1/ b\na/ c\nb/ d\nII/ E", "I I/1 I/1/a I/1/b II"),
        ("I./ A\n1./ b\n1.1./ c\n1.2./ d", "I I/1 I/1/1.1 I/1/1.2"),
        ("I.A\n1.Công tác\n2.Việc khác", "I I/1 I/2"),
        ("I. A\n1. b\n1.1 Việc làm\n1.1.1 Tiền lương\n1.2 Thăm hỏi", "I I/1 I/1/1.1 I/1/1.1/1.1.1 I/1/1.2"),
        ("I TÌNH HÌNH\nII KẾT QUẢ", "I II"),
        ("I. A\na) x\nb) y\nc) z\nd) t\nđ) u\ne) v", "I I/a I/b I/c I/d I/đ I/e"),
        ("I. A\n1. b\n1) c\n2) d\n2. e", "I I/1 I/1/1 I/1/2 I/2"),
        ("I. A\n1. b\n1. c\n2. d\n3. đ\n2. e\n3. f", "I I/1 I/1/1 I/1/2 I/1/3 I/2 I/3"),
        ("I. A\n1. b\n2. c\n2. d\n5. e", "I I/1 I/2 I/2 I/5"),
        ("I. A\nChương trình 1: b\n1. c\nChương trình 2: d", "I I/Chương trình 1 I/Chương trình 1/1 I/Chương trình 2"),
        # no headings
        ("I. A\n1.500 đoàn viên\n2.340.000 đồng\n1,2 tỷ\n15/3/2024 họp\n8/3 tặng quà\n30.4 nghỉ", "I"),
        ("I. A\n1 - 2 người\n3-5 người\n2.5 triệu đồng\n1.1 tỷ đồng", "I"),
        ("I. A\nV/v báo cáo\nC. Mác nói\nV.I. Lênin viết\nCĐCS có 5 tổ", "I"),
        ("I. A\nTrong năm\n2024. Sau đó\nngày\n25. Tháng ấy", "I"),
        ("I. A\nTheo quy định tại\nĐiều 22. Luật Công đoàn", "I"),
        ("I. A\n(1) 100% người\n(2) 50 người", "I"),
        ("Kính gửi:\n1. LĐLĐ huyện\n2. Đảng ủy\nThực hiện kế hoạch.\nI. A", "I"),
        ("I. A\nx.\nNơi nhận:\n1. LĐLĐ\n2. Lưu", "I"),
        ("I. A\nPHỤ LỤC 1\nI. B\n1. c", "I"),
    ],
)
def test_numbers(text: str, wanted: str) -> None:
    assert " ".join(paths(outline_of(text)[1])) == wanted


def test_letters_number_headings_only_in_order() -> None:
    assert paths(outline_of("A. KẾT QUẢ\nI. Một\nC. Mác nói vậy.\nB. PHƯƠNG HƯỚNG\nI. Hai")[1]) == ["P1", "P1/I", "P2", "P2/I"]


def test_odd_numbers_are_noted() -> None:
    _, outline = outline_of("I. A\n1. b\n1. c\n4. d")
    assert outline.notes == ("I/1: number repeated", "I/4: number skipped after 1")
    assert outline.sections[0].children[2].notes == ("number skipped after 1",)


def test_title_runs_over_lines_and_start_is_behind_blanks() -> None:
    document, outline = outline_of(
        "  PHẦN THỨ NHẤT\n\nTÌNH HÌNH ĐOÀN VIÊN\nVÀ KẾT QUẢ\nI. A\n1. Sở có 22 công chức. Về trình độ:\n- x"
    )
    part = outline.sections[0]
    assert (part.start, part.title, part.kind, part.label) == (2, "TÌNH HÌNH ĐOÀN VIÊN VÀ KẾT QUẢ", "situation", "PHẦN THỨ NHẤT")
    paragraph = part.children[0].children[0]
    assert paragraph.title == "Sở có 22 công chức"
    assert document.text[outline.places[4].body :].startswith("Sở có")


def test_automatic_numbers_start_with_the_text() -> None:
    document = labelled(
        ("I.", 0, "KẾT QUẢ"),
        ("1", 1, "Thăm hỏi"),
        ("-", 0, "Ốm đau:"),
        ("o", 1, "08 lượt"),
        ("-", 0, "Việc hiếu"),
        ("1.1", 2, "1.500 suất"),
        ("II.", 0, "KHÁC"),
    )
    outline = find_outline(document, fold(document.text), CATALOG)
    assert paths(outline) == ["I", "I/1", "I/1/1.1", "II"]
    assert [s.start for top in outline.sections for s in top.walk()] == [document.blocks[i].span.start for i in (0, 1, 5, 6)]
    assert [p.parent for p in outline.places] == [None, None, None, 2, None, None, None]
    items = outline.sections[0].children[0].items
    assert [(i.label, len(i.children)) for i in items] == [("-", 1), ("-", 0)]


def test_number_in_a_table_is_no_heading() -> None:
    text = "1. Lao động\tngười\t45"
    cells = (Cell(span=Span(start=0, end=11), row=0, column=0), Cell(span=Span(start=12, end=17), row=0, column=1))
    document = Document(
        source=Source(name="t", sha256="0", media_type="x", reader="docx"),
        text=text,
        blocks=(Table(span=Span(start=0, end=17), cells=cells),),
    )
    assert find_outline(document, fold(text), CATALOG).sections == ()
    assert outline_of("I. A\n1. Lao động\tngười\t45")[1].sections[0].children == ()


def test_parents_of_bullets() -> None:
    _, outline = outline_of(
        "I. KẾT QUẢ\n* Thuận lợi:\n- a\n- b:\n+ c\n• d\n* Khó khăn:\n- e"
        "\nCụ thể:\n+ f\n– g\nHết.\n+ h\n2 người\n1. Chỉ tiêu:\n- i\n- k"
    )
    assert [p.parent for p in outline.places] == [None, None, 1, 1, 3, 4, None, 6, None, 8, None, None, None, None, None, 14, 14]
    assert [p.bullet for p in outline.places[1:6]] == ["*", "-", "-", "+", "•"]


def test_page_numbers_do_not_break_a_list() -> None:
    _, outline = outline_of("I. A\nGồm:\n- a\n- 3 -\n7\n- b")
    assert [p.parent for p in outline.places] == [None, None, 1, None, None, 1]


def test_roles_and_kinds() -> None:
    _, outline = outline_of(
        "BÁO CÁO\nKẾT QUẢ NĂM 2024, PHƯƠNG HƯỚNG NĂM 2025\nI. KẾT QUẢ\n1. Công tác nữ công\nx.\n"
        "2. Các chỉ tiêu của Đại hội: đạt 9/11\n"
        "II. PHƯƠNG HƯỚNG, NHIỆM VỤ\n1. Công tác nữ công\ny.\nIII. KIẾN NGHỊ\nz.\nTM. BCH\nPHỤ LỤC 1: CHỈ TIÊU NĂM 2025\nt."
    )
    seen = [(p.section, p.kind, p.role, p.appendix) for p in outline.places]
    assert seen[1] == ("", None, "actual", False)
    assert seen[4] == ("I/1", "women", "actual", False)
    assert seen[5] == ("I/2", "results", "actual", False)
    assert seen[8] == ("II/1", "women", "target", False)
    assert seen[10] == ("III", "proposals", "target", False)
    assert seen[-1] == ("", "appendix", "target", True)


def test_title_without_number_lends_its_role() -> None:
    _, outline = outline_of("Mở đầu báo cáo.\nKẾT QUẢ NĂM 2024\nI. Chăm lo\n- a\nPHƯƠNG HƯỚNG NĂM 2025\nI. Chăm lo\n- b")
    assert [(p.kind, p.role) for p in outline.places if p.bullet] == [("care", "actual"), ("care", "target")]


def test_appendices_end_at_the_next_one() -> None:
    document, outline = outline_of("I. A\nx.\nNơi nhận:\n- y\nPHỤ LỤC SỐ 01\nSỐ LIỆU LAO ĐỘNG\n1. x\nPhụ lục II (kèm theo)\nt")
    assert [(a.label, document.text[a.span.start : a.span.end].split("\n")[-1]) for a in outline.appendices] == [
        ("PHỤ LỤC SỐ 01", "1. x"),
        ("Phụ lục II", "t"),
    ]
    assert outline.appendices[0].title == "SỐ LIỆU LAO ĐỘNG"
    assert outline.sections[0].span.end == document.text.index("\nNơi nhận")


@pytest.mark.parametrize(("kind", "title"), [(k.id, t) for k in CATALOG.section_kinds.values() for t in k.examples])
def test_titles_get_their_kind(kind: str, title: str) -> None:
    assert kind_of_title(title, CATALOG)[0] == kind


@pytest.mark.parametrize(("kind", "title"), [(k.id, t) for k in CATALOG.section_kinds.values() for t in k.counterexamples])
def test_titles_of_other_kinds_are_not_taken(kind: str, title: str) -> None:
    assert kind_of_title(title, CATALOG)[0] != kind


def test_every_kind_is_hit_by_each_of_its_titles_alone() -> None:
    stolen = {
        t: kind_of_title(t, CATALOG)[0]
        for k in CATALOG.section_kinds.values()
        for t in k.titles
        if kind_of_title(t, CATALOG)[0] != k.id
    }
    assert stolen == {}


@pytest.mark.parametrize(
    "text",
    [
        "I. A\n" + "- 05 người\n" * 10_000,
        "I. A\n" + "1. câu.\n" * 10_000,
        "I. A\n" + "a 1. b " * 700_000,
        "I. A\n" + " " * 3_000_000 + "x",
        "x\t" * 500_000,
    ],
    ids=["bullets", "numbers", "one line", "blanks", "tabs"],
)
def test_time_grows_with_length_only(text: str) -> None:
    document = document_from_text(text, "long.txt")
    folded = fold(document.text)
    begun = time.process_time()
    outline = find_outline(document, folded, CATALOG)
    assert time.process_time() - begun < 5
    assert len(outline.places) == len(document.blocks)


LINES = (
    "PHẦN I|A. A|B. B|Điều 1. x|I. A|II/ B|1. a|1) b|2. c|7. d|1.1 E|2.1. f|a) g|đ/ h|- i:|+ k|* l|• m|(1) n|o p|- 3 -"
    "|CHỈ TIÊU NĂM 2025|Lời dẫn:|Hết.|Nơi nhận:|TM. BCH|PHỤ LỤC 1|Kính gửi:|x\ty\tz||  "
).split("|")


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_any_order_of_lines(lines: list[str]) -> None:
    document, outline = outline_of("\n".join(lines))
    assert len(outline.places) == len(document.blocks)
    known = {""} | set(paths(outline))
    for place, (block, seen) in enumerate(zip(document.blocks, outline.places, strict=True)):
        assert seen.section in known
        assert block.span.start <= seen.body <= block.span.end
        assert seen.parent is None or seen.parent < place
    starts = [s.start for top in outline.sections for s in top.walk()]
    assert starts == sorted(set(starts))
    for top in outline.sections:
        for section in top.walk():
            assert section.start == section.span.start < section.span.end <= len(document.text)
            assert all(child.span.end <= section.span.end for child in section.children)
