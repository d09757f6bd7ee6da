"""duckdb: a table in memory, ordered by inner product, the visible handlings in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as arrow

from benchmarks.peers.peer import Peer, column
from benchmarks.sample import BLOCK, DIMENSIONS, F32, NEAREST, Sample


class Duck(Peer):
    """One connection on one thread."""

    @classmethod
    def version(cls) -> str:
        """Return the package's."""
        return str(duckdb.__version__)

    def load(self) -> None:
        """Load the rows."""
        self._connection = duckdb.connect(":memory:")
        few, many = map(column, self.sample.handlings)
        self._connection.execute(
            f"CREATE TABLE stored (id INTEGER, {few} INTEGER, {many} INTEGER, v FLOAT[{DIMENSIONS}])"
        )
        for block in blocks(self.sample):
            self._connection.register("block", block)
            self._connection.execute("INSERT INTO stored SELECT * FROM block")
            self._connection.unregister("block")
        self._connection.execute("SET threads = 1")
        self._asked = ""

    def prepare(self) -> None:
        """Keep the visible handlings in a table, so that the query need not name them."""
        self._connection.execute("CREATE OR REPLACE TEMP TABLE visible (label INTEGER)")
        where = ""
        if self.scope is not None:
            self._connection.register("labels", arrow.table({"label": self.scope.astype(np.int32)}))
            self._connection.execute("INSERT INTO visible SELECT label FROM labels")
            self._connection.unregister("labels")
            where = f"WHERE {column(self.handlings)} IN (SELECT label FROM visible) "
        by = f"array_inner_product(v, ?::FLOAT[{DIMENSIONS}])"
        self._asked = f"SELECT id FROM stored {where}ORDER BY {by} DESC LIMIT {NEAREST}"

    def ask(self, question: F32) -> Sequence[int]:
        """Run the query."""
        return [row[0] for row in self._connection.execute(self._asked, [question.tolist()]).fetchall()]


def blocks(sample: Sample) -> list[arrow.Table]:
    """Return the rows as tables of Arrow."""
    names = ["id", *map(column, sample.handlings), "v"]
    labels = [sample.labels(handlings).astype(np.int32) for handlings in sample.handlings]
    made = []
    for start in range(0, sample.size, BLOCK):
        rows = np.ascontiguousarray(sample.rows[start : start + BLOCK])
        ids = np.arange(start, start + len(rows), dtype=np.int32)
        vectors = arrow.FixedSizeListArray.from_arrays(arrow.array(rows.reshape(-1)), DIMENSIONS)
        columns = [arrow.array(ids), *(arrow.array(label[start : start + BLOCK]) for label in labels), vectors]
        made.append(arrow.Table.from_arrays(columns, names=names))
    return made
