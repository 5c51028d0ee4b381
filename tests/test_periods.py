"""Dates and periods: wording → value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdcs_parse.parse.periods import find_dates, period_of
from cdcs_parse.text import fold


@pytest.mark.parametrize(
    ("text", "kind", "iso"),
    [
        ("ngày 05 tháng 12 năm 2014", "day", "2014-12-05"),
        ("ngày  24 tháng  5  năm 2019", "day", "2019-05-24"),
        ("ngày 28/01/2022", "day", "2022-01-28"),
        ("28-01-2022", "day", "2022-01-28"),
        ("28.1.2022", "day", "2022-01-28"),
        ("ngày 27/5/ 2009", "day", "2009-05-27"),
        ("ngày 30/02/2024", "day", None),
        ("ngày 31/4/2024", "day", None),
        ("29/02/2021", "day", None),
        ("15/13/2024", "day", None),
        ("8/3", "day_month", "--03-08"),
        ("31/4", "day_month", None),
        ("29/2", "day_month", "--02-29"),
        ("tháng 7/2024", "month", "2024-07"),
        ("tháng 9 năm 2025", "month", "2025-09"),
        ("tháng 12 hàng năm", "month", "--12"),
        ("tháng 13/2024", "month", None),
        ("5/2024", "month", "2024-05"),
        ("quý III", "quarter", "Q3"),
        ("quý I/2025", "quarter", "2025-Q1"),
        ("Quý 4 năm 2024", "quarter", "2024-Q4"),
        ("6 tháng đầu năm 2024", "half_year", "2024-H1"),
        ("06 tháng cuối năm", "half_year", "H2"),
        ("9 tháng đầu năm 2024", "months", "2024-M09"),
        ("3 tháng cuối năm 2024", "months", "2024-L03"),
        ("năm học 2023 – 2024", "school_year", "2023/2024"),
        ("năm học 2016 -2017", "school_year", "2016/2017"),
        ("nhiệm kỳ 2017 - 2022", "term", "2017/2022"),
        ("NHIỆM KÌ 2025–2030", "term", "2025/2030"),
        ("giai đoạn 2023-2027", "years", "2023/2027"),
        ("năm 2024", "year", "2024"),
    ],
)
def test_reading(text: str, kind: str, iso: str | None) -> None:
    found = find_dates(fold(text))
    assert [(d.kind, d.iso) for d in found] == [(kind, iso)]


@pytest.mark.parametrize(
    "text", ["45/46 đoàn viên", "1.500.000 đồng", "09-NQ/TW", "quý đoàn viên", "08/11.5", "12/12%", "2.5 triệu", "tỷ lệ 97,4%"]
)
def test_no_dates(text: str) -> None:
    assert [d for d in find_dates(fold(text)) if d.kind != "day_month"] == []


@pytest.mark.parametrize(
    ("text", "year", "start", "end"),
    [
        ("năm 2024", None, "2024-01-01", "2024-12-31"),
        ("năm học 2023-2024", None, "2023-09-01", "2024-05-31"),
        ("nhiệm kỳ 2017 - 2022", None, "2017-01-01", "2022-12-31"),
        ("6 tháng đầu năm 2026", None, "2026-01-01", "2026-06-30"),
        ("6 tháng cuối năm", 2026, "2026-07-01", "2026-12-31"),
        ("quý III", 2024, "2024-07-01", "2024-09-30"),
        ("tháng 2/2024", None, "2024-02-01", "2024-02-29"),
        ("3 tháng cuối năm 2024", None, "2024-10-01", "2024-12-31"),
    ],
)
def test_periods(text: str, year: int | None, start: str, end: str) -> None:
    period = period_of(find_dates(fold(text))[0], year)
    assert period is not None
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("text", ["quý III", "ngày 5/6/2024", "ngày 30/02/2024", "6 tháng cuối năm"])
def test_no_period(text: str) -> None:
    assert period_of(find_dates(fold(text))[0]) is None


@given(st.text(alphabet="0123456789/-. năm tháng quý ngày học kỳ nhiệm IVX", max_size=60))
def test_any_text(text: str) -> None:
    folded = fold(text)
    end = 0
    for dated in find_dates(folded):
        assert end <= dated.start < dated.end <= len(folded)
        end = dated.end
        period_of(dated, 2024)
