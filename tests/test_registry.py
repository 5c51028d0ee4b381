"""The registry of units over time, its files, and series re-cut to another day's structure."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdcs_parse.compare.recut import recut
from cdcs_parse.compare.registry import Registry, build
from cdcs_parse.compare.registry_file import decisions_path, keep_decision, load_decisions, load_registry
from cdcs_parse.errors import RegistryError
from cdcs_parse.model.unit import Event, Unit

FIXTURE = Path(__file__).parents[1] / "samples" / "registry" / "ha-tinh-2025.csv"

STORY = """\
units:
  - {id: tinh, name: LĐLĐ tỉnh Trường Yên, kind: province}
  - {id: huyen-a, name: LĐLĐ huyện Tân Khê, kind: upper, parent: tinh}
  - {id: xa-b, name: Công đoàn xã Tân Khê, kind: upper, parent: tinh, from: 2025-07-01}
  - {id: mn, name: CĐCS Trường Mầm non Hoa Ban, parent: huyen-a, aliases: [CĐ MN Hoa Ban]}
  - {id: th, name: CĐCS Trường Tiểu học Tân Khê, parent: huyen-a}
  - {id: thcs, name: CĐCS Trường THCS Tân Khê, parent: huyen-a}
  - {id: lien-cap, name: CĐCS Trường TH&THCS Tân Khê, parent: huyen-a, from: 2023-08-01}
  - {id: ctnn, name: CĐCS Công ty TNHH Tân Khê, parent: huyen-a}
  - {id: ctnn-1, name: CĐCS Công ty TNHH Tân Khê Một, parent: huyen-a, from: 2024-01-01}
  - {id: ctnn-2, name: CĐCS Công ty TNHH Tân Khê Hai, parent: huyen-a, from: 2024-01-01}
  - {id: vp, name: CĐCS Văn phòng Huyện ủy, parent: huyen-a}
events:
  - {date: 2022-03-01, kind: rename, units: [mn], name: CĐCS Trường Mầm non Hoa Ban Trắng}
  - {date: 2023-08-01, kind: merge, units: [th, thcs], into: [lien-cap]}
  - {date: 2024-01-01, kind: split, units: [ctnn], into: [ctnn-1, ctnn-2]}
  - {date: 2025-07-01, kind: dissolve, units: [vp]}
  - {date: 2025-07-01, kind: reparent, units: [mn, lien-cap, ctnn-1, ctnn-2], parent: xa-b}
  - {date: 2025-07-01, kind: dissolve, units: [huyen-a]}
"""


@pytest.fixture
def story(tmp_path: Path) -> Registry:
    (tmp_path / "units.yaml").write_text(STORY, encoding="utf-8")
    return load_registry(tmp_path / "units.yaml")


def test_a_unit_has_the_name_and_parent_of_the_day(story: Registry) -> None:
    before, after = story.at("mn", date(2022, 2, 28)), story.at("mn", date(2022, 3, 1))
    assert before is not None
    assert before.name == "CĐCS Trường Mầm non Hoa Ban"
    assert after is not None
    assert after.name == "CĐCS Trường Mầm non Hoa Ban Trắng"
    assert list(story.ancestors("mn", date(2025, 6, 30))) == ["huyen-a", "tinh"]
    assert list(story.ancestors("mn", date(2025, 7, 1))) == ["xa-b", "tinh"]
    assert story.at("th", date(2023, 7, 31)) is not None
    assert story.at("th", date(2023, 8, 1)) is None
    assert story.is_within("ctnn-1", "tinh", date(2025, 1, 1))
    assert not story.is_within("ctnn-1", "xa-b", date(2025, 1, 1))
    assert {s.unit for s in story.existing(date(2025, 7, 1))} == {"tinh", "xa-b", "mn", "lien-cap", "ctnn-1", "ctnn-2"}


def values(**of: int) -> dict[str, Decimal]:
    return {unit.replace("_", "-"): Decimal(value) for unit, value in of.items()}


def test_recut_forward_adds_what_merged_and_keeps_apart_what_split_or_ended(story: Registry) -> None:
    result = recut(values(mn=31, th=40, thcs=52, ctnn=900, vp=17), on=date(2022, 12, 31), as_of=date(2025, 12, 31), registry=story)
    assert {unit: row.value for unit, row in result.exact.items()} == values(mn=31, lien_cap=92)
    assert [p.unit for p in result.exact["lien-cap"].made_of] == ["th", "thcs"]
    assert [(row.units, row.value) for row in result.undivided] == [(("ctnn-1", "ctnn-2"), 900)]
    assert [[p.unit for p in row.made_of] for row in result.ended] == [["vp"]]
    assert result.total == 1040
    # the two successors of the split stand under one parent, so its sum is exact though theirs are not
    assert result.by_parent(story) == {"xa-b": Decimal(1023), None: Decimal(17)}


def test_recut_back_undoes_a_split_and_does_not_divide_a_merger(story: Registry) -> None:
    result = recut(
        values(mn=33, lien_cap=95, ctnn_1=500, ctnn_2=420), on=date(2025, 12, 31), as_of=date(2022, 12, 31), registry=story
    )
    assert {unit: row.value for unit, row in result.exact.items()} == values(mn=33, ctnn=920)
    assert [(row.units, row.value) for row in result.undivided] == [(("th", "thcs"), 95)]
    assert "không chia được" in result.undivided[0].reason


def test_recut_refuses_a_unit_that_was_not_there(story: Registry) -> None:
    with pytest.raises(ValueError, match="lien-cap"):
        recut(values(lien_cap=95), on=date(2022, 12, 31), as_of=date(2025, 12, 31), registry=story)


def test_halves_that_come_together_again_are_whole() -> None:
    units = [Unit(id="a", name="A"), *(Unit(id=i, name=i, **{"from": d}) for i, d in (("b", "2020-01-01"), ("c", "2020-01-01")))]
    units.append(Unit(id="d", name="D", **{"from": "2022-01-01"}))
    events = [
        Event(date="2020-01-01", kind="split", units=("a",), into=("b", "c")),
        Event(date="2022-01-01", kind="merge", units=("b", "c"), into=("d",)),
    ]
    registry = build(units, events)
    there = recut({"a": Decimal(7)}, on=date(2019, 1, 1), as_of=date(2023, 1, 1), registry=registry)
    assert there.exact["d"].value == 7
    back = recut({"d": Decimal(9)}, on=date(2023, 1, 1), as_of=date(2019, 1, 1), registry=registry)
    assert back.exact["a"].value == 9


def test_a_merger_into_a_unit_that_goes_on_is_not_divided_back() -> None:
    units = [Unit(id="big", name="Big", **{"from": "2000-01-01"}), Unit(id="small", name="Small")]
    registry = build(units, [Event(date="2021-01-01", kind="merge", units=("small",), into=("big",))])
    forward = recut(values(big=100, small=9), on=date(2020, 12, 31), as_of=date(2021, 12, 31), registry=registry)
    assert forward.exact["big"].value == 109
    back = recut(values(big=112), on=date(2021, 12, 31), as_of=date(2020, 12, 31), registry=registry)
    assert [row.units for row in back.undivided] == [("big", "small")]


def test_public_figures_of_the_reorganisation_balance() -> None:
    registry = load_registry(FIXTURE)
    with FIXTURE.with_name("ha-tinh-2025.members.csv").open(encoding="utf-8", newline="") as file:
        members = {row["id"]: Decimal(row["union_members"]) for row in csv.DictReader(file)}
    before, after = date(2025, 6, 30), date(2025, 7, 1)
    upper = [s for s in registry.existing(before) if s.kind == "upper"]
    assert len(upper) == 15
    assert len(members) == 1473
    assert sum(members.values()) == 72_059
    result = recut(members, on=before, as_of=after, registry=registry)
    ended = [part for row in result.ended for part in row.made_of]
    assert (len(ended), sum(p.value for p in ended)) == (1031, 34_806)
    assert (len(result.exact), sum(row.value for row in result.exact.values())) == (442, 37_253)
    assert not result.undivided
    sums = result.by_parent(registry)
    assert sums.pop(None) == 34_806
    assert sum(sums.values()) == 37_253
    assert not {spell.unit for spell in upper} & set(sums)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Registry, dict[str, Decimal], date, date]:
    """A few units through a few mergers, splits and ends, one a year."""
    alive = [f"u{i}" for i in range(draw(st.integers(2, 5)))]
    first = list(alive)
    units = [Unit(id=i, name=i) for i in alive]
    events = []
    for year in range(2011, 2011 + draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["merge", "split", "dissolve"]))
        day = date(year, 1, 1)
        if kind == "merge" and len(alive) > 1:
            gone = draw(st.lists(st.sampled_from(alive), min_size=2, max_size=3, unique=True))
            new = [f"m{year}"]
        elif kind == "split" and alive:
            gone, new = [draw(st.sampled_from(alive))], [f"s{year}", f"t{year}"]
        elif kind == "dissolve" and alive:
            gone, new = [draw(st.sampled_from(alive))], []
        else:
            continue
        units += [Unit(id=i, name=i, **{"from": day}) for i in new]
        events.append(Event(date=day, kind=kind, units=tuple(gone), into=tuple(new)))
        alive = [i for i in alive if i not in gone] + new
    forward = draw(st.booleans())
    reporting = first if forward else alive
    numbers = {unit: Decimal(draw(st.integers(0, 999))) for unit in reporting}
    on, as_of = (date(2010, 6, 1), date(2018, 6, 1)) if forward else (date(2018, 6, 1), date(2010, 6, 1))
    return build(units, events), numbers, on, as_of


@given(stories())
@settings(max_examples=120, deadline=None)
def test_no_recut_loses_or_invents_anything(case: tuple[Registry, dict[str, Decimal], date, date]) -> None:
    registry, numbers, on, as_of = case
    result = recut(numbers, on=on, as_of=as_of, registry=registry)
    assert sum(row.value for row in result.rows) == sum(numbers.values())
    assert sorted(p.unit for row in result.rows for p in row.made_of) == sorted(numbers)
    there = {spell.unit for spell in registry.existing(as_of)}
    assert {unit for row in result.rows for unit in row.units} - {"†"} <= there
    assert sum(result.by_parent(registry).values()) == sum(numbers.values())


BAD = {
    "circle": (
        "units:\n  - {id: a, name: A, parent: b}\n  - {id: b, name: B, parent: a}\n",
        "units.yaml:2: a → b → a: a circle of parents",
    ),
    "unknown parent": ("units:\n  - {id: a, name: A}\n  - {id: b, name: B, parent: x}\n", "units.yaml:3: b: no unit 'x'"),
    "overlap": (
        "units:\n  - {id: a, name: A, to: 2020-12-31}\n  - {id: a, name: A2, from: 2020-06-01}\n",
        "units.yaml:3: a: its validity overlaps",
    ),
    "ends before it begins": (
        "units:\n  - {id: a, name: A, from: 2020-01-02, to: 2020-01-01}\n",
        "units.yaml:2: a ends on 2020-01-01",
    ),
    "merge into one to come": (
        "units:\n  - {id: a, name: A}\n  - {id: b, name: B, from: 2024-01-01}\nevents:\n"
        "  - {date: 2023-01-01, kind: merge, units: [a], into: [b]}\n",
        "units.yaml:5: merge into b, which does not exist until 2024-01-01",
    ),
    "merge into nobody": (
        "units:\n  - {id: a, name: A}\nevents:\n  - {date: 2023-01-01, kind: merge, units: [a], into: [b]}\n",
        "units.yaml:4: merge names 'b', which is no unit",
    ),
    "orphan": (
        "units:\n  - {id: p, name: P}\n  - {id: a, name: A, parent: p}\nevents:\n"
        "  - {date: 2023-01-01, kind: dissolve, units: [p]}\n",
        "units.yaml:3: a: its parent p did not exist on 2023-01-01",
    ),
    "twice ended": (
        "units:\n  - {id: a, name: A}\nevents:\n  - {date: 2023-01-01, kind: dissolve, units: [a]}\n"
        "  - {date: 2024-01-01, kind: dissolve, units: [a]}\n",
        "units.yaml:5: dissolve on 2024-01-01 of a, which did not exist then",
    ),
    "goes on after its end": (
        "units:\n  - {id: a, name: A, to: 2025-01-01}\nevents:\n  - {date: 2023-01-01, kind: dissolve, units: [a]}\n",
        "units.yaml:4: dissolve ends a on 2022-12-31, but it goes on",
    ),
    "rename without name": (
        "units:\n  - {id: a, name: A}\nevents:\n  - {date: 2023-01-01, kind: rename, units: [a]}\n",
        "units.yaml:4: rename needs `name`",
    ),
    "unknown key": ("units:\n  - {id: a, nam: A}\n", "units.yaml:2: "),
    "unknown part": ("unit:\n  - {id: a, name: A}\n", "units.yaml:1: unknown key 'unit'"),
    "no list": ("units: a\n", "units.yaml:1: units is no list"),
    "not YAML": ("units:\n  - {id: a\n", "units.yaml:"),
    "bad date": ("units:\n  - {id: a, name: A, from: 2020-13-01}\n", "units.yaml:2: from is wrong:"),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_a_contradiction_is_told_with_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "units.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(tmp_path / "units.yaml")
    assert str(caught.value).startswith(told)
    assert caught.value.hint


def test_csv_of_excel_with_semicolons(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        "\ufeffid;name;aliases;parent\np;LĐLĐ huyện Sơn Hạ;;\na;CĐCS Sơn Hạ;CĐ Sơn Hạ|Công đoàn Sơn Hạ;p\n", encoding="utf-8"
    )
    spell = load_registry(tmp_path / "units.csv").at("a", date(2024, 1, 1))
    assert spell is not None
    assert spell.aliases == ("CĐ Sơn Hạ", "Công đoàn Sơn Hạ")


def test_csv_fault_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("id,name,parent\na,A,\nb,B,x\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"^units\.csv:3: b: no unit 'x'"):
        load_registry(tmp_path / "units.csv")


def test_decisions_are_kept_beside_the_registry(tmp_path: Path, story: Registry) -> None:
    path = tmp_path / "units.yaml"
    assert load_decisions(path, story) == {}
    keep_decision(path, story, "CĐ MN H. Ban", "mn")
    keep_decision(path, story, "Đoàn trường", None)
    assert load_decisions(path, story) == {"CĐ MN H. Ban": "mn", "Đoàn trường": None}
    with pytest.raises(RegistryError, match="no unit 'xyz'"):
        keep_decision(path, story, "?", "xyz")
    decisions_path(path).write_text("CĐ MN: nobody\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"^units\.names\.yaml:1: 'CĐ MN' is decided to be 'nobody'"):
        load_decisions(path, story)
