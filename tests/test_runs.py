"""`cdcs parse` of several files as a user runs it: order, files that hang, programs that hang or crash, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from hostile.pdf_cases import slow_page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, scripts and /proc of Linux")

RTF = rb"{\rtf1\ansi Tong so doan vien: 46 nguoi.\par}"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "cdcs_parse", *map(str, arguments)]


def cdcs(*arguments: str | Path, **variables: str) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, reports and stderr of `cdcs parse … --format jsonl`."""
    environment = {**os.environ, **variables}
    ended = subprocess.run(
        command("parse", *arguments, "--format", "jsonl"), capture_output=True, encoding="utf-8", env=environment, timeout=100
    )
    return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr


def names(reports: list[dict[str, object]]) -> list[str]:
    return [report["source"]["name"] for report in reports]  # type: ignore[index]


def processes(word: str) -> list[int]:
    """The processes whose command line holds `word`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if word.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                pass
    return found


def none_left(word: str) -> bool:
    for _ in range(100):
        if not processes(word):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    for name in ("a.txt", "c.txt", "d.txt"):
        (place / name).write_text(f"Tổng số đoàn viên của tổ {name}: 46 người.", encoding="utf-8")
    return place


def test_stored_and_read_reports_keep_the_order_of_the_inputs(folder: Path, tmp_path: Path) -> None:
    code, stored, _ = cdcs(folder / "a.txt")
    assert code == 0
    path = tmp_path / "a.json"
    path.write_text(json.dumps(stored[0]), encoding="utf-8")
    code, reports, told = cdcs(folder / "d.txt", path, tmp_path / "absent.json", folder / "c.txt", path)
    assert names(reports) == ["d.txt", "a.txt", "c.txt", "a.txt"]
    assert code == 1
    assert "absent.json" in told


def test_workers_give_the_very_same_json(folder: Path) -> None:
    assert cdcs(folder / "a.txt", "--jobs", "1")[1] == cdcs(folder / "a.txt")[1]


def test_a_file_that_hangs_is_told_and_the_rest_is_read(folder: Path) -> None:
    (folder / "b.pdf").write_bytes(slow_page())
    code, reports, told = cdcs(folder, "--timeout", "2")
    assert code == 1
    assert names(reports) == ["a.txt", "c.txt", "d.txt"]
    (line,) = [line for line in told.splitlines() if "b.pdf" in line]
    assert "--timeout" in line


SLEEP = "import time; time.sleep(600)"
PROGRAMS = {
    "hangs": (SLEEP, "quá 8 giây"),
    "hangs in a child": (f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}, sys.argv[0]])", "quá 8 giây"),
    "ends by a signal": ("import os; os.abort()", "LibreOffice"),
    "fails": ("raise SystemExit(77)", "77"),
    "writes nothing": ("pass", "LibreOffice"),
}


def stand_in(path: Path, script: str) -> Path:
    """A program that is a few lines of Python."""
    path.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("how", PROGRAMS)
def test_a_program_that_hangs_or_crashes_costs_one_file(folder: Path, tmp_path: Path, how: str) -> None:
    script, words = PROGRAMS[how]
    program = stand_in(tmp_path / "soffice-of-test", script)
    (folder / "b.rtf").write_bytes(RTF)
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    code, reports, told = cdcs(folder, "--timeout", "8", CDCS_SOFFICE=str(program), TMPDIR=str(scratch))
    assert code == 1
    assert names(reports) == ["a.txt", "c.txt", "d.txt"]
    (line,) = [line for line in told.splitlines() if "b.rtf" in line]
    assert words in line
    assert none_left(str(program))
    assert list(scratch.iterdir()) == []


# asked for its languages it answers; what it is then asked to read is its fault
LANGUAGES = "import sys\nif '--list-langs' in sys.argv:\n    print('vie')\n    raise SystemExit\n"
RECOGNISERS = {
    "hangs": (LANGUAGES + SLEEP, "quá 8 giây"),
    "hangs when asked for its languages": (SLEEP, "quá 8 giây"),
    "hangs in a child": (
        LANGUAGES + f"import subprocess; subprocess.run([sys.executable, '-c', {SLEEP!r}, sys.argv[0]])",
        "quá 8 giây",
    ),
    "ends by a signal": (LANGUAGES + "import os; os.abort()", "Tesseract"),
    "fails": (LANGUAGES + "raise SystemExit(77)", "77"),
    "writes nothing": (LANGUAGES, "Tesseract"),
    "writes rubbish": (LANGUAGES + "print('<html><div class=')", "Tesseract"),
    "has no Vietnamese": ("print('eng')", "vie"),
}


@pytest.mark.parametrize("how", RECOGNISERS)
def test_a_recogniser_that_hangs_or_crashes_costs_one_file(folder: Path, tmp_path: Path, how: str) -> None:
    script, words = RECOGNISERS[how]
    program = stand_in(tmp_path / "tesseract-of-test", script)
    picture = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(picture).rectangle((200, 200, 900, 240), fill=0)
    picture.save(folder / "b.png")
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    # time enough for the worker to load what it needs, and no more
    code, reports, told = cdcs(folder, "--timeout", "8", CDCS_TESSERACT=str(program), TMPDIR=str(scratch))
    assert code == 1
    assert names(reports) == ["a.txt", "c.txt", "d.txt"]
    (line,) = [line for line in told.splitlines() if "b.png:" in line]
    assert words in line
    assert none_left(str(program))
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("alone", [True, False], ids=["one file", "a folder"])
def test_a_command_told_to_end_takes_its_programs_and_files_along(folder: Path, tmp_path: Path, sent: int, alone: bool) -> None:
    program = stand_in(tmp_path / "soffice-of-test", SLEEP)
    (folder / "b.rtf").write_bytes(RTF)
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    environment = {**os.environ, "CDCS_SOFFICE": str(program), "TMPDIR": str(scratch)}
    asked = command("parse", folder / "b.rtf" if alone else folder)
    process = subprocess.Popen(asked, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        if processes(str(program)):
            break
        time.sleep(0.05)
    time.sleep(0.5)  # until the command knows of the program it started
    process.send_signal(sent)
    assert process.wait(10) == 128 + sent
    assert none_left(str(program))
    assert list(scratch.iterdir()) == []


def test_ctrl_c_stops_all_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "b.pdf").write_bytes(slow_page())
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    process = subprocess.Popen(
        command("parse", folder, "--format", "jsonl"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(scratch)},
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    workers = [int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    assert workers
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(10) == 130
    assert "Traceback" not in process.stderr.read().decode()
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers):
            break
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert list(scratch.iterdir()) == []
    process.stdout.close()
    process.stderr.close()
