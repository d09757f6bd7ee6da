"""Noticing: what the server owes somebody to know, named only as far as she may know it now, and her answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from models.tables.issued_copy import ACCOUNTS, IssuedCopy
from models.tables.notice import Notice
from models.tables.register import RegisterEntry, RegisterMention
from repository import copies, notices
from repository.acts import ActRefused, NotFound
from repository.concealment import concealed
from repository.openings import OPENED
from repository.register import DONE, REFUSED, Act
from web.house import House
from web.naming import Naming, naming
from web.visitor import Visitor

MOST = 100
"""So many notices are shown where those are asked for too that were acknowledged long ago."""
_BATCH = 500
Held = dict[str, list[str]]
LOOK = "view-notices"
"""The register's word for looking at notices that name an assessment by the looker's own scope."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice to the visitor. Where she may not know the assessment any more it is told by what she did with it:

    when she opened it last, and the numbers of the copies that were issued to her.
    """

    id: str
    kind: str
    detail: dict[str, str]
    assessment: str | None
    title: str | None
    readable: bool
    about: bool
    request: str | None
    opened_at: datetime | None
    copies: tuple[str, ...]
    created_at: datetime
    must_acknowledge: bool
    acknowledged_at: datetime | None


def mine(house: House, visitor: Visitor, *, waiting: bool = False, most: int | None = None) -> list[NoticeView]:
    """Return the visitor's notices, the newest first: all she has not acknowledged, or the newest ``MOST`` of all."""
    with naming(house, visitor, LOOK) as given:
        limit = most if waiting else most or MOST
        shown = notices.of_person(given.session, visitor.person.id, waiting=waiting, most=limit)
        about, held = _named_in(given.session, shown), _held(given.session, visitor)
        views = [_view(given, row, about.get(row.edition_id or ""), held) for row in shown]
        unseen = any(row.seen_at is None for row in shown)
    if unseen:
        with house.registry.database.write() as session:
            notices.see(session, [view.id for view in views], visitor.at)
    return views


def acknowledge(house: House, visitor: Visitor, ident: str, account: str | None = None) -> None:
    """Keep that the visitor acknowledges a notice and, where copies were issued to her, what became of them; recorded.

    Raises ``NotFound`` for a notice that is not hers, ``ActRefused`` for an account of copies there are none of.
    """
    registry = house.registry
    try:
        with registry.database.write() as session:
            row = session.get(Notice, ident)
            if row is None or row.person_id != visitor.person.id:
                raise NotFound
            _acknowledge(house, session, visitor, row, account)
    except (ActRefused, NotFound) as error:
        detail: dict[str, object] = {"notice": ident[:64], "why": str(error)[:500]}
        registry.recorder.record(
            Act(action="acknowledge", at=visitor.at, actor=visitor.person.id, outcome=REFUSED, detail=detail)
        )
        raise


def acknowledge_all(house: House, visitor: Visitor) -> int:
    """Acknowledge all that needs no acknowledgement of its own; return how many notices that were; recorded."""
    with house.registry.database.write() as session:
        rows = [row for row in notices.of_person(session, visitor.person.id, waiting=True) if not row.must_acknowledge]
        for row in rows:
            _acknowledge(house, session, visitor, row, None)
    return len(rows)


def _acknowledge(house: House, session: Session, visitor: Visitor, row: Notice, account: str | None) -> None:
    registry, now = house.registry, house.registry.clock.now()
    held = _copies(session, visitor, row) if account is not None else []
    if account is not None and account not in ACCOUNTS:
        raise ActRefused(f"'{account[:40]}' is no account of a copy; say {', '.join(ACCOUNTS[:-1])} or {ACCOUNTS[-1]}")
    if account is not None and not held:
        raise ActRefused("no copy of it was issued to you; acknowledge it without an account")
    if row.acknowledged_at is not None and account is None:
        return
    if account is not None:
        copies.settle(registry, session, held, account)
    notices.acknowledge(session, row, now)
    editions = (row.edition_id,) if row.edition_id else ()
    detail: dict[str, object] = {"notice": row.id, "kind": row.kind}
    if account is not None:
        detail |= {"account": account, "copies": [copy.number for copy in held]}
    act = Act(action="acknowledge", at=now, actor=visitor.person.id, editions=editions, detail=detail)
    registry.register.append(session, act)


def _named_in(session: Session, rows: Sequence[Notice]) -> dict[str, Edition]:
    """Return the editions that notices are about, by their ids, read at once."""
    wanted = sorted({row.edition_id for row in rows if row.edition_id})
    batches = (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
    return {row.id: row for batch in batches for row in session.exec(select(Edition).where(col(Edition.id).in_(batch)))}


def _held(session: Session, visitor: Visitor) -> Held:
    """Return the numbers of the copies that were issued to the visitor, by edition."""
    found = Held()
    for copy in sorted(copies.of_person(session, visitor.person.id), key=lambda one: (one.issued_at, one.number)):
        found.setdefault(copy.edition_id, []).append(copy.number)
    return found


def _view(given: Naming, row: Notice, about: Edition | None, held: Held) -> NoticeView:
    named = given.of(row.edition_id)
    hidden = row.edition_id is not None and named is None
    return NoticeView(
        id=row.id,
        kind=row.kind,
        detail=_detail(given, row, about),
        assessment=named.assessment if named else None,
        title=named.title if named else None,
        readable=bool(named and named.readable),
        about=row.edition_id is not None,
        request=row.request_id,
        opened_at=_opened(given.session, given.visitor, row) if hidden else None,
        copies=tuple(held.get(row.edition_id or "", ())),
        created_at=row.created_at,
        must_acknowledge=row.must_acknowledge,
        acknowledged_at=row.acknowledged_at,
    )


def _detail(given: Naming, row: Notice, about: Edition | None) -> dict[str, str]:
    """Return the words of a notice without an organization that conceals itself from the visitor (case 29)."""
    if about is None:
        return row.detail
    hidden = concealed(given.house.registry, about, given.visitor.reader.organization)
    return {name: text for name, text in row.detail.items() if text not in hidden}


def _copies(session: Session, visitor: Visitor, row: Notice) -> list[IssuedCopy]:
    held = copies.of_person(session, visitor.person.id, row.edition_id) if row.edition_id else []
    return sorted(held, key=lambda one: (one.issued_at, one.number))


def _opened(session: Session, visitor: Visitor, row: Notice) -> datetime | None:
    """Return when the visitor opened an edition last, before she was told."""
    query = (
        select(RegisterEntry.at)
        .join(RegisterMention, col(RegisterMention.sequence) == col(RegisterEntry.sequence))
        .where(RegisterMention.edition_id == row.edition_id, RegisterEntry.actor == visitor.person.id)
        .where(col(RegisterEntry.action).in_(sorted(OPENED)), RegisterEntry.outcome == DONE)
        .where(col(RegisterEntry.at) <= row.created_at)
    )
    return session.exec(query.order_by(col(RegisterEntry.sequence).desc()).limit(1)).first()
