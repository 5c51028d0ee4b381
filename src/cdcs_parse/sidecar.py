"""The file beside a report that holds explanations and corrections: found, read strictly, added to, written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cdcs_parse.catalog import Catalog, load_catalog
from cdcs_parse.errors import LookupFailed, SidecarError
from cdcs_parse.files import write_whole
from cdcs_parse.model.base import Model
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report
from cdcs_parse.model.sidecar import SUFFIX, Correction, Explained, Mark, Place, Sidecar
from cdcs_parse.parse.places import place_of
from cdcs_parse.text import normalize

_HEAD = "# Giải trình và sửa số liệu của {name}; gửi kèm báo cáo. Cách ghi: docs/SIDECAR.md\n"
_SEE = "xem mẫu trong docs/SIDECAR.md"


def path_beside(report: str | Path) -> Path:
    """bc.docx → bc.docx.cdcs.yaml, in the same folder."""
    path = Path(report)
    return path.with_name(path.name + SUFFIX)


def load_beside(report: str | Path, catalog: Catalog | None = None) -> Sidecar | None:
    """The sidecar of the report file `report`, None without one; raises SidecarError."""
    path = path_beside(report)
    # isfile, not Path.is_file: where the report's name is as long as a name may be, no sidecar can stand beside it
    return load(path, catalog) if os.path.isfile(path) else None


def load(path: str | Path, catalog: Catalog | None = None) -> Sidecar:
    """Read a sidecar; raises SidecarError (`file:line: what; what to do`) for whatever is not as it should be.

    An empty file is an empty sidecar. Rule ids are looked at by the check, which knows the rules.
    """
    file = Path(path)
    try:
        text = normalize(file.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise SidecarError(f"không mở được ({fault.strerror})", where=file.name, hint="kiểm tra quyền đọc tệp") from None
    except UnicodeDecodeError:
        raise SidecarError("không phải văn bản UTF-8", where=file.name, hint="lưu lại tệp với mã UTF-8") from None
    return parse_sidecar(text, file.name, catalog)


def parse_sidecar(text: str, name: str, catalog: Catalog | None = None) -> Sidecar:
    """The sidecar that the YAML `text` of the file `name` holds; raises SidecarError."""
    try:
        # every scalar as it was typed: 98.50 is no float here and 2025-01-15 no date object
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (it makes strings, lists and mappings only)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise SidecarError(
            f"không phải YAML: {fault.problem}", where=f"{name}:{line}", hint="sửa chỗ thụt dòng hoặc dấu nháy"
        ) from None
    except yaml.YAMLError:
        raise SidecarError("có ký tự không được dùng trong YAML", where=name, hint="gõ lại chỗ có ký tự lạ") from None
    except RecursionError:
        raise SidecarError("các mục lồng nhau quá sâu", where=name, hint=_SEE) from None
    if root is None:
        return Sidecar()
    if not isinstance(root, yaml.MappingNode):
        raise SidecarError("tệp phải có mục explanations: hoặc corrections:", where=f"{name}:1", hint=_SEE)
    _refuse_repeats(root, name)
    try:
        sidecar = Sidecar.model_validate(data)
    except ValidationError as faults:
        raise _told(faults, root, name) from None
    known = catalog or load_catalog()
    for number, correction in enumerate(sidecar.corrections):
        _check_names(correction, known, lambda key, n=number: _line(root, ("corrections", n, key), name))
    return sidecar


def save(path: str | Path, sidecar: Sidecar) -> None:
    """Write `sidecar` whole or not at all; raises OutputError. What is written is what `load` reads back."""
    body = sidecar.model_dump(mode="json", exclude_defaults=True) | {"version": sidecar.version}
    body = {key: body[key] for key in ("version", "report", "explanations", "corrections") if key in body}
    text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120)
    write_whole(Path(path), (_HEAD.format(name=sidecar.report.name or "báo cáo") + text).encode("utf-8"))


def sidecar_of(report: Report) -> Sidecar:
    """The sidecar that `report` was parsed with, marked for it as it is now; a new one without."""
    header = report.header
    mark = Mark(
        name=report.source.name,
        sha256=report.source.sha256,
        unit=header.unit.value if header.unit else None,
        title=header.title.value if header.title else None,
    )
    return (report.sidecar or Sidecar()).model_copy(update={"report": mark})


def explain(sidecar: Sidecar, report: Report, finding: Finding, *, reason: str, who: str, when: str) -> Sidecar:
    """`sidecar` with an explanation of `finding`, in the place of one given before. `when` is an ISO date.

    Raises LookupFailed for an empty reason or name.
    """
    at = next((s for s in finding.spans if s.end > s.start), None)
    place = place_of(report, at.start, at.end) if at is not None else None
    entry = _made(Explained, {"rule": finding.rule, "place": place, "reason": reason, "who": who, "when": when})
    kept = [e for e in sidecar.explanations if (e.rule, e.place) != (entry.rule, entry.place)]
    return sidecar.model_copy(update={"explanations": (*kept, entry)})


def correct(sidecar: Sidecar, report: Report, fact: Fact, *, reason: str, who: str, when: str, **changes: Any) -> Sidecar:
    """`sidecar` with a correction of `fact`: value, denominator, kind, unit, indicator, dimensions, role, period, comparator, per.

    Raises LookupFailed when nothing is changed, or a value or name is not accepted.
    """
    return _corrected(sidecar, report, fact, {"action": "change", **changes, "reason": reason, "who": who, "when": when})


def drop(sidecar: Sidecar, report: Report, fact: Fact, *, reason: str, who: str, when: str) -> Sidecar:
    """`sidecar` with the word that `fact` is no figure: its number becomes a mask."""
    return _corrected(sidecar, report, fact, {"action": "drop", "reason": reason, "who": who, "when": when})


def add(sidecar: Sidecar, report: Report, start: int, end: int, *, reason: str, who: str, when: str, **told: Any) -> Sidecar:
    """`sidecar` with a figure at `report.text[start:end]` that was not found; `told` needs value and indicator."""
    body = {"action": "add", "place": place_of(report, start, end), **told, "reason": reason, "who": who, "when": when}
    return _with(sidecar, _made(Correction, body))


def _corrected(sidecar: Sidecar, report: Report, fact: Fact, body: Mapping[str, Any]) -> Sidecar:
    there = [f.id for f in report.facts if (f.span.start, f.span.end) == (fact.span.start, fact.span.end)]
    if fact.id not in there:
        raise LookupFailed(f"báo cáo không có số liệu {fact.as_written!r} này", hint="lấy số liệu từ chính báo cáo")
    which = {"which": there.index(fact.id) + 1} if len(there) > 1 else {}
    place = place_of(report, fact.span.start, fact.span.end)
    return _with(sidecar, _made(Correction, {"place": place, **which, **body}))


def _with(sidecar: Sidecar, correction: Correction) -> Sidecar:
    """Corrections are replayed in their order; one that says all that an earlier one of its place said takes its place."""
    same = [c for c in sidecar.corrections if (c.place, c.which) == (correction.place, correction.which)]
    added = [c for c in same if c.action == "add"]
    if correction.action == "add":
        gone = added
    elif correction.action == "change":
        told = correction.changes.keys()
        gone = [c for c in same if c.action == "change" and c.changes.keys() <= told]
        # whoever changes a figure that was dropped wants it back
        gone += [c for c in same if c.action == "drop" and not added]
    else:
        gone = [c for c in same if c.action != "drop" or not added]
    kept = [c for c in sidecar.corrections if c not in gone]
    # what was added by hand and is dropped again needs no word more
    undone = correction.action == "drop" and added
    return sidecar.model_copy(update={"corrections": tuple(kept) if undone else (*kept, correction)})


def _made(shape: type[Any], body: Mapping[str, Any]) -> Any:
    try:
        made = shape.model_validate(body)
    except ValidationError as faults:
        fault = faults.errors()[0]
        key = str(fault["loc"][0]) if fault["loc"] else ""
        raise LookupFailed(f"{key}: {_why(fault)}" if key else _why(fault), hint=_SEE) from None
    if isinstance(made, Correction):
        _check_names(made, load_catalog(), str)
    return made


def _refuse_repeats(node: yaml.Node, name: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeats(item, name)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            raise SidecarError(f"{key.value} ghi hai lần", where=f"{name}:{key.start_mark.line + 1}", hint="bỏ một dòng")
        seen.add(str(key.value))
        _refuse_repeats(value, name)


def _told(faults: ValidationError, root: yaml.Node, name: str) -> SidecarError:
    """The first fault as one line, the wrong keys before what is missing."""
    fault = min(faults.errors(), key=lambda f: f["type"] != "extra_forbidden")
    path = tuple(p for p in fault["loc"] if p not in ("decimal", "str"))
    leaf = str(path[-1]) if path else ""
    where = _line(root, path, name)
    if fault["type"] == "extra_forbidden":
        fields = _fields(path[:-1])
        return SidecarError(f"không có mục {leaf!r}", where=where, hint=_near(leaf, fields))
    if fault["type"] == "missing":
        return SidecarError(f"thiếu {leaf}", where=where, hint=f"thêm dòng {leaf}:")
    return SidecarError(f"{leaf}: {_why(fault)}" if leaf and not leaf.isdigit() else _why(fault), where=where, hint=_SEE)


def _fields(path: tuple[int | str, ...]) -> Iterable[str]:
    shapes: dict[str, type[Model]] = {"explanations": Explained, "corrections": Correction, "report": Mark, "place": Place}
    names = [p for p in path if isinstance(p, str)]
    return (shapes.get(names[-1], Sidecar) if names else Sidecar).model_fields


def _why(fault: Any) -> str:
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    if fault["type"] == "literal_error":
        return f"không nhận {fault['input']!r}; chọn một trong {fault['ctx']['expected'].replace(' or ', ', ')}"
    if fault["type"] == "string_too_short":
        return "chưa ghi gì"
    return f"không nhận {fault['input']!r}"


def _line(root: yaml.Node, path: tuple[int | str, ...], name: str) -> str:
    """`file:line` of the value at `path`, or of the last part of it that stands in the file."""
    node, line = root, root.start_mark.line
    for part in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        else:
            break
    return f"{name}:{line + 1}"


def _check_names(correction: Correction, catalog: Catalog, where: Any) -> None:
    """Refuse an indicator or a breakdown that the catalogue has not."""
    concept = correction.indicator
    if concept is not None and concept not in catalog.indicators:
        hint = _near(concept, catalog.indicators)
        raise SidecarError(f"danh mục không có chỉ tiêu {concept!r}", where=where("indicator"), hint=hint)
    for dimension, value in (correction.dimensions or {}).items():
        entry = catalog.dimensions.get(dimension)
        if entry is None:
            raise SidecarError(
                f"danh mục không có phân tổ {dimension!r}", where=where("dimensions"), hint=_near(dimension, catalog.dimensions)
            )
        if value not in entry.values:
            raise SidecarError(
                f"phân tổ {dimension} không có {value!r}", where=where("dimensions"), hint=_near(value, entry.values)
            )


def _near(word: str, known: Iterable[str]) -> str:
    options = list(known)
    close = get_close_matches(word, options, 1, 0.5)
    return f"có phải ý bạn là {close[0]!r}?" if close else f"có: {', '.join(options[:12])}"
