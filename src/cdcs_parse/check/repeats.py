"""The same figure told twice, zero against some, all against an exception, one grade against another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from cdcs_parse.catalog.rules import Rule, measure
from cdcs_parse.check.hit import Hit, number, phrases_in, shown, value_of
from cdcs_parse.check.index import Index, is_plain
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.interval import interval_of

_SINCE = re.compile(r"từ \d")
_OTHER_TIME_BEHIND = re.compile(r"[^,;.]{0,25}(?:năm trước|cùng kỳ|so với|đầu (?:năm|kỳ|nhiệm kỳ)|mỗi (?:năm|tháng)|/năm|kế hoạch)")
_TERM = re.compile(r"(?:khóa|nhiệm kỳ|lần thứ)\s+([ivxlc]+|\d{4}\s*-\s*\d{4})\b")


def find_repeated(index: Index, rule: Rule) -> Iterator[Hit]:
    """One measure, one time, two values that no rounding joins.

    Stocks (committee members) are compared wherever they stand. Of what happens several times a year only values that
    differ like a slip of the pen are told, and only where one of them stands in a summing-up section or an annex.
    """
    for name in rule.parameters.part:
        asked = measure(name)
        facts = [
            f for f in index.by_indicator.get(asked.indicator, ())
            if is_plain(f) and index.is_current(f) and value_of(f) > 0
            and (rule.parameters.typo_only or f.span.start not in index.columns)
            and not _told_of_another_time(rule, index.before(f, 60)) and not _OTHER_TIME_BEHIND.match(index.after(f, 40))
        ]  # fmt: skip
        yield from _compared(index, rule, facts)


def _told_of_another_time(rule: Rule, words: str) -> bool:
    """True when the words put the figure to another time, or make it a plan or an average."""
    return phrases_in(rule.parameters.excludes).search(words) is not None or _SINCE.search(words) is not None


def _compared(index: Index, rule: Rule, facts: list[Fact]) -> Iterator[Hit]:
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        # who paid and for which day the gifts were is often told once only; the number of gifts is the same
        dims = {d: v for d, v in fact.dimensions.items() if d not in rule.parameters.dimensions}
        groups.setdefault((tuple(sorted(dims.items())), fact.kind, fact.per), []).append(fact)
    for group in groups.values():
        first = group[0]
        for other in group[1:]:
            if other.sentence == first.sentence or interval_of(first).overlaps(interval_of(other)):
                continue
            if rule.parameters.typo_only and not (_looks_like_slip(first, other) and _sums_up(index, rule, first, other)):
                continue
            low, high = sorted((value_of(first), value_of(other)))
            if low < Fraction(rule.parameters.low or 0) or low < high * Fraction(rule.parameters.near):
                continue
            if _terms_differ(index, first, other) or _is_subset(index, first, other):
                continue
            yield Hit(
                fields={
                    "what": index.label(first), "first": shown(first), "second": shown(other),
                    "because": _why(first, other), "place": first.section or "phần đầu",
                },
                facts=(first, other),
                spans=((first.span.start, first.span.end), (other.span.start, other.span.end)),
                arithmetic=f"{number(value_of(first))} ≠ {number(value_of(other))}",
                blamed=(other, first),
            )  # fmt: skip
            break


def _looks_like_slip(first: Fact, other: Fact) -> bool:
    """True when the numbers differ in one digit, or in two neighbours swapped: 1.350 and 1.530, 126 and 156."""
    a, b = (str(int(value_of(f))) for f in (first, other))
    if len(a) != len(b) or len(a) < 2:
        return False
    wrong = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(a) == sorted(b)
    return swapped or (len(wrong) == 1 and len(a) >= 3)


def _sums_up(index: Index, rule: Rule, first: Fact, other: Fact) -> bool:
    if any(index.is_in(f, rule.parameters.sections) for f in (first, other)):
        return True
    cells = [f.span.start in index.columns for f in (first, other)]
    return cells[0] != cells[1]


def _terms_differ(index: Index, first: Fact, other: Fact) -> bool:
    terms = [{" ".join(m.split()) for m in _TERM.findall(index.sentence(f))} for f in (first, other)]
    return bool(terms[0] and terms[1] and not terms[0] & terms[1])


def _is_subset(index: Index, first: Fact, other: Fact) -> bool:
    """True when one of the two says more precisely whom it counts: "tại phân xưởng 2"."""
    narrow = re.compile(r"\btại\b|\briêng\b|trong đó|\bcủa (?:tổ|phòng|khoa|phân xưởng|chi nhánh)\b|\bđợt\b|\bcòn\b|thêm")
    return any(
        narrow.search(index.before(f, 25)) or re.match(r"[^,;.]{0,25}(?:tại|đợt)\b", index.after(f, 30)) for f in (first, other)
    )


def _why(first: Fact, other: Fact) -> str:
    a, b = (str(int(value_of(f))) for f in (first, other))
    if len(a) == len(b) and sorted(a) == sorted(b):
        return "hai chữ số đổi chỗ"
    return "cùng một chỉ tiêu, cùng kỳ"


def find_zero_claim(index: Index, rule: Rule) -> Iterator[Hit]:
    """ "không để xảy ra tai nạn lao động" beside accidents counted elsewhere in the same report."""
    for name in rule.parameters.part:
        asked = measure(name)
        found = [f for f in index.by_indicator.get(asked.indicator, ()) if f.kind == "count" and index.is_current(f)]
        zeros = [f for f in found if value_of(f) == 0 and not f.span.text.strip().isdigit()]
        some = [
            f
            for f in found
            if value_of(f) > 0 and not _told_of_another_time(rule, index.before(f, 40) + " | " + index.after(f, 30))
        ]
        for zero in zeros:
            held = [f for f in some if zero.dimensions.items() <= f.dimensions.items() and f.sentence != zero.sentence]
            if (
                held
                and not re.match(r"\s*(?:nào)?\s*(?:thêm|mới|khác|trễ|kéo dài|vượt cấp|tồn đọng)", index.after(zero, 30))
                and not _narrowed(index, zero)
            ):
                yield Hit(
                    fields={"what": index.label(zero), "first": shown(held[0]), "second": _around(index, zero)},
                    facts=(zero, held[0]),
                    arithmetic=f"{number(value_of(held[0]))} ≠ 0",
                    blamed=(zero, held[0]),
                )
                break


def _narrowed(index: Index, zero: Fact) -> bool:
    """True when the denial is of a special kind only: "không có đơn thư vượt cấp", "không có tai nạn nặng"."""
    return (
        re.search(
            r"vượt cấp|tồn đọng|kéo dài|chết người|nghiêm trọng|nặng|quá hạn|đông người|phức tạp|nào khác", index.after(zero, 60)
        )
        is not None
    )


def _around(index: Index, fact: Fact) -> str:
    end = min(fact.sentence.end if fact.sentence else fact.span.end, fact.span.end + 40)
    words = re.split(r"[;,.\n]", index.text[fact.span.start : end])[0]
    return " ".join(words.split())


_LOWER = {"excellent": ("good", "completed", "failed"), "good": ("completed", "failed"), "completed": ("failed",)}


def find_all_claim(index: Index, rule: Rule) -> Iterator[Hit]:
    """ "100% hoàn thành tốt nhiệm vụ trở lên" beside people or groups counted at a lower grade."""
    for name in rule.parameters.part:
        facts = [f for f in index.by_indicator.get(measure(name).indicator, ()) if index.is_current(f)]
        for claim in facts:
            if claim.kind != "percent" or value_of(claim) != 100 or "grade" not in claim.dimensions:
                continue
            grade = claim.dimensions["grade"]
            rest = {d: v for d, v in claim.dimensions.items() if d != "grade"}
            lower = [
                f for f in facts
                if f.kind == "count" and value_of(f) > 0 and f.dimensions.get("grade") in _LOWER.get(grade, ())
                and {d: v for d, v in f.dimensions.items() if d != "grade"} == rest and f.sentence != claim.sentence
            ]  # fmt: skip
            if rule.parameters.whole:
                lower = [f for w in rule.parameters.whole for f in index.counts(w) if value_of(f) > 0]
            if lower:
                told = ", ".join(_with_grade(index, f) for f in lower)
                yield Hit(
                    fields={"what": index.label(claim), "first": told, "value": shown(claim)},
                    facts=(claim, *lower),
                    arithmetic=f"100% ≠ {number(sum(map(value_of, lower), Fraction(0)))} trường hợp xếp dưới mức này",
                    blamed=(claim, *lower),
                )


def find_whole_claim(index: Index, rule: Rule) -> Iterator[Hit]:
    """ "100% đoàn viên được khám sức khỏe" beside "khám sức khỏe cho 41/44 người": all are said to be, a/b says not all."""
    for name in rule.parameters.part:
        facts = [f for f in index.by_indicator.get(name, ()) if index.is_current(f)]
        ratios: dict[frozenset[tuple[str, str]], list[Fact]] = {}
        for fact in facts:
            if fact.kind == "ratio" and fact.denominator and value_of(fact) < fact.denominator:
                ratios.setdefault(frozenset(fact.dimensions.items()), []).append(fact)
        for claim in (f for f in facts if f.kind == "percent" and value_of(f) == 100):
            alike = ratios.get(frozenset(claim.dimensions.items()), ())
            less = next((f for f in alike if f.sentence != claim.sentence), None)
            words = index.sentence(claim)
            if less is None or any(phrase in words for phrase in rule.parameters.excludes):
                continue
            yield Hit(
                fields={"what": index.label(claim), "value": shown(claim), "first": shown(less)},
                facts=(claim, less),
                arithmetic=f"{shown(less)} < 100%",
                blamed=(claim, less),
            )


def _with_grade(index: Index, fact: Fact) -> str:
    """ "05 người: hoàn thành nhiệm vụ", or the name of what is counted where there is no grade."""
    grade = fact.dimensions.get("grade")
    name = index.value_label("grade", grade).partition(";")[0] if grade else index.label(fact).lower()
    return f"{shown(fact)} {fact.unit or ''}".strip() + f" ({name})"
