"""PostgreSQL: full text in a GIN index, vectors by pgvector without an approximate index, one query that fuses both."""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Iterable, Iterator

from benchmarks.backend import Backend
from benchmarks.fused.rows import BEST, DEEP, F32, I32, RRF, Peer, Rows

TABLES = """
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
    SELECT id, vector <#> %(vector)b AS score FROM meant WHERE true {seen} ORDER BY score LIMIT {deep}
), ranked AS (
    SELECT id, row_number() OVER (ORDER BY score DESC) AS place FROM worded
    UNION ALL SELECT id, row_number() OVER (ORDER BY score) FROM near
)
SELECT id FROM ranked GROUP BY id ORDER BY sum(1.0 / ({rrf} + place)) DESC, id LIMIT {best}
"""


class Postgres(Peer):
    """Two tables of one server."""

    def build(self, rows: Rows) -> None:
        """Make tables and indexes."""
        if (self.folder / "whole").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._backend = Backend(self.folder / "data")
        self._backend.set()
        self._run(TABLES.format(dimensions=rows.dimensions))
        self._backend.copy("said (id, label, body)", _copied(rows, map(str.encode, rows.texts())))
        self._backend.copy("meant (id, label, vector)", _copied(rows, _vectors(rows)))
        self._run(INDEXES)
        self.close()
        (self.folder / "whole").touch()

    def open(self, rows: Rows) -> None:
        """Start the server."""
        del rows
        self._backend = Backend(self.folder / "data")
        run = self._backend.connection.execute
        (server,) = run("SHOW server_version").fetchone()
        (vector,) = run("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
        self.name = f"PostgreSQL {str(server).split()[0]} full text + pgvector {vector}"

    def scope(self, labels: I32 | None) -> list[int] | None:
        """Return the labels as they are."""
        return None if labels is None else labels.tolist()

    def ask(self, words: str, vector: F32, scope: list[int] | None) -> list[int]:
        """Ask once for both."""
        seen = "" if scope is None else "AND label = ANY(%(labels)s::int4[])"
        told = {"words": " | ".join(re.findall(r"\w+", words)), "vector": vector}
        query = ASK.format(seen=seen, deep=DEEP, rrf=RRF, best=BEST)
        given = told if scope is None else {**told, "labels": scope}
        return [row for (row,) in self._backend.connection.execute(query, given).fetchall()]

    def spent(self) -> float:
        """Count the backend's time as well."""
        return self._backend.cpu()

    def close(self) -> None:
        """End the server."""
        self._backend.close()

    def _run(self, statements: str) -> None:
        for statement in statements.split(";"):
            self._backend.connection.execute(statement)


def _copied(rows: Rows, values: Iterable[bytes]) -> Iterator[bytes]:
    """Yield rows in COPY's binary form: number of fields, then each with its length before it."""
    for row, (label, value) in enumerate(zip(rows.labels.tolist(), values, strict=True)):
        yield struct.pack(">hiiiii", 3, 4, row, 4, label, len(value)) + value


def _vectors(rows: Rows) -> Iterator[bytes]:
    """Yield the vectors as pgvector takes them: their length, two bytes, and big-endian numbers."""
    head = struct.pack(">hh", rows.dimensions, 0)
    for vector in rows.vectors:
        yield head + vector.astype(">f4").tobytes()
