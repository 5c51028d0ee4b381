"""Figures get their meaning: concept, breakdown, from their own words first, then from sentence, parent line and heading."""

from __future__ import annotations

from collections.abc import Sequence

from cdcs_parse.parse.breakdowns import STICKY, clause_start, dimensions_of, firm_dimensions, fitting, own_dimensions, stated_around
from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.cues import Area, Weighed, weigh
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Lexicon
from cdcs_parse.parse.lines import Line
from cdcs_parse.parse.modifiers import per_of
from cdcs_parse.parse.resolved import POPULATIONS, Resolved, Scope
from cdcs_parse.parse.sequels import (
    earlier_value,
    goes_on_by_year,
    is_change,
    is_result_of,
    names_rate,
    numerator,
    pairs,
    part_in_gap,
    raises,
    rate_of,
)
from cdcs_parse.parse.wholes import multiplies, paid_for, uncatalogued_people, whole_of

_LINE_REACH = 800  # characters before a sentence that may still speak for its figures
_BACK = 40  # figures of a sentence that later ones may refer to
ACCEPT = 0.5
_STOCK = frozenset(("stock_words",))
_STAFF = frozenset(
    ("employment", "position", "qualification", "political_theory", "general_education", "standard", "sex", "ethnicity", "religion")
) | {"age", "certificate", "party"}  # breakdowns that a figure of the staff has


def resolve_line(
    line: Line, figures: Sequence[Figure], zones: Sequence[Zone], parents: Sequence[Line], headings: Sequence[Line],
    topics: frozenset[str], scope: Scope, lexicon: Lexicon, schooling: Sequence[tuple[int, int]] = (),
) -> list[Resolved]:  # fmt: skip
    """Give meaning to the figures of one line, in order, each with its zone.

    `parents` are the lines that govern it, nearest first; `headings` the titles above it, innermost first; `topics`
    the section kinds that apply; `schooling` where grades of general education ("12/12") stand.
    """
    resolved: list[Resolved] = []
    for place, (figure, zone) in enumerate(zip(figures, zones, strict=True)):
        result = Resolved(figure, zone)
        shared = _shared_tail(line, figures, zones, place)
        earlier = [r for r in resolved[-_BACK:] if r.zone.home == zone.home]
        previous = resolved[-1] if earlier else None
        if figure.kind == "grade":
            result.indicator = figure.notes[-1] or None
            result.basis = "xếp loại"
        elif (grade := _schooling(line, figure, zone, schooling)) is not None:
            result.indicator = _counted_population(figure, scope)
            result.dimensions, result.breakdown = {"general_education": grade}, True
            result.basis = "phân theo trình độ học vấn phổ thông"
        elif resolved and is_result_of(line, resolved[-1], figure, zone):
            _follow(result, resolved[-1])
            result.basis = "kết quả trong ngoặc, ngay sau chỉ tiêu" if zone.bracket else "kết quả, ngay sau chỉ tiêu"
        elif previous is not None and earlier_value(line, previous.figure, figure):
            _follow(result, previous)
            result.basis, result.earlier = "số cùng kỳ trước, đặt cạnh số kỳ này", True
        elif previous is not None and goes_on_by_year(line, previous, figure, zone):
            _follow(result, previous)
            result.basis = "số của năm khác, cùng chỉ tiêu với con số ngay trước"
        elif previous is not None and raises(line, previous, figure):
            _follow(result, previous)
            result.basis = "mức mới của khoản nêu ngay trước"
        elif is_change(line, figure, zone):
            result.change, result.basis = True, "mức tăng, giảm so với kỳ trước, không phải số hiện có"
        elif (
            previous is not None
            and pairs(line, previous, figure, lexicon)
            and not names_rate(line, previous, figure, zone, lexicon)
        ):
            previous = numerator(line, resolved, figure)
            result.indicator, result.dimensions = previous.indicator, dict(previous.dimensions)
            result.candidates, result.label = list(previous.candidates), previous.label
            result.basis = "tỷ lệ phần trăm của con số ngay trước"
            result.breakdown = previous.breakdown
            result.pair = True
            sibling = rate_of(line, previous, figure, lexicon)
            own = part_in_gap(line, previous, figure)
            if own and sibling is None:
                result.dimensions = fitting({**previous.dimensions, **own}, previous.indicator, lexicon)
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


def _follow(result: Resolved, previous: Resolved) -> None:
    """Give `result` the concept and breakdown of the figure it hangs on."""
    result.indicator, result.dimensions, result.label = previous.indicator, dict(previous.dimensions), previous.label


def _introduced(line: Line, figure: Figure) -> bool:
    """Whether a word such as "có", "gồm" stands right before the figure; "với" does where the figure is then parted."""
    if line.preceded_by(figure.begin, "word", _STOCK) is not None:
        return True
    parted = line.said(figure.end, min(line.end, figure.end + 60), "part_of")
    with_them = line.folded[line.start : figure.begin].endswith("với ")
    return with_them and bool(parted) and not any(ch.isdigit() or ch in ".;" for ch in line.folded[figure.end : parted[0].start])


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
        areas.append(Area(line, max(line.start, zone.sentence[0] - _LINE_REACH), zone.sentence[0], 0.25, "line"))
    for depth, parent in enumerate(parents[:2]):
        areas.append(Area(parent, parent.start, min(parent.end, parent.start + 300), 0.5 - 0.15 * depth, "parent"))
    for depth, heading in enumerate(headings[:2]):
        areas.append(Area(heading, heading.start, min(heading.end, heading.start + 200), 0.3 - 0.1 * depth, "heading"))
    return areas


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
    refused = sorted(weighed.refused.items(), key=lambda r: (-r[1].score, r[0]))
    result.candidates = [*((i, e) for _, i, e in ranked[:5]), *refused[:3]]
    unknown_people = figure.kind != "money" and bool(earlier) and uncatalogued_people(earlier[-1])
    firm = firm_dimensions(line, zone, parents)
    own = [
        (s, i, e)
        for s, i, e in ranked
        if e.own >= ACCEPT * 0.6 and (not e.bare or _stands_alone(line, result, weighed, i, earlier, lexicon))
    ]
    dims = own_dimensions(weighed, firm)
    if figure.kind == "money" and "fund" not in dims and (figure.per in ("person", "gift") or multiplies(line, figure, earlier)):
        keeps = [i for _, i, e in own if indicators[i].spread and e.own >= 0.5]
        if not keeps:
            return _gift(line, result, earlier, parents, dims, lexicon)
    anchor = whole_of(line, result, resolved, earlier, weighed, dims, own, lexicon)
    if anchor is not None:
        result.indicator = anchor.indicator
        result.dimensions = {**(anchor.dimensions if zone.bracket else {}), **fitting(dims, anchor.indicator, lexicon)}
        result.basis, result.breakdown = f"một phần của con số ngay trước ({anchor.indicator})", True
        return None
    introduced = _introduced(line, figure)
    if unknown_people and own and own[0][2].bare and not introduced:
        own = []
    source = paid_for(result, earlier, lexicon) if figure.kind == "money" else None
    if source is not None:
        activity, amount, shared = source
        if not own or own[0][2].own < 0.6 or own[0][1] == amount:
            result.indicator = amount
            result.basis = f"số tiền chi cho việc nêu ngay trước ({activity})"
            around = _dimensions(line, result, weighed, dims, [], parents, amount, lexicon)
            result.dimensions = dict(sorted({**fitting(shared, amount, lexicon), **around}.items()))
            return None
    if own:
        _, ident, evidence = own[0]
        result.indicator, result.label = ident, evidence.label
        result.basis = f"chính từ ngữ của con số: “{evidence.cues[0]}”"
        result.dimensions = _dimensions(line, result, weighed, dims, earlier, parents, ident, lexicon)
        return None
    population = scope.population
    if unknown_people:
        result.basis = "một phần của số người mà danh mục chưa có chỉ tiêu"
        return None
    if figure.kind in ("count", "number", "ratio", "percent") and _is_population_part(line, figure, dims, weighed):
        ident = population or "workforce"
        kept = fitting(dims, ident, lexicon)
        if kept and ident not in weighed.excluded and figure.unit_class in (None, "people"):
            result.indicator, result.dimensions, result.breakdown = ident, kept, True
            result.basis = f"một phần của tổng số người đã nêu ({ident})"
            return None
    # a heading on the staff makes staff of people only, not of pupils or classes
    people = figure.unit_class == "people"
    wide = [(s, i, e) for s, i, e in ranked if e.wide >= 0.28 and not e.bare and (people or i not in POPULATIONS)]
    generic = weighed.uncovered <= (3 if figure.kind == "money" else 1)
    if wide and generic:
        # "640 lượt công nhân đi tham quan, trong đó có 702 lượt công nhân …" goes on with what stands before it
        parted = _parted_from(line, figure, earlier)
        _, ident, evidence = next((w for w in wide if w[1] == parted), wide[0])
        result.indicator = ident
        result.basis = f"từ ngữ của câu, dòng trên hoặc tiêu đề: “{evidence.cues[0]}”"
        result.dimensions = _dimensions(line, result, weighed, dims, earlier, parents, ident, lexicon)
    return None


def _parted_from(line: Line, figure: Figure, earlier: Sequence[Resolved]) -> str | None:
    """The concept of the figure right before, where "trong đó" makes this one a part of it in the same unit."""
    if not earlier or earlier[-1].figure.unit_id != figure.unit_id or figure.unit_id is None:
        return None
    gap = (earlier[-1].figure.end, figure.begin)
    return earlier[-1].indicator if line.said(*gap, "part_of") and ";" not in line.folded[gap[0] : gap[1]] else None


def _gift(
    line: Line, result: Resolved, earlier: Sequence[Resolved], parents: Sequence[Line], dims: dict[str, str], lexicon: Lexicon
) -> None:
    """An amount for each person or gift is the value of one gift, in the same breakdown as what it multiplies."""
    result.indicator, result.basis = "gift_value", "mức tiền cho mỗi người hoặc mỗi suất"
    inherited: dict[str, str] = {}
    if earlier:
        source = earlier[-1]
        activity = lexicon.catalog.indicators.get(source.indicator or "")
        inherited = {**source.dimensions, **(activity.gift_dimensions if activity else {})}
        if result.figure.per is None:
            result.figure.per = per_of(line, source.figure)
    if "occasion" not in inherited and "occasion" not in dims:
        around = stated_around(line, result.zone, parents, "occasion", result.zone.before[0])
        if around is not None:
            inherited["occasion"] = around
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
    introduced = _introduced(line, figure)
    if (weighed.behind if introduced else weighed.uncovered) > 3 and after:
        return False
    if introduced:
        return True
    if not before.strip(" ,;(-") and earlier and line.folded[earlier[-1].figure.end : zone.before[1]].rstrip().endswith(" với"):
        # "16 công đoàn bộ phận với 478 đoàn viên": the members of the bodies counted before
        last = lexicon.catalog.indicators.get(earlier[-1].indicator or "")
        return last is not None and last.time == "stock" and last.id not in POPULATIONS
    if not before.strip(" ,;(-") and earlier:
        last = lexicon.catalog.indicators.get(earlier[-1].indicator or "")
        return last is not None and last.time == "stock" and (last.id in POPULATIONS) == (ident in POPULATIONS)
    return not before.strip(" -+*(") and figure.kind in ("count", "ratio")


def _is_population_part(line: Line, figure: Figure, dims: dict[str, str], weighed: Weighed) -> bool:
    if not dims or not set(dims) <= _STAFF:
        return False
    introduced = _introduced(line, figure)
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
