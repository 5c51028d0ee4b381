"""The rules of the check as pages an officer can read: one a rule, and an index by kind."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.export.wording import REPORT_KINDS

INDEX = "README.md"
SEVERITIES = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}
_MEANING = {
    "error": "không thể đúng, phải sửa trước khi gửi",
    "warning": "nhiều khả năng sai, nên xem lại",
    "info": "nên biết, không bắt buộc sửa",
}
KINDS = {
    "sum": "Cộng không khớp",
    "balance": "Cân đối đầu kỳ, cuối kỳ",
    "percent_of_ratio": "Tỷ lệ phần trăm không khớp với số",
    "part_exceeds_whole": "Bộ phận lớn hơn tổng",
    "order": "Thứ tự lớn nhỏ",
    "impossible_date": "Ngày tháng",
    "missing_unit": "Thiếu đơn vị tính",
    "contradiction": "Nói hai lần khác nhau",
    "completeness": "Nội dung còn thiếu",
    "target_claim": "Chỉ tiêu và kết quả",
    "plausibility": "Số khó tin, khác quy định",
    "copied": "Chép lại kỳ trước",
    "format": "Thể thức, đánh số",
    "scale": "Thang xếp loại",
}
UNITS = {"enterprise": "doanh nghiệp", "public": "cơ quan, đơn vị sự nghiệp", "school": "trường học"}
# what a message is filled with when the rule finds something
_FIELDS = {
    "what": "tên số liệu",
    "value": "số ghi",
    "other": "số kia",
    "total": "tổng ghi",
    "sum": "tổng tính được",
    "parts": "các số cộng lại",
    "because": "vì sao cho là đủ",
    "place": "chỗ trong báo cáo",
    "expected": "số đúng ra phải có",
    "first": "lần thứ nhất",
    "second": "lần thứ hai",
    "unit": "đơn vị tính",
    "list": "danh sách",
    "date": "ngày",
}
_GENERATED = "<!-- Trang này sinh từ danh mục quy tắc: sửa ở src/cdcs_parse/catalog/data/checks rồi chạy make rules -->\n\n"


def rule_pages(rules: Iterable[Rule]) -> dict[str, str]:
    """File name → Markdown: README.md is the index, each rule has its id as a name."""
    held = list(rules)
    return {INDEX: _GENERATED + _index(held)} | {f"{rule.id}.md": _GENERATED + rule_page(rule) for rule in held}


def rule_page(rule: Rule) -> str:
    """What a rule finds, why, when, and an example of each side."""
    return "\n\n".join(
        (
            f"# {rule.id}. {rule.title}",
            f"**{SEVERITIES[rule.severity]}**: {_MEANING[rule.severity]}. Nhóm: {KINDS[rule.kind].lower()}.",
            f"## Báo gì\n\n> {_filled(rule.message_vi)}",
            f"## Nên làm gì\n\n{_filled(rule.suggestion) or 'Xem lại chỗ được báo.'}",
            f"## Áp dụng cho\n\n{_when(rule)}",
            *([f"## Báo cáo kỳ trước trong các ví dụ\n\n{_examples([rule.previous])}"] if rule.previous else []),
            *([f"## Tệp .cdcs.yaml trong các ví dụ\n\n{_examples([rule.sidecar])}"] if rule.sidecar else []),
            f"## Ví dụ bị báo\n\n{_examples(rule.fails)}",
            f"## Ví dụ không bị báo\n\n{_examples(rule.passes)}",
            f"## Căn cứ\n\n{rule.source}\n",
        )
    )


def _index(rules: list[Rule]) -> str:
    parts = [
        "# Các quy tắc kiểm tra",
        f"{len(rules)} quy tắc mà `cdcs check` dùng. "
        + "; ".join(f"**{name}**: {_MEANING[severity]}" for severity, name in SEVERITIES.items())
        + ".",
        "Quy tắc báo nhầm thì ghi giải trình cho chỗ đó (`cdcs justify`, xem [SIDECAR.md](../SIDECAR.md)), không cần sửa báo cáo.",
    ]
    for kind, name in KINDS.items():
        rows = [f"| [{r.id}]({r.id}.md) | {r.title} | {SEVERITIES[r.severity]} |" for r in rules if r.kind == kind]
        if rows:
            parts.append("\n".join((f"## {name}", "", "| Mã | Quy tắc | Mức |", "| --- | --- | --- |", *rows)))
    return "\n\n".join(parts) + "\n"


def _filled(message: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: f"‹{_FIELDS.get(m[1], m[1])}›", message)


def _when(rule: Rule) -> str:
    when = rule.when
    parts = [
        ", ".join(REPORT_KINDS[kind] for kind in when.kinds),
        ", ".join(UNITS[unit] for unit in when.units),
        f"từ năm {when.since}" if when.since else "",
        f"đến năm {when.until}" if when.until else "",
    ]
    told = "; ".join(filter(None, parts))
    if rule.previous:
        told = "; ".join(filter(None, ["khi có báo cáo kỳ trước (--previous)", told]))
    return f"{told[:1].upper()}{told[1:]}." if told else "Mọi báo cáo."


def _examples(texts: Iterable[str]) -> str:
    """Each example as it stands, in a block that nothing inside it can end."""
    blocks = []
    for text in texts:
        fence = "`" * max(3, *(len(run) + 1 for run in ["", *re.findall("`+", text)]))
        blocks.append(f"{fence}text\n{text.rstrip()}\n{fence}")
    return "\n\n".join(blocks)
