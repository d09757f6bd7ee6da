"""Which list holds a handling's vectors, and what a scope sees of all lists."""

from __future__ import annotations

from sys import maxsize
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


class Table:
    """Which list holds a handling's rows; and whose, how long, how far off and where in memory every list is.

    A handling that comes or goes changes its own places alone, so nobody waits for what others brought (P1). The
    caller sees to it that nobody reads meanwhile.
    """

    def __init__(self, dimensions: int, count: int) -> None:
        """Start without rows, for so many lists."""
        self._dimensions = dimensions
        self.lists = np.empty(0, dtype=np.int64)
        """The list of a handling by its number, or -1: what a scope costs depends on the scope alone."""
        self.owners = np.full(count, -1, dtype=np.int64)
        """The handling of a list."""
        self._sizes = np.zeros(count, dtype=np.int64)
        self._margins = np.zeros((2, count), dtype=np.float64)
        self._starts = np.zeros(count, dtype=np.int64)
        """Where in memory the first row of a list is, in numbers of half precision."""
        self._first, self._past = maxsize, 0
        self._lowest = self._window = np.empty((0, dimensions), dtype=np.float16)

    def put(self, handling: int, held: Held) -> None:
        """Note where the rows of a handling are; one that has none stands nowhere here."""
        if not len(held.rows):
            return
        if handling >= len(self.lists):
            more = max(handling + 1, 2 * len(self.lists)) - len(self.lists)
            self.lists = np.concatenate([self.lists, np.full(more, -1, dtype=np.int64)])
        start = held.address // held.rows.itemsize
        self._span(held.rows, start)
        self.owners[held.which] = handling
        self._sizes[held.which] = len(held.rows)
        self._margins[:, held.which] = held.margin
        self._starts[held.which] = start
        self.lists[handling] = held.which

    def drop(self, handling: int) -> None:
        """Forget a handling."""
        if handling < len(self.lists):
            self.lists[handling] = -1

    def visible(self, scope: I64) -> Visible:
        """Return the lists of the scope's handlings."""
        if not (scope[1:] > scope[:-1]).all():
            scope = np.unique(scope)
        inside = self.lists.take(scope[scope.searchsorted(0) : scope.searchsorted(len(self.lists))])
        if len(inside) and inside.min() < 0:
            inside = inside[inside >= 0]
        across, along = self._margins.take(inside, axis=1).max(axis=1, initial=0.0).tolist()
        return Visible(inside, int(self._sizes.take(inside).sum()), across, along)

    def holds(self, handlings: I64, ordinals: I64) -> NDArray[np.bool_]:
        """Return which portions [n] have a vector, by handling and ordinal."""
        held = (handlings >= 0) & (handlings < len(self.lists))
        held[held] = self.lists[handlings[held]] >= 0
        held[held] = (ordinals[held] >= 0) & (ordinals[held] < self._sizes[self.lists[handlings[held]]])
        return held

    def gathered(self, lists: I64, ordinals: I64) -> NDArray[np.float16]:
        """Gather rows [n, dimensions] of lists."""
        rows: NDArray[np.float16] = self._window[self._starts[lists] - self._first + ordinals * self._dimensions]
        return rows

    def _span(self, rows: NDArray[np.float16], start: int) -> None:
        """Have the window span the rows of a list: it is the memory of all, as rows that start at every number.

        Only those that ``_starts`` leads to are rows of a list, and only these may be read. So rows of thousands of
        lists are gathered at once, which list by list takes ten times as long.
        """
        if self._first <= start and start + rows.size <= self._past:
            return
        if start < self._first:
            self._first, self._lowest = start, rows
        self._past = max(self._past, start + rows.size)
        shape = (self._past - self._first - self._dimensions + 1, self._dimensions)
        self._window = as_strided(self._lowest, shape, (rows.itemsize, rows.itemsize), writeable=False)
