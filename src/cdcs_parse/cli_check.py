"""What `cdcs check` does with reports: findings for each, a copy of a Word file with comments; and its rules to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdcs_parse.cli_io import Tally, make_folder, several, to_stdout, write_file
from cdcs_parse.errors import LookupFailed, ReadError

if TYPE_CHECKING:
    from cdcs_parse.catalog import Catalog
    from cdcs_parse.model.report import Report

_SAVE_AS = {
    "doc": "mở bằng Word rồi lưu lại dạng .docx",
    "odt": "mở bằng LibreOffice rồi lưu lại dạng .docx",
    "rtf": "mở bằng Word rồi lưu lại dạng .docx",
}


def checked(
    reports: Iterable[Report], catalog: Catalog | None, tally: Tally, fail_on: str, previous: Report | None = None
) -> Iterator[Report]:
    """The reports with the findings of the check; `tally.errors` counts those with a finding as severe as `fail_on`.

    `previous` is the report of the time before.
    """
    from cdcs_parse import check

    loud = ("error", "warning") if fail_on == "warning" else ("error",)
    failed = 0
    for report in reports:
        findings = tuple(check(report, previous, catalog=catalog))
        failed += any(f.severity in loud and f.explained is None and f.root is None for f in findings)
        # what a stored report held before does not count
        tally.errors = failed
        yield report.model_copy(update={"findings": findings})
    tally.errors = failed


def word_file(paths: Sequence[Path], out: Path) -> bytes:
    """The bytes of the one Word file that gets comments; raises LookupFailed, or ReadError when there is no such file."""
    from cdcs_parse.readers.detect import detect, load

    if several(paths):
        raise LookupFailed("--comments cần đúng một tệp báo cáo", hint="chạy lệnh cho từng tệp .docx")
    path = paths[0]
    if path.suffix.lower() in (".json", ".jsonl"):
        raise LookupFailed("JSON không ghi chú được", where=str(path), hint="đưa tệp .docx gốc")
    data = load(path)
    kind = detect(data, path.name)
    if kind != "docx":
        hint = _SAVE_AS.get(kind, "đưa tệp .docx gốc của báo cáo")
        raise LookupFailed("--comments chỉ ghi chú được vào tệp .docx", where=str(path), hint=hint)
    wanted = ".docm" if path.suffix.lower() == ".docm" else ".docx"
    if out.suffix.lower() != wanted:
        raise LookupFailed(f"bản có ghi chú phải mang đuôi {wanted}", where=str(out), hint=f"ví dụ {out.stem}{wanted}")
    return data


def with_comments(reports: Iterable[Report], data: bytes, out: Path) -> Iterator[Report]:
    """The reports, of which the one that `data` is of has been written to `out` with comments; raises OutputError."""
    import hashlib

    from cdcs_parse.export.comments import commented

    for report in reports:
        if report.source.sha256 != hashlib.sha256(data).hexdigest():
            raise ReadError("đã thay đổi trong khi đọc", where=report.source.name, hint="chạy lại lệnh")
        write_file(out, commented(data, report))
        yield report


def rules(
    ident: Annotated[str | None, typer.Argument(metavar="ID", help="Mã của một quy tắc, ví dụ S01.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Thư mục ghi mỗi quy tắc một trang.")] = None,
) -> None:
    """Liệt kê các quy tắc của cdcs check, giải thích một quy tắc, hoặc ghi tất cả thành trang."""
    from cdcs_parse.catalog.rules import load_rules
    from cdcs_parse.export.rule_pages import SEVERITIES, rule_page, rule_pages

    held = load_rules()
    if out is not None:
        make_folder(out)
        for name, text in rule_pages(held).items():
            write_file(out / name, text)
    elif ident is None:
        to_stdout("".join(f"{rule.id}  {SEVERITIES[rule.severity]:<8}  {rule.title}\n" for rule in held))
    else:
        found = next((rule for rule in held if rule.id == ident.strip().upper()), None)
        if found is None:
            raise LookupFailed(f"không có quy tắc {ident!r}", hint="xem cdcs rules")
        to_stdout(rule_page(found))
