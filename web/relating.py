"""Relating: the history of a work as its reader sees it, its sources as its officers do, the acts that tie works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, col, select

from models.handling import RELEASED, WITHDRAWN
from models.relating import AskSources, SeenSources, Supersede, Waiver
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY
from models.tables.relation import SOURCE, TRANSLATION, Relation
from models.tables.request import Request
from repository import acts, derivation, relations
from repository.acts import Actor, NotFound
from repository.derivation import WAIVER, Answer
from repository.history import History
from repository.history import history as history_of
from repository.register import Act
from repository.registry import Registry
from repository.sources import carried, edition_of, relations_of
from web.depositing import require_role
from web.house import House
from web.naming import Naming, naming
from web.reading import scope_of
from web.visitor import Visitor

Told = Callable[[Registry, Session, Actor, str, Any], Request | None]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A work that another embeds or translates, as those who govern the other may see it.

    ``title`` is the register title, where the visitor may know it. ``rank`` is the highest that its snapshots
    carry. ``change`` is what has happened to it since, until somebody has seen to it at ``seen_at``.
    """

    assessment: str
    kind: str
    title: str | None
    readable: bool
    originators: tuple[str, ...]
    rank: int
    waived: bool
    waiver: str | None
    change: str | None
    changed_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourcesView:
    """The sources of a work, and what their originators say to its release; a concealed name is None (case 29)."""

    assessment: str
    state: str
    sources: tuple[SourceView, ...]
    consents: tuple[tuple[str | None, str, str], ...]

    @property
    def missing(self) -> int:
        """Return how many consents the release still waits for (W5)."""
        return sum(state != "granted" for _, state, _ in self.consents)

    @property
    def changed(self) -> int:
        """Return how many sources have changed and nobody has seen to it."""
        return sum(source.change is not None and source.seen_at is None for source in self.sources)


def history(house: House, visitor: Visitor, ident: str) -> History:
    """Return a work among its editions, translations and sources; recorded. Raises ``NotFound``."""
    registry = house.registry
    with scope_of(house, visitor) as (_, scope):
        edition = registry.catalogue.of_assessment(ident)
        found = history_of(registry, scope, edition, visitor.at) if edition else None
    if found is None:
        raise NotFound
    act = Act(
        action="view",
        at=visitor.at,
        actor=visitor.person.id,
        editions=tuple(sorted(work.edition for work in found.all)),
        rank=max(work.rank for work in found.all),
        detail={"part": "history"},
    )
    registry.recorder.record(act)
    return found


def own_editions(house: House, visitor: Visitor) -> list[tuple[str, str | None]]:
    """Return id and title of what the visitor's organization originated and a later edition may supersede."""
    require_role(visitor, ORIGINATOR)
    with scope_of(house, visitor) as (session, _):
        query = select(Edition.id, Edition.originators).where(col(Edition.state).in_((RELEASED, WITHDRAWN)))
        mine = [ident for ident, names in session.exec(query) if visitor.reader.organization in names]
        entries = [entry for ident in mine if (entry := house.registry.catalogue.get(ident)) is not None]
    found = [(entry.assessment, entry.deposit.title or entry.deposit.register_title) for entry in entries]
    return sorted(found, key=lambda pair: (pair[1] or "", pair[0]))


def sources(house: House, visitor: Visitor, ident: str) -> SourcesView:
    """Return what a work embeds, for its originators' officers and the registry. Raises ``NotFound``."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    with naming(house, visitor, "view-sources") as given:
        session = given.session
        edition = acts.find_edition(session, visitor.actor, ident)
        rows = relations_of(session, edition.id, SOURCE, TRANSLATION)
        shown = [_source(given, edition, row) for row in rows]
        asked = _consents(given, edition)
    return SourcesView(ident, edition.state, tuple(shown), asked)


def _source(given: Naming, edition: Edition, row: Relation) -> SourceView:
    session, target = given.session, edition_of(given.session, row.target_id)
    named = given.of(target.id) if target else None
    embedded = [s for s in carried(session, edition.id) if target is not None and s.edition == target.id]
    waivers = select(Request).where(Request.kind == WAIVER, Request.edition_id == edition.id)
    asked = session.exec(waivers.where(Request.subject == row.target_id).order_by(col(Request.asked_at).desc()))
    waiver = asked.first()
    return SourceView(
        assessment=row.target_id,
        kind=row.kind,
        title=named.title if named else None,
        readable=named.readable if named else False,
        originators=_originators(given, target) if target else (),
        rank=max((source.rank for source in embedded), default=0),
        waived=bool(embedded) and all(source.waived for source in embedded),
        waiver=waiver.state if waiver else None,
        change=row.change,
        changed_at=row.changed_at,
        seen_at=row.seen_at,
    )


def _originators(given: Naming, target: Edition) -> tuple[str, ...]:
    """Return the originators of a source as far as they are known to the visitor (case 29)."""
    entry = given.house.registry.catalogue.get(target.id)
    own = given.visitor.reader.organization in target.originators or given.visitor.role == REGISTRY
    known = own or (entry is not None and not entry.deposit.conceal_originator)
    return tuple(target.originators) if known else ()


def _consents(given: Naming, edition: Edition) -> tuple[tuple[str | None, str, str], ...]:
    registry, session, visitor = given.house.registry, given.session, given.visitor
    hidden = frozenset[str]() if visitor.role == REGISTRY else derivation.unnamed(registry, session, edition)
    found: list[Answer] = derivation.answers(registry, session, edition)
    return tuple((None if one.organization in hidden else one.organization, one.state, one.reason) for one in found)


def _supersede(registry: Registry, session: Session, actor: Actor, ident: str, said: Supersede) -> None:
    relations.supersede(registry, session, actor, ident, said.by)


def _seen(registry: Registry, session: Session, actor: Actor, ident: str, said: SeenSources) -> None:
    relations.seen(registry, session, actor, ident, said.note)


def _waiver(registry: Registry, session: Session, actor: Actor, ident: str, said: Waiver) -> Request:
    return derivation.ask_waiver(registry, session, actor, ident, said.source, said.reason)


def _ask(registry: Registry, session: Session, actor: Actor, ident: str, _: AskSources) -> Request:
    return derivation.ask_again(registry, session, actor, ident)


ACTS: dict[str, tuple[type[BaseModel], Told]] = {
    "supersede": (Supersede, _supersede),
    "seen-sources": (SeenSources, _seen),
    "waiver": (Waiver, _waiver),
    "ask-sources": (AskSources, _ask),
}
"""The acts that tie works to each other: what each is told, and who carries it out."""
