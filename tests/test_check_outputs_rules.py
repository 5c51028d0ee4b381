"""The pages of the rules: as committed, complete, and readable from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from cdcs_parse.catalog.rules import FIELDS, UnitKind, load_rules
from cdcs_parse.cli import run
from cdcs_parse.export.rule_pages import _FIELDS, INDEX, KINDS, UNITS, rule_pages
from cdcs_parse.model.finding import FindingKind

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
PAGES = rule_pages(load_rules())


def test_the_committed_pages_are_those_of_the_rules() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(committed) == sorted(PAGES), "run make rules, and delete the pages of rules that are gone"
    assert [name for name in PAGES if committed[name] != PAGES[name]] == [], "run make rules"


def test_every_rule_has_a_page_and_a_line_in_the_index() -> None:
    for rule in load_rules():
        page = PAGES[f"{rule.id}.md"]
        beside = [text for text in (rule.previous, rule.sidecar) if text]
        assert page.count("\n## ") == 6 + len(beside)
        assert all(text.rstrip() in page for text in (*beside, *rule.passes, *rule.fails))
        assert rule.source in page
        assert f"[{rule.id}]({rule.id}.md) | {rule.title} |" in PAGES[INDEX]
        # a bar would end the cell of the table
        assert "|" not in rule.title


def test_every_id_has_a_vietnamese_name() -> None:
    assert set(KINDS) == set(get_args(FindingKind))
    assert set(UNITS) == set(get_args(UnitKind))
    assert set(_FIELDS) == FIELDS


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(load_rules())
    assert run(["rules", "s01"]) == 0
    assert capsys.readouterr().out.startswith("# S01. ")
    assert run(["rules", "X99"]) == 2
    assert capsys.readouterr().err == "lỗi: không có quy tắc 'X99'; xem cdcs rules\n"
    assert run(["rules", "-o", str(tmp_path / "quy-tac")]) == 0
    assert {p.name for p in (tmp_path / "quy-tac").iterdir()} == set(PAGES)
