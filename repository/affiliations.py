"""Affiliations: the other organizations a person acts for, one in a session, and where she belongs (case 32)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from models.clock import Interval
from models.tables.organization import Merger
from models.tables.person import ANALYST, ORIGINATOR, Affiliation, Person
from repository import organizations
from repository.access import COUNTER
from repository.acts import ActRefused, NotFound
from repository.database import bump
from repository.periods import ending, period


def of(session: Session, person: Person) -> list[Affiliation]:
    """Return every affiliation of a person, former ones included, by organization and start."""
    query = select(Affiliation).where(Affiliation.person_id == person.id)
    return sorted(session.exec(query), key=lambda row: (row.organization_id, str(row.from_ or "")))


def held(session: Session, person: Person, at: datetime) -> list[str]:
    """Return the organizations a person may act for at an instant, her own first."""
    rows = of(session, person)
    second = {row.organization_id for row in rows if at in Interval(row.from_, row.until)}
    return [person.organization_id, *sorted(second - {person.organization_id})]


def ever(session: Session, person: Person) -> frozenset[str]:
    """Return the organizations a person acts for, once acted for or is to act for, her own among them (case 32)."""
    return frozenset({person.organization_id, *(row.organization_id for row in of(session, person))})


def heir(session: Session, organization: str) -> str:
    """Return what an organization became part of, at any remove, or itself (case 18)."""
    merged = session.exec(select(Merger).where(Merger.organization_id == organization)).first()
    return organization if merged is None else heir(session, merged.successor_id)


def add(
    session: Session,
    person: Person,
    organization: str,
    now: datetime,
    from_: datetime | None = None,
    until: datetime | None = None,
) -> Affiliation:
    """Let a person act for another organization too, for a period; in the caller's write transaction.

    Raises ``UnknownOrganization``, ``ActRefused`` and ``Incomplete`` by field.
    """
    if person.role not in (ANALYST, ORIGINATOR):
        raise ActRefused("only an analyst or an originator is seconded; other roles act for one organization")
    organizations.get(session, organization)
    if organization == person.organization_id:
        raise ActRefused("that is her own organization")
    start, end = period(from_, until, now)
    for row in of(session, person):
        if row.organization_id == organization and (row.until is None or row.until > start):
            raise ActRefused("she is affiliated to it already in that period; end that affiliation first")
    row = Affiliation(person_id=person.id, organization_id=organization, from_=start, until=end)
    session.add(row)
    session.flush()
    bump(session, COUNTER)
    return row


def end(session: Session, person: Person, organization: str, now: datetime, until: datetime | None = None) -> None:
    """End an affiliation, now or at an instant to come; her sessions under it end with it.

    Raises ``NotFound`` where there is none that has not ended, and ``Incomplete`` for the past.
    """
    last = ending(until, now)
    rows = [row for row in of(session, person) if row.organization_id == organization]
    open_ = [row for row in rows if row.until is None or row.until > now]
    if not open_:
        raise NotFound
    for row in open_:
        row.until = last if row.from_ is None or row.from_ <= last else row.from_
        session.add(row)
    session.flush()
    bump(session, COUNTER)


def move(session: Session, person: Person, organization: str) -> None:
    """Let a person belong to another organization from now on, as after a merger; raise ``ActRefused``."""
    organizations.get(session, organization)
    if organization == person.organization_id:
        raise ActRefused("that is her own organization")
    person.organization_id = organization
    session.add(person)
    session.flush()
    bump(session, COUNTER)
