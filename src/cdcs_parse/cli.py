"""The command `cdcs`: arguments and printing. Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cdcs_parse import cli_check, cli_inspect, cli_io, cli_sidecar, cli_units
from cdcs_parse.cli_inspect import Revisions
from cdcs_parse.cli_usage import FAULT, NO_INPUT, PARTLY, USAGE, complain, exit_code, told
from cdcs_parse.errors import CatalogError, CdcsError, LookupFailed

if TYPE_CHECKING:
    from pydantic import BaseModel

    from cdcs_parse.catalog import Catalog
    from cdcs_parse.workers import Limits

# the parser's own error class has moved between versions of typer; its base is the same everywhere
_ParserError: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="cdcs",
    help="Đọc báo cáo công đoàn cơ sở (CĐCS) thành số liệu, mỗi số kèm chỗ đứng của nó trong văn bản.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
catalog_app = typer.Typer(help="Xem, kiểm tra và bổ sung danh mục chỉ tiêu.", rich_markup_mode=None, pretty_exceptions_enable=False)
app.add_typer(catalog_app, name="catalog")


class Format(StrEnum):
    """How reports are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class CheckFormat(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    html = "html"


class By(StrEnum):
    """What is set against what."""

    target = "target"
    year = "year"
    unit = "unit"


class CompareFormat(StrEnum):
    """How comparisons are written."""

    table = "table"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"


class FailOn(StrEnum):
    """The least severe finding that makes the exit code 1."""

    error = "error"
    warning = "warning"


Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Tệp báo cáo, thư mục, hoặc JSON do cdcs parse ghi ra.")]
OneFile = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp báo cáo, hoặc JSON do cdcs parse ghi ra.")]
Extra = Annotated[list[Path] | None, typer.Option("--catalog", metavar="FILE", help="Tệp YAML bổ sung danh mục; lặp lại được.")]

NoSidecar = Annotated[bool, typer.Option("--no-sidecar", help="Không dùng tệp giải trình, sửa số liệu (.cdcs.yaml) cạnh báo cáo.")]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="Số tiến trình đọc; mặc định bằng số nhân của máy.")]
Timeout = Annotated[float | None, typer.Option("--timeout", metavar="GIÂY", min=0.1, help="Mỗi tệp tối đa bao lâu; mặc định 120.")]
Memory = Annotated[
    int | None, typer.Option("--memory", metavar="MB", min=50, help="Mỗi tệp tối đa bao nhiêu bộ nhớ; mặc định 1000.")
]


def _version(wanted: bool) -> None:
    if wanted:
        from cdcs_parse import __version__

        cli_io.to_stdout(f"cdcs-parse {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    _show: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="In phiên bản rồi thoát.")] = False,
) -> None:
    pass


@app.command()
def parse(
    paths: Paths,
    form: Annotated[Format, typer.Option("--format", help="Dạng kết quả.")] = Format.table,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT", help="Tệp, hoặc thư mục nếu nhiều báo cáo.")] = None,
    catalog: Extra = None,
    jobs: Jobs = None,
    timeout: Timeout = None,
    memory: Memory = None,
    revisions: Annotated[
        Revisions, typer.Option("--revisions", help="Sửa đổi có theo dõi trong tệp Word: chấp nhận (accept) hay bỏ (reject).")
    ] = Revisions.accept,
    no_sidecar: NoSidecar = False,
) -> None:
    """Đọc báo cáo: phần đầu, đề mục, số liệu."""
    folder = cli_io.several(paths)
    _keep_inputs(paths, out)
    tally = cli_io.Tally()
    reports = cli_io.read_reports(paths, _catalog(catalog), tally, _limits(jobs, timeout, memory), revisions.value, not no_sidecar)
    if out is not None:
        cli_io.save_reports(reports, form.value, out, folder=folder, as_list=folder or _is_list(paths[0]))
    else:
        cli_io.print_reports(reports, form.value, as_list=folder or _is_list(paths[0]))
    raise typer.Exit(tally.code())


@app.command()
def check(
    paths: Paths,
    form: Annotated[CheckFormat, typer.Option("--format", help="Dạng kết quả.")] = CheckFormat.text,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT", help="Tệp, hoặc thư mục nếu nhiều báo cáo.")] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Mã thoát 1 khi có lỗi (error) hay cả cảnh báo (warning).")
    ] = FailOn.error,
    comments: Annotated[
        Path | None, typer.Option("--comments", metavar="OUT.docx", help="Ghi một bản sao của tệp Word có ghi chú ở đúng chỗ.")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", metavar="FILE", help="Báo cáo kỳ trước của đơn vị, để đối chiếu.")
    ] = None,
    catalog: Extra = None,
    no_sidecar: NoSidecar = False,
) -> None:
    """Kiểm tra báo cáo trước khi gửi: số không khớp, ngày không có, chỉ tiêu ghi sai kết quả, chỗ còn thiếu."""
    folder = cli_io.several(paths)
    given = [*paths, previous] if previous else paths
    _keep_inputs(given, out)
    _keep_inputs(given, comments, "--comments")
    if form is CheckFormat.html and folder and out is None:
        raise LookupFailed("--format html của nhiều báo cáo cần -o", hint="ghi tên thư mục, ví dụ -o ket-qua")
    word = cli_check.word_file(paths, comments) if comments else b""
    tally, vocabulary = cli_io.Tally(), _catalog(catalog)
    if previous is not None and folder:
        raise LookupFailed("--previous đi với một báo cáo", where=str(previous), hint="kiểm tra từng báo cáo một")
    before = cli_io.read_one(previous, vocabulary, sidecar=not no_sidecar) if previous is not None else None
    found = cli_io.read_reports(paths, vocabulary, tally, sidecar=not no_sidecar)
    reports = cli_check.checked(found, vocabulary, tally, fail_on.value, before)
    if comments:
        reports = cli_check.with_comments(reports, word, comments)
    if out is not None:
        cli_io.save_reports(reports, form.value, out, folder=folder, as_list=folder or _is_list(paths[0]))
    else:
        cli_io.print_reports(reports, form.value, as_list=folder or _is_list(paths[0]))
    raise typer.Exit(tally.code())


@app.command()
def compare(
    paths: Paths,
    by: Annotated[
        By, typer.Option("--by", help="Chỉ tiêu với kết quả (target), qua các năm (year), giữa các đơn vị (unit).")
    ] = By.target,
    indicator: Annotated[str | None, typer.Option("--indicator", metavar="ID|TÊN", help="Chỉ xét một chỉ tiêu.")] = None,
    targets: Annotated[
        Path | None, typer.Option("--targets", metavar="FILE", help="Tệp YAML chỉ tiêu của công đoàn cấp trên.")
    ] = None,
    registry: Annotated[Path | None, typer.Option("--registry", metavar="FILE", help="Danh bạ đơn vị qua các thời kỳ.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Đến ngày này, hay theo cơ cấu ngày này.")] = None,
    promises: Annotated[bool, typer.Option("--promises", help="Theo dõi từng lời hứa qua các kỳ báo cáo.")] = False,
    form: Annotated[CompareFormat, typer.Option("--format", help="Dạng kết quả.")] = CompareFormat.table,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT", help="Tệp kết quả.")] = None,
    catalog: Extra = None,
    no_sidecar: NoSidecar = False,
) -> None:
    """So sánh các báo cáo: chỉ tiêu đề ra với kết quả, qua các năm, giữa các đơn vị."""
    import cdcs_parse

    _keep_inputs(paths, out)
    if form is CompareFormat.xlsx and out is None:
        raise LookupFailed("--format xlsx cần -o", hint="ghi tên tệp, ví dụ -o so-sanh.xlsx")
    for option, given in (("--targets", targets), ("--promises", promises)):
        if given and by is not By.target:
            raise LookupFailed(f"{option} chỉ đi với --by target", hint=f"bỏ {option}, hoặc bỏ --by {by.value}")
    tally, vocabulary = cli_io.Tally(), _catalog(catalog)
    if targets or registry or as_of or indicator:
        # what is wrong with these is told before many reports are read
        cdcs_parse.compare([], by.value, targets, registry, as_of, indicator, vocabulary)
    reports = list(cli_io.read_reports(paths, vocabulary, tally, sidecar=not no_sidecar))
    if reports:
        found = cdcs_parse.compare(reports, by.value, targets, registry, as_of, indicator, vocabulary)
        cli_io.put_comparisons(found, form.value, out, promises=promises, chain=len(reports) > 2)
    raise typer.Exit(NO_INPUT if not tally.read else PARTLY if tally.failed else 0)


@app.command()
def outline(path: OneFile, catalog: Extra = None) -> None:
    """In cây đề mục của một báo cáo."""
    from cdcs_parse.export.outline import outline_text

    cli_io.to_stdout(outline_text(cli_io.read_one(path, _catalog(catalog))) + "\n")


@app.command()
def explain(
    path: OneFile,
    at: Annotated[str, typer.Option("--at", metavar="OFFSET|TEXT", help="Vị trí ký tự, hoặc một đoạn chữ có số liệu.")],
    catalog: Extra = None,
) -> None:
    """Giải thích vì sao một chỗ trong báo cáo được đọc như vậy."""
    import cdcs_parse

    extra = _catalog(catalog)
    report = cli_io.read_one(path, extra)
    place = int(at) if at.isascii() and at.isdigit() else at
    cli_io.to_stdout(cdcs_parse.explain(report, place, catalog=extra).text().rstrip("\n") + "\n")


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Thư mục ghi các tệp schema.")] = None,
) -> None:
    """In JSON Schema của báo cáo, hoặc ghi mọi schema vào một thư mục."""
    from cdcs_parse.export.schema import schemas

    found = schemas()
    if out is None:
        cli_io.to_stdout(found["report.schema.json"])
        return
    cli_io.make_folder(out)
    for name, text in found.items():
        cli_io.write_file(out / name, text)


app.command()(cli_inspect.read)
app.command()(cli_inspect.doctor)
app.command()(cli_check.rules)
app.command()(cli_units.units)
app.command()(cli_sidecar.justify)
app.command()(cli_sidecar.correct)


@catalog_app.command("list")
def catalog_list(catalog: Extra = None) -> None:
    """Liệt kê các chỉ tiêu: mã và tên."""
    entries = _load(catalog).indicators
    width = max((len(ident) for ident in entries), default=0)
    cli_io.to_stdout("".join(f"{ident:<{width}}  {entry.label_vi}\n" for ident, entry in entries.items()))


@catalog_app.command("show")
def catalog_show(ident: Annotated[str, typer.Argument(metavar="ID", help="Mã hoặc tên Việt.")], catalog: Extra = None) -> None:
    """In một mục của danh mục."""
    import yaml

    entry = _entry(_load(catalog), ident)
    body = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    cli_io.to_stdout(yaml.safe_dump({body.pop("id"): body}, allow_unicode=True, sort_keys=False, width=120))


@catalog_app.command("test")
def catalog_test(catalog: Extra = None) -> None:
    """Thử mọi ví dụ và phản ví dụ của danh mục."""
    from cdcs_parse.parse.selftest import run as run_examples

    failures = list(run_examples(_load(catalog)))
    for failure in failures:
        cli_io.to_stdout(f"{failure.where}: {failure.message}\n")
    cli_io.to_stdout(f"{len(failures)} ví dụ sai\n" if failures else "mọi ví dụ đều đúng\n")
    raise typer.Exit(PARTLY if failures else 0)


@catalog_app.command("unmapped")
def catalog_unmapped(paths: Paths, catalog: Extra = None) -> None:
    """In YAML soạn sẵn cho những số liệu chưa có chỉ tiêu."""
    from cdcs_parse.parse.unmapped import unmapped_yaml

    tally = cli_io.Tally()
    reports = list(cli_io.read_reports(paths, _catalog(catalog), tally))
    if reports:
        cli_io.to_stdout(unmapped_yaml(reports))
    raise typer.Exit(NO_INPUT if not tally.read else PARTLY if tally.failed else 0)


def _keep_inputs(paths: list[Path], out: Path | None, option: str = "-o") -> None:
    if out is not None and any(path.exists() and out.exists() and path.samefile(out) for path in paths if not path.is_dir()):
        raise LookupFailed(f"{option} trùng với tệp đầu vào", where=str(out), hint="chọn tên khác để không mất báo cáo gốc")


def _catalog(extra: list[Path] | None) -> Catalog | None:
    """None stands for the built-in catalogue, which a command that reads only JSON then never loads."""
    return _load(extra) if extra else None


def _limits(jobs: int | None, timeout: float | None, memory: int | None) -> Limits | None:
    """None when no option was given: then one small file needs no worker process."""
    if jobs is None and timeout is None and memory is None:
        return None
    from cdcs_parse.workers import MEMORY, TIMEOUT, Limits

    return Limits(jobs, timeout or TIMEOUT, memory * 1_000_000 if memory else MEMORY)


def _load(extra: list[Path] | None) -> Catalog:
    from cdcs_parse.catalog import load_catalog

    builtin = load_catalog()
    try:
        return load_catalog(*extra) if extra else builtin
    except OSError as fault:
        raise CatalogError(f"không mở được ({fault.strerror})", where=str(fault.filename), hint="kiểm tra lại --catalog") from fault


def _entry(catalog: Catalog, wanted: str) -> BaseModel:
    from difflib import get_close_matches

    from cdcs_parse.text import fold, normalize

    parts: tuple[Any, ...] = (
        catalog.indicators, catalog.dimensions, catalog.section_kinds, catalog.units, catalog.words, catalog.masks, catalog.header,
    )  # fmt: skip
    names: dict[str, BaseModel] = {}
    for part in parts:
        for ident, entry in part.items():
            names.setdefault(ident, entry)
            if hasattr(entry, "label_vi"):
                names.setdefault(fold(entry.label_vi), entry)
    key = normalize(wanted).strip()
    found = names.get(key) or names.get(fold(key))
    if found is None:
        close = get_close_matches(fold(key), names, 3, 0.5)
        hint = f"có phải ý bạn là {', '.join(close)}?" if close else "xem cdcs catalog list"
        raise LookupFailed(f"danh mục không có {wanted!r}", hint=hint)
    return found


def _is_list(path: Path) -> bool:
    """True for a JSON file that holds a list or lines: it is written as it came."""
    if path.suffix.lower() == ".jsonl":
        return True
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    cli_io.speak_utf8()
    try:
        code = typer.main.get_command(app).main(args=arguments, prog_name="cdcs", standalone_mode=False)
        cli_io.to_stdout("")
        return int(code or 0)
    except CdcsError as error:
        if error.what:
            complain(error)
        return exit_code(error)
    except _ParserError as fault:
        complain(told(fault, "cdcs"))
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        complain("đã dừng theo yêu cầu")
        return 130
    except Exception as fault:
        if os.environ.get("CDCS_DEBUG"):
            raise
        complain(f"lỗi của chương trình ({type(fault).__name__}: {fault}); đặt CDCS_DEBUG=1 để xem chi tiết và báo lại")
        return FAULT


def main() -> None:
    """Entry point of the command."""
    # told to end, Python would drop everything where it stands: running programs and temporary files would stay behind
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    sys.exit(run())


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)
