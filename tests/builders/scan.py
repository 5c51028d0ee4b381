"""Scans as an office makes them: the pages of a PDF as slightly crooked, grainy JPEG pictures without any text."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

_RED = (200, 30, 40)


def scan(
    data: bytes,
    *,
    dpi: int = 200,
    angle: float = 0.7,
    grain: int = 24,
    quality: int = 75,
    pages: Sequence[int] | None = None,
    stamp: tuple[float, float] | None = None,
) -> bytes:
    """The bytes of a PDF of pictures. The same input gives the same picture.

    `angle` in degrees, every other page the other way; `grain` the strongest change of a pixel, of 255; `pages` from 0;
    `stamp` the middle of a red seal, in points from the upper left corner, on the last page.
    """
    pictures = picture_pages(data, dpi=dpi, angle=angle, grain=grain, pages=pages, stamp=stamp)
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=quality)
    return out.getvalue()


def picture_pages(
    data: bytes,
    *,
    dpi: int = 200,
    angle: float = 0.7,
    grain: int = 24,
    pages: Sequence[int] | None = None,
    stamp: tuple[float, float] | None = None,
) -> list[Image.Image]:
    """The pages of a PDF as RGB pictures, as `scan` puts them into its PDF."""
    document = pypdfium2.PdfDocument(data)
    chosen = list(range(len(document)) if pages is None else pages)
    out: list[Image.Image] = []
    for number, index in enumerate(chosen):
        picture: Image.Image = document[index].render(scale=dpi / 72).to_pil().convert("RGB")
        if stamp is not None and index == chosen[-1]:
            _stamp(picture, stamp, dpi / 72)
        turned = picture.rotate(angle if number % 2 == 0 else -angle, Image.Resampling.BICUBIC, fillcolor="white")
        out.append(_grainy(turned.filter(ImageFilter.GaussianBlur(0.5)), grain, seed=number))
    document.close()
    return out


def save_pictures(pictures: Sequence[Image.Image], path: Path, dpi: int = 200) -> None:
    """Write pictures to one file in the format of its name; several only into .tiff."""
    more = {"save_all": True, "append_images": list(pictures[1:])} if len(pictures) > 1 else {}
    pictures[0].save(path, dpi=(dpi, dpi), **more)


def _grainy(picture: Image.Image, grain: int, seed: int) -> Image.Image:
    """Paper is not quite white, ink not quite black, and every pixel a little off."""
    dull = picture.point([20 + value * 225 // 255 for value in range(256)] * 3)
    if not grain:
        return dull
    noise = Image.frombytes("L", picture.size, random.Random(seed).randbytes(picture.width * picture.height))
    noise = noise.point([value * 2 * grain // 255 for value in range(256)])
    return ImageChops.add(dull, Image.merge("RGB", (noise, noise, noise)), offset=-grain)


def _stamp(picture: Image.Image, middle: tuple[float, float], scale: float) -> None:
    """A round seal with a ring, and strokes through its middle as of letters."""
    draw = ImageDraw.Draw(picture)
    x, y, radius = middle[0] * scale, middle[1] * scale, 50 * scale
    for inner, width in ((radius, 3), (radius * 0.7, 2)):
        draw.ellipse((x - inner, y - inner, x + inner, y + inner), outline=_RED, width=round(width * scale))
    for step in range(-3, 4):
        high = y + step * radius * 0.15
        draw.line((x - radius * 0.6, high, x + radius * 0.6, high), fill=_RED, width=round(scale))
