"""Attending: what needs the visitor's attention, as figures and as the rows that they count."""

from __future__ import annotations

from sqlmodel import Session

from repository import attention
from repository.acts import NotFound
from repository.attention_row import Desk, Row
from repository.editions import CARD_MARKING
from repository.register import Act
from web.house import House
from web.visitor import Visitor


def figures(house: House, visitor: Visitor) -> dict[str, int]:
    """Return how many rows each of the visitor's lists has, by its name; others have their own notices alone."""
    with house.registry.database.read() as session:
        return attention.figures(_desk(house, visitor, session))


def rows(house: House, visitor: Visitor, name: str) -> list[Row]:
    """Return the rows of a list; recorded where it names assessments or people. Raises ``NotFound`` for no list."""
    registry = house.registry
    with registry.database.read() as session:
        registry.catalogue.refresh(session)
        try:
            found = attention.rows(_desk(house, visitor, session), name)
        except KeyError as error:
            raise NotFound from error
    editions = tuple(sorted({row.edition for row in found if row.edition}))
    if found and name != "notices":
        detail: dict[str, object] = {"list": name}
        act = Act(
            action="view-attention",
            at=visitor.at,
            actor=visitor.person.id,
            editions=editions,
            detail=detail,
            rank=CARD_MARKING.rank,
        )
        registry.recorder.record(act)
    return found


def _desk(house: House, visitor: Visitor, session: Session) -> Desk:
    return Desk(house.registry, session, visitor.actor, visitor.at)
