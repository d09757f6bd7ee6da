"""The background of a scope: a few of its works, by which a passage that is near to every work is told.

Front pages, methods, disclaimers and scales of likelihood lie near to those of every other work. How near a passage
lies to most works of a small sample is its *ground*; what it has in common with one work counts above that. The sample
is of what the reader may see, evenly spread over it, so nothing else moves it (P1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from search.engine import Engine
from search.meanings import Meanings, meanings

WORKS = 12
ABOVE = 0.10
"""A passage whose ground lies so much above what is usual is common: it says nothing of any threat."""
COMMON = 1.0
"""The ground of a common passage: nothing is nearer than that."""
ROWS = 256
"""So many passages are compared with the sample at once: a product of all with all would fill the memory."""
FEWEST = 6
"""With fewer other works than these nothing is told of what is near to most."""


class Background:
    """A sample of works with the vectors of their passages."""

    def __init__(self, sample: dict[str, Meanings]) -> None:
        """Take the meanings of the sample by edition."""
        self._names = [name for name, one in sample.items() if len(one)]
        kept = [sample[name] for name in self._names]
        self._starts = np.cumsum([0, *(len(one) for one in kept)])[:-1]
        self._vectors = np.concatenate([one.vectors for one in kept]) if kept else np.empty((0, 0), np.float32)
        each = ((name, self._nearest(sample[name].vectors)) for name in self._names)
        grounds = [ground for name, near in each if (ground := self._ground({name}, near)) is not None]
        self._usual = float(np.median(np.concatenate(grounds))) if grounds else 0.0

    @classmethod
    def of(cls, engine: Engine, session: Session, shelf: Iterable[ReleasedAssessment]) -> Background:
        """Take a few works of a shelf, evenly spread in the order in which they are listed."""
        works = sorted((shown for shown in shelf if shown.pages), key=lambda shown: shown.order)
        chosen = np.unique(np.linspace(0, len(works) - 1, WORKS).astype(int)).tolist() if works else []
        return cls(meanings(engine, session, [works[at] for at in chosen]))

    def grounded(self, edition: str, found: Meanings, besides: Iterable[str] = ()) -> Meanings:
        """Return the meanings of an edition with their ground: the median of how near each other work comes.

        Works in ``besides``, such as other editions of it, are no others.
        """
        return self._with({edition, *besides}, found, self._nearest(found.vectors)) if len(found) else found

    def all_grounded(self, found: Mapping[str, Meanings]) -> dict[str, Meanings]:
        """Return the same for many editions at once."""
        return {name: self.grounded(name, one) for name, one in found.items()}

    def _nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how near the nearest passage of each work of the sample lies to each vector [n, works]."""
        nearest = np.empty((len(vectors), len(self._names)), dtype=np.float32)
        for start in range(0, len(vectors) if self._names else 0, ROWS):
            cosines = vectors[start : start + ROWS] @ self._vectors.T
            np.maximum.reduceat(cosines, self._starts, axis=1, out=nearest[start : start + ROWS])
        return nearest

    def _with(self, apart: set[str], found: Meanings, nearest: NDArray[np.float32]) -> Meanings:
        ground = self._ground(apart, nearest)
        if ground is None:
            return found
        return replace(found, ground=np.where(ground > self._usual + ABOVE, COMMON, ground).astype(np.float32))

    def _ground(self, apart: set[str], nearest: NDArray[np.float32]) -> NDArray[np.float64] | None:
        others = np.array([name not in apart for name in self._names], dtype=bool)
        if others.sum() < FEWEST:
            return None
        ground: NDArray[np.float64] = np.median(nearest[:, others].astype(np.float64), axis=1)
        return np.maximum(ground, 0).round(4)
