"""Registering: the registry's queue and register pages, the acts of an assessment's life, the preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from models.deposit import Deposit
from models.handling import HELD, REGISTERED, SUBMITTED
from models.marking import Marking
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY
from repository import acts, life
from repository.acts import ActRefused, Incomplete, NotFound
from repository.completeness import field_problems
from repository.editions import declared, read_deposit
from repository.preview import Preview
from repository.preview import preview as preview_release
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor

WAITING = (SUBMITTED, HELD, REGISTERED)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What the registry sees of an assessment: never its title, text or images (domain 3)."""

    assessment: str
    register_title: str | None
    originators: tuple[str, ...]
    marking: Marking
    circulation: tuple[str, ...]
    exclude: tuple[str, ...]
    tearlines: tuple[tuple[Marking, tuple[str, ...]], ...]
    state: str
    held_reason: str | None
    submitted_at: datetime | None
    reference: str | None
    embargo_until: datetime | None


def perform(house: House, visitor: Visitor, act: str, ident: str) -> str:
    """Carry out an act of ``life.MOVES`` and return the state it led to; refusals are recorded (case 9)."""
    registry = house.registry
    try:
        with registry.database.write() as session:
            return life.perform(registry, session, visitor.actor, act, ident).state
    except (ActRefused, Incomplete, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, act, ident, error))
        raise


def queue(house: House, visitor: Visitor) -> list[RegisterPage]:
    """Return the register pages of what waits for the registry, the longest waiting first."""
    require_role(visitor, REGISTRY)
    with house.registry.database.read() as session:
        query = select(Edition).where(col(Edition.state).in_(WAITING))
        rows = session.exec(query.order_by(col(Edition.submitted_at), col(Edition.id)))
        return [_page(house, row) for row in rows]


def register_page(house: House, visitor: Visitor, ident: str) -> RegisterPage:
    """Return the register page of an assessment that was submitted; raises ``NotFound``."""
    require_role(visitor, REGISTRY)
    with house.registry.database.read() as session:
        return _page(house, acts.find_edition(session, visitor.actor, ident))


def preview(house: House, visitor: Visitor, ident: str, said: Deposit | None = None) -> Preview:
    """Return what a release would do, as deposited or with other circulation.

    For the registry, and for the officers of an originator, who alone may try another deposit. Raises
    ``NotFound`` and ``Incomplete``.
    """
    require_role(visitor, ORIGINATOR, REGISTRY)
    registry = house.registry
    with registry.database.read() as session:
        edition = acts.find_edition(session, visitor.actor, ident)
        if said is not None:
            require_role(visitor, ORIGINATOR)
            problems = field_problems(session, said, visitor.reader.organization)
            if problems:
                raise Incomplete(problems)
        tried = said or read_deposit(edition, registry.vault)
        return preview_release(registry, session, edition, tried, visitor.at)


def _page(house: House, edition: Edition) -> RegisterPage:
    said = read_deposit(edition, house.registry.vault)
    return RegisterPage(
        assessment=edition.assessment_id,
        register_title=said.register_title,
        originators=tuple(edition.originators),
        marking=declared(said.marking),
        circulation=tuple(said.release_to or ()),
        exclude=tuple(said.exclude),
        tearlines=tuple((declared(t.marking), tuple(t.release_to)) for t in said.tearlines),
        state=edition.state,
        held_reason=edition.held_reason,
        submitted_at=edition.submitted_at,
        reference=edition.reference,
        embargo_until=said.embargo_until,
    )
