"""The ruled lines of a PDF page, and whether there are enough of them to look for a table."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

from pypdfium2 import raw

from ingest.handles import Handle, unchecked
from ingest.structure import Box
from ingest.transform import Matrix, Sides, apply, bounds_of, is_sound, matrix_of, times

MAX_RULES = 4_000
_MAX_SEGMENTS = 4_000
_MOST_OF_BOX = 6
"""Segments of a path that is taken for a line or a rectangle as a whole."""
_SIDES = 4
_THIN = 3.0
_LONG = 12.0
_SHORT = _LONG / 2
_MIN_HORIZONTAL = 3
_MIN_VERTICAL = 2

_count = unchecked(raw.FPDFPath_CountSegments)
_segment = unchecked(raw.FPDFPath_GetPathSegment)
_point = unchecked(raw.FPDFPathSegment_GetPoint)
_kind = unchecked(raw.FPDFPathSegment_GetType)
_closes = unchecked(raw.FPDFPathSegment_GetClose)


@dataclass(slots=True)
class Rules:
    """Horizontal and vertical rules as boxes of no height or no width; ``too_many`` if the search was given
    up.
    """

    horizontal: list[Box] = field(default_factory=list)
    vertical: list[Box] = field(default_factory=list)
    too_many: bool = False

    @property
    def enough(self) -> bool:
        """The gate: three horizontal and two vertical rules (found 45 of 46 pages with tables when
        measured).
        """
        return len(self.horizontal) >= _MIN_HORIZONTAL and len(self.vertical) >= _MIN_VERTICAL


@dataclass(slots=True)
class Budget:
    """How many objects may still be looked at."""

    left: int
    spent: bool = False

    def take(self) -> bool:
        """Count one; tell whether it may still be looked at."""
        self.left -= 1
        self.spent = self.spent or self.left < 0
        return not self.spent


def straight(item: Handle, matrix: Matrix, budget: Budget) -> Iterator[Sides]:
    """Yield the rectangles and straight lines of a path object, in the page's own coordinates."""
    segments = _count(item)
    sides = bounds_of(item, matrix)
    if segments <= _MOST_OF_BOX:
        if sides is not None and (segments >= _SIDES or _is_straight(sides)):
            yield sides
    elif sides is None or max(sides[2] - sides[0], sides[3] - sides[1]) >= _SHORT:
        yield from _walked(item, times(matrix_of(item), matrix), min(segments, _MAX_SEGMENTS), budget)


def _walked(item: Handle, matrix: Matrix, segments: int, budget: Budget) -> Iterator[Sides]:
    """The lines of a path one by one."""
    x, y = ctypes.c_float(), ctypes.c_float()
    places = (ctypes.byref(x), ctypes.byref(y))
    last = first = None
    for index in range(segments):
        if not budget.take():
            return
        segment = _segment(item, index)
        _point(segment, *places)
        point = apply(matrix, x.value, y.value)
        kind = _kind(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield from _line(last, point)
            if first is not None and _closes(segment):
                yield from _line(point, first)
        last = point


def _line(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Sides]:
    sides = (min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
    if _is_straight(sides) and is_sound(sides):
        yield sides


def _is_straight(sides: Sides) -> bool:
    wide, high = sides[2] - sides[0], sides[3] - sides[1]
    return min(wide, high) <= _THIN


def add(box: Box, found: Rules) -> None:
    """Note a thin box as one rule and any other as its four sides."""
    left, top, right, bottom = box
    wide, high = right - left >= _LONG, bottom - top >= _SHORT
    if bottom - top <= _THIN:
        if wide:
            middle = (top + bottom) / 2
            found.horizontal.append((left, middle, right, middle))
    elif right - left <= _THIN:
        if high:
            middle = (left + right) / 2
            found.vertical.append((middle, top, middle, bottom))
    elif wide and high:
        found.horizontal += [(left, top, right, top), (left, bottom, right, bottom)]
        found.vertical += [(left, top, left, bottom), (right, top, right, bottom)]
