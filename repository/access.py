"""Who a person is to the policy at an instant: her organization's standing, memberships, lists, ceilings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import TypeVar

from sqlmodel import Session, col, select

from models.clock import Interval, earliest
from models.reader import ACTIVE, Clearance, Reader
from models.scheme import level
from models.tables.organization import BUREAU, Agreement, DialogueStatus, Membership, Organization, Standing
from models.tables.person import Person, PersonalClearance
from models.token import ALL_BUREAUS, ALL_MEMBERS, ALL_PARTICIPANTS, Token
from repository.circulation import lists_in_force
from repository.database import counter

COUNTER = "access"
Dated = TypeVar("Dated", DialogueStatus, Standing, Membership, Agreement)
MEMBER_STATUSES = ("convener", "member")


@dataclass(slots=True)
class _Facts:
    """Collects the dated facts that hold at an instant and the first edge after it."""

    at: datetime
    until: datetime | None = None

    def holding(self, rows: Iterable[Dated]) -> list[Dated]:
        """Return the rows whose interval contains the instant."""
        held = []
        for row in rows:
            interval = Interval(row.from_, row.until)
            self.until = earliest(self.until, *interval.edges_after(self.at))
            if self.at in interval:
                held.append(row)
        return held


def read_reader(session: Session, person_id: str, at: datetime, purpose: str | None = None) -> Reader | None:
    """Return the access context of a person at an instant, or None where there is no such person."""
    person = session.get(Person, person_id)
    organization = session.get(Organization, person.organization_id) if person else None
    if person is None or organization is None:
        return None
    own = _own_tokens(organization) | {Token("person", person.id)}
    reader = _read(session, organization, own, at)
    return replace(
        reader,
        person=person.id,
        active=person.active,
        nationality=person.nationality,
        clearances=_clearances(session, person.id),
        briefed=person.briefed,
        compartments=frozenset(person.compartments),
        purpose=purpose,
    )


def read_organization(session: Session, organization: Organization, at: datetime) -> Reader:
    """Return a hypothetical reader of an organization: at its ceiling, briefed, without compartments (design 3)."""
    reader = _read(session, organization, _own_tokens(organization), at)
    return replace(reader, briefed=True, clearances=(Clearance(reader.ceiling),))


def _read(session: Session, organization: Organization, own: set[Token], at: datetime) -> Reader:
    facts = _Facts(at)
    bodies = _bodies(session, organization, facts)
    statuses = _statuses(session, bodies, facts)
    tokens = own | {Token("members", body) for body in bodies}
    if organization.kind == BUREAU and "interpol" in bodies:
        tokens.add(Token("status", ALL_BUREAUS))
    status = statuses.get(organization.id)
    if status is not None:
        tokens.add(Token("status", ALL_PARTICIPANTS))
        if status in MEMBER_STATUSES:
            tokens.add(Token("status", ALL_MEMBERS))
    lists, moves = lists_in_force(session, at)
    facts.until = earliest(facts.until, moves)
    standing, ceiling = _standing(session, organization.id, facts), _ceiling(session, organization, facts)
    return Reader(
        person="",
        organization=organization.id,
        standing=standing,
        country=organization.country,
        kind=organization.kind,
        ceiling=ceiling,
        tokens=frozenset(_with_lists(tokens, lists)),
        participant=bool(statuses),
        until=facts.until,
    )


def _bodies(session: Session, organization: Organization, facts: _Facts) -> set[str]:
    """Return the bodies the organization stands in: itself, or those its country belongs to now."""
    if organization.kind != BUREAU:
        return {organization.id}
    rows = session.exec(select(Membership).where(Membership.country == organization.country))
    return {row.body_id for row in facts.holding(rows)}


def _statuses(session: Session, bodies: set[str], facts: _Facts) -> dict[str, str]:
    rows = session.exec(select(DialogueStatus).where(col(DialogueStatus.organization_id).in_(bodies)))
    return {row.organization_id: row.status for row in facts.holding(rows)}


def _own_tokens(organization: Organization) -> set[Token]:
    tokens = {Token("body", organization.id)}
    if organization.kind == BUREAU and organization.country:
        tokens |= {Token("country", organization.country), Token("bureau", organization.country)}
    return tokens


def _with_lists(tokens: set[Token], lists: dict[str, frozenset[Token]]) -> set[Token]:
    """Add every list that names the reader, lists within lists included, until nothing more is added."""
    while True:
        more = {
            Token("list", name) for name, members in lists.items() if not tokens.isdisjoint(members)
        } - tokens
        if not more:
            return tokens
        tokens |= more


def _standing(session: Session, organization: str, facts: _Facts) -> str:
    rows = facts.holding(session.exec(select(Standing).where(Standing.organization_id == organization)))
    return rows[-1].standing if rows else ACTIVE


def _ceiling(session: Session, organization: Organization, facts: _Facts) -> int:
    """Return the ceiling of the agreements in force, the lowest of them, or the organization's default (R4)."""
    rows = session.exec(select(Agreement).where(Agreement.organization_id == organization.id))
    return min((row.ceiling for row in facts.holding(rows)), default=organization.ceiling)


def _clearances(session: Session, person_id: str) -> tuple[Clearance, ...]:
    rows = session.exec(select(PersonalClearance).where(PersonalClearance.person_id == person_id))
    held = [
        Clearance(level(row.scheme, row.level).rank or 0, row.expires)
        for row in rows
        if row.revoked_at is None
    ]
    return tuple(sorted(held, key=lambda clearance: (clearance.rank, str(clearance.expires))))


class Readers:
    """Access contexts by person, read again whenever a person, an organization or a list has changed."""

    def __init__(self) -> None:
        """Start with nobody known."""
        self._lock = Lock()
        self._version = -1
        self._known: dict[tuple[str, str | None], tuple[datetime, Reader]] = {}

    def of(self, session: Session, person_id: str, at: datetime, purpose: str | None = None) -> Reader | None:
        """Return the person's access context at an instant, as of the session's snapshot."""
        version = counter(session, COUNTER)
        with self._lock:
            if version != self._version:
                self._known.clear()
                self._version = version
            known = self._known.get((person_id, purpose))
        if known and known[0] <= at and (known[1].until is None or at < known[1].until):
            return known[1]
        reader = read_reader(session, person_id, at, purpose)
        if reader is not None:
            with self._lock:
                if version == self._version:
                    self._known[person_id, purpose] = (at, reader)
        return reader
