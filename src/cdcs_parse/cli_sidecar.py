"""The commands that write the file beside a report: `justify` a finding, `correct` a figure."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cdcs_parse import cli_io
from cdcs_parse.errors import LookupFailed

if TYPE_CHECKING:
    from cdcs_parse.model.fact import Fact
    from cdcs_parse.model.finding import Finding
    from cdcs_parse.model.report import Report
    from cdcs_parse.model.sidecar import Sidecar


class RoleName(StrEnum):
    """What a figure is."""

    actual = "actual"
    target = "target"
    prior_target = "prior_target"


class ComparatorName(StrEnum):
    """The words before or after a figure."""

    eq = "eq"
    ge = "ge"
    gt = "gt"
    le = "le"
    lt = "lt"
    approx = "approx"


ReportFile = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp báo cáo.")]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ DO", help="Vì sao; người nhận báo cáo sẽ đọc.")]
Who = Annotated[str, typer.Option("--who", metavar="TÊN", help="Ai giải trình, ai sửa: họ tên, chức vụ.")]
When = Annotated[str | None, typer.Option("--when", metavar="NGÀY", help="Năm-tháng-ngày; mặc định hôm nay.")]


def justify(
    path: ReportFile,
    rule: Annotated[str, typer.Option("--rule", metavar="MÃ", help="Mã của cảnh báo, ví dụ P01.")],
    reason: Reason,
    who: Who,
    at: Annotated[str | None, typer.Option("--at", metavar="CHỮ", help="Chữ ở chỗ bị cảnh báo, khi mã đó có nhiều chỗ.")] = None,
    previous: Annotated[Path | None, typer.Option("--previous", metavar="FILE", help="Báo cáo kỳ trước.")] = None,
    when: When = None,
) -> None:
    """Giải trình một cảnh báo của cdcs check: ghi vào tệp .cdcs.yaml cạnh báo cáo, gửi kèm báo cáo."""
    from cdcs_parse import check, sidecar

    report = _parsed(path)
    before = cli_io.read_one(previous, None) if previous is not None else None
    finding = _chosen(report, [f for f in check(report, before) if f.rule == rule], rule, at)
    made = sidecar.explain(sidecar.sidecar_of(report), report, finding, reason=reason, who=who, when=when or _today())
    _save(path, made, f"đã giải trình [{rule}] {finding.message_vi}")


def correct(
    path: ReportFile,
    at: Annotated[str, typer.Option("--at", metavar="CHỮ", help="Con số như đứng trong báo cáo, ví dụ “45 người”.")],
    reason: Reason,
    who: Who,
    nth: Annotated[int | None, typer.Option("--nth", metavar="N", min=1, help="Chỗ thứ mấy, khi chữ đó có nhiều chỗ.")] = None,
    value: Annotated[str | None, typer.Option("--value", metavar="SỐ", help="Giá trị đúng: 1250000 hoặc 98.5.")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", metavar="ID", help="Chỉ tiêu, xem cdcs catalog list.")] = None,
    dimension: Annotated[
        list[str] | None, typer.Option("--dimension", metavar="TÊN=GIÁ TRỊ", help="Phân tổ, ví dụ sex=female; lặp lại được.")
    ] = None,
    role: Annotated[RoleName | None, typer.Option("--role", help="Kết quả, chỉ tiêu kỳ tới, chỉ tiêu cũ.")] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="NĂM", help="Năm của số liệu.")] = None,
    comparator: Annotated[ComparatorName | None, typer.Option("--comparator", help="Đúng bằng, từ … trở lên, trên …")] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Bỏ: chỗ này không phải số liệu.")] = False,
    add: Annotated[bool, typer.Option("--add", help="Thêm: chỗ này là số liệu mà máy không đọc được.")] = False,
    when: When = None,
) -> None:
    """Sửa một số liệu máy đọc sai: ghi vào tệp .cdcs.yaml cạnh báo cáo; mọi lệnh sau đó dùng số đã sửa. Báo cáo không đổi."""
    from cdcs_parse import sidecar

    report = _parsed(path)
    signed = {"reason": reason, "who": who, "when": when or _today()}
    said: dict[str, Any] = {
        "value": value, "indicator": indicator, "dimensions": _pairs(dimension), "role": role and role.value, "period": period,
        "comparator": comparator and comparator.value,
    }  # fmt: skip
    changes = {name: told for name, told in said.items() if told is not None}
    if drop and (add or changes):
        raise LookupFailed("--drop không đi cùng --add hay giá trị mới", hint="chọn một cách")
    base = sidecar.sidecar_of(report)
    if add:
        start, end = _place(report, at, nth)
        made = sidecar.add(base, report, start, end, **changes, **signed)
    else:
        fact = _fact(report, at, nth)
        made = sidecar.drop(base, report, fact, **signed) if drop else sidecar.correct(base, report, fact, **changes, **signed)
    _save(path, made, f"đã ghi sửa “{at}”")


def _parsed(path: Path) -> Report:
    if path.suffix.lower() in (".json", ".jsonl"):
        raise LookupFailed("tệp JSON không có tệp đi kèm", where=str(path), hint="đưa chính tệp báo cáo")
    return cli_io.read_one(path, None)


def _today() -> str:
    return date.today().isoformat()


def _pairs(told: list[str] | None) -> dict[str, str] | None:
    if told is None:
        return None
    for pair in told:
        if "=" not in pair:
            raise LookupFailed(f"--dimension: không nhận {pair!r}", hint="ghi tên=giá trị, ví dụ sex=female")
    return dict(pair.split("=", 1) for pair in told)


def _chosen(report: Report, found: list[Finding], rule: str, at: str | None) -> Finding:
    if at is not None:
        found = [f for f in found if f.spans and _reads(report, f, at)]
    if len(found) == 1:
        return found[0]
    where = f" ở “{at}”" if at is not None else ""
    if not found:
        raise LookupFailed(f"báo cáo không có cảnh báo {rule}{where}", hint="xem cdcs check")
    shown = "; ".join(f"“{f.spans[0].text[:40]}”" for f in found if f.spans)
    raise LookupFailed(f"có {len(found)} cảnh báo {rule}{where}: {shown}", hint="chọn một bằng --at, ghi thêm chữ xung quanh")


def _reads(report: Report, finding: Finding, at: str) -> bool:
    """True when the first place of the finding holds the words, or the words around it do."""
    first = finding.spans[0]
    return at in first.text or any(start <= first.start and first.end <= start + len(at) for start in _found(report.text, at))


def _found(text: str, words: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(words), text)]


def _place(report: Report, at: str, nth: int | None) -> tuple[int, int]:
    """The characters of the words in the text; raises LookupFailed when there are none or several."""
    from cdcs_parse.model.sidecar import Place
    from cdcs_parse.parse.places import locate
    from cdcs_parse.text import normalize

    place = locate(report.text, report.sections, Place(quote=normalize(at), nth=nth))
    if isinstance(place, str):
        raise LookupFailed(place, hint="chọn bằng --nth, hoặc chép đúng chữ trong báo cáo")
    return place


def _fact(report: Report, at: str, nth: int | None) -> Fact:
    """The one figure that stands in the words; raises LookupFailed when there is none or several."""
    start, end = _place(report, at, nth)
    exact = [f for f in report.facts if (f.span.start, f.span.end) == (start, end)]
    inside = exact or [f for f in report.facts if start <= f.span.start and f.span.end <= end]
    inside = inside or [f for f in report.facts if f.span.start <= start and end <= f.span.end]
    if len(inside) == 1:
        return inside[0]
    if not inside:
        raise LookupFailed(f"ở “{at}” không có số liệu nào", hint="thêm số liệu bằng --add --value --indicator")
    shown = "; ".join(f"“{f.span.text}”" for f in inside)
    raise LookupFailed(f"ở “{at}” có {len(inside)} số liệu: {shown}", hint="ghi --at đúng một số")


def _save(path: Path, made: Sidecar, told: str) -> None:
    from cdcs_parse import sidecar

    out = sidecar.path_beside(path)
    sidecar.save(out, made)
    cli_io.to_stdout(f"{told}\nghi ở {out}\n")
