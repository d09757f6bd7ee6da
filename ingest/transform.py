"""Matrices of PDF objects: how coordinates of a form lie on its page (ISO 32000-1, 8.3.3)."""

from __future__ import annotations

import ctypes
from typing import Any

from pypdfium2 import raw

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def matrix_of(item: Any) -> Matrix:
    """Return the matrix of a page object."""
    held = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(held)):
        return IDENTITY
    return (held.a, held.b, held.c, held.d, held.e, held.f)


def times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that does ``one`` and then ``other``."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)
