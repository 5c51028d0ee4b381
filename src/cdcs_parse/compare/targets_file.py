"""targets.yaml: the targets that an upper union sets for its units, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from cdcs_parse.catalog import Catalog
from cdcs_parse.compare.matching import Promised
from cdcs_parse.compare.verdicts import GRADES
from cdcs_parse.errors import TargetsError
from cdcs_parse.model.base import Amount, Model
from cdcs_parse.model.comparison import Passage
from cdcs_parse.model.fact import Period
from cdcs_parse.model.quantity import Comparator, Per, Scale
from cdcs_parse.text import fold, normalize

_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_KEYS = ("source", "period", "targets")


class TargetEntry(Model):
    """One target of the file: asked of every unit as it stands, of each tổ công đoàn (group), or of each member (person)."""

    indicator: str = Field(description="concept, an id of the catalogue or its Vietnamese name")
    dimensions: dict[str, str] = Field(default_factory=dict, description="breakdown: dimension id to value id")
    kind: Literal["count", "money", "percent", "frequency", "grade", "level"] = Field(description="how it is stated")
    value: Amount | str = Field(union_mode="left_to_right", description="money in đồng, percent 95; a grade as id or in words")
    high: Amount | None = Field(default=None, description="upper end of a range")
    comparator: Comparator = Field(default="ge", description="ge by default")
    per: Per | None = Field(default=None, description="year, quarter, month …")
    unit: str | None = Field(default=None, description="counting word, for the reader")
    scale: Scale | None = Field(default=None, description="rating scale of a grade")
    period: str | int | None = Field(default=None, description='"2025", "2023-2028"; else that of the file')
    applies_to: Literal["unit", "group", "person"] = Field(description="whom it is asked of")
    text: str = Field(default="", description="the words of the plan")


def load_targets(path: str | Path, catalog: Catalog) -> list[Promised]:
    """Read a file of targets; raises TargetsError (`file:line: what; what to do`) for whatever is not as it should be."""
    file = Path(path)
    try:
        text = normalize(file.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise TargetsError(f"không mở được ({fault.strerror})", where=str(path), hint="kiểm tra lại --targets") from None
    except UnicodeDecodeError:
        raise TargetsError("không phải văn bản UTF-8", where=str(path), hint="lưu lại tệp với mã UTF-8") from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise TargetsError(
            f"không phải YAML: {fault.problem}", where=f"{file.name}:{line}", hint="sửa chỗ thụt dòng hoặc dấu nháy"
        ) from None
    if not isinstance(root, yaml.MappingNode):
        raise TargetsError("tệp phải có mục targets:", where=f"{file.name}:1", hint="xem mẫu trong docs/COMPARE.md")
    parts = _pairs(root, file.name, _KEYS)
    common = _plain(parts["period"]) if "period" in parts else None
    entries = parts.get("targets")
    if not isinstance(entries, yaml.SequenceNode):
        raise TargetsError("thiếu danh sách targets:", where=f"{file.name}:1", hint="liệt kê mỗi chỉ tiêu sau một dấu gạch")
    return [_promised(node, file.name, common, catalog) for node in entries.value]


def _pairs(node: yaml.MappingNode, name: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        where = f"{name}:{key.start_mark.line + 1}"
        if key.value not in known:
            raise TargetsError(f"không có mục {key.value!r}", where=where, hint=_near(key.value, known))
        if key.value in found:
            raise TargetsError(f"{key.value} ghi hai lần", where=where, hint="bỏ một dòng")
        found[key.value] = value
    return found


def _plain(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    finally:
        loader.dispose()


def _promised(node: yaml.Node, name: str, common: Any, catalog: Catalog) -> Promised:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise TargetsError("mỗi chỉ tiêu phải gồm các mục tên: giá trị", where=f"{name}:{line}", hint="bắt đầu bằng - indicator:")
    parts = _pairs(node, name, tuple(TargetEntry.model_fields))

    def at(key: str) -> str:
        return f"{name}:{parts[key].start_mark.line + 1 if key in parts else line}"

    body = {key: _plain(value) for key, value in parts.items()}
    if isinstance(body.get("value"), float):
        body["value"] = str(body["value"])
    try:
        entry = TargetEntry.model_validate(body)
    except ValidationError as faults:
        fault = faults.errors()[0]
        key = str(fault["loc"][0]) if fault["loc"] else ""
        what = f"thiếu {key}" if fault["type"] == "missing" else f"{key}: {_told(fault)}"
        raise TargetsError(what, where=at(key), hint="xem mẫu trong docs/COMPARE.md") from None
    concept = _concept(entry.indicator, at("indicator"), catalog)
    _check_dimensions(entry, concept, at("dimensions"), catalog)
    value, scale = _value(entry, at("value"), catalog)
    per: Per | None = {"unit": entry.per, "group": "union_group", "person": "person"}[entry.applies_to]
    if entry.applies_to != "unit" and entry.per not in (None, per):
        raise TargetsError(f"applies_to {entry.applies_to} đi cùng per {entry.per}", where=at("per"), hint="bỏ mục per")
    words = entry.text or f"{catalog.indicators[concept].label_vi}: {entry.value}"
    return Promised(
        indicator=concept,
        dimensions=entry.dimensions,
        kind=entry.kind,
        value=value,
        comparator=entry.comparator,
        due=_period(entry.period if entry.period is not None else common, at("period")),
        passage=Passage(report=name, sentence=words, line=line),
        as_written=words,
        high=entry.high,
        per=per,
        unit=entry.unit,
        scale=scale,
        after=fold(words),
    )


def _told(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "literal_error":
        return f"không nhận {fault['input']!r}; chọn một trong {fault['ctx']['expected']}"
    return f"không nhận {fault['input']!r}"


def _concept(name: str, where: str, catalog: Catalog) -> str:
    if name in catalog.indicators:
        return name
    named = {fold(entry.label_vi): ident for ident, entry in catalog.indicators.items()}
    if fold(name) in named:
        return named[fold(name)]
    raise TargetsError(f"danh mục không có chỉ tiêu {name!r}", where=where, hint=_near(name, [*catalog.indicators, *named]))


def _check_dimensions(entry: TargetEntry, concept: str, where: str, catalog: Catalog) -> None:
    allowed = catalog.indicators[concept].dimensions
    for dimension, value in entry.dimensions.items():
        if dimension not in allowed:
            raise TargetsError(f"{concept} không có phân tổ {dimension!r}", where=where, hint=_near(dimension, allowed))
        values = catalog.dimensions[dimension].values
        if value not in values:
            raise TargetsError(f"phân tổ {dimension} không có {value!r}", where=where, hint=_near(value, values))


def _value(entry: TargetEntry, where: str, catalog: Catalog) -> tuple[Decimal | str, Scale | None]:
    if entry.kind != "grade":
        if isinstance(entry.value, str):
            raise TargetsError(f"value: không nhận {entry.value!r}", where=where, hint="ghi một số, tiền tính bằng đồng")
        if entry.value < 0 or (entry.high is not None and entry.high < entry.value):
            raise TargetsError("giá trị âm hoặc high nhỏ hơn value", where=where, hint="sửa lại hai đầu của khoảng")
        return entry.value, None
    if entry.value in GRADES:
        return str(entry.value), entry.scale or "ht"
    for ident, words in catalog.words.items():
        scale, _, grade = ident.partition(".")
        if scale in ("ht", "vm") and fold(str(entry.value)) in map(fold, words.phrases):
            return grade, "ht" if scale == "ht" else "vm"
    raise TargetsError(f"value: không có mức xếp loại {entry.value!r}", where=where, hint=f"chọn một trong {', '.join(GRADES)}")


def _period(words: Any, where: str) -> Period | None:
    if words is None:
        return None
    years = _YEARS.fullmatch(str(words).strip())
    if years is None or (years.group(2) and years.group(2) < years.group(1)):
        raise TargetsError(f"period: không nhận {words!r}", where=where, hint='ghi "2025" hoặc "2023-2028"')
    return Period(start=f"{years.group(1)}-01-01", end=f"{years.group(2) or years.group(1)}-12-31")


def _near(word: str, known: Any) -> str:
    close = get_close_matches(str(word), list(known), 1, 0.5)
    return f"có phải ý bạn là {close[0]!r}?" if close else f"có: {', '.join(list(known)[:12])}"
