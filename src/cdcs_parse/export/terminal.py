"""Lines on a terminal: what a file says is never read as markup and cannot steer the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from cdcs_parse.export import wording

_PIPE_WIDTH = 150


def line(words: str, style: str = "") -> Text:
    """Words on one line, control characters shown as "·"; a line end before them stays."""
    lead = "\n" if words.startswith("\n") else ""
    return Text(lead + wording.visible(words).strip(), style=style)


def open_console(*, colour: bool | None = None) -> Console:
    """A console on stdout, as wide as the terminal, or of a set width where there is none."""
    terminal = sys.stdout.isatty() if colour is None else colour
    width = None if terminal or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(width=width, force_terminal=terminal, highlight=False, emoji=False, markup=False)


def captured(show: Callable[[Console], None], *, colour: bool = False) -> str:
    """What `show` prints, as a string, with terminal colours when asked."""
    console = open_console(colour=colour)
    with console.capture() as capture:
        show(console)
    text = capture.get()
    return text if colour else "".join(f"{one.rstrip()}\n" for one in text.splitlines())
