"""Alerting: what has become visible that answers the visitor's standing searches; evaluated as it is shown (P1, P6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from models.tables.saved_search import SavedSearch
from repository import alerts, saved_searches
from repository.disclosure import ReleasedAssessment
from repository.errors import SealBroken
from repository.register import Act
from repository.scope import Scope
from search.encoder import FloatArray
from search.evidence import Evidence
from search.query import Query
from search.questions import asked
from search.quotation import quotation
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

MOST = 100
"""So many alerts are listed; older ones that wait show as those before them are seen."""
QUOTED = 40
"""So many of them, the latest, are shown with a passage: each is opened as it is shown."""
COUNTED = 200
"""So many alerts that wait are counted, and no more: the figure stands on every page."""
LOOK, SEE = "view-alerts", "see-alerts"


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert to the visitor: which of her searches found what and when, and the passage that answers it best."""

    id: str
    search: str
    name: str
    assessment: ReleasedAssessment
    found_at: datetime
    seen_at: datetime | None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Alerts:
    """The latest alerts that the visitor may see now, and how many of all she may see wait, at most ``COUNTED``."""

    items: tuple[AlertView, ...]
    waiting: int


def mine(house: House, visitor: Visitor, *, waiting: bool = False) -> Alerts:
    """Return the visitor's alerts, the latest first, with ``waiting`` only those not seen; recorded."""
    person, at = visitor.person.id, visitor.at
    with scope_of(house, visitor) as (session, scope):
        every = alerts.shown(house.registry, session, scope, person, at, waiting=waiting)
        names, quote = _names(house, session, person), _quoting(house, session)
        items = tuple(
            AlertView(
                id=one.alert.id,
                search=one.alert.search_id,
                name=names.get(one.alert.search_id, ""),
                assessment=one.assessment,
                found_at=one.alert.found_at,
                seen_at=one.alert.seen_at,
                evidence=quote(one) if number < QUOTED else None,
            )
            for number, one in enumerate(sorted(islice(every, MOST), key=_order))
        )
        unseen = len(_waiting(house, session, scope, visitor, COUNTED))
    if items:
        editions = tuple(sorted({item.assessment.edition for item in items}))
        rank = max(item.assessment.rank for item in items)
        house.registry.recorder.record(Act(action=LOOK, at=at, actor=person, editions=editions, rank=rank))
    return Alerts(items, unseen)


def _waiting(
    house: House, session: Session, scope: Scope, visitor: Visitor, most: int | None = None
) -> list[alerts.Shown]:
    """Return the visitor's alerts that lie in her scope and that she has not seen, the latest of them."""
    if not alerts.unseen(session, visitor.person.id):
        return []
    found = alerts.shown(house.registry, session, scope, visitor.person.id, visitor.at, waiting=True)
    return list(islice(found, most))


def count(house: House, visitor: Visitor) -> int:
    """Return how many alerts the visitor may see and has not seen, at most ``COUNTED``; it names nothing: no record."""
    with house.registry.database.read() as session:
        if not alerts.unseen(session, visitor.person.id):
            return 0
    with scope_of(house, visitor) as (session, scope):
        return len(_waiting(house, session, scope, visitor, COUNTED))


def see(house: House, visitor: Visitor, idents: Iterable[str] | None = None) -> int:
    """Keep that the visitor has seen some of her alerts, or all; recorded. Return how many are seen that were not.

    Only what she may see now: what is withheld at this moment is as new to her when it comes back.
    """
    with scope_of(house, visitor) as (session, scope):
        waiting = {one.alert.id: one.assessment for one in _waiting(house, session, scope, visitor)}
    wanted = set(waiting) if idents is None else set(waiting).intersection(idents)
    if wanted:
        editions = tuple(sorted({waiting[ident].edition for ident in wanted}))
        rank = max(waiting[ident].rank for ident in wanted)
        with house.registry.database.write() as session:
            alerts.see(session, wanted, visitor.at)
            act = Act(action=SEE, at=visitor.at, actor=visitor.person.id, editions=editions, rank=rank)
            house.registry.register.append(session, act)
    return len(wanted)


def _quoting(house: House, session: Session) -> Callable[[alerts.Shown], Evidence | None]:
    """Return what tells the passage by which an assessment answers the search of an alert, as its reader may see it."""
    house.engine.refresh(session)
    questions: dict[str, tuple[Query, FloatArray | None] | None] = {}

    def quote(one: alerts.Shown) -> Evidence | None:
        ident = one.alert.search_id
        if ident not in questions:
            row = session.get(SavedSearch, ident)
            questions[ident] = asked(house.registry, house.engine, session, row) if row is not None else None
        question = questions[ident]
        if question is None:
            return None
        return quotation(house.engine, house.registry, session, one.assessment, *question)

    return quote


def _order(one: alerts.Shown) -> tuple[object, ...]:
    """Return the place of an alert in the list: the latest first, then those of one assessment together."""
    return (-one.alert.found_at.timestamp(), one.assessment.order, one.assessment.id, one.alert.id)


def _names(house: House, session: Session, person: str) -> dict[str, str]:
    """Return what the visitor calls her searches; one that cannot be opened has no name."""
    found = {}
    for row in saved_searches.of_person(session, person):
        with suppress(SealBroken, ValueError):
            found[row.id] = saved_searches.kept(house.registry.vault, row).name
    return found


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of alerts by mail: how many a person may see at the moment of writing, each once (case 1)."""

    house: House
    path: str = "/alerts"

    def waiting(self, session: Session) -> dict[str, list[str]]:
        """Return the ids of alerts that people may see and have not seen, where one of them was never mailed."""
        registry, at = self.house.registry, self.house.registry.clock.now()
        registry.catalogue.refresh(session)
        found: dict[str, list[str]] = {}
        for person in alerts.to_be_told(session, at):
            reader = registry.readers.of(session, person.id, at)
            if reader is None:
                continue
            scope = registry.scopes.of(session, reader, at)
            shown = list(alerts.shown(registry, session, scope, person.id, at, waiting=True))
            if any(one.alert.mailed_at is None for one in shown):
                found[person.id] = [one.alert.id for one in shown]
        return found

    def mailed(self, session: Session, idents: Iterable[str], at: datetime) -> None:
        """Date the alerts."""
        alerts.mailed(session, idents, at)
