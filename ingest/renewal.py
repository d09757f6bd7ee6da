"""Renewal: vectors of another model and postings of an earlier analyser are made anew from the portions that are kept.

Nothing is read or cut again, so ids, pages and what was confirmed stay. Until then an edition with vectors of
another model is listed, and not found by a question; earlier postings serve on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from ingest.embedding import Reader, batches
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Portion
from repository import editions
from repository.database import bump
from repository.registry import Registry
from repository.sealed import EditionKey
from search.analyser import tokens
from search.evidence import sentences_to_bytes
from search.index import COUNTER as INDEX
from search.index import vectors_to_bytes
from search.lexicon import encode
from search.segment import ANALYSED

_RUN = 16


@dataclass(frozen=True, slots=True)
class _Kept:
    """A portion as it is kept: where it belongs, and what its vectors and terms are made of."""

    id: str
    handling: int
    ordinal: int
    language: str | None
    body: dict[str, Any]

    @property
    def place(self) -> tuple[str, int, int]:
        return self.id, self.handling, self.ordinal

    @property
    def whole(self) -> str:
        return "\n".join((*self.body["heading"], self.body["text"]))

    @property
    def terms(self) -> list[str]:
        return [token.term for token in tokens(self.whole, self.language)]

    @property
    def embedded(self) -> tuple[str, list[tuple[int, int]]]:
        """The text a model reads, and the spans of its sentences in it."""
        context = "".join(f"{heading}\n" for heading in self.body["heading"])
        spans = [(start + len(context), end + len(context)) for start, end in self.body["sentences"]]
        return context + self.body["text"], spans


@dataclass(slots=True)
class _Made:
    """What one handling's index row gets; without ``vectors`` those it has are of the model in use."""

    postings: bytes
    words: bytes
    vectors: bytes | None = None


def outdated(session: Session, model: Reader, edition_id: str | None = None) -> list[str]:
    """Return the editions with index rows of another model or an earlier analyser, newest first; or none but one."""
    query = (
        select(Edition.id)
        .join(HandlingRecord, col(HandlingRecord.edition_id) == col(Edition.id))
        .join(HandlingIndex, col(HandlingIndex.handling_id) == col(HandlingRecord.id))
        .where(_old(model), col(Edition.ingested_at).is_not(None), col(Edition.key).is_not(None))
        .order_by(col(Edition.created_at).desc(), col(Edition.id))
    )
    wanted = query if edition_id is None else query.where(Edition.id == edition_id)
    return list(dict.fromkeys(session.exec(wanted)))


def renew(registry: Registry, model: Reader, edition_id: str, between: Callable[[], None] = lambda: None) -> bool:
    """Bring the index rows of one edition up to date, and tell whether that was needed and is done.

    Calls ``between`` before every few portions that are embedded. Where the edition is read anew meanwhile,
    nothing is written. Raises ``SealBroken`` where it does not open.
    """
    with registry.database.read() as session:
        edition = session.get_one(Edition, edition_id)
        if not outdated(session, model, edition_id):
            return False
        key = editions.key_of(edition, registry.vault)
        kept, others = _kept(session, edition_id, key), _others(session, edition_id, model)
    made: dict[int, _Made] = {}
    meanings: dict[str, bytes] = {}
    for handling, rows in groupby(kept, key=lambda row: row.handling):
        own = list(rows)
        words = key.seal(f"words:{handling}", vocabulary.encode(row.whole for row in own))
        made[handling] = _Made(encode([row.terms for row in own], registry.vault.posting_key), words)
        if handling in others:
            matrix = _embed(model, own, key, meanings, between)
            made[handling].vectors = key.seal(f"vectors:{handling}", matrix)
    with registry.database.write() as session:
        edition = session.get_one(Edition, edition_id)
        if (
            edition.ingested_at is None
            or edition.key is None
            or _places(session, edition_id) != [r.place for r in kept]
        ):
            return False
        _write(session, made, model.encoder.fingerprint)
        for ident, sealed in meanings.items():
            session.get_one(Portion, ident).sentences = sealed
    return True


def _old(model: Reader) -> Any:
    foreign = col(HandlingIndex.vectors).is_not(None) & (col(HandlingIndex.model) != model.encoder.fingerprint)
    wordless = col(HandlingIndex.postings).is_not(None) & col(HandlingIndex.words).is_(None)
    return or_(foreign, wordless, func.substr(HandlingIndex.postings, 3, 2) != ANALYSED)


def _others(session: Session, edition_id: str, model: Reader) -> set[int]:
    """Return the handlings whose vectors are another model's."""
    return {
        row.handling_id
        for row in session.exec(
            select(HandlingIndex)
            .join(HandlingRecord, col(HandlingRecord.id) == col(HandlingIndex.handling_id))
            .where(HandlingRecord.edition_id == edition_id)
        )
        if row.model != model.encoder.fingerprint
    }


def _rows(session: Session, edition_id: str) -> Iterator[Portion]:
    query = select(Portion).where(Portion.edition_id == edition_id)
    return iter(session.exec(query.order_by(col(Portion.handling_id), col(Portion.ordinal))))


def _kept(session: Session, edition_id: str, key: EditionKey) -> list[_Kept]:
    return [
        _Kept(row.id, row.handling_id, row.ordinal, row.language, json.loads(key.unseal(f"portion:{row.id}", row.body)))
        for row in _rows(session, edition_id)
    ]


def _places(session: Session, edition_id: str) -> list[tuple[str, int, int]]:
    return [(row.id, row.handling_id, row.ordinal) for row in _rows(session, edition_id)]


def _embed(
    model: Reader, rows: Sequence[_Kept], key: EditionKey, meanings: dict[str, bytes], between: Callable[[], None]
) -> bytes:
    """Return the vectors of one handling's portions as bytes; ``meanings`` gets their sentences', sealed."""
    vectors = []
    for some in batches(rows, _RUN):
        between()
        texts, spans = zip(*(row.embedded for row in some), strict=True)
        for row, encoded in zip(some, model.encoder.passages(texts, spans), strict=True):
            vectors.append(model.centring.passage(encoded.vector))
            sentences = sentences_to_bytes(model.centring.passage(encoded.sentences))
            meanings[row.id] = key.seal(f"sentences:{row.id}", sentences)
    return vectors_to_bytes(np.stack(vectors))


def _write(session: Session, made: dict[int, _Made], model: str) -> None:
    version = bump(session, INDEX)
    for handling, one in made.items():
        row = session.get_one(HandlingIndex, handling)
        row.version, row.model, row.postings, row.words = version, model, one.postings, one.words
        if one.vectors is not None:
            row.vectors = one.vectors
        session.add(row)
