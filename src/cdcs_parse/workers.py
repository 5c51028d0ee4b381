"""Long-lived worker processes: each item under a limit of time and memory, killed and replaced when it overruns.

A worker is a fresh interpreter (never a fork), so nothing asks of the caller's script an `if __name__ == "__main__"`.
It answers over a pipe; a file that hangs, eats the memory or crashes the interpreter costs that file alone.
"""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar, cast

from cdcs_parse.processes import descendants, end_family

Item = TypeVar("Item")
Result = TypeVar("Result")

TIMEOUT = 120.0
MEMORY = 1_000_000_000
MAX_JOBS = 8
# how often limits are looked at; a worker fills about 100 MB in that time
_POLL = 0.05
# items handed out ahead of the oldest unfinished one, for each worker: results wait in order, and must not pile up
_AHEAD = 16
_ALONE = "look at it by itself; a larger {} lets it through"


@dataclass(frozen=True, slots=True)
class Limits:
    """Worker processes (None: one a core, at most MAX_JOBS), and what one item may take in them.

    `timeout` in seconds, `memory` in bytes resident in the worker and the programs it started (Linux only).
    """

    jobs: int | None = None
    timeout: float = TIMEOUT
    memory: int = MEMORY

    def count(self) -> int:
        """The number of workers."""
        return self.jobs or max(1, min(_cores(), MAX_JOBS))


@dataclass(frozen=True, slots=True)
class Lost:
    """An item without a result: it overran its time or memory, or its worker died of it."""

    reason: str
    hint: str


class WorkerError(RuntimeError):
    """Workers cannot be started at all: nothing to do with the items."""


def run(
    make: Callable[[], Callable[[Item], Result]], items: Iterable[Item], limits: Limits | None = None
) -> Iterator[tuple[Item, Result | Lost]]:
    """Yield each item with its result, in the order of the items, which are drawn as they are needed.

    Every worker calls `make` once and then its outcome for one item after the other; `make`, items and results travel by pickle.
    Whatever the call raises makes that item Lost. Closing the iterator (Ctrl-C does) kills the workers and all they started.
    Raises WorkerError when a worker dies before its first item.
    """
    pool = _Pool(pickle.dumps(make), limits or Limits())
    source = enumerate(items)
    waiting: deque[tuple[int, Item]] = deque()
    try:
        drawn = False
        while True:
            while waiting and waiting[0][0] in pool.results:
                index, item = waiting.popleft()
                yield item, cast(Result | Lost, pool.results.pop(index))
            while not drawn and len(waiting) < _AHEAD * pool.size and (worker := pool.idle()) is not None:
                following = next(source, None)
                if following is None:
                    drawn = True
                else:
                    waiting.append(following)
                    worker.give(*following)
            if not waiting:
                return
            pool.collect()
    finally:
        pool.close()


class _Worker:
    """One child process, the item it is busy with, and the folder for its temporary files."""

    def __init__(self, make: bytes, memory: int, replies: queue.SimpleQueue[tuple[_Worker, object]]) -> None:
        self.busy: int | None = None
        self.since: float | None = None
        self.ready = False
        self.scratch = Path(tempfile.mkdtemp(prefix="cdcs-"))
        boot = f"import sys; sys.path[:] = {sys.path!r}; from cdcs_parse.workers import serve; serve()"
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter
            [sys.executable, "-c", boot],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.scratch))},
            start_new_session=True,  # so that Ctrl-C reaches the parent alone, and the whole group can be killed
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # the same on Windows
        )
        self._send((make, memory, self.scratch))
        threading.Thread(target=_listen, args=(self, replies), daemon=True).start()

    def give(self, index: int, item: object) -> None:
        """Hand over an item; its clock starts when the worker is ready for it."""
        self.busy, self.since = index, time.monotonic() if self.ready else None
        self._send(item)

    def _send(self, value: object) -> None:
        pipe = self.process.stdin
        assert pipe is not None  # noqa: S101 - opened above
        with suppress(OSError):  # a worker that died meanwhile is told by its listener
            pickle.dump(value, pipe)
            pipe.flush()

    def kill(self) -> None:
        """End the worker and every program it started, and remove what they left."""
        end_family(self.process)
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _listen(worker: _Worker, replies: queue.SimpleQueue[tuple[_Worker, object]]) -> None:
    pipe = worker.process.stdout
    assert pipe is not None  # noqa: S101 - opened with the worker
    with pipe:
        try:
            while True:
                replies.put((worker, pickle.load(pipe)))  # noqa: S301 - from our own child
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            replies.put((worker, _Gone()))


class _Gone:
    """In place of a reply: the pipe is closed."""


class _Pool:
    """The workers of one run and the results not yet given out."""

    def __init__(self, make: bytes, limits: Limits) -> None:
        self.size = limits.count()
        self.results: dict[int, object] = {}
        self._make, self._limits = make, limits
        self._workers: list[_Worker] = []
        self._replies: queue.SimpleQueue[tuple[_Worker, object]] = queue.SimpleQueue()

    def idle(self) -> _Worker | None:
        """A worker without an item, started now if there may be one more; None when all are busy."""
        free = next((worker for worker in self._workers if worker.busy is None), None)
        if free is None and len(self._workers) < self.size:
            free = _Worker(self._make, self._limits.memory, self._replies)
            self._workers.append(free)
        return free

    def collect(self) -> None:
        """Wait a moment for replies, take them, then kill what overran."""
        with suppress(queue.Empty):
            self._take(*self._replies.get(timeout=_POLL))
            while True:
                self._take(*self._replies.get_nowait())
        now = time.monotonic()
        for worker in [w for w in self._workers if w.busy is not None and w.ready]:
            if worker.since is not None and now - worker.since > self._limits.timeout:
                self._lose(worker, Lost(f"took longer than {self._limits.timeout:g} s", _ALONE.format("--timeout")))
            elif memory_of(worker.process.pid) > self._limits.memory:
                self._lose(worker, _too_big(self._limits.memory))

    def close(self) -> None:
        """Kill all workers."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _take(self, worker: _Worker, reply: object) -> None:
        if worker not in self._workers:
            return  # killed meanwhile; its item is lost already
        if isinstance(reply, _Gone):
            code = worker.process.wait()
            if not worker.ready:
                raise WorkerError(f"a worker process ended while starting ({_ending(code)})")
            lost = Lost(
                f"crashed the reading process ({_ending(code)})",
                "ask the sender for it again, or open it and save it under a new name",
            )
            self._lose(worker, lost)
        elif not worker.ready:
            worker.ready, worker.since = True, time.monotonic()
        elif worker.busy is not None:
            ended = isinstance(reply, MemoryError)
            self.results[worker.busy] = _too_big(self._limits.memory) if ended else reply
            worker.busy = None
            # what one file left behind must not be held against the next
            if ended or memory_of(worker.process.pid) > self._limits.memory // 2:
                self._retire(worker)

    def _lose(self, worker: _Worker, lost: Lost) -> None:
        if worker.busy is not None:
            self.results[worker.busy] = lost
        self._retire(worker)

    def _retire(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.kill()


def _too_big(memory: int) -> Lost:
    return Lost(f"took more than {memory // 1_000_000} MB of memory", _ALONE.format("--memory"))


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def _cores() -> int:
    """Cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_of(pid: int) -> int:
    """Bytes resident in a process and its descendants; 0 where the system does not tell (not Linux, process gone)."""
    total = 0
    for one in (pid, *descendants(pid)):
        with suppress(OSError, ValueError, IndexError):
            total += int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1])
    return total * _PAGE


_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def serve() -> None:
    """The life of a worker: make the function, then item in, result out, until the parent goes."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # what libraries print and external programs read must not get into the pipes
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    make, memory, scratch = pickle.load(source)  # noqa: S301 - from our own parent
    _limit(memory)
    function = pickle.loads(make)()  # noqa: S301
    items: queue.SimpleQueue[object] = queue.SimpleQueue()
    threading.Thread(target=_feed, args=(source, items, scratch), daemon=True).start()
    try:
        _reply(sink, None)
        while True:
            _reply(sink, _attempt(function, items.get()))
    except BrokenPipeError:
        _leave(scratch)


def _attempt(function: Callable[[object], object], item: object) -> object:
    try:
        return function(item)
    except MemoryError:
        return MemoryError()
    except Exception as fault:
        # the run goes on, but not as if nothing had happened: the item is lost and says so
        if os.environ.get("CDCS_DEBUG"):
            traceback.print_exc()
        return Lost(f"fault of the program ({type(fault).__name__}: {fault})", "set CDCS_DEBUG=1 to see where, and report it")


def _reply(sink: IO[bytes], value: object) -> None:
    pickle.dump(value, sink)
    sink.flush()


def _feed(source: IO[bytes], items: queue.SimpleQueue[object], scratch: Path) -> None:
    """Take in items, and leave when the parent is gone, whatever this process is busy with."""
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            items.put(pickle.load(source))  # noqa: S301
    _leave(scratch)


def _leave(scratch: Path) -> None:
    """End this process and its children, for the parent is gone; both threads may find that out, and both may be here."""
    shutil.rmtree(scratch, ignore_errors=True)
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limit(memory: int) -> None:
    """A backstop under the parent's watch: an allocation far beyond the limit fails at once; no core dumps."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_DATA, 2 * memory + 500_000_000), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
