"""Overseeing: how an assessment circulates now, what is asked about it, and how far a recall is (case 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.deposit import Deposit
from models.handling import CARD, Handling
from models.marking import Marking
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY, Person
from models.tables.request import OPEN, Request
from models.token import Token
from repository import acts, moves
from repository import recall as recalls
from repository.acts import NotFound
from repository.editions import CARD_MARKING, read_deposit
from repository.preview import preview_standing
from repository.recall import Recalled
from repository.register import Act
from repository.requests import KINDS
from repository.rewriting import standing
from repository.weighing import Preview
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor

CHANGES = ("raise", "narrow", "downgrade", "widen", "recall")


@dataclass(frozen=True, slots=True)
class Admitted:
    """One token of a release list; ``pinned`` are those it stood for when it was pinned, None where it is live."""

    token: str
    pinned: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PartView:
    """One part: its marking with the rank in force, and whom its release list names."""

    part: str
    marking: Marking
    rank: int
    admitted: tuple[Admitted, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request about the assessment that waits for its answers."""

    id: str
    kind: str
    asked_by: str
    organization: str
    reason: str
    deadline: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class CirculationView:
    """How an assessment circulates, for its originators' officers and the registry: never title, text or images."""

    assessment: str
    register_title: str | None
    reference: str | None
    state: str
    originators: tuple[str, ...]
    parts: tuple[PartView, ...]
    deposit: Deposit
    waiting: tuple[Waiting, ...]
    acts: tuple[str, ...]
    readers: Preview

    def admitted_words(self) -> list[str]:
        """Return every token that a part is released to, each once."""
        return list(dict.fromkeys(one.token for part in self.parts for one in part.admitted))

    def pinned_words(self) -> list[str]:
        """Return the tokens whose members are pinned, each once."""
        found = (one for part in self.parts for one in part.admitted if one.pinned is not None)
        return list(dict.fromkeys(one.token for one in found))


def circulation(house: House, visitor: Visitor, ident: str) -> CirculationView:
    """Return how an assessment circulates now, and who reads it; raises ``NotFound`` for whom it does not concern."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    registry = house.registry
    with registry.database.read() as session:
        edition = acts.find_edition(session, visitor.actor, ident)
        if edition.key is None:
            raise NotFound
        said = read_deposit(edition, registry.vault)
        handlings = standing(session, edition)
        return CirculationView(
            assessment=edition.assessment_id,
            register_title=said.register_title,
            reference=edition.reference,
            state=edition.state,
            originators=tuple(edition.originators),
            parts=tuple(_part(handlings[name], visitor.at) for name in sorted(handlings) if name != CARD),
            deposit=said,
            waiting=tuple(_waiting(session, visitor, edition)),
            acts=tuple(act for act in moves.possible(visitor.actor, edition) if act in CHANGES),
            readers=preview_standing(registry, session, edition, visitor.at),
        )


def concerned(house: House, visitor: Visitor, ident: str) -> None:
    """Raise ``NotFound`` for whom an assessment does not concern: neither its originators' officer nor the registry."""
    with house.registry.database.read() as session:
        acts.find_edition(session, visitor.actor, ident)


def recalled(house: House, visitor: Visitor, ident: str) -> Recalled:
    """Return how far a recall is, recipient by recipient; recorded before it is shown. Raises ``NotFound``."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    registry = house.registry
    with registry.database.read() as session:
        edition = acts.find_edition(session, visitor.actor, ident)
        found, editions = recalls.status(session, edition), (edition.id,)
    act = Act(action="recall-status", at=visitor.at, actor=visitor.person.id, editions=editions, rank=CARD_MARKING.rank)
    registry.recorder.record(act)
    return found


def _part(handling: Handling, at: datetime) -> PartView:
    admitted = tuple(
        Admitted(str(grant.token), None if grant.pinned is None else tuple(_spelled(t) for t in sorted(grant.pinned)))
        for grant in handling.policy.audience
    )
    return PartView(handling.part, handling.marking, handling.rank_at(at), admitted)


def _spelled(token: Token) -> str:
    """Spell a pinned token; a bureau that was reached as a member is named by its country."""
    return f"country:{token.name}" if token.kind == "bureau" else str(token)


def _waiting(session: Session, visitor: Visitor, edition: Edition) -> list[Waiting]:
    query = select(Request).where(Request.edition_id == edition.id, Request.state == OPEN)
    found = []
    for row in session.exec(query.order_by(col(Request.asked_at), col(Request.id))):
        if visitor.role == REGISTRY and KINDS[row.kind].personal:
            continue
        asker = session.get_one(Person, row.asked_by)
        mine = row.asked_by == visitor.person.id
        found.append(Waiting(row.id, row.kind, asker.name, row.organization_id, row.reason, row.deadline, mine))
    return found
