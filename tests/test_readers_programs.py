"""Programs run as children: found where they are, ended in time with all they started, told about in one line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from cdcs_parse.errors import ReadError
from cdcs_parse.readers.programs import Program, locate, require, run, version, workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts of a POSIX shell")


def script(folder: Path, body: str) -> Path:
    """A program that is a few lines of shell."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def stand_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("CDCS_STAND_IN", str(path))
    return Program("Stand-in", "CDCS_STAND_IN", ("no-such-program-anywhere",), (), (), "ask for it")


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_output_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(script(tmp_path, 'cat; echo "$1 $GREETING"; pwd; echo noise >&2'), monkeypatch)
    with workspace() as folder:
        said = run(program, ["xin"], what="x", where="a", folder=folder, seconds=10, environment={"GREETING": "chào"})
        assert said.decode().split("\n")[0] == "xin chào"
        assert Path(said.decode().split("\n")[1]).resolve() == folder.resolve()
    assert not folder.exists()


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the child ignores the polite signal and keeps the output open
    program = stand_in(script(tmp_path, f"(trap '' TERM; sleep 60) & echo $! > {tmp_path}/child; wait"), monkeypatch)
    start = time.monotonic()
    with workspace() as folder, pytest.raises(ReadError, match="did not finish within 1 seconds") as caught:
        run(program, [], what="x", where="bc.doc", folder=folder, seconds=1)
    assert time.monotonic() - start < 10
    assert caught.value.where == "bc.doc"
    assert not folder.exists()
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("echo 'cannot   load' >&2; echo it >&2; exit 3", r"failed \(exit code 3\): cannot load it"),
        ("kill -SEGV $$", "ended by signal 11"),
    ],
)
def test_failure_and_crash(body: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(script(tmp_path, body), monkeypatch)
    with workspace() as folder, pytest.raises(ReadError, match=expected) as caught:
        run(program, [], what="x", where="bc.doc", folder=folder, seconds=10)
    assert caught.value.hint


def test_a_flood_of_complaints_is_quoted_briefly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(script(tmp_path, "yes hỏng | head -c 1000000 >&2; exit 1"), monkeypatch)
    with workspace() as folder, pytest.raises(ReadError) as caught:
        run(program, [], what="x", where="bc.doc", folder=folder, seconds=10)
    assert len(str(caught.value)) < 500
    assert "\n" not in str(caught.value)


def test_a_program_that_is_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "program"
    path.write_text("", encoding="utf-8")
    program = stand_in(path, monkeypatch)
    with workspace() as folder, pytest.raises(ReadError, match="cannot be started"):
        run(program, [], what="x", where="bc.doc", folder=folder, seconds=10)


def test_a_missing_program_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Program("Stand-in", "CDCS_STAND_IN", ("no-such-program-anywhere",), (), ("/no/such/place",), "ask for it")
    monkeypatch.delenv("CDCS_STAND_IN", raising=False)
    with pytest.raises(ReadError, match=r"bc\.doc: an old Word file needs the program Stand-in, .*; ask for it"):
        require(nowhere, "an old Word file", where="bc.doc")
    monkeypatch.setenv("CDCS_STAND_IN", str(tmp_path / "gone"))
    with pytest.raises(ReadError, match="CDCS_STAND_IN names no file"):
        require(nowhere, "an old Word file", where="bc.doc")


def test_found_on_the_path_and_in_the_usual_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = script(tmp_path, "exit 0")
    monkeypatch.delenv("CDCS_STAND_IN", raising=False)
    assert locate(Program("S", "CDCS_STAND_IN", ("no-such-program-anywhere",), (), (str(path),), "")) == path
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert locate(Program("S", "CDCS_STAND_IN", ("program",), (), (), "")) == path


def test_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert version(stand_in(script(tmp_path, "echo LibreOffice 7.4.7.2 40"), monkeypatch)) == "7.4.7.2"


def test_the_folder_goes_when_the_work_fails() -> None:
    seen = []

    def work() -> None:
        with workspace() as folder:
            seen.append(folder)
            (folder / "left").mkdir()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert seen
    assert not seen[0].exists()
