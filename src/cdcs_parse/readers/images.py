"""Photos and scans as picture files (.jpg, .png, .tiff of several pages, .bmp): read by text recognition."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from cdcs_parse.errors import ReadError
from cdcs_parse.model.document import Document, Place, Source
from cdcs_parse.readers.compose import compose
from cdcs_parse.readers.ocr import Scan, page_of, recognise_pages, recognition_notes
from cdcs_parse.readers.page_flow import find_drafts

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF")
MAX_PAGES = 200

_MAX_PIXELS = 100_000_000
_A4_WIDTH, _A4_HEIGHT = 8.27, 11.69
_FINEST = 300.0
# what a file says of its own resolution is believed between these: cameras write 72, whatever they took
_LOWEST, _HIGHEST = 100.0, 1200.0
_AGAIN = "ask the sender for it again"
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError, struct.error)


def read_image(data: bytes, name: str) -> Document:
    """Read the pictures of a file as pages.

    Raises ReadError for damaged and huge pictures, for those without any text, and when tesseract is missing or fails.
    """
    found = list(recognise_pages(_pages(data, name), name))
    notes = recognition_notes(found)
    places: list[Place] = []
    text, blocks = compose(find_drafts([page_of(page) for page in found], notes), places)
    if not text:
        raise ReadError("no text was recognised in the picture", where=name, hint="take it again, straight, sharp, in good light")
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        media_type = Image.MIME.get(image.format or "", "image/*")
    return Document(
        source=Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type, reader="images", pages=len(found)),
        text=text,
        blocks=blocks,
        notes=tuple(notes),
        places=tuple(places),
    )


def _pages(data: bytes, name: str) -> Iterator[Scan]:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            count = getattr(image, "n_frames", 1)
            if count > MAX_PAGES:
                raise ReadError(f"has {count} pages", where=name, hint="give the report alone")
            for index in range(count):
                image.seek(index)
                if image.width * image.height > _MAX_PIXELS:
                    raise ReadError(
                        f"a picture of {image.width} × {image.height} points is too large", where=name, hint="scan it at 300 dpi"
                    )
                upright = ImageOps.exif_transpose(image)
                # the frame itself, for the file moves on to the next one
                yield _scaled(upright.copy(), index + 1, _resolution(upright))
    except ReadError:
        raise
    except Image.DecompressionBombError as error:
        raise ReadError("the picture is too large", where=name, hint="scan it at 300 dpi") from error
    except UnidentifiedImageError as error:
        raise ReadError("damaged picture", where=name, hint=_AGAIN) from error
    except _DAMAGED as error:
        raise ReadError(f"damaged picture ({type(error).__name__})", where=name, hint=_AGAIN) from error


def _resolution(image: Image.Image) -> float:
    """Dots per inch as the file says, if that makes a sheet of paper; else as if it showed a whole page of A4."""
    told = image.info.get("dpi")
    dpi = float(told[0]) if told else 0.0
    if _LOWEST <= dpi <= _HIGHEST and 4 < max(image.size) / dpi < 25:
        return dpi
    short, long = sorted(image.size)
    return max(short / _A4_WIDTH, long / _A4_HEIGHT)


def _scaled(image: Image.Image, number: int, dpi: float) -> Scan:
    if dpi <= _FINEST:
        return Scan(number, image, dpi)
    share = _FINEST / dpi
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB") if image.mode in ("P", "RGBA", "CMYK", "YCbCr") else image.convert("L")
    small = image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))), Image.Resampling.BOX)
    return Scan(number, small, _FINEST)
