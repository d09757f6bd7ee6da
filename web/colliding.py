"""Colliding: the works of different organizations that share a file or text, as the registry is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.tables.assessment import Edition
from models.tables.person import REGISTRY
from repository import collisions
from repository.collisions import Pair
from repository.concealment import concealed
from repository.editions import CARD_MARKING, read_deposit
from repository.register import Act
from repository.sealed import SealBroken
from web.depositing import require_role
from web.house import House
from web.refusing import refusing
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Side:
    """One of two works that collide, as the registry may see it; a concealed originator stays so (case 29)."""

    assessment: str
    title: str | None
    originators: tuple[str, ...]
    state: str
    submitted_at: datetime | None
    share: float


@dataclass(frozen=True, slots=True)
class CollisionView:
    """Two works of different organizations that share a file, or much of their text."""

    first: Side
    second: Side
    same_file: bool
    same_text: bool


def colliding(house: House, visitor: Visitor) -> list[CollisionView]:
    """Return what collides across all organizations, for the registry; recorded (case 26)."""
    with refusing(house, visitor, "view-collisions"):
        require_role(visitor, REGISTRY)
    with house.registry.database.read() as session:
        found = collisions.pairs(session)
        shown = [_collision(house, visitor, pair) for pair in found]
    named = {edition.id for pair in found for edition in (pair.first, pair.second)}
    if named:
        act = Act(
            action="view-collisions",
            at=visitor.at,
            actor=visitor.person.id,
            editions=tuple(sorted(named)),
            rank=CARD_MARKING.rank,
        )
        house.registry.recorder.record(act)
    return shown


def _collision(house: House, visitor: Visitor, pair: Pair) -> CollisionView:
    return CollisionView(
        _side(house, visitor, pair.first, pair.share_of_first),
        _side(house, visitor, pair.second, pair.share_of_second),
        pair.same_file,
        pair.same_text,
    )


def _side(house: House, visitor: Visitor, edition: Edition, share: float) -> Side:
    hidden = concealed(house.registry, edition, visitor.reader.organization)
    try:
        title = read_deposit(edition, house.registry.vault).register_title
    except (SealBroken, ValueError):
        title = None
    names = tuple(name for name in edition.originators if name not in hidden)
    return Side(edition.assessment_id, title, names, edition.state, edition.submitted_at, share)
