"""Comparing: the neighbours of an assessment, which organizations cover one threat, and what analysts say of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Lock

from sqlmodel import Session

from models.tables.overlap_verdict import REJECTED
from models.tables.person import Person
from repository import disclosure, overlap_verdicts
from repository.acts import ActRefused, NotFound
from repository.disclosure import ReleasedAssessment
from repository.overlap_verdicts import Verdict
from repository.register import Act
from repository.scope import Scope
from search import covering, similar
from search.covering import Covered
from search.query import Query
from search.similar import Similar
from search.stranger import strangers
from web.house import House
from web.reading import scope_of
from web.refusing import refusing
from web.visitor import Visitor

PER_PAGE = 10
BUSY = "several works are being compared at this moment; ask again in a minute"
PATIENCE = 20.0
"""So many seconds a comparison waits for the one before it; it takes a core and much memory, so one is made at once."""
MOST_WAITING = 8
"""So many are made or wait: each holds a thread of the server, of which it has forty for everything."""
_COMPARING, _WAITING = Lock(), BoundedSemaphore(MOST_WAITING)


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict as a visitor is shown it: ``name`` is whose it is, where that is somebody of her organization."""

    verdict: str
    note: str | None
    at: datetime
    name: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of assessments with what was said of it, the latest first."""

    pair: Covered
    said: tuple[Said, ...]

    @property
    def verdict(self) -> str | None:
        """Return what was said last, or None."""
        return self.said[0].verdict if self.said else None


@dataclass(frozen=True, slots=True)
class Between:
    """A page of pairs; ``works`` were compared of ``asked`` that the filters let through.

    ``notices`` say what of the question and its filters is not known.
    """

    pairs: tuple[Judged, ...]
    total: int
    works: int
    asked: int
    start: int
    notices: tuple[str, ...] = ()

    @property
    def following(self) -> int | None:
        """Return where the next page begins, or None."""
        end = self.start + len(self.pairs)
        return end if self.pairs and end < self.total else None


def neighbours(house: House, visitor: Visitor, ident: str) -> Similar:
    """Return what lies near an assessment inside the visitor's scope; recorded.

    Raises ``NotFound``, and ``ActRefused`` where others keep it from its turn.
    """
    registry = house.registry
    with _turn(), scope_of(house, visitor) as (session, scope):
        shown = _find(house, scope, visitor, ident)
        found = similar.similar(house.engine, registry, session, scope, shown, visitor.at)
    _record(house, visitor, "view", found.works, {"part": "similar", "assessment": shown.id})
    return found


def between(house: House, visitor: Visitor, query: Query) -> Between:
    """Return a page of the pairs of assessments in which organizations cover one threat; recorded.

    The likest first; pairs of which it was said last that they do not stand behind all others. Raises ``ActRefused``
    where others keep it from its turn.
    """
    registry = house.registry
    with _turn(), scope_of(house, visitor) as (session, scope):
        verdicts = overlap_verdicts.shown_to(registry, session, scope)

        def rejected(one: str, other: str) -> bool:
            said = verdicts.get(overlap_verdicts.pair_of(one, other))
            return said is not None and said[0].verdict == REJECTED

        window = slice(query.start, query.start + query.limit)
        found = covering.covering(house.engine, registry, session, scope, visitor.at, query.filters, window, rejected)
        notices = (*query.notices, *strangers(session, query.filters))
        pairs = tuple(_judged(session, visitor, pair, verdicts) for pair in found.pairs)
    works = [work for judged in pairs for work in (judged.pair.first, judged.pair.second)]
    _record(house, visitor, "overlaps", works, {"between": "organizations"})
    return Between(pairs, found.total, found.works, found.asked, query.start, notices)


@contextmanager
def _turn() -> Iterator[None]:
    """Let one comparison be made at a time, and a few wait; whoever waits holds no snapshot meanwhile."""
    if not _WAITING.acquire(blocking=False):
        raise ActRefused(BUSY)
    try:
        if not _COMPARING.acquire(timeout=PATIENCE):
            raise ActRefused(BUSY)
        try:
            yield
        finally:
            _COMPARING.release()
    finally:
        _WAITING.release()


def say(house: House, visitor: Visitor, first: str, second: str, verdict: str, note: str = "") -> None:
    """Confirm or reject that two assessments cover the same threat; kept and recorded, in place of what was said.

    Raises ``NotFound``, ``ActRefused``, ``Incomplete``.
    """
    registry = house.registry
    with refusing(house, visitor, overlap_verdicts.KIND, assessment=first), registry.database.write() as session:
        pair = _both(house, session, visitor, first, second)
        overlap_verdicts.say(registry, session, visitor.actor, *pair, verdict, note)


def take_back(house: House, visitor: Visitor, first: str, second: str) -> None:
    """Take back what the visitor said of a pair; recorded. Raises ``NotFound``, ``ActRefused``."""
    registry = house.registry
    with refusing(house, visitor, overlap_verdicts.KIND, assessment=first), registry.database.write() as session:
        pair = _both(house, session, visitor, first, second)
        overlap_verdicts.take_back(registry, session, visitor.actor, *pair)


def _both(
    house: House, session: Session, visitor: Visitor, first: str, second: str
) -> tuple[ReleasedAssessment, ReleasedAssessment]:
    scope = house.registry.scopes.of(session, visitor.reader, visitor.at)
    house.registry.catalogue.refresh(session)
    return _find(house, scope, visitor, first), _find(house, scope, visitor, second)


def _find(house: House, scope: Scope, visitor: Visitor, ident: str) -> ReleasedAssessment:
    edition = house.registry.catalogue.of_assessment(ident)
    shown = disclosure.released(house.registry, scope, edition, visitor.at) if edition else None
    if shown is None:
        raise NotFound
    return shown


def _judged(
    session: Session, visitor: Visitor, pair: Covered, verdicts: dict[tuple[str, str], tuple[Verdict, ...]]
) -> Judged:
    said = verdicts.get(overlap_verdicts.pair_of(pair.first.edition, pair.second.edition), ())
    return Judged(pair, tuple(_said(session, visitor, verdict) for verdict in said))


def _said(session: Session, visitor: Visitor, verdict: Verdict) -> Said:
    """Return a verdict; of other organizations it is not told who reads what, so nobody of theirs is named."""
    person = session.get(Person, verdict.person) if verdict.organization == visitor.reader.organization else None
    own = verdict.person == visitor.person.id
    return Said(verdict.verdict, verdict.note, verdict.at, person.name if person else None, own)


def _record(
    house: House, visitor: Visitor, action: str, works: Iterable[ReleasedAssessment], detail: dict[str, object]
) -> None:
    shown = list(works)
    act = Act(
        action=action,
        at=visitor.at,
        actor=visitor.person.id,
        editions=tuple(dict.fromkeys(work.edition for work in shown)),
        rank=max((work.rank for work in shown), default=0),
        detail=detail,
    )
    house.registry.recorder.record(act)
