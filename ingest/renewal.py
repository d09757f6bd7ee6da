"""Renewal: vectors of another model and postings of an earlier analyser are made anew from the portions that are kept.

Nothing is read or cut again, so ids, pages and what was confirmed stay. Until then an edition with vectors of
another model than the one in use is listed, and not found by a question; earlier postings serve on. How another model
comes into use without that is told in ``ingest/changeover.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Sequence
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
from search import fingerprinting, vocabulary
from search.changeover import INDEX
from search.evidence import sentences_to_bytes
from search.fingerprinting import Told
from search.generation import vectors_to_bytes
from search.segment import ANALYSED, encode
from search.terms import indexed

_RUN = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """A portion as it is kept: where it belongs, and what its vectors and terms are made of."""

    id: str
    handling: int
    ordinal: int
    language: str | None
    body: dict[str, Any]

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands."""
        return self.id, self.handling, self.ordinal

    @property
    def whole(self) -> str:
        """The text under its headings."""
        return "\n".join((*self.body["heading"], self.body["text"]))

    @property
    def terms(self) -> list[str]:
        """The terms that find it."""
        return indexed(self.body["heading"], self.body["text"], self.language)

    @property
    def embedded(self) -> tuple[str, list[tuple[int, int]]]:
        """The text a model reads, and the spans of its sentences in it."""
        context = "".join(f"{heading}\n" for heading in self.body["heading"])
        spans = [(start + len(context), end + len(context)) for start, end in self.body["sentences"]]
        return context + self.body["text"], spans


@dataclass(frozen=True, slots=True)
class Meant:
    """What a model makes of one handling's portions: their vectors, and their sentences' for each, as bytes."""

    vectors: bytes
    sentences: tuple[bytes, ...]


@dataclass(slots=True)
class _Row:
    """What one handling's index row gets; without ``vectors`` those it has are of the model in use."""

    postings: bytes
    words: bytes
    vectors: bytes | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An edition made anew outside any transaction, sealed; ``places`` are those of the portions it is made of."""

    edition: str
    places: tuple[tuple[str, int, int], ...]
    model: str
    rows: dict[int, _Row]
    sentences: dict[str, bytes]
    prepared: fingerprinting.Prepared | None


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


def renew(
    registry: Registry,
    model: Reader,
    edition_id: str,
    between: Callable[[], None] = lambda: None,
    *,
    whole: bool = False,
) -> bool:
    """Bring the index rows of one edition up to date, and tell whether that was needed and is done.

    Where the edition is read anew meanwhile, nothing is written. Raises ``SealBroken`` where it does not open. Many
    are renewed by ``ingest/batch.py``.
    """
    made = make(registry, model, edition_id, between, whole=whole)
    if made is None:
        return False
    with registry.database.write() as session:
        return write(registry, session, made)


def make(
    registry: Registry, model: Reader, edition_id: str, between: Callable[[], None], *, whole: bool
) -> Made | None:
    """Make the index rows of one edition anew, to be written; None where that is not needed.

    Calls ``between`` before every few portions that are embedded. ``whole`` makes everything anew, whether it is of
    before or not, and the fingerprints with it. Raises ``SealBroken`` where the edition does not open.
    """
    with registry.database.read() as session:
        edition = session.get_one(Edition, edition_id)
        if not (searchable(edition) if whole else outdated(session, model, edition_id)):
            return None
        key = editions.key_of(edition, registry.vault)
        kept, others = kept_portions(session, edition_id, key), _others(session, edition_id, model)
    rows: dict[int, _Row] = {}
    meanings: dict[str, bytes] = {}
    for handling, own in by_handling(kept):
        words = key.seal(f"words:{handling}", vocabulary.encode(row.whole for row in own))
        rows[handling] = _Row(encode([row.terms for row in own], registry.vault.posting_key), words)
        if whole or handling in others:
            meant = meaning(model, own, between)
            rows[handling].vectors = key.seal(f"vectors:{handling}", meant.vectors)
            meanings |= {
                row.id: key.seal(f"sentences:{row.id}", one) for row, one in zip(own, meant.sentences, strict=True)
            }
    prepared = _prepared(registry, edition_id, kept) if whole else None
    stand = tuple(row.place for row in kept)
    return Made(edition_id, stand, model.encoder.fingerprint, rows, meanings, prepared)


def write(registry: Registry, session: Session, made: Made) -> bool:
    """Write what was made, in the caller's transaction; tell whether the portions are still those it was made of."""
    edition = session.get_one(Edition, made.edition)
    if not searchable(edition) or tuple(places(session, made.edition)) != made.places:
        return False
    _write(session, made.rows, made.model)
    for ident, sealed in made.sentences.items():
        session.get_one(Portion, ident).sentences = sealed
    if made.prepared is not None:
        _empty(session, made.edition, made.rows)
        fingerprinting.write(registry, session, edition, made.prepared)
    session.flush()
    return True


def searchable(edition: Edition) -> bool:
    """Tell whether an edition has been read and can be opened."""
    return edition.ingested_at is not None and edition.key is not None


def _prepared(registry: Registry, edition_id: str, kept: Sequence[Kept]) -> fingerprinting.Prepared:
    told = {handling: Told.of([row.body["text"] for row in own], registry.vault) for handling, own in by_handling(kept)}
    with registry.database.read() as session:
        return fingerprinting.prepare(registry, session, edition_id, told)


def _empty(session: Session, edition_id: str, made: Container[int]) -> None:
    """Empty the index rows of those handlings that have no portions."""
    own = select(HandlingRecord.id).where(HandlingRecord.edition_id == edition_id)
    for row in session.exec(select(HandlingIndex).where(col(HandlingIndex.handling_id).in_(own))):
        if row.handling_id not in made and row.postings is not None:
            row.version, row.vectors, row.postings, row.words = bump(session, INDEX), None, None, None
            session.add(row)


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


def kept_portions(session: Session, edition_id: str, key: EditionKey) -> list[Kept]:
    """Return the portions of an edition, handling by handling, in order; raise ``SealBroken``."""
    return [
        Kept(row.id, row.handling_id, row.ordinal, row.language, json.loads(key.unseal(f"portion:{row.id}", row.body)))
        for row in _rows(session, edition_id)
    ]


def by_handling(kept: Sequence[Kept]) -> Iterator[tuple[int, list[Kept]]]:
    """Yield the portions of each handling."""
    return ((handling, list(rows)) for handling, rows in groupby(kept, key=lambda row: row.handling))


def places(session: Session, edition_id: str) -> list[tuple[str, int, int]]:
    """Return where the portions of an edition stand now."""
    return [(row.id, row.handling_id, row.ordinal) for row in _rows(session, edition_id)]


def meaning(model: Reader, rows: Sequence[Kept], between: Callable[[], None]) -> Meant:
    """Return what a model makes of one handling's portions; calls ``between`` before every few of them."""
    vectors, sentences = [], []
    for some in batches(rows, _RUN):
        between()
        texts, spans = zip(*(row.embedded for row in some), strict=True)
        for encoded in model.encoder.passages(texts, spans):
            vectors.append(model.centring.passage(encoded.vector))
            sentences.append(sentences_to_bytes(model.centring.passage(encoded.sentences)))
    return Meant(vectors_to_bytes(np.stack(vectors)), tuple(sentences))


def _write(session: Session, made: dict[int, _Row], model: str) -> None:
    version = bump(session, INDEX)
    for handling, one in made.items():
        row = session.get(HandlingIndex, handling) or HandlingIndex(handling_id=handling, version=0, model=model)
        row.version, row.model, row.postings, row.words = version, model, one.postings, one.words
        if one.vectors is not None:
            row.vectors = one.vectors
        session.add(row)
