"""Collisions: works of different organizations that share their file or much of their text (case 26).

They are kept as pairs while the works are; only the registry is told, and only of what was submitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import delete, or_
from sqlmodel import Session, col, func, select

from models.clock import as_utc
from models.handling import DESTROYED, DRAFT
from models.tables.assessment import Edition, Original
from models.tables.fingerprint import Collision

_UNSEEN = (DRAFT, DESTROYED)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions that collide, the one submitted earlier first, with the share of each that the other has."""

    first: Edition
    second: Edition
    share_of_first: float
    share_of_second: float
    same_file: bool
    same_text: bool


def keep(session: Session, collision: Collision) -> None:
    """Keep a pair once, whichever of the two was read later."""
    if collision.other_id < collision.edition_id:
        collision = Collision(
            edition_id=collision.other_id,
            other_id=collision.edition_id,
            share=collision.share_of_other,
            share_of_other=collision.share,
            same_text=collision.same_text,
        )
    session.merge(collision)


def forget(session: Session, edition: str) -> None:
    """Forget the pairs of an edition."""
    either = or_(col(Collision.edition_id) == edition, col(Collision.other_id) == edition)
    session.connection().execute(delete(Collision).where(either))


def pairs(session: Session) -> list[Pair]:
    """Return the pairs of works submitted by different organizations, the latest first."""
    near = {(row.edition_id, row.other_id): row for row in session.exec(select(Collision))}
    files = _same_files(session)
    known = _submitted(session, {ident for pair in (*near, *files) for ident in pair})
    found = []
    for one, other in near.keys() | files:
        if one in known and other in known and not set(known[one].originators) & set(known[other].originators):
            found.append(_pair(known[one], known[other], near.get((one, other)), (one, other) in files))
    return sorted(found, key=_order)


def _same_files(session: Session) -> set[tuple[str, str]]:
    """Return the pairs of editions with the same file, each in the order of ids."""
    twice = select(Original.digest).group_by(col(Original.digest)).having(func.count() > 1)
    query = select(Original.digest, Original.edition_id).where(col(Original.digest).in_(twice))
    groups: dict[str, list[str]] = {}
    for digest, edition in session.exec(query.order_by(col(Original.edition_id))):
        groups.setdefault(digest, []).append(edition)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def _submitted(session: Session, idents: set[str]) -> dict[str, Edition]:
    """Return editions by id: those that the registry has seen and that are still there."""
    ordered, known = sorted(idents), dict[str, Edition]()
    for start in range(0, len(ordered), _BATCH):
        query = select(Edition).where(col(Edition.id).in_(ordered[start : start + _BATCH]))
        known |= {row.id: row for row in session.exec(query.where(col(Edition.state).not_in(_UNSEEN)))}
    return known


def _pair(one: Edition, other: Edition, row: Collision | None, same_file: bool) -> Pair:
    share, share_of_other = (row.share, row.share_of_other) if row else (1.0, 1.0)
    same_text = same_file or (row is not None and row.same_text)
    if _submission(one) <= _submission(other):
        return Pair(one, other, share, share_of_other, same_file, same_text)
    return Pair(other, one, share_of_other, share, same_file, same_text)


def _submission(edition: Edition) -> tuple[float, str]:
    at = edition.submitted_at
    return (as_utc(at).timestamp() if at is not None else 0.0), edition.id


def _order(pair: Pair) -> tuple[float, float, str, str]:
    likeness = max(pair.share_of_first, pair.share_of_second)
    return -_submission(pair.second)[0], -likeness, pair.first.id, pair.second.id
