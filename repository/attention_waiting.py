"""What waits for somebody: the queue, consents, acknowledgements, copies that were called back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, select

from models.handling import DESTROYED, REGISTERED, WITHDRAWN
from models.tables.assessment import Edition
from models.tables.issued_copy import IssuedCopy
from models.tables.notice import Notice
from models.tables.person import Person
from models.tables.request import LAPSED, OPEN, Request
from repository import inbox, requests
from repository.attention_row import BEHIND, Desk, Row, about
from repository.concealment import concealed
from repository.recall import RECALLED
from repository.requests import KINDS


def in_state(state: str) -> Callable[[Desk], list[Row]]:
    """Return the list of what stands in a state, what came first at the top."""

    def found(desk: Desk) -> list[Row]:
        query = select(Edition).where(Edition.state == state).order_by(col(Edition.submitted_at), col(Edition.id))
        return [
            about(
                state,
                edition,
                subject=edition.held_reason,
                since=edition.registered_at if state == REGISTERED else edition.submitted_at,
            )
            for edition in desk.session.exec(query)
            if desk.concerned(edition.originators, state)
        ]

    return found


def consents(desk: Desk) -> list[Row]:
    """Return what waits for answers, the most urgent first."""
    return list(_asked(desk, col(Request.state) == OPEN, col(Request.deadline) > desk.at))


def overdue(desk: Desk) -> list[Row]:
    """Return what nobody answered in time, unless it was asked again since."""
    late = and_(col(Request.deadline) <= desk.at, col(Request.deadline) > desk.at - BEHIND)
    rows = _asked(desk, col(Request.state).in_((OPEN, LAPSED)), late)
    return [row for row in rows if not _asked_again(desk, row)]


def _asked_again(desk: Desk, row: Row) -> bool:
    one = desk.session.get_one(Request, row.request)
    same = select(Request.id).where(Request.kind == one.kind, Request.edition_id == one.edition_id)
    later = same.where(Request.subject == one.subject, col(Request.asked_at) > one.asked_at)
    return desk.session.exec(later.limit(1)).first() is not None


def _asked(desk: Desk, *conditions: ColumnElement[bool]) -> Iterator[Row]:
    query = (
        select(Request, Edition, Person)
        .join(Edition, col(Edition.id) == col(Request.edition_id), isouter=True)
        .join(Person, col(Person.id) == col(Request.asked_by))
        .where(*conditions)
    )
    if not desk.registers:
        query = query.where(inbox.known_to(desk.actor))
    found = desk.session.exec(query.order_by(col(Request.deadline), col(Request.id)))
    rows: Iterable[tuple[Request, Edition | None, Person]] = found
    for request, edition, asker in rows:
        if desk.registers and not _known(desk, request, edition):
            continue
        unnamed = request.organization_id in _concealed(desk, edition)
        if edition is not None and not desk.concerned(edition.originators, edition.state):
            # Of the work of others no more is said here than that something is asked; the request names it.
            edition = None
        yield Row(
            kind=request.kind,
            edition=edition.id if edition else None,
            assessment=edition.assessment_id if edition else None,
            state=edition.state if edition else None,
            organization=None if unnamed else request.organization_id,
            person=None if unnamed else asker.name,
            subject=request.subject,
            request=request.id,
            since=request.asked_at,
            due=request.deadline,
        )


def _concealed(desk: Desk, edition: Edition | None) -> frozenset[str]:
    """Return the originators of what is asked about who conceal themselves from the looker (case 29)."""
    hides = edition is not None and not desk.concerned(edition.originators, edition.state)
    return concealed(desk.registry, edition, desk.actor.organization) if edition is not None and hides else frozenset()


def _known(desk: Desk, request: Request, edition: Edition | None) -> bool:
    """Tell whether a request is the registry's: asked of or by its office, or about what it circulates."""
    if edition is not None and not KINDS[request.kind].personal:
        return desk.concerned(edition.originators, edition.state)
    session, actor = desk.session, desk.actor
    return requests.asked_of(session, request, actor) or requests.asked_here(session, request, actor)


def acknowledgements(desk: Desk) -> list[Row]:
    """Return the notices that are to be acknowledged and were not yet, by recipient."""
    query = (
        select(Notice, Person, Edition)
        .join(Person, col(Person.id) == col(Notice.person_id))
        .join(Edition, col(Edition.id) == col(Notice.edition_id))
        .where(col(Notice.must_acknowledge), col(Notice.acknowledged_at).is_(None))
        .order_by(col(Notice.created_at), col(Notice.id))
    )
    return [
        about(notice.kind, edition, of=person, since=notice.created_at)
        for notice, person, edition in desk.session.exec(query)
        if desk.concerned(edition.originators, edition.state)
    ]


def copies(desk: Desk) -> list[Row]:
    """Return the copies of what was recalled of which nobody has said what became of them."""
    recalled = select(Notice.edition_id).where(Notice.kind == RECALLED)
    query = (
        select(IssuedCopy, Person, Edition)
        .join(Edition, col(Edition.id) == col(IssuedCopy.edition_id))
        .join(Person, col(Person.id) == col(IssuedCopy.person_id))
        .where(col(Edition.state).in_((WITHDRAWN, DESTROYED)), col(IssuedCopy.account).is_(None))
        .where(col(Edition.id).in_(recalled))
        .order_by(col(IssuedCopy.issued_at), col(IssuedCopy.number))
    )
    return [
        about("outstanding", edition, of=person, subject=copy.number, since=copy.issued_at)
        for copy, person, edition in desk.session.exec(query)
        if desk.concerned(edition.originators, edition.state)
    ]
