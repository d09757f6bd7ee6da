"""Reading: search, listing, one assessment, its text and its pages; recorded before it is shown (P2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ingest.originals import load
from ingest.page_image import PageImages, Watermark
from models.tables.assessment import Edition, Original
from models.tables.organization import Organization
from models.tables.person import PersonalClearance
from repository import affiliations, disclosure
from repository.acts import NotFound
from repository.conclusions import ReleasedConclusions, released_conclusions
from repository.disclosure import ReleasedAssessment, ReleasedPortion
from repository.judgements import Range, ReleasedJudgement, released_judgements
from repository.register import Act
from repository.scope import Scope
from repository.unlocking import password_of
from search.engine import Answer
from search.grammar import question, whole
from search.query import Filters, Query
from search.stranger import strangers
from web.house import House
from web.visitor import Visitor

IMAGES = PageImages()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the assessments a reader may see, the newest first.

    ``notices`` say what of the question and its filters is not known.
    """

    total: int
    items: tuple[ReleasedAssessment, ...]
    next: str | None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldClearance:
    """A clearance a person holds: scheme, level, and when it expires."""

    scheme: str
    level: str
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What a person may see, in the words of the policy, and until when."""

    person: str
    username: str
    name: str
    organization: str
    organization_names: dict[str, str]
    acts_for: tuple[str, ...]
    role: str
    standing: str
    rank: int
    ceiling: int
    briefed: bool
    clearances: tuple[HeldClearance, ...]
    compartments: tuple[str, ...]
    lists: tuple[str, ...]
    tokens: tuple[str, ...]
    purpose: str | None
    until: datetime | None


@contextmanager
def scope_of(house: House, visitor: Visitor) -> Iterator[tuple[Session, Scope]]:
    """Give one snapshot of the database and the visitor's scope in it."""
    with house.registry.database.read() as session:
        scope = house.registry.scopes.of(session, visitor.reader, visitor.at)
        # After the policy, so that new words never meet an old decision.
        house.registry.catalogue.refresh(session)
        yield session, scope


def search(house: House, visitor: Visitor, query: Query) -> Answer:
    """Answer a question within the visitor's scope; question and results are recorded first (case 31)."""
    with scope_of(house, visitor) as (session, scope):
        answer = house.engine.search(session, scope, query, visitor.at)
    shown = tuple(hit.assessment.edition for hit in answer.results)
    _record(house, visitor, "search", shown, rank=answer.rank, words=whole(query))
    return answer


def listing(house: House, visitor: Visitor, filters: Filters, limit: int = 20, cursor: str | None = None) -> Listing:
    """List what the visitor may see, the newest first; recorded. Raises ``BadQuery`` for a strange cursor or limit."""
    asked = question("", filters, limit=limit, cursor=cursor)
    start = asked.start
    with scope_of(house, visitor) as (session, scope):
        notices = (*asked.notices, *strangers(session, asked.filters))
        shelf = house.engine.shelf(scope, visitor.at, superseded=filters.superseded)
        found = sorted((a for a in shelf if asked.filters.accept(a)), key=lambda shown: shown.order)
        again = (
            disclosure.released(house.registry, scope, a.edition, visitor.at) for a in found[start : start + limit]
        )
        items = tuple(a for a in again if a is not None)
    _record(house, visitor, "list", tuple(a.edition for a in items), rank=max((a.rank for a in items), default=0))
    more = len(found) > start + limit
    return Listing(len(found), items, asked.cursor_at(start + limit) if more else None, notices)


def assessment(house: House, visitor: Visitor, ident: str) -> ReleasedAssessment:
    """Return one assessment as the visitor may see it; recorded. Raises ``NotFound``, withheld or absent."""
    with scope_of(house, visitor) as (_, scope):
        shown = _find(house, scope, ident, visitor.at)
    _record(house, visitor, "view", (shown.edition,), rank=shown.rank)
    return shown


def portions(house: House, visitor: Visitor, ident: str) -> tuple[ReleasedAssessment, list[ReleasedPortion]]:
    """Return one assessment and its visible passages in order; recorded. Raises ``NotFound``."""
    with scope_of(house, visitor) as (session, scope):
        shown = _find(house, scope, ident, visitor.at)
        edition = session.get(Edition, shown.edition)
        kept = edition is not None and edition.ingested_at is not None
        passages = disclosure.portions(house.registry, session, shown) if kept else []
    _record(house, visitor, "view", (shown.edition,), rank=shown.rank, detail={"part": "text"})
    return shown, passages


def judgements(
    house: House, visitor: Visitor, ident: str, within: Range
) -> tuple[ReleasedAssessment, list[ReleasedJudgement]]:
    """Return one assessment and the judgements the visitor may see whose likelihood lies within a range; recorded.

    Raises ``NotFound``.
    """
    with scope_of(house, visitor) as (session, scope):
        shown = _find(house, scope, ident, visitor.at)
        edition = session.get(Edition, shown.edition)
        kept = edition is not None and edition.ingested_at is not None
        passages = disclosure.portions(house.registry, session, shown) if kept else []
    found = judged(house, shown, passages, within)
    _record(house, visitor, "view", (shown.edition,), rank=shown.rank, detail={"part": "judgements"})
    return shown, found


def judged(
    house: House, shown: ReleasedAssessment, passages: list[ReleasedPortion], within: Range
) -> list[ReleasedJudgement]:
    """Return the judgements that rest on passages already shown, whose likelihood lies within a range."""
    found = released_judgements(house.registry, shown, passages)
    return [judgement for judgement in found if within.holds(judgement.declared.likelihood)]


def conclusions(house: House, shown: ReleasedAssessment) -> ReleasedConclusions:
    """Return the recommendations and gaps of an assessment already shown, as far as its reader may see them."""
    return released_conclusions(house.registry, shown)


def page_size(house: House, visitor: Visitor, ident: str, number: int) -> tuple[float, float]:
    """Return width and height of an original page in points; raises ``NotFound``."""
    with scope_of(house, visitor) as (session, scope):
        size = disclosure.page_size(session, _find(house, scope, ident, visitor.at), number)
    if size is None:
        raise NotFound("there is nothing here under that id")
    return size


def page_image(house: House, visitor: Visitor, ident: str, number: int) -> bytes:
    """Return an original page as PNG, marked with the reader and the time; recorded. Raises ``NotFound``."""
    registry = house.registry
    with scope_of(house, visitor) as (session, scope):
        shown = _find(house, scope, ident, visitor.at)
        if disclosure.page_size(session, shown, number) is None:
            raise NotFound("there is nothing here under that id")
        edition = session.get_one(Edition, shown.edition)
        original = session.get_one(Original, shown.edition)
    _record(house, visitor, "view", (shown.edition,), rank=shown.rank, detail={"page": number})
    watermark = Watermark(f"{visitor.person.name} ({visitor.person.username})", visitor.reader.organization, visitor.at)
    key = registry.vault.open(edition.key, edition.id)
    return IMAGES.page(
        registry.folder,
        key,
        edition.id,
        lambda: load(registry.originals, registry.vault, edition, original),
        number,
        shown.pages,
        watermark,
        password_of(registry.vault, edition, original),
    )


def _find(house: House, scope: Scope, ident: str, at: datetime) -> ReleasedAssessment:
    edition = house.registry.catalogue.of_assessment(ident)
    shown = disclosure.released(house.registry, scope, edition, at) if edition else None
    if shown is None:
        raise NotFound("there is nothing here under that id")
    return shown


def me(house: House, visitor: Visitor) -> Entitlements:
    """Return what the visitor may see and until when."""
    reader, person = visitor.reader, visitor.person
    with house.registry.database.read() as session:
        organization = session.get_one(Organization, reader.organization)
        acts_for = tuple(affiliations.held(session, person, visitor.at))
        query = select(PersonalClearance).where(PersonalClearance.person_id == person.id)
        rows = session.exec(query.order_by(col(PersonalClearance.scheme), col(PersonalClearance.level)))
        held = tuple(HeldClearance(row.scheme, row.level, row.expires) for row in rows if row.revoked_at is None)
    return Entitlements(
        person=person.id,
        username=person.username,
        name=person.name,
        organization=organization.id,
        organization_names=organization.names,
        acts_for=acts_for,
        role=person.role,
        standing=reader.standing,
        rank=min(reader.rank(visitor.at), reader.ceiling),
        ceiling=reader.ceiling,
        briefed=reader.briefed,
        clearances=held,
        compartments=tuple(sorted(reader.compartments)),
        lists=tuple(sorted(token.name for token in reader.tokens if token.kind == "list")),
        tokens=tuple(sorted(str(token) for token in reader.tokens if token.kind != "bureau")),
        purpose=reader.purpose,
        until=reader.next_instant(visitor.at),
    )


def _record(
    house: House,
    visitor: Visitor,
    action: str,
    editions: tuple[str, ...],
    *,
    rank: int,
    words: str | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    house.registry.recorder.record(
        Act(
            action=action,
            at=visitor.at,
            actor=visitor.person.id,
            editions=editions,
            rank=rank,
            words=words,
            detail=detail or {},
        )
    )
