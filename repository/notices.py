"""Notices: what somebody must be told, kept until it is seen, acknowledged and mailed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

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


def of_person(session: Session, person: str) -> list[Notice]:
    """Return the notices owed to a person, the newest first."""
    query = select(Notice).where(Notice.person_id == person)
    return list(session.exec(query.order_by(col(Notice.created_at).desc(), col(Notice.id))))


def acknowledge(session: Session, notice: Notice, at: datetime) -> None:
    """Keep that a notice was seen and acknowledged; a second time changes nothing."""
    notice.seen_at = notice.seen_at or at
    notice.acknowledged_at = notice.acknowledged_at or at
    session.add(notice)
