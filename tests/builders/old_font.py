"""A Word file as it was typed before Unicode: the letters are places of a TCVN3 font, which alone shows them as Vietnamese."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from builders.legacy import tcvn3_runs
from builders.word import W_NS, change_document

_W = f"{{{W_NS}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def set_in_old_font(data: bytes) -> bytes:
    """The Word file with all its words in .VnTime, and .VnTimeH where capitals have tones."""

    def change(document: bytes) -> bytes:
        root = etree.fromstring(document)
        for run in list(root.iter(_W + "r")):
            for part in run:
                if part.tag in (_W + "t", _W + "tab"):
                    for piece, font in tcvn3_runs(part.text or "") if part.tag == _W + "t" else [("", "")]:
                        run.addprevious(_run(run, part, piece, font))
            if run.find(_W + "t") is not None or run.find(_W + "tab") is not None:
                parent = run.getparent()
                assert parent is not None
                parent.remove(run)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return change_document(data, change)


def _run(old: etree._Element, part: etree._Element, piece: str, font: str) -> etree._Element:
    new = etree.Element(_W + "r")
    properties = old.find(_W + "rPr")
    properties = etree.Element(_W + "rPr") if properties is None else deepcopy(properties)
    if font:
        properties.insert(0, etree.Element(_W + "rFonts", {_W + script: font for script in ("ascii", "hAnsi", "cs")}))
    new.append(properties)
    copy = deepcopy(part)
    if font:
        copy.text = piece
        copy.set(_SPACE, "preserve")
    new.append(copy)
    return new
