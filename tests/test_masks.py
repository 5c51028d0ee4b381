"""What is no figure: every wording gives no fact, and its digits stand in a mask with the right reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import cdcs_parse as cdcs

GROUPS = yaml.safe_load((Path(__file__).parent / "corpus" / "not_figures.yaml").read_text(encoding="utf-8"))


def cases() -> list[Any]:
    found = []
    for group in GROUPS:
        for text in group["texts"]:
            failure = group.get("known_failures", {}).get(text)
            marks = [pytest.mark.xfail(strict=True, reason=failure)] if failure else []
            reasons = frozenset(group["reasons"].split("|")) if "reasons" in group else frozenset()
            found.append(pytest.param(text, reasons, id=f"{group['kind']}: {text[:40]}", marks=marks))
    return found


@pytest.mark.parametrize(("text", "reasons"), cases())
def test_no_figure(text: str, reasons: frozenset[str]) -> None:
    plain = re.sub("[⟦⟧]", "", text)
    report = cdcs.parse_text(plain)
    assert [(f.as_written, f.indicator) for f in report.facts] == []
    at = 0
    for piece in re.split("(⟦[^⟧]*⟧)", text):
        if piece.startswith("⟦"):
            for digit in re.finditer("[0-9]+", piece[1:-1]):
                place = at + digit.start()
                here = [m for m in report.masks if m.span.start <= place < m.span.end]
                assert here, f"{digit.group()} stands in no mask"
                assert here[0].reason in reasons, (digit.group(), here[0])
                assert here[0].rule
            at += len(piece) - 2
        else:
            at += len(piece)


def test_known_failures_are_texts_of_their_group() -> None:
    assert all(set(g.get("known_failures", {})) <= set(g["texts"]) for g in GROUPS)


def test_every_number_of_a_text_is_a_fact_or_a_mask() -> None:
    text = "Ngày 8/3 có 45/46 đoàn viên, 12 nữ. Theo Nghị quyết 20-NQ/TW, mã 77 thu 6.750.000 đồng, khóa 6; 3 x 2."
    report = cdcs.parse_text(text)
    covered = {i for found in (*report.facts, *report.masks) for i in range(found.span.start, found.span.end)}
    assert [m.group() for m in re.finditer("[0-9]+", text) if m.start() not in covered] == []


def test_a_number_not_understood_is_kept_as_unread() -> None:
    report = cdcs.parse_text("Bảng mã 77 81 đã nêu.")
    assert report.facts == ()
    assert {(m.span.text, m.reason) for m in report.masks} == {("77", "unread"), ("81", "unread")}


def test_masks_and_facts_do_not_overlap() -> None:
    report = cdcs.parse_text(
        "Ngày 20/10/2024 tặng 25 suất quà, mỗi suất 200.000 đồng theo Quyết định số 12/QĐ-CĐ; lớp 8A1; quý 3/2024."
    )
    assert report.facts
    assert report.masks
    assert not [(f, m) for f in report.facts for m in report.masks if f.span.overlaps(m.span)]
