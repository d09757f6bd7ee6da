"""Governing: people, as those entitled may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.tables.person import ADMINISTRATOR, ORIGINATOR, REGISTRY, Person
from repository import people
from repository.acts import NotFound
from repository.people import NewPerson, PersonRefused, UnknownPerson
from repository.register import Act
from web.depositing import require_role
from web.house import House
from web.refusing import refusing
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the administrator, or a colleague in an officer's role, sees her."""

    id: str
    username: str
    name: str
    organization: str
    role: str
    active: bool
    briefed: bool
    clearances: tuple[str, ...]
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A clearance ``scheme:level`` that was given and not revoked; from ``expires`` on it admits to nothing."""

    clearance: str
    expires: datetime | None
    expired: bool


@dataclass(frozen=True, slots=True)
class PersonInFull:
    """A person with all that decides what she may read, as the administrator sees her."""

    person: PersonView
    nationality: str | None
    compartments: tuple[str, ...]
    held: tuple[Held, ...]


def all_people(house: House, visitor: Visitor) -> list[PersonView]:
    """Return the people the visitor may know: all for the administrator, colleagues for officers."""
    require_role(visitor, ADMINISTRATOR, REGISTRY, ORIGINATOR)
    with house.registry.database.read() as session:
        rows = people.everyone(session)
        if visitor.role != ADMINISTRATOR:
            rows = [row for row in rows if row.organization_id == visitor.reader.organization]
        return [_person(session, row, visitor) for row in rows]


def person(house: House, visitor: Visitor, username: str) -> PersonInFull:
    """Return one person; for the administrator. Raises ``NotFound``."""
    require_role(visitor, ADMINISTRATOR)
    with house.registry.database.read() as session:
        try:
            row = people.named(session, username)
        except UnknownPerson as error:
            raise NotFound from error
        held = tuple(_held(session, row, visitor.at))
        return PersonInFull(_person(session, row, visitor), row.nationality, tuple(row.compartments), held)


def add_person(house: House, visitor: Visitor, new: NewPerson) -> PersonView:
    """Add a person; for the administrator. Raises ``PersonRefused`` and its kin in words; recorded."""
    registry = house.registry
    with refusing(house, visitor, "person-add", person=new.username), registry.database.write() as session:
        require_role(visitor, ADMINISTRATOR)
        person = people.add(session, new, registry.ids, registry.clock)
        _append(house, session, visitor, "person-add", {"person": person.id})
        return _person(session, person, visitor)


def change_address(house: House, visitor: Visitor, username: str, email: str | None) -> PersonView:
    """Change where a person is told by mail that notices wait; for the administrator; recorded without it."""
    with refusing(house, visitor, "person-email", person=username), house.registry.database.write() as session:
        require_role(visitor, ADMINISTRATOR)
        person = people.named(session, username)
        people.change_address(session, person, email)
        _append(house, session, visitor, "person-email", {"person": person.id, "given": email is not None})
        return _person(session, person, visitor)


def brief(
    house: House, visitor: Visitor, username: str, *, briefed: bool | None, compartments: list[str] | None
) -> PersonView:
    """Change a person's briefing or compartments, None leaves either; for the administrator; recorded."""
    with refusing(house, visitor, "person-brief", person=username), house.registry.database.write() as session:
        require_role(visitor, ADMINISTRATOR)
        person = people.named(session, username)
        if briefed is not None or compartments is not None:
            tokens = None if compartments is None else tuple(compartments)
            people.brief(session, person, briefed=briefed, compartments=tokens)
            _append(house, session, visitor, "person-brief", {"person": person.id, "briefed": person.briefed})
        return _person(session, person, visitor)


def clear(house: House, visitor: Visitor, username: str, clearance: str, expires: datetime | None) -> PersonView:
    """Give a person a clearance ``scheme:level``; for the administrator; recorded. Raises ``UnknownLevel``."""
    with refusing(house, visitor, "person-clear", person=username), house.registry.database.write() as session:
        require_role(visitor, ADMINISTRATOR)
        person = people.named(session, username)
        people.clear(session, person, clearance, expires, house.registry.ids)
        _append(house, session, visitor, "person-clear", {"person": person.id, "clearance": clearance})
        return _person(session, person, visitor)


def revoke(house: House, visitor: Visitor, username: str) -> PersonView:
    """Revoke every clearance of a person; for the administrator; recorded (case 2)."""
    with refusing(house, visitor, "person-clear", person=username), house.registry.database.write() as session:
        require_role(visitor, ADMINISTRATOR)
        person = people.named(session, username)
        revoked = people.revoke_clearances(session, person, visitor.at)
        _append(house, session, visitor, "person-clear", {"person": person.id, "revoked": revoked})
        return _person(session, person, visitor)


def change_activity(house: House, visitor: Visitor, username: str, *, active: bool) -> PersonView:
    """Suspend a person or let her act again; for the administrator, who never suspends herself; recorded."""
    action = "person-resume" if active else "person-suspend"
    with refusing(house, visitor, action, person=username), house.registry.database.write() as session:
        require_role(visitor, ADMINISTRATOR)
        person = people.named(session, username)
        if not active and person.id == visitor.person.id:
            raise PersonRefused("nobody suspends herself; another administrator can")
        people.change_activity(session, person, active=active)
        _append(house, session, visitor, action, {"person": person.id})
        return _person(session, person, visitor)


def _held(session: Session, row: Person, at: datetime) -> Iterator[Held]:
    for one in people.clearances(session, row):
        yield Held(f"{one.scheme}:{one.level}", one.expires, one.expires is not None and one.expires <= at)


def _person(session: Session, row: Person, visitor: Visitor) -> PersonView:
    clearances = tuple(one.clearance for one in _held(session, row, visitor.at) if not one.expired)
    email = row.email if visitor.role == ADMINISTRATOR else None
    return PersonView(
        row.id, row.username, row.name, row.organization_id, row.role, row.active, row.briefed, clearances, email
    )


def _append(house: House, session: Session, visitor: Visitor, action: str, detail: dict[str, object]) -> None:
    act = Act(action=action, at=visitor.at, actor=visitor.person.id, detail=detail)
    house.registry.register.append(session, act)
