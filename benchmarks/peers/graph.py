"""Graphs with a filter over them: faiss HNSW and hnswlib, searched as widely as recall asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import faiss
import hnswlib
import numpy as np

from benchmarks.peers.peer import Peer
from benchmarks.sample import DIMENSIONS, F32, NEAREST, Sample

LINKS, WHILE_BUILDING = 16, 100
# The package's stubs know neither.
selectors: Any = faiss


class Faiss(Peer):
    """``IndexHNSWFlat`` with a bitmap."""

    widths = (64, 256, 1024, 4096)
    kept = "faiss-hnsw"

    @classmethod
    def version(cls) -> str:
        """Return faiss' own."""
        return str(faiss.__version__)

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Write the graph."""
        index: Any = faiss.IndexHNSWFlat(DIMENSIONS, LINKS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = WHILE_BUILDING
        index.add(np.ascontiguousarray(sample.rows))
        faiss.write_index(index, str(folder / "graph"))

    def load(self) -> None:
        """Read the graph."""
        faiss.omp_set_num_threads(1)
        self._index: Any = faiss.read_index(str(self.folder / "graph"))
        self._parameters: Any = None

    def prepare(self) -> None:
        """Make the selector."""
        given: dict[str, Any] = {"efSearch": self.width}
        if (seen := self.visible()) is not None:
            given["sel"] = selectors.IDSelectorBitmap(np.packbits(seen, bitorder="little"))
        self._parameters = selectors.SearchParametersHNSW(**given)

    def ask(self, question: F32) -> Sequence[int]:
        """Search the graph."""
        found: list[int] = self._index.search(question[None], NEAREST, params=self._parameters)[1][0].tolist()
        return found


class Hnswlib(Peer):
    """hnswlib with the only filter it knows: a function that is asked for every row met."""

    widths = (64, 256, 1024, 4096)
    kept = "hnswlib"

    @classmethod
    def version(cls) -> str:
        """Return the package's."""
        return version("hnswlib")

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Write the graph."""
        index = hnswlib.Index("ip", DIMENSIONS)
        index.init_index(sample.size, ef_construction=WHILE_BUILDING, M=LINKS, random_seed=1)
        index.add_items(sample.rows, np.arange(sample.size))
        index.save_index(str(folder / "graph"))

    def load(self) -> None:
        """Read the graph."""
        self._index = hnswlib.Index("ip", DIMENSIONS)
        self._index.load_index(str(self.folder / "graph"), max_elements=self.sample.size)
        self._index.set_num_threads(1)
        self._filter: Callable[[int], bool] | None = None

    def prepare(self) -> None:
        """Make the function."""
        self._index.set_ef(self.width)
        seen = self.visible()
        self._filter = None if seen is None else seen.tolist().__getitem__

    def ask(self, question: F32) -> Sequence[int]:
        """Search the graph; where it comes upon fewer than ten, it answers with an error."""
        try:
            found = self._index.knn_query(question[None], NEAREST, num_threads=1, filter=self._filter)[0][0]
        except RuntimeError:
            return []
        rows: list[int] = found.tolist()
        return rows
