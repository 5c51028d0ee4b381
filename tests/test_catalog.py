"""The vocabulary keeps its promises, holds the shared catalogue, and tells mistakes in files by line."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

import cdcs_parse as cdcs
from cdcs_parse.catalog import load_catalog
from cdcs_parse.parse import selftest

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "catalogue"
BAD = sorted((HERE / "bad_catalog").glob("*.yaml"))
KNOWN = yaml.safe_load((HERE / "known_failures.yaml").read_text(encoding="utf-8"))["bad_catalog"]
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared/catalogue is not here")
CATALOG = load_catalog()

TREES = """planted_trees:
  topic: propaganda
  label_vi: Số cây xanh công đoàn trồng
  kinds: [count]
  time: flow
  across_units: sum
  better: higher
  labels: [cây xanh công đoàn trồng]
  examples: ["Số cây xanh công đoàn trồng: ⟦120⟧ cây"]
"""


def rows(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(cell: str | None) -> list[str]:
    return [w for w in re.split(r"[,|]", cell or "") if w]


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_example_is_hit_and_no_counterexample_taken() -> None:
    failed = [f"{f.where}: {f.message}" for f in selftest.run(CATALOG)]
    assert not failed, "\n".join(failed)


@needs_shared
@pytest.mark.parametrize("row", rows("indicators.tsv") if SHARED.exists() else [], ids=lambda row: row["id"])
def test_shared_indicator(row: dict[str, str]) -> None:
    entry = CATALOG.indicators[row["id"]]
    assert entry.label_vi == row["label_vi"]
    assert entry.topic == row["section"]
    assert list(entry.kinds) == words(row["kinds"])
    assert (entry.unit or "") == row["unit"]
    assert (entry.time, entry.across_units, entry.better) == (row["time"], row["across_units"], row["better"])
    assert set(words(row["dimensions"])) == set(entry.dimensions)


@needs_shared
def test_shared_dimensions() -> None:
    missing = []
    for row in rows("dimensions.tsv"):
        body = CATALOG.dimensions.get(row["dimension"])
        if row["dimension"] == "general_education":
            assert body is not None  # its values are grades as written, not a list
        elif body is None or row["value"] not in body.values:
            missing.append(f"{row['dimension']}:{row['value']}")
        elif body.values[row["value"]].label_vi != row["label_vi"]:
            missing.append(f"{row['dimension']}:{row['value']} is labelled {body.values[row['value']].label_vi}")
    assert missing == []


def test_labels_are_one_to_one() -> None:
    labels = [entry.label_vi for entry in CATALOG.indicators.values()]
    assert len(set(labels)) == len(labels)
    for dimension in CATALOG.dimensions.values():
        values = [v.label_vi for v in dimension.values.values()]
        assert len(set(values)) == len(values), dimension.id


def test_every_concept_has_an_example_with_a_marked_number() -> None:
    bare = [i for i, entry in CATALOG.indicators.items() if not any(re.search("⟦[^⟧]+⟧", e) for e in entry.examples)]
    assert bare == []


def test_every_section_kind_is_told_by_a_title() -> None:
    assert [k for k, entry in CATALOG.section_kinds.items() if not entry.titles] == []


def test_every_dimension_of_a_concept_exists() -> None:
    assert {d for entry in CATALOG.indicators.values() for d in entry.dimensions} <= set(CATALOG.dimensions)


def test_a_broken_promise_is_told(tmp_path: Path) -> None:
    text = TREES + '  counterexamples:\n    - {text: "Số cây xanh công đoàn trồng: ⟦7⟧ cây", is: union_members}\n'
    failed = [f for f in selftest.run(load_catalog(written(tmp_path, text))) if "planted_trees" in f.where]
    assert len(failed) == 1
    assert failed[0].where.startswith("mine.yaml")
    assert "counterexample is read as planted_trees" in failed[0].message


def test_an_example_that_is_stolen_is_told(tmp_path: Path) -> None:
    text = TREES + "  triggers: [không ai viết thế]\n"
    text = text.replace('["Số cây', '["Tổng số đoàn viên: ⟦46⟧ người", "Số cây')
    failed = [f.message for f in selftest.run(load_catalog(written(tmp_path, text))) if "planted_trees" in f.where]
    assert failed == ["example is read as union_members: Tổng số đoàn viên: ⟦46⟧ người"]


def test_an_id_in_a_comment_does_not_shift_the_line(tmp_path: Path) -> None:
    text = "# planted_trees: see below\n\nplanted_trees:\n  label_vi: Số cây\n"
    with pytest.raises(cdcs.CdcsError, match=r"^mine\.yaml:3: planted_trees: kinds is missing"):
        load_catalog(written(tmp_path, text))


# --- mistakes


def mistakes() -> list[object]:
    marks = {name: [pytest.mark.xfail(strict=True, reason=reason)] for name, reason in KNOWN.items()}
    return [pytest.param(path, id=path.stem, marks=marks.get(path.stem, [])) for path in BAD]


@pytest.mark.parametrize("bad", mistakes())
def test_mistake_is_told_in_one_line_with_its_place(bad: Path, tmp_path: Path) -> None:
    first, _, rest = bad.read_text(encoding="utf-8").partition("\n")
    path = written(tmp_path, f"#\n{rest}", bad.name)
    line, what, hint = re.fullmatch(r"# line ([0-9]+): (.*?) \| ?(.*)", first).groups()  # type: ignore[union-attr]
    with pytest.raises(cdcs.CdcsError) as caught:
        load_catalog(path)
    told = str(caught.value)
    assert type(caught.value).__name__ == "CatalogError"
    assert told.startswith(f"{path.name}:{line}: "), told
    assert what in told
    assert hint.strip() in told
    assert "\n" not in told


def test_a_mistake_a_file() -> None:
    assert len(BAD) >= 20


@pytest.mark.parametrize("name", ["absent.yaml", "latin.yaml"])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "latin.yaml":
        path.write_bytes("label: Số".encode("utf-16"))
    with pytest.raises(cdcs.CdcsError, match=rf"^{name}: cannot be read") as caught:
        load_catalog(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(cdcs.CdcsError) as caught:
        load_catalog(tmp_path / "absent.yaml")
    assert str(caught.value).count("absent.yaml") == 1


# --- a user's own entries


def test_a_new_concept_is_found(tmp_path: Path) -> None:
    mine = load_catalog(written(tmp_path, TREES))
    text = "Số cây xanh công đoàn trồng: 120 cây."
    assert cdcs.parse_text(text, mine).fact("planted_trees").value == 120
    assert cdcs.parse_text(text, mine).fact("Số cây xanh công đoàn trồng").value == 120
    assert {f.indicator for f in cdcs.parse_text(text).facts} != {"planted_trees"}
    assert mine.version != CATALOG.version
    assert set(mine.indicators) == {*CATALOG.indicators, "planted_trees"}


def test_a_catalogue_file_is_taken_by_the_verbs(tmp_path: Path) -> None:
    path = written(tmp_path, TREES)
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder, "Số cây xanh công đoàn trồng: 120 cây.\n", "a.txt")
    (report,) = cdcs.parse_folder(folder, str(path))
    assert isinstance(report, cdcs.Report)
    assert report.fact("planted_trees").value == 120
    assert cdcs.parse(folder / "a.txt", path) == report


def test_an_alias_of_a_known_concept(tmp_path: Path) -> None:
    text = "Số phù hiệu viên: 46 người."
    assert [f.indicator for f in cdcs.parse_text(text).facts] == [None]
    mine = load_catalog(written(tmp_path, "union_members:\n  labels: [số phù hiệu viên]\n"))
    assert cdcs.parse_text(text, mine).fact("union_members").value == 46
    assert mine.indicators["union_members"].label_vi == CATALOG.indicators["union_members"].label_vi
    assert set(CATALOG.indicators["union_members"].labels) < set(mine.indicators["union_members"].labels)


def test_a_name_for_looking_up(tmp_path: Path) -> None:
    mine = load_catalog(written(tmp_path, "union_members:\n  aliases: [quân số]\n"))
    assert cdcs.parse_text("Tổng số đoàn viên: 46 người.", mine).fact("quân số").value == 46


def test_a_dimension_value(tmp_path: Path) -> None:
    text = "Tổng số đoàn viên: 46 người, trong đó đạo Cao Đài: 5 người."
    lines = "dimensions:\n  religion:\n    values:\n      caodai: {label_vi: đạo Cao Đài, phrases: [đạo cao đài]}\n"
    mine = load_catalog(written(tmp_path, lines))
    assert cdcs.parse_text(text, mine).fact("union_members", religion="caodai").value == 5
    assert set(mine.dimensions["religion"].values) == {"religious", "caodai"}


def test_phrases_of_a_known_value(tmp_path: Path) -> None:
    lines = "dimensions:\n  sex:\n    values:\n      female: {label_vi: nữ, phrases: [phái đẹp]}\n"
    mine = load_catalog(written(tmp_path, lines))
    text = "Tổng số đoàn viên: 46 người, trong đó phái đẹp: 29 người, nam: 17 người."
    report = cdcs.parse_text(text, mine)
    assert (report.fact("union_members", sex="female").value, report.fact("union_members", sex="male").value) == (29, 17)


def test_a_section_title(tmp_path: Path) -> None:
    lines = "sections:\n  greening:\n    label_vi: Trồng cây\n    titles: [phủ xanh khuôn viên]\n    role: target\n"
    mine = load_catalog(written(tmp_path, lines))
    report = cdcs.parse_text("I. PHỦ XANH KHUÔN VIÊN\n- Kết nạp 12 đoàn viên mới.\n", mine)
    assert [s.kind for s in report.sections] == ["greening"]
    assert report.fact("members_admitted", role=None).role == "target"


def test_files_are_added_one_after_the_other(tmp_path: Path) -> None:
    first = written(tmp_path, TREES, "a.yaml")
    second = written(tmp_path, "planted_trees:\n  labels: [hàng cây công đoàn]\n", "b.yaml")
    mine = load_catalog(first, second)
    assert mine.indicators["planted_trees"].labels == ("cây xanh công đoàn trồng", "hàng cây công đoàn")


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load_catalog(written(tmp_path, "# nothing yet\n")).indicators == CATALOG.indicators


def test_a_conflict_with_ones_own_earlier_file_names_it(tmp_path: Path) -> None:
    first = written(tmp_path, TREES, "a.yaml")
    second = written(tmp_path, "planted_trees:\n  unit: cây\n", "b.yaml")
    with pytest.raises(cdcs.CdcsError, match=r"^b\.yaml:2: planted_trees: unit is 'cây' here and None in a\.yaml"):
        load_catalog(first, second)
