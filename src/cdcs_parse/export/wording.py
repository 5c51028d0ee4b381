"""How values, breakdowns and times are written for Vietnamese readers."""

from __future__ import annotations

from calendar import monthrange
from decimal import Decimal

from cdcs_parse.model.fact import Fact, Period
from cdcs_parse.model.report import Header, Report
from cdcs_parse.model.wording import number

ROLES = {"actual": "thực hiện", "target": "chỉ tiêu", "prior_target": "chỉ tiêu kỳ trước"}
OUTCOMES = {"met": "đạt", "missed": "không đạt"}
REPORT_KINDS = {
    "annual": "báo cáo năm",
    "half_year": "báo cáo sáu tháng",
    "quarter": "báo cáo quý",
    "month": "báo cáo tháng",
    "school_year": "báo cáo năm học",
    "term": "báo cáo nhiệm kỳ",
    "resolution": "nghị quyết",
    "thematic": "báo cáo chuyên đề",
}
HEADER_FIELDS = {
    "unit": "Đơn vị",
    "parent": "Cấp trên",
    "number": "Số",
    "place": "Nơi làm",
    "date": "Ngày",
    "title": "Tên báo cáo",
    "kind": "Loại",
    "period": "Kỳ báo cáo",
    "plan_period": "Kỳ kế hoạch",
    "signer": "Người ký",
    "position": "Chức vụ",
    "recipients": "Nơi nhận",
}
# sureness of recognition (0-100) below which words are often wrong
_SURE = 80
_COMPARATORS = {"eq": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}
PER = {
    "year": "/năm", "quarter": "/quý", "month": "/tháng", "week": "/tuần", "day": "/ngày", "person_month": "/người/tháng",
    "person": "/người", "gift": "/suất", "union_group": "/tổ công đoàn", "unit": "/đơn vị",
}  # fmt: skip

PER_WORDS = {per: words.replace("/", "trên mỗi ", 1).replace("/", " mỗi ") for per, words in PER.items()}


def value(fact: Fact) -> str:
    """The value of a figure with comparator, unit and rate: "≥ 45 người/năm"; grades and flags as written."""
    if not isinstance(fact.value, Decimal):
        return fact.as_written
    told = number(fact.value)
    if fact.high is not None:
        told = f"{told} - {number(fact.high)}"
    if fact.kind == "ratio" and fact.denominator is not None:
        told = f"{told}/{number(fact.denominator)}"
    elif fact.kind == "percent":
        told = f"{told}%"
    elif fact.kind == "money":
        told = f"{told} đồng"
    elif fact.unit:
        told = f"{told} {fact.unit}"
    return f"{_COMPARATORS[fact.comparator]}{told}{PER[fact.per] if fact.per else ''}"


def unsure(fact: Fact) -> bool:
    """True for a figure that text recognition doubts: a digit of it, or one of its words."""
    seen = fact.evidence
    return seen is not None and (bool(seen.doubtful) or (seen.ocr_confidence is not None and seen.ocr_confidence < _SURE))


def concept(report: Report, fact: Fact) -> str:
    """The Vietnamese name of what is counted; a figure without concept is told by its own words and a question mark."""
    if fact.indicator is None:
        return f"? {fact.head or ''}".rstrip()
    term = report.terms.get(fact.indicator)
    return term.label_vi if term else fact.indicator


def breakdown(report: Report, fact: Fact) -> str:
    """The Vietnamese names of the breakdown, comma between."""
    names = []
    for dimension, chosen in fact.dimensions.items():
        term = report.terms.get(f"{dimension}:{chosen}")
        names.append(term.label_vi if term else f"{dimension}={chosen}")
    return ", ".join(names)


def role(fact: Fact) -> str:
    """ "thực hiện", "chỉ tiêu", "chỉ tiêu kỳ trước (đạt)"."""
    return f"{ROLES[fact.role]} ({OUTCOMES[fact.outcome]})" if fact.outcome else ROLES[fact.role]


def day(iso: str) -> str:
    """2023-12-18 → 18/12/2023."""
    return "/".join(reversed(iso.split("-")))


def period(stretch: Period | None) -> str:
    """A whole year is its number, a day one date, anything else first and last day."""
    if stretch is None:
        return ""
    if stretch.start[4:] == "-01-01" and stretch.end[4:] == "-12-31":
        first, last = stretch.start[:4], stretch.end[:4]
        return first if first == last else f"{first} - {last}"
    if stretch.start == stretch.end:
        return day(stretch.start)
    return f"{day(stretch.start)} - {day(stretch.end)}"


def short_period(stretch: Period) -> str:
    """A name for the head of a column: "2023", "6 tháng đầu 2023", "quý I/2023", "tháng 5/2023", "năm học 2022-2023"."""
    first, last = stretch.start, stretch.end
    year, month = first[:4], int(first[5:7])
    if first[8:] == "01" and last[:4] == year and last == f"{year}-{last[5:7]}-{monthrange(int(year), int(last[5:7]))[1]:02}":
        months = int(last[5:7]) - month + 1
        if months == 1:
            return f"tháng {month}/{year}"
        if months == 3 and month % 3 == 1:
            return f"quý {('I', 'II', 'III', 'IV')[month // 3]}/{year}"
        if months == 6 and month in (1, 7):
            return f"6 tháng {'đầu' if month == 1 else 'cuối'} {year}"
        if months == 9 and month == 1:
            return f"9 tháng {year}"
    if month in (8, 9) and int(last[:4]) == int(year) + 1 and last[5:7] in ("05", "06", "07", "08"):
        return f"năm học {year}-{last[:4]}"
    return period(stretch)


def amount(value: Decimal | str | None, kind: str, denominator: Decimal | None, as_written: str) -> str:
    """A value of a series or table: "12.180.000 đồng", "97,8%", "45/46"; grades and flags as the report words them."""
    if value is None:
        return "?"
    if not isinstance(value, Decimal):
        return as_written or value
    told = number(value)
    if kind == "percent":
        return f"{told}%"
    if kind == "money":
        return f"{told} đồng"
    return told if denominator is None else f"{told}/{number(denominator)}"


def header_rows(header: Header) -> list[tuple[str, str]]:
    """(label, value) of every entry of the header, those not found told as such."""
    rows = []
    for name, label in HEADER_FIELDS.items():
        entry = getattr(header, name)
        if entry is None:
            told = "(không thấy)"
        elif name == "kind":
            told = REPORT_KINDS[entry.value]
        elif name == "date":
            told = day(entry.value)
        elif isinstance(entry.value, Period):
            told = period(entry.value)
        elif isinstance(entry.value, tuple):
            told = "; ".join(entry.value)
        else:
            told = str(entry.value)
        rows.append((label, told))
    return rows


def by_section(report: Report) -> list[tuple[str, str, list[Fact]]]:
    """(path, title, facts) of the sections that hold figures, in order of place."""
    titles = {s.path: f"{s.path}  {s.title}".rstrip() for top in report.sections for s in top.walk()}
    groups: dict[str, list[Fact]] = {}
    for fact in report.facts:
        groups.setdefault(fact.section, []).append(fact)
    return [(path, titles.get(path, path or "(ngoài các mục)"), facts) for path, facts in groups.items()]


def passage(report: Report, fact: Fact, reach: int = 10_000) -> tuple[str, str, str]:
    """The sentence of a figure as (before, figure, after), white space tidied, at most `reach` characters a side."""
    sentence = fact.sentence or fact.span
    start, end = min(sentence.start, fact.span.start), max(sentence.end, fact.span.end)
    before = visible(report.text[start : fact.span.start])
    after = visible(report.text[fact.span.end : end])
    if len(before) > reach:
        before = f"…{before[-reach:]}"
    if len(after) > reach:
        after = f"{after[:reach]}…"
    return before, visible(fact.span.text), after


def visible(text: str) -> str:
    """One line: white space runs become one space; control characters and direction marks become "·"."""
    tidy = "".join(c if c.isprintable() or c.isspace() else "·" for c in text)
    edges = (" " if tidy[:1].isspace() else "", " " if tidy[-1:].isspace() else "")
    words = " ".join(tidy.split())
    return f"{edges[0]}{words}{edges[1]}" if words else edges[0]
