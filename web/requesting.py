"""Requesting: what is disclosed to those outside a circulation, and their requests for access and for permits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlmodel import Session

from models.policy import ACTIONS, H2_REMOVES
from models.tables.assessment import Edition
from models.tables.person import ANALYST, ORIGINATOR
from models.tables.request import Request
from repository import access_requests, acts, permits
from repository.acts import ActRefused, NotFound
from repository.disclosure import ReleasedAssessment, ReleasedCard, disclosed_card
from repository.permitted import H2, PERMIT
from repository.register import Act
from repository.scope import Scope
from web import consenting
from web.consenting import RequestView
from web.depositing import require_role
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

MayAsk = Callable[[Scope, str], bool]


def disclosed(house: House, visitor: Visitor) -> list[ReleasedCard]:
    """Return what originators disclose to the visitor though she may read none of it; recorded before it is shown.

    What her own organization originated is not among it: nothing there is hidden from its officers.
    """
    require_role(visitor, ANALYST, ORIGINATOR)
    with scope_of(house, visitor) as (_, scope):
        cards = [disclosed_card(house.registry, scope, edition, visitor.at) for edition in scope.disclosed]
    shown = sorted((card for card in cards if card and not _own(card, visitor)), key=lambda card: card.order)
    editions = tuple(card.edition for card in shown)
    rank = max((card.proof.handling.rank_at(visitor.at) for card in shown), default=0)
    act = Act(action="list-disclosed", at=visitor.at, actor=visitor.person.id, editions=editions, rank=rank)
    house.registry.recorder.record(act)
    return shown


def _own(card: ReleasedCard, visitor: Visitor) -> bool:
    return visitor.reader.organization in card.proof.handling.policy.originators


def mine(house: House, visitor: Visitor) -> list[RequestView]:
    """Return the requests for access and for permits that the visitor made, the newest first, or decides on."""
    kinds = (access_requests.ACCESS, PERMIT)
    return consenting.all_requests(house, visitor, kinds=kinds)


def ask_access(house: House, visitor: Visitor, assessment: str, whom: str, reason: str) -> RequestView:
    """Ask for access to what is disclosed, for oneself or for one's organization; recorded.

    Raises ``NotFound`` for what is absent, withheld or readable already, the same for all; ``ActRefused`` in words.
    """
    registry, actor = house.registry, visitor.actor

    def ask(session: Session, edition: Edition) -> Request:
        return access_requests.ask(registry, session, actor, edition, whom, reason)

    def may(scope: Scope, edition: str) -> bool:
        return edition in scope.disclosed

    return _ask(house, visitor, assessment, may, ask)


def ask_permit(house: House, visitor: Visitor, assessment: str, actions: Sequence[str], reason: str) -> RequestView:
    """Ask, for one's organization, for what H2 keeps from readers of an assessment; recorded.

    Raises ``NotFound`` where the visitor may not read it, ``ActRefused`` in words.
    """
    registry, actor = house.registry, visitor.actor

    def ask(session: Session, edition: Edition) -> Request:
        return permits.ask(registry, session, actor, edition, actions, reason)

    def may(scope: Scope, edition: str) -> bool:
        return edition in scope.editions

    return _ask(house, visitor, assessment, may, ask)


def permits_to_ask(shown: ReleasedAssessment, visitor: Visitor) -> list[str]:
    """Return the actions for which a reader may ask a permit: H2 keeps them from her, on a part that she sees."""
    carried = any(H2 in proof.handling.marking.handling for proof in shown.proofs)
    if not carried or visitor.role not in (ANALYST, ORIGINATOR):
        return []
    return [action for action in ACTIONS if action in H2_REMOVES and not shown.may(action)]


def _ask(
    house: House,
    visitor: Visitor,
    assessment: str,
    may_ask: MayAsk,
    ask: Callable[[Session, Edition], Request],
) -> RequestView:
    registry = house.registry
    try:
        require_role(visitor, ANALYST, ORIGINATOR)
        with scope_of(house, visitor) as (_, scope):
            ident = registry.catalogue.of_assessment(assessment)
            if ident is None or not may_ask(scope, ident):
                raise NotFound
        with registry.database.write() as session:
            made = ask(session, session.get_one(Edition, ident)).id
    except (ActRefused, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, "ask", assessment, error))
        raise
    return consenting.one_request(house, visitor, made)
