"""The life of an assessment: its acts carried out, from the draft to the end (domain 4).

Who may act from which state stands in ``repository/moves.py``; the functions below only carry it out. Acts that
are refused are recorded too (case 9).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, select

from models.deposit import Deposit
from models.handling import HELD, REGISTERED, RELEASED, SUBMITTED, WITHDRAWN
from models.reader import SUPERVISED, SUSPENDED
from models.tables.assessment import Edition
from models.tables.job import DONE, NEEDS_PERSON, QUEUED, RUNNING, Job
from models.tables.organization import Organization
from models.tables.person import ORIGINATOR, Person
from repository import affiliations, assignment, derivation, destruction, holding, legal_holds, outdated, relations
from repository.access import read_organization
from repository.acts import Actor, ActRefused, Incomplete, Overtaken, act_of, find_edition
from repository.completeness import Problems, field_problems, submission_problems
from repository.contradictions import reasons_to_hold
from repository.editions import (
    read_deposit,
    read_suggestions,
    touch,
    wording,
    write_deposit,
    write_handlings,
    write_state,
)
from repository.judgement_problems import passage_problems
from repository.mark import rank_of_editions
from repository.moves import MOVES, NOTHING_SAID, Said, admit
from repository.registry import Registry
from repository.relation_problems import refuse_unreleased, relation_problems, standing_problems

Detail = dict[str, object]
"""What the register keeps of an act beside the states."""

BEFORE_SUBMISSION = MOVES["change"].from_states


def perform(
    registry: Registry, session: Session, actor: Actor, act: str, assessment: str, said: Said = NOTHING_SAID
) -> Edition:
    """Carry out an act of ``MOVES`` in the caller's write transaction and record it there (P2).

    What needs consents is only asked for (``destroy``). Raises ``NotFound``, ``ActRefused`` or ``Incomplete``; the
    boundary records a refusal with ``acts.refusal``.
    """
    if act == destruction.KIND:
        request = destruction.ask(registry, session, actor, assessment, said)
        return session.get_one(Edition, request.edition_id)
    edition = admit(session, actor, act, assessment)
    before, rank = edition.state, rank_of_editions(session, (edition.id,), registry.clock.now())
    more = _PERFORM[act](registry, session, actor, edition, said)
    detail: dict[str, object] = {"from": before, "to": edition.state, **more}
    if edition.held_reason:
        detail["held"] = edition.held_reason
    # As high as what it is about was before: a work that is gone has no rank any more.
    entry = replace(act_of(registry, actor, act, edition, detail), rank=rank)
    registry.register.append(session, entry)
    return edition


def change(
    registry: Registry, session: Session, actor: Actor, assessment: str, deposit: Deposit, *, seen: str | None = None
) -> Edition:
    """Replace the metadata of a draft or a held edition by its originator, and record it (W1).

    ``seen`` is the ``wording`` that the change was made upon; raises ``Overtaken`` where it is another by now.
    """
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused("only an originator's officer may change an assessment")
    if edition.state not in BEFORE_SUBMISSION:
        raise ActRefused(f"it is {edition.state}; metadata can be changed before it is submitted, or while it is held")
    before = read_deposit(edition, registry.vault)
    if seen is not None and seen != wording(before, registry.vault):
        raise Overtaken("somebody else has changed it meanwhile; look at what it says now, and change it then")
    if deposit.originators is None:
        # Not said is not changed: a joint originator does not drop the others by leaving them out (W3).
        deposit = deposit.model_copy(update={"originators": before.originators})
    joint = deposit.originators or edition.originators
    problems = field_problems(session, deposit.model_copy(update={"originators": joint}), actor.reader.organization)
    problems |= _dropped(session, edition, actor, joint)
    problems |= relation_problems(registry, session, actor, deposit, before=before, edition=edition)
    if problems:
        raise Incomplete(problems)
    write_deposit(edition, registry.vault, deposit)
    joined = set(joint) - set(edition.originators)
    edition.originators = sorted(set(joint))
    write_handlings(session, edition, deposit, registry.clock.now())
    if joined:
        assignment.ask_anew(registry, session, actor, edition)
    outdated.close(registry, session, actor, edition)
    if before.tearlines != deposit.tearlines:
        _cut_again(session, edition)
    registry.register.append(session, act_of(registry, actor, "change", edition, {}))
    return edition


def _dropped(session: Session, edition: Edition, actor: Actor, joint: list[str]) -> Problems:
    """Return the problem of leaving out another originator; only whose officer deposited it may do so."""
    dropped = sorted(set(edition.originators) - set(joint) - {actor.organization})
    depositing = _depositing(session, edition)
    if not dropped or (actor.organization in depositing and depositing.isdisjoint(dropped)):
        return {}
    return {"originators": f"{dropped[0]} is a joint originator; only the depositing organization may drop it"}


def _depositing(session: Session, edition: Edition) -> frozenset[str]:
    """Return the originators for which whoever deposited it may have acted: one, but for a secondee (case 32)."""
    acted = affiliations.ever(session, session.get_one(Person, edition.depositor_id))
    return frozenset(affiliations.heir(session, name) for name in acted) & set(edition.originators)


def _submit(registry: Registry, session: Session, actor: Actor, edition: Edition, _: Said) -> Detail:
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is not None and job.state != DONE:
        raise ActRefused(f"its file is not searchable yet (the job is {job.state}); submit it when the job is done")
    deposit = read_deposit(edition, registry.vault)
    found = read_suggestions(edition, registry.vault)
    problems = submission_problems(session, deposit, actor.reader.organization, found, registry.clock.now())
    problems |= standing_problems(session, edition) | passage_problems(session, edition.id, deposit.judgements)
    if problems:
        raise Incomplete(problems)
    reasons = reasons_to_hold(deposit, found, supervised=actor.reader.standing == SUPERVISED)
    edition.submitter_id = actor.person.id
    edition.submitted_at = registry.clock.now()
    edition.held_reason = "; ".join(reasons) or None
    write_handlings(session, edition, deposit, registry.clock.now())
    write_state(session, edition, HELD if reasons else SUBMITTED)
    derivation.ask_release(registry, session, actor, edition)
    return {}


def _register(registry: Registry, session: Session, actor: Actor, edition: Edition, _: Said) -> Detail:
    now = registry.clock.now()
    edition.registrar_id = actor.person.id
    edition.registered_at = now
    said = read_deposit(edition, registry.vault).reference
    # One that was held after its registration keeps what it was given then.
    edition.reference = said or edition.reference or new_reference(registry, edition, now.year)
    write_state(session, edition, REGISTERED)
    return {}


def new_reference(registry: Registry, edition: Edition, year: int) -> str:
    """Return a reference of its own: random, so that none tells how many there are (case 27)."""
    return f"{edition.originators[0].upper()}/{year}/{registry.ids.new()[:6].upper()}"


def _release(registry: Registry, session: Session, actor: Actor, edition: Edition, _: Said) -> Detail:
    now = registry.clock.now()
    _refuse_suspended(session, edition, now)
    refuse_unreleased(session, edition)
    missing = relations.consents_missing(registry, session, edition)
    if missing:
        raise ActRefused(f"it embeds the work of others who have not consented to its release: {' or '.join(missing)}")
    edition.released_at = now
    write_handlings(session, edition, read_deposit(edition, registry.vault), now, pinned=True)
    write_state(session, edition, RELEASED)
    relations.take_effect(registry, session, actor, edition)
    return {}


def _refuse_suspended(session: Session, edition: Edition, now: datetime) -> None:
    """Refuse to widen what a suspended organization originated, alone or jointly (cases 3, 16)."""
    for name in edition.originators:
        organization = session.get(Organization, name)
        if organization is None or read_organization(session, organization, now).standing == SUSPENDED:
            raise ActRefused(f"its originator {name} is suspended; nothing of it is released meanwhile (case 3)")


def _withdraw(registry: Registry, session: Session, __: Actor, edition: Edition, _: Said) -> Detail:
    edition.withdrawn_at = registry.clock.now()
    write_state(session, edition, WITHDRAWN)
    relations.propagate(registry, session, edition, "withdrawn")
    return {}


def _discard(registry: Registry, session: Session, actor: Actor, edition: Edition, said: Said) -> Detail:
    """Destroy a draft: nobody but its depositing organization ever worked on it, so nobody else is asked."""
    depositing = _depositing(session, edition)
    if depositing and actor.organization not in depositing:
        raise ActRefused(f"only an officer of {' or '.join(sorted(depositing))}, which deposited it, may discard it")
    legal_holds.refuse_held(session, edition)
    destruction.destroy(registry, session, edition)
    return {"reason": said.reason} if said.reason else {}


def _review(registry: Registry, session: Session, _: Actor, edition: Edition, said: Said) -> Detail:
    """Keep that the work was reviewed, and until when it is to be reviewed again, if it is."""
    today, deposit = registry.clock.now(), read_deposit(edition, registry.vault)
    if said.review_by is not None and said.review_by <= today.date():
        raise Incomplete({"review_by": "name a day to come, or none"})
    write_deposit(edition, registry.vault, deposit.model_copy(update={"review_by": said.review_by}))
    session.add(edition)
    touch(session, edition)
    until = said.review_by.isoformat() if said.review_by else None
    return {"review_by": until, "reason": said.reason}


def _cut_again(session: Session, edition: Edition) -> None:
    """Send the edition through ingest once more: its portions now belong to other handlings.

    A worker that is reading it meanwhile by the tearlines of before loses its lease, and so its work.
    """
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is not None and job.state in (DONE, NEEDS_PERSON, RUNNING):
        job.state, job.stage, job.page, job.pages, job.attempts = QUEUED, "", 0, 0, 0
        job.worker = job.leased_until = job.reason = job.finished_at = None
        session.add(job)


_PERFORM: dict[str, Callable[[Registry, Session, Actor, Edition, Said], Detail]] = {
    "submit": _submit,
    "discard": _discard,
    "hold": holding.hold,
    "resolve": holding.resolve,
    "register": _register,
    "release": _release,
    "assign": assignment.assign,
    "unassign": assignment.unassign,
    "accept-officer": assignment.accept,
    "decline-officer": assignment.decline,
    "review": _review,
    "withdraw": _withdraw,
}

PERFORMED = (*_PERFORM, destruction.KIND)
"""The acts that ``perform`` knows; the others of the table have modules of their own."""
