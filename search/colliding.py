"""Collisions: what an edition shares with any other, whoever may see either; noted for the registry (case 26).

Texts are compared in a snapshot, which keeps nobody waiting. The transaction that keeps the result compares what was
written since then as well: of two that arrive together the second to be kept sees the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingRecord
from models.tables.fingerprint import Fingerprint
from repository import collisions
from repository.collisions import Likeness
from repository.database import counter
from repository.fingerprints import COUNTER
from repository.registry import Registry
from search.comparison import Comparison, compare
from search.lookup import Among, Shared, everywhere, of_handlings, same, shared
from search.text import Text, read

NEAR = 0.3
"""From this share of either text on two editions collide."""
MOST = 20
"""So many editions are compared, besides those that are known to collide."""
_OF_THE_SAME = 4
"""So many of the same originators come before any others: who keeps many copies crowds nobody out."""
_BATCH = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What a text shares with other editions, by their ids, as of one turn of the counter; and its boilerplate.

    ``before`` is what it shares, boilerplate and all, with those that it is known to collide with already.
    """

    text: Text
    turn: int
    common: NDArray[np.bool_]
    found: dict[str, Comparison]
    before: dict[str, Comparison]


def compared(registry: Registry, session: Session, edition: str, text: Text) -> Compared:
    """Compare the text of an edition with those of all others that a snapshot knows."""
    own = session.exec(select(HandlingRecord.id).where(HandlingRecord.edition_id == edition))
    among = everywhere(besides=[handling or 0 for handling in own])
    hits = shared(session, text.fingerprint, among)
    found = _found(registry, session, text, hits, among)
    known = [other for other in collisions.known(session, edition) if other not in found or not _collide(found[other])]
    before = {other: _everything(registry, session, text, other) for other in known}
    return Compared(text, counter(session, COUNTER), hits.common, found, before)


def note(registry: Registry, session: Session, edition: Edition, known: Compared) -> None:
    """Note with which others an edition collides, in place of what was known, in the caller's transaction.

    Those that are known stay as they are, as long as the texts do: that others have come to share the same, or to
    share more, takes nothing back that the registry was told.
    """
    before = collisions.known(session, edition.id)
    newer = _newer(session, edition, known.turn)
    still = _still(session, {*known.found, *before})
    found = {other: one for other, one in known.found.items() if other in still - set(newer.values())}
    if newer:
        among = of_handlings(newer)
        scores = shared(session, known.text.fingerprint, among).scores
        found |= _found(registry, session, known.text, Shared(scores, known.common), among)
    collisions.forget(session, edition.id)
    for other, one in found.items():
        if _collide(one):
            likeness = Likeness(one.share_here, one.share_there, one.same_text)
            collisions.keep(session, edition.id, other, likeness)
            before.pop(other, None)
    for other, likeness in before.items():
        seen = known.before.get(other) if other not in newer.values() else None
        if other not in still or _collide(seen or _everything(registry, session, known.text, other)):
            collisions.keep(session, edition.id, other, likeness)


def _collide(one: Comparison) -> bool:
    return one.same_text or max(one.share_here, one.share_there) >= NEAR


def _everything(registry: Registry, session: Session, text: Text, other: str) -> Comparison:
    """Compare with an edition, boilerplate and all."""
    return compare(text, _whole(registry, session, other), np.zeros(len(text.fingerprint), dtype=np.bool_))


def _found(registry: Registry, session: Session, text: Text, hits: Shared, among: Among) -> dict[str, Comparison]:
    """Compare with the editions for which most speaks, a few of the same originators before more of them."""
    equal = same(session, text.digests, among)
    scores: dict[str, int] = {}
    hands: dict[str, tuple[str, ...]] = {}
    for handling, other, originators in _editions(session, sorted({*hits.scores, *equal})):
        scores[other] = scores.get(other, 0) + hits.scores.get(handling, 0) + (1 << 40) * (handling in equal)
        hands[other] = originators
    ranked = sorted(scores, key=lambda other: (-scores[other], other))
    turns: Counter[tuple[str, ...]] = Counter()
    turn: dict[str, int] = {}
    for other in ranked:
        turn[other] = turns[hands[other]] // _OF_THE_SAME
        turns[hands[other]] += 1
    best = sorted(ranked, key=turn.__getitem__)[:MOST]
    return {other: compare(text, _whole(registry, session, other), hits.common) for other in best}


def _editions(session: Session, handlings: list[int]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield handlings with their editions and the originators of these."""
    query = select(HandlingRecord.id, HandlingRecord.edition_id, Edition.originators).join(
        Edition, col(Edition.id) == col(HandlingRecord.edition_id)
    )
    for start in range(0, len(handlings), _BATCH):
        for row in session.exec(query.where(col(HandlingRecord.id).in_(handlings[start : start + _BATCH]))):
            yield row[0] or 0, row[1], tuple(row[2])


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
