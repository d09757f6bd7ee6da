"""Affiliating: which other organizations people act for, and where they belong; for the administrator (case 32)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.clock import Interval
from models.tables.person import ADMINISTRATOR, Person
from repository import affiliations, people
from repository.acts import ActRefused, Incomplete, NotFound
from repository.organizations import UnknownOrganization
from repository.people import UnknownPerson
from repository.register import REFUSED, Act
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class AffiliationView:
    """An organization a person acts for beside her own, in sessions of their own, and when."""

    organization: str
    from_: datetime | None
    until: datetime | None
    current: bool


def of(house: House, visitor: Visitor, username: str) -> list[AffiliationView]:
    """Return the affiliations of a person, former ones included; raises ``NotFound``."""
    require_role(visitor, ADMINISTRATOR)
    with house.registry.database.read() as session:
        return _views(session, _person(session, username), house.registry.clock.now())


def add(
    house: House, visitor: Visitor, username: str, organization: str, from_: datetime | None, until: datetime | None
) -> list[AffiliationView]:
    """Let a person act for another organization too; recorded. Raises ``NotFound`` and refusals in words."""
    now = house.registry.clock.now()
    return _change(
        house,
        visitor,
        "affiliate",
        username,
        organization,
        lambda session, person: affiliations.add(session, person, organization, now, from_, until),
    )


def end(
    house: House, visitor: Visitor, username: str, organization: str, until: datetime | None = None
) -> list[AffiliationView]:
    """End an affiliation, now or later; her sessions under it end then; recorded."""
    now = house.registry.clock.now()
    return _change(
        house,
        visitor,
        "affiliation-end",
        username,
        organization,
        lambda session, person: affiliations.end(session, person, organization, now, until),
    )


def move(house: House, visitor: Visitor, username: str, organization: str) -> list[AffiliationView]:
    """Let a person belong to another organization from now on; recorded."""
    return _change(
        house,
        visitor,
        "person-move",
        username,
        organization,
        lambda session, person: affiliations.move(session, person, organization),
    )


def _change(
    house: House,
    visitor: Visitor,
    action: str,
    username: str,
    organization: str,
    do: Callable[[Session, Person], object],
) -> list[AffiliationView]:
    require_role(visitor, ADMINISTRATOR)
    registry = house.registry
    try:
        with registry.database.write() as session:
            person = _person(session, username)
            do(session, person)
            detail: dict[str, object] = {"person": person.id, "organization": organization}
            act = Act(action=action, at=registry.clock.now(), actor=visitor.person.id, detail=detail)
            registry.register.append(session, act)
            return _views(session, person, registry.clock.now())
    except (ActRefused, Incomplete, NotFound, UnknownOrganization) as error:
        detail = {"organization": organization[:64], "why": str(error)[:500]}
        now, actor = registry.clock.now(), visitor.person.id
        registry.recorder.record(Act(action=action, at=now, actor=actor, outcome=REFUSED, detail=detail))
        raise


def _person(session: Session, username: str) -> Person:
    try:
        return people.named(session, username)
    except UnknownPerson as error:
        raise NotFound from error


def _views(session: Session, person: Person, now: datetime) -> list[AffiliationView]:
    rows = affiliations.of(session, person)
    kept = [row for row in rows if row.from_ is None or row.from_ != row.until]
    return [
        AffiliationView(row.organization_id, row.from_, row.until, now in Interval(row.from_, row.until))
        for row in kept
    ]
