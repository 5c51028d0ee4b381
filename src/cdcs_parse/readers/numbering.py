"""Word's automatic numbers: definitions of numbering.xml, and counters that render them as Word shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from cdcs_parse.readers.package import W, number, switched, val
from cdcs_parse.readers.symbols import bullet

LEVELS = 9
# Word takes 31 characters; a longer text would be repeated with every paragraph
MAX_LABEL = 100
_LEVEL_REF = re.compile(r"%([1-9])")
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ROMAN = tuple(zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True))
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_FIRSTS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS = ". ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: what it counts, how it writes it."""

    start: int = 0
    format: str = "decimal"
    custom: str | None = None
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Num:
    """A list in use (w:num): the definition it shares with others, and what it changes of it."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class StyleNumber:
    """What one style of a chain says about numbering."""

    style: str
    num: str | None
    level: int | None


@dataclass(slots=True)
class Numbering:
    """All lists of a file, and how far each has counted.

    Counters belong to the definition (w:abstractNum): lists that share one go on counting where the other left off.
    """

    nums: Mapping[str, Num]
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def apart(self) -> Numbering:
        """The same lists, not yet counted: text boxes, notes and headers are stories of their own."""
        return Numbering(self.nums)

    def resolve(self, num: str | None, level: int | None, chain: Sequence[StyleNumber]) -> tuple[str, int] | None:
        """The list and level of a paragraph from its own properties and those of its style and the styles it is based on."""
        if num is None:
            num = next((style.num for style in chain if style.num is not None), None)
        if num is None or num == "0" or num not in self.nums:
            return None
        if level is None:
            level = self._level_of_style(self.nums[num], chain)
        return (num, level) if 0 <= level < LEVELS else None

    def _level_of_style(self, num: Num, chain: Sequence[StyleNumber]) -> int:
        for style in chain:
            # a level names its style (w:pStyle), and that outweighs the w:ilvl of the style (ECMA-376 17.9.23)
            for index, level in num.levels.items():
                if level.style == style.style:
                    return index
            if style.level is not None:
                return style.level
        return 0

    def advance(self, num_id: str, level: int) -> str | None:
        """Count one more paragraph and return its label; None when the level shows nothing."""
        num = self.nums[num_id]
        counts = self._counts.setdefault(num.abstract, [None] * LEVELS)
        for above in range(level):
            # a level above that no paragraph has used counts as used once: the next paragraph there is its second,
            # as in Word (Microsoft KB Q110380)
            if counts[above] is None:
                counts[above] = self._start(num, above)
        before = counts[level]
        first = (num_id, level) not in self._started
        self._started.add((num_id, level))
        if before is None or (first and level in num.starts):
            counts[level] = self._start(num, level)
        else:
            counts[level] = before + 1
        for deeper in range(level + 1, LEVELS):
            restart = num.levels[deeper].restart if deeper in num.levels else None
            # w:lvlRestart counts levels from 1; 0 never restarts, absent restarts after any level above
            if restart is None or level < restart:
                counts[deeper] = None
        return self._render(num, level, counts)

    def _start(self, num: Num, level: int) -> int:
        if level in num.starts:
            return num.starts[level]
        return num.levels[level].start if level in num.levels else 0

    def _render(self, num: Num, level: int, counts: Sequence[int | None]) -> str | None:
        shape = num.levels.get(level)
        if shape is None:
            return None
        if shape.format == "bullet":
            return bullet(shape.text, shape.font) or "•"

        def one(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index > level or index not in num.levels:
                return ""
            value = counts[index] or 0
            other = num.levels[index]
            if shape.legal and other.format not in {"none", "bullet"}:
                return str(value)
            return write(value, other.format, other.custom)

        label = _LEVEL_REF.sub(one, shape.text).strip()
        return label or None


def read_numbering(root: etree._Element | None, style_nums: Mapping[str, str]) -> Numbering:
    """The lists of numbering.xml; `style_nums` gives the w:numId of every numbering style."""
    if root is None:
        return Numbering({})
    abstracts: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    owners: dict[str, str] = {}
    for element in root.iter(W + "abstractNum"):
        key = element.get(W + "abstractNumId", "")
        abstracts[key] = dict(_levels(element))
        if (link := val(element.find(W + "numStyleLink"))) is not None:
            links[key] = link
        if (owned := val(element.find(W + "styleLink"))) is not None:
            owners[owned] = key
    elements = {element.get(W + "numId", ""): element for element in root.iter(W + "num")}

    def target(key: str) -> str:
        """Follow w:numStyleLink to the definition that holds the levels."""
        seen: set[str] = set()
        while key in links and key not in seen and len(seen) < LEVELS:
            seen.add(key)
            style = links[key]
            linked = elements.get(style_nums.get(style, ""))
            via_num = val(linked.find(W + "abstractNumId")) if linked is not None else None
            key = owners.get(style) or via_num or key
        return key

    nums: dict[str, Num] = {}
    for num_id, element in elements.items():
        key = target(val(element.find(W + "abstractNumId")) or "")
        if key in abstracts:
            nums[num_id] = _num(key, abstracts[key], element)
    return Numbering(nums)


def _num(key: str, levels: Mapping[int, Level], element: etree._Element) -> Num:
    own, starts = dict(levels), dict[int, int]()
    for override in element.iter(W + "lvlOverride"):
        index = _index(override)
        if index is None:
            continue
        for level in _levels(override):
            own[index] = level[1]
        if (start := number(override.find(W + "startOverride"))) is not None:
            starts[index] = start
    return Num(key, own, starts)


def _index(element: etree._Element) -> int | None:
    text = element.get(W + "ilvl", "")
    return int(text) if len(text) == 1 and text in "012345678" else None


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterchildren(W + "lvl"):
        index = _index(element)
        if index is not None:
            yield index, _level(element)


def _level(element: etree._Element) -> Level:
    level = Level(
        # without w:start a level starts at 0 (ECMA-376 17.9.25)
        start=number(element.find(W + "start")) or 0,
        format=val(element.find(W + "numFmt")) or "decimal",
        text=(val(element.find(W + "lvlText")) or "")[:MAX_LABEL],
        restart=number(element.find(W + "lvlRestart")),
        legal=bool(switched(element.find(W + "isLgl"))),
        style=val(element.find(W + "pStyle")),
    )
    fonts = element.find(f"{W}rPr/{W}rFonts")
    if fonts is not None:
        level = replace(level, font=fonts.get(W + "ascii") or fonts.get(W + "hAnsi"))
    # formats newer than Word 2007 ("001, 002, …") stand in a Choice beside a plain fallback
    newer = element.find(f"{_ALTERNATE}/{_CHOICE}/{W}numFmt")
    if newer is not None:
        level = replace(level, format=val(newer) or "decimal", custom=newer.get(W + "format"))
    return level


def write(value: int, form: str, custom: str | None = None) -> str:
    """A number in one of Word's formats (ST_NumberFormat); formats of other scripts are written in digits."""
    match form:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{value:02d}"
        case "upperRoman":
            return roman(value)
        case "lowerRoman":
            return roman(value).lower()
        case "upperLetter":
            return letters(value)
        case "lowerLetter":
            return letters(value).lower()
        case "numberInDash":
            return f"- {value} -"
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= value <= 20:
            return chr(0x2460 + value - 1)
        case "decimalEnclosedParen" if 1 <= value <= 20:
            return chr(0x2474 + value - 1)
        case "decimalEnclosedFullstop" if 1 <= value <= 20:
            return chr(0x2488 + value - 1)
        case "ordinal":
            return ordinal(value)
        case "cardinalText":
            return in_words(value, _ONES)
        case "ordinalText":
            return in_words(value, _FIRSTS)
        case "vietnameseCounting":
            return vietnamese(value)
        case "hex":
            return f"{value:X}"
        case "custom" if custom:
            # "001, 002, 003, ..." pads to the width of its first example
            return str(value).zfill(min(len(custom.split(",")[0].strip()), LEVELS))
    return str(value)


def roman(value: int) -> str:
    """Capital Roman numeral; digits for zero and for what Roman numerals cannot write."""
    if not 0 < value < 32768:
        return str(value)
    out = ""
    for unit, sign in _ROMAN:
        count, value = divmod(value, unit)
        out += sign * count
    return out


def letters(value: int) -> str:
    """A … Z, AA, BB … ZZ, AAA: Word repeats the letter, it does not count AA, AB."""
    if not 0 < value <= 780:
        return str(value)
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def ordinal(value: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{'th' if value % 100 in {11, 12, 13} else suffix}"


def in_words(value: int, ones: Sequence[str]) -> str:
    """One, Twenty-one; First, Twenty-first: in English, for Word has no Vietnamese words for it. Digits from 100 on."""
    if not 0 < value < 100:
        return str(value)
    tens, rest = divmod(value, 10)
    if value < 20:
        words = ones[value]
    elif rest:
        words = f"{_TENS[tens]}-{ones[rest]}"
    else:
        words = _TENS[tens] if ones is _ONES else f"{_TENS[tens][:-1]}ieth"
    return words.capitalize()


def vietnamese(value: int) -> str:
    """một, hai, … mười lăm, hai mươi mốt; digits from 100 on."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    last = {0: "", 5: "lăm", 1: "một" if tens == 1 else "mốt"}.get(ones, _DIGITS[ones])
    return f"{head} {last}".strip()
