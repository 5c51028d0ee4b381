"""The program tesseract: pictures in, words with places and sureness out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean

from lxml import etree
from PIL import Image

from cdcs_parse.errors import ReadError
from cdcs_parse.readers.programs import TESSERACT, require, run, workspace
from cdcs_parse.text import normalize

LANGUAGE = "vie"
# tesseract's page segmentation modes: lines of any size one under the other, and one even block of lines
PAGE, BLOCK = 4, 6
# a page takes one to three seconds; a picture that takes far longer is no report
_SECONDS = 120.0
# a digit below this is often wrong (measured on scans of the samples), one above it hardly ever
_SURE_DIGIT = 96.0
_NAMES = {"x": "http://www.w3.org/1999/xhtml"}
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?\d+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SURE = re.compile(r"x_wconf (\d+)")
_LETTER_SURE = re.compile(r"x_conf ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A recognised word: its box in pixels, the height of its baseline, the size of its line, how sure the program is (0-100)."""

    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    baseline: float
    size: float
    confidence: int
    doubtful: tuple[int, ...]


def check(what: str, where: str) -> None:
    """Raise ReadError when tesseract, or its data for Vietnamese, is not installed; `what` needs it, in the file `where`."""
    path = require(TESSERACT, what, where=where)
    if LANGUAGE not in _languages(path):
        raise ReadError(f"{what} needs the Vietnamese data ({LANGUAGE}) of Tesseract", where=where, hint=TESSERACT.install)


@lru_cache
def _languages(_program: Path) -> frozenset[str]:
    """The languages that a tesseract has data for; asked once a process."""
    with workspace() as folder:
        said = run(TESSERACT, ["--list-langs"], what="asking its languages", where=TESSERACT.label, folder=folder, seconds=20)
    return frozenset(said.decode("utf-8", "replace").split())


def recognise(pictures: Sequence[Image.Image], dpi: float, layout: int, where: str) -> list[list[Mark]]:
    """The words of each picture (mode L), which is laid out as PAGE or BLOCK says.

    Raises ReadError when tesseract is missing, fails, or takes longer than two minutes.
    """
    with workspace() as folder:
        names = [f"{index}.pgm" for index in range(len(pictures))]
        for name, picture in zip(names, pictures, strict=True):
            picture.save(folder / name)
        (folder / "pages").write_text("\n".join(names) + "\n", encoding="utf-8")
        arguments: list[str | Path] = ["pages", "-", "-l", LANGUAGE, "--dpi", str(round(dpi)), "--psm", str(layout)]
        arguments += ["-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1"]
        # one thread is fastest; the pages go to several children instead
        out = run(
            TESSERACT, arguments, what="a scanned page", where=where, folder=folder, seconds=_SECONDS,
            environment={"OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    try:
        pages = etree.fromstring(out, etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ReadError("Tesseract's answer cannot be read", where=where, hint=f"reinstall it: {TESSERACT.install}") from error
    found = [list(_marks(page)) for page in pages.iterfind(".//x:div[@class='ocr_page']", _NAMES)]
    if len(found) != len(pictures):
        raise ReadError("Tesseract did not answer for every picture", where=where, hint="the picture may be damaged")
    return found


def sureness(marks: Sequence[Mark]) -> float:
    """The mean confidence, by letters; 0 without any."""
    return fmean(mark.confidence for mark in marks for _ in mark.text) if marks else 0.0


def _marks(page: etree._Element) -> Iterator[Mark]:
    for line in page.iterfind(".//x:span[@class='ocr_line']", _NAMES):
        title = line.get("title", "")
        box, slope, size = _BOX.search(title), _BASELINE.search(title), _SIZE.search(title)
        if box is None:
            continue
        left, bottom = int(box[1]), int(box[4])
        tilt, offset = (float(slope[1]), float(slope[2])) if slope else (0.0, 0.0)
        for word in line.iterfind("x:span[@class='ocrx_word']", _NAMES):
            mark = _mark(word)
            if mark is not None:
                middle = (mark[1] + mark[3]) / 2
                height = float(size[1]) if size else float(bottom - int(box[2]))
                yield Mark(*mark[:5], bottom + offset + tilt * (middle - left), height, *mark[5:])


def _mark(word: etree._Element) -> tuple[str, int, int, int, int, int, tuple[int, ...]] | None:
    title = word.get("title", "")
    box, sure = _BOX.search(title), _SURE.search(title)
    text = ""
    doubtful: list[int] = []
    for letter in word.iterfind("x:span[@class='ocrx_cinfo']", _NAMES):
        seen = normalize(letter.text or "")
        known = _LETTER_SURE.search(letter.get("title", ""))
        if seen.isdigit() and known and float(known[1]) < _SURE_DIGIT:
            doubtful.append(len(text))
        text += seen
    if box is None or not text.strip():
        return None
    x0, top, x1, bottom = (int(value) for value in box.groups())
    return text, x0, top, x1, bottom, int(sure[1]) if sure else 0, tuple(doubtful)
