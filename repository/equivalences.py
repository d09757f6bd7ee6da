"""Equivalences: as which rank an organization counts a level of a scheme, over what is assumed (domain 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from models.marking import Marking
from models.scheme import Scheme, level
from models.tables.equivalence import Equivalence


@dataclass(frozen=True, slots=True)
class Counted:
    """One level as an organization counts it, beside what is assumed, with the instant from which it does."""

    scheme: str
    level: str
    label: str
    assumed: int
    rank: int
    since: datetime


def counted(
    session: Session, organizations: Iterable[str], marking: Marking, at: datetime, since: datetime | None = None
) -> Marking:
    """Return the marking with the rank as which its originators count it: the highest of theirs.

    With ``since`` it is the highest that was in force at any time from then on: what was submitted is never
    lowered by a later equivalence. A marking that nobody could read stays as it is.
    """
    if not marking.known:
        return marking
    usual = level(marking.scheme, marking.level).rank or 0
    names = sorted(set(organizations))
    rows = _rows(session, names, at, marking.scheme, marking.level)
    ranks = [_highest([row for row in rows if row.organization_id == name], usual, since or at) for name in names]
    rank = max(ranks, default=usual)
    return marking if rank == usual else replace(marking, counted=rank)


def in_force(session: Session, organization: str, at: datetime) -> list[Counted]:
    """Return what an organization counts otherwise than it is assumed, by scheme and level."""
    newest = {(row.scheme, row.level): row for row in _rows(session, [organization], at)}
    found = []
    for (scheme, code), row in sorted(newest.items()):
        known = level(scheme, code)
        if row.rank != known.rank:
            found.append(Counted(scheme, code, known.label, known.rank or 0, row.rank, row.from_))
    return found


def ranks_of(session: Session, organization: str, scheme: Scheme, at: datetime) -> dict[str, int]:
    """Return the rank of every level of a scheme, as an organization counts it."""
    other = {(one.scheme, one.level): one.rank for one in in_force(session, organization, at)}
    return {entry.code: other.get((scheme.id, entry.code), entry.rank or 0) for entry in scheme.levels}


def _rows(
    session: Session, organizations: list[str], at: datetime, scheme: str | None = None, code: str | None = None
) -> list[Equivalence]:
    """Return the rows of organizations up to an instant, the newest last."""
    query = select(Equivalence).where(col(Equivalence.organization_id).in_(organizations))
    if scheme is not None:
        query = query.where(Equivalence.scheme == scheme, Equivalence.level == code)
    query = query.where(col(Equivalence.from_) <= at)
    return list(session.exec(query.order_by(col(Equivalence.from_), col(Equivalence.id))))


def _highest(rows: list[Equivalence], usual: int, since: datetime) -> int:
    """Return the highest rank in force since an instant; ``rows`` are one organization's, the newest last."""
    before = [row.rank for row in rows if row.from_ <= since]
    return max([*(before[-1:] or [usual]), *(row.rank for row in rows if row.from_ > since)])
