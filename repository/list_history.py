"""The versions of a circulation list, with who proposed and approved them, why, and what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables.circulation import CirculationListVersion
from models.tables.request import DECLINED, OPEN, Consent, Request
from repository.lists import KIND

IN_FORCE, PAST, TO_COME, PROPOSED = "in-force", "past", "to-come", "proposed"
APPROVED = (IN_FORCE, PAST, TO_COME)
"""States of a version; one that was not approved in the end has that of its request: declined, lapsed, taken-back."""


@dataclass(frozen=True, slots=True)
class VersionKept:
    """One version. ``added`` and ``removed`` compare it with the approved one before it; people are ids."""

    number: int
    state: str
    members: tuple[str, ...]
    rule: str | None
    since: datetime
    reason: str
    author: str | None
    approver: str | None
    decided_at: datetime | None
    answer: str
    valid_until: datetime | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rule_changed: bool
    request: str | None


def history(session: Session, name: str, at: datetime) -> list[VersionKept]:
    """Return all versions of a list, the newest first."""
    query = select(CirculationListVersion).where(CirculationListVersion.name == name)
    rows = list(session.exec(query.order_by(col(CirculationListVersion.number))))
    asked = {one.proposal.get("number"): one for one in _asked(session, name)}
    in_force = max((row.number for row in rows if row.approved_at and row.from_ <= at), default=0)
    found, former = [], None
    for row in rows:
        found.append(_kept(session, row, asked.get(row.number), former, in_force, at))
        former = row if row.approved_at else former
    return found[::-1]


def _asked(session: Session, name: str) -> list[Request]:
    return list(session.exec(select(Request).where(Request.kind == KIND, Request.subject == name)))


def _kept(
    session: Session,
    row: CirculationListVersion,
    request: Request | None,
    former: CirculationListVersion | None,
    in_force: int,
    at: datetime,
) -> VersionKept:
    before = set(former.members) if former else set()
    until = request.proposal.get("valid_until") if request else None
    answered = _answer(session, request)
    return VersionKept(
        number=row.number,
        state=_state(row, request, in_force, at),
        members=tuple(row.members),
        rule=row.rule,
        since=row.from_,
        reason=row.reason,
        author=row.author_id,
        approver=row.approver_id or (answered.person_id if answered else None),
        decided_at=row.approved_at or (request.decided_at if request else None),
        answer=answered.reason if answered else "",
        valid_until=datetime.fromisoformat(str(until)) if until else None,
        added=tuple(sorted(set(row.members) - before)),
        removed=tuple(sorted(before - set(row.members))),
        rule_changed=row.rule != (former.rule if former else None),
        request=request.id if request else None,
    )


def _state(row: CirculationListVersion, request: Request | None, in_force: int, at: datetime) -> str:
    if row.approved_at is not None:
        return IN_FORCE if row.number == in_force else TO_COME if row.from_ > at else PAST
    if request is None:
        return DECLINED
    return PROPOSED if request.state == OPEN else request.state


def _answer(session: Session, request: Request | None) -> Consent | None:
    """Return the answer that decided a request; one given by asking is none."""
    if request is None or request.state == OPEN:
        return None
    query = select(Consent).where(Consent.request_id == request.id, col(Consent.person_id) != request.asked_by)
    return session.exec(query.order_by(col(Consent.answered_at).desc()).limit(1)).first()
