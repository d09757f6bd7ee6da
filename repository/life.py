"""The life of an assessment: which act leads from which state to which, by whom, with which second person.

One table (domain 4); the functions below only carry it out. Acts that are refused are recorded too (case 9).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models.deposit import Deposit
from models.handling import DRAFT, HELD, REGISTERED, RELEASED, SUBMITTED, SUPERSEDED, WITHDRAWN
from models.reader import SUPERVISED, SUSPENDED
from models.tables.assessment import Edition
from models.tables.job import DONE, NEEDS_PERSON, QUEUED, RUNNING, Job
from models.tables.organization import Organization
from models.tables.person import ORIGINATOR, REGISTRY, Person
from repository.access import read_organization
from repository.acts import Actor, ActRefused, Incomplete, act_of, find_edition
from repository.completeness import Problems, field_problems, reasons_to_hold, submission_problems
from repository.editions import (
    read_deposit,
    read_suggestions,
    write_deposit,
    write_handlings,
    write_state,
)
from repository.registry import Registry


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: an act, the states it starts from, the state it leads to, who does it."""

    act: str
    from_states: frozenset[str]
    to_state: str
    role: str
    second_person: bool = False


MOVES = {
    move.act: move
    for move in (
        Move("submit", frozenset({DRAFT, HELD}), SUBMITTED, ORIGINATOR),
        Move("register", frozenset({SUBMITTED}), REGISTERED, REGISTRY, second_person=True),
        Move("release", frozenset({REGISTERED}), RELEASED, REGISTRY, second_person=True),
        Move("withdraw", frozenset({SUBMITTED, HELD, REGISTERED, RELEASED, SUPERSEDED}), WITHDRAWN, ORIGINATOR),
    )
}

BEFORE_SUBMISSION = frozenset({DRAFT, HELD})


def perform(registry: Registry, session: Session, actor: Actor, act: str, assessment: str) -> Edition:
    """Carry out an act in the caller's write transaction and record it there (P2).

    Raises ``NotFound``, ``ActRefused`` or ``Incomplete``; the boundary records a refusal with ``acts.refusal``.
    """
    move = MOVES[act]
    edition = find_edition(session, actor, assessment)
    if actor.person.role != move.role:
        raise ActRefused(f"only a person in the role '{move.role}' may {act}")
    if edition.state not in move.from_states:
        raise ActRefused(f"it is {edition.state}; to {act} it must be {' or '.join(sorted(move.from_states))}")
    if move.second_person and edition.submitter_id == actor.person.id:
        raise ActRefused(f"whoever submitted it cannot {act} it: a second person must (W1, W7)")
    before = edition.state
    _PERFORM[act](registry, session, actor, edition)
    detail: dict[str, object] = {"from": before, "to": edition.state}
    if edition.held_reason:
        detail["held"] = edition.held_reason
    registry.register.append(session, act_of(registry, actor, act, edition, detail))
    return edition


def change(registry: Registry, session: Session, actor: Actor, assessment: str, deposit: Deposit) -> Edition:
    """Replace the metadata of a draft or a held edition by its originator, and record it (W1)."""
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused("only an originator's officer may change an assessment")
    if edition.state not in BEFORE_SUBMISSION:
        raise ActRefused(f"it is {edition.state}; metadata can be changed before it is submitted, or while it is held")
    before = read_deposit(edition, registry.vault)
    if deposit.originators is None:
        # Not said is not changed: a joint originator does not drop the others by leaving them out (W3).
        deposit = deposit.model_copy(update={"originators": before.originators})
    joint = deposit.originators or edition.originators
    problems = field_problems(session, deposit.model_copy(update={"originators": joint}), actor.reader.organization)
    problems |= _dropped(session, edition, actor, joint)
    if problems:
        raise Incomplete(problems)
    write_deposit(edition, registry.vault, deposit)
    edition.originators = sorted(set(joint))
    write_handlings(session, edition, deposit, registry.clock.now())
    if before.tearlines != deposit.tearlines:
        _cut_again(session, edition)
    registry.register.append(session, act_of(registry, actor, "change", edition, {}))
    return edition


def _dropped(session: Session, edition: Edition, actor: Actor, joint: list[str]) -> Problems:
    """Return the problem of leaving out another originator; only whose officer deposited it may do so."""
    dropped = sorted(set(edition.originators) - set(joint) - {actor.reader.organization})
    depositor = session.get_one(Person, edition.depositor_id)
    if not dropped or depositor.organization_id == actor.reader.organization:
        return {}
    return {"originators": f"{dropped[0]} is a joint originator; only the depositing organization may drop it"}


def _submit(registry: Registry, session: Session, actor: Actor, edition: Edition) -> None:
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is not None and job.state != DONE:
        raise ActRefused(f"its file is not searchable yet (the job is {job.state}); submit it when the job is done")
    deposit = read_deposit(edition, registry.vault)
    problems = submission_problems(session, deposit, actor.reader.organization)
    if problems:
        raise Incomplete(problems)
    banners = [found["text"] for found in read_suggestions(edition, registry.vault).get("banners", [])]
    reasons = reasons_to_hold(deposit, banners, supervised=actor.reader.standing == SUPERVISED)
    edition.submitter_id = actor.person.id
    edition.submitted_at = registry.clock.now()
    edition.held_reason = "; ".join(reasons) or None
    write_handlings(session, edition, deposit, registry.clock.now())
    write_state(session, edition, HELD if reasons else SUBMITTED)


def _register(registry: Registry, session: Session, actor: Actor, edition: Edition) -> None:
    now = registry.clock.now()
    edition.registrar_id = actor.person.id
    edition.registered_at = now
    edition.reference = read_deposit(edition, registry.vault).reference or new_reference(registry, edition, now.year)
    write_state(session, edition, REGISTERED)


def new_reference(registry: Registry, edition: Edition, year: int) -> str:
    """Return a reference of its own: random, so that none tells how many there are (case 27)."""
    return f"{edition.originators[0].upper()}/{year}/{registry.ids.new()[:6].upper()}"


def _release(registry: Registry, session: Session, _actor: Actor, edition: Edition) -> None:
    now = registry.clock.now()
    _refuse_suspended(session, edition, now)
    edition.released_at = now
    write_handlings(session, edition, read_deposit(edition, registry.vault), now, pinned=True)
    write_state(session, edition, RELEASED)


def _refuse_suspended(session: Session, edition: Edition, now: datetime) -> None:
    """Refuse to widen what a suspended organization originated, alone or jointly (cases 3, 16)."""
    for name in edition.originators:
        organization = session.get(Organization, name)
        if organization is None or read_organization(session, organization, now).standing == SUSPENDED:
            raise ActRefused(f"its originator {name} is suspended; nothing of it is released meanwhile (case 3)")


def _withdraw(registry: Registry, session: Session, _actor: Actor, edition: Edition) -> None:
    edition.withdrawn_at = registry.clock.now()
    write_state(session, edition, WITHDRAWN)


def _cut_again(session: Session, edition: Edition) -> None:
    """Send the edition through ingest once more: its portions now belong to other handlings.

    A worker that is reading it meanwhile by the tearlines of before loses its lease, and so its work.
    """
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is not None and job.state in (DONE, NEEDS_PERSON, RUNNING):
        job.state, job.stage, job.page, job.pages, job.attempts = QUEUED, "", 0, 0, 0
        job.worker = job.leased_until = job.reason = job.finished_at = None
        session.add(job)


_PERFORM: dict[str, Callable[[Registry, Session, Actor, Edition], None]] = {
    "submit": _submit,
    "register": _register,
    "release": _release,
    "withdraw": _withdraw,
}
