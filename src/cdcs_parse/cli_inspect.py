"""The commands that look at what reading rests on: `cdcs read` shows a file as the reader saw it, `cdcs doctor` the machine."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cdcs_parse import cli_io
from cdcs_parse.cli_usage import DONE, FAULT


class Shape(StrEnum):
    """For people or for programs."""

    table = "table"
    json = "json"


class Revisions(StrEnum):
    """What becomes of tracked changes."""

    accept = "accept"
    reject = "reject"


AsShape = Annotated[Shape, typer.Option("--format", help="Dạng kết quả: bảng cho người đọc, hay JSON.")]


def read(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp báo cáo.")],
    form: AsShape = Shape.table,
    revisions: Annotated[
        Revisions, typer.Option("--revisions", help="Sửa đổi có theo dõi trong tệp Word: chấp nhận (accept) hay bỏ (reject).")
    ] = Revisions.accept,
) -> None:
    """Xem bộ đọc thấy gì trong tệp: từng khối với nhãn, trang, khung, và những lưu ý khi đọc."""
    from cdcs_parse import readers

    document = readers.read(path, revisions.value)
    if form is Shape.json:
        cli_io.to_stdout(document.model_dump_json(indent=2) + "\n")
        return
    from cdcs_parse.export.blocks import document_text

    cli_io.to_stdout(document_text(document, colour=sys.stdout.isatty()))


def doctor(form: AsShape = Shape.table) -> None:
    """Xem máy này đọc được những loại tệp nào, còn thiếu chương trình gì và cách cài."""
    from cdcs_parse import __version__
    from cdcs_parse.export.doctor import checkup_text, examine

    found = examine(__version__)
    if form is Shape.json:
        cli_io.to_stdout(found.model_dump_json(indent=2) + "\n")
    else:
        cli_io.to_stdout(checkup_text(found, colour=sys.stdout.isatty()))
    raise typer.Exit(FAULT if found.broken else DONE)
