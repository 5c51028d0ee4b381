"""A font without the Vietnamese letters: programs take those one by one from another font, in the middle of words."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NAME = "Poor Serif"
# what fonts for Western Europe have not; all beyond Latin Extended-B goes as well
_LACKING = set(map(ord, "ĂăĐđĨĩŨũƠơƯư"))
_SIGNS = set(map(ord, "–—‘’“”•…"))


def write_poor_font(folder: Path) -> Path:
    """Write the font into a folder; returns the settings of fontconfig that make it known, for FONTCONFIG_FILE.

    Raises FileNotFoundError without fontconfig or the font Liberation Serif.
    """
    match = subprocess.run(["fc-match", "-f", "%{file}", "Liberation Serif"], check=True, capture_output=True, text=True)
    source = Path(match.stdout)
    if "LiberationSerif" not in source.name:
        raise FileNotFoundError("font Liberation Serif")
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(source)
    kept = {code for code in font.getBestCmap() if code < 0x250} - _LACKING | _SIGNS
    cutter = Subsetter(Options(layout_features=[], name_IDs=["*"]))
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    for entry in font["name"].names:
        if entry.nameID in (1, 4, 16):
            entry.string = NAME
        elif entry.nameID == 6:
            entry.string = NAME.replace(" ", "")
    font.save(folder / "poor.ttf")
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder.resolve()}</dir>'
        f"<cachedir>{folder.resolve() / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return settings
