"""Child processes ended together with every process they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


def end_family(process: subprocess.Popen[bytes]) -> None:
    """Kill a child that leads its own group (session), its group and all its descendants, and wait for the child.

    Nothing is done to one that was waited for already: its number may belong to a stranger by now.
    """
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        with suppress(OSError, subprocess.TimeoutExpired):
            command = [taskkill, "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, capture_output=True, check=False, timeout=20)  # noqa: S603
        process.kill()
    else:
        # those that made a session of their own are in no group of ours
        family = descendants(process.pid)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        for pid in family:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
    process.wait()


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those they started; none where the system does not tell (not Linux)."""
    found: list[int] = []
    left = [pid]
    while left:
        with suppress(OSError, ValueError):
            for task in Path(f"/proc/{left.pop()}/task").iterdir():
                children = [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
                found += children
                left += children
    return found
