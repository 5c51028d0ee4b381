"""Time of comparing targets with results over many pairs of reports, made from a sample pair under other units' names."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cdcs_parse
from cdcs_parse.model.report import Report

PAIR = ("may-song-lam-2023.txt", "may-song-lam-2024.txt")
FOLDER = Path(__file__).resolve().parent.parent / "samples" / "pairs"


def renamed(report: Report, number: int) -> Report:
    """The report as that of another unit."""
    unit = report.header.unit
    assert unit is not None
    other = unit.model_copy(update={"value": f"CĐCS Công ty số {number}"})
    return report.model_copy(update={"header": report.header.model_copy(update={"unit": other})})


def seconds(pairs: int) -> tuple[float, int]:
    """Processor time and number of comparisons over `pairs` pairs."""
    both = [cdcs_parse.parse(FOLDER / name) for name in PAIR]
    reports = [renamed(report, number) for number in range(pairs) for report in both]
    start = time.process_time()
    found = cdcs_parse.compare(reports)
    return time.process_time() - start, len(found)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=1000)
    wanted = arguments.parse_args().pairs
    seconds(1)
    small, _ = seconds(wanted // 4)
    whole, count = seconds(wanted)
    print(f"{wanted // 4} pairs {small:.2f} s, {wanted} pairs {whole:.2f} s ({count} comparisons), ratio {whole / small:.2f}")


if __name__ == "__main__":
    main()
