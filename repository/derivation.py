"""What derived works need of their sources' originators: consent to the release (W5), and waivers (R9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from models.deposit import Deposit
from models.handling import DESTROYED, DRAFT
from models.scheme import UNKNOWN_RANK, UnknownLevel, level
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, Person
from models.tables.relation import SOURCE, TRANSLATION
from models.tables.request import DECLINED, GRANTED, OPEN, TAKEN_BACK, Consent, Request
from repository import requests
from repository.acts import Actor, ActRefused, Incomplete, act_of, find_edition
from repository.changing import refuse_suspended
from repository.concealment import conceals
from repository.database import bump
from repository.editions import read_deposit, records
from repository.handlings import COUNTER, decode, terms_of
from repository.registry import Registry
from repository.sources import FORMING, GONE, carried, edition_of, relations_of

RELEASE, WAIVER = "derived-release", "waiver"
NOT_ASKED = "not-asked"
CONCEALED = "concealed"
"""Stands for the name of an organization that is not told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one organization whose work is embedded says to the release: asked, granted or declined, with reasons."""

    organization: str
    state: str
    reason: str = ""


def originators_embedded(session: Session, edition: Edition, asking: str | None = None) -> list[str]:
    """Return the organizations of which a work embeds something, at any remove, other than whose officer submits it.

    A joint originator is among them: that somebody names it as one is not its consent. ``asking`` is the organization
    that submits; where it is None, the one for which the release was asked, or that of the submitter.
    """
    embedded = [source for source in carried(session, edition.id) if source.edition != edition.id]
    names = {name for source in embedded for name in source.policy.originators}
    return sorted(names - ({asking} if asking else _submitting(session, edition))) if names else []


def _submitting(session: Session, edition: Edition) -> set[str]:
    request = _standing(session, edition)
    if request is not None:
        return {request.organization_id}
    person = session.get_one(Person, edition.submitter_id or edition.depositor_id)
    own = set(edition.originators)
    # Who acts for another organization than her own submits for one that only the request tells (case 32).
    return own & {person.organization_id} or own


def unnamed(registry: Registry, session: Session, edition: Edition) -> frozenset[str]:
    """Return those of them whom the work's own officers do not know by name.

    They conceal themselves (case 29), or are embedded in a source only, which its depositor need not know.
    """
    targets = [edition_of(session, row.target_id) for row in relations_of(session, edition.id, SOURCE, TRANSLATION)]
    open_ = [target for target in targets if target is not None and not conceals(registry, target)]
    return frozenset(originators_embedded(session, edition)) - {name for target in open_ for name in target.originators}


def missing_by_name(registry: Registry, session: Session, edition: Edition) -> list[str]:
    """Return ``consents_missing`` for the work's own officers, who are told ``CONCEALED`` for whom they do not know."""
    hidden = unnamed(registry, session, edition)
    return sorted({CONCEALED if name in hidden else name for name in consents_missing(registry, session, edition)})


def answers(registry: Registry, session: Session, edition: Edition) -> list[Answer]:
    """Return what each organization whose consent the release needs has answered to the request that stands (W5).

    To what is wider or lower by now than what was asked nobody has answered.
    """
    request = _standing(session, edition)
    if request is not None and not _covers(request.proposal, _proposal(read_deposit(edition, registry.vault))):
        return [Answer(name, NOT_ASKED) for name in originators_embedded(session, edition)]
    given = {} if request is None else {one.organization_id: one for one in requests.consents_of(session, request)}
    return [_answer(name, request, given.get(name)) for name in originators_embedded(session, edition)]


def consents_missing(registry: Registry, session: Session, edition: Edition) -> list[str]:
    """Return the organizations that have not consented to the release of what embeds their work; empty: none has to."""
    return [answer.organization for answer in answers(registry, session, edition) if answer.state != GRANTED]


def ask_release(registry: Registry, session: Session, actor: Actor, edition: Edition) -> Request | None:
    """Ask the sources' originators for their consent to the release, where none stands for what is proposed now."""
    needed = originators_embedded(session, edition, actor.organization)
    proposal = _proposal(read_deposit(edition, registry.vault))
    standing = _standing(session, edition)
    if standing is not None and standing.state in (OPEN, GRANTED):
        asked = {one.organization_id for one in requests.consents_of(session, standing)}
        if standing.proposal == proposal and asked == set(needed):
            return None
        # What was consented to is no longer what is proposed.
        standing.state, standing.decided_at = TAKEN_BACK, registry.clock.now()
        session.add(standing)
        said: dict[str, object] = {"request": standing.id, "kind": RELEASE}
        registry.register.append(session, act_of(registry, actor, "take-back", edition, said))
    if not needed:
        return None
    return requests.ask(registry, session, actor, RELEASE, needed, edition=edition, proposal=proposal)


def renew(registry: Registry, session: Session, actor: Actor, edition: Edition) -> None:
    """Ask anew where what waits for its release was widened or lowered after its sources' originators were asked."""
    if edition.state in FORMING - {DRAFT} and _standing(session, edition) is not None:
        ask_release(registry, session, actor, edition)


def ask_again(registry: Registry, session: Session, actor: Actor, assessment: str) -> Request:
    """Ask once more after a request was declined, lapsed or taken back; for an officer of the derived work."""
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused(f"only a person in the role '{ORIGINATOR}' may ask its sources' originators")
    if edition.state not in FORMING - {DRAFT}:
        raise ActRefused(f"it is {edition.state}; consents are asked from submission until release")
    request = ask_release(registry, session, actor, edition)
    if request is None:
        raise ActRefused("nobody needs to be asked now: all whose consent is needed were")
    return request


def ask_waiver(
    registry: Registry, session: Session, actor: Actor, assessment: str, source: str, reason: str
) -> Request:
    """Ask a source's originators to lift its policy for one derived work; rank and compartments stay (R9).

    A translation has no waiver: it inherits the policy of its original (case 30).
    """
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused(f"only a person in the role '{ORIGINATOR}' may ask for a waiver")
    named = {row.target_id for row in relations_of(session, edition.id, SOURCE)}
    target = edition_of(session, source) if source in named else None
    if target is None or edition.state in GONE:
        raise Incomplete({"source": f"'{source[:64]}' is not a source of it"})
    if not reason.strip():
        raise Incomplete({"reason": "say why: it is kept in the register and shown to whom it concerns"})
    return requests.ask(
        registry, session, actor, WAIVER, target.originators,
        edition=edition, subject=source, proposal={"source": source}, reason=reason.strip(),
    )  # fmt: skip


def waive(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Carry out a waiver: the snapshots that the derived work carries of that source bind nobody any more.

    What its originator imposes later binds anew, for a waiver lifts the policy that it was given for. Raises
    ``ActRefused`` where one of them imposed something since it was asked, for nobody consented to lift that, or is
    suspended meanwhile (case 3).
    """
    edition = session.get_one(Edition, request.edition_id)
    target = edition_of(session, str(request.proposal["source"]))
    if edition.state in GONE or target is None:
        raise ActRefused(f"it is {edition.state}; nothing can be waived for it any more")
    edges = [row for row in relations_of(session, edition.id, SOURCE) if row.target_id == target.assessment_id]
    if any(row.changed_at is not None and row.changed_at > request.asked_at for row in edges):
        raise ActRefused("the source was changed since this was asked; ask again for what it is now")
    refuse_suspended(session, target, registry.clock.now())
    version = bump(session, COUNTER)
    for row in records(session, edition.id):
        if row.state != DESTROYED:
            handling = decode(row)
            sources = tuple(replace(s, waived=s.waived or s.edition == target.id) for s in handling.sources)
            row.terms, row.version = terms_of(replace(handling, sources=sources)), version
            session.add(row)
    said: dict[str, object] = {"request": request.id, "source": target.assessment_id}
    registry.register.append(session, act_of(registry, actor, "waive", edition, said))


def _proposal(deposit: Deposit) -> dict[str, Any]:
    """Return what the sources' originators consent to: another circulation or marking is asked anew."""
    marking = deposit.marking
    return {
        "sources": sorted({*deposit.sources, *([deposit.translation_of] if deposit.translation_of else [])}),
        "marking": f"{marking.scheme}:{marking.level}" if marking and marking.scheme else "",
        "release_to": sorted(
            {*(deposit.release_to or ()), *(word for part in deposit.tearlines for word in part.release_to)}
        ),
        "exclude": sorted(deposit.exclude),
    }


def _covers(asked: dict[str, Any], now: dict[str, Any]) -> bool:
    """Tell whether a consent to one proposal holds for another: for what is no wider and no lower."""
    return (
        set(now["sources"]) <= set(asked["sources"])
        and set(now["release_to"]) <= set(asked["release_to"])
        and set(now["exclude"]) >= set(asked["exclude"])
        and (now["marking"] == asked["marking"] or _rank(now["marking"], below=True) >= _rank(asked["marking"]))
    )


def _rank(marking: str, *, below: bool = False) -> int:
    """Return the rank of ``scheme:level``; of words that fix none the highest, or less than any with ``below``."""
    scheme, _, code = marking.partition(":")
    try:
        rank = level(scheme, code).rank
    except UnknownLevel:
        rank = None
    return rank if rank is not None else -1 if below else UNKNOWN_RANK + 1


def _standing(session: Session, edition: Edition) -> Request | None:
    """Return the request for the release that is open or granted, of which there is one, or else the newest."""
    query = select(Request).where(Request.kind == RELEASE, Request.edition_id == edition.id)
    rows = list(session.exec(query.order_by(col(Request.asked_at).desc(), col(Request.id))))
    return next((row for row in rows if row.state in (OPEN, GRANTED)), rows[0] if rows else None)


def _answer(name: str, request: Request | None, consent: Consent | None) -> Answer:
    if request is None or consent is None:
        return Answer(name, NOT_ASKED)
    state = consent.state if request.state in (OPEN, GRANTED) or consent.state == DECLINED else request.state
    return Answer(name, state, consent.reason)
