"""Requests: what nobody may do alone waits here until everybody whose consent is needed has given it (W3, W5-W7).

This module keeps question and answers. What is then done is the matter of ``repository/consents.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY
from models.tables.request import ASKED, DECLINED, GRANTED, LAPSED, OPEN, TAKEN_BACK, Consent, Request
from repository import notices
from repository.acts import Actor, ActRefused, NotFound, act_of
from repository.registry import Registry

PATIENCE = timedelta(days=14)
"""How long a request waits for its answers before it lapses, where the asker sets no other deadline."""

REMINDER = timedelta(days=3)
"""How long before the deadline those who have not answered are reminded, once."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: who of the organizations asked may answer; ``registry`` too where that only narrows."""

    name: str
    role: str = ORIGINATOR
    registry: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("downgrade"),
        Kind("widen"),
        Kind("recall", registry=True),
        Kind("destroy"),
        Kind("keep-change"),
        Kind("derived-release"),
        Kind("waiver"),
        Kind("permit"),
        Kind("access"),
        Kind("equivalence"),
        Kind("list-version", role=REGISTRY),
        Kind("merger", role=REGISTRY),
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
    if _same(session, kind, edition, subject, proposal or {}):
        raise ActRefused("the same is asked already and waits for its answers")
    request = Request(
        id=registry.ids.new(),
        kind=kind,
        edition_id=edition.id if edition else None,
        subject=subject,
        proposal=dict(proposal or {}),
        reason=reason,
        asked_by=actor.person.id,
        organization_id=actor.organization,
        asked_at=now,
        deadline=now + patience,
    )
    session.add(request)
    session.flush()
    for name in asked:
        consent = Consent(id=registry.ids.new(), request_id=request.id, organization_id=name)
        if name == actor.organization and len(asked) > 1 and actor.person.role == rule.role:
            consent.state, consent.person_id, consent.answered_at = GRANTED, actor.person.id, now
        session.add(consent)
        told = [one for one in notices.officers(session, name, rule.role) if one != actor.person.id]
        if consent.state == ASKED:
            detail = {"kind": kind, "organization": actor.organization}
            notices.send(registry, session, told, "asked", detail, edition=request.edition_id, request=request.id)
    said: dict[str, object] = {"request": request.id, "kind": kind, "needed": asked, "reason": reason[:500]}
    registry.register.append(session, act_of(registry, actor, "ask", edition, said | _about(request)))
    return request


def answer(
    registry: Registry, session: Session, actor: Actor, ident: str, *, granted: bool, reason: str = ""
) -> Request:
    """Keep what the actor's organization answers; the request is granted once all have, declined once one has.

    The asker is told, with the reason. Raises ``NotFound`` where she is not asked and ``ActRefused`` where it is
    decided already, where she asked herself (W7) and where a refusal gives no reason.
    """
    request = find(session, actor, ident)
    consent = _hers(session, request, actor)
    if consent is None:
        raise NotFound
    if actor.person.id == request.asked_by:
        raise ActRefused("nobody decides her own request: another officer must (W7)")
    if request.state != OPEN:
        raise ActRefused(f"it was decided already: it is {request.state}")
    if consent.state != ASKED:
        raise ActRefused(f"your organization answered already: {consent.state}")
    if not granted and not reason.strip():
        raise ActRefused("say why you decline: the asker is told")
    now = registry.clock.now()
    consent.state = GRANTED if granted else DECLINED
    consent.person_id, consent.reason, consent.answered_at = actor.person.id, reason.strip(), now
    session.add(consent)
    session.flush()
    if not granted or all(one.state == GRANTED for one in consents_of(session, request)):
        request.state, request.decided_at = consent.state, now
        session.add(request)
        detail = {"kind": request.kind, "organization": actor.organization, "reason": consent.reason}
        told, kind = [request.asked_by], "granted" if granted else "declined"
        notices.send(registry, session, told, kind, detail, edition=request.edition_id, request=request.id)
    edition = session.get(Edition, request.edition_id) if request.edition_id else None
    said: dict[str, object] = {"request": ident, "kind": request.kind, "reason": consent.reason[:500]}
    act = act_of(registry, actor, "grant" if granted else "decline", edition, said | {"state": request.state})
    registry.register.append(session, act)
    return request


def take_back(registry: Registry, session: Session, actor: Actor, ident: str) -> Request:
    """Take back an open request; an officer of the asker's organization may, for she may be away."""
    request = session.get(Request, ident)
    mine = request is not None and actor.may_act and request.organization_id == actor.organization
    if request is None or not mine or (actor.person.id != request.asked_by and actor.person.role != ORIGINATOR):
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
    if request is None or not actor.may_act:
        raise NotFound
    asked_herself = request.asked_by == actor.person.id
    officer = request.organization_id == actor.organization and actor.person.role == ORIGINATOR
    if asked_herself or officer or _hers(session, request, actor) is not None:
        return request
    raise NotFound


def concerning(session: Session, actor: Actor) -> list[Request]:
    """Return the requests that the actor may know: hers, her organization's, and those it is asked about."""
    if not actor.may_act:
        return []
    rows = session.exec(select(Request).order_by(col(Request.asked_at).desc(), col(Request.id)))
    return [row for row in rows if _knows(session, row, actor)]


def waiting_for(session: Session, actor: Actor) -> list[Request]:
    """Return the open requests that this very person may answer now, the most urgent first."""
    rows = session.exec(select(Request).where(Request.state == OPEN).order_by(col(Request.deadline), col(Request.id)))
    found = []
    for row in rows if actor.may_act else ():
        consent = _hers(session, row, actor)
        if consent is not None and consent.state == ASKED and row.asked_by != actor.person.id:
            found.append(row)
    return found


def consents_of(session: Session, request: Request) -> list[Consent]:
    """Return what every organization asked has answered, by the organizations' ids."""
    query = select(Consent).where(Consent.request_id == request.id)
    return list(session.exec(query.order_by(col(Consent.organization_id))))


def _knows(session: Session, request: Request, actor: Actor) -> bool:
    officer = request.organization_id == actor.organization and actor.person.role == ORIGINATOR
    return request.asked_by == actor.person.id or officer or _hers(session, request, actor) is not None


def _hers(session: Session, request: Request, actor: Actor) -> Consent | None:
    """Return the consent that the actor's role lets her give, if there is one."""
    rule = KINDS[request.kind]
    for consent in consents_of(session, request):
        if actor.person.role == rule.role and consent.organization_id == actor.organization:
            return consent
        if rule.registry and actor.person.role == REGISTRY:
            return consent
    return None


def _same(
    session: Session, kind: str, edition: Edition | None, subject: str | None, proposal: Mapping[str, object]
) -> bool:
    query = select(Request).where(Request.kind == kind, Request.state == OPEN)
    query = query.where(Request.edition_id == (edition.id if edition else None), Request.subject == subject)
    return any(row.proposal == dict(proposal) for row in session.exec(query))


def _about(request: Request) -> dict[str, object]:
    return {"subject": request.subject} if request.subject else {}


# ---------------------------------------------------------------- what time itself does


def remind(registry: Registry, session: Session) -> int:
    """Remind, once, those who have not answered shortly before the deadline; return how many requests that were."""
    now = registry.clock.now()
    due = select(Request).where(Request.state == OPEN, col(Request.reminded_at).is_(None))
    rows = list(session.exec(due.where(col(Request.deadline) <= now + REMINDER)))
    for row in rows:
        row.reminded_at = now
        session.add(row)
        for consent in consents_of(session, row):
            if consent.state == ASKED:
                told = notices.officers(session, consent.organization_id, KINDS[row.kind].role)
                detail = {"kind": row.kind, "deadline": row.deadline.isoformat()}
                notices.send(registry, session, told, "reminder", detail, edition=row.edition_id, request=row.id)
    return len(rows)


def lapse(registry: Registry, session: Session) -> list[Request]:
    """Close the requests whose deadline has come, tell their askers, and return them; silence is no consent."""
    now = registry.clock.now()
    rows = list(session.exec(select(Request).where(Request.state == OPEN, col(Request.deadline) <= now)))
    for row in rows:
        row.state, row.decided_at = LAPSED, now
        session.add(row)
        detail = {"kind": row.kind}
        notices.send(registry, session, [row.asked_by], "lapsed", detail, edition=row.edition_id, request=row.id)
    return rows
