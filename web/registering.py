"""Registering: the registry's queue and register pages, the acts of an assessment's life, the preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.deposit import Deposit, MarkingDeclared
from models.handling import HELD, REGISTERED, SUBMITTED
from models.marking import Marking
from models.tables.assessment import Assessment, Edition
from models.tables.person import ORIGINATOR, REGISTRY
from repository import acts
from repository.acts import Incomplete
from repository.completeness import field_problems
from repository.editions import declared, read_deposit
from repository.equivalences import counted
from repository.moves import IN_HAND, NOTHING_SAID, Said
from repository.preview import preview as preview_release
from repository.relation_problems import relation_problems
from repository.weighing import Preview
from web import acting
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor

TABS = {"waiting": SUBMITTED, "held": HELD, "registered": REGISTERED}
WAITING = tuple(TABS.values())


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
    embeds: bool = False


def perform(house: House, visitor: Visitor, act: str, ident: str, said: Said = NOTHING_SAID) -> str:
    """Carry out an act of an assessment's life and return the state it led to; refusals are recorded (case 9)."""
    return acting.perform(house, visitor, act, ident, said).state


def queue(house: House, visitor: Visitor) -> list[RegisterPage]:
    """Return the register pages of what waits for the registry, the longest waiting first."""
    require_role(visitor, REGISTRY)
    with house.registry.database.read() as session:
        query = select(Edition).where(col(Edition.state).in_(WAITING))
        rows = session.exec(query.order_by(col(Edition.submitted_at), col(Edition.id)))
        return [_page(house, session, row) for row in rows]


def tabs(house: House, visitor: Visitor) -> dict[str, list[RegisterPage]]:
    """Return the queue by what is to be done, and what is assigned to the visitor herself."""
    waiting = queue(house, visitor)
    found = {name: [shown for shown in waiting if shown.state == state] for name, state in TABS.items()}
    with house.registry.database.read() as session:
        mine = select(Edition).join(Assessment, col(Assessment.id) == col(Edition.assessment_id))
        mine = mine.where(Assessment.case_officer == visitor.person.id, col(Edition.state).in_(IN_HAND))
        rows = session.exec(mine.order_by(col(Edition.submitted_at), col(Edition.id)))
        return found | {"mine": [_page(house, session, row) for row in rows]}


def register_page(house: House, visitor: Visitor, ident: str) -> RegisterPage:
    """Return the register page of an assessment that was submitted; raises ``NotFound``."""
    require_role(visitor, REGISTRY)
    with house.registry.database.read() as session:
        return _page(house, session, acts.find_edition(session, visitor.actor, ident))


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
            before = read_deposit(edition, registry.vault)
            # What may not be seen must not be felt either, by what it would do to the preview (P1).
            problems |= relation_problems(registry, session, visitor.actor, said, before=before, edition=edition)
            if problems:
                raise Incomplete(problems)
        tried = said or read_deposit(edition, registry.vault)
        return preview_release(registry, session, edition, tried, visitor.at)


def _page(house: House, session: Session, edition: Edition) -> RegisterPage:
    def marked(marking: MarkingDeclared | None) -> Marking:
        now, since = house.registry.clock.now(), edition.submitted_at
        return counted(session, edition.originators, declared(marking), now, since)

    said = read_deposit(edition, house.registry.vault)
    return RegisterPage(
        assessment=edition.assessment_id,
        register_title=said.register_title,
        originators=tuple(edition.originators),
        marking=marked(said.marking),
        circulation=tuple(said.release_to or ()),
        exclude=tuple(said.exclude),
        tearlines=tuple((marked(t.marking), tuple(t.release_to)) for t in said.tearlines),
        state=edition.state,
        held_reason=edition.held_reason,
        submitted_at=edition.submitted_at,
        reference=edition.reference,
        embargo_until=said.embargo_until,
        embeds=bool(said.sources or said.translation_of),
    )
