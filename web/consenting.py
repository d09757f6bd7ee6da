"""Consenting: requests that wait for consents, shown to whom they concern, answered in one step, recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, or_, select

from models.tables.assessment import Edition
from models.tables.person import REGISTRY, Person
from models.tables.request import GRANTED, OPEN, Consent, Request
from repository import consents, inbox, notices, permits, requests
from repository.access_requests import ACCESS, Effect, effect
from repository.acts import ActRefused, Incomplete, NotFound
from repository.concealment import hidden_from, proposal_for
from repository.permitted import PERMIT
from repository.register import REFUSED, Act
from web import alerting
from web.asking import Said, said_of
from web.house import House
from web.naming import Naming, naming
from web.visitor import Visitor

Done = TypeVar("Done")
MOST = 100
"""So many requests are listed that do not wait for the visitor; older ones are found by their state or address."""
_BATCH = 300
LOOK = "view-requests"
"""The register's word for looking at requests that name an assessment by the looker's own scope."""
_NAMED_TO_THE_ASKED = ("derived-release", "waiver")
"""Kinds about the work of others: nobody can consent to what is not named to her."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What one organization has answered; its name is None where it conceals itself from the looker (case 29)."""

    organization: str | None
    state: str
    person: str | None
    reason: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as one person may see it; ``said`` tells what would happen if all consent.

    ``assessment`` and ``title`` are None where she may not know of it now, ``asker`` and ``organization`` where that
    one conceals itself from her (case 29). ``asked`` tells whether her own office asked it, ``may_answer`` whether it
    waits for her.
    """

    id: str
    kind: str
    said: Said
    assessment: str | None
    title: str | None
    readable: bool
    subject: str | None
    proposal: dict[str, object]
    reason: str
    asker: str | None
    organization: str | None
    asked_at: datetime
    deadline: datetime
    state: str
    decided_at: datetime | None
    answers: tuple[AnswerView, ...]
    asked: bool
    may_answer: bool
    may_take_back: bool
    may_withdraw: bool
    effect: Effect | None = None


def all_requests(
    house: House,
    visitor: Visitor,
    *,
    state: str | None = None,
    waiting: bool = False,
    kinds: Collection[str] | None = None,
) -> list[RequestView]:
    """Return the requests the visitor may know: all that wait for her, by urgency, then the newest ``MOST`` others."""
    with naming(house, visitor, LOOK) as given:
        session, actor, at = given.session, visitor.actor, visitor.at
        first = [row for row in inbox.waiting_for(session, actor, at) if kinds is None or row.kind in kinds]
        rows = [row for row in first if state in (None, OPEN)]
        if not waiting:
            shown = {row.id for row in first}
            most = MOST + len(first)
            known = inbox.concerning(session, actor, at, state=state, kinds=kinds, most=most)
            rows += [row for row in known if row.id not in shown][:MOST]
        # While they are held, whatever a view looks up of them is in memory.
        held = _looked_up(session, rows)
        views = [_view(house, given, row) for row in rows]
        del held
        return views


def _looked_up(session: Session, rows: Sequence[Request]) -> list[object]:
    """Return the editions that requests are about and the people who asked and answered them, read at once."""
    held: list[object] = []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        idents = [row.id for row in batch]
        answered = select(Consent.person_id).where(col(Consent.request_id).in_(idents))
        people = or_(col(Person.id).in_({row.asked_by for row in batch}), col(Person.id).in_(answered))
        asking: list[Person] = list(session.exec(select(Person).where(people)))
        about = select(Edition).where(col(Edition.id).in_({row.edition_id for row in batch}))
        works: list[Edition] = list(session.exec(about))
        held += [*asking, *works]
    return held


def one_request(house: House, visitor: Visitor, ident: str) -> RequestView:
    """Return one request, with what granting it would do where she decides on access; raises ``NotFound``."""
    with naming(house, visitor, LOOK) as given:
        row = requests.find(given.session, visitor.actor, ident)
        return _view(house, given, row, closely=True)


def answer(house: House, visitor: Visitor, ident: str, *, granted: bool, reason: str = "") -> RequestView:
    """Grant or decline for the visitor's organization; where that settles it, it holds for the next request.

    Raises ``NotFound`` and ``ActRefused`` in words; a refusal is recorded, and then nothing was changed.
    """
    registry, actor = house.registry, visitor.actor

    def act(session: Session) -> None:
        consents.answer(registry, session, actor, ident, granted=granted, reason=reason)

    _perform(house, visitor, "grant" if granted else "decline", ident, act)
    return one_request(house, visitor, ident)


def take_back(house: House, visitor: Visitor, ident: str) -> RequestView:
    """Take a request back that the visitor or her office asked; a granted permit, where she is its provider."""
    registry, actor = house.registry, visitor.actor

    def act(session: Session) -> None:
        row = requests.find(session, actor, ident)
        provided = row.kind == PERMIT and row.asked_by != actor.person.id
        given_back = permits.withdraw if provided else requests.take_back
        given_back(registry, session, actor, ident)

    _perform(house, visitor, "take-back", ident, act)
    return one_request(house, visitor, ident)


def _perform(house: House, visitor: Visitor, action: str, ident: str, act: Callable[[Session], Done]) -> Done:
    registry = house.registry
    try:
        with registry.database.write() as session:
            return act(session)
    except (ActRefused, Incomplete, NotFound) as error:
        detail = {"request": ident[:64], "why": str(error)[:500]}
        refused = Act(action=action, at=visitor.at, actor=visitor.person.id, outcome=REFUSED, detail=detail)
        registry.recorder.record(refused)
        raise


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits for a person: notices she has not acknowledged, requests she may answer, alerts she has not seen."""

    notices: int = 0
    requests: int = 0
    alerts: int = 0


def figures(house: House, visitor: Visitor) -> Figures:
    """Return the visitor's own figures; each is the number of rows that its page shows."""
    with house.registry.database.read() as session:
        waiting = inbox.count_waiting_for(session, visitor.actor, visitor.at)
        unread = notices.unread(session, visitor.person.id)
    return Figures(unread, waiting, alerting.count(house, visitor))


def _view(house: House, given: Naming, row: Request, *, closely: bool = False) -> RequestView:
    visitor, session = given.visitor, given.session
    actor, at = visitor.actor, visitor.at
    asked = requests.asked_of(session, row, actor)
    named = given.of(row.edition_id, asked=asked and row.kind in _NAMED_TO_THE_ASKED)
    hidden = hidden_from(house.registry, session, row, actor.organization)
    known = row.organization_id not in hidden or visitor.role == REGISTRY
    asker = session.get_one(Person, row.asked_by).name if known else None
    deciding = requests.may_answer(session, row, actor, at)
    return RequestView(
        id=row.id,
        kind=row.kind,
        said=said_of(session, row, asker, named.title if named else None),
        assessment=named.assessment if named else None,
        title=named.title if named else None,
        readable=bool(named and named.readable),
        subject=row.subject,
        proposal=proposal_for(session, row, actor.organization),
        reason=row.reason,
        asker=asker,
        organization=row.organization_id if known else None,
        asked_at=row.asked_at,
        deadline=row.deadline,
        state=requests.state_at(row, at),
        decided_at=row.decided_at,
        answers=tuple(_answer(session, one, hidden) for one in requests.consents_of(session, row)),
        asked=requests.asked_here(session, row, actor),
        may_answer=deciding,
        may_take_back=requests.may_take_back(session, row, actor),
        may_withdraw=row.kind == PERMIT and row.state == GRANTED and asked,
        effect=effect(session, row, at) if closely and deciding and row.kind == ACCESS else None,
    )


def _answer(session: Session, consent: Consent, hidden: frozenset[str]) -> AnswerView:
    known = consent.organization_id not in hidden
    person = session.get(Person, consent.person_id) if consent.person_id and known else None
    return AnswerView(
        organization=consent.organization_id if known else None,
        state=consent.state,
        person=person.name if person else None,
        reason=consent.reason,
        answered_at=consent.answered_at,
    )
