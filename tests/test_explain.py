"""`cdcs explain` tells why a concept was chosen, why another was not, and why a number is no figure."""

from __future__ import annotations

import cdcs_parse as cdcs
from cdcs_parse.parse.explain import explain_at

TEXT = "II. KẾT QUẢ HOẠT ĐỘNG\n- Trong năm có 17 đoàn viên được kết nạp vào Đảng.\n- Tặng quà cho nữ đoàn viên nhân ngày 8/3.\n"


def test_a_concept_that_was_ruled_out_is_told_with_the_phrase() -> None:
    report = cdcs.parse_text(TEXT)
    fact = report.fact("party_admissions")
    refused = {c.indicator: c.ruled_out_by for c in fact.candidates if c.ruled_out_by}
    assert refused["members_admitted"] == "Đảng"
    told = explain_at(report, "17 đoàn viên", cdcs.load_catalog()).text()
    assert "members_admitted" in told
    assert "bị loại vì có “Đảng”" in told


def test_a_mask_is_told_with_its_reason() -> None:
    told = explain_at(cdcs.parse_text(TEXT), "8/3", cdcs.load_catalog()).text()
    assert "không phải là số liệu" in told
    assert "⟦ngày 8/3⟧" in told
