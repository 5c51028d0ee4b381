"""The program tesseract: pictures in, words with places and sureness out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from lxml import etree
from PIL import Image

from cdcs_parse.errors import ReadError
from cdcs_parse.readers.programs import TESSERACT, require, run, workspace
from cdcs_parse.text import normalize

# two kinds of data read Vietnamese: of the language, and of all that is printed in its script, which has two names
LANGUAGES = (("vie",), ("Vietnamese", "script/Vietnamese"))
# tesseract's page segmentation modes: lines of any size one under the other, and one even block of lines
PAGE, BLOCK = 4, 6
# a page takes one to three seconds; a picture that takes far longer is no report
_SECONDS = 120.0
# a digit below this is often wrong (measured on scans of the samples), one above it hardly ever
_SURE_DIGIT = 96.0
# letters of a word stand closer than this share of the size of their line, spaces are wider
_GAP = 0.28
# what signs of lists and the Vietnamese đ are taken for
_SIGNS = {"®": "•", "©": "•", "Ð": "Đ", "ð": "đ"}
_NAMES = {"x": "http://www.w3.org/1999/xhtml"}
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?\d+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SURE = re.compile(r"x_wconf (\d+)")
_BOXES = re.compile(r"x_bboxes (\d+) (\d+) (\d+) (\d+)")
_LETTER_SURE = re.compile(r"x_conf ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A recognised word: its box in pixels, the height of its baseline, the size of its line, how sure the program is (0-100).

    `doubtful` are the indices of digits it doubts.
    """

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
    if not any(name in languages(path) for kind in LANGUAGES for name in kind):
        raise ReadError(f"{what} needs the Vietnamese data (vie) of Tesseract", where=where, hint=TESSERACT.install)


def readers(where: str) -> list[str]:
    """The data that the tesseract at hand has for Vietnamese, at most one of each kind. Raises ReadError without tesseract."""
    known = languages(require(TESSERACT, "a picture of text", where=where))
    return [name for kind in LANGUAGES if (name := next((one for one in kind if one in known), None))]


@lru_cache
def languages(_program: Path) -> frozenset[str]:
    """What a tesseract has data for; asked once a process."""
    with workspace() as folder:
        said = run(TESSERACT, ["--list-langs"], what="asking its languages", where=TESSERACT.label, folder=folder, seconds=20)
    return frozenset(said.decode("utf-8", "replace").split())


def recognise(pictures: Sequence[Image.Image], dpi: float, layout: int, where: str, data: str) -> list[list[Mark]]:
    """The words of each picture (mode L), which is laid out as PAGE or BLOCK says.

    Raises ReadError when tesseract or its Vietnamese data is missing, fails, or takes longer than two minutes.
    """
    with workspace() as folder:
        names = [f"{index}.pgm" for index in range(len(pictures))]
        for name, picture in zip(names, pictures, strict=True):
            picture.save(folder / name)
        (folder / "pages").write_text("\n".join(names) + "\n", encoding="utf-8")
        arguments: list[str | Path] = ["pages", "-", "-l", data, "--dpi", str(round(dpi)), "--psm", str(layout)]
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
        height = float(size[1]) if size else float(bottom - int(box[2]))
        for word in line.iterfind("x:span[@class='ocrx_word']", _NAMES):
            sure = _SURE.search(word.get("title", ""))
            for letters in _parted(list(_letters(word)), height):
                x0, x1 = letters[0].x0, max(letter.x1 for letter in letters)
                text = "".join(letter.text for letter in letters)
                if text.strip():
                    yield Mark(
                        text=text,
                        x0=x0,
                        top=min(letter.top for letter in letters),
                        x1=x1,
                        bottom=max(letter.bottom for letter in letters),
                        baseline=bottom + offset + tilt * ((x0 + x1) / 2 - left),
                        size=height,
                        confidence=int(sure[1]) if sure else 0,
                        doubtful=tuple(index for index, letter in enumerate(letters) if letter.doubtful),
                    )


class _Letter(NamedTuple):
    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    doubtful: bool


def _letters(word: etree._Element) -> Iterator[_Letter]:
    """The letters of a word; of "ÐĐ", one letter seen twice, only one."""
    before = ""
    for item in word:
        letter = _letter(item)
        if letter is not None:
            seen = normalize(item.text or "")
            if {before, seen} != {"Ð", "Đ"}:
                yield letter
            before = seen


def _letter(item: etree._Element) -> _Letter | None:
    title = item.get("title", "")
    box, known = _BOXES.search(title), _LETTER_SURE.search(title)
    text = normalize(item.text or "")
    if box is None or len(text) != 1:
        return None
    text = _SIGNS.get(text, text)
    x0, top, x1, bottom = map(int, box.groups())
    return _Letter(text, x0, top, x1, bottom, text.isdigit() and known is not None and float(known[1]) < _SURE_DIGIT)


def _parted(letters: list[_Letter], size: float) -> Iterator[list[_Letter]]:
    """The letters of a word, which a wide gap parts into several: "2." and "95%" of a list are no "2.95%".

    Capitals of titles stand apart, and so may a comma.
    """
    start = 0
    for index in range(1, len(letters)):
        one, two = letters[index - 1], letters[index]
        wide = two.x0 - one.x1 > _GAP * size
        if wide and two.text not in ",.;:)" and not (index - start == 1 and one.text.isupper() and two.text.isupper()):
            yield letters[start:index]
            start = index
    if letters:
        yield letters[start:]
