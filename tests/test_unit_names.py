"""Names as written on letterheads are resolved as a careful officer would: almost never wrongly, seldom not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from time import process_time

import yaml

from cdcs_parse.compare.names import Names
from cdcs_parse.compare.registry import build
from cdcs_parse.compare.registry_file import load_registry
from cdcs_parse.model.unit import Unit

CORPUS = Path(__file__).parent / "corpus"
PRECISION, RECALL = 0.99, 0.95


@dataclass(frozen=True)
class Case:
    name: str
    unit: str | None
    why: str
    parent: str | None = None
    day: date | None = None


def read_cases() -> list[Case]:
    return [Case(**row) for row in yaml.safe_load((CORPUS / "unit_names.yaml").read_text(encoding="utf-8"))]


def test_names_of_units() -> None:
    names = Names(load_registry(CORPUS / "units.yaml"), {})
    cases = read_cases()
    wrong, missed, right = [], [], 0
    for case in cases:
        match = names.resolve(case.name, day=case.day, parent=case.parent)
        line = f"{case.name} | {case.parent or ''} | {case.day or ''} -> {match.unit}, not {case.unit} ({case.why}; {match.reason})"
        if match.unit == case.unit:
            right += match.unit is not None
        elif match.unit is not None:
            wrong.append(line)
        else:
            missed.append(line)
    answered = right + len(wrong)
    known = sum(case.unit is not None for case in cases)
    print(*("wrong  " + line for line in wrong), *("missed " + line for line in missed), sep="\n")
    precision, recall = right / answered, right / known
    print(f"{len(cases)} names: precision {right}/{answered} = {precision:.4f}, recall {right}/{known} = {recall:.4f}")
    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_list_is_fit_to_measure_by() -> None:
    registry = load_registry(CORPUS / "units.yaml")
    cases = read_cases()
    assert len(cases) >= 400
    assert {case.unit for case in cases} - {None} == set(registry.spells), "each unit is asked for, no other"
    assert sum(case.unit is None for case in cases) >= len(cases) / 4
    assert len({(case.name, case.parent, case.day) for case in cases}) == len(cases)


def test_a_large_registry_is_searched_quickly() -> None:
    syllables = "An Bằng Cẩm Duy Giang Hà Khê Lệ Mỹ Nam Phú Quang Sơn Tân Thọ Vân Xuân Yên Lĩnh Châu Lâm Đông".split()
    kinds = ("Trường Mầm non", "Trường THCS", "Công ty TNHH", "Hợp tác xã", "Trạm Y tế xã")
    three = list(product(syllables, syllables, syllables))[:10_000]
    units = [Unit(id=f"u{n}", name=f"CĐCS {kinds[n % 5]} {' '.join(words)}") for n, words in enumerate(three)]
    names = Names(build(units, []), {})
    misspelt = [unit.name[:-1] for unit in units[::100]]
    began = process_time()
    for name in misspelt:
        names.resolve(name)
    # 20 ms a name on two slow cores; measured 3 to 5
    assert process_time() - began < 0.020 * len(misspelt)
