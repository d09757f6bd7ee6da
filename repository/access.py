"""Who a person is to the policy at an instant: her organization's standing, memberships, lists, ceilings."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import TypeVar

from sqlmodel import Session, col, select

from models.clock import Interval, earliest
from models.reader import ACTIVE, SUSPENDED, Clearance, Reader
from models.scheme import UnknownLevel, level
from models.tables.organization import BUREAU, Agreement, DialogueStatus, Membership, Organization, Standing
from models.tables.person import Affiliation, Person, PersonalClearance
from models.token import ALL_BUREAUS, ALL_MEMBERS, ALL_PARTICIPANTS, Token
from repository.database import counter
from repository.roster import Lists

COUNTER = "access"
Dated = TypeVar("Dated", DialogueStatus, Standing, Membership, Agreement, Affiliation)
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


def read_reader(
    session: Session,
    person_id: str,
    at: datetime,
    purpose: str | None = None,
    lists: Lists | None = None,
    organization: str | None = None,
) -> Reader | None:
    """Return the access context of a person at an instant, or None where there is no such person.

    ``lists`` are those of this snapshot, where they were read already; ``organization`` is the one for which she
    acts, her own where it is None. None too where she is not affiliated to it at the instant (case 32).
    """
    person = session.get(Person, person_id)
    if person is None:
        return None
    facts = _Facts(at)
    if organization not in (None, person.organization_id) and not _affiliated(session, person, organization, facts):
        return None
    acting_for = session.get_one(Organization, organization or person.organization_id)
    held = select(PersonalClearance).where(PersonalClearance.person_id == person.id)
    reader = Affiliations(session, at, acting_for, lists).person(person, acting_for, session.exec(held))
    return replace(reader, purpose=purpose, until=earliest(reader.until, facts.until))


def _affiliated(session: Session, person: Person, organization: str | None, facts: _Facts) -> bool:
    query = select(Affiliation).where(Affiliation.person_id == person.id, Affiliation.organization_id == organization)
    return bool(facts.holding(session.exec(query)))


def read_organization(session: Session, organization: Organization, at: datetime) -> Reader:
    """Return a hypothetical reader of an organization: at its ceiling and briefed (design 3)."""
    return _at_ceiling(Affiliations(session, at, organization).organization(organization))


def read_organizations(session: Session, at: datetime, lists: Lists) -> dict[str, Reader]:
    """Return the hypothetical reader of every organization, where the circulation lists are these (design 3)."""
    affiliations = Affiliations(session, at, lists=lists)
    return {row.id: _at_ceiling(affiliations.organization(row)) for row in session.exec(select(Organization))}


def read_everybody(
    session: Session, at: datetime, lists: Lists | None = None
) -> tuple[list[tuple[Organization, Reader]], list[tuple[Person, Reader]]]:
    """Return every organization with its hypothetical reader, and every person with her access context.

    Who acts for several organizations is there once for each of them (case 32). With ``lists`` they are as other
    circulation lists would make them. The dated facts are read once for all of them: a preview weighs hundreds of
    organizations and thousands of people (design 9).
    """
    affiliations = Affiliations(session, at, lists=lists)
    known = {row.id: row for row in session.exec(select(Organization).order_by(col(Organization.id)))}
    held: dict[str, list[PersonalClearance]] = {}
    for row in session.exec(select(PersonalClearance)):
        held.setdefault(row.person_id, []).append(row)
    organizations = [(row, _at_ceiling(affiliations.organization(row))) for row in known.values()]
    second: dict[str, set[str]] = {}
    for affiliation in _Facts(at).holding(session.exec(select(Affiliation))):
        second.setdefault(affiliation.person_id, set()).add(affiliation.organization_id)
    people = [
        (row, affiliations.person(row, known[name], held.get(row.id, ())))
        for row in session.exec(select(Person).order_by(col(Person.username)))
        for name in (row.organization_id, *sorted(second.get(row.id, set()) - {row.organization_id}))
    ]
    return organizations, people


def _at_ceiling(reader: Reader) -> Reader:
    return replace(reader, briefed=True, clearances=(Clearance(reader.ceiling),))


class Affiliations:
    """The dated facts about one organization, or about all, and the access contexts that follow from them."""

    def __init__(
        self, session: Session, at: datetime, only: Organization | None = None, lists: Lists | None = None
    ) -> None:
        """Read what concerns the organization ``only``, or everybody where it is None; the lists unless given."""
        self._at = at
        memberships, standings = select(Membership), select(Standing).order_by(col(Standing.id))
        agreements = select(Agreement)
        if only is not None:
            memberships = memberships.where(Membership.country == only.country)
            standings = standings.where(Standing.organization_id == only.id)
            agreements = agreements.where(Agreement.organization_id == only.id)
        self._memberships = _grouped(session.exec(memberships), "country")
        self._statuses = _grouped(session.exec(select(DialogueStatus)), "organization_id")
        self._standings = _grouped(session.exec(standings), "organization_id")
        self._agreements = _grouped(session.exec(agreements), "organization_id")
        self._lists = lists or Lists.read(session)
        self._known: dict[str, Reader] = {}

    def organization(self, organization: Organization) -> Reader:
        """Return what all people of an organization have in common; it names nobody and has no clearance."""
        if organization.id not in self._known:
            self._known[organization.id] = self._organization(organization)
        return self._known[organization.id]

    def person(self, person: Person, organization: Organization, clearances: Iterable[PersonalClearance]) -> Reader:
        """Return the access context of a person of an organization, without a purpose."""
        shared = self.organization(organization)
        token = Token("person", person.id)
        return replace(
            shared,
            person=person.id,
            active=person.active,
            nationality=person.nationality,
            clearances=_clearances(clearances),
            briefed=person.briefed,
            compartments=frozenset(person.compartments),
            tokens=shared.tokens | {token} | self._lists.naming({token}, self._at),
            until=earliest(shared.until, self._lists.next_change({token}, self._at)),
        )

    def _organization(self, organization: Organization) -> Reader:
        facts = _Facts(self._at)
        bodies = self._bodies(organization, facts)
        statuses = {
            row.organization_id: row.status
            for body in sorted(bodies)
            for row in facts.holding(self._statuses.get(body, ()))
        }
        tokens = _own_tokens(organization) | {Token("members", body) for body in bodies}
        if organization.kind == BUREAU and "interpol" in bodies:
            tokens.add(Token("status", ALL_BUREAUS))
        status = statuses.get(organization.id)
        if status is not None:
            tokens.add(Token("status", ALL_PARTICIPANTS))
            if status in MEMBER_STATUSES:
                tokens.add(Token("status", ALL_MEMBERS))
        standing, ceiling = self._standing(organization, facts), self._ceiling(organization, facts)
        return Reader(
            person="",
            organization=organization.id,
            standing=standing,
            country=organization.country,
            kind=organization.kind,
            ceiling=ceiling,
            tokens=frozenset(tokens | self._lists.naming(tokens, self._at)),
            participant=bool(statuses),
            until=earliest(facts.until, self._lists.next_change(tokens, self._at)),
        )

    def _bodies(self, organization: Organization, facts: _Facts) -> set[str]:
        """Return the bodies the organization stands in: itself, or those its country belongs to now."""
        if organization.kind != BUREAU:
            return {organization.id}
        return {row.body_id for row in facts.holding(self._memberships.get(organization.country or "", ()))}

    def _standing(self, organization: Organization, facts: _Facts) -> str:
        """Return the standing in force; of several the one set last, but suspended wherever one says so."""
        return standing_of(facts.holding(self._standings.get(organization.id, ())))

    def _ceiling(self, organization: Organization, facts: _Facts) -> int:
        """Return the lowest ceiling of the agreements in force, or the organization's default (R4)."""
        return ceiling_of(
            organization, (row.ceiling for row in facts.holding(self._agreements.get(organization.id, ())))
        )


def standing_of(held: Iterable[Standing]) -> str:
    """Return what standings in force at one instant amount to: the one set last, or suspended where one says so."""
    found = [row.standing for row in held]
    return SUSPENDED if SUSPENDED in found else found[-1] if found else ACTIVE


def ceiling_of(organization: Organization, held: Iterable[int]) -> int:
    """Return what the ceilings agreed for one instant amount to: the lowest, or the organization's own (R4)."""
    return min(held, default=organization.ceiling)


def _grouped(rows: Iterable[Dated], name: str) -> dict[str, list[Dated]]:
    found: dict[str, list[Dated]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _own_tokens(organization: Organization) -> set[Token]:
    tokens = {Token("body", organization.id)}
    if organization.kind == BUREAU and organization.country:
        tokens |= {Token("country", organization.country), Token("bureau", organization.country)}
    return tokens


def _clearances(rows: Iterable[PersonalClearance]) -> tuple[Clearance, ...]:
    """Return the clearances that were not revoked; one to a level nobody knows admits to nothing."""
    held = []
    for row in rows:
        with suppress(UnknownLevel):
            if row.revoked_at is None:
                held.append(Clearance(level(row.scheme, row.level).rank or 0, row.expires))
    return tuple(sorted(held, key=lambda clearance: (clearance.rank, str(clearance.expires))))


class Readers:
    """Access contexts by person, read again whenever a person, an organization or a list has changed."""

    def __init__(self) -> None:
        """Start with nobody known."""
        self._lock = Lock()
        self._version = -1
        self._known: dict[tuple[str, str | None, str | None], tuple[datetime, Reader]] = {}
        self._lists: tuple[int, Lists] | None = None

    def of(
        self,
        session: Session,
        person_id: str,
        at: datetime,
        purpose: str | None = None,
        organization: str | None = None,
    ) -> Reader | None:
        """Return the person's access context at an instant, as of the session's snapshot; see ``read_reader``."""
        version, key = counter(session, COUNTER), (person_id, purpose, organization)
        with self._lock:
            if version != self._version:
                self._known.clear()
                self._version = version
            known = self._known.get(key)
        if known and known[0] <= at and (known[1].until is None or at < known[1].until):
            return known[1]
        reader = read_reader(session, person_id, at, purpose, self.lists(session), organization)
        if reader is not None:
            with self._lock:
                if version == self._version:
                    self._known[key] = (at, reader)
        return reader

    def lists(self, session: Session) -> Lists:
        """Return the circulation lists as of the session's snapshot; rules are worked out once for all readers."""
        version, kept = counter(session, COUNTER), self._lists
        if kept is None or kept[0] != version:
            kept = self._lists = (version, Lists.read(session))
        return kept[1]
