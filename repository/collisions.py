"""Collisions: works of different organizations that share their file or much of their text (case 26).

Equal files are one collision of all that have them; works that are alike are kept as pairs while they are there. Only
the registry is told, and only of what was submitted.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import String, and_, cast, delete, distinct, insert, literal, or_
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, case, col, func, select

from models.clock import as_utc
from models.handling import DESTROYED, DRAFT
from models.tables.assessment import Edition, Original
from models.tables.fingerprint import Collision

MEMBERS = 50
"""So many works of one file are named; there may be more."""
_UNSEEN = (DRAFT, DESTROYED)
_BATCH = 100
_SAME_FILE = 2.0
_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a collision stands in the list: the latest arrival first, then the most alike; ids settle the rest.

    ``likeness`` is the greater of both shares, and 2 for equal files; ``second`` is empty for these.
    """

    latest: datetime
    likeness: float
    first: str
    second: str

    @property
    def order(self) -> tuple[timedelta, float, str, str]:
        """Return what rises from the top of the list to its end."""
        return _END - self.latest, -self.likeness, self.first, self.second


@dataclass(frozen=True, slots=True)
class Member:
    """One of the works that collide, and the share of its paragraphs that the others have, 0 to 1."""

    edition: Edition
    share: float


@dataclass(frozen=True, slots=True)
class Group:
    """Works that collide, the one submitted earliest first: two that are alike, or all with one file.

    ``count`` is how many there are; ``members`` are at most ``MEMBERS`` of them.
    """

    place: Place
    same_file: bool
    same_text: bool
    count: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two works share: of either the share of its paragraphs that the other has, 0 to 1."""

    here: float
    there: float
    same_text: bool


def keep(session: Session, edition: str, other: str, likeness: Likeness) -> None:
    """Keep a pair once, whichever of the two was read later; what was known of either is forgotten before."""
    shares = likeness.here, likeness.there
    if other < edition:
        edition, other, shares = other, edition, (likeness.there, likeness.here)
    row = {"edition_id": edition, "other_id": other, "share": shares[0], "share_of_other": shares[1]}
    session.connection().execute(insert(Collision), {**row, "same_text": likeness.same_text})


def known(session: Session, edition: str) -> dict[str, Likeness]:
    """Return with which others an edition is known to collide, and how much they share."""
    found = {}
    for row in session.exec(select(Collision).where(_of(edition))):
        here = row.edition_id == edition
        shares = (row.share, row.share_of_other) if here else (row.share_of_other, row.share)
        found[row.other_id if here else row.edition_id] = Likeness(*shares, row.same_text)
    return found


def forget(session: Session, edition: str) -> None:
    """Forget the pairs of an edition."""
    session.connection().execute(delete(Collision).where(_of(edition)))


def _of(edition: str) -> Any:
    return or_(col(Collision.edition_id) == edition, col(Collision.other_id) == edition)


def page(session: Session, limit: int, after: Place | None = None) -> list[Group]:
    """Return at most ``limit`` collisions of works submitted by different organizations, those after a place."""
    streams = (_stream(session, _files, after), _stream(session, _pairs, after))
    return list(islice(heapq.merge(*streams, key=lambda group: group.place.order), limit))


_Made = tuple[Place, Callable[[], "Group | None"]]


def _stream(
    session: Session, batch: Callable[[Session, Place | None], list[_Made]], after: Place | None
) -> Iterator[Group]:
    """Yield collisions of one kind in their order, read as they are wanted."""
    while True:
        found = batch(session, after)
        yield from (group for _, made in found if (group := made()) is not None)
        if len(found) < _BATCH:
            return
        after = found[-1][0]


def _files(session: Session, after: Place | None) -> list[_Made]:
    """Return the next files that several works have, whose originators are not written alike."""
    twice = select(Original.digest).group_by(col(Original.digest)).having(func.count() > 1)
    latest, first = func.max(_arrival(Edition)), func.min(Edition.assessment_id)
    likeness, second = literal(_SAME_FILE), literal("")
    query = (
        select(Original.digest, latest, first)
        .join(Edition, col(Edition.id) == col(Original.edition_id))
        .where(col(Original.digest).in_(twice), col(Edition.state).not_in(_UNSEEN))
        .group_by(col(Original.digest))
        .having(func.count(distinct(cast(Edition.originators, String))) > 1)
        .order_by(latest.desc(), first)
        .limit(_BATCH)
    )
    if after is not None:
        query = query.having(_follows(after, latest, likeness, first, second))
    rows = session.exec(query).all()
    return [
        (place, partial(_equal, session, digest, place))
        for digest, at, ident in rows
        for place in (Place(as_utc(at), _SAME_FILE, ident, ""),)
    ]


def _equal(session: Session, digest: str, place: Place) -> Group | None:
    """Return the works with a file, but for those whose originators stand on every other one too."""
    query = (
        select(Edition.id, Edition.originators)
        .join(Original, col(Original.edition_id) == col(Edition.id))
        .where(Original.digest == digest, col(Edition.state).not_in(_UNSEEN))
        .order_by(_arrival(Edition), col(Edition.assessment_id))
    )
    works = [(ident, frozenset(names)) for ident, names in session.exec(query)]
    kinds = {names for _, names in works}
    alone = {names for names in kinds if all(names & other for other in kinds)}
    counted = [ident for ident, names in works if names not in alone]
    if not counted:
        return None
    members = tuple(Member(session.get_one(Edition, ident), 1.0) for ident in counted[:MEMBERS])
    return Group(place, same_file=True, same_text=True, count=len(counted), members=members)


def _pairs(session: Session, after: Place | None) -> list[_Made]:
    """Return the next pairs of works that are alike, whose files differ and originators are not written alike."""
    one, other = aliased(Edition), aliased(Edition)
    file, file_of_other = aliased(Original), aliased(Original)
    at, at_of_other = _arrival(one), _arrival(other)
    latest = case((at >= at_of_other, at), else_=at_of_other)
    share, share_of_other = col(Collision.share), col(Collision.share_of_other)
    likeness = case((share >= share_of_other, share), else_=share_of_other)
    ids = col(one.assessment_id), col(other.assessment_id)
    first, second = case((ids[0] <= ids[1], ids[0]), else_=ids[1]), case((ids[0] <= ids[1], ids[1]), else_=ids[0])
    query: Any = (
        sa_select(Collision, one, other, latest, likeness, first, second)
        .join(one, col(one.id) == col(Collision.edition_id))
        .join(other, col(other.id) == col(Collision.other_id))
        .join(file, col(file.edition_id) == col(Collision.edition_id))
        .join(file_of_other, col(file_of_other.edition_id) == col(Collision.other_id))
        .where(col(one.state).not_in(_UNSEEN), col(other.state).not_in(_UNSEEN))
        .where(col(file.digest) != col(file_of_other.digest))
        .where(cast(one.originators, String) != cast(other.originators, String))
        .order_by(latest.desc(), likeness.desc(), first, second)
        .limit(_BATCH)
    )
    if after is not None:
        query = query.where(_follows(after, latest, likeness, first, second))
    return [
        (place, partial(_alike, row, (two, three), place))
        for row, two, three, *where in session.execute(query)
        for place in (Place(as_utc(where[0]), *where[1:]),)
    ]


def _alike(row: Collision, editions: tuple[Edition, Edition], place: Place) -> Group | None:
    if set(editions[0].originators) & set(editions[1].originators):
        return None
    both = zip(editions, (row.share, row.share_of_other), strict=True)
    members = sorted((Member(edition, share) for edition, share in both), key=_arrived)
    return Group(place, same_file=False, same_text=row.same_text, count=2, members=tuple(members))


def _arrived(member: Member) -> tuple[datetime, str]:
    edition = member.edition
    return as_utc(edition.submitted_at or edition.created_at), edition.assessment_id


def _arrival(edition: Any) -> Any:
    return func.coalesce(edition.submitted_at, edition.created_at)


def _follows(after: Place, latest: Any, likeness: Any, first: Any, second: Any) -> Any:
    """Return the condition that a row stands after a place."""
    on_ids = or_(first > after.first, and_(first == after.first, second > after.second))
    on_likeness = or_(likeness < after.likeness, and_(likeness == after.likeness, on_ids))
    return or_(latest < after.latest, and_(latest == after.latest, on_likeness))
