"""Figures gained, lost and changed since a commit, judged by the gold. `python benchmarks/gains.py COMMIT`.

The commit is checked out into a temporary git worktree; both versions parse the same reports with this interpreter.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = [ROOT / "samples", ROOT.parent / "shared"]
COMPARED = ("kind", "value", "denominator", "high", "indicator", "dimensions", "role", "outcome", "comparator", "per", "period")
_DUMP = """
import json, sys
from cdcs_parse import parse
for path in sys.argv[1:]:
    print(json.dumps([path, json.loads(parse(path).model_dump_json(include={"facts"}))["facts"]]))
"""

sys.path.insert(0, str(ROOT / "tests"))


def figures(source: Path, reports: list[Path]) -> dict[Path, list[dict[str, Any]]] | None:
    """The facts that the version in `source` finds, by report; None when that version cannot parse."""
    environment = os.environ | {"PYTHONPATH": str(source / "src"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _DUMP, *map(str, reports)],
        capture_output=True, text=True, encoding="utf-8", env=environment, cwd=source, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"{source}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return {Path(path): facts for path, facts in map(json.loads, done.stdout.splitlines())}


def verdict(fact: dict[str, Any], gold: list[dict[str, Any]], known: Collection[str]) -> str:
    """Whether the gold has this figure, and which part of it is wrong."""
    import scoring
    from cdcs_parse.model.fact import Fact

    built = Fact.model_validate(fact)
    start, end = fact["span"]["start"], fact["span"]["end"]
    touched = [row for row in gold if row["kind"] != "none" and start < row["end"] and row["start"] < end]
    same = [row for row in touched if scoring.right_value(row, built)]
    if not same:
        return "wrong value" if touched else "no figure"
    row = same[0]
    faults = [
        name
        for name, right in (
            ("indicator", scoring.right_concept(row, built, known)),
            ("role", built.role == row["role"]),
            ("modifiers", scoring.right_modifiers(row, built)),
        )
        if not right
    ]
    return f"wrong {', '.join(faults)}" if faults else "right"


def told(fact: dict[str, Any]) -> str:
    """A figure on one line, without what is empty."""
    body = {key: fact[key] for key in COMPARED if fact.get(key) not in (None, {}, "")}
    return f"{fact['span']['text']!r} {json.dumps(body, ensure_ascii=False)}"


def compare(
    name: str, old: list[dict[str, Any]], new: list[dict[str, Any]], gold: list[dict[str, Any]], known: Collection[str]
) -> dict[str, int]:
    """Print the differences of one report and count them by kind and verdict."""
    before, after = ({(f["span"]["start"], f["span"]["end"], f["id"]): f for f in facts} for facts in (old, new))
    counts: dict[str, int] = {}
    lines = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was and now and all(was.get(c) == now.get(c) for c in COMPARED):
            continue
        if was and now:
            kind, verdicts = "changed", f"{verdict(was, gold, known)} → {verdict(now, gold, known)}"
            shown = f"{told(was)}\n            → {told(now)}"
        elif now:
            kind, verdicts, shown = "gained", verdict(now, gold, known), told(now)
        else:
            assert was is not None
            kind, verdicts, shown = "lost", verdict(was, gold, known), told(was)
        counts[f"{kind}: {verdicts}"] = counts.get(f"{kind}: {verdicts}", 0) + 1
        lines.append(f"  {kind:8}  {verdicts:12}  @{key[0]} {shown}")
    if lines:
        print(name, *lines, sep="\n")
    return counts


def main() -> None:
    """Compare the working tree with the commit given, HEAD~1 by default."""
    import scoring

    base = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    gold_of = {
        folder / "reports" / f"{name}.txt": scoring.rows(folder / "gold" / f"{name}.jsonl")
        for folder in FOLDERS
        for name in scoring.gold_names(folder / "gold")
    }
    git = ["git", "-C", str(ROOT)]
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "base"
        subprocess.run([*git, "worktree", "add", "--quiet", "--detach", str(tree), base], check=True)
        try:
            old = figures(tree, list(gold_of)) if (tree / "src").is_dir() else None
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(tree)], check=True)
    new = figures(ROOT, list(gold_of))
    if new is None:
        sys.exit("this version cannot parse the reports")
    if old is None:
        print(f"{base} cannot parse the reports: nothing to compare with")
        return
    known = scoring.known_concepts(ROOT)
    totals: dict[str, int] = {}
    for path, gold in gold_of.items():
        for kind, count in compare(path.stem, old[path], new[path], gold, known).items():
            totals[kind] = totals.get(kind, 0) + count
    print(*(f"{count:5}  {kind}" for kind, count in sorted(totals.items())), sep="\n") if totals else print("no figure differs")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
