"""Rows of numbers as vectors are, for tests of what keeps and finds them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.vectors import Nearest

DIMENSIONS = 16
FloatArray = NDArray[np.float32]


def rows(seed: int, count: int, dimensions: int = DIMENSIONS) -> FloatArray:
    """Unit vectors [count, dimensions], the same for the same seed."""
    drawn = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    unit: FloatArray = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def ids(*handlings: int) -> NDArray[np.int64]:
    """Ids of handlings in their order."""
    return np.array(sorted(handlings), dtype=np.int64)


def same(left: Nearest, right: Nearest) -> bool:
    """Tell whether two findings are equal to the bit."""
    return [part.tobytes() for part in (left.handlings, left.ordinals, left.scores)] == [
        part.tobytes() for part in (right.handlings, right.ordinals, right.scores)
    ]
