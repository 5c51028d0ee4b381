"""Names of reports beside the units of the registry: the officer's page, JSON, YAML; and what a registry holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cdcs_parse.export.grid import Column, Grid, Page, Words
from cdcs_parse.model.unit import How, NameUse

if TYPE_CHECKING:
    from cdcs_parse.compare.registry import Registry

HOW: dict[How, str] = {
    "decided": "do người dùng quyết định", "exact": "trùng tên", "near": "gần đúng", "doubtful": "chưa chắc",
    "unknown": "không có trong sổ",
}  # fmt: skip
_KINDS = {
    "grassroots": "CĐCS", "grassroots_member": "CĐCS thành viên", "department": "công đoàn bộ phận", "upper": "công đoàn cấp trên",
    "province": "công đoàn cấp tỉnh", "national": "cấp trung ương",
}  # fmt: skip
_EVENTS = {
    "rename": "đổi tên", "reparent": "chuyển cấp trên", "merge": "sáp nhập", "split": "chia tách", "dissolve": "giải thể",
    "found": "thành lập",
}  # fmt: skip
_FILES = 3


def name_uses_page(uses: Sequence[NameUse], notes: Sequence[str]) -> Page:
    """What has to be decided first, then what was recognised and how."""
    unclear = [use for use in uses if use.unit is None and use.how != "decided"]
    known = [use for use in uses if use not in unclear]
    page: list[Grid | Words] = []
    if unclear:
        columns = [Column("Tên trong báo cáo"), Column("Cấp trên"), Column("Vì sao"), Column("Có thể là"), Column("Báo cáo")]
        rows = [
            [Words(use.name), Words(use.parent or ""), Words(f"{HOW[use.how]}: {use.reason}", "doubt"),
             Words("; ".join(f"{one.unit} ({one.unit_name})" for one in use.candidates) or "—"), Words(_files(use))]
            for use in unclear
        ]  # fmt: skip
        page.append(Grid(f"Cần quyết định: {len(unclear)} tên", columns, rows))
        page.append(Words('Ghi quyết định: cdcs units --registry TỆP --decide "TÊN=MÃ" (không thuộc sổ này: "TÊN=-")', "faint"))
    if known:
        columns = [Column("Tên trong báo cáo"), Column("Đơn vị trong sổ"), Column("Mã"), Column("Cách nhận"), Column("Báo cáo")]
        rows = [
            [Words(use.name), Words(use.unit_name or "(không thuộc sổ này)"), Words(use.unit or "—"),
             Words(HOW[use.how] if use.how != "near" else f"{HOW[use.how]}: {use.reason}"), Words(_files(use))]
            for use in known
        ]  # fmt: skip
        page.append(Grid(f"Đã rõ: {len(known)} tên", columns, rows))
    return [*page, *(Words(f"* {note}") for note in notes)]


def _files(use: NameUse) -> str:
    more = len(use.reports) - _FILES
    return ", ".join(use.reports[:_FILES]) + (f" và {more} tệp nữa" if more > 0 else "")


def name_uses_json(uses: Sequence[NameUse]) -> str:
    """A list of objects."""
    return json.dumps([use.model_dump(mode="json") for use in uses], ensure_ascii=False, indent=2) + "\n"


def name_uses_yaml(uses: Sequence[NameUse]) -> str:
    """The same as YAML."""
    import yaml

    return yaml.safe_dump([use.model_dump(mode="json") for use in uses], allow_unicode=True, sort_keys=False, width=120)


def registry_summary(name: str, registry: Registry, decisions: int) -> str:
    """ "units.yaml: hợp lệ; 9 đơn vị (7 CĐCS, 2 công đoàn cấp trên), 2 sự kiện (1 đổi tên, 1 sáp nhập)"."""
    kinds = Counter(spells[-1].kind for spells in registry.spells.values())
    events = Counter(event.kind for event in registry.events)
    units = ", ".join(f"{kinds[kind]} {words}" for kind, words in _KINDS.items() if kinds[kind])  # type: ignore[index]
    told = ", ".join(f"{events[kind]} {words}" for kind, words in _EVENTS.items() if events[kind])  # type: ignore[index]
    line = f"{name}: hợp lệ; {len(registry.spells)} đơn vị ({units or 'trống'}), {len(registry.events)} sự kiện"
    kept = f", {decisions} quyết định về tên" if decisions else ""
    return f"{line}{f' ({told})' if told else ''}{kept}"
