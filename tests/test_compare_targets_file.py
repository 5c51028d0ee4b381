"""targets.yaml of the upper union: read strictly, asked of units, groups and persons."""

from __future__ import annotations

import pytest

import cdcs_parse
from cdcs_parse.errors import TargetsError
from pairs import PAIRS, parsed

GOOD = """
source: Kế hoạch công tác năm 2024
period: 2024
targets:
  - indicator: dialogues
    dimensions: {dialogue: periodic}
    kind: count
    value: 4
    applies_to: unit
    text: Mỗi CĐCS tổ chức ít nhất 03 cuộc đối thoại định kỳ
  - indicator: Số sáng kiến được công nhận
    kind: count
    value: 2
    applies_to: group
  - {indicator: charity_donations, kind: money, value: 100000, applies_to: person}
  - indicator: union_density
    kind: percent
    value: 97.5
    applies_to: unit
    text: 97,5% người lao động là đoàn viên
  - {indicator: union_rating, kind: grade, value: Hoàn thành tốt nhiệm vụ, applies_to: unit}
  - {indicator: labour_accidents, kind: count, value: 5, comparator: le, applies_to: unit}
"""


def ask(text, tmp_path, *files):
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    return cdcs_parse.compare([parsed(f) for f in files], targets=path)


def test_targets_of_the_upper_union(tmp_path):
    found = ask(GOOD, tmp_path, "may-song-lam-2024.txt")
    told = [(c.indicator, c.target.per, str(c.result), c.verdict) for c in found]
    assert told == [
        ("dialogues", None, "5", "exceeded"),
        ("innovations_recognised", "union_group", "1.44", "missed"),
        ("charity_donations", "person", "95992.37", "missed"),
        ("union_density", None, "97.04", "missed"),
        ("union_rating", None, "good", "met"),
        ("labour_accidents", None, "7", "missed"),
    ]
    assert (found[0].evidence.target.report, found[0].evidence.target.line) == ("targets.yaml", 5)


def test_the_file_shown_in_the_docs(tmp_path):
    page = (PAIRS.parent.parent / "docs" / "COMPARE.md").read_text(encoding="utf-8")
    shown = page.split("```yaml\n")[1].split("```")[0]
    assert [c.verdict for c in ask(shown, tmp_path, "may-song-lam-2024.txt")] == ["exceeded", "exceeded", "met"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("period: 2024\n", 1, "thiếu danh sách"),
        ("- a\n", 1, "phải có mục targets"),
        ("targets:\n  - {indicator: dialogue, kind: count, value: 2, applies_to: unit}\n", 2, "dialogues"),
        ("targets:\n  - indicator: dialogues\n    kind: cuont\n    value: 2\n    applies_to: unit\n", 3, "chọn một trong"),
        ("targets:\n  - indicator: dialogues\n    kind: count\n    applies_to: unit\n", 2, "thiếu value"),
        ("targets:\n  - indicator: dialogues\n    kind: count\n    value: nhiều\n    applies_to: unit\n", 4, "ghi một số"),
        ("targets:\n  - indicator: dialogues\n    kindd: count\n", 3, "kindd"),
        ("targets:\n  - indicator: dialogues\n    kind: count\n    value: 2\n    applies_to: all\n", 5, "chọn một trong"),
        (
            "targets:\n  - {indicator: dialogues, dimensions: {sex: female}, kind: count, value: 2, applies_to: unit}\n",
            2,
            "phân tổ",
        ),
        ("targets:\n  - {indicator: union_rating, kind: grade, value: tuyệt vời, applies_to: unit}\n", 2, "mức xếp loại"),
        ("period: năm nay\ntargets:\n  - {indicator: dialogues, kind: count, value: 2, applies_to: unit}\n", 3, "period"),
        ("targets: [\n", 2, "YAML"),
        ("targets:\n  - {indicator: dialogues, kind: count, value: 5, high: 2, applies_to: unit}\n", 2, "high"),
        ("period: 2024\nperiod: 2025\ntargets: []\n", 2, "hai lần"),
    ],
)
def test_faults_name_file_and_line(text, line, words, tmp_path):
    with pytest.raises(TargetsError) as caught:
        ask(text, tmp_path, "may-song-lam-2024.txt")
    assert str(caught.value).startswith(f"targets.yaml:{line}: "), str(caught.value)
    assert words in str(caught.value)
