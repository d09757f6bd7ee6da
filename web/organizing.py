"""Organizing: organizations as they are shown, and what the registry decides about them; recorded (3-5, 18, 19, R4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from models.clock import Interval
from models.reader import ACTIVE, SUPERVISED, SUSPENDED
from models.tables.organization import BUREAU, Agreement, Organization, Standing
from models.tables.person import ORIGINATOR, REGISTRY
from models.tables.request import Request
from repository import agreements, memberships, mergers, profile, standings
from repository import organizations as known_organizations
from repository.access import read_organization
from repository.acts import Actor, ActRefused, Incomplete, NotFound
from repository.agreements import Change, Terms
from repository.profile import Profile
from repository.register import REFUSED, Act
from repository.registry import Registry
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor

Given = TypeVar("Given")
STANDINGS = (ACTIVE, SUPERVISED, SUSPENDED)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that held, holds or will hold from ``from_`` until ``until``, where either is known."""

    word: str
    from_: datetime | None
    until: datetime | None
    current: bool


@dataclass(frozen=True, slots=True)
class StandingView:
    """A standing from an instant on, and why."""

    standing: str
    from_: datetime | None
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement; its id is for the registry, which alone changes it."""

    id: int | None
    organization: str
    ceiling: int
    reference: str
    from_: datetime | None
    until: datetime | None
    current: bool


@dataclass(frozen=True, slots=True)
class Governance:
    """How high an organization receives, how it stands and by what agreements: for registry and its own officers."""

    standing: str
    ceiling: int
    standings: tuple[StandingView, ...]
    agreements: tuple[AgreementView, ...]


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organization with its profile, and what is dated about it.

    ``members`` are the countries of a body; ``bodies`` those to which the country of a bureau belongs.
    """

    id: str
    kind: str
    abbreviation: str
    names: dict[str, str]
    country: str | None
    seat: str | None
    mandate: str
    channels: tuple[str, ...]
    frameworks: tuple[str, ...]
    statuses: tuple[Dated, ...]
    members: tuple[Dated, ...]
    bodies: tuple[Dated, ...]
    merged_into: str | None
    merged_at: datetime | None
    merged_from: tuple[str, ...]
    governance: Governance | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision: in force at once (None), or waiting under the id of a request."""

    request: str | None


def organizations(house: House) -> list[Organization]:
    """Return all organizations; they are known to everybody who is signed in."""
    with house.registry.database.read() as session:
        return known_organizations.everyone(session)


def organization(house: House, visitor: Visitor, ident: str) -> OrganizationView:
    """Return one organization as the visitor may see it; raises ``NotFound``."""
    with house.registry.database.read() as session:
        row = session.get(Organization, ident)
        if row is None:
            raise NotFound
        # What the visitor has just done is in force a moment after she came.
        return _view(session, visitor, row, house.registry.clock.now())


def knows(visitor: Visitor, ident: str) -> bool:
    """Tell whether standing and agreements of an organization concern the visitor: the registry, its own officers."""
    own = visitor.role == ORIGINATOR and visitor.reader.organization == ident
    return visitor.may_act and (own or visitor.role == REGISTRY)


def agreements_known(house: House, visitor: Visitor, ident: str | None = None) -> list[AgreementView]:
    """Return the agreements that concern the visitor: all for the registry, her organization's for an officer."""
    require_role(visitor, REGISTRY, ORIGINATOR)
    now = house.registry.clock.now()
    with house.registry.database.read() as session:
        rows = [row for row in known_organizations.everyone(session) if ident in (None, row.id)]
        return [
            _agreement(visitor, one, now)
            for row in rows
            if knows(visitor, row.id)
            for one in agreements.of(session, row.id)
        ]


def change_profile(house: House, visitor: Visitor, ident: str, said: Profile) -> OrganizationView:
    """Change a profile; for the registry and the organization's own officers."""
    roles = (REGISTRY, ORIGINATOR)
    _decide(house, visitor, "profile", ident, lambda r, s, a: profile.change(r, s, a, ident, said), roles)
    return organization(house, visitor, ident)


def change_standing(
    house: House, visitor: Visitor, ident: str, standing: str, reason: str, from_: datetime | None = None
) -> Decided:
    """Tighten a standing at once, or ask a second officer to lift it; for the registry (cases 3, 4)."""
    return _asked(
        house, visitor, standings.KIND, ident, lambda r, s, a: standings.change(r, s, a, ident, standing, reason, from_)
    )


def agree(house: House, visitor: Visitor, ident: str, terms: Terms, reason: str = "") -> Decided:
    """Keep an agreement, or ask a second officer where it lets the organization receive higher; for the registry."""
    return _asked(
        house, visitor, agreements.KIND, ident, lambda r, s, a: agreements.agree(r, s, a, ident, terms, reason)
    )


def change_agreement(house: House, visitor: Visitor, ident: int, said: Change, reason: str = "") -> Decided:
    """Change an agreement, as ``agree`` keeps a new one; for the registry."""
    return _asked(
        house, visitor, agreements.KIND, str(ident), lambda r, s, a: agreements.change(r, s, a, ident, said, reason)
    )


def join(
    house: House, visitor: Visitor, body: str, country: str, from_: datetime | None, until: datetime | None
) -> OrganizationView:
    """Let a country belong to a body for a period; for the registry (case 19)."""
    _decide(house, visitor, "membership", body, lambda r, s, a: memberships.join(r, s, a, body, country, from_, until))
    return organization(house, visitor, body)


def leave(house: House, visitor: Visitor, body: str, country: str, until: datetime | None) -> OrganizationView:
    """End a country's membership of a body, now or later; for the registry (case 19)."""
    _decide(house, visitor, "membership", body, lambda r, s, a: memberships.leave(r, s, a, body, country, until))
    return organization(house, visitor, body)


def change_status(house: House, visitor: Visitor, ident: str, status: str, from_: datetime | None) -> OrganizationView:
    """Change what an organization is to the Dialogue; for the registry (case 5)."""
    _decide(house, visitor, "status", ident, lambda r, s, a: memberships.change_status(r, s, a, ident, status, from_))
    return organization(house, visitor, ident)


def merge(house: House, visitor: Visitor, ident: str, successor: str, reason: str) -> Decided:
    """Ask a second registry officer to merge an organization into another; for the registry (case 18)."""
    return _asked(house, visitor, mergers.KIND, ident, lambda r, s, a: mergers.ask(r, s, a, ident, successor, reason))


def _asked(
    house: House, visitor: Visitor, act: str, about: str, do: Callable[[Registry, Session, Actor], Request | None]
) -> Decided:
    def done(registry: Registry, session: Session, actor: Actor) -> Decided:
        request = do(registry, session, actor)
        return Decided(request.id if request is not None else None)

    return _decide(house, visitor, act, about, done)


def _decide(
    house: House,
    visitor: Visitor,
    act: str,
    about: str,
    do: Callable[[Registry, Session, Actor], Given],
    roles: tuple[str, ...] = (REGISTRY,),
) -> Given:
    """Decide in one transaction; where it is refused, record that after the rollback (P2)."""
    registry = house.registry
    try:
        require_role(visitor, *roles)
        with registry.database.write() as session:
            return do(registry, session, visitor.actor)
    except (ActRefused, Incomplete, NotFound) as error:
        detail: dict[str, object] = {"organization": about[:64], "why": str(error)[:500]}
        now = registry.clock.now()
        registry.recorder.record(Act(action=act, actor=visitor.person.id, outcome=REFUSED, detail=detail, at=now))
        raise


def _view(session: Session, visitor: Visitor, row: Organization, now: datetime) -> OrganizationView:
    merger = mergers.of(session, row.id)
    body = row.kind != BUREAU
    joined = memberships.of_body(session, row.id) if body else memberships.of_country(session, row.country or "")
    dated = [(one.country if body else one.body_id, one.from_, one.until) for one in joined]
    held = tuple(_dated(*one, now) for one in dated if one[1] is None or one[1] != one[2])
    statuses = [(one.status, one.from_, one.until) for one in memberships.statuses(session, row.id)]
    return OrganizationView(
        id=row.id,
        kind=row.kind,
        abbreviation=row.abbreviation,
        names=row.names,
        country=row.country,
        seat=row.seat,
        mandate=row.mandate,
        channels=tuple(row.channels),
        frameworks=tuple(row.frameworks),
        statuses=tuple(_dated(*one, now) for one in statuses if one[1] is None or one[1] != one[2]),
        members=held if body else (),
        bodies=() if body else held,
        merged_into=merger.successor_id if merger else None,
        merged_at=merger.at if merger else None,
        merged_from=tuple(one.organization_id for one in mergers.into(session, row.id)),
        governance=_governance(session, visitor, row, now) if knows(visitor, row.id) else None,
        may_change=profile.may_change(visitor.actor, row.id),
    )


def _governance(session: Session, visitor: Visitor, row: Organization, now: datetime) -> Governance:
    reader = read_organization(session, row, now)
    return Governance(
        standing=reader.standing,
        ceiling=reader.ceiling,
        standings=tuple(_standing(one) for one in standings.history(session, row.id)),
        agreements=tuple(_agreement(visitor, one, now) for one in agreements.of(session, row.id)),
    )


def _dated(word: str, from_: datetime | None, until: datetime | None, now: datetime) -> Dated:
    return Dated(word, from_, until, now in Interval(from_, until))


def _standing(row: Standing) -> StandingView:
    return StandingView(row.standing, row.from_, row.until, row.reason)


def _agreement(visitor: Visitor, row: Agreement, now: datetime) -> AgreementView:
    # Its number counts all agreements there are, so an organization's own officers are not told it.
    ident = row.id if visitor.role == REGISTRY else None
    return AgreementView(
        id=ident,
        organization=row.organization_id,
        ceiling=row.ceiling,
        reference=row.reference,
        from_=row.from_,
        until=row.until,
        current=now in Interval(row.from_, row.until),
    )
