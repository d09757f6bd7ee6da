"""Suggesting: what the visitor may mean by the beginning of a question, from what she may see."""

from __future__ import annotations

from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from repository.register import Act
from repository.scope import Scope
from search.query import LONGEST, BadQuery
from search.suggesting import Stock, Suggested, suggest
from search.threat import actors_of
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

OFFER = "suggest"
"""The register's word for naming works to somebody who begins to ask."""


def offered(house: House, visitor: Visitor, typed: str, language: str) -> list[Suggested]:
    """Return ways to go on with a question; where they name works, that is recorded first (P2).

    Raises ``BadQuery`` for a question that is too long.
    """
    if len(typed) > LONGEST:
        raise BadQuery(f"a question has at most {LONGEST} characters")
    with scope_of(house, visitor) as (session, scope):
        house.engine.refresh(session)
        scope = house.engine.newest(scope)
        found = suggest(_stock(house, session, scope, visitor), typed, language)
        named = tuple(dict.fromkeys(edition for one in found for edition in one.editions))
        shelf = house.engine.shelf(scope, visitor.at, superseded=True)
        works = [shown for edition in named if (shown := shelf.get(edition)) is not None]
    if works:
        rank = max(shown.rank for shown in works)
        editions = tuple(shown.edition for shown in works)
        house.registry.recorder.record(
            Act(action=OFFER, at=visitor.at, actor=visitor.person.id, editions=editions, rank=rank)
        )
    return found


def _stock(house: House, session: Session, scope: Scope, visitor: Visitor) -> Stock:
    def actors(works: list[ReleasedAssessment]) -> dict[str, tuple[str, ...]]:
        return actors_of(house.registry.vault, session, works)

    shelf = house.engine.shelf(scope, visitor.at, superseded=True)
    return house.engine.stocks.of(scope, lambda: shelf, actors)
