"""PDF pages drawn; done inside the sandbox only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium

from ingest.errors import ParseFailed
from ingest.image import MAX_PIXELS, MAX_SIDE, Raster
from ingest.pdf import open_pdf

_POINTS_PER_INCH = 72


def rasters(data: bytes, pages: Sequence[int], dpi: int, password: str | None = None) -> Iterator[Raster]:
    """Draw pages of a PDF, one after the other."""
    document = open_pdf(data, password)
    for number in pages:
        yield raster(document, number, dpi)


def raster(document: pdfium.PdfDocument, number: int, dpi: int) -> Raster:
    """Render a page (from 1); one too large for its resolution is made smaller, never larger than
    the limits.
    """
    if not 1 <= number <= len(document):
        raise ParseFailed(f"The document has {len(document)} pages and no page {number}.")
    try:
        page = document[number - 1]
        width, height = page.get_size()
        image = page.render(scale=_scale(width, height, dpi), rev_byteorder=True, prefer_bgrx=False)
        drawn = image.to_pil().convert("RGB")
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise ParseFailed(f"Page {number} cannot be drawn, the file is damaged there.") from error
    return Raster(drawn.width, drawn.height, drawn.tobytes())


def _scale(width: float, height: float, dpi: int) -> float:
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise ValueError("the page has no sensible size")
    scale = dpi / _POINTS_PER_INCH
    scale = min(scale, MAX_SIDE / (max(width, height) + 1))
    return float(min(scale, (MAX_PIXELS / (width * height)) ** 0.5))
