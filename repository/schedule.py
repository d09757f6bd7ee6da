"""What is scheduled, kept in memory: when time itself next does something to an edition (W4, cases 15, 25).

Made of the decoded handlings, of which only those that moved are looked at again, so that asking costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Lock

from sqlmodel import Session, col, select

from models.handling import BODY, REGISTERED, RELEASED, SUBMITTED, SUPERSEDED, WITHDRAWN, Handling
from models.tables.legal_hold import LegalHold
from models.tables.register import Counter
from repository.handlings import Handlings

SETTLED = "due"
"""The counter that holds until when time was dealt with, in microseconds of the epoch; it never goes back."""

LOWERED = frozenset({SUBMITTED, REGISTERED, RELEASED, SUPERSEDED})
"""States in which a scheduled downgrade is carried out; before, its originator may still say otherwise."""

EXPIRING = LOWERED | {WITHDRAWN}
"""States in which retention destroys; a draft or what is held waits for a person."""

OPENED = frozenset({RELEASED, SUPERSEDED})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def lowers(handling: Handling) -> bool:
    """Tell whether a handling's schedule lowers it: its marking is known, and no source that it embeds is higher."""
    down = handling.downgrade
    if down is None or handling.state not in LOWERED or not handling.marking.known:
        return False
    return all(source.rank <= down.rank for source in handling.sources)


def settled(session: Session) -> datetime:
    """Return until when time was dealt with."""
    row = session.get(Counter, SETTLED)
    return _EPOCH if row is None else _EPOCH + timedelta(microseconds=row.value)


def settle(session: Session, at: datetime) -> None:
    """Keep that time was dealt with until an instant; a clock that jumped back moves nothing."""
    if at > settled(session):
        session.merge(Counter(name=SETTLED, value=(at - _EPOCH) // timedelta(microseconds=1)))


class Schedule:
    """The first instant still to come of every edition that has one; safe for many threads."""

    def __init__(self, handlings: Handlings) -> None:
        """Start empty; the first refresh looks at all editions."""
        self._handlings = handlings
        self._lock = Lock()
        self._version = 0
        self._next: dict[str, datetime] = {}
        self._held: set[str] = set()
        self._first: datetime | None = None
        self.turn = Lock()
        """Held by the one thread of this process that performs what is due; nobody waits for it."""

    def refresh(self, session: Session) -> None:
        """Look at the editions that moved since the last call; for a reading session only."""
        version = self._handlings.refresh(session)
        if version == self._version:
            return
        with self._lock:
            moved = self._handlings.editions_changed_since(self._version)
            self._look(session, moved, settled(session))
            self._version = max(self._version, version)

    def due(self, at: datetime) -> list[str]:
        """Return the ids of the editions to which something is due, in no order that tells anything."""
        with self._lock:
            return sorted(edition for edition, instant in self._next.items() if instant <= at)

    @property
    def first(self) -> datetime | None:
        """Return the first instant at which something is due, or None."""
        return self._first

    def done(self, at: datetime) -> None:
        """Forget what was due until an instant, and go on to what comes after it.

        Nothing is due again that could not be performed, before the edition moves.
        """
        with self._lock:
            for edition in [edition for edition, instant in self._next.items() if instant <= at]:
                self._take(edition, at)
            self._first = min(self._next.values(), default=None)

    def _look(self, session: Session, editions: Iterable[str], since: datetime) -> None:
        self._held = set(session.exec(select(LegalHold.edition_id).where(col(LegalHold.lifted_at).is_(None))))
        for edition in editions:
            self._take(edition, None, since)
        self._first = min(self._next.values(), default=None)

    def _take(self, edition: str, after: datetime | None, since: datetime = _EPOCH) -> None:
        """Note an edition's first instant: the first of all, or of those after one that is done with."""
        instants = [i for i in self._instants(edition, since) if after is None or i > after]
        self._next.pop(edition, None)
        if instants:
            self._next[edition] = min(instants)

    def _instants(self, edition: str, since: datetime) -> Iterator[datetime]:
        parts = (self._handlings.get(ident) for ident in self._handlings.parts(edition))
        for handling in parts:
            if handling is None or handling.part != BODY:
                continue
            if handling.retention_until and handling.state in EXPIRING and edition not in self._held:
                yield handling.retention_until
            if handling.downgrade and lowers(handling):
                yield handling.downgrade.at
            if handling.embargo_until and handling.state in OPENED and handling.embargo_until > since:
                yield handling.embargo_until
