"""Results and targets: which role a figure plays, and what the report says became of a quoted target."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cdcs_parse.model.fact import Outcome, Role
from cdcs_parse.parse.clauses import Zone
from cdcs_parse.parse.figure import Figure
from cdcs_parse.parse.lexicon import Match
from cdcs_parse.parse.lines import Line

_GOAL = "goal_words"
_VERDICTS = r"(đạt và vượt|đạt|vượt|vượt chỉ tiêu|hoàn thành|chưa đạt|không đạt|chưa hoàn thành|không hoàn thành)"
_OUTCOME = re.compile(rf"\s?[:→=]\s?{_VERDICTS}\s*[.;]?\s*$")
_OUTCOME_LAST = re.compile(rf"[:→=.;,(–-]\s*{_VERDICTS}(?: chỉ tiêu)?[\s.;)]*$")
_OUTCOME_FIRST = re.compile(rf"\s?:\s*{_VERDICTS}\s*[,;(]")
_LABEL_END = re.compile(r"\s?:")


def role_of(line: Line, figure: Figure, zone: Zone, place_role: str, parents: Sequence[Line]) -> tuple[Role, Outcome | None, str]:
    """Role, outcome, and the reason in words.

    Planned sections make targets; in results, a figure is a quoted old target when its sentence or the line above
    calls it a chỉ tiêu and says that it was reached or missed.
    """
    if figure.unit_id in ("delegate", "vote"):
        return "actual", None, "số người dự hoặc số phiếu"
    if place_role == "target" and zone.bracket and _only_counted(line, zone):
        return "actual", None, "số thành viên, trong ngoặc sau tên"
    if place_role == "target":
        return "target", None, "mục nêu phương hướng, chỉ tiêu"
    if _counts_goals(figure):
        return "actual", None, "đếm số chỉ tiêu"
    labelled = _labelled(line, figure)
    if labelled is not None:
        return labelled
    goal = _find(line, zone.sentence[0], figure.start, _GOAL, "target_words")
    if zone.bracket and goal is not None and not line.folded[goal[1] : figure.start].strip(" (:"):
        # "chưa đạt chỉ tiêu (06 SKKN)": the bracket tells the target itself
        missed = _find(line, zone.sentence[0], figure.start, "missed_words")
        met = _find(line, zone.sentence[0], figure.start, "met_words")
        if met is not None and not _judges(line, met[1], figure.start):
            met = None
        return "prior_target", "missed" if missed else "met" if met else None, "chỉ tiêu trong ngoặc"
    if zone.bracket and _find(line, *zone.before, "result_words") is not None:
        return "actual", None, "kết quả trong ngoặc sau chỉ tiêu"
    missed_before = _find(line, zone.sentence[0], figure.start, "missed_words")
    if goal is not None and not _plan_share(line, figure):
        if (
            missed_before is not None
            and figure.start > missed_before[1]
            and _goal_counted(line, zone.sentence[0], missed_before[0])
        ):
            return "prior_target", "missed", "nêu trong các chỉ tiêu chưa đạt"
        missed_after = _find(line, figure.end, zone.sentence[1], "missed_words")
        bracket = line.folded.find("(", figure.end, missed_after[0]) if missed_after else -1
        met_after = line.said(figure.end, zone.sentence[1], "met_words")
        settled = (
            met_after and not line.folded[met_after[-1].end : zone.sentence[1]].strip(" .;") and met_after[-1].start > figure.end
        )
        if settled and missed_after is None and "đã" in line.folded[figure.end : zone.sentence[1]].split():
            return "prior_target", "met", "chỉ tiêu, nêu là đã đạt"
        if missed_after is not None and bracket < 0 and not _other_goal(line, figure.end, missed_after[0]):
            return "prior_target", "missed", "chỉ tiêu, nêu là chưa đạt"
    told = _told_at_end(line, zone)
    if told is not None and figure.kind != "grade":
        return "prior_target", told, "chỉ tiêu kèm kết quả đánh giá phía sau"
    opened = _opened_by(line, figure, zone)
    if opened is not None:
        return "prior_target", opened, "liệt kê sau từ chỉ tiêu"
    for parent in parents[:2]:
        verdict = _governs(parent)
        if verdict is not None:
            return "prior_target", verdict, "liệt kê dưới dòng về chỉ tiêu"
    return "actual", None, "mục nêu kết quả"


def _labelled(line: Line, figure: Figure) -> tuple[Role, Outcome | None, str] | None:
    """ "Chỉ tiêu: kết nạp 300 đoàn viên. Kết quả: 341. Vượt.": the target before the label of the result, the result behind it."""
    head = line.followed_by(line.after(line.start), "word", frozenset((_GOAL,)))
    if head is None:
        return None
    labels = (m for m in line.said(head.end, line.end, "result_words") if _is_label(line, m))
    label = next(labels, None)
    if label is None or label.start <= figure.start < label.end:
        return None
    if figure.start > label.end:
        return "actual", None, "kết quả, đứng sau chữ “kết quả”"
    tail = _OUTCOME_LAST.search(line.folded, label.end, line.end) or _OUTCOME_FIRST.match(line.folded, label.end, line.end)
    return "prior_target", _outcome(tail.group(1)) if tail else None, "chỉ tiêu, kết quả ghi ngay sau"


def _is_label(line: Line, match: Match) -> bool:
    """ "Kết quả:", or "– kết quả", "→ thực hiện" behind a dash."""
    if _LABEL_END.match(line.folded, match.end, line.end):
        return True
    return line.folded[line.start : match.start].rstrip().endswith(("–", " -", "→"))


def _outcome(words: str) -> Outcome:
    return "missed" if words.startswith(("chưa", "không")) else "met"


def _judges(line: Line, start: int, end: int) -> bool:
    """ "vượt chỉ tiêu đề ra (chỉ tiêu 50 triệu)" judges, "đạt danh hiệu Lao động tiên tiến (chỉ tiêu 90%)" does not."""
    outside = line.folded[start : max(start, line.folded.rfind("(", start, end))].strip()
    return not outside or bool(line.said(start, start + len(outside) + 1, _GOAL, "plan_words"))


def _only_counted(line: Line, zone: Zone) -> bool:
    """ "Ban Chấp hành khóa XII (11 đồng chí)": the bracket holds a number and a unit, nothing else."""
    if line.folded[zone.before[0] : zone.before[1]].strip():
        return False
    unit = line.followed_by(zone.after[0], "unit")
    return unit is not None and not line.folded[unit.end : zone.after[1]].strip()


def _told_at_end(line: Line, zone: Zone) -> Outcome | None:
    """ "Hằng năm từ 85% đoàn viên trở lên đạt lao động tiên tiến: đạt." tells the outcome of the target before the colon."""
    tail = _OUTCOME.search(line.folded, zone.sentence[0], zone.sentence[1])
    if tail is None:
        return None
    return _outcome(tail.group(1))


def _opened_by(line: Line, figure: Figure, zone: Zone) -> Outcome | None:
    """ "Chưa đạt: tối thiểu 95% …", "Đạt 17/18 chỉ tiêu, trong đó có các chỉ tiêu: từ 12% …"."""
    start = zone.sentence[0]
    head = line.said(start, min(zone.sentence[1], start + 40), "missed_words")
    if head and not line.folded[start : head[0].start].strip(" -+*") and line.folded[head[0].end : head[0].end + 1] == ":":
        return "missed" if figure.start > head[0].end else None
    for goal in line.said(start, figure.start, _GOAL):
        if line.folded[goal.end : goal.end + 1] == ":" and line.said(start, goal.start, "met_words"):
            return "missed" if line.said(start, goal.end, "missed_words") else "met"
    return None


def _governs(parent: Line) -> Outcome | None:
    """What a lead-in line ending in ":" says of the targets listed below it."""
    if not parent.folded[parent.start : parent.end].rstrip().endswith(":"):
        return None
    start = parent.sentences[-1][0]
    goals = _find(parent, start, parent.end, _GOAL)
    if goals is None:
        return None
    if _find(parent, start, parent.end, "missed_words") is not None:
        return "missed"
    if _find(parent, start, parent.end, "met_words") is not None:
        return "met"
    return None


def _counts_goals(figure: Figure) -> bool:
    return figure.unit_id == "goal"


def _plan_share(line: Line, figure: Figure) -> bool:
    """ "đạt 104% kế hoạch": a share of the plan is a result."""
    return figure.kind == "percent" and bool(line.said(figure.end, min(line.end, figure.end + 20), "plan_words"))


def _goal_counted(line: Line, start: int, end: int) -> bool:
    return _find(line, start, end, _GOAL) is not None


def _other_goal(line: Line, start: int, end: int) -> bool:
    return line.folded.find(". ", start, end) >= 0


def _find(line: Line, start: int, end: int, *idents: str) -> tuple[int, int] | None:
    """The last match of the word lists in a stretch."""
    found = line.said(start, end, *idents)
    return (found[-1].start, found[-1].end) if found else None
