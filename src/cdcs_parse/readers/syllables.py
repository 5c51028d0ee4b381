"""Is a token a possible Vietnamese syllable? From the rules of spelling, not from a word list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

# possible: spelt as a Vietnamese syllable can be; impossible: letters that no syllable has in this order;
# neutral: says nothing about the text (abbreviations, foreign names, codes, marks of lists, units of measure)
Verdict = Literal["possible", "impossible", "neutral"]

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_SHARP_OR_HEAVY = {"\u0301", "\u0323"}
_VOWELS = frozenset("aăâeêioôơuưy")
_FRONT = frozenset("eêiy")
# letters beside a b c …: a token with one of these was written with Vietnamese letters
_MARKED = frozenset("ăâêôơư")

# rimes without their tone, as written after a consonant; y stands for i in "ly", "kỹ", "sỹ"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu y  iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot  oong ooc  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt  oe oem oen oeo oet
ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uên uênh  uơ  uôc uôi uôm uôn uông uôt
uy uya uych uyn uynh uyp uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
""".split()
# where no consonant stands before, iê is written yê
_ALONE = ("yêm", "yên", "yêng", "yêt", "yêu")
# after qu, whose u is part of the rime's sound
_AFTER_QU = """
a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc ân âng ât ây  e en eo et  ê ên êt êch ênh êu
i it y ych ynh yt yên yêt  ôc ơ ơi ơn ơt
""".split()
# c, g, ng stand before a ă â o ô ơ u ư; k, gh, ngh before e ê i y; the others before all
_BACK_ONLY = ("c", "g", "ng")
_FRONT_ONLY = ("k", "gh", "ngh")
_ANYWHERE = ("b", "ch", "d", "đ", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x")
# gi before a rime that begins with i is written with one i: gì, gìn, giếng, giết
_ONE_I = ("i", "im", "in", "ip", "it", "iêc", "iêm", "iên", "iêng", "iêp", "iêt")
_STOPS = ("c", "ch", "p", "t")
# parts of syllables that stand alone only where a space was put inside a word ("thươ ng", "đi nh")
_FRAGMENTS = {"ng", "nh", "ngh", "gh", "ch", "kh", "ph", "th"}

# x stands between factors, đ behind sums
_NEVER_ALONE = frozenset("bcdghklmnpqrstv")

_CHUNK = re.compile(r"\S+")
_TOKEN = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_\u0300-\u036f]*)*")
_ADDRESS = re.compile(r"@|://|\bwww\.|\.(?:com|vn|net|org)\b", re.IGNORECASE)


class Judged(NamedTuple):
    """A token with its place in the text (half-open) and what can be said of it."""

    start: int
    end: int
    text: str
    verdict: Verdict


class Soundness(NamedTuple):
    """How many of the tokens that can be judged are possible syllables."""

    possible: int
    impossible: int

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where nothing can be judged."""
        judged = self.possible + self.impossible
        return self.possible / judged if judged else 1.0


def soundness(text: str) -> Soundness:
    """Count the possible and the impossible syllables of NFC text; neutral tokens count on neither side."""
    counts = {"possible": 0, "impossible": 0, "neutral": 0}
    for token in judge_tokens(text):
        counts[token.verdict] += 1
    return Soundness(counts["possible"], counts["impossible"])


def judge_tokens(text: str) -> Iterator[Judged]:
    """Every token of NFC text that has a letter, with its verdict. Hyphens, slashes and points part tokens."""
    for chunk in _CHUNK.finditer(text):
        address = len(chunk.group()) > 5 and _ADDRESS.search(chunk.group())
        for match in _TOKEN.finditer(text, chunk.start(), chunk.end()):
            token = match.group()
            if token.isdigit():
                continue
            verdict: Verdict = "neutral" if address else judge(token)
            # a consonant alone between spaces is the rest of a torn word; with a mark beside it, it is "b)", "c/", "đ."
            if verdict == "neutral" and len(token) == 1 and chunk.group() == token and token in _NEVER_ALONE:
                verdict = "impossible"
            yield Judged(match.start(), match.end(), token, verdict)


@lru_cache(maxsize=20_000)
def judge(token: str) -> Verdict:
    """What can be said of one NFC token by itself.

    Neutral are tokens with digits; capitals without a tone that begin no syllable (CĐCS, TNHH, TƯLĐTT); names in plain Latin
    letters that begin with or hold a capital (Samsung, VietinBank) and those of the highlands in k (Đắk); single consonants;
    shortened words without a vowel (kg, tr).
    """
    if is_syllable(token):
        return "possible"
    if any(map(str.isdigit, token)):
        return "neutral"
    low, tones = _parts(token)
    plain = not tones and not _MARKED & set(low) and all("a" <= c <= "z" or c == "đ" for c in low)
    foreign = any(c in "fjwz" for c in low) and not token.islower()
    if (plain and not token.islower()) or foreign:
        return "neutral"
    # "THƯƠ" with its "NG" torn off begins a syllable, TƯLĐTT begins none
    if token.isupper() and not tones and low not in _beginnings():
        return "neutral"
    if token[0].isupper() and low.endswith("k"):
        return "neutral"
    if plain and not _VOWELS & set(low) and low not in _FRAGMENTS and len(low) <= 3:
        return "neutral"
    return "impossible"


def is_syllable(token: str) -> bool:
    """True when the rules of spelling allow this NFC token, in any case, as one syllable.

    The tone may stand on either vowel of a pair (hòa and hoà, and "tòan" as often mistyped), not on a final glide ("mơí").
    """
    low, tones = _parts(token)
    if low not in _spellings() or len(tones) > 1:
        return False
    stopped = low.endswith(_STOPS)
    if not tones:
        return not stopped
    index, tone = tones[0]
    if low[index] not in _VOWELS or (stopped and tone not in _SHARP_OR_HEAVY):
        return False
    glide = index == len(low) - 1 and index > 0 and low[index] in "iyuo" and low[index - 1] in _VOWELS
    return not glide or low.endswith("uy") or low[:index] in ("gi", "qu")


def _parts(token: str) -> tuple[str, list[tuple[int, str]]]:
    """The letters in lower case without tones, and the tones with the index of their letter."""
    letters: list[str] = []
    tones: list[tuple[int, str]] = []
    for char in token.lower():
        parted = unicodedata.normalize("NFD", char)
        tone = [mark for mark in parted if mark in _TONES]
        rest = unicodedata.normalize("NFC", "".join(mark for mark in parted if mark not in _TONES))
        letters.append(rest)
        tones += [(len(letters) - 1, mark) for mark in tone]
    return "".join(letters), tones


@cache
def _spellings() -> frozenset[str]:
    """All syllables without their tones: some 3,500."""
    front = [rime for rime in _RIMES if rime[0] in _FRONT]
    back = [rime for rime in _RIMES if rime[0] not in _FRONT]
    out = {rime for rime in _RIMES if not rime.startswith("iê")} | set(_ALONE)
    out |= {onset + rime for onset in _ANYWHERE for rime in _RIMES}
    out |= {onset + rime for onset in _BACK_ONLY for rime in back}
    out |= {onset + rime for onset in _FRONT_ONLY for rime in front}
    out |= {"gi" + rime for rime in _RIMES if rime[0] not in "iy"} | {"g" + rime for rime in _ONE_I}
    out |= {"qu" + rime for rime in _AFTER_QU}
    return frozenset(out)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(spelling[:end] for spelling in _spellings() for end in range(1, len(spelling)))
