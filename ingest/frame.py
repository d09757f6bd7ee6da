"""Where a PDF page's own coordinates lie on the page as it is shown."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.structure import MAX_COORDINATE, Box


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible rectangle of a page in its own coordinates, and its rotation in quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def width(self) -> float:
        """Width as shown, in points."""
        return (self.right - self.left) if self.turns % 2 == 0 else (self.top - self.bottom)

    @property
    def height(self) -> float:
        """Height as shown, in points."""
        return (self.top - self.bottom) if self.turns % 2 == 0 else (self.right - self.left)

    def place(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Turn a rectangle of the page's coordinates into points from the top left of the page as shown."""
        if self.turns == 0:
            return (left - self.left, self.top - top, right - self.left, self.top - bottom)
        if self.turns == 1:
            return (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if self.turns == 2:
            return (self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        return (self.top - top, self.right - right, self.top - bottom, self.right - left)


def frame(page: pdfium.PdfPage) -> Frame:
    """Return the frame of a page (ISO 32000-1, 14.11.2: the crop box cut to the media box)."""
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect))
    sides = [_bounded(side) for side in (rect.left, rect.bottom, rect.right, rect.top)]
    left, right = sorted((sides[0], sides[2]))
    bottom, top = sorted((sides[1], sides[3]))
    return Frame(left, bottom, right, top, max(0, raw.FPDFPage_GetRotation(page.raw)) % 4)


def _bounded(value: float) -> float:
    # The comparison is false for a value that is no number, which then counts as nought.
    return value if abs(value) < MAX_COORDINATE / 4 else 0.0
