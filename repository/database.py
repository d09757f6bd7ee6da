"""The database: the one adapter that knows SQLite (WAL). Everything else speaks to a session.

``with database.read() as session:`` is one snapshot, taken on entry; ``with database.write() as session:`` is
one transaction that commits at its end or leaves nothing. Nobody else commits.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import (
    URL,
    BindParameter,
    Connection,
    Engine,
    TableValuedAlias,
    create_engine,
    event,
    func,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from models.tables import (
    assessment,
    circulation,
    equivalence,
    fingerprint,
    identity,
    issued_copy,
    job,
    legal_hold,
    meaning,
    notice,
    organization,
    overlap_verdict,
    person,
    register,
    relation,
    request,
    saved_search,
    standing,
)
from models.tables.register import Counter
from repository import durable
from repository.errors import (
    RepositoryError,
    SchemaTooNew,
    StorageBusy,
    StorageDamaged,
    StorageFailed,
    StorageFull,
)

TABLES = (
    assessment,
    circulation,
    equivalence,
    fingerprint,
    identity,
    issued_copy,
    job,
    legal_hold,
    meaning,
    notice,
    organization,
    overlap_verdict,
    person,
    register,
    relation,
    request,
    saved_search,
    standing,
)
"""The modules whose tables the database holds; a foreign key is only known once its module is imported."""

COUNTERS = ("handling", "access", "index", "fingerprint", "standing", "coming")

_MIGRATIONS = Path(__file__).parent / "migrations"
_MODE = "concord_mode"
_AFTERWARDS = "concord_afterwards"
_COUNTED = "concord_counted"
_BEGIN = {
    # The first read takes the snapshot; it is made at once, so that the snapshot is that of the entry.
    "read": ("PRAGMA query_only=ON", "BEGIN", "SELECT 1 FROM sqlite_schema LIMIT 1"),
    "write": ("PRAGMA query_only=OFF", "PRAGMA foreign_keys=ON", "BEGIN IMMEDIATE"),
    # Rebuilding a table needs foreign keys off; they are checked as a whole before the commit.
    "migrate": ("PRAGMA query_only=OFF", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"),
}


class Database:
    """One SQLite file, for many threads and several processes: many readers and one writer at a time."""

    def __init__(self, path: Path, *, busy_seconds: float = 15.0) -> None:
        """Open the file, made with mode 0600 where there is none; ``migrate`` makes the tables.

        A writer waits ``busy_seconds`` for the one before it, then raises ``StorageBusy``.
        """
        self.path = path
        self._busy_seconds = busy_seconds
        self._writer = threading.Lock()
        self._writing_thread: int | None = None
        _make_private(path)
        self._engine = _engine(path, busy_seconds)
        self._modes = {mode: self._engine.execution_options(**{_MODE: mode}) for mode in _BEGIN}

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session on one snapshot, in which writing fails and which is always rolled back."""
        with _explained(), Session(self._modes["read"], expire_on_commit=False) as session:
            session.connection()
            session.info[_COUNTED] = dict[str, int]()
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give the session of one transaction: durable at the end, rolled back on any exception.

        Raises ``StorageBusy``, ``StorageFull`` and their kin; never nested in the same thread.
        """
        with self._turn(), _explained(), Session(self._modes["write"], expire_on_commit=False) as session:
            session.connection()
            durable.point("transaction.open")
            yield session
            durable.point("transaction.full")
            session.commit()
            durable.point("transaction.durable")
            waiting: list[Callable[[], object]] = session.info.get(_AFTERWARDS, [])
        for act in waiting:
            act()

    def migrate(self) -> None:
        """Bring the tables to this version, in one transaction; does nothing where they are there.

        Raises ``SchemaTooNew`` where a newer Concord has been at work. Two processes may call it at once.
        """
        with self._turn(), _explained(), self._modes["migrate"].begin() as connection:
            _upgrade(connection)

    def truncate_wal(self) -> bool:
        """Empty the write-ahead log, so that destroyed content leaves the disk.

        Returns False at once where a reader keeps an old snapshot: as long as this waits for readers no process can
        write, and a verification of the register or an export reads for minutes.
        """
        with self._turn(), _explained():
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA busy_timeout=0")
                busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.cursor().execute(f"PRAGMA busy_timeout={int(self._busy_seconds * 1000)}")
                raw.close()
        return not busy

    def damage(self) -> list[str]:
        """Return what the database itself finds wrong with its file and its references; some lines at most."""
        with self.read() as session:
            connection = session.connection()
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(5)") if row[0] != "ok"]
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        return [*found, *(f"a row of '{row[0]}' refers to nothing" for row in lost)]

    def changes(self) -> Changes:
        """Return a cheap look at whether anybody has committed anything, for one thread to ask again and again."""
        return Changes(self.path)

    def close(self) -> None:
        """Close every connection; the database can be used again afterwards."""
        self._engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Queue the writers of this process, so that only those of others are waited for by polling."""
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RepositoryError("A write was begun inside a write of the same thread; use the session at hand.")
        if not self._writer.acquire(timeout=self._busy_seconds):
            raise StorageBusy(_BUSY)
        self._writing_thread = me
        try:
            yield
        finally:
            self._writing_thread = None
            self._writer.release()


class Changes:
    """Tells whether the database was changed by anybody since the last look; a look takes some microseconds."""

    def __init__(self, path: Path) -> None:
        """Look for the first time, at a connection of its own that never holds a snapshot."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._seen = self._version()

    def any(self) -> bool:
        """Return whether there was a commit since the last look; a database that cannot be asked counts as changed."""
        before, self._seen = self._seen, self._version()
        return self._seen != before or self._seen is None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _version(self) -> int | None:
        try:
            version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:
            return None
        return version


def afterwards(session: Session, act: Callable[[], object]) -> None:
    """Have something done once the caller's write transaction is durable and over; nothing if it is rolled back.

    For what lies outside the database, such as files. It must not raise: the transaction stands already.
    """
    session.info.setdefault(_AFTERWARDS, []).append(act)


def counter(session: Session, name: str) -> int:
    """Return a counter of ``COUNTERS`` as this snapshot knows it; ``KeyError`` for any other name."""
    # A snapshot never changes, so all are read at once; in a transaction that writes each is read as it stands.
    known: dict[str, int] | None = session.info.get(_COUNTED)
    if not known:
        read = dict(session.exec(select(Counter.name, Counter.value)).all())
        if known is None:
            return read[name]
        known.update(read)
    return known[name]


def bump(session: Session, name: str) -> int:
    """Move a counter on in the caller's write transaction and return its new value."""
    moved = update(Counter).where(col(Counter.name) == name).values(value=col(Counter.value) + 1)
    session.connection().execute(moved)
    return counter(session, name)


def elements(listed: str | BindParameter[str], name: str | None = None) -> TableValuedAlias:
    """Return the elements of a JSON list as rows with one column, ``value``.

    However many they are it is one parameter of one statement, which is put together once.
    """
    return func.json_each(listed).table_valued("value", name=name)


def _engine(path: Path, busy_seconds: float) -> Engine:
    # Parameters stay out of error messages: they are what is sealed.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), pool_size=16, max_overflow=64, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin by itself, and only before the first change: no snapshot for readers.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={int(busy_seconds * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        for statement in _BEGIN[connection.get_execution_options().get(_MODE, "read")]:
            connection.exec_driver_sql(statement)

    return engine


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageFailed(f"The database {path} cannot be opened: {error.strerror}.") from error


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaTooNew(
            "A newer Concord has changed this database; start that version, or restore an older backup."
        ) from error
    broken: Any = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StorageDamaged(f"After the migration a row of '{broken[0]}' refers to nothing; nothing was changed.")


_BUSY = "The database is busy with another writer; nothing was changed. Try again in a moment."


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what SQLite reports of the disk into an error that says what happened and what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        meant = _meaning(error.orig if isinstance(error, DBAPIError) else error)
        if meant is None:
            raise
        raise meant from error


def _meaning(error: BaseException | None) -> RepositoryError | None:
    # Extended codes say more in their upper bits; the lowest byte is the kind.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StorageFull(
                "The disk is full; nothing was changed and nothing was lost. Free some space and repeat."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageBusy(_BUSY)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StorageDamaged("The database file is damaged or no database; restore it from a backup.")
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StorageFailed(f"The disk refused to read or write the database ({error}); nothing was changed.")
        case _:
            return None
