"""Short reports in the usual form, for tests that need several units or years."""

from __future__ import annotations

from cdcs_parse import parse_text
from cdcs_parse.model.report import Report

PARENT = "LĐLĐ HUYỆN TÂN KHÊ"


def report(unit: str, year: str, *lines: str, day: str = "15/12", parent: str = PARENT, name: str = "") -> Report:
    """A yearly report ("2024"), one of a school year ("2023-2024"), of six months ("2024-6t") or of a term ("2018-2023 nk")."""
    number = year[:4]
    what = f"năm {year}"
    if year.endswith("-6t"):
        what, day = f"6 tháng đầu năm {number}", "20/6"
    elif year.endswith(" nk"):
        number = year[5:9]
        what = f"nhiệm kỳ {year[:9]}, phương hướng nhiệm kỳ {number}-{int(number) + 5}"
    elif "-" in year:
        number, what, day = year[5:], f"năm học {year}", "28/5"
    date, month = day.split("/")
    text = "\n".join(
        (
            parent,
            unit.upper(),
            "",
            f"Tân Khê, ngày {date} tháng {month} năm {number}",
            "",
            "BÁO CÁO",
            f"Tổng kết hoạt động công đoàn {what}",
            "",
            "I. TÌNH HÌNH CHUNG",
            *lines,
        )
    )
    return parse_text(text + "\n", name=name or f"{unit[:40]} {year}.txt")
