"""How high an entry of the register stands: the rank of what it names, and of what its actor was ever shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.scheme import RANKS
from models.tables.assessment import HandlingRecord
from models.tables.register import RegisterEntry
from repository.handlings import decode

HIGHEST = len(RANKS) - 1


def rank_of_editions(session: Session, editions: Sequence[str], at: datetime) -> int:
    """Return the highest rank among all parts of the editions; what cannot be known counts as the highest."""
    rows = session.exec(select(HandlingRecord).where(col(HandlingRecord.edition_id).in_(editions))).all()
    if set(editions) - {row.edition_id for row in rows}:
        return HIGHEST
    return max((_rank(row, at) for row in rows), default=0)


def rank_of_assessment(session: Session, assessment: str, at: datetime) -> int:
    """Return the highest rank among all parts of an assessment; 0 where there is none of that id."""
    rows = session.exec(select(HandlingRecord).where(HandlingRecord.assessment_id == assessment))
    return max((_rank(row, at) for row in rows), default=0)


def high_water(session: Session, actor: str) -> int:
    """Return the highest rank that an act of a person's ever had (case 31); a few steps in an index.

    What was refused does not count: she was shown nothing then, and may have guessed at what is hidden.
    """
    done = select(RegisterEntry.rank).where(RegisterEntry.actor == actor, RegisterEntry.outcome == "done")
    return session.exec(done.order_by(col(RegisterEntry.rank).desc()).limit(1)).first() or 0


def _rank(row: HandlingRecord, at: datetime) -> int:
    try:
        return decode(row).rank_at(at)
    except Exception:  # A row nobody can read is withheld from everybody.
        return HIGHEST
