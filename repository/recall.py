"""Recall: withdrawal with notices that must be acknowledged, and an account of every copy (domain 4, case 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.change import Recall
from models.handling import WITHDRAWN
from models.tables.assessment import Edition
from models.tables.issued_copy import IssuedCopy
from models.tables.notice import Notice
from models.tables.person import Person
from models.tables.request import OPEN, Request
from repository import notices, relations, requests
from repository.acts import Actor, act_of
from repository.changing import asked, opened
from repository.editions import write_state
from repository.losing import holders
from repository.openings import Opening, openings
from repository.registry import Registry

RECALLED = "recalled"
"""The kind of the notices that a recall sends."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in a recipient's hands, and what has become of it; ``account`` is None while nobody knows."""

    number: str
    issued_at: datetime
    account: str | None
    accounted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who opened it or holds a copy: what she saw, what she was told and answered."""

    person: str
    name: str
    organization: str
    opened: Opening | None
    copies: tuple[Copy, ...]
    told_at: datetime | None
    acknowledged_at: datetime | None

    @property
    def settled(self) -> bool:
        """Tell whether she has acknowledged, and every copy of hers is accounted for."""
        return self.acknowledged_at is not None and all(copy.account for copy in self.copies)


@dataclass(frozen=True, slots=True)
class Recalled:
    """How far a recall is: asked for, carried out, and each recipient's part in it."""

    state: str
    asked_at: datetime | None
    withdrawn_at: datetime | None
    recipients: tuple[Recipient, ...]

    @property
    def told(self) -> bool:
        """Tell whether a recall has been carried out."""
        return any(recipient.told_at is not None for recipient in self.recipients)

    @property
    def outstanding(self) -> int:
        """Return how many recipients still owe an acknowledgement or a copy."""
        return sum(not recipient.settled for recipient in self.recipients)


def ask(registry: Registry, session: Session, actor: Actor, assessment: str, said: Recall) -> Request:
    """Ask for a recall; another originator's officer, a second of the same, or the registry consents (W6).

    Raises ``NotFound`` and ``ActRefused``; recorded.
    """
    case = opened(registry, session, actor, "recall", assessment)
    needed = case.edition.originators
    return requests.ask(registry, session, actor, "recall", needed, edition=case.edition, reason=said.reason)


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Withdraw it and tell everybody who opened it or holds a copy; derived works are flagged. Recorded."""
    case = asked(registry, session, request)
    edition, before = case.edition, case.edition.state
    if before != WITHDRAWN:
        edition.withdrawn_at = case.at
        write_state(session, edition, WITHDRAWN)
    told = [*(one.person for one in openings(session, edition.id)), *holders(session, edition.id)]
    detail = {"reason": request.reason, "organization": request.organization_id}
    sent = notices.send(registry, session, told, RECALLED, detail, edition=edition.id, must_acknowledge=True)
    relations.propagate(registry, session, edition, "recalled")
    said: dict[str, object] = {"from": before, "to": WITHDRAWN, "request": request.id, "told": len(sent)}
    registry.register.append(session, act_of(registry, actor, "recall", edition, said))


def status(session: Session, edition: Edition) -> Recalled:
    """Return who opened an edition or holds a copy of it, and what each was told, answered and accounted for."""
    opened_by = {one.person: one for one in openings(session, edition.id)}
    copies: dict[str, list[IssuedCopy]] = {}
    rows = select(IssuedCopy).where(IssuedCopy.edition_id == edition.id)
    for row in session.exec(rows.order_by(col(IssuedCopy.issued_at), col(IssuedCopy.number))):
        copies.setdefault(row.person_id, []).append(row)
    sent = select(Notice).where(Notice.edition_id == edition.id, Notice.kind == RECALLED)
    told = {notice.person_id: notice for notice in session.exec(sent.order_by(col(Notice.created_at)))}
    people = [session.get_one(Person, ident) for ident in sorted({*opened_by, *copies, *told})]
    people.sort(key=lambda person: (person.organization_id, person.name))
    recipients = (
        _recipient(person, opened_by.get(person.id), copies.get(person.id, []), told.get(person.id))
        for person in people
    )
    query = select(Request).where(Request.edition_id == edition.id, Request.kind == "recall", Request.state == OPEN)
    waiting = session.exec(query).first()
    return Recalled(edition.state, waiting.asked_at if waiting else None, edition.withdrawn_at, tuple(recipients))


def _recipient(person: Person, seen: Opening | None, copies: list[IssuedCopy], told: Notice | None) -> Recipient:
    return Recipient(
        person=person.id,
        name=person.name,
        organization=person.organization_id,
        opened=seen,
        copies=tuple(Copy(row.number, row.issued_at, row.account, row.accounted_at) for row in copies),
        told_at=told.created_at if told else None,
        acknowledged_at=told.acknowledged_at if told else None,
    )
