"""The inbox: the requests that concern a person, found by the database.

Every condition here is that of a function of ``repository/requests.py``, which tests one request at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, and_, col, func, not_, or_, select

from models.tables.person import REGISTRY, Person
from models.tables.request import ASKED, LAPSED, OPEN, Consent, Request
from repository.acts import Actor
from repository.requests import KINDS


def concerning(
    session: Session,
    actor: Actor,
    at: datetime,
    *,
    state: str | None = None,
    kinds: Iterable[str] | None = None,
    most: int | None = None,
) -> list[Request]:
    """Return the requests that the actor may know: hers, her office's, and those it is asked about; newest first.

    Those alone that are in a state at an instant, where one is given; the newest ``most`` of them. What is known is
    found by the database: an office may have been asked ten thousand times.
    """
    query = select(Request).where(known_to(actor))
    if state is not None:
        query = query.where(_in_state(state, at))
    if kinds is not None:
        query = query.where(col(Request.kind).in_(sorted(kinds)))
    return list(session.exec(query.order_by(col(Request.asked_at).desc(), col(Request.id)).limit(most)))


def waiting_for(session: Session, actor: Actor, at: datetime) -> list[Request]:
    """Return the requests that this very person may answer at an instant, the most urgent first."""
    query = select(Request).where(_waiting(actor, at)).order_by(col(Request.deadline), col(Request.id))
    return list(session.exec(query))


def count_waiting_for(session: Session, actor: Actor, at: datetime) -> int:
    """Return how many requests ``waiting_for`` returns; every page says it, so it costs one statement."""
    return int(session.exec(select(func.count()).select_from(Request).where(_waiting(actor, at))).one())


def known_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a request is asked by or of the actor's office, for the database."""
    return or_(_of_her_office(actor), _hers_to_give(actor)) if actor.may_act else false()


def _waiting(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Return the condition that ``requests.may_answer`` tests, for the database."""
    if not actor.may_act:
        return false()
    due = and_(col(Request.state) == OPEN, col(Request.deadline) > at, col(Request.asked_by) != actor.person.id)
    return and_(due, _hers_to_give(actor, col(Consent.state) == ASKED))


def _hers_to_give(actor: Actor, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that ``requests._hers`` finds a consent of the actor's, for the database."""
    role, kind = actor.person.role, col(Request.kind)
    own = kind.in_([one.name for one in KINDS.values() if one.role == role])
    hers = and_(own, col(Consent.organization_id) == actor.organization)
    if role == REGISTRY:
        hers = or_(hers, kind.in_([one.name for one in KINDS.values() if one.registry]))
    return select(Consent.id).where(col(Consent.request_id) == col(Request.id), hers, *more).exists()


def _of_her_office(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that ``requests._in_her_office`` tests, for the database."""
    colleagues = col(Request.asked_by).in_(select(Person.id).where(Person.role == actor.person.role))
    shared = col(Request.kind).not_in([one.name for one in KINDS.values() if one.personal])
    hers = or_(col(Request.asked_by) == actor.person.id, and_(shared, colleagues))
    return and_(col(Request.organization_id) == actor.organization, hers)


def _in_state(state: str, at: datetime) -> ColumnElement[bool]:
    """Return the condition that ``requests.state_at`` is a state, for the database."""
    late = and_(col(Request.state) == OPEN, col(Request.deadline) <= at)
    if state == LAPSED:
        return or_(col(Request.state) == LAPSED, late)
    return and_(col(Request.state) == state, not_(late))
