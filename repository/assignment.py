"""The case officer: a registry officer who reads one work to register it, as far as its originators accept (R2, R6).

Letting her in beyond the release list widens the circulation by one person, so every originator is asked (W3).
"""

from __future__ import annotations

from sqlmodel import Session, select

from models.tables.assessment import Assessment, Edition
from models.tables.person import REGISTRY, Person
from models.tables.request import GRANTED, OPEN, TAKEN_BACK, Request
from repository import requests
from repository.acts import Actor, ActRefused, Incomplete
from repository.changing import refuse_suspended
from repository.editions import write_case
from repository.moves import Said
from repository.registry import Registry

KIND = "case-officer"


def assign(registry: Registry, session: Session, actor: Actor, edition: Edition, said: Said) -> dict[str, object]:
    """Make a registry officer the case officer, the actor herself where nobody is named; the originators are asked.

    Returns what the register keeps of it. Until they accept, only state and embargo are lifted for her.
    """
    assessment = session.get_one(Assessment, edition.assessment_id)
    if assessment.case_officer is not None:
        named = session.get_one(Person, assessment.case_officer)
        raise ActRefused(f"{named.name} is its case officer already; unassign her first")
    officer = _officer(session, actor, said)
    assessment.case_officer, assessment.case_accepted = officer.id, False
    session.add(assessment)
    write_case(session, edition)
    about = {"officer": officer.id}
    requests.ask(
        registry, session, actor, KIND, edition.originators, edition=edition, proposal=about, reason=said.reason
    )
    return dict(about)


def unassign(registry: Registry, session: Session, _: Actor, edition: Edition, said: Said) -> dict[str, object]:
    """Take the case from its officer: her next request is refused; an open question to the originators is over."""
    officer = _assigned(session, edition).case_officer
    asked = _open(session, edition)
    if asked is not None:
        asked.state, asked.decided_at = TAKEN_BACK, registry.clock.now()
        session.add(asked)
    _clear(session, edition)
    return {"officer": officer, "reason": said.reason}


def accept(registry: Registry, session: Session, actor: Actor, edition: Edition, said: Said) -> dict[str, object]:
    """Accept the assignment for the actor's organization; it holds once every originator has (W3, R6)."""
    request = _asked(session, edition)
    requests.answer(registry, session, actor, request.id, granted=True, reason=said.reason)
    if request.state == GRANTED:
        carry_out(registry, session, actor, request)
    return {"officer": request.proposal["officer"], "request": request.state}


def decline(registry: Registry, session: Session, actor: Actor, edition: Edition, said: Said) -> dict[str, object]:
    """Decline the assignment, or take the acceptance back; one originator suffices, and the case is nobody's then."""
    officer, request = _assigned(session, edition).case_officer, _open(session, edition)
    if request is not None:
        requests.answer(registry, session, actor, request.id, granted=False, reason=said.why())
    _clear(session, edition)
    return {"officer": officer, "reason": said.why()}


def ask_anew(registry: Registry, session: Session, actor: Actor, edition: Edition) -> None:
    """Ask every originator once more whether the officer may read it, where one has joined since she was accepted."""
    assessment = session.get_one(Assessment, edition.assessment_id)
    if assessment.case_officer is None or not assessment.case_accepted:
        return
    assessment.case_accepted = False
    session.add(assessment)
    write_case(session, edition)
    about = {"officer": assessment.case_officer}
    requests.ask(registry, session, actor, KIND, edition.originators, edition=edition, proposal=about)


def carry_out(registry: Registry, session: Session, _: Actor, request: Request) -> None:
    """Let the case officer in, now that every originator has accepted her.

    Raises ``ActRefused`` where she is no longer assigned, or where an originator is suspended meanwhile (case 3).
    """
    edition = session.get_one(Edition, request.edition_id)
    assessment = session.get_one(Assessment, edition.assessment_id)
    if assessment.case_officer != request.proposal["officer"]:
        raise ActRefused("she is no longer its case officer")
    refuse_suspended(session, edition, registry.clock.now())
    assessment.case_accepted = True
    session.add(assessment)
    write_case(session, edition)


def undo(_: Registry, session: Session, __: Actor, request: Request) -> None:
    """Take the case from an officer whom an originator declined."""
    edition = session.get_one(Edition, request.edition_id)
    if session.get_one(Assessment, edition.assessment_id).case_officer == request.proposal["officer"]:
        _clear(session, edition)


def _officer(session: Session, actor: Actor, said: Said) -> Person:
    if not said.person:
        return actor.person
    found = session.exec(select(Person).where(Person.username == said.person)).first()
    if found is None or not found.active or found.role != REGISTRY:
        raise Incomplete({"person": "name an active registry officer by her user name"})
    return found


def _assigned(session: Session, edition: Edition) -> Assessment:
    assessment = session.get_one(Assessment, edition.assessment_id)
    if assessment.case_officer is None:
        raise ActRefused("it has no case officer")
    return assessment


def _open(session: Session, edition: Edition) -> Request | None:
    query = select(Request).where(Request.kind == KIND, Request.edition_id == edition.id, Request.state == OPEN)
    return session.exec(query).first()


def _asked(session: Session, edition: Edition) -> Request:
    request = _open(session, edition)
    if request is None:
        raise ActRefused("no assignment waits for an answer")
    return request


def _clear(session: Session, edition: Edition) -> None:
    assessment = session.get_one(Assessment, edition.assessment_id)
    assessment.case_officer, assessment.case_accepted = None, False
    session.add(assessment)
    write_case(session, edition)
