"""Alerts: that an assessment answers a standing search, told to its owner as far as she may know it now.

A row holds ids alone. What it says is released again whenever it is read, so that it is gone from every list, count,
feed and letter the moment the assessment is withheld (P1, P6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, select

from models.handling import SUPERSEDED
from models.tables.person import Person
from models.tables.standing import Alert, StandingSearch
from repository.disclosure import ReleasedAssessment, released
from repository.registry import Registry
from repository.scope import Scope
from repository.sealed import Vault

Found = Mapping[tuple[str, str], Iterable[int]]
"""By search and edition the handlings in which an answer was found."""

APART = timedelta(hours=12)
"""So long after a letter about alerts nobody is written another."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert with its assessment as the reader may see it now."""

    alert: Alert
    assessment: ReleasedAssessment


def raise_all(session: Session, vault: Vault, found: Found, at: datetime) -> int:
    """Keep alerts, in the caller's write transaction, and return how many are new; none is ever kept twice.

    What ended while it was looked for is passed over. A part in which the answer is found later joins the others.
    """
    people = _owners(session, sorted({search for search, _ in found}))
    known = _known(session, sorted({edition for _, edition in found}))
    rows: list[dict[str, Any]] = []
    more: list[dict[str, Any]] = []
    for (search, edition), idents in sorted(found.items()):
        if search not in people:
            continue
        before = known.get((search, edition))
        if before is None:
            ident = _ident(vault, search, edition)
            named = {"id": ident, "search_id": search, "person_id": people[search], "edition_id": edition}
            rows.append({**named, "handlings": sorted(set(idents)), "found_at": at})
        elif not set(idents) <= set(before.handlings):
            more.append({"this": before.id, "parts": sorted({*before.handlings, *idents})})
    connection = session.connection()
    if rows:
        connection.execute(insert(Alert), rows)
    if more:
        joined = update(Alert).where(col(Alert.id) == bindparam("this")).values(handlings=bindparam("parts"))
        connection.execute(joined, more)
    return len(rows)


def _owners(session: Session, searches: list[str]) -> dict[str, str]:
    """Return whose those of some searches are that stand."""
    found: dict[str, str] = {}
    for start in range(0, len(searches), _BATCH):
        named = col(StandingSearch.search_id).in_(searches[start : start + _BATCH])
        found.update(session.exec(select(StandingSearch.search_id, StandingSearch.person_id).where(named)).all())
    return found


def _ident(vault: Vault, search: str, edition: str) -> str:
    """Return the id of an alert: drawn from no sequence, so that those of others move nothing (P1)."""
    return vault.mac("alert", f"{search}:{edition}".encode()).hex()[:32]


def _known(session: Session, editions: list[str]) -> dict[tuple[str, str], Alert]:
    batches = (editions[start : start + _BATCH] for start in range(0, len(editions), _BATCH))
    rows = (row for batch in batches for row in session.exec(select(Alert).where(col(Alert.edition_id).in_(batch))))
    return {(row.search_id, row.edition_id): row for row in rows}


def unseen(session: Session, person: str) -> bool:
    """Tell whether any alert of a person's may be waiting, visible or not: what costs nothing where there is none."""
    query = select(Alert.id).where(Alert.person_id == person, col(Alert.seen_at).is_(None)).limit(1)
    return session.exec(query).first() is not None


def shown(
    registry: Registry,
    session: Session,
    scope: Scope,
    person: str,
    at: datetime,
    *,
    search: str | None = None,
    waiting: bool = False,
) -> Iterator[Shown]:
    """Give a person's alerts within a scope, the latest first: each edition is released once more.

    Those of one search where one is named; with ``waiting`` those that she has not seen. What a later edition in the
    scope supersedes has had its alert (case 8).
    """
    for idents in _listed(session, scope, person, search, waiting):
        rows = {row.id: row for row in session.exec(select(Alert).where(col(Alert.id).in_(idents)))}
        for row in (rows[ident] for ident in idents):
            if not any(ident in scope for ident in row.handlings):
                continue
            assessment = released(registry, scope, row.edition_id, at)
            if assessment is not None and assessment.state != SUPERSEDED:
                yield Shown(row, assessment)


def _listed(session: Session, scope: Scope, person: str, search: str | None, waiting: bool) -> Iterator[list[str]]:
    """Give the ids of a person's alerts about editions of the scope, a batch at a time, the latest first.

    Whoever needs a few reads no more than the batches in which they stand; of all others ids alone are read.
    """
    asked = select(Alert.id, Alert.edition_id).where(Alert.person_id == person)
    if search is not None:
        asked = asked.where(Alert.search_id == search)
    if waiting:
        asked = asked.where(col(Alert.seen_at).is_(None))
    asked = asked.order_by(col(Alert.found_at).desc(), col(Alert.id)).execution_options(yield_per=_BATCH)
    with session.exec(asked) as found:
        for batch in found.partitions(_BATCH):
            idents = [ident for ident, edition in batch if edition in scope.editions]
            if idents:
                yield idents


def see(session: Session, idents: Iterable[str], at: datetime) -> None:
    """Keep that alerts were seen by whom they are for; a second time changes nothing."""
    _date(session, "seen_at", idents, at)


def mailed(session: Session, idents: Iterable[str], at: datetime) -> None:
    """Keep that the mail server accepted a letter about these alerts."""
    _date(session, "mailed_at", idents, at)


def _date(session: Session, column: str, idents: Iterable[str], at: datetime) -> None:
    ordered = sorted(set(idents))
    for start in range(0, len(ordered), _BATCH):
        for row in session.exec(select(Alert).where(col(Alert.id).in_(ordered[start : start + _BATCH]))):
            if getattr(row, column) is None:
                setattr(row, column, at)
                session.add(row)


def to_be_told(session: Session, at: datetime) -> list[Person]:
    """Return who has an address, an alert neither seen nor mailed, and was not written to of late."""
    waiting = select(Alert.person_id).where(col(Alert.seen_at).is_(None), col(Alert.mailed_at).is_(None))
    lately = select(Alert.person_id).where(col(Alert.mailed_at) > at - APART)
    query = select(Person).where(col(Person.id).in_(waiting), col(Person.id).not_in(lately))
    query = query.where(col(Person.active), col(Person.email).is_not(None))
    return list(session.exec(query.order_by(col(Person.username))))


def wipe(session: Session, edition: str) -> None:
    """Take away the alerts about an edition that is destroyed (case 25)."""
    session.connection().execute(delete(Alert).where(col(Alert.edition_id) == edition))
