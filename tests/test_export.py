"""What leaves the library: console tables, CSV, frames, notebook views."""

from __future__ import annotations

import builtins
import csv
import io
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import handmade
from cdcs_parse.errors import CdcsError
from cdcs_parse.export import wording
from cdcs_parse.export.console import report_text, show_report
from cdcs_parse.export.csvout import BOM, cell, csv_header, csv_rows
from cdcs_parse.export.notebook import report_html
from cdcs_parse.export.outline import outline_text
from cdcs_parse.export.rows import COLUMNS, fact_rows
from cdcs_parse.model.fact import Period
from cdcs_parse.model.report import Section


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The width of a pipe, not of the terminal the tests run in."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("45 người", "45 người"),
        ("11,5 triệu đồng", "11.500.000 đồng/người/tháng"),
        ("45/46", "45/46"),
        ("98,5%", "> 98,5%"),
        ("02 đoàn viên", "≥ 2 đoàn viên"),
    ],
)
def test_value_is_written_as_vietnamese_readers_write_it(words: str, told: str) -> None:
    found = next(f for f in handmade.report().facts if f.as_written == words)
    assert wording.value(found) == told


def test_range_grade_and_negative_values() -> None:
    ranged = handmade.fact("45 người", "45", high=Decimal(60), unit="người")
    grade = {"kind": "grade", "value": "excellent", "as_written": "vững mạnh xuất sắc"}
    graded = handmade.fact("45 người", "45").model_copy(update=grade)
    assert wording.value(ranged) == "45 - 60 người"
    assert wording.value(graded) == "vững mạnh xuất sắc"
    assert wording.number(Decimal("-1234567.50")) == "-1.234.567,5"


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2023-01-01", "2023-12-31", "2023"),
        ("2017-01-01", "2022-12-31", "2017 - 2022"),
        ("2023-03-08", "2023-03-08", "08/03/2023"),
        ("2023-09-01", "2024-05-31", "01/09/2023 - 31/05/2024"),
    ],
)
def test_periods(start: str, end: str, told: str) -> None:
    assert wording.period(Period(start=start, end=end)) == told


def test_console_shows_header_tree_and_figures_by_section() -> None:
    shown = report_text(handmade.report())
    for words in ("CĐCS Trường Tiểu học số 1", "18/12/2023", "(không thấy)", "báo cáo năm", "I. TÌNH HÌNH", "Chỉ tiêu", "Phân tổ"):
        assert words in shown
    assert shown.index("Thu nhập bình quân") < shown.rindex("II CHỈ TIÊU") < shown.index("≥ 2 đoàn viên")
    assert "? đạt" in shown
    assert "⟦02 đoàn viên⟧" in shown
    assert "Số chưa hiểu: '77'" in shown
    assert "\x1b" not in shown


def test_text_of_a_report_cannot_steer_the_terminal_or_be_read_as_markup() -> None:
    evil = "[bold]x[/bold] \x1b[2J\u202egnp"
    section = Section(path="I", label="I.", title=evil, start=0, span={"start": 0, "end": 3})
    report = handmade.report(notes=(evil,), sections=(section,))
    shown = report_text(report)
    assert "[bold]x[/bold]" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_show_prints_to_the_console_given(capsys: pytest.CaptureFixture[str]) -> None:
    handmade.report().show()
    assert "Số đoàn viên" in capsys.readouterr().out
    buffer = io.StringIO()
    show_report(handmade.report(), Console(file=buffer, width=60))
    assert max(map(len, buffer.getvalue().splitlines())) <= 60


def test_outline_notes_odd_numbering() -> None:
    top = Section(path="I", label="I.", title="A\tB", start=0, span={"start": 0, "end": 3}, notes=("thiếu mục II",))
    assert outline_text(handmade.report(sections=(top,))) == "I. A B\n  lưu ý I: thiếu mục II"
    assert outline_text(handmade.report(sections=())) == "(không có đề mục)"


def _read(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_csv_has_one_row_a_figure_with_exact_values() -> None:
    rows = _read(csv_header() + csv_rows(handmade.report()))
    assert [row["value"] for row in rows] == ["45", "23", "11500000", "45", "98.5", "2"]
    assert rows[1]["dimensions"] == "sex=female"
    assert rows[3]["denominator"] == "46"
    assert rows[0]["label_vi"] == "Số đoàn viên"
    assert (rows[0]["start"], rows[0]["as_written"]) == (str(handmade.at("45 người").start), "45 người")


def test_csv_sentences_are_no_formulas() -> None:
    rows = _read(csv_header() + csv_rows(handmade.report()))
    assert rows[0]["sentence"].startswith("'- Tổng số")
    assert rows[2]["sentence"].startswith("'=HYPERLINK")


@given(st.text())
def test_no_cell_starts_a_formula(text: str) -> None:
    written = cell(text)
    assert written.lstrip()[:1] not in {"=", "+", "-", "@"} or written.lstrip("+-").replace(".", "", 1).isdigit()


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_stay_numbers(value: Decimal) -> None:
    assert Decimal(cell(value)) == value


def test_rows_have_the_columns_and_keep_decimals() -> None:
    rows = list(fact_rows(handmade.report()))
    assert all(tuple(row) == COLUMNS for row in rows)
    assert rows[4]["value"] == Decimal("98.5")


def test_frame() -> None:
    pytest.importorskip("pandas")
    frame = handmade.report().to_frame()
    assert len(frame) == 6
    assert list(frame.loc[frame["dim_sex"] == "female", "value"]) == [Decimal(23)]
    assert frame["value"].dtype == object
    assert list(handmade.report(facts=()).to_frame().columns) == list(COLUMNS)


def test_frame_without_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pandas(name: str, *rest: Any) -> Any:
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(CdcsError, match="pandas"):
        handmade.report().to_frame()


class _Strict(HTMLParser):
    """Counts open tags and keeps attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_notebook_view_is_escaped_and_loads_nothing() -> None:
    html = report_html(handmade.report(name="<img src=x onerror=alert(1)>.txt"))
    parser = _Strict()
    parser.feed(html)
    assert not parser.open
    tags = {tag for tag, _ in parser.seen}
    assert not tags & {"img", "script", "b", "link", "iframe"}
    assert all(not {"src", "href", "onerror"} & set(attributes) for _, attributes in parser.seen)
    assert "&lt;b&gt;Thu nhập&lt;/b&gt;" in html
    assert "<mark>23 người</mark>" in html
    assert handmade.report()._repr_html_() == report_html(handmade.report())


@given(st.text(max_size=80))
def test_visible_is_one_clean_line(text: str) -> None:
    shown = wording.visible(text)
    assert all(c.isprintable() for c in shown)
    assert wording.visible(shown) == shown


def test_package_marks_itself_typed() -> None:
    import cdcs_parse.export

    assert (Path(cdcs_parse.export.__file__).parents[1] / "py.typed").is_file()
