"""Entries of the register as one visitor may see them: whose, with what details, in which names (case 28)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, case, col, not_, or_, select

from models.clock import parse_instant
from models.tables.assessment import Edition
from models.tables.person import ADMINISTRATOR, AUDITOR, Person
from models.tables.register import RegisterEntry, RegisterMention
from repository.acts import NotFound
from repository.leaf import instant_text
from repository.register import CLOCK, DONE, REFUSED
from web.house import House
from web.visitor import Visitor

PLAIN = frozenset({
    "acknowledged", "actions", "added", "asked_by", "assessment", "at", "by", "ceiling", "clock", "copies", "copy",
    "country", "days", "deadline", "effective", "entry", "exclude", "first_bad", "format", "from", "from_level",
    "hold", "kind", "level", "list", "lists", "members", "needed", "notice", "number", "of", "organization",
    "organizations", "page", "pages", "part", "person", "provisional", "rank", "release_to", "request", "reversed",
    "revoked", "role", "scheme", "since", "size", "sound", "source", "sources", "standing", "state", "status",
    "successor", "to", "told", "until", "version", "without",
})  # fmt: skip
"""What acts say beside their words: ids, states, numbers. All else is content of the rank of the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What entries are asked for; ``actor`` is a user name or an id, ``before`` an entry's id or number."""

    actor: str | None = None
    action: str | None = None
    outcome: str | None = None
    assessment: str | None = None
    from_: datetime | None = None
    to: datetime | None = None
    before: str | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Named:
    """An assessment that an entry names; ``opens`` where the visitor may see it."""

    id: str
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A register entry: who did what to what, and when.

    ``withheld`` names the details that are content above the visitor's rank, ``worded`` tells that words of a
    query are kept, ``clock`` what a clock said that had jumped back. Only the auditor gets a ``sequence``,
    which would tell others how much happened between.
    """

    id: str
    sequence: int | None
    at: datetime
    clock: datetime | None
    actor: str | None
    username: str | None
    action: str
    outcome: str
    editions: tuple[str, ...]
    assessments: tuple[Named, ...]
    detail: dict[str, Any]
    withheld: tuple[str, ...]
    worded: bool
    words: str | None
    names: dict[str, str]


def audits(visitor: Visitor) -> bool:
    """Tell whether the visitor sees the entries of everybody."""
    return visitor.role == AUDITOR and visitor.may_act


def matching(session: Session, visitor: Visitor, asked: Asked) -> Any:
    """Return the query of the entries asked for, all for the auditor and her own for everybody else."""
    query = select(RegisterEntry)
    if not audits(visitor):
        query = query.where(RegisterEntry.actor == visitor.person.id)
    if asked.actor:
        known = select(Person.id).where(Person.username == asked.actor)
        query = query.where(RegisterEntry.actor == (session.exec(known).first() or asked.actor))
    if asked.action:
        query = query.where(RegisterEntry.action == asked.action)
    if asked.outcome:
        query = query.where(RegisterEntry.outcome == asked.outcome)
    if asked.assessment:
        query = query.where(_about(session, asked.assessment))
    if asked.from_:
        query = query.where(not_(_earlier(visitor, asked.from_)))
    if asked.to:
        query = query.where(_earlier(visitor, asked.to))
    if asked.before:
        query = query.where(RegisterEntry.sequence < find(session, visitor, asked.before).sequence)
    return query


def _earlier(visitor: Visitor, instant: datetime) -> Any:
    """Return the condition that an entry is dated before an instant, by the date that the visitor is shown."""
    dated = col(RegisterEntry.at) < instant
    if audits(visitor):
        return dated
    clock = col(RegisterEntry.detail)[CLOCK].as_string()
    return case((clock.is_not(None), clock < instant_text(instant)), else_=dated)


def _about(session: Session, ident: str) -> Any:
    """Return the condition that an entry is about an assessment, given by its id or its edition's."""
    either = or_(col(Edition.id) == ident, col(Edition.assessment_id) == ident)
    known = session.exec(select(Edition.id, Edition.assessment_id).where(either)).first()
    edition, assessment = known or (ident, ident)
    mentions = select(RegisterMention.sequence).where(RegisterMention.edition_id == edition)
    refused = (col(RegisterEntry.outcome) == REFUSED) & (
        col(RegisterEntry.detail)["assessment"].as_string() == assessment
    )
    return or_(col(RegisterEntry.sequence).in_(mentions), refused)


def find(session: Session, visitor: Visitor, ident: str) -> RegisterEntry:
    """Return an entry by its id, for the auditor by its number too; raise ``NotFound`` for any other (case 27)."""
    auditor = audits(visitor)
    if auditor and ident.isascii() and ident.isdecimal() and len(ident) < 19:
        row = session.get(RegisterEntry, int(ident))
    else:
        row = session.exec(select(RegisterEntry).where(RegisterEntry.id == ident)).first()
    if row is None or not (auditor or row.actor == visitor.person.id):
        raise NotFound
    return row


def views(
    house: House, session: Session, visitor: Visitor, rows: Sequence[RegisterEntry], *, words: bool = False
) -> list[EntryView]:
    """Return entries as the visitor may see them; with ``words`` those of others too that her rank reaches."""
    scope = house.registry.scopes.of(session, visitor.reader, visitor.at)
    editions = _assessments(session, {edition for row in rows for edition in row.editions})
    names = _names(session, visitor, rows)
    return [
        _view(house, visitor, row, words=words, editions=editions, listed=scope.editions, names=names) for row in rows
    ]


def _view(
    house: House,
    visitor: Visitor,
    row: RegisterEntry,
    *,
    words: bool,
    editions: Mapping[str, str],
    listed: Mapping[str, object],
    names: dict[str, str],
) -> EntryView:
    auditor, own = audits(visitor), row.actor == visitor.person.id
    reached = visitor.reader.reaches(row.rank, visitor.at)
    withheld = () if _reads(house, visitor, row) else tuple(key for key in row.detail if key not in PLAIN)
    clock = row.detail.get(CLOCK)
    said = parse_instant(clock) if isinstance(clock, str) else None
    return EntryView(
        id=row.id,
        sequence=row.sequence if auditor else None,
        # To others an entry is dated by what they can know: that a clock jumped hangs on acts of everybody.
        at=row.at if auditor or said is None else said,
        clock=said if auditor else None,
        actor=row.actor,
        username=names.get(row.actor or ""),
        action=row.action,
        outcome=row.outcome,
        editions=tuple(row.editions),
        assessments=tuple(Named(editions[e], e in listed) for e in row.editions if e in editions),
        detail={key: value for key, value in row.detail.items() if key != CLOCK and key not in withheld},
        withheld=withheld,
        worded=row.sealed is not None,
        words=house.registry.register.words(row) if own or (words and reached) else None,
        names=names,
    )


def _reads(house: House, visitor: Visitor, row: RegisterEntry) -> bool:
    """Tell whether the visitor may read what an entry says in words, by its rank then and the editions' now.

    What was refused to her is hers whatever it was about: it must not tell her what is there.
    """
    if row.actor == visitor.person.id and (row.outcome != DONE or not row.editions):
        return True
    handlings, reader = house.registry.handlings, visitor.reader
    parts = (handlings.get(part) for edition in row.editions for part in handlings.parts(edition))
    return reader.reaches(row.rank, visitor.at) and all(
        part is not None
        and reader.reaches(part.rank_at(visitor.at), visitor.at)
        and reader.compartments >= part.all_compartments()
        for part in parts
    )


def _assessments(session: Session, editions: Iterable[str]) -> dict[str, str]:
    query = select(Edition.id, Edition.assessment_id).where(col(Edition.id).in_(sorted(editions)))
    return dict(session.exec(query).all())


def _names(session: Session, visitor: Visitor, rows: Sequence[RegisterEntry]) -> dict[str, str]:
    """Return user names by id: for auditor and administrator of all in the entries, for others of themselves."""
    if not audits(visitor) and visitor.role != ADMINISTRATOR:
        return {visitor.person.id: visitor.person.username}
    said = (row.detail.get(key) for row in rows for key in ("person", "asked_by", "officer"))
    idents = {row.actor for row in rows if row.actor} | {one for one in said if isinstance(one, str)}
    found = session.exec(select(Person.id, Person.username).where(col(Person.id).in_(sorted(idents))))
    return dict(found.all())
