"""A generation of the index: one model, what it makes of languages, and the vectors of all handlings by it.

Vectors of two models never meet in one score: a question, the passages it is compared with and their sentences are
all of the generation that its session was given (design 4).
"""

from __future__ import annotations

from typing import Protocol
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models.tables.assessment import HandlingIndex
from models.tables.meaning import ComingMeaning
from repository.database import counter
from repository.editions import key_of
from repository.sealed import SealBroken, Vault
from search.centring import Centring
from search.changeover import COMING, INDEX, Row, rows
from search.encoder import Encoder
from search.vectors import Vectors


class Model(Protocol):
    """A model that is open: its encoder, and where the languages lie in it."""

    @property
    def encoder(self) -> Encoder:
        """What turns texts into vectors."""
        ...

    @property
    def centring(self) -> Centring:
        """What takes the language out of them."""
        ...


def vectors_to_bytes(matrix: NDArray[np.float32]) -> bytes:
    """Return the bytes of a matrix of row vectors, kept as float16 [n, dimensions]."""
    return matrix.astype("<f2").tobytes()


def vectors_from_bytes(raw: bytes, dimensions: int) -> NDArray[np.float32]:
    """Return the matrix of stored bytes as float32 [n, dimensions]."""
    return np.frombuffer(raw, "<f2").reshape(-1, dimensions).astype(np.float32)


class Generation:
    """One model with the vectors of every handling by it, a cache of the rows."""

    def __init__(self, vault: Vault, encoder: Encoder, centring: Centring) -> None:
        """Start without vectors."""
        self._vault = vault
        self.encoder = encoder
        self.centring = centring
        self.vectors = Vectors(encoder.dimensions)
        self._seen = (0, 0)

    @property
    def model(self) -> str:
        """Return the fingerprint of the model."""
        return self.encoder.fingerprint

    def query(self, words: str) -> NDArray[np.float32] | None:
        """Return the centred vector of a question [dimensions]; None without words.

        Letters composed or with their marks apart are the same question, and capitals throughout say nothing, whatever
        a model makes of them.
        """
        composed = normalize("NFC", words)
        composed = composed.lower() if composed.isupper() else composed
        return self.centring.query(self.encoder.query(composed)) if composed.strip() else None

    def follow(self, session: Session) -> None:
        """Take in the vectors that moved since the last call, those of a model that is still to come included."""
        latest = counter(session, INDEX), counter(session, COMING)
        if latest == self._seen:
            return
        moved = set(session.exec(select(HandlingIndex.handling_id).where(col(HandlingIndex.version) > self._seen[0])))
        coming = select(ComingMeaning.handling_id).where(
            col(ComingMeaning.version) > self._seen[1], ComingMeaning.model == self.model
        )
        for row in rows(session, moved.union(session.exec(coming))):
            self.take(row)
        self._seen = latest

    def complete(self, session: Session) -> None:
        """Take in what came to its final place between two looks, which moves no row."""
        own = select(HandlingIndex.handling_id).where(
            HandlingIndex.model == self.model, col(HandlingIndex.vectors).is_not(None)
        )
        for row in rows(session, set(session.exec(own)).difference(self.vectors.handlings)):
            self.take(row)

    def take(self, row: Row) -> bool:
        """Take in one row; tell whether it has vectors of this model that open, so that one bad row stops no search."""
        try:
            raw = row.vectors(self.model, key_of(row.edition, self._vault)) if row.sealed(self.model) else None
            if raw is not None:
                self.vectors.put(row.kept.handling_id, np.frombuffer(raw, "<f2").reshape(-1, self.encoder.dimensions))
                return True
        except (SealBroken, ValueError):
            pass
        self.vectors.remove(row.kept.handling_id)
        return False
