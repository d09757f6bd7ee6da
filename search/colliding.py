"""Collisions: what an edition shares with any other, whoever may see either; noted for the registry (case 26)."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingRecord
from models.tables.fingerprint import Collision
from repository.collisions import keep
from repository.registry import Registry
from search.comparison import Comparison, compare
from search.lookup import everywhere, same, shared
from search.text import Text, read

NEAR = 0.3
"""From this share of either text on two editions collide."""
MOST = 20


def note(registry: Registry, session: Session, edition: Edition, text: Text) -> None:
    """Note with which others an edition collides, in the caller's transaction, after ``forget``."""
    for other, found in _compared(registry, session, edition, text):
        if found.same_text or max(found.share_here, found.share_there) >= NEAR:
            keep(
                session,
                Collision(
                    edition_id=edition.id,
                    other_id=other,
                    share=found.share_here,
                    share_of_other=found.share_there,
                    same_text=found.same_text,
                ),
            )


def _compared(registry: Registry, session: Session, edition: Edition, text: Text) -> list[tuple[str, Comparison]]:
    found = shared(session, text.fingerprint, everywhere())
    equal = same(session, text.digests, everywhere())
    query = select(HandlingRecord.id, HandlingRecord.edition_id).where(
        col(HandlingRecord.id).in_(sorted({*found.scores, *equal}))
    )
    scores: dict[str, int] = {}
    for handling, other in session.exec(query):
        if other != edition.id:
            scores[other] = scores.get(other, 0) + found.scores.get(handling or 0, 0) + (1 << 40) * (handling in equal)
    best = sorted(scores, key=lambda other: (-scores[other], other))[:MOST]
    return [(other, compare(text, _whole(registry, session, other), found.common)) for other in best]


def _whole(registry: Registry, session: Session, ident: str) -> Text:
    handlings = select(HandlingRecord.id).where(HandlingRecord.edition_id == ident)
    return read(session, registry.vault, session.get_one(Edition, ident), [h or 0 for h in session.exec(handlings)])
