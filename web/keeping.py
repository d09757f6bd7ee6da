"""Keeping: legal holds, and the life of an assessment as its officers follow it, to the stub that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models.handling import BODY, DESTROYED
from models.tables.assessment import Assessment, Edition, HandlingRecord, Original
from models.tables.legal_hold import LegalHold
from models.tables.person import ORIGINATOR, REGISTRY, Person
from repository import acts, legal_holds, moves, people
from repository.acts import ActRefused, Incomplete, NotFound
from repository.editions import read_deposit
from repository.holding import quarantined
from repository.moves import Said
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class HoldView:
    """A legal hold: on what, why, placed and lifted by which side and when; ``mine`` where the visitor's side did."""

    id: str
    assessment: str
    reason: str
    side: str
    placed_at: datetime
    lifted_at: datetime | None
    lifting_reason: str | None
    mine: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """The case officer by user name and name, and whether every originator has accepted her (R6)."""

    username: str
    name: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class LifeView:
    """Where an assessment stands in its life, for the registry and its originators' officers; no content.

    Of what was destroyed this is the stub: ``digest`` is the keyed hash of the file, ``decision`` the act that led
    to the state and who did it, which is nobody where time did.
    """

    assessment: str
    state: str
    originators: tuple[str, ...]
    reference: str | None
    digest: str | None
    held_reason: str | None
    quarantined: bool
    case: CaseView | None
    holds: tuple[HoldView, ...]
    decision: tuple[str, str | None]
    dates: dict[str, datetime]
    possible: tuple[str, ...]


def place(house: House, visitor: Visitor, ident: str, reason: str) -> HoldView:
    """Place a legal hold on an assessment; refusals are recorded (case 9)."""
    registry = house.registry
    try:
        require_role(visitor, ORIGINATOR, REGISTRY)
        with registry.database.write() as session:
            hold = legal_holds.place(registry, session, visitor.actor, ident, Said(reason))
            return _hold(session, visitor, hold, ident)
    except (ActRefused, Incomplete, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, "legal-hold", ident, error))
        raise


def lift(house: House, visitor: Visitor, hold_id: str, reason: str) -> HoldView:
    """Lift a legal hold; refusals are recorded."""
    registry = house.registry
    try:
        require_role(visitor, ORIGINATOR, REGISTRY)
        with registry.database.write() as session:
            hold = legal_holds.lift(registry, session, visitor.actor, hold_id, Said(reason))
            edition = session.get_one(Edition, hold.edition_id)
            return _hold(session, visitor, hold, edition.assessment_id)
    except (ActRefused, Incomplete, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, "lift-hold", hold_id, error))
        raise


def holds(house: House, visitor: Visitor) -> list[HoldView]:
    """Return the legal holds that concern the visitor, standing and lifted, the newest first."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    with house.registry.database.read() as session:
        found = legal_holds.concerning(session, visitor.actor)
        return [_hold(session, visitor, hold, edition.assessment_id) for hold, edition in found]


def life(house: House, visitor: Visitor, ident: str) -> LifeView:
    """Return where an assessment stands; for the registry and its originators' officers. Raises ``NotFound``."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    with house.registry.database.read() as session:
        edition = acts.find_edition(session, visitor.actor, ident)
        original = session.get(Original, edition.id)
        standing = legal_holds.standing(session, edition.id)
        return LifeView(
            assessment=ident,
            state=edition.state,
            originators=tuple(edition.originators),
            reference=edition.reference,
            digest=original.digest if original else None,
            held_reason=edition.held_reason,
            quarantined=edition.held_reason is not None and quarantined(read_deposit(edition, house.registry.vault)),
            case=_case(session, edition),
            holds=tuple(_hold(session, visitor, hold, ident) for hold in standing),
            decision=_decision(session, edition),
            dates=_dates(session, edition),
            possible=tuple(moves.possible(visitor.actor, edition)),
        )


def officers(house: House, visitor: Visitor) -> list[tuple[str, str]]:
    """Return user name and name of the active registry officers; for the registry, which assigns them."""
    require_role(visitor, REGISTRY)
    with house.registry.database.read() as session:
        rows = [row for row in people.everyone(session) if row.role == REGISTRY and row.active]
        return [(row.username, row.name) for row in rows]


def _hold(session: Session, visitor: Visitor, hold: LegalHold, assessment: str) -> HoldView:
    side = legal_holds.side_of(session, hold)
    mine = side == (legal_holds.REGISTRY_SIDE if visitor.role == REGISTRY else visitor.reader.organization)
    return HoldView(hold.id, assessment, hold.reason, side, hold.placed_at, hold.lifted_at, hold.lifting_reason, mine)


def _case(session: Session, edition: Edition) -> CaseView | None:
    assessment = session.get_one(Assessment, edition.assessment_id)
    if assessment.case_officer is None:
        return None
    person = session.get_one(Person, assessment.case_officer)
    return CaseView(person.username, person.name, assessment.case_accepted)


def _decision(session: Session, edition: Edition) -> tuple[str, str | None]:
    entry = moves.brought_about(session, edition)
    if entry is None:
        return "", None
    person = session.get(Person, entry.actor) if entry.actor else None
    return entry.action, person.name if person else None


_DATED = (
    "created_at",
    "submitted_at",
    "registered_at",
    "released_at",
    "downgraded_at",
    "withdrawn_at",
    "destroyed_at",
    "review_by",
)


def _dates(session: Session, edition: Edition) -> dict[str, datetime]:
    """Return the dates that are known, by the names of their columns, in the order of a life."""
    dates = {name: getattr(edition, name) for name in _DATED}
    if edition.state != DESTROYED:
        query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY)
        body = session.exec(query).one()
        dates |= {"embargo_until": body.embargo_until, "retention_until": body.retention_until}
    return {name: instant for name, instant in dates.items() if instant is not None}
