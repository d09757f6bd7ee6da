"""What is searchable, in memory: vectors and postings of every handling, a cache of the database's rows.

The rows are the truth. Before a search each process reads the rows whose version moved, so that what
another process changed holds for the next request (design 3.6, P6).
"""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingIndex, HandlingRecord
from repository.database import counter
from repository.editions import key_of
from repository.scope import Scope
from repository.sealed import SealBroken, Vault
from search.lexicon import Lexicon, View
from search.vectors import Vectors

COUNTER = "index"


def vectors_to_bytes(matrix: NDArray[np.float32]) -> bytes:
    """Return the bytes of a matrix of row vectors, kept as float16 [n, dimensions]."""
    return matrix.astype("<f2").tobytes()


def vectors_from_bytes(raw: bytes, dimensions: int) -> NDArray[np.float32]:
    """Return the matrix of stored bytes as float32 [n, dimensions]."""
    return np.frombuffer(raw, "<f2").reshape(-1, dimensions).astype(np.float32)


class Index:
    """Vectors and postings by handling, and each scope's view of the postings."""

    def __init__(self, vault: Vault, model: str, dimensions: int) -> None:
        """Start empty for the vectors of one model (its fingerprint); rows of another model wait."""
        self._vault = vault
        self._model = model
        self._dimensions = dimensions
        self._lock = Lock()
        self._version = 0
        self.vectors = Vectors(dimensions)
        self.lexicon = Lexicon()
        self._views: WeakKeyDictionary[Scope, tuple[int, View]] = WeakKeyDictionary()

    def refresh(self, session: Session) -> None:
        """Read the rows that moved since the last call."""
        latest = counter(session, COUNTER)
        if latest <= self._version:
            return
        with self._lock:
            if latest > self._version:
                self._read(session)
                self._version = latest

    def _read(self, session: Session) -> None:
        query = (
            select(HandlingIndex, Edition)
            .join(HandlingRecord, col(HandlingRecord.id) == col(HandlingIndex.handling_id))
            .join(Edition, col(Edition.id) == col(HandlingRecord.edition_id))
            .where(col(HandlingIndex.version) > self._version)
            .execution_options(yield_per=200)
        )
        for row, edition in session.exec(query):
            if not self._taken(row, edition):
                self.vectors.remove(row.handling_id)
                self.lexicon.remove(row.handling_id)

    def _taken(self, row: HandlingIndex, edition: Edition) -> bool:
        """Take a row in; tell whether it is of this model and whole, so that one bad row stops no search."""
        if row.vectors is None or row.postings is None or row.model != self._model:
            return False
        try:
            raw = key_of(edition, self._vault).unseal(f"vectors:{row.handling_id}", row.vectors)
            self.vectors.put(row.handling_id, vectors_from_bytes(raw, self._dimensions))
            self.lexicon.put(row.handling_id, row.postings)
        except (SealBroken, ValueError):
            return False
        return True

    def view(self, scope: Scope) -> View:
        """Return the scope's view of the postings, kept while neither has changed."""
        with self._lock:
            known = self._views.get(scope)
            if known is None or known[0] != self._version:
                known = (self._version, self.lexicon.view(scope.handlings))
                self._views[scope] = known
            return known[1]
