"""The parts of README.md that commands produce. `python tests/readme.py` writes them anew.

- a ```console block: each line `$ cdcs …` is run (a trailing `| head -N` keeps N lines) and followed by its output;
- between `<!-- accuracy -->` and `<!-- /accuracy -->`: the scores of the samples.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import scoring

README = scoring.ROOT / "README.md"
_CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.S | re.M)
_ACCURACY = re.compile(r"(?<=<!-- accuracy -->\n)(.*?)(?=<!-- /accuracy -->)", re.S)


def console(block: str) -> str:
    """`block` with every command followed by what it prints now."""
    commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_output(command)}" for command in commands)


def _output(command: str) -> str:
    line, _, cut = command.partition(" | head -")
    words = shlex.split(line)
    assert words[0] == "cdcs", f"only cdcs is run: {command}"
    environment = os.environ | {"COLUMNS": "120", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "cdcs_parse", *words[1:]],
        capture_output=True, encoding="utf-8", cwd=scoring.ROOT, env=environment, stdin=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    lines = [shown.rstrip() for shown in done.stdout.splitlines()]
    return "".join(f"{shown}\n" for shown in (lines[: int(cut)] if cut else lines))


def accuracy() -> str:
    """The Markdown table of scores on the samples."""
    return scoring.table([scoring.SAMPLES], markdown=True) + "\n"


def renewed(text: str) -> str:
    """README text with all produced parts written anew."""
    text = _CONSOLE.sub(lambda found: console(found.group()), text)
    return _ACCURACY.sub(lambda _: accuracy(), text)


def python_blocks(text: str) -> list[str]:
    """The ```python blocks, in order."""
    return re.findall(r"^```python\n(.*?)^```$", text, re.S | re.M)


if __name__ == "__main__":
    Path(README).write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
