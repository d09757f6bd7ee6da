"""Legal holds: while one stands, nothing of the edition is destroyed, whatever its retention says (case 25).

A hold keeps the content, it does not reopen it: past its retention nobody reads it (R10).
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from models.tables.legal_hold import LegalHold
from models.tables.person import REGISTRY, Person
from models.tables.register import RegisterEntry, RegisterMention
from repository.acts import Actor, ActRefused, NotFound, act_of, concerns
from repository.affiliations import heir
from repository.editions import touch
from repository.moves import Said, admit
from repository.registry import Registry

REGISTRY_SIDE = "registry"
PLACED = "legal-hold"
"""The act of placing a hold; the register keeps for which organization that was."""


def place(registry: Registry, session: Session, actor: Actor, assessment: str, said: Said) -> LegalHold:
    """Place a hold with its reason, in the caller's write transaction; recorded.

    Raises ``NotFound``, ``ActRefused`` or ``Incomplete``. Several may stand at once, each with its reason.
    """
    edition = admit(session, actor, PLACED, assessment)
    hold = LegalHold(
        id=registry.ids.new(),
        edition_id=edition.id,
        reason=said.why(),
        placed_by=actor.person.id,
        placed_at=registry.clock.now(),
    )
    session.add(hold)
    touch(session, edition)
    detail: dict[str, object] = {"hold": hold.id, "reason": hold.reason, "organization": actor.organization}
    registry.register.append(session, act_of(registry, actor, PLACED, edition, detail))
    return hold


def lift(registry: Registry, session: Session, actor: Actor, ident: str, said: Said) -> LegalHold:
    """Lift a hold, which only the side that placed it does; recorded.

    What is past its retention is destroyed as soon as the last hold is lifted.
    """
    hold = find(session, actor, ident)
    if hold.lifted_at is not None:
        raise ActRefused("this legal hold was lifted already")
    if side_of(session, hold) != _side(actor):
        raise ActRefused(f"only the side that placed a legal hold lifts it: {side_of(session, hold)}")
    edition = admit(session, actor, "lift-hold", session.get_one(Edition, hold.edition_id).assessment_id)
    hold.lifting_reason = said.why()
    hold.lifted_by, hold.lifted_at = actor.person.id, registry.clock.now()
    session.add(hold)
    touch(session, edition)
    detail: dict[str, object] = {"hold": hold.id, "reason": hold.lifting_reason}
    registry.register.append(session, act_of(registry, actor, "lift-hold", edition, detail))
    return hold


def find(session: Session, actor: Actor, ident: str) -> LegalHold:
    """Return a hold on an edition that concerns the actor; raise ``NotFound`` otherwise."""
    hold = session.get(LegalHold, ident)
    if hold is None or not concerns(session.get_one(Edition, hold.edition_id), actor):
        raise NotFound
    return hold


def concerning(session: Session, actor: Actor) -> list[tuple[LegalHold, Edition]]:
    """Return the holds that the actor may know, standing and lifted, the newest first, with their editions."""
    query = select(LegalHold, Edition).join(Edition, col(Edition.id) == col(LegalHold.edition_id))
    rows = session.exec(query.order_by(col(LegalHold.placed_at).desc(), col(LegalHold.id)))
    return [(hold, edition) for hold, edition in rows if concerns(edition, actor)]


def standing(session: Session, edition_id: str) -> list[LegalHold]:
    """Return the holds that stand on an edition, the oldest first."""
    query = select(LegalHold).where(LegalHold.edition_id == edition_id, col(LegalHold.lifted_at).is_(None))
    return list(session.exec(query.order_by(col(LegalHold.placed_at), col(LegalHold.id))))


def refuse_held(session: Session, edition: Edition) -> None:
    """Raise ``ActRefused`` where a legal hold forbids to destroy the edition."""
    if standing(session, edition.id):
        raise ActRefused("a legal hold stands on it: nothing of it is destroyed until the hold is lifted (case 25)")


def side_of(session: Session, hold: LegalHold) -> str:
    """Return the side that placed a hold: ``registry``, or an originator's organization.

    It is the one for which the officer acted then (case 32), or what that became part of (case 18).
    """
    person = session.get_one(Person, hold.placed_by)
    return REGISTRY_SIDE if person.role == REGISTRY else heir(session, _acted_for(session, hold, person))


def _acted_for(session: Session, hold: LegalHold, person: Person) -> str:
    query = select(RegisterEntry).join(RegisterMention, col(RegisterMention.sequence) == col(RegisterEntry.sequence))
    query = query.where(RegisterMention.edition_id == hold.edition_id, RegisterEntry.action == PLACED)
    placed = (entry.detail for entry in session.exec(query) if entry.detail.get("hold") == hold.id)
    return str(next(placed, {}).get("organization", person.organization_id))


def _side(actor: Actor) -> str:
    return REGISTRY_SIDE if actor.person.role == REGISTRY else actor.organization
