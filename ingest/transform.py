"""Matrices and places of PDF objects: how coordinates of a form lie on its page (ISO 32000-1, 8.3.3)."""

from __future__ import annotations

import ctypes

from pypdfium2 import raw

from ingest.handles import Handle, unchecked
from ingest.structure import MAX_COORDINATE

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Sides = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""

_matrix = unchecked(raw.FPDFPageObj_GetMatrix)
_bounds = unchecked(raw.FPDFPageObj_GetBounds)
_EDGE = MAX_COORDINATE / 4


def matrix_of(item: Handle) -> Matrix:
    """Return the matrix of a page object."""
    held = raw.FS_MATRIX()
    if not _matrix(item, ctypes.byref(held)):
        return IDENTITY
    return (held.a, held.b, held.c, held.d, held.e, held.f)


def bounds_of(item: Handle, matrix: Matrix) -> Sides | None:
    """Return where a page object lies; None where that is nowhere on any page."""
    held = (ctypes.c_float * 4)()
    if not _bounds(item, *(ctypes.byref(held, 4 * side) for side in range(4))):
        return None
    left, bottom, right, top = held
    if matrix == IDENTITY:
        sides = (left, bottom, right, top)
    else:
        corners = [apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        across, up = zip(*corners, strict=True)
        sides = (min(across), min(up), max(across), max(up))
    return sides if is_sound(sides) else None


def is_sound(sides: Sides) -> bool:
    """Whether opposite sides are in order, and all are numbers such as a page may have."""
    left, bottom, right, top = sides
    # The comparisons are false for what is no number.
    return -_EDGE < left <= right < _EDGE and -_EDGE < bottom <= top < _EDGE


def times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that does ``one`` and then ``other``."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)
