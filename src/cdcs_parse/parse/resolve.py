"""Figures get their meaning: concept, breakdown, from their own words first, then from sentence, parent line and heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cdcs_parse.parse.breakdowns import STICKY, clause_start, dimensions_of, firm_dimensions, fitting, own_dimensions, stated_around
from cdcs_parse.parse.clauses import Zone, zones_of
from cdcs_parse.parse.cues import Area, Evidence, Weighed, weigh
from cdcs_parse.parse.figures import Figure
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line

_BACK = 40  # figures of a sentence that later ones may refer to
ACCEPT = 0.5
_EARLIER = re.compile(
    r"(?:cùng kỳ|năm trước|kỳ trước|năm ngoái)(?:\s+(?:năm\s+)?(?:19|20)[0-9]{2}|\s+năm trước)?\s*(?:là|đạt|có)?\s*[:(]?\s*$"
)
POPULATIONS = ("workforce", "union_members")


@dataclass(slots=True)
class Resolved:
    """A figure with its meaning and how it came by it."""

    figure: Figure
    zone: Zone
    indicator: str | None = None
    dimensions: dict[str, str] = field(default_factory=dict)
    candidates: list[tuple[str, Evidence]] = field(default_factory=list)
    basis: str = "no concept of the catalogue fits"
    label: tuple[int, int] | None = None
    breakdown: bool = False
    change: bool = False
    pair: bool = False
    earlier: bool = False


@dataclass(slots=True)
class Scope:
    """What the lines before have established: the population that breakdowns refer to, the facts of governing lines."""

    population: str | None = None
    lines: dict[int, list[Resolved]] = field(default_factory=dict)


def resolve_line(
    line: Line, figures: Sequence[Figure], parents: Sequence[Line], headings: Sequence[Line], topics: frozenset[str], scope: Scope,
    lexicon: Lexicon, schooling: Sequence[tuple[int, int]] = (),
) -> list[Resolved]:  # fmt: skip
    """Give meaning to the figures of one line, in order.

    `parents` are the lines that govern it, nearest first; `headings` the titles above it, innermost first; `topics`
    the section kinds that apply; `schooling` where grades of general education ("12/12") stand.
    """
    zones = zones_of(line, figures)
    resolved: list[Resolved] = []
    for place, (figure, zone) in enumerate(zip(figures, zones, strict=True)):
        result = Resolved(figure, zone)
        shared = _shared_tail(line, figures, zones, place)
        earlier = [r for r in resolved[-_BACK:] if r.zone.home == zone.home]
        previous = resolved[-1] if earlier else None
        if figure.kind == "grade":
            result.indicator = figure.notes[-1] or None
            result.basis = "a rating of the unit"
        elif (grade := _schooling(line, figure, zone, schooling)) is not None:
            result.indicator = _counted_population(figure, scope)
            result.dimensions, result.breakdown = {"general_education": grade}, True
            result.basis = "a breakdown by general education"
        elif previous is not None and _is_result_of(line, previous, figure, zone):
            result.indicator, result.dimensions, result.label = previous.indicator, dict(previous.dimensions), previous.label
            result.basis = "the result in brackets behind its target"
        elif previous is not None and earlier_value(line, previous.figure, figure):
            result.indicator, result.dimensions, result.label = previous.indicator, dict(previous.dimensions), previous.label
            result.basis, result.earlier = "the value of an earlier time beside the present one", True
        elif previous is not None and _raises(line, previous, figure):
            result.indicator, result.dimensions, result.label = previous.indicator, dict(previous.dimensions), previous.label
            result.basis = "the new value of what stands before it"
        elif _is_change(line, figure, zone):
            result.change, result.basis = True, "a change against an earlier time, not a level"
        elif (
            previous is not None
            and _pairs(line, previous, figure, lexicon)
            and not _names_rate(line, previous, figure, zone, lexicon)
        ):
            previous = _numerator(line, resolved)
            result.indicator, result.dimensions = previous.indicator, dict(previous.dimensions)
            result.candidates, result.label = list(previous.candidates), previous.label
            result.basis = "the percent of the ratio or count before it"
            result.breakdown = previous.breakdown
            result.pair = True
            sibling = _rate_of(line, previous, figure, lexicon)
            if sibling is not None:
                result.indicator, result.breakdown = sibling, False
                result.dimensions = fitting(previous.dimensions, sibling, lexicon)
        else:
            areas = _areas(line, figure, zone, parents, headings)
            weighed = weigh(figure, areas, lexicon, topics=topics)
            if shared is not None and not any(e.own >= ACCEPT * 0.6 and not e.bare for e in weighed.evidence.values()):
                weighed = weigh(figure, [*areas, Area(line, *shared, 0.8, "shared", figure.end)], lexicon, topics=topics)
            _decide(line, result, weighed, resolved, earlier, parents, topics, scope, lexicon)
        resolved.append(result)
        if result.indicator in POPULATIONS and figure.kind == "count" and not result.dimensions and not result.breakdown:
            scope.population = result.indicator
    return resolved


def _schooling(line: Line, figure: Figure, zone: Zone, places: Sequence[tuple[int, int]]) -> str | None:
    """The grade of general education that a count of people has ("có trình độ 09/12" is 9/12)."""
    if figure.kind not in ("count", "ratio", "percent", "number"):
        return None
    for start, end in places:
        if (zone.after[0] <= start and end <= zone.after[1]) or (zone.before[0] <= start and end <= zone.before[1]):
            low, _, high = line.folded[start:end].partition("/")
            return f"{int(low)}/{int(high)}"
    return None


def _counted_population(figure: Figure, scope: Scope) -> str:
    if figure.unit_id == "member":
        return "union_members"
    return scope.population or "workforce"


def _is_result_of(line: Line, previous: Resolved, figure: Figure, zone: Zone) -> bool:
    """ "ít nhất 30 đề tài … chưa đạt (thực hiện 24 đề tài)": the number in brackets answers the target before it."""
    if not zone.bracket or previous.figure.kind != figure.kind or previous.figure.unit_id != figure.unit_id:
        return False
    return bool(line.said(*zone.before, "result_words"))


def _raises(line: Line, previous: Resolved, figure: Figure) -> bool:
    """ "từ 30.000đ/suất lên 34.000đ/suất": the second amount is of the same thing."""
    if figure.kind != "money" or previous.figure.kind != "money" or previous.indicator is None:
        return False
    before = line.preceded_by(figure.lead if figure.lead >= 0 else figure.start, "word", frozenset(("raised_to",)))
    return before is not None and ";" not in line.folded[previous.figure.end : figure.start]


def _shared_tail(line: Line, figures: Sequence[Figure], zones: Sequence[Zone], place: int) -> tuple[int, int] | None:
    """ "04 cá nhân, 02 tập thể được … tặng bằng khen": what stands behind the last of coordinated figures is said of all."""
    figure = figures[place]
    if figure.kind != "count" or figure.unit_id is None or place + 1 >= len(figures):
        return None
    following, zone = figures[place + 1], zones[place + 1]
    if following.kind != "count" or following.unit_id is None or zones[place].home != zone.home:
        return None
    unit = line.followed_by(figure.end, "unit")
    if unit is None or line.folded[unit.end : following.start].strip() not in (",", "và", ", và"):
        return None
    return zone.after if zone.after[1] > zone.after[0] else None


def _areas(line: Line, figure: Figure, zone: Zone, parents: Sequence[Line], headings: Sequence[Line]) -> list[Area]:
    if figure.zero:
        start, _, end = figure.notes[-1].partition(":")
        areas = [Area(line, int(start), int(end), 1.0, "own", figure.start if int(end) <= figure.start else figure.end)]
    else:
        areas = [
            Area(line, *zone.before, 1.0, "own", figure.start),
            Area(line, *zone.after, 1.0, "own", figure.end),
        ]
    if zone.resume is not None:
        areas.append(Area(line, *zone.resume, 0.9, "own", figure.end))
    if zone.sentence[0] < zone.before[0]:
        clause = clause_start(line, zone)
        areas.append(Area(line, clause, zone.before[0], 0.45, "sentence", figure.start))
        if clause > zone.sentence[0]:
            areas.append(Area(line, zone.sentence[0], clause, 0.28, "sentence", figure.start))
    if zone.after[1] < zone.sentence[1] and not figure.zero and figure.kind != "money":
        areas.append(Area(line, zone.after[1], zone.sentence[1], 0.2, "tail", figure.end))
    if line.start < zone.sentence[0]:
        areas.append(Area(line, line.start, zone.sentence[0], 0.25, "line"))
    for depth, parent in enumerate(parents[:2]):
        areas.append(Area(parent, parent.start, min(parent.end, parent.start + 300), 0.5 - 0.15 * depth, "parent"))
    for depth, heading in enumerate(headings[:2]):
        areas.append(Area(heading, heading.start, min(heading.end, heading.start + 200), 0.3 - 0.1 * depth, "heading"))
    return areas


def _is_change(line: Line, figure: Figure, zone: Zone) -> bool:
    """A number of more or less than before: "tăng 5 người so với năm 2023"."""
    before = line.preceded_by(
        figure.lead if figure.lead >= 0 else figure.start, "word", frozenset(("increase", "decrease", "further"))
    )
    if before is None:
        # "bằng 104,4% so với năm 2018"
        share = line.preceded_by(figure.start, "word", frozenset(("share_words",))) if figure.kind == "percent" else None
        near = (figure.end, min(line.end, figure.end + 12))
        return share is not None and bool(line.said(*near, "compared_with")) and not line.said(near[0], near[1] + 20, "plan_words")
    if line.folded[max(line.start, before.start - 5) : before.start].strip() == "thực":
        return False
    stop = zone.after[1] if not zone.bracket else zone.sentence[1]
    compared = bool(line.said(figure.end, stop, "compared_with"))
    rising = any(c.ident == "increase" for c in before.cues)
    if figure.kind == "money":
        return compared
    return (
        compared
        or zone.bracket
        or (rising and (figure.kind == "percent" or (figure.kind == "count" and figure.unit_id is not None)))
    )


def _pairs(line: Line, previous: Resolved, figure: Figure, lexicon: Lexicon) -> bool:
    """Whether a percent only restates the ratio or count before it: "46/52 kiến nghị, đạt 88,5%"."""
    if figure.kind not in ("percent",) or previous.figure.kind not in ("ratio", "count", "money"):
        return False
    gap = line.folded[previous.figure.end : figure.lead if figure.lead >= 0 else figure.start]
    if ";" in gap or len(gap) > 60:
        return False
    shares = [
        m
        for m in line.within(previous.figure.end, figure.start)
        if any(c.ident == "share_words" for c in m.cues if c.role == "word")
    ]
    said = shares and not line.folded[shares[-1].end : figure.start].strip(" (:")
    tail = gap.rstrip()
    direct = previous.figure.kind == "ratio" and bool(re.search(r"[-–(=,]\s*$|^\s*$", tail + " ")) and len(gap.split()) <= 8
    if previous.figure.kind == "ratio":
        return bool(said or direct or gap.strip(" ") in ("", "=", "-", "(", ","))
    if not said and not (tail.endswith("(") and len(gap.split()) <= 4):
        return False
    word = line.folded[shares[-1].start : shares[-1].end] if shares else ""
    opened = "(" in gap or "," in gap
    if previous.figure.kind == "money" and said and _has_rate(previous, lexicon):
        return True  # "thu 14.820.000đ, đạt 100 % kế hoạch": the share of the plan, told as the rate of the income
    behind = {c.ident for m in line.within(figure.end, min(line.end, figure.end + 24)) for c in m.cues if c.role == "word"}
    return (
        opened
        and "plan_words" not in behind
        and (word.startswith(("chiếm", "tỷ lệ", "đạt", "bằng", "tương")) or tail.endswith("("))
    )


def _numerator(line: Line, resolved: Sequence[Resolved]) -> Resolved:
    """ "94 đoàn viên trên tổng số 97 người, đạt 96,9%": the percent is of the part, not of the whole named last."""
    last = resolved[-1]
    if len(resolved) > 1 and last.figure.kind == "count":
        head = line.folded[max(line.start, last.figure.start - 16) : last.figure.start]
        if "trên tổng số" in head:
            part = next((r for r in reversed(resolved[:-1]) if not r.zone.bracket), resolved[-2])
            return part if part.zone.home == last.zone.home else last
    return last


def _has_rate(previous: Resolved, lexicon: Lexicon) -> bool:
    entry = lexicon.catalog.indicators.get(previous.indicator or "")
    return entry is not None and entry.rate is not None


def earlier_value(line: Line, previous: Figure, figure: Figure) -> bool:
    """ "CBCNV: 486 (cùng kỳ 2025: 498 …)": the same thing at an earlier time."""
    if previous.kind != figure.kind and not {previous.kind, figure.kind} <= {"count", "number"}:
        return False
    gap = line.folded[previous.end : figure.start]
    return bool(_EARLIER.search(gap)) and len(gap) <= 40


def _rate_of(line: Line, previous: Resolved, figure: Figure, lexicon: Lexicon) -> str | None:
    """ "2.955 đoàn viên, đạt 97,1% tổng số lao động" is the density; "thu 98.450.000đ (đạt 102%)" the share of the plan."""
    entry = lexicon.catalog.indicators.get(previous.indicator or "")
    if entry is None or entry.rate is None or previous.figure.kind == "ratio":
        return None
    if previous.figure.kind == "money":
        words = line.said(previous.figure.end, figure.start, "share_words")
        return entry.rate if words and line.folded[words[-1].start : words[-1].end].startswith("đạt") else None
    whole = figure.unit_class == "people" or "trên tổng số" in line.folded[previous.figure.end : figure.start]
    whole = whole or bool(line.said(figure.end, min(line.end, figure.end + 12), "stock_words"))
    return entry.rate if whole and not previous.dimensions else None


def _names_rate(line: Line, previous: Resolved, figure: Figure, zone: Zone, lexicon: Lexicon) -> bool:
    """ "118 đoàn viên, đạt 97% tổng số lao động": the percent has a concept of its own that is stated as a rate first."""
    if previous.figure.kind == "ratio":
        return False
    areas = [Area(line, zone.before[0], zone.before[1], 1.0, "own", figure.start), Area(line, *zone.after, 1.0, "own", figure.end)]
    areas.append(Area(line, zone.sentence[0], zone.before[0], 0.45, "sentence", figure.start))
    found = weigh(figure, areas, lexicon, frozenset()).evidence
    rates = [(e.own, i) for i, e in found.items() if not e.bare and lexicon.catalog.indicators[i].kinds[0] in ("percent", "ratio")]
    return bool(rates) and max(rates)[0] >= 0.5 and max(rates)[1] != previous.indicator


def _decide(
    line: Line, result: Resolved, weighed: Weighed, resolved: Sequence[Resolved], earlier: Sequence[Resolved],
    parents: Sequence[Line], topics: frozenset[str], scope: Scope, lexicon: Lexicon,
) -> None:  # fmt: skip
    figure, zone = result.figure, result.zone
    indicators = lexicon.catalog.indicators
    ranked = sorted(
        (
            (
                e.score + (0.1 if indicators[i].topic in topics else 0.0) + (0.15 if figure.kind in indicators[i].kinds else 0.0),
                i,
                e,
            )
            for i, e in weighed.evidence.items()
        ),
        key=lambda r: (-r[0], r[1]),
    )
    result.candidates = [(i, e) for _, i, e in ranked[:5]]
    unknown_people = figure.kind != "money" and bool(earlier) and _uncatalogued_people(earlier[-1])
    firm = firm_dimensions(line, zone, parents)
    own = [
        (s, i, e)
        for s, i, e in ranked
        if e.own >= ACCEPT * 0.6 and (not e.bare or _stands_alone(line, result, weighed, i, earlier, lexicon))
    ]
    dims = own_dimensions(weighed, firm)
    if figure.kind == "money" and "fund" not in dims and (figure.per in ("person", "gift") or _multiplies(line, figure, earlier)):
        keeps = [i for _, i, e in own if indicators[i].spread and e.own >= 0.5]
        if not keeps:
            return _gift(result, earlier, dims, lexicon)
    anchor = _anchor(line, result, resolved, earlier, weighed, dims, own, lexicon)
    if anchor is not None:
        result.indicator = anchor.indicator
        result.dimensions = {**(anchor.dimensions if zone.bracket else {}), **fitting(dims, anchor.indicator, lexicon)}
        result.basis, result.breakdown = f"a part of the figure before it ({anchor.indicator})", True
        return None
    introduced = (
        line.preceded_by(figure.lead if figure.lead >= 0 else figure.start, "word", frozenset(("stock_words",))) is not None
    )
    if unknown_people and own and own[0][2].bare and not introduced:
        own = []
    source = _paid_for(result, earlier, lexicon) if figure.kind == "money" else None
    if source is not None:
        activity, amount, shared = source
        if not own or own[0][2].own < 0.6 or own[0][1] == amount:
            result.indicator = amount
            result.basis = f"the amount spent on what stands before it ({activity})"
            around = _dimensions(line, result, weighed, dims, [], parents, amount, lexicon)
            result.dimensions = dict(sorted({**fitting(shared, amount, lexicon), **around}.items()))
            return None
    if own:
        _, ident, evidence = own[0]
        result.indicator, result.label = ident, evidence.label
        result.basis = f"its own words: {evidence.cues[0]}"
        result.dimensions = _dimensions(line, result, weighed, dims, earlier, parents, ident, lexicon)
        return None
    population = scope.population
    if unknown_people:
        result.basis = "a part of people the catalogue has no concept for"
        return None
    if figure.kind in ("count", "number", "ratio", "percent") and _is_population_part(line, figure, dims, weighed):
        ident = population or "workforce"
        kept = fitting(dims, ident, lexicon)
        if kept and ident not in weighed.excluded and figure.unit_class in (None, "people"):
            result.indicator, result.dimensions, result.breakdown = ident, kept, True
            result.basis = f"a breakdown of the population told before ({ident})"
            return None
    wide = [(s, i, e) for s, i, e in ranked if e.wide >= 0.28 and not e.bare]
    generic = weighed.uncovered <= (3 if figure.kind == "money" else 1)
    if wide and generic:
        _, ident, evidence = wide[0]
        result.indicator = ident
        result.basis = f"the sentence, the line above or the heading: {evidence.cues[0]}"
        result.dimensions = _dimensions(line, result, weighed, dims, earlier, parents, ident, lexicon)
    return None


def _multiplies(line: Line, figure: Figure, earlier: Sequence[Resolved]) -> bool:
    """ "130 suất x 500.000 đồng": the amount behind the sign is that of one."""
    if not earlier or earlier[-1].figure.kind not in ("count", "number"):
        return False
    return line.folded[earlier[-1].figure.end : figure.start].rstrip(" (").endswith((" x", "*", "x")) and figure.value is not None


def _paid_for(result: Resolved, earlier: Sequence[Resolved], lexicon: Lexicon) -> tuple[str, str, dict[str, str]] | None:
    """The activity before an amount whose own words are general, its money concept, and the breakdown they share.

    "326 lượt, trong đó ốm đau 142 lượt, thai sản 118 lượt; tổng số tiền …" is paid for all of them.
    """
    found: list[Resolved] = []
    for candidate in reversed(earlier):
        if candidate.figure.kind == "money":
            if candidate.indicator == "gift_value":
                continue
            break
        if candidate.indicator is None or (candidate.zone.bracket and not result.zone.bracket) or candidate.change:
            continue
        if found and candidate.indicator != found[0].indicator:
            break
        found.append(candidate)
        if result.zone.bracket:
            break
    if not found or found[0].indicator is None:
        return None
    amount = lexicon.catalog.indicators[found[0].indicator].amount
    if amount is None:
        return None
    shared = dict(found[0].dimensions)
    for other in found[1:]:
        shared = {d: v for d, v in shared.items() if other.dimensions.get(d) == v}
    return found[0].indicator, amount, shared


def _uncatalogued_people(previous: Resolved) -> bool:
    return previous.indicator is None and previous.figure.unit_class == "people" and not previous.change


def _gift(result: Resolved, earlier: Sequence[Resolved], dims: dict[str, str], lexicon: Lexicon) -> None:
    """An amount for each person or gift is the value of one gift, in the same breakdown as what it multiplies."""
    result.indicator, result.basis = "gift_value", "an amount for each person or gift"
    inherited: dict[str, str] = {}
    if earlier:
        source = earlier[-1]
        inherited = dict(source.dimensions)
        if source.indicator in ("tet_gifts", "tet_care_spending"):
            inherited["occasion"] = "tet"
    result.dimensions = fitting({**inherited, **dims}, "gift_value", lexicon)


def _stands_alone(
    line: Line, result: Resolved, weighed: Weighed, ident: str, earlier: Sequence[Resolved], lexicon: Lexicon
) -> bool:
    """Whether a bare noun ("đoàn viên") is all that is counted, so that it names the stock itself."""
    figure, zone = result.figure, result.zone
    if figure.kind in ("percent", "frequency"):
        return False
    before = line.folded[zone.before[0] : zone.before[1]].rstrip()
    if before.endswith(":"):
        return weighed.uncovered <= 2
    label = weighed.evidence[ident].label
    if (
        label is not None
        and zone.before[0] <= label[0]
        and label[1] <= zone.before[1]
        and not line.folded[label[1] : max(zone.before[1], label[1])].strip(" (")
    ):
        return True  # "Ban Chấp hành 09 đồng chí"
    after = line.tokens_within(*zone.after)
    if weighed.uncovered > 3 and after:
        return False
    introducer = line.preceded_by(figure.lead if figure.lead >= 0 else figure.start, "word", frozenset(("stock_words",)))
    if introducer is not None:
        return True
    if not before.strip(" ,;(-") and earlier:
        last = lexicon.catalog.indicators.get(earlier[-1].indicator or "")
        return last is not None and last.time == "stock" and (last.id in POPULATIONS) == (ident in POPULATIONS)
    return not before.strip(" -+*(") and figure.kind in ("count", "ratio")


def _anchor(
    line: Line, result: Resolved, resolved: Sequence[Resolved], earlier: Sequence[Resolved], weighed: Weighed,
    dims: dict[str, str], own: Sequence[tuple[float, str, Evidence]], lexicon: Lexicon,
) -> Resolved | None:  # fmt: skip
    """The whole that this figure is a part of, when its own words name only a breakdown."""
    figure, zone = result.figure, result.zone
    if figure.kind not in ("count", "number", "ratio", "percent", "money") or not dims or not resolved:
        return None
    if figure.kind == "money":
        return _money_whole(earlier, dims, own, lexicon)
    if own and not own[0][2].bare and own[0][2].own >= 0.75:
        return None
    if weighed.uncovered > 2:
        return None
    pool = list(earlier) or list(resolved[-3:])
    for candidate in reversed(pool):
        if candidate.change or candidate.figure.kind in ("money", "grade", "percent", "level"):
            continue
        if candidate.indicator is None:
            return None
        if candidate.breakdown and (not zone.bracket or _same_bracket(line, candidate, result)):
            continue
        if candidate.indicator in weighed.excluded:
            return None
        if not fitting(dims, candidate.indicator, lexicon):
            if zone.bracket and set(dims) <= {"sex", "ethnicity", "religion", "party"}:
                return candidate
            if zone.bracket:
                return None
            continue
        if own and own[0][1] != candidate.indicator and own[0][2].bare and candidate.indicator not in POPULATIONS:
            return None
        if own and own[0][2].bare and own[0][1] != candidate.indicator and figure.unit_class == "people" and not zone.bracket:
            return None
        return candidate
    return None


def _money_whole(
    earlier: Sequence[Resolved],
    dims: dict[str, str],
    own: Sequence[tuple[float, str, Evidence]],
    lexicon: Lexicon,
) -> Resolved | None:
    """ "chi 268.900.000 đồng, trong đó chăm lo 171.500.000 đồng": the sum that an amount is a part of."""
    if own and own[0][2].own >= 0.75:
        return None
    for candidate in reversed(earlier):
        if candidate.figure.kind != "money":
            continue
        kept = fitting(dims, candidate.indicator, lexicon)
        if kept and candidate.indicator != "gift_value":
            return replace(candidate, dimensions={})
        return None
    return None


def _same_bracket(line: Line, first: Resolved, second: Resolved) -> bool:
    return first.zone.bracket and ")" not in line.folded[first.figure.end : second.figure.start]


def _is_population_part(line: Line, figure: Figure, dims: dict[str, str], weighed: Weighed) -> bool:
    firm = {
        "employment",
        "position",
        "qualification",
        "political_theory",
        "general_education",
        "standard",
        "sex",
        "ethnicity",
        "religion",
    }
    if not dims or not set(dims) <= firm | {"age", "certificate", "party"}:
        return False
    introduced = (
        line.preceded_by(figure.lead if figure.lead >= 0 else figure.start, "word", frozenset(("stock_words",))) is not None
    )
    return (weighed.behind if introduced else weighed.uncovered) <= 2


def _dimensions(
    line: Line, result: Resolved, weighed: Weighed, dims: dict[str, str], earlier: Sequence[Resolved],
    parents: Sequence[Line], ident: str, lexicon: Lexicon,
) -> dict[str, str]:  # fmt: skip
    """Breakdown of a figure whose concept is known: its own words, what they imply, then the clause it hangs on."""
    if ident not in POPULATIONS:
        dims = own_dimensions(weighed, firm_dimensions(line, result.zone, parents), lexicon.catalog.indicators[ident].dimensions)
    found = dimensions_of(weighed, dims, ident, lexicon)
    merged = {**dims, **found}
    zone = result.zone
    allowed = lexicon.catalog.indicators[ident].dimensions
    hanging = zone.bracket or _continues(line, result, earlier)
    source = next((r for r in reversed(earlier) if zone.bracket or not r.zone.bracket), None)
    if source is not None and hanging:
        for dimension, value in source.dimensions.items():
            if dimension in allowed and dimension not in found and dimension not in ("sex", "ethnicity"):
                found[dimension] = value
    for dimension in allowed:
        if dimension in STICKY and dimension not in found and dimension not in merged:
            first = min([r.figure.start for r in earlier if r.zone.before[0] >= clause_start(line, zone)], default=zone.before[0])
            around = stated_around(line, zone, parents, dimension, min(first, zone.before[0]))
            if around is not None:
                found[dimension] = around
    return dict(sorted(found.items()))


def _continues(line: Line, result: Resolved, earlier: Sequence[Resolved]) -> bool:
    if not earlier:
        return False
    gap = line.folded[earlier[-1].figure.end : result.figure.start]
    if line.said(*result.zone.before, "sum_words"):
        return False
    return ";" not in gap and "trong đó" not in gap and result.figure.kind == "money" and len(gap) < 60


def as_money(figure: Figure) -> None:
    """A bare number behind money words is money in đồng, and marked so."""
    figure.kind, figure.unit, figure.inferred = "money", "VND", (*figure.inferred, "unit")


def looks_like_money(line: Line, figure: Figure, zone: Zone) -> bool:
    """ "với tổng kinh phí: 5.400.000": no unit, money words before it, and an amount no head count reaches."""
    if figure.kind != "number" or not isinstance(figure.value, Decimal) or figure.value < 10_000:
        return False
    return bool(line.said(*zone.before, "money_words"))
