"""A picture of a page made fit for recognition: grey without red ink, evenly lit, straight."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageOps

# a page turned further than this was laid down crooked on purpose
_MAX_SKEW = 4.0
# red by so much more than green counts as red ink; JPEG smears colours by less
_RED = 70
# ink of a seal covers about a hundredth of a page; stray pixels far less
_RED_SHARE = 0.0005
# differences from the paper: of the paper itself at most; of the faintest ink
_GRAIN, _SOFT_GRAIN = 28, 8
_FAINTEST = 100
# a page number alone covers more of its page than this
_BLANK = 0.00001


@dataclass(frozen=True, slots=True)
class Picture:
    """A page made straight: `soft` to be recognised, `hard`, with black ink on white paper, to look for lines in.

    `turn` is how far it was turned back, in degrees counter-clockwise.
    """

    soft: Image.Image
    hard: Image.Image
    dpi: float
    turn: float
    red: bool


def prepare(image: Image.Image, dpi: float) -> Picture:
    """Grey, evenly lit, straight; the size stays.

    Seals and many signatures are red: the red channel alone shows them as white paper, and the black letters below whole.
    """
    grey, red = _to_grey(image)
    paper = _paper(grey, dpi)
    ink = ImageChops.subtract(paper.resize(grey.size, Image.Resampling.BILINEAR), grey)
    darkest = max(_FAINTEST, _level_of(ink, 0.01))
    # recognition reads soft letters better than hard ones, but lines are found, and empty places told, by hard ones
    soft, hard = _stretched(ink, _SOFT_GRAIN, darkest), _stretched(ink, _GRAIN, darkest * 4 // 5)
    soft.paste(255, mask=_far_from_ink(hard))
    turn = 0.0 if is_blank(hard) else find_skew(hard, dpi)
    if turn:
        soft, hard = (picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255) for picture in (soft, hard))
    return Picture(soft, hard, dpi, turn, red)


def _far_from_ink(hard: Image.Image) -> Image.Image:
    """White where there is nothing but grain, in which recognition would look for letters for a long time."""
    ink = hard.reduce(4).point([0] * 200 + [255] * 56)
    return ink.filter(ImageFilter.MinFilter(7)).resize(hard.size, Image.Resampling.NEAREST)


def _stretched(ink: Image.Image, low: int, high: int) -> Image.Image:
    """Paper white and ink black wherever the light fell: darkness up to `low` is white, from `high` on black."""
    return ink.point([255 - min(255, max(0, (value - low) * 255 // (high - low))) for value in range(256)])


def _to_grey(image: Image.Image) -> tuple[Image.Image, bool]:
    """The picture in grey without red ink; whether there was any."""
    if image.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        # 16 bits: the upper eight, for a plain conversion would cut nearly all of them to white
        whole = image.convert("F")
        return whole.point(lambda value: value * (1 / 256)).convert("L"), False
    if image.mode in ("1", "L"):
        return image.convert("L"), False
    colour = _opaque(image)
    return colour.getchannel("R"), _has_red(colour)


def _opaque(image: Image.Image) -> Image.Image:
    """The picture in RGB, on white paper where it is transparent."""
    if image.mode in ("RGBA", "LA", "La", "PA") or (image.mode == "P" and "transparency" in image.info):
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    return image.convert("RGB")


def _has_red(colour: Image.Image) -> bool:
    small = colour.reduce(4)
    surplus = ImageChops.subtract(small.getchannel("R"), small.getchannel("G")).histogram()
    return sum(surplus[_RED:]) > _RED_SHARE * small.width * small.height


def _paper(grey: Image.Image, dpi: float) -> Image.Image:
    """The brightness of the paper, as a small picture: the brightest around each place, for the light may be uneven."""
    step = max(1, round(dpi / 40))
    return grey.reduce(step).filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(6))


def _level_of(grey: Image.Image, share: float) -> int:
    """The brightness that only a share of the pixels surpasses."""
    left = share * grey.width * grey.height
    counts = grey.histogram()
    for value in range(255, 0, -1):
        left -= counts[value]
        if left <= 0:
            return value
    return 0


def is_blank(hard: Image.Image) -> bool:
    """True for a page without so much ink as a page number; grain vanishes when pixels are averaged."""
    small = hard.reduce(2)
    return sum(small.histogram()[:128]) < _BLANK * small.width * small.height


def find_skew(hard: Image.Image, dpi: float) -> float:
    """Degrees to turn the picture counter-clockwise until its lines lie level; 0.0 for less than a twentieth.

    Level lines make the sharpest change from row to row of the ink summed over each row.
    """
    small = hard.reduce(max(1, round(dpi / 100)))
    ink = ImageOps.invert(small).point([0] * 96 + [255] * 160)
    angle = _straightest(ink.reduce(2), 0.0, _MAX_SKEW, 0.5)
    angle = _straightest(ink, angle, 0.4, 0.1)
    angle = _straightest(ink, angle, 0.05, 0.05)
    return round(angle, 2) if abs(angle) >= 0.05 else 0.0


def _straightest(ink: Image.Image, around: float, reach: float, step: float) -> float:
    count = round(reach / step)
    tries = (around + n * step for n in range(-count, count + 1))
    return max(tries, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))


def _sharpness(ink: Image.Image, angle: float) -> int:
    turned = ink.rotate(angle, Image.Resampling.BILINEAR) if angle else ink
    rows = turned.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    return sum((a - b) ** 2 for a, b in pairwise(rows))
