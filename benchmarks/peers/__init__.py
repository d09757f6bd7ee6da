"""Engines that Concord's vectors are measured against, each behind the same three calls: load, prepare, ask.

Every engine holds the same rows with the same column of handlings, and filters by its best documented way. Each runs
in a process of its own on one thread (``python -m benchmarks.peers``), in the environment of
``requirements-bench.lock``; Concord's own runs where Concord is installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from benchmarks.peers.peer import Peer


class Known(NamedTuple):
    """An engine by the name the command line takes."""

    title: str
    place: str
    """The module and the class."""
    apart: bool = True
    """Whether it runs in the peers' environment."""

    def found(self) -> type[Peer]:
        """Import the engine."""
        module, name = self.place.split(":")
        found: type[Peer] = getattr(import_module(f"benchmarks.peers.{module}"), name)
        return found


CONCORD = "concord"
PEERS = {
    CONCORD: Known("Concord", "concord:Concord", apart=False),
    "flat-array": Known("faiss Flat, array of ids", "flat:Array"),
    "flat-bitmap": Known("faiss Flat, bitmap", "flat:Bitmap"),
    "faiss-hnsw": Known("faiss HNSW", "graph:Faiss"),
    "hnswlib": Known("hnswlib", "graph:Hnswlib"),
    "qdrant-exact": Known("qdrant-edge, exact", "qdrant:Exact"),
    "qdrant-graph": Known("qdrant-edge, graph", "qdrant:Graph"),
    "pgvector": Known("pgvector", "postgres:Pgvector"),
    "duckdb": Known("duckdb", "duck:Duck"),
    "sqlite-vec": Known("sqlite-vec", "sqlite:SqliteVec"),
    "lancedb": Known("LanceDB", "lance:Lance"),
}
