"""What search keeps of some thousand works that are seen, with as many hidden ones between them or none."""

from __future__ import annotations

from random import Random

import numpy as np

from search.encoder import FloatArray
from search.lexicon import Lexicon, View
from search.segment import encode
from search.vectors import Nearest, Vectors

DIMENSIONS = 384
PORTIONS, WORDS = 8, 40
KINDS = 40
"""Works repeat after so many."""
FOUND = 20
KEY = b"benchmarks/crowd.py"


class Crowd:
    """Postings and vectors alone; works that are seen have even handlings, and hidden ones lie between and behind."""

    def __init__(self, seen: int, hidden: bool) -> None:
        """Draw the works and join them, as upkeep does."""
        self.scope = np.arange(0, 2 * seen, 2, dtype=np.int64)
        self.lexicon, self.vectors = Lexicon(), Vectors(DIMENSIONS)
        self._postings = [_postings(number) for number in range(KINDS)]
        for handling in range(2 * seen):
            if hidden or handling % 2 == 0:
                self._take(handling)
        while self.lexicon.tidy():
            pass
        # What comes where nothing is hidden comes elsewhere, among as many: taking it in takes the processor's cache
        # from the answer that is timed next, whoever that is for.
        self._late = self if hidden else Crowd(seen, hidden=True)

    def arrives(self) -> None:
        """Take in one more hidden work; where there are none, elsewhere."""
        self._late._take(2 * len(self.scope) + 1)

    def view(self) -> View:
        """See the postings of all works that are seen, as every question with a filter does."""
        return self.lexicon.view(self.scope)

    def nearest(self, run: int) -> Nearest:
        """Ask for the passages of some works nearest to a question."""
        return self.vectors.nearest(_rows(-run - 1, 1)[0], self.scope[::30], FOUND)

    def _take(self, handling: int) -> None:
        self.lexicon.put(handling, self._postings[handling // 2 % KINDS])
        self.vectors.put(handling, _rows(handling, PORTIONS))


def _postings(number: int) -> bytes:
    """Return the postings of a work; of its words few stand in many works."""
    rng = Random(number)
    return encode([[f"w{int(5_000 ** rng.random())}" for _ in range(WORDS)] for _ in range(PORTIONS)], KEY)


def _rows(number: int, rows: int) -> FloatArray:
    """Return vectors [rows, DIMENSIONS] of length one."""
    drawn = np.random.default_rng([abs(number), number < 0]).normal(size=(rows, DIMENSIONS))
    unit: FloatArray = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit
