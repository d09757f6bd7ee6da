"""Governing: circulation lists, organizations, people, and the register as those entitled may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.notice import Notice
from models.tables.organization import Organization
from models.tables.person import (
    ADMINISTRATOR,
    AUDITOR,
    ORIGINATOR,
    REGISTRY,
    Person,
    PersonalClearance,
)
from models.tables.register import RegisterEntry
from repository import circulation, people
from repository import organizations as known_organizations
from repository.acts import NotFound
from repository.people import NewPerson
from repository.register import Act
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class ListView:
    """A circulation list with the version in force."""

    name: str
    owner: str
    purpose: str
    version: int
    members: tuple[str, ...]
    since: datetime


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


@dataclass(frozen=True, slots=True)
class EntryView:
    """A register entry without content: who did what to which ids, and when."""

    id: str
    sequence: int | None
    at: datetime
    actor: str | None
    action: str
    outcome: str
    editions: tuple[str, ...]
    detail: dict[str, object]


def lists(house: House, visitor: Visitor) -> list[ListView]:
    """Return the lists the visitor may know: all for officers, for others those that name her."""
    with house.registry.database.read() as session:
        rows = session.exec(select(CirculationList).order_by(col(CirculationList.name)))
        return [_list(session, row) for row in rows if _knows(visitor, row.name)]


def one_list(house: House, visitor: Visitor, name: str) -> ListView:
    """Return one list; raises ``NotFound`` where there is none and where the visitor may not know it."""
    with house.registry.database.read() as session:
        row = session.get(CirculationList, name)
        if row is None or not _knows(visitor, name):
            raise NotFound("there is nothing here under that id")
        return _list(session, row)


def create_list(house: House, visitor: Visitor, name: str, purpose: str, members: list[str]) -> ListView:
    """Create a list; for the registry. Raises ``ListRefused`` or ``BadToken`` in words; recorded."""
    require_role(visitor, REGISTRY)
    registry = house.registry
    with registry.database.write() as session:
        circulation.create(session, name, visitor.reader.organization, purpose, members, visitor.person.id, visitor.at)
        _append(house, session, visitor, "list-create", {"list": name, "members": list(members)})
        return _list(session, session.get_one(CirculationList, name))


def change_list(house: House, visitor: Visitor, name: str, members: list[str]) -> ListView:
    """Give a list a new version; for the registry. Released editions keep what was pinned (case 13, 14)."""
    require_role(visitor, REGISTRY)
    with house.registry.database.write() as session:
        if session.get(CirculationList, name) is None:
            raise NotFound("there is nothing here under that id")
        circulation.change(session, name, members, visitor.person.id, visitor.at)
        _append(house, session, visitor, "list-change", {"list": name, "members": list(members)})
        return _list(session, session.get_one(CirculationList, name))


def _knows(visitor: Visitor, name: str) -> bool:
    if not visitor.may_act:
        return False
    if visitor.role in (REGISTRY, ORIGINATOR, AUDITOR):
        return True
    return any(token.kind == "list" and token.name == name for token in visitor.reader.tokens)


def _list(session: Session, row: CirculationList) -> ListView:
    query = select(CirculationListVersion).where(CirculationListVersion.name == row.name)
    version = session.exec(query.order_by(col(CirculationListVersion.number).desc()).limit(1)).one()
    return ListView(row.name, row.owner_id, row.purpose, version.number, tuple(version.members), version.from_)


def organizations(house: House) -> list[Organization]:
    """Return all organizations; they are known to everybody who is signed in."""
    with house.registry.database.read() as session:
        return known_organizations.everyone(session)


def all_people(house: House, visitor: Visitor) -> list[PersonView]:
    """Return the people the visitor may know: all for the administrator, colleagues for officers."""
    require_role(visitor, ADMINISTRATOR, REGISTRY, ORIGINATOR)
    with house.registry.database.read() as session:
        rows = people.everyone(session)
        if visitor.role != ADMINISTRATOR:
            rows = [row for row in rows if row.organization_id == visitor.reader.organization]
        return [_person(session, row) for row in rows]


def add_person(house: House, visitor: Visitor, new: NewPerson) -> PersonView:
    """Add a person; for the administrator. Raises ``PersonRefused`` and its kin in words; recorded."""
    require_role(visitor, ADMINISTRATOR)
    registry = house.registry
    with registry.database.write() as session:
        person = people.add(session, new, registry.ids, registry.clock)
        _append(house, session, visitor, "person-add", {"person": person.id})
        return _person(session, person)


def change_activity(house: House, visitor: Visitor, username: str, *, active: bool) -> PersonView:
    """Suspend a person or let her act again; for the administrator; recorded."""
    require_role(visitor, ADMINISTRATOR)
    with house.registry.database.write() as session:
        person = people.named(session, username)
        people.change_activity(session, person, active=active)
        _append(house, session, visitor, "person-resume" if active else "person-suspend", {"person": person.id})
        return _person(session, person)


def _person(session: Session, row: Person) -> PersonView:
    held = session.exec(select(PersonalClearance).where(PersonalClearance.person_id == row.id))
    clearances = tuple(sorted(f"{c.scheme}:{c.level}" for c in held if c.revoked_at is None))
    return PersonView(
        row.id, row.username, row.name, row.organization_id, row.role, row.active, row.briefed, clearances
    )


def entries(house: House, visitor: Visitor, before: int | None = None, limit: int = 100) -> list[EntryView]:
    """Return register entries, the newest first: all for the auditor, their own for others (domain 6).

    Only the auditor sees numbers, which would tell the others how much happened between.
    """
    auditor = visitor.role == AUDITOR
    query = select(RegisterEntry).order_by(col(RegisterEntry.sequence).desc()).limit(min(max(limit, 1), 500))
    if not auditor:
        query = query.where(RegisterEntry.actor == visitor.person.id)
    if before is not None and auditor:
        query = query.where(col(RegisterEntry.sequence) < before)
    with house.registry.database.read() as session:
        return [_entry(row, whole=auditor) for row in session.exec(query)]


def _entry(row: RegisterEntry, *, whole: bool) -> EntryView:
    return EntryView(
        id=row.id,
        sequence=row.sequence if whole else None,
        at=row.at,
        actor=row.actor,
        action=row.action,
        outcome=row.outcome,
        editions=tuple(row.editions),
        detail=row.detail,
    )


def checkpoint(house: House, visitor: Visitor) -> dict[str, object]:
    """Return the register's signed head, to be kept outside; for the auditor."""
    require_role(visitor, AUDITOR)
    with house.registry.database.read() as session:
        return dict(house.registry.register.checkpoint(session))


def notices(house: House, visitor: Visitor) -> list[Notice]:
    """Return the notices the server owes the visitor, the newest first."""
    with house.registry.database.read() as session:
        query = select(Notice).where(Notice.person_id == visitor.person.id)
        return list(session.exec(query.order_by(col(Notice.created_at).desc(), col(Notice.id))))


def _append(house: House, session: Session, visitor: Visitor, action: str, detail: dict[str, object]) -> None:
    act = Act(action=action, at=visitor.at, actor=visitor.person.id, detail=detail)
    house.registry.register.append(session, act)
