"""The verbs and the report: look-up, folders, the JSON contract field by field, values that threads share."""

from __future__ import annotations

import json
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import cdcs_parse as cdcs
from builders.word import docx, paragraph
from cdcs_parse.catalog import load_catalog
from cdcs_parse.model.report import Header

TEXT = """LĐLĐ HUYỆN TÂN HÀ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
CĐCS TRƯỜNG TIỂU HỌC AN KHÊ\tĐộc lập - Tự do - Hạnh phúc
Số: 15/BC-CĐCS\tAn Khê, ngày 20 tháng 12 năm 2024

BÁO CÁO
Kết quả hoạt động công đoàn năm 2024

I. TÌNH HÌNH ĐOÀN VIÊN
- Tổng số đoàn viên: 46 người, trong đó nữ: 29 người, DTTS: 06 người.
- Tổng số CNVCLĐ: 48 người.
- Tỷ lệ CNVCLĐ là đoàn viên đạt 95,8%.
II. KẾT QUẢ HOẠT ĐỘNG
1. Chăm lo đời sống
- Tiền lương bình quân: 9.842.000 đồng/người/tháng.
- Ủng hộ các quỹ 1,2 tỷ đồng theo Quyết định số 12/QĐ-CĐ ngày 8/3/2024.
- Hoàn thành 09/12 chỉ tiêu.
- CĐCS tự xếp loại: Hoàn thành tốt nhiệm vụ.
III. CHỈ TIÊU NĂM 2025
- Kết nạp ít nhất 05 đoàn viên.

Nơi nhận:\tTM. BAN CHẤP HÀNH
- LĐLĐ huyện;\tCHỦ TỊCH
- Lưu VT.\t
\tNguyễn Thị Lan
"""
REPORT = cdcs.parse_text(TEXT, name="bao-cao.txt")
JSON = json.loads(REPORT.model_dump_json())


def words(fact: Any) -> str:
    return str(fact.span.text)


# --- looking up


def test_by_id_and_by_vietnamese_name() -> None:
    for name in ("union_members", "Tổng số đoàn viên", "tổng số đoàn viên", "TỔNG SỐ ĐOÀN VIÊN", "ĐVCĐ"):
        assert REPORT.fact(name).value == Decimal(46), name


def test_a_total_is_not_mistaken_for_its_parts() -> None:
    assert {f.value for f in REPORT.find("union_members")} == {Decimal(46), Decimal(29), Decimal(6)}
    assert [f.value for f in REPORT.find("union_members", sex="female")] == [Decimal(29)]


@pytest.mark.parametrize("name", ["đoàn viên nữ", "nữ đoàn viên", "Tổng số đoàn viên nữ", "nữ công đoàn viên"])
def test_a_name_may_carry_a_breakdown(name: str) -> None:
    assert REPORT.fact(name).value == Decimal(29)


def test_breakdown_by_keyword() -> None:
    assert REPORT.fact("union_members", sex="female").value == Decimal(29)
    assert REPORT.fact("tổng số đoàn viên", ethnicity="minority").value == Decimal(6)


def test_role_by_keyword() -> None:
    assert REPORT.fact("members_admitted", role="target").value == Decimal(5)
    with pytest.raises(cdcs.CdcsError, match="no figure"):
        REPORT.fact("members_admitted")


@pytest.mark.parametrize(
    ("ask", "what", "near"),
    [
        (lambda r: r.fact("union_member"), "no indicator 'union_member'", "union_members"),
        (lambda r: r.fact("tổng số đoàn viến"), "no indicator", "tổng số đoàn viên"),
        (lambda r: r.fact("union_members", sex="male"), "no figure for 'union_members'", "29"),
        (lambda r: r.section("II/9"), "no section 'II/9'", "II/1"),
        (lambda r: cdcs.explain(r, "hoàn toàn không có trong bài"), "does not occur", ""),
        (lambda r: cdcs.explain(r, 10**6), "outside the text", str(len(TEXT))),
    ],
    ids=["id", "name", "breakdown", "section", "explain words", "explain offset"],
)
def test_errors_name_near_misses(ask: Any, what: str, near: str) -> None:
    with pytest.raises(cdcs.CdcsError) as caught:
        ask(REPORT)
    told = str(caught.value)
    assert type(caught.value).__name__ == "LookupFailed"
    assert what in told
    assert near in told
    assert "\n" not in told


def test_several_figures_are_an_error_that_shows_them() -> None:
    report = cdcs.parse_text("Tổng số đoàn viên: 46 người.\nTổng số đoàn viên: 47 người.")
    with pytest.raises(cdcs.CdcsError, match="several figures") as caught:
        report.fact("union_members")
    assert "46" in str(caught.value)
    assert "47" in str(caught.value)


def test_a_figure_said_twice_is_one_answer() -> None:
    assert cdcs.parse_text("Tổng số đoàn viên: 46 người.\nTổng số đoàn viên: 46 người.").fact("union_members").value == 46


def test_a_loaded_report_needs_no_catalogue_to_look_up() -> None:
    assert cdcs.load_report(REPORT.model_dump_json()).fact("tổng số đoàn viên nữ").value == Decimal(29)


def test_explanation_names_figure_and_mask() -> None:
    assert "union_members" in cdcs.explain(REPORT, "29 người").text()
    assert "không phải là số liệu" in cdcs.explain(REPORT, TEXT.index("12/QĐ-CĐ")).text()
    assert "không có số liệu nào" in cdcs.explain(REPORT, TEXT.index("TÌNH HÌNH")).text()


# --- folders and files


def test_folder_gives_reports_and_failures_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("Tổng số đoàn viên: 46 người.", encoding="utf-8")
    (tmp_path / "b" / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "b" / "c.docx").write_bytes(docx(paragraph("Tổng số đoàn viên: 47 người.")))
    (tmp_path / "d.xyz").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "e.txt").write_text("", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    (tmp_path / "~$c.docx").write_bytes(b"lock file of Word")
    results = list(cdcs.parse_folder(tmp_path))
    told = [r.path if isinstance(r, cdcs.Failure) else r.source.name for r in results]
    assert told == ["a.txt", "b/broken.docx", "c.docx", "d.xyz", "e.txt"]
    failures = [r for r in results if isinstance(r, cdcs.Failure)]
    assert [f.path for f in failures] == ["b/broken.docx", "d.xyz", "e.txt"]
    for failure in failures:
        assert failure.reason
        assert failure.hint
        assert "\n" not in failure.reason + failure.hint
        assert str(tmp_path) not in failure.reason + failure.hint
    assert [r.fact("union_members").value for r in results if isinstance(r, cdcs.Report)] == [46, 47]


def test_folder_goes_on_lazily(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Có 3 đoàn viên.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    first = next(iter(cdcs.parse_folder(tmp_path)))
    assert isinstance(first, cdcs.Report)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(cdcs.CdcsError, match="no such folder"):
        list(cdcs.parse_folder(tmp_path / "absent"))


def test_a_parsed_file_is_its_text(tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.txt"
    path.write_text(TEXT, encoding="utf-8", newline="\n")
    report = cdcs.parse(path)
    assert report.text == TEXT
    assert report.model_dump_json() == cdcs.parse_text(TEXT, name="bao-cao.txt").model_dump_json()


# --- round trip


def test_round_trip_by_text_bytes_and_path(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(REPORT.model_dump_json(), encoding="utf-8")
    for source in (REPORT.model_dump_json(), REPORT.model_dump_json().encode(), path, str(path), json.dumps(JSON)):
        loaded = cdcs.load_report(source)
        assert loaded == REPORT
        assert loaded.model_dump_json() == REPORT.model_dump_json()


def test_same_bytes_same_json_wherever_they_lie(tmp_path: Path) -> None:
    written = []
    for folder in ("một", "two words"):
        path = tmp_path / folder / "bao-cao.txt"
        path.parent.mkdir()
        path.write_text(TEXT, encoding="utf-8")
        written.append(cdcs.parse(path).model_dump_json())
    assert written[0] == written[1]
    assert str(tmp_path) not in written[0]


def tampered(change: Any) -> str:
    data = json.loads(json.dumps(JSON))
    change(data)
    return json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["facts"][0]["span"].update(text="99"),
        lambda d: d["facts"][0]["span"].update(start=d["facts"][0]["span"]["start"] + 1, end=d["facts"][0]["span"]["end"] + 1),
        lambda d: d["facts"][0]["span"].update(start=9, end=3),
        lambda d: d["masks"][0]["span"].update(text="x" * len(d["masks"][0]["span"]["text"])),
        lambda d: d.update(text=d["text"].replace("46 người", "64 người")),
        lambda d: d["facts"][0].update(kind="amount"),
        lambda d: d["facts"][0].update(role="wish"),
        lambda d: d["facts"][0].pop("span"),
        lambda d: d.update(extra=1),
        lambda d: d["facts"][0].update(comment="mine"),
        lambda d: d["header"]["date"].update(value="20/12/2024"),
        lambda d: d["facts"][0]["period"].update(start="2024"),
    ],
    ids=[
        "value text", "shifted", "reversed", "mask text", "report text", "kind", "role", "no span", "unknown key",
        "unknown fact key", "date", "period",
    ],
)  # fmt: skip
def test_a_tampered_report_is_refused_in_one_line(change: Any) -> None:
    with pytest.raises(cdcs.CdcsError) as caught:
        cdcs.load_report(tampered(change))
    assert type(caught.value).__name__ == "ReadError"
    assert "not the JSON of a report" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("field", ["header", "label"])
def test_header_and_label_quotes_are_checked_too(field: str) -> None:
    def change(data: Any) -> None:
        place = data["header"]["number"]["span"] if field == "header" else next(f["label"] for f in data["facts"] if f["label"])
        place["text"] = "?" * len(place["text"])

    with pytest.raises(cdcs.CdcsError, match="not the JSON of a report"):
        cdcs.load_report(tampered(change))


@pytest.mark.parametrize("source", ["{}", "{", "[]", "", "{not json", b"\xff\xfe", '{"schema_version": "1.0"}'])
def test_what_is_no_report_is_refused_in_one_line(source: str | bytes) -> None:
    with pytest.raises(cdcs.CdcsError) as caught:
        cdcs.load_report(source)
    assert "\n" not in str(caught.value)


# --- the JSON contract


def test_top_level() -> None:
    contract = {"schema_version", "catalog_version", "source", "header", "sections", "facts", "masks", "findings", "text"}
    assert contract <= set(JSON)
    assert JSON["schema_version"]
    assert JSON["catalog_version"] == load_catalog().version
    assert JSON["text"] == TEXT
    assert JSON["source"]["name"] == "bao-cao.txt"
    assert re.fullmatch("[0-9a-f]{64}", JSON["source"]["sha256"])
    assert JSON["findings"] == []


def test_ids_are_places() -> None:
    ids = [f["id"] for f in JSON["facts"]]
    assert len(set(ids)) == len(ids)
    for fact in JSON["facts"]:
        match = re.fullmatch(r"([0-9]+)-([0-9]+)(?:\.[2-9])?", fact["id"])
        assert match
        assert (int(match[1]), int(match[2])) == (fact["span"]["start"], fact["span"]["end"])
    assert [f["span"]["start"] for f in JSON["facts"]] == sorted(f["span"]["start"] for f in JSON["facts"])


def test_spans_are_start_end_text() -> None:
    for found in (*JSON["facts"], *JSON["masks"]):
        assert set(found["span"]) == {"start", "end", "text"}
        assert TEXT[found["span"]["start"] : found["span"]["end"]] == found["span"]["text"] != ""


def by(indicator: str, **dimensions: str) -> dict[str, Any]:
    (found,) = [f for f in JSON["facts"] if f["indicator"] == indicator and f["dimensions"] == dimensions]
    return dict(found)


def test_decimals_are_strings_without_exponent() -> None:
    assert by("average_monthly_wage")["value"] == "9842000"
    assert by("union_density")["value"] == "95.8"
    assert by("union_density")["resolution"] == "0.1"
    money = by("charity_donations")
    assert (money["value"], money["resolution"], money["unit"]) == ("1200000000", "100000000", "VND")
    ratio = by("targets_met")
    assert (ratio["kind"], ratio["value"], ratio["denominator"]) == ("ratio", "9", "12")
    for fact in JSON["facts"]:
        for name in ("value", "denominator", "high", "resolution"):
            assert fact[name] is None or isinstance(fact[name], str), name
            if fact[name] is not None and fact["kind"] not in ("grade", "flag"):
                assert re.fullmatch(r"-?[0-9]+(\.[0-9]*[1-9])?", fact[name]), (name, fact[name])


def test_large_and_round_amounts_have_no_exponent() -> None:
    report = cdcs.parse_text("Tổng thu: 900 tỷ đồng. Tổng chi: 1.000.000.000.000 đồng.")
    assert [f["value"] for f in json.loads(report.model_dump_json())["facts"]] == ["900000000000", "1000000000000"]


def test_grade_is_a_word_with_its_scale() -> None:
    grade = by("union_rating")
    assert (grade["kind"], grade["value"], grade["scale"]) == ("grade", "good", "ht")
    old = cdcs.parse_text("CĐCS tự xếp loại: vững mạnh.").fact("union_rating")
    assert (old.value, old.scale) == ("good", "vm")


def test_fields_of_a_figure() -> None:
    women = by("union_members", sex="female")
    assert (women["kind"], women["value"], women["comparator"], women["role"]) == ("count", "29", "eq", "actual")
    assert (women["section"], women["outcome"], women["organization"], women["inferred"]) == ("I", None, None, [])
    assert women["basis"]
    assert women["as_written"].startswith("29")
    assert JSON["text"][women["sentence"]["start"] : women["sentence"]["end"]].startswith("- Tổng số đoàn viên") or JSON["text"][
        women["sentence"]["start"] : women["sentence"]["end"]
    ].startswith("Tổng số đoàn viên")
    target = by("members_admitted")
    assert (target["role"], target["comparator"], target["section"], target["value"]) == ("target", "ge", "III", "5")
    assert by("average_monthly_wage")["per"] == "person_month"
    assert by("average_monthly_wage")["section"] == "II/1"


def test_period_is_always_filled_where_the_header_has_one() -> None:
    assert JSON["header"]["period"]["value"] == {"start": "2024-01-01", "end": "2024-12-31"}
    for fact in JSON["facts"]:
        assert set(fact["period"]) == {"start", "end"}
        assert fact["period_source"] in ("stated", "inherited")
        if fact["role"] == "actual":
            assert fact["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    assert by("members_admitted")["period"] == {"start": "2025-01-01", "end": "2025-12-31"}


def test_without_a_header_there_is_no_guess_at_a_period() -> None:
    assert cdcs.parse_text("Tổng số đoàn viên: 46 người.").fact("union_members").period is None


def test_an_amount_without_unit_says_what_was_inferred() -> None:
    (fact,) = cdcs.parse_text("Tổng kinh phí thăm hỏi: 6.750.000").facts
    assert (fact.kind, fact.value, fact.unit, fact.inferred) == ("money", Decimal(6_750_000), "VND", ("unit",))


def test_masks_have_span_reason_rule() -> None:
    for mask in JSON["masks"]:
        assert set(mask) == {"span", "reason", "rule"}
        assert mask["reason"]
        assert mask["rule"]
    reasons = {m["span"]["text"]: m["reason"] for m in JSON["masks"]}
    assert next(r for t, r in reasons.items() if "12/QĐ-CĐ" in t) == "law"
    assert next(r for t, r in reasons.items() if "8/3/2024" in t) == "date"


def test_header_fields_are_value_and_span_or_null() -> None:
    names = {
        "unit", "parent", "number", "place", "date", "title", "kind", "period", "plan_period", "signer", "position", "recipients",
    }  # fmt: skip
    assert set(JSON["header"]) == names
    for name, field in JSON["header"].items():
        assert field is None or set(field) == {"value", "span"}, name
        if field is not None:
            assert TEXT[field["span"]["start"] : field["span"]["end"]] == field["span"]["text"], name
    assert JSON["header"]["number"]["value"] == "15/BC-CĐCS"
    assert JSON["header"]["date"]["value"] == "2024-12-20"
    assert JSON["header"]["kind"]["value"] == "annual"
    assert JSON["header"]["signer"]["value"] == "Nguyễn Thị Lan"
    empty = json.loads(cdcs.parse_text("Có 46 đoàn viên.").model_dump_json())["header"]
    assert set(empty) == names
    assert set(empty.values()) == {None}


def test_sections_nest() -> None:
    assert [s["path"] for s in JSON["sections"]] == ["I", "II", "III"]
    assert [s["path"] for s in JSON["sections"][1]["children"]] == ["II/1"]
    assert TEXT[JSON["sections"][0]["start"] :].startswith("I. TÌNH HÌNH")


def test_terms_label_every_id_that_is_used() -> None:
    used = {f["indicator"] for f in JSON["facts"]} - {None}
    used |= {f"{d}:{v}" for f in JSON["facts"] for d, v in f["dimensions"].items()}
    assert used <= set(JSON["terms"])
    assert JSON["terms"]["union_members"]["label_vi"] == "Tổng số đoàn viên"


# --- values


def test_models_are_frozen_and_closed() -> None:
    fact = REPORT.facts[0]
    with pytest.raises(ValidationError):
        fact.value = Decimal(1)
    with pytest.raises(ValidationError):
        REPORT.text = ""
    with pytest.raises(ValidationError):
        fact.span.start = 0
    with pytest.raises(ValidationError):
        Header.model_validate({"author": None})


def test_report_and_catalogue_pickle() -> None:
    assert pickle.loads(pickle.dumps(REPORT)) == REPORT
    catalog = pickle.loads(pickle.dumps(load_catalog()))
    assert catalog == load_catalog()
    assert cdcs.parse_text(TEXT, catalog, name="bao-cao.txt") == REPORT


def test_errors_and_failures_pickle() -> None:
    failure = cdcs.Failure(path="a.docx", reason="cut off", hint="ask again")
    assert pickle.loads(pickle.dumps(failure)) == failure
    with pytest.raises(cdcs.CdcsError) as caught:
        REPORT.fact("union_member")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (type(caught.value), str(caught.value))


def test_four_threads_agree() -> None:
    texts = [TEXT, TEXT.replace("46 người", "47 người"), "Kết nạp 12 đoàn viên.", TEXT.upper()] * 6
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda t: cdcs.parse_text(t).model_dump_json(), texts))
    assert told == [cdcs.parse_text(t).model_dump_json() for t in texts]


def test_parsing_leaves_its_catalogue_as_it_was() -> None:
    catalog = load_catalog()
    before = pickle.dumps(catalog)
    cdcs.parse_text(TEXT, catalog)
    assert pickle.dumps(catalog) == before


def test_public_names() -> None:
    assert len(cdcs.__all__) <= 13
    assert all(hasattr(cdcs, name) for name in cdcs.__all__)
