"""What word segmentation would gain: cues that must begin and end where words do, judged against gold.

`python benchmarks/segmentation.py` prints, for the samples and for ../shared where it exists, how many right and how
many wrong figures have a cue that cuts a word, and how long segmenting the sentences of figures takes.
"""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import cdcs_parse as cdcs
from cdcs_parse.parse.segments import segment

ROOT = Path(__file__).resolve().parent.parent
SETS = [(base / "reports", base / "gold") for base in (ROOT / "samples", ROOT.parent / "shared")]


def main() -> None:
    right_cut = wrong_cut = right = wrong = characters = 0
    parsing = segmenting = 0.0
    segment("khởi động")
    for reports, gold in SETS:
        for path in sorted(gold.glob("*.jsonl")):
            if path.name.endswith(".sections.jsonl"):
                continue
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            file = reports / f"{path.stem}.txt"
            if not file.exists():
                continue
            start = time.perf_counter()
            report = cdcs.parse(file)
            parsing += time.perf_counter() - start
            text = unicodedata.normalize("NFC", report.text)
            edges: dict[int, set[int]] = {}
            for fact in report.facts:
                if fact.label is None or fact.indicator is None or fact.sentence is None:
                    continue
                row = next((r for r in rows if r["start"] < fact.span.end and fact.span.start < r["end"]), None)
                good = row is not None and fact.indicator in row.get("indicator_any", [row.get("indicator")])
                first = fact.sentence.start
                if first not in edges:
                    start = time.perf_counter()
                    words = segment(text[first : fact.sentence.end])
                    segmenting += time.perf_counter() - start
                    characters += fact.sentence.end - first
                    edges[first] = {first + p for pair in words for p in pair}
                cut = fact.label.start not in edges[first] or fact.label.end not in edges[first]
                right, wrong = right + good, wrong + (not good)
                right_cut, wrong_cut = right_cut + (good and cut), wrong_cut + (not good and cut)
    print(f"figures with a cue: {right} right, {wrong} wrong")
    print(f"whose cue cuts a word: {right_cut} right (would be lost), {wrong_cut} wrong (would be gained)")
    print(f"segmenting {characters} characters took {segmenting / parsing:.1f} times as long as parsing the reports")


if __name__ == "__main__":
    main()
