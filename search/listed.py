"""Which list holds a handling's vectors, and what a scope sees of all lists."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]

MANY = 30_000
"""From so many visible rows on they are looked through by their sketches; fewer are read as quickly."""
SHORTEST = 20
"""Where lists are shorter than that on average, sketches, which come in blocks of 32 rows, are no quicker."""


class Held(NamedTuple):
    """A handling's list, its rows, and how far their sketches may be off across and along them."""

    which: int
    rows: NDArray[np.float16]
    """The rows as faiss keeps them, until the list is touched again."""
    margin: tuple[float, float]


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
    """The handlings that hold vectors, ascending, with lists, sizes and margins; and the handling of every list."""

    handlings: I64
    lists: I64
    sizes: I64
    margins: NDArray[np.float64]
    owners: I64
    places: NDArray[np.int32]
    """Where a handling stands here, by its number, or -1: what a scope costs depends on the scope alone."""

    @classmethod
    def of(cls, held: dict[int, Held], count: int) -> Table:
        """Tabulate the lists in use of ``count``."""
        filled = sorted((handling, one) for handling, one in held.items() if len(one.rows))
        handlings = np.array([handling for handling, _ in filled], dtype=np.int64)
        lists = np.array([one.which for _, one in filled], dtype=np.int64)
        owners = np.full(count, -1, dtype=np.int64)
        owners[lists] = handlings
        places = np.full(int(handlings[-1]) + 1 if len(handlings) else 0, -1, dtype=np.int32)
        places[handlings] = np.arange(len(handlings), dtype=np.int32)
        sizes = np.array([len(one.rows) for _, one in filled], dtype=np.int64)
        margins = np.array([one.margin for _, one in filled], dtype=np.float64).reshape(-1, 2)
        return cls(handlings, lists, sizes, margins, owners, places)

    def visible(self, scope: I64) -> Visible:
        """Return the lists of the scope's handlings."""
        if not (scope[1:] > scope[:-1]).all():
            scope = np.unique(scope)
        inside = self.places[scope[(scope >= 0) & (scope < len(self.places))]]
        inside = inside[inside >= 0]
        across, along = self.margins[inside].max(axis=0, initial=0.0).tolist()
        return Visible(self.lists[inside], int(self.sizes[inside].sum()), across, along)
