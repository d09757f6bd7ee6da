"""An image file to a document of pages that are pictures, and those pictures drawn; inside the sandbox only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from ingest.errors import ParseFailed
from ingest.image import MAX_PIXELS, MAX_SIDE, Raster
from ingest.structure import MAX_PAGES, Document, Page

Progress = Callable[[int, int], None]

_FORMATS = (PngImageFile.format, JpegImageFile.format, TiffImageFile.format)
_MAX_OPENED = 100_000_000
_POINTS_PER_INCH = 72
_LEAST_DPI, _MOST_DPI = 50, 2_400
_SCREEN_DPI, _SCAN_DPI, _SCAN_SIDE = 96, 200, 1_600
_ORIENTATION = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})
_DAMAGED = "This image is damaged and cannot be opened; save it again, or as PDF, and deposit the copy."


def read(data: bytes, progress: Progress) -> Document:
    """Return a page for each frame of a PNG, JPEG or TIFF file, for its text to be recognised."""
    pages: list[Page] = []
    with _opened(data) as image:
        # Frames are counted by walking over them: what a file says of their number is not believed.
        while len(pages) <= MAX_PAGES:
            try:
                image.seek(len(pages))
            except EOFError:
                break
            width, height = _points(image)
            pages.append(Page(len(pages) + 1, width, height, (), False, picture=True))
            progress(min(len(pages), MAX_PAGES), min(len(pages), MAX_PAGES))
            if image.format != TiffImageFile.format:
                break
    if len(pages) > MAX_PAGES:
        raise ParseFailed(f"This file makes more than {MAX_PAGES:,} pages; split it into parts.")
    progress(len(pages), len(pages))
    return Document("image", tuple(pages), None)


def rasters(data: bytes, pages: Sequence[int], dpi: int, password: str | None = None) -> Iterator[Raster]:
    """Draw frames (from 1), one after the other, upright and on white; no password opens an image."""
    del password
    with _opened(data) as image:
        for number in pages:
            _turn_to(image, number)
            yield _drawn(image, dpi)


def frame(data: bytes, number: int) -> Image.Image:
    """Return a frame (from 1) in its own resolution, upright, in red, green and blue on white."""
    with _opened(data) as image:
        _turn_to(image, number)
        return ImageOps.exif_transpose(_plain(image))


def _turn_to(image: Image.Image, number: int) -> None:
    try:
        image.seek(number - 1)
    except EOFError:
        raise ParseFailed(f"The document has no page {number}.") from None


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    # Pillow refuses what is larger than twice this.
    Image.MAX_IMAGE_PIXELS = _MAX_OPENED // 2
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise ParseFailed("This image has more than 100 million points; save it smaller.") from error
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, EOFError) as error:
        raise ParseFailed(_DAMAGED) from error


def _points(image: Image.Image) -> tuple[float, float]:
    """Width and height as shown, in points."""
    width, height = image.size
    dpi = _resolution(image)
    shown = (height, width) if image.getexif().get(_ORIENTATION) in _SIDEWAYS else (width, height)
    return shown[0] * _POINTS_PER_INCH / dpi, shown[1] * _POINTS_PER_INCH / dpi


def _resolution(image: Image.Image) -> float:
    """Points an inch: what the file says, if that is sensible, else what scans or screens of this size have."""
    told = image.info.get("dpi")
    if isinstance(told, tuple) and told:
        dpi = float(told[0])
        if _LEAST_DPI <= dpi <= _MOST_DPI:
            return dpi
    return _SCAN_DPI if max(image.size) >= _SCAN_SIDE else _SCREEN_DPI


def _drawn(image: Image.Image, dpi: int) -> Raster:
    if image.width * image.height > _MAX_OPENED:
        raise ParseFailed("This image has more than 100 million points; save it smaller.")
    width, height = _points(image)
    scale = min(dpi / _POINTS_PER_INCH, MAX_SIDE / max(width, height), (MAX_PIXELS / (width * height)) ** 0.5)
    upright = ImageOps.exif_transpose(_plain(image))
    # A resolution written in a file is not exact, so neither is the size in points.
    size = (max(1, int(width * scale + 0.01)), max(1, int(height * scale + 0.01)))
    drawn = upright.resize(size, Image.Resampling.LANCZOS)
    return Raster(drawn.width, drawn.height, drawn.tobytes())


def _plain(image: Image.Image) -> Image.Image:
    """The frame in red, green and blue; what is transparent shows white paper."""
    if image.mode.startswith(("I", "F")):
        low, high = image.getextrema()
        span = max(1.0, float(high) - float(low))  # type: ignore[arg-type]
        scaled = image.convert("F").point(lambda value: (value - float(low)) * 255 / span)  # type: ignore[arg-type]
        return _kept(scaled.convert("RGB"), image)
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return _kept(Image.alpha_composite(paper, clear).convert("RGB"), image)
    return _kept(image.convert("RGB"), image)


def _kept(made: Image.Image, image: Image.Image) -> Image.Image:
    """Keep what says how the picture is turned."""
    turned = image.getexif().get(_ORIENTATION)
    if turned is not None:
        made.getexif()[_ORIENTATION] = turned
    return made
