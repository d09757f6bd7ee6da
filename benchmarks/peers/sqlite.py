"""sqlite-vec: a ``vec0`` table with the handlings as metadata columns, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import apsw
import sqlite_vec

from benchmarks.peers.peer import Peer, column
from benchmarks.sample import BLOCK, DIMENSIONS, F32, NEAREST, Sample


class SqliteVec(Peer):
    """Unit vectors come in the same order by distance as by inner product."""

    kept = "sqlite-vec"

    @classmethod
    def version(cls) -> str:
        """Return the package's."""
        return str(sqlite_vec.__version__)

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Write the file."""
        few, many = (sample.labels(handlings).tolist() for handlings in sample.handlings)
        names = ", ".join(f"{column(handlings)} integer" for handlings in sample.handlings)
        with closing(_opened(str(folder / "rows.db"))) as file, file:
            file.execute(
                f"CREATE VIRTUAL TABLE stored USING vec0(id integer primary key, {names}, v float[{DIMENSIONS}])"
            )
            for start in range(0, sample.size, BLOCK):
                rows = sample.rows[start : start + BLOCK]
                file.executemany(
                    "INSERT INTO stored VALUES (?, ?, ?, ?)",
                    ((start + n, few[start + n], many[start + n], row.tobytes()) for n, row in enumerate(rows)),
                )

    def load(self) -> None:
        """Read the file into memory."""
        self._memory = _opened(":memory:")
        with closing(_opened(str(self.folder / "rows.db"))) as file, self._memory.backup("main", file, "main") as copy:
            copy.step()
        self._memory.execute("CREATE TEMP TABLE visible (label integer primary key)")
        self._where = ""

    def prepare(self) -> None:
        """Keep the visible handlings in a table."""
        self._memory.execute("DELETE FROM visible")
        self._where = ""
        if self.scope is not None:
            self._memory.executemany("INSERT INTO visible VALUES (?)", ((label,) for label in self.scope.tolist()))
            self._where = f" AND {column(self.handlings)} IN (SELECT label FROM visible)"

    def ask(self, question: F32) -> Sequence[int]:
        """Run the query."""
        asked = f"SELECT id FROM stored WHERE v MATCH ? AND k = {NEAREST}{self._where} ORDER BY distance"
        return [row[0] for row in self._memory.execute(asked, (question.tobytes(),))]


def _opened(path: str) -> apsw.Connection:
    connection = apsw.Connection(path)
    connection.enable_load_extension(True)
    connection.load_extension(sqlite_vec.loadable_path())
    return connection
