"""The anchors of what is searchable, in memory: which handlings of a scope share them with a text.

A cache of the database's rows, as the index is. The database would visit every row of a hash, hidden ones too, and
the time it took would tell of them: here nothing but the handlings of the scope is looked at (P1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func
from sqlmodel import Session, col, select

from models.tables.fingerprint import Anchor, Fingerprint
from repository.database import counter
from repository.fingerprints import COUNTER
from search.fingerprint import Fingerprint as Print
from search.lookup import POPULAR, Shared, weighed

I64 = NDArray[np.int64]

LOW = (1 << 20) - 1
"""The bits of a hash by which most anchors are told from those asked for, in a table that stays near the processor."""
_AT_ONCE = 100
"""The anchors of so many handlings are looked at together."""
_NONE = np.empty(0, dtype=np.int64)
_LISTED = (
    select(func.aggregate_strings(col(Anchor.hash), ","))
    .where(col(Anchor.handling_id) == Fingerprint.handling_id)
    .scalar_subquery()
)


class _Held(NamedTuple):
    digest: str
    anchors: I64


def _hashes(listed: str | None) -> I64:
    return np.fromstring(listed, dtype=np.int64, sep=",") if listed else _NONE


class Anchors:
    """The anchors and the digest of every handling; safe to read from several threads while one writes."""

    def __init__(self) -> None:
        """Start empty; the first refresh reads all rows."""
        self._lock = Lock()
        self._turn = -1
        self._held: dict[int, _Held] = {}

    def refresh(self, session: Session) -> None:
        """Read the rows that moved since the last call, and forget those that are gone (case 25)."""
        latest = counter(session, COUNTER)
        if latest > self._turn:
            with self._lock:
                if latest > self._turn:
                    self._read(session)
                    self._turn = latest

    def shared(self, handlings: I64, text: Print) -> Shared:
        """Return which of some handlings share anchors with a text, and how much speaks for each."""
        values, having = self._meeting(handlings, np.unique(text.anchors))
        found, counts = np.unique(values, return_counts=True)
        popular = found[counts > POPULAR]
        told = ~np.isin(values, popular)
        return weighed(text, zip(values[told].tolist(), having[told].tolist(), strict=True), popular)

    def same(self, handlings: I64, digests: Iterable[str]) -> set[int]:
        """Return those of some handlings whose words are, to the last, those of one of these digests."""
        wanted = set(digests) - {""}
        return {handling for handling, held in self._of(handlings) if held.digest in wanted}

    def _read(self, session: Session) -> None:
        rows = select(Fingerprint.handling_id, Fingerprint.digest, _LISTED)
        moved = rows if self._turn < 0 else rows.where(col(Fingerprint.turn) > self._turn)
        for handling, digest, listed in session.exec(moved):
            self._held[handling] = _Held(digest, _hashes(listed))
        # What was written is here by now: where more is here than is kept, the rest is gone.
        if len(self._held) > session.exec(select(func.count()).select_from(Fingerprint)).one():
            kept = set(session.exec(select(Fingerprint.handling_id)))
            self._held = {handling: held for handling, held in self._held.items() if handling in kept}

    def _of(self, handlings: I64) -> Iterator[tuple[int, _Held]]:
        known = self._held
        for handling in handlings.tolist():
            held = known.get(handling)
            if held is not None:
                yield handling, held

    def _meeting(self, handlings: I64, wanted: I64) -> tuple[I64, I64]:
        """Return which hashes of those wanted, ascending, some handlings have: each beside a handling that has it."""
        seen = list(self._of(handlings))
        likely = np.zeros(LOW + 1, dtype=np.bool_)
        likely[wanted & LOW] = True
        found, places, before = [_NONE], [_NONE], 0
        for start in range(0, len(seen), _AT_ONCE):
            anchors = np.concatenate([held.anchors for _, held in seen[start : start + _AT_ONCE]])
            some = np.flatnonzero(likely[anchors & LOW])
            found.append(anchors[some])
            places.append(some + before)
            before += len(anchors)
        values = np.concatenate(found)
        exactly = np.isin(values, wanted)
        ends = np.cumsum([len(held.anchors) for _, held in seen])
        owners = np.searchsorted(ends, np.concatenate(places)[exactly], side="right")
        return values[exactly], np.array([handling for handling, _ in seen], dtype=np.int64)[owners]
