"""Worker processes: order, overruns, crashes, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cdcs_parse import workers
from cdcs_parse.workers import Limits, Lost

Task = tuple[str, float]
TWO = Limits(jobs=2)


def obey(task: Task) -> object:
    """What a worker of these tests does: a word and how long, or how much."""
    word, amount = task
    if word == "sleep":
        time.sleep(amount)
    elif word == "fill":
        held = [bytearray(10_000_000) for _ in range(int(amount))]
        time.sleep(5)
        return len(held)
    elif word == "exit":
        os._exit(int(amount))
    elif word == "kill":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif word == "raise":
        raise KeyError("số")
    elif word == "print":
        print("noise", flush=True)
        subprocess.run([sys.executable, "-c", "print('noise of a child')"], check=True)
    elif word == "pid":
        return os.getpid()
    elif word == "child":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        Path(os.environ["CDCS_TEST_PIDS"]).write_text(f"{os.getpid()} {child.pid}", encoding="ascii")
        (Path(os.environ["TMPDIR"]) / "left").write_text("x", encoding="ascii")
        Path(os.environ["CDCS_TEST_SCRATCH"]).write_text(os.environ["TMPDIR"], encoding="utf-8")
        time.sleep(60)
    return word


def give_obey() -> Callable[[Task], object]:
    return obey


def count_up(start: int) -> Callable[[Task], object]:
    """Counts its calls: what is made once a worker is kept."""
    seen = [start]

    def step(task: Task) -> object:
        seen[0] += 1
        return seen[0]

    return step


def results(tasks: list[Task], limits: Limits = TWO) -> list[object]:
    return [result for _, result in workers.run(give_obey, tasks, limits)]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(pids: list[int]) -> bool:
    for _ in range(100):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.05)
    return False


def test_results_come_in_the_order_of_the_items() -> None:
    tasks = [("sleep", 0.6), ("a", 0), ("b", 0), ("sleep", 0.2), ("c", 0)]
    assert list(workers.run(give_obey, tasks, TWO)) == [(task, task[0]) for task in tasks]


def test_no_items_start_no_worker() -> None:
    assert results([]) == []


def test_the_function_is_made_once_for_each_worker() -> None:
    found = [result for _, result in workers.run(partial(count_up, 10), [("x", 0)] * 5, Limits(jobs=1))]
    assert found == [11, 12, 13, 14, 15]


def test_items_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def tasks() -> object:
        for index in range(1000):
            drawn.append(index)
            yield ("x", index)

    run = workers.run(give_obey, tasks(), TWO)
    next(run)
    assert len(drawn) <= 2 * 16 + 1
    run.close()


def test_an_item_that_overruns_its_time_is_lost_and_the_next_goes_on() -> None:
    begin = time.monotonic()
    found = results([("a", 0), ("sleep", 60), ("b", 0)], Limits(jobs=1, timeout=1.0))
    assert found[0] == "a"
    assert found[2] == "b"
    assert isinstance(found[1], Lost)
    assert found[1].reason == "took longer than 1 s"
    assert "--timeout" in found[1].hint
    assert time.monotonic() - begin < 15


@pytest.mark.skipif(sys.platform != "linux", reason="memory is watched on Linux")
@pytest.mark.parametrize("amount", [40, 400])
def test_an_item_that_overruns_its_memory_is_lost_and_the_next_goes_on(amount: int) -> None:
    found = results([("fill", amount), ("b", 0)], Limits(jobs=1, memory=200_000_000))
    assert isinstance(found[0], Lost)
    assert found[0].reason == "took more than 200 MB of memory"
    assert found[1] == "b"


@pytest.mark.parametrize(
    ("task", "words"), [(("exit", 3), "exit code 3"), (("kill", 0), "SIGSEGV"), (("raise", 0), "KeyError: 'số'")]
)
def test_an_item_that_kills_its_worker_is_lost_alone(task: Task, words: str) -> None:
    found = results([("a", 0), task, ("b", 0)])
    assert isinstance(found[1], Lost)
    assert words in found[1].reason
    assert found[1].hint
    assert found[::2] == ["a", "b"]


def test_what_libraries_and_programs_print_does_not_reach_the_results() -> None:
    assert results([("print", 0), ("a", 0)]) == ["print", "a"]


def test_workers_that_cannot_start_end_the_run() -> None:
    with pytest.raises(workers.WorkerError, match="while starting"):
        list(workers.run(partial(int, "no number"), [("a", 0)], TWO))  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
@pytest.mark.parametrize("how", ["timeout", "close"])
def test_children_and_temporary_files_go_with_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    pids, scratch = tmp_path / "pids", tmp_path / "scratch"
    monkeypatch.setenv("CDCS_TEST_PIDS", str(pids))
    monkeypatch.setenv("CDCS_TEST_SCRATCH", str(scratch))
    if how == "timeout":
        assert isinstance(results([("child", 0)], Limits(jobs=1, timeout=1.5))[0], Lost)
    else:
        run = workers.run(give_obey, [("a", 0), ("child", 0), ("b", 0)], TWO)
        assert next(run)[1] == "a"
        for _ in range(200):
            if scratch.exists():
                break
            time.sleep(0.05)
        run.close()
    assert gone([int(pid) for pid in pids.read_text(encoding="ascii").split()])
    assert not Path(scratch.read_text(encoding="utf-8")).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = (
        f"import sys; sys.path[:0] = {[*sys.path, str(Path(__file__).parent)]!r}\n"
        "import test_workers as t; from cdcs_parse import workers\n"
        "run = workers.run(t.give_obey, [('pid', 0), ('pid', 0), ('sleep', 60)], t.TWO)\n"
        "print(next(run)[1], next(run)[1], flush=True); next(run)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert pids
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pids)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_workers_that_lose_their_parent_while_starting_leave_nothing(tmp_path: Path) -> None:
    script = (
        f"import os, sys; sys.path[:0] = {[*sys.path, str(Path(__file__).parent)]!r}\n"
        "import test_workers as t; from cdcs_parse import workers\n"
        "def items():\n    yield ('pid', 0)\n    os._exit(7)\n"
        "list(workers.run(t.give_obey, items(), t.TWO))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False, stderr=subprocess.DEVNULL).returncode == 7
    for _ in range(100):
        if not list(tmp_path.iterdir()):
            break
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []
