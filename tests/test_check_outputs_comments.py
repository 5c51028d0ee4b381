"""Comments in a copy of a Word file: they stand at exactly the words of their findings, and nothing else changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree

import cdcs_parse
from builders.legacy import runs_xml, tcvn3_runs, vni_runs
from builders.libreoffice import converted, needs_libreoffice
from builders.tracked import track_changes
from builders.word import cell, docx, paragraph, row, run, table
from cdcs_parse.cli import run as cdcs
from cdcs_parse.errors import ReadError
from cdcs_parse.export.comments import AUTHOR, commented
from cdcs_parse.model.base import quote
from cdcs_parse.model.document import Document
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from cdcs_parse.readers import read_bytes
from cdcs_parse.text import normalize

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "samples" / "reports").glob("*.docx"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MARKS = (W + "commentRangeStart", W + "commentRangeEnd")


def finding(text: str, number: int, *places: tuple[int, int]) -> Finding:
    return Finding(
        id=f"S01-{number}", rule="S01", kind="sum", severity="error", message_vi=f"Số {number} không khớp.", message_en="x",
        spans=tuple(quote(text, *place) for place in places), arithmetic="2 + 5 = 7, không phải 6", suggestion="Sửa lại.",
    )  # fmt: skip


def report_on(data: bytes, places: Sequence[tuple[int, int]] = (), name: str = "bc.docx") -> Report:
    """The report in a Word file, with a finding on every place given."""
    document = read_bytes(data, name)
    assert isinstance(document, Document)
    report = cdcs_parse.parse_text(document.text, name=name).model_copy(update={"text": document.text})
    return report.model_copy(update={"findings": tuple(finding(document.text, i, place) for i, place in enumerate(places))})


def words(*wanted: str, data: bytes) -> Report:
    """The report in a Word file, with a finding on the first occurrence of each of the words."""
    text = read_bytes(data, "bc.docx").text
    return report_on(data, [(text.index(one), text.index(one) + len(one)) for one in wanted])


def main_part(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def ids(data: bytes) -> dict[str, str]:
    """The text of each of our comments, by its id."""
    found = python_docx.Document(io.BytesIO(data)).comments
    return {str(c.comment_id): c.text for c in found if c.author == AUTHOR}


def anchored(data: bytes) -> dict[str, str]:
    """What Word shows as the words of each comment, white space left out."""
    root = main_part(data)
    open_ones: dict[str, str] = {}
    done: dict[str, str] = {}
    for element in root.iter():
        if element.tag == MARKS[0]:
            open_ones[element.get(W + "id", "")] = ""
        elif element.tag == MARKS[1]:
            ident = element.get(W + "id", "")
            done[ident] = normalize("".join(open_ones.pop(ident).split()))
        elif element.tag == W + "t":
            for ident in open_ones:
                open_ones[ident] += (element.text or "").replace("\u00ad", "")
        elif element.tag == W + "noBreakHyphen":
            for ident in open_ones:
                open_ones[ident] += "-"
    assert not open_ones
    references = [e.get(W + "id") for e in root.iter(W + "commentReference")]
    assert sorted(references) == sorted(done)
    return {ident: text for ident, text in done.items() if ident in ids(data)}


def undone(data: bytes, ours: set[str]) -> bytes:
    """The main part without the marks of `ours`, neighbouring runs of one format joined, in canonical form."""
    root = deepcopy(main_part(data))
    for element in list(root.iter(*MARKS, W + "commentReference")):
        if element.get(W + "id") in ours:
            gone = element.getparent() if element.tag == W + "commentReference" else element
            parent = gone.getparent()
            parent.remove(gone)
    for one in list(root.iter(W + "r")):
        before = one.getprevious()
        if before is None or before.tag != W + "r" or dict(one.attrib) != dict(before.attrib):
            continue
        shapes = [r.find(W + "rPr") for r in (before, one)]
        if len({b"" if s is None else etree.tostring(s, method="c14n") for s in shapes}) == 1:
            before.extend([c for c in one if c.tag != W + "rPr"])
            one.getparent().remove(one)
    for text in list(root.iter(W + "t", W + "delText")):
        if text.get(SPACE) != "preserve":
            text.text = (text.text or "").strip(" \t\r\n")
        text.attrib.pop(SPACE, None)
        before = text.getprevious()
        if before is not None and before.tag == text.tag:
            before.text = (before.text or "") + (text.text or "")
            text.getparent().remove(text)
    return etree.tostring(root, method="c14n")


def assert_untouched(before: bytes, after: bytes) -> None:
    assert undone(after, set(ids(after))) == undone(before, set())
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        changed = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
        assert set(new.namelist()) - set(old.namelist()) <= {"word/comments.xml"}
        # no element that is new has a prefix of its own
        assert b"ns0:" not in new.read("word/document.xml")
        for name in old.namelist():
            if name not in changed:
                assert new.read(name) == old.read(name), name


def assert_exact(report: Report, data: bytes) -> None:
    """Every finding has a comment at its own words, and the file is else the same."""
    out = commented(data, report)
    shown, told = anchored(out), ids(out)
    by_message = {text.split("]")[1].split("\n")[0].strip(): shown[ident] for ident, text in told.items()}
    for one in report.findings:
        assert by_message[one.message_vi] == "".join(one.spans[0].text.split())
    assert not any("Không gắn được" in text for text in told.values())
    assert_untouched(data, out)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_figure_of_every_sample_at_its_words(path: Path) -> None:
    data = path.read_bytes()
    report = cdcs_parse.parse(path)
    places = [(f.span.start, f.span.end) for f in report.facts] + [(m.span.start, m.span.end) for m in report.masks]
    assert len(places) > 50
    assert_exact(report_on(data, places), data)


def test_tracked_changes() -> None:
    data = track_changes(SAMPLES[0].read_bytes())
    text = read_bytes(data, "bc.docx").text
    places = [m.span() for m in re.finditer(r"\S+", text)][::7]
    assert_exact(report_on(data, places), data)


BOLD = "<w:rPr><w:b/><w:i/></w:rPr>"
CASES = {
    "inside a run": (paragraph(run("Tổng số đoàn viên 45 người, nữ 23.")), ["45", "Tổng", "23.", "45 người, nữ"]),
    "over runs": (paragraph(run("Tổng số ", BOLD) + run("4") + run("5", BOLD) + run(" người")), ["45", "số 45 ng", "5 n"]),
    "over paragraphs": (paragraph(run("Một hai ba")) + paragraph(run("bốn năm sáu")), ["ba\nbốn", "hai ba\nbốn năm"]),
    "same words, inside and crossing": (paragraph(run("a b c d e")), ["b c", "b c", "c", "a b", "c d e", "a b c d e"]),
    "link, control, smart tag": (
        paragraph(
            f"<w:hyperlink w:anchor='x'>{run('Xem 12 người')}</w:hyperlink>"
            f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' và 13 người')}</w:sdtContent></w:sdt><w:smartTag>{run(' hay 14')}</w:smartTag>"
        ),
        ["12", "người và 13", "14", "12 người và 13 người hay 14"],
    ),
    "tables in tables": (
        table(row(cell(paragraph(run("Nữ"))), cell(paragraph(run("23 người")) + table(row(cell(paragraph(run("7 và 8"))))))))
        + paragraph(run("Hết")),
        ["23", "7", "8", "Nữ\t23"],
    ),
    "spaces, tabs, hyphens": (
        paragraph("<w:r><w:t> 45  </w:t><w:tab/><w:t>ng­ười</w:t><w:noBreakHyphen/><w:t xml:space='preserve'> x y </w:t></w:r>"),
        ["45", "người", "x", "người- x", "45\tngười"],
    ),
    "letters with marks of their own": (paragraph(run("Na\u0306m 2023 co\u0301 45")), ["Năm", "ăm 2", "có 4"]),
    "a field": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("45 người")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        ),
        ["45"],
    ),
    "inserted and deleted": (
        paragraph(run("có ") + f"<w:ins w:id='7' w:author='a'>{run('45')}</w:ins>" + "<w:del w:id='8' w:author='a'><w:r>"
                  "<w:delText>46</w:delText></w:r></w:del>" + run(" người")),
        ["45", "45 ng", "ó 4"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_words_in_all_sorts_of_places(name: str) -> None:
    body, wanted = CASES[name]
    data = docx(body)
    assert_exact(words(*wanted, data=data), data)


@pytest.mark.parametrize(("runs", "shown"), [(tcvn3_runs, {"§oµn", "viªn"}), (vni_runs, {"Ñoaøn", "vieân"})])
def test_old_encodings_are_marked_at_their_own_letters(runs: object, shown: set[str]) -> None:
    assert callable(runs)
    data = docx(paragraph(runs_xml(runs("Đoàn viên, có 45 người"))))
    report = words("45", "Đoàn", "viên", "viên, có 45", data=data)
    out = commented(data, report)
    assert {"45", *shown} <= set(anchored(out).values())
    assert_untouched(data, out)


TEXT_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (paragraph(run("Trước") + TEXT_BOX.format(paragraph(run("trong khung 45")))), "45"),
        (paragraph(run("Tỷ lệ ") + "<m:oMath><m:r><m:t>45/46</m:t></m:r></m:oMath>"), "45/46"),
        (paragraph(run("Trước") + TEXT_BOX.format(paragraph(run("45")))) + paragraph(run("sau 46")), "45\nsau"),
    ],
    ids=["text box", "formula", "text box and after"],
)
def test_where_no_comment_can_stand_it_stands_around_and_says_so(body: str, wanted: str) -> None:
    data = docx(body)
    out = commented(data, words(wanted, data=data))
    (text,) = ids(out).values()
    assert "Không gắn được vào đúng chữ" in text
    assert not [m for m in main_part(out).iter(*MARKS) if any(a.tag == W + "txbxContent" for a in m.iterancestors())]
    assert len(anchored(out)) == 1
    assert_untouched(data, out)


def test_a_finding_about_the_whole_report() -> None:
    data = docx(paragraph("") + paragraph(run("BÁO CÁO")) + paragraph(run("Nội dung")))
    report = report_on(data).model_copy(update={"findings": (finding("", 1),)})
    out = commented(data, report)
    assert list(anchored(out).values()) == ["BÁOCÁO"]
    assert "cả báo cáo" in next(iter(ids(out).values()))


def test_ids_go_on_from_comments_that_are_there() -> None:
    document = python_docx.Document()
    line = document.add_paragraph("Tổng số đoàn viên 45 người")
    document.add_comment(runs=line.runs, text="của người khác", author="Chị Lan", initials="L")
    buffer = io.BytesIO()
    document.save(buffer)
    data = buffer.getvalue()
    once = commented(data, words("45", data=data))
    twice = commented(once, words("45 người", data=once))
    found = list(python_docx.Document(io.BytesIO(twice)).comments)
    assert [(c.comment_id, c.author) for c in found] == [(0, "Chị Lan"), (1, AUTHOR), (2, AUTHOR)]
    assert anchored(twice) == {"1": "45", "2": "45người"}
    assert undone(twice, {"1", "2"}) == undone(data, set())


def test_protection_and_other_parts_stay() -> None:
    protected = '<w:settings xmlns:w="w"><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
    data = docx(paragraph(run("có 45 người")), more={"word/settings.xml": protected, "word/commentsExtended.xml": "<y/>"})
    out = commented(data, words("45", data=data))
    assert_untouched(data, out)
    assert commented(data, words("45", data=data)) == out


def test_a_part_of_comments_that_nothing_links_is_linked() -> None:
    left = f'<w:comments xmlns:w="{W[1:-1]}"><w:comment w:id="4" w:author="a"><w:p/></w:comment></w:comments>'
    data = docx(paragraph(run("có 45 người")), more={"word/comments.xml": left})
    out = commented(data, words("45", data=data))
    assert {c.comment_id for c in python_docx.Document(io.BytesIO(out)).comments} == {4, 5}
    assert anchored(out) == {"5": "45"}


def test_without_findings_the_copy_is_the_file() -> None:
    data = docx(paragraph(run("có 45 người")))
    assert commented(data, report_on(data)) == data


def test_strict_files_are_refused() -> None:
    data = docx(paragraph(run("có 45 người")), strict=True)
    with pytest.raises(ReadError, match="Strict"):
        commented(data, words("45", data=data))


def test_what_word_shows_libreoffice_reads(tmp_path: Path) -> None:
    needs_libreoffice()
    path = SAMPLES[0]
    data = path.read_bytes()
    report = cdcs_parse.parse(path)
    places = [(f.span.start, f.span.end) for f in report.facts]
    checked = report_on(data, places)
    tree = etree.fromstring(converted(commented(data, checked), "docx", "fodt"), etree.XMLParser(huge_tree=True))
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    shown: dict[str, str] = {}
    texts: dict[str, str] = {}
    # what stands between the start and the end of an annotation, the annotations themselves left out
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start" and element.tag == office + "annotation":
            name = element.get(office + "name", "")
            texts[name], shown[name] = "".join(element.itertext()), ""
        elif event == "start" and element.tag == office + "annotation-end":
            name = element.get(office + "name", "")
            texts[name] += "|closed"
        inside = any(a.tag == office + "annotation" for a in (element, *element.iterancestors()))
        words_here = element.text if event == "start" and not inside else None
        if event == "end" and not any(a.tag == office + "annotation" for a in element.iterancestors()):
            words_here = element.tail
        for name in shown:
            if words_here and not texts[name].endswith("|closed"):
                shown[name] += words_here
    assert len(texts) == len(places)
    for one in checked.findings:
        (name,) = [n for n, t in texts.items() if f" {one.message_vi}" in t]
        assert "".join(shown[name].split()) == "".join(one.spans[0].text.split())


def write_bad(folder: Path) -> Path:
    path = folder / "bc.docx"
    path.write_bytes(docx(paragraph(run("BÁO CÁO năm 2023")) + paragraph(run("Ngày 30/02/2023 họp BCH, có 45 đoàn viên."))))
    return path


def test_the_command_writes_a_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_bad(tmp_path)
    path.chmod(0o444)
    before = path.read_bytes()
    assert cdcs(["check", str(path), "--comments", str(tmp_path / "ra.docx")]) == 1
    assert "30/02/2023" in anchored((tmp_path / "ra.docx").read_bytes()).values()
    assert path.read_bytes() == before
    assert capsys.readouterr().out.startswith("Chưa nên gửi: 1 lỗi")


@pytest.mark.parametrize("case", ["same file", "text file", "two files", "other ending", "stored report", "report before"])
def test_the_command_says_what_it_cannot_comment(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write_bad(tmp_path), tmp_path / "ra.docx"
    (tmp_path / "bc.txt").write_text("BÁO CÁO năm 2023\nNgày 30/02/2023 họp.\n", encoding="utf-8")
    cdcs(["parse", str(path), "--format", "json", "-o", str(tmp_path / "bc.json")])
    (tmp_path / "truoc.docx").write_bytes(docx(paragraph(run("BÁO CÁO năm 2022"))))
    before = path.read_bytes()
    arguments = {
        "same file": [str(path), "--comments", str(path)],
        "text file": [str(tmp_path / "bc.txt"), "--comments", str(out)],
        "two files": [str(path), str(tmp_path / "bc.txt"), "--comments", str(out)],
        "other ending": [str(path), "--comments", str(tmp_path / "ra.doc")],
        "report before": [str(path), "--previous", str(tmp_path / "truoc.docx"), "--comments", str(tmp_path / "truoc.docx")],
        "stored report": [str(tmp_path / "bc.json"), "--comments", str(out)],
    }[case]
    capsys.readouterr()
    assert cdcs(["check", *arguments]) in (2, 4)
    told = capsys.readouterr().err
    assert told.startswith("lỗi: ")
    assert told.count("\n") == 1
    assert path.read_bytes() == before
    assert not out.exists()
