"""The stamp on pages that are shown or handed over: burnt into the pixels, so that no editor lifts it off.

The slanted lines are repeated over the whole page: a crop that leaves anything worth reading keeps one of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import fontpkg
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

from ingest.image import Raster
from ingest.typeface import families, glyphs, is_right_to_left, printable

INK = (52, 52, 84)
_SLANT = 24
_STRENGTH = 34
"""Of 255: light enough to read through, dark enough to survive a photocopy."""
_DARK = 96
_QUALITY = 60
_COLOURLESS = 14
"""Pages whose colours differ no more than this from grey are kept as grey: smaller, and nobody sees it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page of an issued copy carries; ``at`` in UTC, ``banner`` in the marking's own words."""

    number: str
    name: str
    username: str
    organization: str
    at: datetime
    banner: str

    @property
    def line(self) -> str:
        """Return the line at the foot: whose copy this is."""
        return f"{self.number} · {self.holder} · {self.at:%Y-%m-%d %H:%M:%S} UTC"

    @property
    def holder(self) -> str:
        """Return to whom the copy was handed."""
        return f"{self.name} · {self.username} · {self.organization}"

    @property
    def slanted(self) -> str:
        """Return what runs aslant over the page."""
        return f"{self.number} · {self.username} · {self.organization}"


@dataclass(frozen=True, slots=True)
class Framed:
    """A page inside its stamps as a JPEG; the page itself fills a part of it, in shares of width and height."""

    jpeg: bytes
    left: float
    top: float
    scale: float


class Stamper:
    """Burns one stamp into the pages of one copy."""

    def __init__(self, stamp: Stamp) -> None:
        """Keep the stamp; what it looks like on a size of page is drawn once."""
        self._stamp = stamp
        self._masks: dict[tuple[int, int], tuple[Image.Image, int, int]] = {}

    def burn(self, page: Raster) -> Framed:
        """Return a page made a little smaller, its banner above and below, its holder under it and aslant over it."""
        image = _plain(page)
        mask, above, below = self._mask(page.width, page.height)
        canvas = Image.new(image.mode, mask.size, "white")
        left = (canvas.width - page.width) // 2
        canvas.paste(image, (left, above))
        _ink(canvas, mask)
        out = io.BytesIO()
        canvas.save(out, "JPEG", quality=_QUALITY)
        height = page.height + above + below
        return Framed(out.getvalue(), left / canvas.width, above / height, page.height / height)

    def _mask(self, width: int, height: int) -> tuple[Image.Image, int, int]:
        """Return all that is stamped on a page of these pixels, and how high the strips above and below are."""
        if (width, height) not in self._masks:
            size = max(9, min(width, height) // 72)
            above, below = round(2.4 * size), round(4.4 * size)
            whole = (max(width, round(width * (height + above + below) / height)), height + above + below)
            mask = slanted(self._stamp.slanted, 7 * size // 4, whole)
            self._letter(ImageDraw.Draw(mask), whole, size)
            self._masks[width, height] = mask, above, below
        return self._masks[width, height]

    def _letter(self, draw: ImageDraw.ImageDraw, whole: tuple[int, int], size: int) -> None:
        width, height = whole
        places = (
            (self._stamp.banner, 1.2),
            (self._stamp.banner, height / size - 3.2),
            (self._stamp.line, height / size - 1.4),
        )
        for text, middle in places:
            text, font = _fitting(printable(text), size, width * 0.94)
            draw.text((width / 2, middle * size), text, font=font, fill=255, anchor="mm", direction="ltr")


def slanted(text: str, size: int, page: tuple[int, int]) -> Image.Image:
    """Return a mask of the page's size: the text at ``size`` pixels, repeated aslant, each row shifted."""
    text = printable(text)
    font = font_of(text, size)
    left, top, right, bottom = font.getbbox(text, direction="ltr")
    line = Image.new("L", (int(right - left) + 2 * size, int(bottom - top)), 0)
    ImageDraw.Draw(line).text((size - left, -top), text, font=font, fill=255, direction="ltr")
    line = line.rotate(_SLANT, expand=True, resample=Image.Resampling.BICUBIC)
    line = line.point([value * _STRENGTH // 255 for value in range(256)])
    mask = Image.new("L", page, 0)
    across, down = line.width, line.height // 2 if line.height >= 8 * size else line.height
    for row, y in enumerate(range(-line.height // 2, page[1], down)):
        # A quarter of a line further each time: half a line would lie on the slant of the row before.
        for x in range(-line.width + (row % 4) * across // 4, page[0], across):
            _lighten(mask, line, x, y)
    return mask


def _lighten(mask: Image.Image, line: Image.Image, x: int, y: int) -> None:
    """Lay a line over what is there; where two meet, neither is wiped out."""
    box = (max(x, 0), max(y, 0), min(x + line.width, mask.width), min(y + line.height, mask.height))
    if box[0] < box[2] and box[1] < box[3]:
        part = line.crop((box[0] - x, box[1] - y, box[2] - x, box[3] - y))
        mask.paste(ImageChops.lighter(mask.crop(box), part), box[:2])


def _ink(canvas: Image.Image, mask: Image.Image) -> None:
    """Print a mask: dark on light, and light where the page is dark."""
    grey = canvas.mode == "L"
    dark = (canvas if grey else canvas.convert("L")).point([255 * (value < _DARK) for value in range(256)])
    canvas.paste(sum(INK) // 3 if grey else INK, mask=mask)
    if dark.getbbox() is not None:
        canvas.paste("white", mask=ImageChops.multiply(mask, dark))


def mark(image: Image.Image, text: str, size: int) -> None:
    """Burn a text into an image: along the foot, and aslant all over."""
    mask = slanted(text, 7 * size // 4, image.size)
    text, font = _fitting(printable(text), size, image.width * 0.94)
    foot = (image.width * 0.03, image.height - size * 0.9)
    ImageDraw.Draw(mask).text(foot, text, font=font, fill=255, anchor="lm", direction="ltr")
    _ink(image, mask)


def font_of(text: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font of ``size`` pixels that has the characters of a text, as far as any installed one has."""
    best = max(families(), key=lambda family: sum(ord(char) in glyphs(family) for char in text))
    family = families()[0] if is_right_to_left(text) else best
    return ImageFont.truetype(str(fontpkg.path(family)), size, layout_engine=ImageFont.Layout.RAQM)


def _fitting(text: str, size: int, room: float) -> tuple[str, ImageFont.FreeTypeFont]:
    """Return a text and a font in which it fits: at most a third smaller, then cut in its middle."""
    font = font_of(text, size)
    width = font.getlength(text, direction="ltr")
    if width > room:
        font = font_of(text, max(8, size * 2 // 3, int(size * room / width)))
    while len(text) > 12 and font.getlength(text, direction="ltr") > room:
        middle = len(text) // 2
        text = f"{text[: middle - 2]}…{text[middle + 2 :]}"
    return text, font


def _plain(page: Raster) -> Image.Image:
    image = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    sample = np.frombuffer(page.rgb, np.uint8).reshape(-1, 3)[::5]
    high = np.maximum(np.maximum(sample[:, 0], sample[:, 1]), sample[:, 2])
    low = np.minimum(np.minimum(sample[:, 0], sample[:, 1]), sample[:, 2])
    return image if int((high - low).max(initial=0)) > _COLOURLESS else image.convert("L")
