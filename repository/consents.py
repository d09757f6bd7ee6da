"""Consents: an answer to a request, and what is done once everybody whose consent is needed has given it.

Each module that asks for consents names here what it does with them: ``CARRY_OUT`` when all have granted, ``UNDO``
when one declined what already holds provisionally (W2).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from models.tables.request import DECLINED, GRANTED, Request
from repository import (
    access_requests,
    agreements,
    assignment,
    circulating,
    derivation,
    destruction,
    lists,
    mergers,
    overrides,
    permits,
    recall,
    regrading,
    requests,
    reversal,
    standings,
)
from repository.acts import Actor
from repository.permitted import PERMIT
from repository.registry import Registry

Done = Callable[[Registry, Session, Actor, Request], None]

CARRY_OUT: dict[str, Done] = {
    "downgrade": regrading.carry_out,
    "widen": circulating.carry_out,
    "recall": recall.carry_out,
    access_requests.ACCESS: access_requests.carry_out,
    PERMIT: permits.carry_out,
    lists.KIND: lists.carry_out,
    assignment.KIND: assignment.carry_out,
    derivation.WAIVER: derivation.waive,
    destruction.KIND: destruction.carry_out,
    overrides.KIND: overrides.lower,
    agreements.KIND: agreements.carry_out,
    mergers.KIND: mergers.carry_out,
    standings.KIND: standings.carry_out,
}
UNDO: dict[str, Done] = {
    "keep-change": reversal.carry_out,
    lists.KIND: lists.put_aside,
    assignment.KIND: assignment.undo,
}


def answer(
    registry: Registry, session: Session, actor: Actor, ident: str, *, granted: bool, reason: str = ""
) -> Request:
    """Answer a request for the actor's organization and, where that settles it, carry it out, in one transaction.

    Raises what ``requests.answer`` raises, and ``ActRefused`` where what was asked is no longer possible: then the
    answer is not kept either.
    """
    request = requests.answer(registry, session, actor, ident, granted=granted, reason=reason)
    done = {GRANTED: CARRY_OUT, DECLINED: UNDO}.get(request.state, {}).get(request.kind)
    if done is not None:
        done(registry, session, actor, request)
    return request
