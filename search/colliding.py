"""Collisions: what an edition shares with any other, whoever may see either; noted for the registry (case 26).

Texts are compared in a snapshot, which keeps nobody waiting. The transaction that keeps the result compares what was
written since then as well: of two that arrive together the second to be kept sees the first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingRecord
from models.tables.fingerprint import Collision, Fingerprint
from repository.collisions import keep
from repository.database import counter
from repository.registry import Registry
from search.comparison import Comparison, compare
from search.lookup import Among, Shared, everywhere, of_handlings, same, shared
from search.text import Text, read

COUNTER = "fingerprint"
"""Moves with every writing of fingerprints."""
NEAR = 0.3
"""From this share of either text on two editions collide."""
MOST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What a text shares with other editions, by their ids, as of one turn of the counter; and its boilerplate."""

    text: Text
    turn: int
    common: NDArray[np.bool_]
    found: dict[str, Comparison]


def compared(registry: Registry, session: Session, edition: str, text: Text) -> Compared:
    """Compare the text of an edition with those of all others that a snapshot knows."""
    own = session.exec(select(HandlingRecord.id).where(HandlingRecord.edition_id == edition))
    among = everywhere(besides=[handling or 0 for handling in own])
    hits = shared(session, text.fingerprint, among)
    found = _found(registry, session, text, hits, among)
    return Compared(text, counter(session, COUNTER), hits.common, found)


def note(registry: Registry, session: Session, edition: Edition, known: Compared) -> None:
    """Note with which others an edition collides, in the caller's transaction, after ``forget``."""
    newer = _newer(session, edition, known.turn)
    found = {other: known.found[other] for other in _still(session, known.found) - set(newer.values())}
    if newer:
        among = of_handlings(np.array(sorted(newer), dtype=np.int64))
        scores = shared(session, known.text.fingerprint, among).scores
        found |= _found(registry, session, known.text, Shared(scores, known.common), among)
    for other, one in found.items():
        if one.same_text or max(one.share_here, one.share_there) >= NEAR:
            keep(
                session,
                Collision(
                    edition_id=edition.id,
                    other_id=other,
                    share=one.share_here,
                    share_of_other=one.share_there,
                    same_text=one.same_text,
                ),
            )


def _found(registry: Registry, session: Session, text: Text, hits: Shared, among: Among) -> dict[str, Comparison]:
    """Compare with the editions for which most speaks."""
    equal = same(session, text.digests, among)
    query = select(HandlingRecord.id, HandlingRecord.edition_id).where(
        col(HandlingRecord.id).in_(sorted({*hits.scores, *equal}))
    )
    scores: dict[str, int] = {}
    for handling, other in session.exec(query):
        scores[other] = scores.get(other, 0) + hits.scores.get(handling or 0, 0) + (1 << 40) * (handling in equal)
    best = sorted(scores, key=lambda other: (-scores[other], other))[:MOST]
    return {other: compare(text, _whole(registry, session, other), hits.common) for other in best}


def _newer(session: Session, edition: Edition, turn: int) -> dict[int, str]:
    """Return the editions, by their handlings, whose fingerprints were written after a turn."""
    query = (
        select(HandlingRecord.id, HandlingRecord.edition_id)
        .join(Fingerprint, col(Fingerprint.handling_id) == col(HandlingRecord.id))
        .where(col(Fingerprint.turn) > turn, col(HandlingRecord.edition_id) != edition.id)
    )
    return {ident: other for ident, other in session.exec(query) if ident is not None}


def _still(session: Session, editions: Collection[str]) -> set[str]:
    """Return those of some editions whose fingerprints are still kept."""
    query = select(HandlingRecord.edition_id).join(Fingerprint, col(Fingerprint.handling_id) == col(HandlingRecord.id))
    return set(session.exec(query.where(col(HandlingRecord.edition_id).in_(sorted(editions)))))


def _whole(registry: Registry, session: Session, ident: str) -> Text:
    handlings = select(HandlingRecord.id).where(HandlingRecord.edition_id == ident)
    return read(session, registry.vault, session.get_one(Edition, ident), [h or 0 for h in session.exec(handlings)])
