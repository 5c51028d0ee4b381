"""What the commands read and write: paths in, reports, tables and files out."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdcs_parse.cli_usage import DONE, NO_INPUT, PARTLY, complain, told_of
from cdcs_parse.errors import CdcsError, LookupFailed, OutputError, ReadError
from cdcs_parse.files import write_whole

if TYPE_CHECKING:
    from cdcs_parse.catalog import Catalog
    from cdcs_parse.model.comparison import Comparisons
    from cdcs_parse.model.document import Revisions
    from cdcs_parse.model.failure import Failure
    from cdcs_parse.model.report import Report
    from cdcs_parse.readers.inputs import Input
    from cdcs_parse.workers import Limits

SUFFIXES = {"table": ".txt", "text": ".check.txt", "html": ".check.html", "json": ".json", "jsonl": ".jsonl", "csv": ".csv"}
_STORED = (".json", ".jsonl")
# reading one file in a process of its own costs half a second
_SMALL = 5_000_000
_STORED_HINT = "dùng JSON do cdcs parse --format json ghi ra"


def speak_utf8() -> None:
    """Make the console write UTF-8 with plain newlines, whatever the locale or the Windows code page says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


@dataclass
class Tally:
    """How many inputs were read and how many failed, for the exit code."""

    read: int = 0
    failed: int = 0
    errors: int = 0

    def code(self) -> int:
        """0 all well; 1 some input failed or a report holds an error finding; 4 nothing could be read."""
        if not self.read:
            return NO_INPUT
        return PARTLY if self.failed or self.errors else DONE


def several(paths: Sequence[Path]) -> bool:
    """True when the paths stand for more than one input: several paths, a folder, an archive, a mail with attachments."""
    return len(paths) > 1 or _holds_files(paths[0])


def _holds_files(path: Path) -> bool:
    from cdcs_parse.readers.archive import is_container

    return path.is_dir() or is_container(path)


def read_reports(
    paths: Sequence[Path],
    catalog: Catalog | None,
    tally: Tally,
    limits: Limits | None = None,
    revisions: Revisions = "accept",
    sidecar: bool = True,
) -> Iterator[Report]:
    """Yield the report of every file under `paths`; failures are told on stderr and counted.

    One small file is read in this process when no limits are asked for, anything else by worker processes.
    """
    from cdcs_parse.model.failure import Failure

    progress = _Progress(several(paths))
    for item in _results(paths, catalog, limits, revisions, sidecar):
        if isinstance(item, Failure):
            tally.failed += 1
            progress.clear()
            complain(told_of(item.path, item.reason, item.hint))
            continue
        tally.read += 1
        tally.errors += any(finding.severity == "error" for finding in item.findings)
        progress.tell(tally.read + tally.failed, item.source.name)
        yield item
    progress.clear()
    if not tally.read and not tally.failed:
        complain(f"{', '.join(map(str, paths))}: không có tệp báo cáo nào; cần tệp .docx, .pdf, .txt hoặc .json")


def read_one(path: Path, catalog: Catalog | None, revisions: Revisions = "accept", sidecar: bool = True) -> Report:
    """The report in `path`, a report file or JSON of one; raises ReadError or LookupFailed."""
    if path.is_dir():
        raise LookupFailed("là một thư mục", where=str(path), hint="lệnh này đọc một tệp")
    if path.suffix.lower() in _STORED:
        found = list(_stored(path))
        if len(found) != 1:
            raise LookupFailed(f"tệp có {len(found)} báo cáo", where=str(path), hint="lệnh này đọc một báo cáo")
        return found[0]
    from cdcs_parse import parse

    try:
        return parse(path, catalog=catalog, revisions=revisions, sidecar=sidecar)
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def _results(
    paths: Sequence[Path], catalog: Catalog | None, limits: Limits | None, revisions: Revisions, sidecar: bool
) -> Iterator[Report | Failure]:
    from cdcs_parse.model.failure import Failure
    from cdcs_parse.readers.inputs import Input

    if limits is None and not several(paths) and _is_small(paths[0]):
        yield from _alone(paths[0], catalog, revisions, sidecar)
        return
    # what needs no worker waits here for its turn, so that the order of the inputs is kept
    order: deque[Path | Failure | None] = deque()

    def files() -> Iterator[Input]:
        for path in paths:
            if _holds_files(path):
                for item in _folder(path):
                    order.append(item if isinstance(item, Failure) else None)
                    if isinstance(item, Input):
                        yield item
            elif path.suffix.lower() in _STORED:
                order.append(path)
            else:
                order.append(None)
                yield Input(path, str(path))

    def waiting() -> Iterator[Report | Failure]:
        while order and (first := order[0]) is not None:
            order.popleft()
            if isinstance(first, Path):
                yield from _alone(first, catalog, revisions, sidecar)
            else:
                yield first

    for result in _guarded(files(), catalog, limits, revisions, sidecar):
        yield from waiting()
        order.popleft()
        yield result
    yield from waiting()


def _folder(path: Path) -> Iterator[Input | Failure]:
    from cdcs_parse.model.failure import Failure
    from cdcs_parse.readers.inputs import find_inputs

    for item in find_inputs(path):
        if isinstance(item, Failure):
            yield item.model_copy(update={"path": str(path / item.path)})
        else:
            yield replace(item, name=str(path / item.name))


def _guarded(
    items: Iterable[Input], catalog: Catalog | None, limits: Limits | None, revisions: Revisions, sidecar: bool
) -> Iterator[Report | Failure]:
    """The results of worker processes; a file that overran its limits or crashed its worker is a Failure like any other."""
    from cdcs_parse import workers
    from cdcs_parse.api import parser
    from cdcs_parse.model.failure import Failure

    for item, result in workers.run(partial(parser, catalog, revisions, sidecar), items, limits):
        yield Failure(path=item.name, reason=result.reason, hint=result.hint) if isinstance(result, workers.Lost) else result


def _is_small(path: Path) -> bool:
    """False for a file big enough to hide something; one that is missing is told of at once as well."""
    try:
        return path.stat().st_size < _SMALL
    except (OSError, ValueError):
        return True


def _alone(path: Path, catalog: Catalog | None, revisions: Revisions, sidecar: bool) -> Iterator[Report | Failure]:
    from cdcs_parse.api import failure_of

    try:
        yield from _stored(path) if path.suffix.lower() in _STORED else [read_one(path, catalog, revisions, sidecar)]
    except CdcsError as fault:
        yield failure_of(str(path), fault)


def _stored(path: Path) -> Iterator[Report]:
    """The reports of a JSON file: one object, a list, or one object a line."""
    from cdcs_parse import load_report

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise _unreadable(path, fault) from fault
    except UnicodeDecodeError as fault:
        raise ReadError("không phải văn bản UTF-8", where=str(path), hint=_STORED_HINT) from fault
    try:
        if path.suffix.lower() == ".jsonl":
            objects = [line for line in text.split("\n") if line.strip()]
        elif text.lstrip().startswith("["):
            objects = [json.dumps(item, ensure_ascii=False) for item in json.loads(text)]
        else:
            objects = [text]
        for one in objects:
            if not one.lstrip().startswith("{"):
                raise ReadError("không phải JSON của báo cáo", where=str(path), hint=_STORED_HINT)
            yield load_report(one)
    except ReadError as fault:
        raise ReadError(fault.what, where=str(path), hint=fault.hint) from fault
    except ValueError as fault:
        raise ReadError(f"JSON hỏng: {str(fault).splitlines()[0]}", where=str(path), hint=_STORED_HINT) from fault


def _unreadable(path: Path, fault: OSError) -> ReadError:
    if isinstance(fault, FileNotFoundError):
        return ReadError("không có tệp này", where=str(path), hint="kiểm tra lại đường dẫn")
    return ReadError(f"không mở được ({fault.strerror})", where=str(path), hint="kiểm tra quyền đọc tệp")


def pieces(reports: Iterable[Report], form: str, *, as_list: bool, colour: bool = False) -> Iterator[str]:
    """The output text in parts, so that a long run shows its first report at once."""
    if form == "json":
        yield from _json(reports, as_list=as_list)
    elif form == "jsonl":
        for report in reports:
            yield report.model_dump_json() + "\n"
    elif form == "csv":
        from cdcs_parse.export.csvout import csv_header, csv_rows

        yield csv_header()
        for report in reports:
            yield csv_rows(report)
    elif form == "text":
        yield from _findings(reports, named=as_list, colour=colour)
    elif form == "html":
        from cdcs_parse.export.check_html import page

        for report in reports:
            yield page(report)
    else:
        from cdcs_parse.export.console import report_text

        for report in reports:
            yield report_text(report, colour=colour)


def _findings(reports: Iterable[Report], *, named: bool, colour: bool) -> Iterator[str]:
    from cdcs_parse.export.findings import findings_text, summary

    told = []
    for report in reports:
        yield findings_text(report, named=named, colour=colour)
        told.append(report.findings)
    if named and len(told) > 1:
        yield summary(told) + "\n"


def _json(reports: Iterable[Report], *, as_list: bool) -> Iterator[str]:
    first = True
    for report in reports:
        if as_list:
            yield "[\n" if first else ",\n"
        first = False
        yield report.model_dump_json(indent=2)
    if as_list:
        yield "[]\n" if first else "\n]\n"
    elif not first:
        yield "\n"


def print_reports(reports: Iterable[Report], form: str, *, as_list: bool) -> None:
    """Write to stdout as the reports come."""
    for part in pieces(reports, form, as_list=as_list, colour=sys.stdout.isatty()):
        to_stdout(part)


def save_reports(reports: Iterable[Report], form: str, out: Path, *, folder: bool, as_list: bool) -> None:
    """Write one file, or one file a report into the folder `out`; raises OutputError."""
    if not folder:
        if found := list(reports):
            write_file(out, "".join(pieces(found, form, as_list=as_list)))
        return
    make_folder(out)
    used: set[str] = set()
    for report in reports:
        write_file(out / _free_name(report.source.name, SUFFIXES[form], used), "".join(pieces([report], form, as_list=False)))


def put_comparisons(found: Comparisons[Any], form: str, out: Path | None, *, promises: bool, chain: bool) -> None:
    """Write comparisons to stdout or to the file `out`.

    With `promises` the promises stand in their place, in the table of a `chain` of reports behind them. What was left aside
    is told in the table, else on stderr.
    """
    from cdcs_parse.export import compared
    from cdcs_parse.export.comparisons import promises_text

    notes = found.notes
    if promises and form != "table":
        found = found.promises()
    if form != "table":
        tell_notes(notes)
    if form == "xlsx" and out is not None:
        compared.write_xlsx(found, out)
        return
    colour = out is None and sys.stdout.isatty()
    if form == "json":
        text = compared.compared_json(found)
    elif form == "csv":
        text = compared.compared_csv(found)
    else:
        text = "" if promises else compared.compared_text(found, colour=colour)
        if promises or (chain and found.promises()):
            text += promises_text(found.promises(), colour=colour)
    if out is None:
        to_stdout(text)
    else:
        write_file(out, text)


def tell_notes(notes: Iterable[str]) -> None:
    """What was left aside, one line each on stderr."""
    for note in notes:
        sys.stderr.write(f"lưu ý: {''.join(c if c.isprintable() else '·' for c in note)}\n")


def make_folder(path: Path) -> None:
    """Create `path` with its parents; raises OutputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"không tạo được thư mục ({fault.strerror})", where=str(path), hint="chọn nơi ghi khác") from fault


def write_file(path: Path, content: str | bytes) -> None:
    """Write `content` whole or not at all; raises OutputError."""
    write_whole(path, content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"))


def to_stdout(text: str) -> None:
    """Write and flush; raises OutputError, with an empty message when the reader has gone."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as fault:
        gone = isinstance(fault, BrokenPipeError)
        # what is still buffered must not raise a second time when the interpreter ends
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError("" if gone else f"không ghi được ra đầu ra chuẩn ({fault.strerror})") from fault


def _free_name(name: str, suffix: str, used: set[str]) -> str:
    """bc.docx → bc.docx.json; a second file of that name, from another folder, → bc.docx.2.json."""
    safe = "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name).strip(". ") or "bao-cao"
    candidate, count = f"{safe}{suffix}", 1
    while candidate.casefold() in used:
        count += 1
        candidate = f"{safe}.{count}{suffix}"
    used.add(candidate.casefold())
    return candidate


class _Progress:
    """A count on stderr: one line that changes on a terminal, one line a file elsewhere."""

    def __init__(self, wanted: bool) -> None:
        self.wanted, self.terminal = wanted, wanted and sys.stderr.isatty()

    def tell(self, count: int, name: str) -> None:
        if self.wanted:
            shown = "".join(c if c.isprintable() else "·" for c in name)[:60]
            sys.stderr.write(f"\r\x1b[K[{count}] {shown}" if self.terminal else f"[{count}] {shown}\n")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.terminal:
            sys.stderr.write("\r\x1b[K")
