"""Prizes and medals listed by rank against their total: "09 giải: 01 Nhất, 02 Nhì, 02 Ba, 03 KK"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit
from cdcs_parse.check.index import Index

_RANK = (
    r"(?:giải |huy chương |hc ?)?(?:đặc biệt|nhất|nhì|ba|tư|kk|khuyến khích|phụ|tập thể|toàn đoàn|hcv|hcb|hcđ|vàng|bạc|đồng|a|b|c)"
)
_ITEM = rf"0?(\d{{1,3}}) {_RANK}(?!\w)"
_LIST = re.compile(
    rf"(?<![\w.,/])(\d{{1,3}}) (?:giải(?: thưởng| các loại)?|huy chương)(?: các loại)?\s*"
    rf"(?:\(|:|,? ?(?P<opener>gồm|bao gồm|trong đó(?: có)?)[ :]*)\s*(?P<items>{_ITEM}(?:(?:\s*[,;]\s*|\s*(?:, )?và )?{_ITEM})+)"
    r"(?P<rest>.{0,12})"
)
_NUMBER = re.compile(_ITEM)


def find_listed_ranks(index: Index, _rule: Rule) -> Iterator[Hit]:
    """The prizes of each rank do not make up the number of prizes. A list that goes on, or opens with "trong đó", may be less."""
    for match in _LIST.finditer(index.folded):
        stated, items = int(match[1]), [int(n) for n in _NUMBER.findall(match["items"])]
        goes_on = re.match(r"\s*(?:[,;]|và)\s*\w", match["rest"]) is not None or "…" in match["rest"] or ".." in match["rest"]
        partial = goes_on or (match["opener"] or "").startswith("trong")
        value = sum(items)
        if value == stated or (value < stated and partial):
            continue
        words = " + ".join(map(str, items))
        yield Hit(
            fields={"parts": words, "sum": str(value), "total": str(stated)},
            spans=((match.start(1), match.end("items")),),
            arithmetic=f"{words} = {value}, không phải {stated}",
        )
