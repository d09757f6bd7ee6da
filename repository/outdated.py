"""Requests that no longer fit their edition: its originators, or what is said of it, changed since they were asked."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from models.tables.organization import Merger
from models.tables.request import OPEN, TAKEN_BACK, Consent, Request
from repository import notices
from repository.acts import Actor, ActRefused, act_of
from repository.registry import Registry

OF_EVERY_ORIGINATOR = frozenset({"downgrade", "widen", "destroy", "permit", "access", "case-officer"})
"""Kinds that every originator of the edition must grant (W3)."""

OF_WHAT_IS_SAID = frozenset({"downgrade", "widen", "keep-change"})
"""Kinds about the marking and circulation as they were when it was asked."""


def refuse_newcomers(session: Session, request: Request, edition: Edition) -> None:
    """Raise ``ActRefused`` where the edition has an originator who was never asked, for it was none yet (W3)."""
    if request.kind not in OF_EVERY_ORIGINATOR:
        return
    asked = set(session.exec(select(Consent.organization_id).where(Consent.request_id == request.id)))
    # What became part of another was asked in its place (case 18).
    heirs = set(session.exec(select(Merger.successor_id).where(col(Merger.organization_id).in_(sorted(asked)))))
    new = sorted(set(edition.originators) - asked - heirs)
    if new:
        raise ActRefused(f"{new[0]} became an originator since this was asked; it has to be asked again")


def close(registry: Registry, session: Session, actor: Actor, edition: Edition) -> None:
    """Close what was asked about an edition of which its originator has just said everything anew; recorded.

    The askers are told. For the caller's write transaction.
    """
    asked = select(Request).where(Request.edition_id == edition.id, Request.state == OPEN)
    for request in session.exec(asked.where(col(Request.kind).in_(OF_WHAT_IS_SAID))).all():
        request.state, request.decided_at = TAKEN_BACK, registry.clock.now()
        session.add(request)
        detail = {"kind": request.kind}
        notices.send(registry, session, [request.asked_by], "lapsed", detail, edition=edition.id, request=request.id)
        said: dict[str, object] = {"request": request.id, "kind": request.kind}
        registry.register.append(session, act_of(registry, actor, "take-back", edition, said))
