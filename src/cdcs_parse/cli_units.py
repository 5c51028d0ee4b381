"""The command `cdcs units`: names of reports against the registry of units, decisions on them, the registry itself."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdcs_parse import cli_io
from cdcs_parse.cli_usage import NO_INPUT, PARTLY
from cdcs_parse.errors import LookupFailed

if TYPE_CHECKING:
    from cdcs_parse.model.unit import NameUse


class UnitsFormat(StrEnum):
    """How names are written."""

    table = "table"
    yaml = "yaml"
    json = "json"


def units(
    registry: Annotated[Path, typer.Option("--registry", metavar="FILE", help="Sổ đơn vị: units.yaml hoặc units.csv.")],
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Báo cáo cần nhận tên đơn vị.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Chỉ kiểm tra sổ đơn vị: hợp lệ hay sai ở dòng nào.")] = False,
    decide: Annotated[
        list[str] | None,
        typer.Option("--decide", metavar="TÊN=MÃ", help="Ghi quyết định: tên này là đơn vị nào (TÊN=- khi không thuộc sổ)."),
    ] = None,
    form: Annotated[UnitsFormat, typer.Option("--format", help="Dạng kết quả.")] = UnitsFormat.table,
) -> None:
    """Xem tên đơn vị trong báo cáo là đơn vị nào trong sổ, quyết định tên chưa chắc, kiểm tra sổ đơn vị."""
    from cdcs_parse.compare.registry_file import keep_decision, load_decisions, load_registry
    from cdcs_parse.export.name_uses import registry_summary

    if not (paths or check or decide):
        raise LookupFailed("thiếu báo cáo cần nhận tên", hint="thêm đường dẫn báo cáo, hoặc --check, hoặc --decide")
    known = load_registry(registry)
    for one in decide or ():
        name, sign, ident = one.rpartition("=")
        if not sign or not name.strip() or not ident.strip():
            raise LookupFailed(f"--decide: không hiểu {one!r}", hint='ghi "TÊN=MÃ", hoặc "TÊN=-" khi tên không thuộc sổ')
        kept = keep_decision(registry, known, name.strip(), None if ident.strip() == "-" else ident.strip())
        cli_io.to_stdout(f"đã ghi vào {kept.name}: {name.strip()} → {ident.strip()}\n")
    if check:
        cli_io.to_stdout(registry_summary(registry.name, known, len(load_decisions(registry, known))) + "\n")
    if not paths:
        return
    from cdcs_parse.compare.name_uses import find_name_uses
    from cdcs_parse.compare.names import Names

    tally = cli_io.Tally()
    reports = cli_io.read_reports(paths, None, tally)
    _show(*find_name_uses(reports, Names(known, load_decisions(registry, known))), form)
    raise typer.Exit(NO_INPUT if not tally.read else PARTLY if tally.failed else 0)


def _show(uses: list[NameUse], notes: list[str], form: UnitsFormat) -> None:
    from cdcs_parse.export import name_uses as export
    from cdcs_parse.export.grid import page_text

    if form is UnitsFormat.table:
        cli_io.to_stdout(page_text(export.name_uses_page(uses, notes), colour=sys.stdout.isatty()))
        return
    cli_io.tell_notes(notes)
    cli_io.to_stdout(export.name_uses_json(uses) if form is UnitsFormat.json else export.name_uses_yaml(uses))
