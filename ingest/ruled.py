"""The ruled lines of a PDF page, and whether there are enough of them to look for a table."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.frame import Frame
from ingest.structure import MAX_COORDINATE, Box

MAX_OBJECTS = 20_000
"""Page objects looked at; a page that holds more is a drawing, and its tables are not looked for."""
MAX_RULES = 4_000
_MAX_SEGMENTS = 4_000
_SIDES = 4
_MAX_DEPTH = 4
_THIN = 3.0
_LONG = 12.0
_MIN_HORIZONTAL = 3
_MIN_VERTICAL = 2

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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


def rules(page: pdfium.PdfPage, frame: Frame) -> Rules:
    """Return the rules of a page: thin rectangles, straight lines, and the sides of boxes."""
    found = Rules()
    count = raw.FPDFPage_CountObjects(page.raw)
    budget = _Budget(MAX_OBJECTS)
    objects = (raw.FPDFPage_GetObject(page.raw, index) for index in range(count))
    for box in _boxes(objects, _IDENTITY, budget, 0):
        _add(frame.place(*box), found)
        if len(found.horizontal) + len(found.vertical) > MAX_RULES:
            budget.spent = True
            break
    found.too_many = budget.spent
    return found


@dataclass(slots=True)
class _Budget:
    left: int
    spent: bool = False

    def take(self) -> bool:
        self.left -= 1
        self.spent = self.spent or self.left < 0
        return not self.spent


def _boxes(objects: Iterator[object], matrix: Matrix, budget: _Budget, depth: int) -> Iterator[Box]:
    """Yield rectangles and straight lines of path objects, those within form objects as well."""
    for item in objects:
        if not budget.take():
            return
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _path(item, matrix, budget)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _times(_matrix(item), matrix)
            parts = raw.FPDFFormObj_CountObjects(item)
            yield from _boxes((raw.FPDFFormObj_GetObject(item, i) for i in range(parts)), inner, budget, depth + 1)


def _path(item: object, matrix: Matrix, budget: _Budget) -> Iterator[Box]:
    segments = raw.FPDFPath_CountSegments(item)
    if segments <= 6:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        places = (ctypes.byref(side) for side in (left, bottom, right, top))
        if raw.FPDFPageObj_GetBounds(item, *places):
            one, other = _apply(matrix, left.value, bottom.value), _apply(matrix, right.value, top.value)
            thin = min(abs(one[0] - other[0]), abs(one[1] - other[1])) <= _THIN
            if thin or segments >= _SIDES:
                yield from _sound(one, other)
        return
    whole = _times(_matrix(item), matrix)
    last: tuple[float, float] | None = None
    first: tuple[float, float] | None = None
    for index in range(min(segments, _MAX_SEGMENTS)):
        if not budget.take():
            return
        segment = raw.FPDFPath_GetPathSegment(item, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _apply(whole, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield from _sound(last, point)
            if raw.FPDFPathSegment_GetClose(segment) and first is not None:
                yield from _sound(point, first)
        last = point


def _sound(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Box]:
    sides = (min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
    if all(abs(side) < MAX_COORDINATE / 4 for side in sides):
        yield sides


def _add(box: Box, found: Rules) -> None:
    """Note a thin box as one rule and any other as its four sides."""
    left, top, right, bottom = box
    wide, high = right - left >= _LONG, bottom - top >= _LONG / 2
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


def _matrix(item: object) -> Matrix:
    held = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(held)):
        return _IDENTITY
    return (held.a, held.b, held.c, held.d, held.e, held.f)


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)
