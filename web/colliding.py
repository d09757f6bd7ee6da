"""Colliding: the works of different organizations that share a file or text, as the registry is told of them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from models.clock import as_utc
from models.tables.assessment import Edition
from models.tables.person import REGISTRY
from repository import collisions
from repository.collisions import Group, Place
from repository.concealment import concealed
from repository.editions import CARD_MARKING, read_deposit
from repository.register import Act
from repository.sealed import SealBroken
from search.query import BadQuery
from web.depositing import require_role
from web.house import House
from web.refusing import refusing
from web.visitor import Visitor

_STRANGE = "the cursor is not one of this server's; ask without it"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the works that collide, as the registry may see it; a concealed originator stays so (case 29)."""

    assessment: str
    title: str | None
    originators: tuple[str, ...]
    state: str
    submitted_at: datetime | None
    share: float


@dataclass(frozen=True, slots=True)
class CollisionView:
    """Works of different organizations that share a file, or two that share much of their text, the earliest first.

    ``count`` is how many there are; not all of one file are named among the ``members`` where they are many.
    """

    same_file: bool
    same_text: bool
    count: int
    members: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Collisions:
    """A page of the list, the latest first, and the cursor of the next one."""

    found: tuple[CollisionView, ...]
    next: str | None


def colliding(house: House, visitor: Visitor, limit: int = 50, cursor: str | None = None) -> Collisions:
    """Return what collides across all organizations, for the registry; recorded (case 26).

    Raises ``BadQuery`` for a strange cursor.
    """
    with refusing(house, visitor, "view-collisions"):
        require_role(visitor, REGISTRY)
    after = _place(cursor) if cursor else None
    with house.registry.database.read() as session:
        found = collisions.page(session, limit + 1, after)
        shown = tuple(_collision(house, visitor, group) for group in found[:limit])
    named = {member.edition.id for group in found[:limit] for member in group.members}
    # Who was told that nothing collides was told something too.
    act = Act(
        action="view-collisions",
        at=visitor.at,
        actor=visitor.person.id,
        editions=tuple(sorted(named)),
        rank=CARD_MARKING.rank,
    )
    house.registry.recorder.record(act)
    return Collisions(shown, _cursor(found[limit - 1].place) if len(found) > limit else None)


def _cursor(place: Place) -> str:
    said = json.dumps([place.latest.isoformat(), place.likeness, place.first, place.second])
    return base64.urlsafe_b64encode(said.encode()).decode()


def _place(cursor: str) -> Place:
    """Read a cursor; only what ``_cursor`` writes, to the letter."""
    try:
        latest, likeness, first, second = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        place = Place(as_utc(datetime.fromisoformat(latest)), float(likeness), str(first), str(second))
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise BadQuery(_STRANGE) from error
    if _cursor(place) != cursor:
        raise BadQuery(_STRANGE)
    return place


def _collision(house: House, visitor: Visitor, group: Group) -> CollisionView:
    members = tuple(_side(house, visitor, member.edition, member.share) for member in group.members)
    return CollisionView(group.same_file, group.same_text, group.count, members)


def _side(house: House, visitor: Visitor, edition: Edition, share: float) -> Side:
    hidden = concealed(house.registry, edition, visitor.reader.organization)
    try:
        title = read_deposit(edition, house.registry.vault).register_title
    except (SealBroken, ValueError):
        title = None
    names = tuple(name for name in edition.originators if name not in hidden)
    return Side(edition.assessment_id, title, names, edition.state, edition.submitted_at, share)
