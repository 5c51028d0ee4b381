"""The time of the check grows with the length of a report only."""

from __future__ import annotations

import time

import pytest

import cdcs_parse as cdcs
from cdcs_parse.catalog.rules import load_rules
from cdcs_parse.check.engine import check_report
from cdcs_parse.model.report import Report

HEAD = (
    "LIÊN ĐOÀN LAO ĐỘNG HUYỆN TÂN AN\nCĐCS CÔNG TY GỖ THANH MAI\nSố: 1/BC-CĐCS\nTân An, ngày 15 tháng 12 năm 2024\n\n"
    "BÁO CÁO\nKết quả hoạt động công đoàn năm 2024\n\nI. KẾT QUẢ\n"
)
WORDS = (
    "thăm hỏi {n} lượt (ốm đau {a}, hiếu {b}), giải quyết 46/52 kiến nghị, đạt 88,5%, "
    "tặng {n} suất quà x 300.000 đồng = {m} đồng"
)


def told(n: int) -> str:
    return WORDS.format(n=n + 2, a=n, b=2, m=f"{(n + 2) * 300_000:,}".replace(",", "."))


def bullets(count: int) -> str:
    """One section of `count` lines with nine figures and totals of them, that add up."""
    lines = "".join(f"- Đợt {n}: {told(n)}; cộng {n + 2} lượt.\n" for n in range(1, count + 1))
    return HEAD + "- CĐCS có 120 đoàn viên, trong đó nữ 70 người.\n" + lines


def one_line(count: int) -> str:
    """One sentence of `count` such clauses."""
    return HEAD + "- " + ", ".join(told(n) for n in range(1, count + 1)) + ".\n"


def table(rows: int) -> str:
    """A table with a column of rates and a row of totals."""
    body = "".join(f"{n}\tTổ {n}\t200\t{n % 150}\t{n % 150 / 2:.1f}%\n".replace(".", ",") for n in range(1, rows + 1))
    spent = sum(n % 150 for n in range(1, rows + 1))
    return f"{HEAD}TT\tNội dung\tDự toán\tThực hiện\tTỷ lệ\n{body}\tCộng\t{200 * rows}\t{spent}\t50%\n"


CASES = {
    "11,000 figures in a section": (bullets, 1_250, 11_000),
    "a line of 3,000 figures": (one_line, 400, 3_000),
    "a table of 4,000 figures": (table, 1_500, 4_000),
}


@pytest.mark.parametrize("case", CASES)
def test_time_grows_linearly(case: str) -> None:
    make, size, least = CASES[case]
    rules, catalog = load_rules(), cdcs.load_catalog()
    whole, quarter = (cdcs.parse_text(make(n)) for n in (size, size // 4))
    assert len(whole.facts) >= least

    def seconds(report: Report) -> float:
        begin = time.process_time()
        check_report(report, rules, catalog)
        return time.process_time() - begin

    check_report(quarter, rules, catalog)  # imports and caches
    # four times the text; 4 is linear, 16 quadratic, and what is done once for all blurs the small one
    assert min(seconds(whole) for _ in range(2)) < 8 * max(0.05, min(seconds(quarter) for _ in range(3)))
