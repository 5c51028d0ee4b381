"""Lists told to make up a total: within a sentence, above a closing total, votes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cdcs_parse.catalog.rules import Rule
from cdcs_parse.check.hit import Hit, added, equation, number, phrases_in, value_of, written
from cdcs_parse.check.index import Index, is_amount
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import Interval, exact, interval_of, total
from cdcs_parse.text import fold

_LONGEST = 3000
# below this share of its total a list is more likely cut short than miscounted
_NEARLY = Fraction(17, 20)
_OPENER = re.compile(
    r"\b(?P<full>gồm có|bao gồm có|bao gồm|gồm|cụ thể là|cụ thể|chia ra)\b[ :]*"
    r"|\b(?P<some>trong đó có|trong đó|trong số đó)\b[ :]*|(?P<bracket>\()"
)
# dots that cut a list short, and a rest of which no number is told
_CUT_SHORT = re.compile(r"v\.v|\.\.\.|…|còn lại(?! \d| là \d| có \d|:? ?\d)")


@dataclass(frozen=True)
class _List:
    head: Fact
    items: tuple[Fact, ...]
    opener: str
    text: str
    unsure: bool
    plain: bool = False


def find_listed_parts(index: Index, rule: Rule) -> Iterator[Hit]:
    """ "57 lượt, gồm ốm đau 29, hiếu 21, hỷ 09": items of one breakdown, or all that brackets hold, against their total.

    More than the total is wrong whatever opens the list. Less is wrong only where the words open a full list ("gồm",
    "cụ thể", brackets), nothing says that it is a choice, and the items exclude one another.
    """
    for facts in index.sentences():
        found: dict[str, list[_List]] = {}
        for one in _lists(index, facts, rule.parameters.dimensions):
            found.setdefault(one.head.id, []).append(one)
        for lists in found.values():
            head = lists[0].head
            stated = interval_of(head)
            sums = [(one, total(interval_of(i) for i in one.items)) for one in lists]
            if any(s.overlaps(stated) for _, s in sums):
                continue
            one, found_sum = max(sums, key=lambda pair: len(pair[0].items))
            too_much = stated.is_below(found_sum)
            parts, value = added(one.items, (), [head])
            share = value / value_of(head) if value_of(head) else value
            partial = _is_partial(rule, one.text)
            if not too_much and (one.opener == "some" or partial or one.unsure or (one.plain and share < _NEARLY)):
                continue
            because = {
                "full": "câu mở đầu bằng “gồm”, “cụ thể” nên các mục phải cộng đủ",
                "bracket": "các mục trong ngoặc thuộc cùng một cách chia",
                "some": "các mục không trùng nhau nên không thể vượt tổng",
            }[one.opener]
            yield Hit(
                fields={
                    "what": index.label(head),
                    "parts": parts,
                    "sum": written(value, [*one.items, head]),
                    "total": written(value_of(head), [*one.items, head]),
                    "because": because,
                },
                facts=(head, *one.items),
                arithmetic=equation(one.items, head),
                severity=_severity(one, too_much, share),
                blamed=(head, *one.items),
            )


def _is_partial(rule: Rule, words: str) -> bool:
    """True when the words say that the list is a choice."""
    return phrases_in(rule.parameters.excludes).search(words) is not None or _CUT_SHORT.search(words) is not None


def _severity(one: _List, too_much: bool, share: Fraction) -> Literal["error", "warning", "info"] | None:
    """What a list of no known breakdown says is likely, not certain; one far short of its total was cut short."""
    if not too_much and share < _NEARLY:
        return "info"
    return "warning" if one.plain and one.head.kind == "money" else None


def _lists(index: Index, facts: list[Fact], dimensions: Sequence[str]) -> Iterator[_List]:
    if len(facts) < 3:
        return
    start = facts[0].sentence.start if facts[0].sentence else 0
    sentence = index.sentence(facts[0])
    # a line of pages is no sentence, and every bracket in it would be read against all of it
    for match in _OPENER.finditer(sentence) if len(sentence) <= _LONGEST else ():
        begin = start + match.end()
        opener = "full" if match["full"] else "some" if match["some"] else "bracket"
        stops = _stops(sentence, match, start)
        heads = [f for f in facts if f.span.end <= start + match.start() and is_amount(f)]
        clause = max(sentence.rfind(";", 0, match.start()), sentence.rfind(". ", 0, match.start())) + start
        heads = [h for h in heads if h.span.start > clause][-3:]
        if opener == "bracket" and re.match(r"\s*(trong đó|trong số)", sentence[match.end() :]):
            continue
        for stop in stops:
            inside = [f for f in facts if begin <= f.span.start and f.span.end <= stop]
            text = index.folded[start + match.start() : stop]
            for head in heads:
                yield from _items(head, inside, opener, text, dimensions, nearest=head is heads[-1])


def _stops(sentence: str, match: re.Match[str], start: int) -> list[int]:
    if match["bracket"]:
        depth = 0
        for place in range(match.start(), len(sentence)):
            depth += {"(": 1, ")": -1}.get(sentence[place], 0)
            if depth == 0:
                return [start + place]
        return [start + len(sentence)]
    semicolon = sentence.find(";", match.end())
    return [start + len(sentence)] if semicolon < 0 else [start + semicolon, start + len(sentence)]


def _items(head: Fact, inside: list[Fact], opener: str, text: str, dimensions: Sequence[str], *, nearest: bool) -> Iterator[_List]:
    amounts = [f for f in inside if is_amount(f) and f.kind == head.kind]
    for dimension in dimensions:
        if dimension in head.dimensions or head.indicator is None:
            continue
        items = [
            f
            for f in amounts
            if f.indicator == head.indicator and dimension in f.dimensions
            and {d: v for d, v in f.dimensions.items() if d != dimension} == dict(head.dimensions)
        ]  # fmt: skip
        distinct = {f.dimensions[dimension] for f in items}
        if len(items) >= 2 and (len(distinct) == len(items) or dimension == "fund"):
            # a figure that was not understood may be one more item of the list
            unsure = any(f.indicator is None for f in amounts)
            yield _List(head, tuple(items), opener, text, unsure)
    # without a breakdown of the catalogue: everything inside counts what the total counts ("11 tổ (08 tổ trạm, …)")
    plain = [f for f in inside if f.kind != "percent"]
    if nearest and opener != "some" and head.kind == "count" and len(plain) >= 2 and head.unit:
        noun = fold(head.unit).split()[0]
        same = all(
            is_amount(f) and f.kind == "count" and f.unit and fold(f.unit).split()[0] == noun and not f.dimensions for f in plain
        )
        if same and noun not in ("người", "đồng", "đ/c"):
            yield _List(head, tuple(plain), opener, text, False, plain=True)
    money = all(is_amount(f) and f.kind == "money" for f in plain)
    if nearest and opener == "bracket" and head.kind == "money" and len(plain) >= 2 and money:
        yield _List(head, tuple(plain), opener, text, False, plain=True)


# figures before a closing total that it may sum up
_REACH = 40
_SUM_WORDS = re.compile(r"(?:tổng cộng|\bcộng\b|cộng chung|cộng lại|tổng số tiền các quỹ)")


def find_running_total(index: Index, rule: Rule) -> Iterator[Hit]:
    """ "… 1.900.000đ, … 1.140.000đ. Tổng cộng 7.840.000đ": a total that closes the figures above it.

    It is cleared by any run of the figures before it that makes it up: all of the sentence, of the paragraph or of the
    section, all of the same measure, or the last of each line.
    """
    for path, facts in index.by_section.items():
        for here, stated in enumerate(facts):
            if not is_amount(stated) or stated.span.start in index.columns:
                continue
            if not _closes(index, stated):
                yield from _titled_total(index, rule, facts[max(0, here - _REACH) : here], stated)
                continue
            # "d/ Cộng thăm hỏi: …" is a paragraph of its own, as a/, b/ and c/ are
            above = index.siblings_before(path) if here < 2 and facts[0].block == stated.block else []
            reach = [*above, *facts[:here]][-_REACH:]
            before = [f for f in reach if is_amount(f) and f.kind == stated.kind and f.span.start not in index.columns]
            known = set(rule.parameters.dimensions)
            runs = [r for r in _runs(index, before, stated) if all(set(f.dimensions) - set(stated.dimensions) <= known for f in r)]
            if not runs or _is_explained(before, runs, interval_of(stated)):
                continue
            items = runs[0]
            parts, value = added(items, (), [stated])
            yield Hit(
                fields={
                    "what": index.label(stated),
                    "parts": parts,
                    "sum": written(value, [*items, stated]),
                    "total": written(value_of(stated), [*items, stated]),
                    "because": "đứng sau chữ “cộng”, ngay dưới các mục cùng loại",
                },
                facts=(stated, *items),
                arithmetic=equation(items, stated),
                blamed=(stated, *items),
            )


def _titled_total(index: Index, rule: Rule, before: list[Fact], stated: Fact) -> Iterator[Hit]:
    """ "97 suất … = 38.800.000 đồng; … = 7.000.000 đồng. Tổng kinh phí chăm lo Tết: …": a total in a sentence of its own."""
    words = index.before(stated, 60)
    start = stated.sentence.start if stated.sentence else -1
    heads = phrases_in(rule.parameters.phrases).match(words) is not None
    if not heads or stated.span.start - start > 60 or stated.indicator is None or stated.kind != "money":
        return
    items = [f for f in before if f.block == stated.block and is_amount(f) and f.kind == "money"]
    same = [f for f in items if f.indicator == stated.indicator and f.dimensions == stated.dimensions]
    together = total(map(interval_of, same))
    line = index.folded[items[0].sentence.start if items and items[0].sentence else start : stated.span.end]
    told = interval_of(stated)
    if len(same) < 2 or together.overlaps(told) or _is_partial(rule, line) or _is_explained(items, [], told):
        return
    parts, value = added(same, (), [stated])
    yield Hit(
        fields={
            "what": index.label(stated), "parts": parts, "sum": written(value, [*same, stated]),
            "total": written(value_of(stated), [*same, stated]), "because": "câu “tổng” đứng ngay sau các khoản cùng loại",
        },
        facts=(stated, *same),
        arithmetic=equation(same, stated),
        severity="warning",
        blamed=(stated, *same),
    )  # fmt: skip


def _closes(index: Index, fact: Fact) -> bool:
    """True when the words right before the figure, in its sentence, make it the sum of what stands above."""
    before = index.before(fact, 60)
    found = list(_SUM_WORDS.finditer(before))
    if not found:
        return False
    between = before[found[-1].end() :]
    # "Cộng 12 lượt, số tiền 3.000.000đ": one more figure may stand between, no further clause
    apart = r"[;.]\s|trong đó|\(" if fact.kind == "money" else r"[;.]\s|trong đó|\(|\d"
    return len(between) <= 45 and not re.search(apart, between) and not re.search(r"công cộng|cộng tác", before)


def _runs(index: Index, before: list[Fact], stated: Fact) -> list[list[Fact]]:
    """The natural runs of figures that the total may close, the most natural first."""
    measure = [f for f in before if f.indicator == stated.indicator and f.indicator is not None]
    parted = [f for f in measure if set(f.dimensions) > set(stated.dimensions)]
    runs: list[list[Fact]] = []
    last = before[-1] if before else None
    if stated.indicator is None and last is not None and last.indicator is not None and last.dimensions:
        # "Cộng: 13.000.000 đồng" alone on its line, below lines of one measure
        measure = [f for f in before if f.indicator == last.indicator]
        parted = [f for f in measure if set(f.dimensions) == set(last.dimensions)]
    for run in (
        [f for f in parted if f.sentence == stated.sentence],
        [f for f in measure if f.sentence == stated.sentence],
        [f for f in parted if f.block is not None and stated.block is not None and stated.block - f.block <= len(parted)],
        [f for f in measure if f.block is not None and stated.block is not None and stated.block - f.block <= 8],
    ):
        closed = max((n for n, f in enumerate(run) if _closes(index, f)), default=-1)
        run = run[closed + 1 :]
        if len(run) >= 2 and run not in runs:
            runs.append(run)
    return runs


def _is_explained(before: list[Fact], runs: list[list[Fact]], stated: Interval) -> bool:
    """True when the last two or more figures of some run make up the total."""
    last_of_line: dict[int | None, Fact] = {}
    for fact in before:
        last_of_line[fact.block] = fact
    for run in (*runs, before[-12:], list(last_of_line.values())[-12:]):
        together = exact(0)
        for count, fact in enumerate(reversed(run), 1):
            together = together + interval_of(fact)
            if count >= 2 and together.overlaps(stated):
                return True
    return False


_AGAINST = re.compile(
    r"không tán thành|không đồng ý|không nhất trí|ý kiến khác|không hợp lệ|không có ý kiến|phiếu trắng|không biểu quyết"
)
_OF_ALL = re.compile(r"(?:tổng số|tổng cộng|trên|trong|/|trên số)\s*$|tổng số[^,;]{0,25}$")


def find_votes(index: Index, rule: Rule) -> Iterator[Hit]:
    """Votes for, against and others that do not make up the votes cast, all in one sentence."""
    for facts in index.sentences():
        sentence = index.sentence(facts[0])
        if not _AGAINST.search(sentence):
            continue
        votes = [
            f
            for f in facts
            if f.kind == "count" and any(p in fold(f.unit or "") or p in (f.head or "") for p in rule.parameters.phrases)
        ]
        wholes = [f for f in votes if _OF_ALL.search(index.before(f, 40))]
        parts = [f for f in votes if all(f is not w for w in wholes)]
        if len(wholes) != 1 or len(parts) < 2:
            continue
        whole = wholes[0]
        if sum(map(value_of, parts)) == value_of(whole):
            continue
        words, value = added(parts)
        yield Hit(
            fields={
                "what": "phiếu",
                "parts": words,
                "sum": number(value),
                "total": number(value_of(whole)),
                "because": "các loại phiếu loại trừ nhau và kể đủ",
            },
            facts=(whole, *parts),
            arithmetic=equation(parts, whole),
            blamed=(whole, *parts),
        )
