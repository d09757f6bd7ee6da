"""Fingerprints as rows: they go when their edition does, and before they are written anew (case 25)."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingRecord
from models.tables.fingerprint import Anchor, Fingerprint
from repository.collisions import forget
from repository.database import bump

COUNTER = "fingerprint"
"""Moves with every writing and every removal of fingerprints."""


def wipe(session: Session, edition: Edition) -> None:
    """Remove the fingerprints of an edition and its collisions, in the caller's transaction."""
    clear(session, edition)
    bump(session, COUNTER)
    forget(session, edition.id)


def clear(session: Session, edition: Edition) -> None:
    """Remove the fingerprints of an edition, which are written anew; what it collides with stays until then."""
    handlings = select(HandlingRecord.id).where(HandlingRecord.edition_id == edition.id)
    idents = list(session.exec(handlings))
    for table in (Anchor, Fingerprint):
        session.connection().execute(delete(table).where(col(table.handling_id).in_(idents)))
