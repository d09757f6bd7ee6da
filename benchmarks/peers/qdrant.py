"""qdrant-edge with an index on the column of handlings: its exact search, and its graph that knows the filter.

The graph is searched as ACORN does (https://arxiv.org/abs/2403.04871) where less than 0.4 of the rows is visible, which
is the engine's own bound: without it a narrow scope falls into islands, and most or all of its rows are not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import qdrant_edge as qdrant

from benchmarks.peers.peer import Peer, column
from benchmarks.sample import DIMENSIONS, F32, NEAREST, Sample

BATCH = 1_000
HUGE = 1_000_000_000


class Exact(Peer):
    """One segment, no graph."""

    kept = "qdrant-exact"
    links = 0

    @classmethod
    def version(cls) -> str:
        """Return the package's."""
        return version("qdrant-edge-py")

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Write the shard, its indexes on the labels first, so that the graph follows them."""
        shard = qdrant.EdgeShard.create(str(folder / "shard"), cls._settings())
        for handlings in sample.handlings:
            shard.update(qdrant.UpdateOperation.create_field_index(column(handlings), _indexed()))
        rows = sample.rows
        columns = [(column(handlings), sample.labels(handlings).tolist()) for handlings in sample.handlings]
        for start in range(0, sample.size, BATCH):
            points = [
                qdrant.Point(start + number, row, {name: labels[start + number] for name, labels in columns})
                for number, row in enumerate(rows[start : start + BATCH].tolist())
            ]
            shard.update(qdrant.UpdateOperation.upsert_points(points))
        shard.flush()
        while shard.optimize():
            pass
        shard.flush()
        shard.close()

    def load(self) -> None:
        """Open the shard with one thread for its searches."""
        self._shard = qdrant.EdgeShard.load(str(self.folder / "shard"), self._settings())
        self._filter: qdrant.Filter | None = None
        self._parameters = qdrant.SearchParams(exact=True)

    @classmethod
    def _settings(cls) -> qdrant.EdgeConfig:
        threshold = 1 if cls.links else HUGE
        graph = qdrant.HnswIndexConfig(cls.links or 16, 100, 10_000, payload_m=cls.links or None)
        return qdrant.EdgeConfig(
            qdrant.EdgeVectorParams(DIMENSIONS, qdrant.Distance.Dot),
            hnsw_config=graph,
            optimizers=qdrant.EdgeOptimizersConfig(
                default_segment_number=1, max_segment_size=HUGE, indexing_threshold=threshold
            ),
            max_search_threads=1,
        )

    def prepare(self) -> None:
        """Make the filter."""
        self._filter = None
        if self.scope is not None:
            wanted = qdrant.FieldCondition(column(self.handlings), qdrant.MatchAny(self.scope.tolist()))
            self._filter = qdrant.Filter(must=[wanted])
        acorn = qdrant.AcornSearchParams(enable=True) if self.width else None
        self._parameters = qdrant.SearchParams(exact=not self.width, hnsw_ef=self.width or None, acorn=acorn)

    def ask(self, question: F32) -> Sequence[int]:
        """Search the shard."""
        nearest = qdrant.Query.Nearest(question.tolist())
        asked = qdrant.SearchRequest(nearest, NEAREST, filter=self._filter, params=self._parameters)
        return [point.id for point in self._shard.search(asked)]

    def close(self) -> None:
        """Close the shard."""
        self._shard.close()


class Graph(Exact):
    """One segment with a graph, and links within handlings."""

    kept = "qdrant-graph"
    links = 16
    widths = (64, 256, 1024, 4096)


def _indexed() -> qdrant.IntegerIndexParams:
    return qdrant.IntegerIndexParams(lookup=True, range=False)
