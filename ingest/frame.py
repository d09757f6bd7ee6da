"""Where a PDF page's own coordinates lie on the page as it is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
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

    def places(self, rectangles: Iterable[Box]) -> list[Box]:
        """Do the same for many rectangles."""
        if self.turns == 0:
            x, y = self.left, self.top
            return [(left - x, y - top, right - x, y - bottom) for left, bottom, right, top in rectangles]
        return [self.place(*rectangle) for rectangle in rectangles]


def upright(box: Box, turns: int, width: float, height: float) -> Box:
    """Return where a box stands once its page, of that width and height, is turned back by so many quarter turns."""
    left, top, right, bottom = box
    if turns % 4 == 1:
        return (top, width - right, bottom, width - left)
    if turns % 4 == 2:
        return (width - right, height - bottom, width - left, height - top)
    if turns % 4 == 3:
        return (height - bottom, left, height - top, right)
    return box


def as_shown(box: Box, turns: int, width: float, height: float) -> Box:
    """Undo ``upright``; width and height are those of the page as it is shown."""
    sides = (width, height) if turns % 2 == 0 else (height, width)
    return upright(box, -turns % 4, *sides)


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
