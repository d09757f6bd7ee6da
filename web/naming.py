"""Naming an assessment to somebody who need not see it: by its register title if she may know that, else not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from models.handling import DRAFT
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY
from repository import disclosure
from repository.editions import CARD_MARKING, read_deposit
from repository.register import Act
from repository.scope import Scope
from repository.sealed import SealBroken
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Named:
    """An assessment as it may be named: its id, and its register title where it has one."""

    assessment: str
    title: str | None
    readable: bool


@dataclass(slots=True)
class Naming:
    """Names editions to one visitor in one snapshot, and keeps which it named from her scope alone."""

    house: House
    visitor: Visitor
    session: Session
    scope: Scope
    shown: dict[str, int] = field(default_factory=dict)

    def of(self, edition_id: str | None, *, asked: bool = False) -> Named | None:
        """Return how an edition may be named to the visitor, or None where she may not know of it now.

        Whoever is ``asked`` for her consent to it knows its register title, which is unclassified; officers know
        those of what their organization originated, the registry those of what was submitted (``docs/rights.md``),
        everybody else those of the cards she may see now.
        """
        edition = self.session.get(Edition, edition_id) if edition_id else None
        if edition is None or not self.visitor.may_act:
            return None
        registry, at = self.house.registry, self.visitor.at
        seen = disclosure.named(registry, self.scope, edition.id, at)
        readable = edition.id in self.scope.editions and seen is not None
        if asked or self._by_office(edition):
            return Named(edition.assessment_id, self._register_title(edition), readable)
        if seen is None:
            return None
        self.shown[edition.id] = _rank(self.house, self.scope, edition.id, at)
        return Named(edition.assessment_id, seen or None, readable)

    def _by_office(self, edition: Edition) -> bool:
        visitor = self.visitor
        if visitor.role == ORIGINATOR:
            return visitor.reader.organization in edition.originators
        return visitor.role == REGISTRY and edition.state != DRAFT

    def _register_title(self, edition: Edition) -> str | None:
        try:
            return read_deposit(edition, self.house.registry.vault).register_title
        except (SealBroken, ValueError):
            return None


def _rank(house: House, scope: Scope, edition: str, at: datetime) -> int:
    """Return how high what was named stands: as high as what she may read of it, and a card as high as a card."""
    handlings = [house.registry.handlings.get(ident) for ident in scope.editions.get(edition, ())]
    return max((handling.rank_at(at) for handling in handlings if handling), default=CARD_MARKING.rank)


@contextmanager
def naming(house: House, visitor: Visitor, action: str) -> Iterator[Naming]:
    """Give a way to name editions in one snapshot; what was named by her scope is recorded before it is shown (P2)."""
    with scope_of(house, visitor) as (session, scope):
        given = Naming(house, visitor, session, scope)
        yield given
    if given.shown:
        editions, rank = tuple(sorted(given.shown)), max(given.shown.values())
        act = Act(action=action, at=visitor.at, actor=visitor.person.id, editions=editions, rank=rank)
        house.registry.recorder.record(act)
