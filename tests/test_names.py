"""Names as written → units of the registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cdcs_parse.catalog.unit_names import load_unit_names
from cdcs_parse.compare.names import Names
from cdcs_parse.compare.registry import build
from cdcs_parse.model.unit import Event, Unit


def pairs(kind: str) -> Iterator[tuple[str, str]]:
    for words in load_unit_names().values():
        yield from getattr(words, kind)


@pytest.mark.parametrize(("one", "other"), [*pairs("same"), *((b, a) for a, b in pairs("same"))])
def test_pairs_of_the_vocabulary_that_are_one_unit(one: str, other: str) -> None:
    assert Names(build([Unit(id="a", name=one)], [])).resolve(other).unit == "a"


@pytest.mark.parametrize(("one", "other"), [*pairs("different"), *((b, a) for a, b in pairs("different"))])
def test_pairs_of_the_vocabulary_that_are_two_units(one: str, other: str) -> None:
    assert Names(build([Unit(id="a", name=one)], [])).resolve(other).unit is None


def test_every_abbreviation_of_the_vocabulary_is_written_out() -> None:
    for words in load_unit_names().values():
        for short, full in words.short.items():
            names = Names(build([Unit(id="a", name=f"LĐLĐ {full} Tân Khê Hạ")], []))
            assert names.resolve(f"LĐLĐ {short} Tân Khê Hạ").unit == "a", short


REGISTRY = build(
    [
        Unit(id="h1", name="LĐLĐ huyện Sơn Hạ", kind="upper"),
        Unit(id="h2", name="LĐLĐ huyện Đông Khê", kind="upper"),
        Unit(id="mn1", name="CĐCS Trường Mầm non Hoa Sen", parent="h1"),
        Unit(id="mn2", name="CĐCS Trường Mầm non Hoa Sen", parent="h2"),
        Unit(id="th", name="CĐCS Trường Tiểu học Lê Hồng Sơn", parent="h1"),
        Unit(id="ct", name="CĐCS Công ty TNHH Điện tử Kaneshiro Việt Nam", parent="h2"),
        Unit(id="px", name="Công đoàn phường Tân Khê", kind="upper"),
        Unit(id="cqp", name="CĐCS phường Tân Khê", parent="px"),
    ],
    [Event(date="2023-01-01", kind="rename", units=("th",), name="CĐCS Trường Tiểu học Nguyễn Bá Ngọc")],
)


@pytest.mark.parametrize(
    ("name", "parent", "unit"),
    [
        ("CĐ MN Hoa Sen", "Liên đoàn Lao động huyện Sơn Hạ", "mn1"),
        ("CĐ MN Hoa Sen", "LĐLĐ H. Đông Khê", "mn2"),
        ("CĐ MN Hoa Sen", None, None),  # two of them
        ("CĐ MN Hoa Sen huyện Đông Khê", None, "mn2"),
        ("CĐCS Trường TH Lê Hồng Sơn", None, "th"),
        ("CĐCS Trường TH Nguyễn Bá Ngọc", None, "th"),
        ("CĐCS Trường TH Lê Hồng Sơn", "LĐLĐ huyện Đông Khê", None),  # its namesake elsewhere
        ("BCH CĐCS Cty TNHH điện tử Kaneshiro (VN)", None, "ct"),
        ("CĐCS Công ty TNHH Điện tử Kaneshhiro", None, "ct"),
        ("CĐCS Công ty TNHH Cơ khí Kaneshiro", None, None),
        ("Công đoàn phường Tân Khê", None, "px"),
        ("CĐCS phường Tân Khê", None, "cqp"),
        ("CDCS Truong Tieu hoc Le Hong Son", None, None),  # without accents even the word for union is another
        ("", None, None),
    ],
)
def test_name(name: str, parent: str | None, unit: str | None) -> None:
    assert Names(REGISTRY).resolve(name, parent=parent).unit == unit


def test_a_unit_that_was_not_there_that_day_is_doubtful() -> None:
    registry = build([Unit(id="a", name="CĐCS Chi cục Thú y", to="2024-12-31")], [])
    names = Names(registry)
    assert names.resolve("CĐCS Chi cục Thú y", day=date(2024, 6, 1)).unit == "a"
    late = names.resolve("CĐCS Chi cục Thú y", day=date(2025, 6, 1))
    assert (late.unit, late.how, late.candidates) == (None, "doubtful", ("a",))


def test_a_decision_is_kept_to() -> None:
    names = Names(REGISTRY, {"CĐ MN Hoa Sen": "mn2", "Đoàn trường": None})
    assert names.resolve("cđ  mn hoa sen").unit == "mn2"
    assert names.resolve("Đoàn trường").how == "decided"


@pytest.mark.parametrize(
    "name", ["CĐCS Công ty TNHH Lm Hải", "CĐCS Công ty TNHH LâmHải", "CĐCS Trường Tiểu học Khê Ân Nam", "CĐCS Lâm Hải"]
)
def test_a_company_is_no_commune_and_another_accent_no_slip(name: str) -> None:
    names = Names(build([Unit(id="xa", name="CĐCS UBND xã Lâm Hải"), Unit(id="th", name="CĐCS Trường Tiểu học Khê An Nam")], []))
    assert names.resolve(name).unit is None
