"""Which countries belong to a body, and what an organization is to the Dialogue: dated, never rewritten (5, 19, 33)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.clock import Interval
from models.tables.organization import BODY, BUREAU, DialogueStatus, Membership, Organization
from repository.access import COUNTER
from repository.acts import Actor, ActRefused, Incomplete, NotFound, act_of
from repository.database import bump
from repository.periods import ending, period, require_registry
from repository.registry import Registry

STATUSES = ("convener", "member", "participant", "observer")
NO_STATUS = "none"
"""What is said where an organization's status ends and no other begins."""


def of_body(session: Session, body: str) -> list[Membership]:
    """Return every membership of a body, former ones included, by country and start."""
    query = select(Membership).where(Membership.body_id == body)
    return sorted(session.exec(query), key=lambda row: (row.country, str(row.from_ or "")))


def of_country(session: Session, country: str) -> list[Membership]:
    """Return every membership of a country, former ones included, by body and start."""
    query = select(Membership).where(Membership.country == country)
    return sorted(session.exec(query), key=lambda row: (row.body_id, str(row.from_ or "")))


def statuses(session: Session, organization: str) -> list[DialogueStatus]:
    """Return every status that an organization had, has or will have, the earliest first."""
    query = select(DialogueStatus).where(DialogueStatus.organization_id == organization)
    return sorted(session.exec(query.order_by(col(DialogueStatus.id))), key=lambda row: str(row.from_ or ""))


def join(
    registry: Registry,
    session: Session,
    actor: Actor,
    body: str,
    country: str,
    from_: datetime | None = None,
    until: datetime | None = None,
) -> Membership:
    """Let a country belong to a body for a period, in the caller's write transaction; recorded.

    What was released before is not opened to it: releases are pinned (case 19). Raises ``NotFound``,
    ``ActRefused`` and ``Incomplete`` by field.
    """
    require_registry(actor)
    _require_body(session, body)
    known = select(Organization).where(Organization.kind == BUREAU, Organization.country == country)
    if session.exec(known).first() is None:
        raise Incomplete({"country": "there is no national bureau of this country here"})
    start, end = period(from_, until, registry.clock.now())
    for row in of_country(session, country):
        if row.body_id == body and _overlap(Interval(row.from_, row.until), start, end):
            raise ActRefused(f"{country} belongs to it already in that period; end that membership first")
    row = Membership(body_id=body, country=country, from_=start, until=end)
    session.add(row)
    session.flush()
    bump(session, COUNTER)
    detail = _said(row)
    registry.register.append(session, act_of(registry, actor, "membership", None, detail))
    return row


def leave(
    registry: Registry,
    session: Session,
    actor: Actor,
    body: str,
    country: str,
    until: datetime | None = None,
) -> Membership:
    """End a country's membership, now or at an instant to come; access through it ends then (case 19); recorded."""
    require_registry(actor)
    _require_body(session, body)
    now = registry.clock.now()
    end = ending(until, now)
    query = select(Membership).where(Membership.body_id == body, Membership.country == country)
    open_ = query.where(or_(col(Membership.until).is_(None), col(Membership.until) > now))
    rows = sorted(session.exec(open_), key=lambda row: str(row.from_ or ""))
    row = next(iter(rows), None)
    if row is None:
        raise NotFound
    # One that has not begun by then never will: it is taken back.
    row.until = end if row.from_ is None or row.from_ <= end else row.from_
    session.add(row)
    session.flush()
    bump(session, COUNTER)
    registry.register.append(session, act_of(registry, actor, "membership", None, _said(row)))
    return row


def change_status(
    registry: Registry, session: Session, actor: Actor, organization: str, status: str, from_: datetime | None = None
) -> None:
    """Change what an organization is to the Dialogue, from now or an instant to come; recorded (case 5).

    ``none`` ends its status. What comes later by an earlier word is replaced. Raises ``NotFound``, ``ActRefused``
    and ``Incomplete`` by field.
    """
    require_registry(actor)
    _require_body(session, organization)
    if status not in (*STATUSES, NO_STATUS):
        raise Incomplete({"status": f"is not known; say one of {', '.join((*STATUSES, NO_STATUS))}"})
    since = period(from_, None, registry.clock.now())[0]
    rows = statuses(session, organization)
    later = [row for row in rows if row.until is None or row.until > since]
    if [row.status for row in later] == ([] if status == NO_STATUS else [status]):
        raise ActRefused(f"its status is {status} already")
    for row in later:
        row.until = since if row.from_ is None or row.from_ <= since else row.from_
        session.add(row)
    if status != NO_STATUS:
        session.add(DialogueStatus(organization_id=organization, status=status, from_=since))
    session.flush()
    bump(session, COUNTER)
    detail: dict[str, object] = {"organization": organization, "status": status, "since": since.isoformat()}
    registry.register.append(session, act_of(registry, actor, "status", None, detail))


def _require_body(session: Session, ident: str) -> None:
    organization = session.get(Organization, ident)
    if organization is None:
        raise NotFound
    if organization.kind != BODY:
        raise ActRefused("a national bureau has no members and no status of its own; its country belongs to bodies")


def _overlap(interval: Interval, start: datetime, end: datetime | None) -> bool:
    if interval.from_ is not None and interval.from_ == interval.until:
        return False
    return (interval.until is None or start < interval.until) and (end is None or (interval.from_ or start) < end)


def _said(row: Membership) -> dict[str, object]:
    return {
        "organization": row.body_id,
        "country": row.country,
        "from": row.from_.isoformat() if row.from_ else None,
        "until": row.until.isoformat() if row.until else None,
    }
