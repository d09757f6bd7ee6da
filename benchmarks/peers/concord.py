"""Concord's own vectors: the handling is the list, and lists outside the scope are not read."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import faiss
import numpy as np

from benchmarks.peers.peer import Peer
from benchmarks.sample import DIMENSIONS, F32, I64, NEAREST, Sample
from search.vectors import Vectors


class Concord(Peer):
    """Both labellings held at once; a scope is a list of handlings, also where it is all of them."""

    @classmethod
    def version(cls) -> str:
        """Return that of the tree."""
        return version("concord")

    def load(self) -> None:
        """Put every handling."""
        faiss.omp_set_num_threads(1)
        self._held = {handlings: _put(self.sample, handlings) for handlings in self.sample.handlings}
        self._vectors, self._starts, self._order = self._held[self.sample.handlings[0]]
        self._scope = np.empty(0, dtype=np.int64)

    def prepare(self) -> None:
        """Take the handlings."""
        self._vectors, self._starts, self._order = self._held[self.handlings]
        self._scope = np.arange(self.handlings, dtype=np.int64) if self.scope is None else self.scope

    def ask(self, question: F32) -> Sequence[int]:
        """Return the first ten; more come where scores are equal."""
        found = self._vectors.nearest(question, self._scope, NEAREST)
        rows: list[int] = self._order[self._starts[found.handlings] + found.ordinals][:NEAREST].tolist()
        return rows


def _put(sample: Sample, handlings: int) -> tuple[Vectors, I64, I64]:
    """Return the vectors, where handlings start in the order of rows, and that order."""
    vectors, rows, labels = Vectors(DIMENSIONS), sample.rows, sample.labels(handlings)
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(handlings + 1))
    for handling in range(handlings):
        vectors.put(handling, rows[order[starts[handling] : starts[handling + 1]]])
    return vectors, starts, order
