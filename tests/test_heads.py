"""Head nouns of figures without a concept begin and end where words do."""

from __future__ import annotations

import pytest
import yaml

import cdcs_parse as cdcs
from cdcs_parse.parse.heads import head_noun
from cdcs_parse.parse.unmapped import unmapped_yaml


@pytest.mark.parametrize(
    ("line", "number", "head"),
    [
        ("- Công ty tặng 04 máy lọc nước cho khu nhà trọ vùng sâu.", "04", "máy lọc nước"),
        ("- Trực chốt kiểm soát dịch: 06 chốt.", "06", "Trực chốt kiểm soát dịch"),
        ("- Nhà trường có 12 học sinh mồ côi tại xã Thạnh Lợi.", "12", "học sinh mồ côi"),
    ],
)
def test_head_noun(line: str, number: str, head: str) -> None:
    report = cdcs.parse_text(f"II. KẾT QUẢ HOẠT ĐỘNG\n{line}\n")
    fact = next(f for f in report.facts if f.span.text.startswith(number))
    assert fact.indicator is None
    assert head_noun(report.text, fact) == head


def test_unmapped_groups_by_head_and_keeps_its_spelling() -> None:
    report = cdcs.parse_text(
        "II. KẾT QUẢ HOẠT ĐỘNG\n- Công ty tặng 04 máy lọc nước cho xã A.\n- Công ty tặng 06 máy lọc nước cho xã B.\n"
    )
    drafted = yaml.safe_load(unmapped_yaml([report]))
    entry = drafted["new_indicator_1"]
    assert entry["labels"] == ["máy lọc nước"]
    assert len(entry["examples"]) == 2
    assert "⟦04⟧" in entry["examples"][0]
