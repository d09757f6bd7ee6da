"""The recorder: an act is durable before its answer leaves; those that wait are committed together (P2)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import TracebackType

from models.tables.register import RegisterEntry
from repository.database import Database
from repository.errors import NotRecorded, RepositoryError
from repository.register import Act, Register

BATCH = 256


@dataclass(slots=True)
class _Waiting:
    act: Act
    turn: threading.Event = field(default_factory=threading.Event)
    entry: RegisterEntry | None = None
    error: BaseException | None = None

    @property
    def settled(self) -> bool:
        return self.entry is not None or self.error is not None


class Recorder:
    """Records acts from many threads; whoever is at the front commits for all who wait behind.

    There is no thread of its own. While one caller writes, the others queue; the first of them then records
    everything that is waiting, so that one flush to disk serves them all.
    """

    def __init__(self, database: Database, register: Register) -> None:
        """Take the database and the register of one repository."""
        self._database = database
        self._register = register
        self._gate = threading.Lock()
        self._idle = threading.Condition(self._gate)
        self._queue: list[_Waiting] = []
        self._writing = False
        self._closed = False

    def record(self, act: Act) -> RegisterEntry:
        """Block until the act is durable and return its entry; never call it inside ``Database.write``.

        Raises ``NotRecorded``: the act must then not happen.
        """
        mine = _Waiting(act)
        with self._gate:
            if self._closed:
                raise NotRecorded("The register is closed because the server is stopping; repeat it later.")
            self._queue.append(mine)
            if not self._writing:
                self._writing = True
                mine.turn.set()
        mine.turn.wait()
        if not mine.settled:
            self._write_all_waiting()
        if mine.entry is None:
            why = f" {mine.error}" if isinstance(mine.error, RepositoryError) else ""
            raise NotRecorded(f"It could not be recorded and was therefore not done.{why}") from mine.error
        return mine.entry

    def close(self) -> None:
        """Refuse new acts and return when those under way are settled."""
        with self._gate:
            self._closed = True
            self._idle.wait_for(lambda: not self._writing)

    def __enter__(self) -> Recorder:
        """Give the recorder."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _write_all_waiting(self) -> None:
        """Commit what waits, the caller's own act first, and let the next in the queue go on."""
        with self._gate:
            batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
        try:
            self._commit(batch)
        finally:
            with self._gate:
                if self._queue:
                    self._queue[0].turn.set()
                else:
                    self._writing = False
                    self._idle.notify_all()
            for waiting in batch:
                waiting.turn.set()

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            with self._database.write() as session:
                entries = self._register.append_all(session, [waiting.act for waiting in batch])
        except BaseException as error:
            for waiting in batch:
                waiting.error = error
            if not isinstance(error, Exception):
                raise
        else:
            for waiting, entry in zip(batch, entries, strict=True):
                waiting.entry = entry
