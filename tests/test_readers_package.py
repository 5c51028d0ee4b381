"""The container of a Word file: limits that hold on the ordinary path, whatever the archive says of itself."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from builders.word import abstract, docx, level, num, paragraph, part, style, zipped
from cdcs_parse.errors import ReadError
from cdcs_parse.readers import docx as module
from cdcs_parse.readers import package
from cdcs_parse.readers.docx import read_docx
from hostile.raw_zip import Entry, archive, deflate, entries, word_parts


def packed(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made, zipfile.ZipFile(io.BytesIO(docx(paragraph("a")))) as source:
        for name in source.namelist():
            made.writestr(name, source.read(name))
    return out.getvalue()


def with_document(data: bytes) -> bytes:
    return archive(entries(word_parts("") | {"word/document.xml": data}))


def doubled() -> bytes:
    return archive([*entries(word_parts(paragraph("a"))), Entry("word/document.xml", part("document", "<w:body/>").encode())])


def written_in(encoding: str) -> bytes:
    text = part("document", f"<w:body>{paragraph('a')}</w:body>").replace("UTF-8", encoding)
    return with_document(text.encode(encoding))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda: packed(zipfile.ZIP_BZIP2), "packed in a way that no Word file is", id="bzip2"),
        pytest.param(lambda: packed(zipfile.ZIP_LZMA), "packed in a way that no Word file is", id="lzma"),
        pytest.param(doubled, "holds a part twice", id="a part twice"),
        pytest.param(lambda: written_in("UTF-7"), "an encoding that no Word file has", id="UTF-7"),
        pytest.param(lambda: written_in("cp037"), "is damaged", id="EBCDIC"),
        pytest.param(lambda: docx("<w:p/>" * 2_100_000), "more than 2,000,000 tags", id="too many elements"),
        pytest.param(lambda: docx(f"<w:p {'a=b ' * 2_100_000}/>"), "more than 2,000,000 tags", id="too many attributes"),
        pytest.param(lambda: docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 160_000), "150,000 paragraphs", id="too many paragraphs"),
        pytest.param(lambda: docx("<w:sdt><w:sdtContent>" * 300), "depth", id="too deep"),
    ],
)
def test_what_no_word_file_holds_is_refused(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        read_docx(make(), "bc.docx")
    assert "HUGE" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-16", "windows-1258"])
def test_ordinary_encodings_are_read(encoding: str) -> None:
    assert read_docx(written_in(encoding), "bc.docx").text == "a"


def test_a_part_that_lies_about_its_size_is_not_unpacked() -> None:
    body = b" " * 100_000_000
    parts = word_parts("")
    lying = Entry("word/document.xml", b"", claimed_size=100, claimed_crc=0, packed=deflate(body))
    data = archive([*(entry for entry in entries(parts) if entry.name != lying.name), lying])
    del body
    tracemalloc.start()
    with pytest.raises(ReadError, match="damaged or cut short"):
        read_docx(data, "bc.docx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_caps_hold_over_all_parts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, longer = docx(paragraph("a")), docx(paragraph("a"), header=paragraph("đầu trang"))
    with zipfile.ZipFile(io.BytesIO(alone)) as archived:
        parts = [archived.read(name) for name in archived.namelist() if name != "[Content_Types].xml"]
    cap = sum(part.count(b"<") + part.count(b"=") for part in parts)
    monkeypatch.setattr(package, "MAX_MARKUP", cap)
    assert read_docx(alone, "bc.docx").text == "a"
    with pytest.raises(ReadError, match=f"more than {cap} tags"):
        read_docx(longer, "bc.docx")


def test_long_chains_of_styles_cost_nothing() -> None:
    count = 5_000
    styles = "".join(style(f"S{i}", f"s{i}", based_on=f"S{i + 1}") for i in range(count))
    body = "".join(paragraph("a", style=f"S{i}") for i in range(0, count, 2))
    start = time.process_time()
    assert len(read_docx(docx(body, styles=styles), "bc.docx").blocks) == count // 2
    assert time.process_time() - start < 10


def test_what_repeats_with_every_paragraph_is_short() -> None:
    numbering = abstract(0, level(0, "x" * 100_000 + "%1")) + num(1, 0)
    document = read_docx(
        docx(paragraph("a", num=1, level=0, style="S"), numbering=numbering, styles=style("S", "s" * 100_000)), "bc.docx"
    )
    (block,) = document.blocks
    assert block.kind == "paragraph"
    assert len(block.label or "") <= 100
    assert len(block.style or "") <= 255


def test_macros_are_ignored_and_noted() -> None:
    document = read_docx(docx(paragraph("a"), more={"word/vbaProject.bin": "Sub AutoOpen()"}), "bc.docm")
    assert (document.text, document.notes) == ("a", ("macros ignored",))


def test_the_cap_on_blocks_is_far_from_any_report() -> None:
    assert module.MAX_BLOCKS >= 100_000


def test_a_zip_that_holds_no_document_is_told() -> None:
    with pytest.raises(ReadError, match="holds no Word document"):
        read_docx(zipped({"word/other.xml": "<a/>"}), "bc.docx")
