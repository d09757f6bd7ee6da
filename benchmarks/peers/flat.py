"""faiss Flat with its two selectors; what a scope selects is worked out before the questions, in its favour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.peer import Peer
from benchmarks.sample import DIMENSIONS, F32, NEAREST

Seen = NDArray[np.bool_]
# What the package's stubs know of selectors is not what it takes.
selectors: Any = faiss


class Flat(Peer):
    """Every row in single precision."""

    @classmethod
    def version(cls) -> str:
        """Return faiss' own."""
        return str(faiss.__version__)

    def load(self) -> None:
        """Add all rows."""
        faiss.omp_set_num_threads(1)
        self._index: Any = faiss.IndexFlatIP(DIMENSIONS)
        self._index.add(np.ascontiguousarray(self.sample.rows))
        self._given: dict[str, Any] = {}

    def prepare(self) -> None:
        """Make the selector; none where everything is visible."""
        seen = self.visible()
        self._given = {} if seen is None else {"params": selectors.SearchParameters(sel=self._selector(seen))}

    def ask(self, question: F32) -> Sequence[int]:
        """Search the rows selected."""
        found: list[int] = self._index.search(question[None], NEAREST, **self._given)[1][0].tolist()
        return found

    def _selector(self, seen: Seen) -> Any:
        raise NotImplementedError


class Array(Flat):
    """``IDSelectorArray``: the permitted ids, one after the other."""

    def _selector(self, seen: Seen) -> Any:
        return selectors.IDSelectorArray(np.flatnonzero(seen))


class Bitmap(Flat):
    """``IDSelectorBitmap``: a bit for every row."""

    def _selector(self, seen: Seen) -> Any:
        return selectors.IDSelectorBitmap(np.packbits(seen, bitorder="little"))
