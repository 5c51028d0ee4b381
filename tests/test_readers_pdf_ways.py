"""The fast and the careful way of reading PDF pages: when each is taken, and that both give the same paragraphs."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import docx as python_docx
import pytest
from docx.shared import Pt

from builders.pdf import Page, office, pdf, print_all
from cdcs_parse.model.document import Document
from cdcs_parse.readers import pdf as pdf_module
from cdcs_parse.readers.page_aside import split_stamps
from cdcs_parse.readers.page_lines import Word
from cdcs_parse.readers.pdf import read_pdf
from cdcs_parse.readers.syllables import soundness
from test_samples import build

REPORTS = Path(__file__).resolve().parent.parent / "samples" / "reports"
SAMPLES = sorted(REPORTS.glob("*.pdf"))
# Vietnamese that Helvetica's plain letters can write
LINE = "Công nhân viên trong toàn ngành có thành tích cao, công tác thông tin không còn sai"


def ways(data: bytes) -> list[str]:
    return [page.way for page in pdf_module._read_pages(data, "x")]


def carefully(data: bytes) -> Document:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_module, "_take", lambda found, number: None)
        return read_pdf(data, "x")


def shape(document: Document) -> list[tuple[str, str, object, int | None]]:
    return [
        (block.kind, document.text[block.span.start : block.span.end], getattr(block, "bold", None), block.page)
        for block in document.blocks
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_both_ways_give_the_same_blocks(path: Path) -> None:
    data = path.read_bytes()
    assert "fast" in ways(data)
    assert shape(read_pdf(data, "x")) == shape(carefully(data))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The other samples as Word files, printed by LibreOffice."""
    office()
    folder = tmp_path_factory.mktemp("printed")
    # every third: reading them all with care takes a minute
    for path in sorted(REPORTS.glob("*.txt"))[::3]:
        if path.with_suffix(".pdf").exists():
            continue
        try:
            data = build.build_docx(path.read_text(encoding="utf-8"), path.stem)
        except IndexError:
            # signatures that this builder does not know
            continue
        (folder / f"{path.stem}.docx").write_bytes(data)
    return print_all(folder)


def test_printed_samples_give_the_same_blocks_both_ways(printed: dict[str, bytes]) -> None:
    assert len(printed) >= 5
    differing = {}
    fast = sum(ways(data).count("fast") for data in printed.values())
    for name, data in printed.items():
        one, two = shape(read_pdf(data, name)), shape(carefully(data))
        if one != two:
            differing[name] = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
    # justified so tightly that pdfplumber sees no space: "Khác:06;"
    for first, second in differing.pop("trung-tam-y-te-2021", ()):
        assert first[1].replace(" ", "") == second[1].replace(" ", "")
        assert len(first[1]) > len(second[1])
    assert differing == {}
    assert fast > 12


def test_a_font_that_lacks_letters_is_read_right(tmp_path: Path) -> None:
    """The letters it lacks come from another font, and the file writes them apart from their words."""
    office()
    lines = [line for line in (REPORTS / "dai-hoc-2022-2023.txt").read_text(encoding="utf-8").splitlines()[12:40] if line]
    for font in ("Noto Sans Symbols", "Noto Sans Math"):
        report = python_docx.Document()
        report.styles["Normal"].font.name, report.styles["Normal"].font.size = font, Pt(13)
        for line in lines:
            report.add_paragraph(line)
        report.save(str(tmp_path / f"{font}.docx"))
    for name, data in print_all(tmp_path).items():
        document = read_pdf(data, name)
        assert [text for _, text, *_ in shape(document)] == lines, name
        assert soundness(document.text).share > 0.99


@pytest.mark.parametrize(
    ("page", "way"),
    [
        (Page().lines(85, 80, LINE, LINE), "fast"),
        # underlined words and a rule across are no table
        (Page().lines(85, 80, LINE, LINE).rule(85, 300, 400, 300).rule(85, 320, 400, 320), "fast"),
        (Page().lines(85, 80, LINE, LINE).rule(85, 300, 400, 300).rule(85, 300, 85, 400), "careful"),
        # figures under each other without rules
        (Page().lines(85, 80, LINE).lines(85, 300, *"Tin Báo Cáo".split()).lines(400, 300, *"12 140 31".split()), "careful"),
        # text that is no Vietnamese: torn or of another language
        (Page().lines(85, 80, "Th c hi n H ng d n c a Li n o n Lao ng t nh v Ngh quy t"), "careful"),
    ],
)  # fmt: skip
def test_which_way_a_page_is_read(page: Page, way: str) -> None:
    assert ways(pdf([page])) == [way]


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    data = pdf([Page().lines(85, 80, LINE, LINE).lines(85.4, 80, LINE, LINE)])
    assert read_pdf(data, "x").text == carefully(data).text == f"{LINE} {LINE}"


def test_each_page_is_read_its_own_way() -> None:
    plain, table = Page().lines(85, 80, LINE), Page().lines(85, 80, LINE).rule(85, 300, 400, 300).rule(85, 300, 85, 400)
    assert ways(pdf([plain, table, plain])) == ["fast", "careful", "fast"]


def test_a_file_with_a_broken_index_is_read_with_care() -> None:
    data = pdf([Page().lines(85, 80, LINE)])
    start = data.rindex(b"startxref") + len(b"startxref\n")
    broken = data[:start] + b"7" + data[start:]
    assert (ways(data), ways(broken)) == (["fast"], ["careful"])
    assert read_pdf(broken, "x").text == LINE


def test_files_read_by_several_threads_at_once() -> None:
    # pdfium kills the process when two threads use it at once
    data = [path.read_bytes() for path in SAMPLES]
    expected = [read_pdf(one, "x").text for one in data]
    found: dict[int, str] = {}

    def work(index: int) -> None:
        found[index] = read_pdf(data[index % len(data)], "x").text

    threads = [threading.Thread(target=work, args=(index,)) for index in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {index: expected[index % len(data)] for index in range(10)}


_PEAK = """
import resource, sys
from pathlib import Path
from cdcs_parse.readers.page_aside import split_stamps
from cdcs_parse.readers.page_lines import Word
from cdcs_parse.readers.pdf import read_pdf
document = read_pdf(Path(sys.argv[1]).read_bytes(), "x")
print(document.source.pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def pages_of(text: str, count: int) -> Iterator[Page]:
    for _ in range(count):
        yield Page().lines(85, 60, *[text] * 12)


@pytest.mark.skipif(sys.platform == "win32", reason="the module resource is not for Windows")
@pytest.mark.parametrize("text", [LINE, LINE.translate(str.maketrans("", "", "ôàâó"))], ids=["fast", "careful"])
def test_memory_does_not_grow_with_the_pages(text: str, tmp_path: Path) -> None:
    peaks = []
    for count in (50, 400):
        path = tmp_path / f"{count}.pdf"
        path.write_bytes(pdf(list(pages_of(text, count))))
        done = subprocess.run([sys.executable, "-c", _PEAK, str(path)], capture_output=True, text=True, check=True, timeout=300)
        pages, peak = map(int, done.stdout.split())
        assert pages == count
        peaks.append(peak)
    # what remains is the text itself with the places of its lines
    assert peaks[1] - peaks[0] < 100, peaks


# ---- what is no part of the text: read either way


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_upright(turn: int) -> None:
    page = Page(rotate=turn).lines(85, 80, LINE, LINE).lines(85, 200, "A.")
    assert [text for _, text, *_ in shape(read_pdf(pdf([page]), "x"))] == [f"{LINE} {LINE}", "A."]


@pytest.mark.parametrize("read", [lambda data: read_pdf(data, "x"), carefully], ids=["fast", "careful"])
@pytest.mark.parametrize("slanted", [True, False])
def test_watermarks_are_left_out_and_noted(read: Callable[[bytes], Document], slanted: bool) -> None:
    pages = [Page().watermark("MAT", slanted=slanted).lines(85, 450, *[LINE] * 8) for _ in range(2)]
    document = read(pdf(pages))
    assert document.text == " ".join([LINE] * 16)
    assert document.notes == ("watermark left out: MAT (pages: 2)",)


@pytest.mark.parametrize("read", [lambda data: read_pdf(data, "x"), carefully], ids=["fast", "careful"])
def test_boxes_of_digital_signatures_are_left_out_and_noted(read: Callable[[bytes], Document]) -> None:
    page = Page().lines(85, 300, LINE, LINE).lines(85, 60, "Công tác", "thông tin", pitch=16)
    for index, text in enumerate(("Signed by: Công tác", "Email: a@cd.vn", "Date: 12.12.2024", "10:11:12 +07:00")):
        page.text(420, 60 + 9 * index, text, 8)
    document = read(pdf([page]))
    assert "2024" not in document.text
    stamp = "Signed by: Công tác Email: a@cd.vn Date: 12.12.2024 10:11:12 +07:00"
    assert document.notes == (f"digital signature left out: {stamp} (page 1)",)


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        (["Ký bởi: Công đoàn cơ sở", "Ngày ký: 12/12/2024"], 2),
        (["Người ký: Trần Thị Mận", "Cơ quan: Liên đoàn", "tỉnh Sông Lam", "Thời gian ký: 12.12.2024", "10:11:12 +07:00"], 5),
        (["Signature Not Verified", "Digitally signed by NGUYEN A", "Date: 2024.12.12", "10:11:12 +07'00'"], 4),
        # the report's own words
        (["Người ký: Trần Thị Mận", "đã ký 12 văn bản."], 0),
        (["Ký bởi bên thứ hai 12 bản."], 0),
        (["Ngày ký: 12/12/2024", "Chức vụ: Chủ tịch"], 0),
    ],
)
def test_what_is_a_signature_box(lines: list[str], left_out: int) -> None:
    words = [
        Word(word, 300 + 40 * column, 330 + 40 * column, 50 + 10 * row, 58 + 10 * row, 8, False)
        for row, line in enumerate(lines)
        for column, word in enumerate(line.split())
    ]
    # the gaps of real words
    words = [word._replace(x0=300 + 30 * ((word.x0 - 300) / 40), x1=328 + 30 * ((word.x0 - 300) / 40)) for word in words]
    rest, stamps = split_stamps(words, 1)
    assert len(rest) == sum(len(line.split()) for line in lines[left_out:])
    assert stamps == ([" ".join(lines[:left_out])] if left_out else [])
