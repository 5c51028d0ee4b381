"""Writes Unicode Vietnamese in TCVN3 (ABC) and VNI, as reports of before 2005 were typed."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

# letter by letter as TCVN 5712:1993 (VN3) numbers them, here by hand and not from the table under test
_TCVN3 = {
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
    0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á", 0xB9: "ạ", 0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ", 0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ",
    0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ", 0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị",
    0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ", 0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ", 0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự", 0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ", 0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip
_SMALL = {letter: chr(code) for code, letter in _TCVN3.items()}
_CAPITAL = {"Ă": "\xa1", "Â": "\xa2", "Đ": "\xa7", "Ê": "\xa3", "Ô": "\xa4", "Ơ": "\xa5", "Ư": "\xa6"}
_MARKS = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_ROOFED = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BOWED = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_WHOLE = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ì": "ì", "í": "í", "ỵ": "î"}


def tcvn3(text: str) -> str:
    """Text in TCVN3 as windows-1252 shows it; capitals with a tone become small, as there are no others."""
    return "".join(_CAPITAL.get(c) or _SMALL.get(c) or _SMALL.get(c.lower()) or c for c in unicodedata.normalize("NFC", text))


def tcvn3_runs(text: str, font: str = ".VnTime") -> list[tuple[str, str]]:
    """(text, font) of the runs that show the text: what needs capitals with a tone stands in the font of capitals."""
    runs: list[tuple[str, str]] = []
    for word in _words(unicodedata.normalize("NFC", text)):
        toned = [c for c in word if c.lower() != c and c not in _CAPITAL and c.lower() in _SMALL]
        # a word of capitals is typed in small letters under the font of capitals; of "Ủy" only its first letter
        parts = [(word, True)] if toned and word.isupper() else [(c, c in toned) for c in word]
        for part, capital in parts:
            name = f"{font}H" if capital else font
            written = tcvn3(part.lower() if capital else part)
            if runs and runs[-1][1] == name:
                runs[-1] = (runs[-1][0] + written, name)
            else:
                runs.append((written, name))
    return runs


def _words(text: str) -> list[str]:
    out: list[str] = []
    for char in text:
        if out and out[-1][-1].isspace() == char.isspace():
            out[-1] += char
        else:
            out.append(char)
    return out


def vni(text: str) -> str:
    """Text in VNI as windows-1252 shows it: the letter, then its marks."""
    return "".join(_vni(c) for c in unicodedata.normalize("NFC", text))


def _vni(char: str) -> str:
    small = char.lower()
    if small in _WHOLE:
        return _WHOLE[small].upper() if char != small else _WHOLE[small]
    base, *marks = unicodedata.normalize("NFD", small)
    tone = next((m for m in marks if m in _MARKS), "")
    if "\u031b" in marks:
        out = {"o": "ô", "u": "ö"}[base] + _MARKS.get(tone, "")
    elif "\u0302" in marks:
        out = base + _ROOFED[tone]
    elif "\u0306" in marks:
        out = base + _BOWED[tone]
    else:
        out = base + _MARKS.get(tone, "") if tone else small
    return out.upper() if char != small else out


def vni_runs(text: str, font: str = "VNI-Times") -> list[tuple[str, str]]:
    """(text, font) of the one run that shows the text."""
    return [(vni(text), font)]


def runs_xml(runs: list[tuple[str, str]]) -> str:
    """The w:r elements of runs."""
    return "".join(
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text, font in runs
    )
