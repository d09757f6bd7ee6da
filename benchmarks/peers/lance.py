"""LanceDB: its flat search behind a filter that is applied first, with an index on the column of handlings."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import lancedb

from benchmarks.peers.duck import blocks
from benchmarks.peers.peer import Peer, column
from benchmarks.sample import F32, FEW, NEAREST, Sample


class Lance(Peer):
    """One table on disk."""

    kept = "lancedb"

    @classmethod
    def version(cls) -> str:
        """Return the package's."""
        return version("lancedb")

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Write the table; a bitmap for few handlings, a tree for many, as its documentation has it."""
        first, *rest = blocks(sample)
        table = lancedb.connect(folder / "db").create_table("stored", first)
        for block in rest:
            table.add(block)
        table.optimize()
        for handlings in sample.handlings:
            table.create_scalar_index(column(handlings), index_type="BITMAP" if handlings == FEW else "BTREE")

    def load(self) -> None:
        """Open the table."""
        self._table = lancedb.connect(self.folder / "db").open_table("stored")
        self._where = ""

    def prepare(self) -> None:
        """Write the filter out."""
        labels = "" if self.scope is None else ",".join(map(str, self.scope.tolist()))
        self._where = f"{column(self.handlings)} IN ({labels})" if labels else ""

    def ask(self, question: F32) -> Sequence[int]:
        """Search the table."""
        asked = (
            self._table.search(question)
            .distance_type("dot")
            .limit(NEAREST)
            .select(["id", "_distance"])
            .bypass_vector_index()
        )
        found = (asked.where(self._where, prefilter=True) if self._where else asked).to_arrow()
        rows: list[int] = found["id"].to_pylist()
        return rows
