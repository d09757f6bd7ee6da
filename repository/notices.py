"""Notices: what somebody must be told, kept until it is seen, acknowledged and mailed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.tables.notice import Notice
from models.tables.person import ORIGINATOR, Person
from repository.registry import Registry


def send(
    registry: Registry,
    session: Session,
    people: Iterable[str],
    kind: str,
    detail: Mapping[str, str],
    *,
    edition: str | None = None,
    request: str | None = None,
    must_acknowledge: bool = False,
) -> list[Notice]:
    """Owe each of the people (ids) a notice, in the caller's write transaction, and return what was kept.

    ``detail`` holds what varies in the sentence of the kind: ids, dates, names of organizations; never content.
    """
    sent = [
        Notice(
            id=registry.ids.new(),
            person_id=person,
            kind=kind,
            detail=dict(detail),
            edition_id=edition,
            request_id=request,
            must_acknowledge=must_acknowledge,
            created_at=registry.clock.now(),
        )
        for person in dict.fromkeys(people)
    ]
    session.add_all(sent)
    session.flush()
    return sent


def officers(session: Session, organization: str, role: str = ORIGINATOR) -> list[str]:
    """Return the ids of an organization's active officers of a role, in the order of their user names."""
    query = select(Person.id).where(Person.organization_id == organization, Person.role == role, col(Person.active))
    return list(session.exec(query.order_by(col(Person.username))))


def in_role(session: Session, role: str) -> list[str]:
    """Return the ids of all active people of a role, in the order of their user names."""
    query = select(Person.id).where(Person.role == role, col(Person.active))
    return list(session.exec(query.order_by(col(Person.username))))


def of_person(session: Session, person: str, *, waiting: bool = False, most: int | None = None) -> list[Notice]:
    """Return the notices owed to a person, the newest first; with ``waiting`` those she has not acknowledged."""
    query = select(Notice).where(Notice.person_id == person)
    if waiting:
        query = query.where(col(Notice.acknowledged_at).is_(None))
    return list(session.exec(query.order_by(col(Notice.created_at).desc(), col(Notice.id)).limit(most)))


def unread(session: Session, person: str) -> int:
    """Return how many notices a person has not acknowledged yet."""
    query = select(func.count()).where(Notice.person_id == person, col(Notice.acknowledged_at).is_(None))
    return int(session.exec(query).one())


def see(session: Session, idents: Iterable[str], at: datetime) -> None:
    """Keep that notices were shown to whom they are for; a second time changes nothing."""
    for notice in session.exec(select(Notice).where(col(Notice.id).in_(list(idents)))):
        notice.seen_at = notice.seen_at or at
        session.add(notice)


def acknowledge(session: Session, notice: Notice, at: datetime) -> None:
    """Keep that a notice was seen and acknowledged; a second time changes nothing."""
    notice.seen_at = notice.seen_at or at
    notice.acknowledged_at = notice.acknowledged_at or at
    session.add(notice)


# ---------------------------------------------------------------- what is to be mailed


def to_mail(session: Session) -> dict[str, list[Notice]]:
    """Return, by person, the open notices of those of whom one was never mailed; only of who has an address."""
    waiting = (
        select(Notice.person_id)
        .join(Person, col(Person.id) == col(Notice.person_id))
        .where(col(Notice.mailed_at).is_(None), col(Notice.acknowledged_at).is_(None))
        .where(col(Person.active), col(Person.email).is_not(None))
    )
    query = select(Notice).where(col(Notice.person_id).in_(waiting), col(Notice.acknowledged_at).is_(None))
    found: dict[str, list[Notice]] = {}
    for notice in session.exec(query.order_by(col(Notice.created_at), col(Notice.id))):
        found.setdefault(notice.person_id, []).append(notice)
    return found


def mailed(session: Session, idents: Iterable[str], at: datetime) -> None:
    """Keep that the mail server accepted a message about these notices."""
    for notice in session.exec(select(Notice).where(col(Notice.id).in_(list(idents)))):
        notice.mailed_at = notice.mailed_at or at
        session.add(notice)
