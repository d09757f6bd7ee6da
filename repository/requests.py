"""Requests: what nobody may do alone waits here until everybody whose consent is needed has given it (W3, W5-W7).

This module keeps question and answers. What is then done is the matter of ``repository/consents.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.clock import earliest
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY, Person
from models.tables.request import ASKED, DECLINED, GRANTED, LAPSED, OPEN, TAKEN_BACK, Consent, Request
from repository import notices
from repository.acts import Actor, ActRefused, NotFound, act_of
from repository.concealment import hidden_from
from repository.outdated import refuse_newcomers
from repository.register import Act
from repository.registry import Registry

PATIENCE = timedelta(days=14)
"""How long a request waits for its answers before it lapses, where the asker sets no other deadline."""

REMINDER = timedelta(days=3)
"""How long before the deadline those who have not answered are reminded, once."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: who of the organizations asked may answer; ``registry`` too where that only narrows.

    Where ``one`` second person suffices it is granted with her answer, whichever of the organizations she is of.
    What is ``personal`` concerns what its asker alone may see: her colleagues do not learn of it.
    """

    name: str
    role: str = ORIGINATOR
    registry: bool = False
    personal: bool = False
    one: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("downgrade"),
        Kind("widen"),
        Kind("recall", registry=True, one=True),
        Kind("destroy"),
        Kind("keep-change"),
        Kind("derived-release"),
        Kind("waiver"),
        Kind("permit", personal=True),
        Kind("access", personal=True),
        Kind("equivalence"),
        Kind("case-officer"),
        Kind("list-version", role=REGISTRY),
        Kind("merger", role=REGISTRY),
        Kind("agreement", role=REGISTRY),
        Kind("standing", role=REGISTRY),
    )
}


def ask(
    registry: Registry,
    session: Session,
    actor: Actor,
    kind: str,
    needed: Iterable[str],
    *,
    edition: Edition | None = None,
    subject: str | None = None,
    proposal: Mapping[str, object] | None = None,
    reason: str = "",
    patience: timedelta = PATIENCE,
) -> Request:
    """Ask the organizations needed for their consent, in the caller's write transaction; recorded, and they are told.

    Where others than the asker's organization are asked too, her asking is her organization's consent: two persons
    decide then as well (W6). Raises ``ActRefused`` where the same is asked already, or where nobody would decide.
    """
    rule, now = KINDS[kind], registry.clock.now()
    asked = sorted(set(needed))
    if not asked:
        raise ActRefused("there is nobody whose consent could be asked")
    if waits(registry, session, kind, edition, subject, proposal or {}) is not None:
        raise ActRefused("the same is asked already and waits for its answers")
    request = Request(
        id=registry.ids.new(),
        kind=kind,
        edition_id=edition.id if edition else None,
        subject=subject,
        proposal=dict(proposal or {}),
        reason=reason.strip(),
        asked_by=actor.person.id,
        organization_id=actor.organization,
        asked_at=now,
        deadline=now + patience,
    )
    session.add(request)
    session.flush()
    for name in asked:
        consent = Consent(id=registry.ids.new(), request_id=request.id, organization_id=name)
        if not rule.one and name == actor.organization and len(asked) > 1 and actor.person.role == rule.role:
            consent.state, consent.person_id, consent.answered_at = GRANTED, actor.person.id, now
        session.add(consent)
        told = [one for one in notices.officers(session, name, rule.role) if one != actor.person.id]
        if consent.state == ASKED:
            detail = {"kind": kind, "organization": actor.organization}
            notices.send(registry, session, told, "asked", detail, edition=request.edition_id, request=request.id)
    session.flush()
    # The asker reads her own entries: whoever conceals itself from her is not named there (case 29).
    named = sorted(set(asked) - hidden_from(registry, session, request, actor.organization))
    said: dict[str, object] = {"request": request.id, "kind": kind, "needed": named, "reason": request.reason[:500]}
    registry.register.append(session, act_of(registry, actor, "ask", edition, said | _about(request)))
    return request


def answer(
    registry: Registry, session: Session, actor: Actor, ident: str, *, granted: bool, reason: str = ""
) -> Request:
    """Keep what the actor's organization answers; the request is granted once all have, declined once one has.

    The asker is told, with the reason. Raises ``NotFound`` where she is not asked and ``ActRefused`` where it is
    decided already, by whom, where its deadline has come, where she asked herself (W7) and where a refusal gives
    no reason, or where the edition has an originator by now who was not asked.
    """
    request = find(session, actor, ident)
    consent = _hers(session, request, actor)
    if consent is None:
        raise NotFound
    if actor.person.id == request.asked_by:
        raise ActRefused("nobody decides her own request: another officer must (W7)")
    now = registry.clock.now()
    _refuse_late(session, request, consent, now, hidden_from(registry, session, request, actor.organization))
    if not granted and not reason.strip():
        raise ActRefused("say why you decline: the asker is told")
    consent.state = GRANTED if granted else DECLINED
    consent.person_id, consent.reason, consent.answered_at = actor.person.id, reason.strip(), now
    session.add(consent)
    session.flush()
    alone = KINDS[request.kind].one
    edition = session.get(Edition, request.edition_id) if request.edition_id else None
    if not granted or alone or all(one.state == GRANTED for one in consents_of(session, request)):
        if granted and edition is not None:
            refuse_newcomers(session, request, edition)
        request.state, request.decided_at = consent.state, now
        session.add(request)
        _tell_asker(registry, session, request, consent)
    said: dict[str, object] = {"request": ident, "kind": request.kind, "reason": consent.reason[:500]}
    act = act_of(registry, actor, "grant" if granted else "decline", edition, said | {"state": request.state})
    registry.register.append(session, act)
    return request


def _refuse_late(session: Session, request: Request, consent: Consent, now: datetime, hidden: frozenset[str]) -> None:
    """Refuse an answer that comes too late, and say who was earlier, unless that one is hidden (case 29)."""
    if request.state == OPEN and now >= request.deadline:
        raise ActRefused(f"its deadline passed at {request.deadline:%Y-%m-%d %H:%M} UTC; it has to be asked again")
    if request.state in (GRANTED, DECLINED):
        deciding = [one for one in consents_of(session, request) if one.state == request.state]
        last = max(deciding, key=lambda one: (one.answered_at or request.asked_at, one.person_id != request.asked_by))
        if last.organization_id not in hidden:
            raise ActRefused(f"{_name(session, last)} of {_office(session, last)} {request.state} it already")
    if request.state != OPEN:
        raise ActRefused(f"it was decided already: it is {request.state}")
    if consent.state != ASKED:
        raise ActRefused(f"your organization answered already: {_name(session, consent)} {consent.state} it")


def _name(session: Session, consent: Consent) -> str:
    person = session.get(Person, consent.person_id) if consent.person_id else None
    return person.name if person else "somebody"


def _office(session: Session, consent: Consent) -> str:
    """Return for which organization a consent was given: the one asked, or the registry's where that stood in."""
    person = session.get(Person, consent.person_id) if consent.person_id else None
    return person.organization_id if person is not None and person.role == REGISTRY else consent.organization_id


def _tell_asker(registry: Registry, session: Session, request: Request, consent: Consent) -> None:
    """Tell the asker how it ended, with the reason; an organization that conceals itself is not named (case 29)."""
    detail = {"kind": request.kind, "reason": consent.reason, "organization": _office(session, consent)}
    if consent.organization_id in hidden_from(registry, session, request, request.organization_id):
        del detail["organization"]
    kind, told = consent.state, [request.asked_by]
    notices.send(registry, session, told, kind, detail, edition=request.edition_id, request=request.id)


def take_back(registry: Registry, session: Session, actor: Actor, ident: str) -> Request:
    """Take back an open request; an officer in the asker's office may too, for she may be away."""
    request = session.get(Request, ident)
    if request is None or not actor.may_act or not _in_her_office(session, request, actor):
        raise NotFound
    if request.state != OPEN:
        raise ActRefused(f"it was decided already: it is {request.state}")
    request.state, request.decided_at = TAKEN_BACK, registry.clock.now()
    session.add(request)
    edition = session.get(Edition, request.edition_id) if request.edition_id else None
    detail: dict[str, object] = {"request": ident, "kind": request.kind}
    registry.register.append(session, act_of(registry, actor, "take-back", edition, detail))
    return request


def find(session: Session, actor: Actor, ident: str) -> Request:
    """Return a request that the actor made or is asked about; raise ``NotFound`` otherwise."""
    request = session.get(Request, ident)
    if request is None or not actor.may_act or not _knows(session, request, actor):
        raise NotFound
    return request


def may_answer(session: Session, request: Request, actor: Actor, at: datetime) -> bool:
    """Tell whether this very person may answer a request at an instant (W7)."""
    if request.state != OPEN or at >= request.deadline or request.asked_by == actor.person.id or not actor.may_act:
        return False
    consent = _hers(session, request, actor)
    return consent is not None and consent.state == ASKED


def may_take_back(session: Session, request: Request, actor: Actor) -> bool:
    """Tell whether this very person may take an open request back."""
    return request.state == OPEN and actor.may_act and _in_her_office(session, request, actor)


def asked_of(session: Session, request: Request, actor: Actor) -> bool:
    """Tell whether the consent that a request needs, or needed, is for a person's office to give."""
    return actor.may_act and _hers(session, request, actor) is not None


def asked_here(session: Session, request: Request, actor: Actor) -> bool:
    """Tell whether a person or her office asked a request."""
    return actor.may_act and _in_her_office(session, request, actor)


def state_at(request: Request, at: datetime) -> str:
    """Return the state at an instant: what nobody decided by its deadline has lapsed, recorded or not."""
    return LAPSED if request.state == OPEN and at >= request.deadline else request.state


def consents_of(session: Session, request: Request) -> list[Consent]:
    """Return what every organization asked has answered, by the organizations' ids."""
    query = select(Consent).where(Consent.request_id == request.id)
    return list(session.exec(query.order_by(col(Consent.organization_id))))


def _knows(session: Session, request: Request, actor: Actor) -> bool:
    return _in_her_office(session, request, actor) or _hers(session, request, actor) is not None


def _in_her_office(session: Session, request: Request, actor: Actor) -> bool:
    """Tell whether she asked it herself in this organization, or shares role and organization with whoever did."""
    if request.organization_id != actor.organization:
        return False
    if request.asked_by == actor.person.id:
        return True
    asker = session.get_one(Person, request.asked_by)
    return not KINDS[request.kind].personal and asker.role == actor.person.role


def _hers(session: Session, request: Request, actor: Actor) -> Consent | None:
    """Return the consent that the actor's role lets her give: one still asked before one given."""
    rule = KINDS[request.kind]
    registry = rule.registry and actor.person.role == REGISTRY
    own = actor.person.role == rule.role
    asked = consents_of(session, request)
    found = [one for one in asked if registry or (own and one.organization_id == actor.organization)]
    return min(found, key=lambda one: one.state != ASKED, default=None)


def waits(
    registry: Registry,
    session: Session,
    kind: str,
    edition: Edition | None,
    subject: str | None,
    proposal: Mapping[str, object],
) -> Request | None:
    """Return the request that asks the very same and still waits for its answers, or None."""
    query = select(Request).where(Request.kind == kind, Request.state == OPEN)
    query = query.where(Request.edition_id == (edition.id if edition else None), Request.subject == subject)
    now = registry.clock.now()
    found = (row for row in session.exec(query) if row.proposal == dict(proposal) and now < row.deadline)
    return next(found, None)


def _about(request: Request) -> dict[str, object]:
    return {"subject": request.subject} if request.subject else {}


# ---------------------------------------------------------------- what time itself does


def remind(registry: Registry, session: Session) -> int:
    """Remind, once, those who have not answered shortly before the deadline; return how many requests that were."""
    now = registry.clock.now()
    open_ = select(Request).where(Request.state == OPEN, col(Request.reminded_at).is_(None))
    rows = [row for row in session.exec(open_) if _reminder(row) <= now < row.deadline]
    for row in rows:
        row.reminded_at = now
        session.add(row)
        for consent in consents_of(session, row):
            if consent.state == ASKED:
                officers = notices.officers(session, consent.organization_id, KINDS[row.kind].role)
                told = [one for one in officers if one != row.asked_by]
                detail = {"kind": row.kind, "deadline": row.deadline.isoformat()}
                notices.send(registry, session, told, "reminder", detail, edition=row.edition_id, request=row.id)
    return len(rows)


def _reminder(request: Request) -> datetime:
    """Return when to remind: some days before the deadline, never in the first half of the time given."""
    half = request.asked_at + (request.deadline - request.asked_at) / 2
    return max(request.deadline - REMINDER, half)


def lapse(registry: Registry, session: Session) -> list[Request]:
    """Close the requests whose deadline has come, record it, tell their askers, and return them.

    Silence is no consent.
    """
    now = registry.clock.now()
    rows = list(session.exec(select(Request).where(Request.state == OPEN, col(Request.deadline) <= now)))
    for row in rows:
        row.state, row.decided_at = LAPSED, now
        session.add(row)
        detail = {"kind": row.kind}
        notices.send(registry, session, [row.asked_by], "lapsed", detail, edition=row.edition_id, request=row.id)
        editions = (row.edition_id,) if row.edition_id else ()
        said = {"request": row.id, "kind": row.kind}
        registry.register.append(session, Act(action="lapse", at=now, editions=editions, detail=said))
    return rows


def next_due(session: Session) -> datetime | None:
    """Return the first instant at which somebody is to be reminded or a request lapses."""
    rows = session.exec(select(Request).where(Request.state == OPEN))
    return earliest(*(row.deadline if row.reminded_at else _reminder(row) for row in rows))
