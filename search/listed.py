"""Which list holds a handling's vectors, and what a scope sees of all lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

I64 = NDArray[np.int64]

MANY = 30_000
"""From so many visible rows on they are looked through by their sketches; fewer are read as quickly."""
SHORTEST = 20
"""Where lists are shorter than that on average, sketches, which come in blocks of 32 rows, are no quicker."""


class Held(NamedTuple):
    """A handling's list, its rows, and how far their sketches may be off."""

    which: int
    rows: NDArray[np.float16]
    """The rows as faiss keeps them, until the list is touched again."""
    address: int
    """Where the first row is in memory."""
    margin: tuple[float, float]
    """Across and along them."""


class Visible(NamedTuple):
    """The lists of a scope, how many rows they hold, and how far the sketches of these may be off."""

    lists: I64
    rows: int
    across: float
    along: float

    @property
    def many(self) -> bool:
        """Whether the rows are so many, and in lists so long, that sketches are worth looking at."""
        return self.rows >= MANY and self.rows >= SHORTEST * len(self.lists)


class Table(NamedTuple):
    """The lists, sizes and margins of the handlings that hold vectors, ascending; and the handling of every list."""

    lists: I64
    sizes: I64
    margins: NDArray[np.float64]
    owners: I64
    places: I64
    """Where a handling stands here, by its number, or -1: what a scope costs depends on the scope alone."""
    window: NDArray[np.float16]
    """Rows of the memory all lists lie in, one starting at every number; only those ``starts`` leads to are rows of
    a list, and only these may be read."""
    starts: I64
    """Where the first row of a list is in the window, by list."""

    @classmethod
    def of(cls, held: dict[int, Held], count: int, dimensions: int) -> Table:
        """Tabulate the lists in use of ``count``."""
        filled = sorted((handling, one) for handling, one in held.items() if len(one.rows))
        handlings = np.array([handling for handling, _ in filled], dtype=np.int64)
        lists = np.array([one.which for _, one in filled], dtype=np.int64)
        owners = np.full(count, -1, dtype=np.int64)
        owners[lists] = handlings
        places = np.full(int(handlings[-1]) + 1 if len(handlings) else 0, -1, dtype=np.int64)
        places[handlings] = np.arange(len(handlings), dtype=np.int64)
        sizes = np.array([len(one.rows) for _, one in filled], dtype=np.int64)
        margins = np.array([one.margin for _, one in filled], dtype=np.float64).reshape(-1, 2).T.copy()
        window, starts = _window([one for _, one in filled], dimensions)
        by_list = np.zeros(count, dtype=np.int64)
        by_list[lists] = starts
        return cls(lists, sizes, margins, owners, places, window, by_list)

    def visible(self, scope: I64) -> Visible:
        """Return the lists of the scope's handlings."""
        if not (scope[1:] > scope[:-1]).all():
            scope = np.unique(scope)
        inside = self.places.take(scope[scope.searchsorted(0) : scope.searchsorted(len(self.places))])
        if len(inside) and inside.min() < 0:
            inside = inside[inside >= 0]
        across, along = self.margins.take(inside, axis=1).max(axis=1, initial=0.0).tolist()
        return Visible(self.lists.take(inside), int(self.sizes.take(inside).sum()), across, along)

    def holds(self, handlings: I64, ordinals: I64) -> NDArray[np.bool_]:
        """Return which portions [n] have a vector, by handling and ordinal."""
        held = (handlings >= 0) & (handlings < len(self.places))
        held[held] = self.places[handlings[held]] >= 0
        held[held] = (ordinals[held] >= 0) & (ordinals[held] < self.sizes[self.places[handlings[held]]])
        return held

    def gathered(self, lists: I64, ordinals: I64) -> NDArray[np.float16]:
        """Gather rows [n, dimensions] of lists."""
        rows: NDArray[np.float16] = self.window[self.starts[lists] + ordinals * self.window.shape[1]]
        return rows


def _window(filled: Sequence[Held], dimensions: int) -> tuple[NDArray[np.float16], I64]:
    """Return the memory from the first row to the last as rows that start at every number, and where lists start.

    So rows of thousands of lists are gathered at once, which list by list takes ten times as long.
    """
    if not filled:
        return np.empty((0, dimensions), dtype=np.float16), np.empty(0, dtype=np.int64)
    addresses = np.array([one.address for one in filled], dtype=np.int64)
    first, last = filled[int(addresses.argmin())], filled[int(addresses.argmax())]
    size = first.rows.itemsize
    shape = ((last.address - first.address) // size + (len(last.rows) - 1) * dimensions + 1, dimensions)
    window = as_strided(first.rows, shape, (size, size), writeable=False)
    return window, (addresses - first.address) // size
