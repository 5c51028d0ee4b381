"""What README.md shows is what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import cdcs_parse
import readme
import scoring

TEXT = readme.README.read_text(encoding="utf-8")


def test_python_blocks_run_and_print_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scoring.ROOT)
    blocks = readme.python_blocks(TEXT)
    assert blocks
    shared: dict[str, object] = {}
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    runner = doctest.DocTestRunner(optionflags=flags)
    for number, block in enumerate(blocks, 1):
        test = doctest.DocTestParser().get_doctest(block, shared, f"README block {number}", str(readme.README), None)
        assert test.examples, f"block {number} shows no prompt"
        report: list[str] = []
        runner.run(test, out=report.append, clear_globs=False)
        shared.update(test.globs)
        assert not report, "".join(report)


def test_console_blocks_show_what_the_commands_print() -> None:
    blocks = readme._CONSOLE.findall(TEXT)
    assert blocks
    for block in blocks:
        assert block == readme.console(block), "run `make readme`"


def test_files_named_in_the_project_papers_exist() -> None:
    for paper in ("README.md", "CONTRIBUTING.md"):
        text = (scoring.ROOT / paper).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (scoring.ROOT / target).exists(), f"{paper}: {target}"


def test_make_targets_named_exist() -> None:
    rules = set(re.findall(r"^([a-z]+):", (scoring.ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for paper in ("README.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"make ([a-z]+)", (scoring.ROOT / paper).read_text(encoding="utf-8"))) <= rules


def test_the_changelog_knows_the_version() -> None:
    assert f"## {cdcs_parse.__version__}\n" in (scoring.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_paper_carries_a_path_of_one_machine() -> None:
    papers = [*scoring.ROOT.glob("*.md"), scoring.ROOT / "pyproject.toml", scoring.ROOT / "Makefile", scoring.ROOT / ".ci" / "run"]
    for paper in papers:
        text = Path(paper).read_text(encoding="utf-8")
        assert str(scoring.ROOT.parent) + "/" not in text
        assert str(Path.home()) + "/" not in text
