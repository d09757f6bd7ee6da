"""What needs somebody's attention: lists for the registry and for originators, each over the tables as they stand.

A figure is the number of rows that its list opens: there is no other way to count. The registry sees what was
submitted, originators' officers what their organization originated, everybody else her own notices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import col, func, select

from models.handling import DESTROYED, DRAFT, HELD, REGISTERED, SUBMITTED, WITHDRAWN
from models.tables.assessment import Edition, Original
from models.tables.legal_hold import LegalHold
from models.tables.person import ORIGINATOR, REGISTRY
from models.tables.relation import Relation
from repository import attention_expiring, attention_waiting, notices
from repository.acts import Actor
from repository.attention_row import Desk, Row, about
from repository.catalogue import Entry

OFFICES = (REGISTRY, ORIGINATOR)


@dataclass(frozen=True, slots=True)
class Attention:
    """One list: which roles have it, and its rows."""

    roles: tuple[str, ...]
    rows: Callable[[Desk], list[Row]]


def lists_of(actor: Actor) -> tuple[str, ...]:
    """Return the names of the lists that a person has, in their order."""
    if not actor.may_act:
        return ()
    return tuple(name for name, one in LISTS.items() if not one.roles or actor.person.role in one.roles)


def rows(desk: Desk, name: str) -> list[Row]:
    """Return the rows of a list with register titles; raise ``KeyError`` where the looker has no such list.

    Its originator's officers know what has no title yet by the name of its file; the registry is not told it.
    """
    if name not in lists_of(desk.actor):
        raise KeyError(name)
    catalogue = desk.registry.catalogue
    found = LISTS[name].rows(desk)
    entries = [catalogue.get(row.edition) if row.edition else None for row in found]
    return [
        row if entry is None else replace(row, title=entry.deposit.register_title or _filename(desk, entry))
        for row, entry in zip(found, entries, strict=True)
    ]


def _filename(desk: Desk, entry: Entry) -> str | None:
    return entry.filename if not desk.registers and desk.actor.organization in entry.originators else None


def figures(desk: Desk) -> dict[str, int]:
    """Return how many rows each of the looker's lists has."""
    return {name: len(LISTS[name].rows(desk)) for name in lists_of(desk.actor)}


def _sources(desk: Desk) -> list[Row]:
    query = (
        select(Relation, Edition)
        .join(Edition, col(Edition.id) == col(Relation.edition_id))
        .where(col(Relation.change).is_not(None), col(Relation.seen_at).is_(None))
        .where(col(Edition.state).not_in((WITHDRAWN, DESTROYED)))
        .order_by(col(Relation.changed_at), col(Relation.id))
    )
    return [
        about(relation.change or "", edition, since=relation.changed_at)
        for relation, edition in desk.session.exec(query)
        if desk.concerned(edition.originators, edition.state)
    ]


def _holds(desk: Desk) -> list[Row]:
    query = (
        select(LegalHold, Edition)
        .join(Edition, col(Edition.id) == col(LegalHold.edition_id))
        .where(col(LegalHold.lifted_at).is_(None))
        .order_by(col(LegalHold.placed_at), col(LegalHold.id))
    )
    return [
        about("standing", edition, subject=hold.reason, since=hold.placed_at)
        for hold, edition in desk.session.exec(query)
        if desk.concerned(edition.originators, edition.state)
    ]


def _collisions(desk: Desk) -> list[Row]:
    """Return the files that several organizations submitted; a row a file, none of them is told (case 26)."""
    twice = select(Original.digest).group_by(col(Original.digest)).having(func.count() > 1)
    query = (
        select(Original.digest, Edition)
        .join(Edition, col(Edition.id) == col(Original.edition_id))
        .where(col(Original.digest).in_(twice), col(Edition.state).not_in((DRAFT, DESTROYED)))
        .order_by(col(Edition.submitted_at), col(Edition.id))
    )
    groups: dict[str, list[Edition]] = {}
    for digest, edition in desk.session.exec(query):
        groups.setdefault(digest, []).append(edition)
    return [
        replace(
            about("collision", group[0], since=group[-1].submitted_at),
            organization=", ".join(sorted({name for edition in group for name in edition.originators})),
            others=tuple(edition.assessment_id for edition in group[1:]),
        )
        for group in groups.values()
        if len({tuple(sorted(edition.originators)) for edition in group}) > 1
    ]


def _notices(desk: Desk) -> list[Row]:
    """Return the looker's own notices that she has not acknowledged; what each is about she reads there."""
    owed = notices.of_person(desk.session, desk.actor.person.id, waiting=True)
    return [Row(kind=one.kind, since=one.created_at) for one in owed]


LISTS: dict[str, Attention] = {
    "held": Attention(OFFICES, attention_waiting.in_state(HELD)),
    "registration": Attention(OFFICES, attention_waiting.in_state(SUBMITTED)),
    "release": Attention(OFFICES, attention_waiting.in_state(REGISTERED)),
    "consents": Attention(OFFICES, attention_waiting.consents),
    "overdue": Attention(OFFICES, attention_waiting.overdue),
    "acknowledgements": Attention(OFFICES, attention_waiting.acknowledgements),
    "copies": Attention(OFFICES, attention_waiting.copies),
    "clearances": Attention(OFFICES, attention_expiring.clearances),
    "reviews": Attention(OFFICES, attention_expiring.reviews),
    "expired": Attention(OFFICES, attention_expiring.expired),
    "sources": Attention(OFFICES, _sources),
    "lists": Attention(OFFICES, attention_expiring.lists),
    "legal-holds": Attention(OFFICES, _holds),
    "collisions": Attention((REGISTRY,), _collisions),
    "notices": Attention((), _notices),
}
"""The lists in their order; one without roles is everybody's."""
