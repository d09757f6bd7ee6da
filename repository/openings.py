"""Who opened an edition, and who was shown a passage of it in a search: read from the register (case 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.tables.register import RegisterEntry, RegisterMention
from repository.register import DONE

OPENED = frozenset({"view", "page", "text", "file", "issue"})
"""Acts that open an edition or hand it over; a list shows its register page only, a search a passage."""

SEARCHED = frozenset({"search"})


@dataclass(frozen=True, slots=True)
class Opening:
    """That a person was shown an edition: the first and the last time, and how often."""

    person: str
    first: datetime
    last: datetime
    times: int


def openings(session: Session, edition_id: str) -> list[Opening]:
    """Return who opened an edition, pages, text or file, in the order of their first time."""
    return _shown(session, edition_id, OPENED)


def excerpts(session: Session, edition_id: str) -> list[Opening]:
    """Return who was shown a passage of an edition among the results of a search."""
    return _shown(session, edition_id, SEARCHED)


def _shown(session: Session, edition_id: str, actions: frozenset[str]) -> list[Opening]:
    entry, mention = RegisterEntry, RegisterMention
    first = func.min(entry.sequence)
    query = (
        select(col(entry.actor), func.min(entry.at), func.max(entry.at), func.count())
        .join(mention, col(mention.sequence) == col(entry.sequence))
        .where(
            mention.edition_id == edition_id,
            col(entry.action).in_(sorted(actions)),
            entry.outcome == DONE,
            col(entry.actor).is_not(None),
        )
        .group_by(col(entry.actor))
        .order_by(first)
    )
    return [Opening(person or "", begun, last, times) for person, begun, last, times in session.exec(query)]
