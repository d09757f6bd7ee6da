"""Holding: who has which numbered copy, and what became of it (case 13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from models.tables.assessment import Edition
from models.tables.issued_copy import IssuedCopy
from models.tables.person import Person
from repository import acts, copies
from repository.acts import ActRefused, NotFound
from repository.editions import CARD_MARKING
from repository.register import Act
from web.house import House
from web.issuing import shown_to
from web.naming import Named, naming
from web.reading import scope_of
from web.visitor import Visitor

_LOOK = "view-copies"


@dataclass(frozen=True, slots=True)
class CopyView:
    """One copy: who took it, when, and what became of it."""

    number: str
    assessment: str
    person: str
    username: str
    name: str
    organization: str
    issued_at: datetime
    pages: int
    account: str | None
    accounted_at: datetime | None
    mine: bool


def held(house: House, visitor: Visitor, ident: str) -> list[CopyView]:
    """Return who holds which copy, for the originator's officers and the registry; to readers their own."""
    with house.registry.database.read() as session:
        edition = _concerned(session, visitor, ident)
    if edition is None:
        with scope_of(house, visitor) as (session, scope):
            shown = shown_to(house, scope, ident, visitor.at)
            found = _views(session, copies.of_person(session, visitor.person.id, shown.edition), visitor)
        _record(house, visitor, shown.edition, shown.rank, {})
        return found
    with house.registry.database.read() as session:
        found = _views(session, copies.issued(session, edition.id), visitor)
    _record(house, visitor, edition.id, CARD_MARKING.rank, {})
    return found


def governs(house: House, visitor: Visitor, ident: str) -> bool:
    """Tell whether the visitor acts on an assessment as an officer, and is told of every copy."""
    with house.registry.database.read() as session:
        return _concerned(session, visitor, ident) is not None


def mine(house: House, visitor: Visitor) -> list[CopyView]:
    """Return every copy the visitor ever took, whatever she may read now: she has to account for them."""
    with house.registry.database.read() as session:
        return _views(session, copies.of_person(session, visitor.person.id), visitor)


def names(house: House, visitor: Visitor) -> dict[str, Named]:
    """Return how the assessments of the visitor's copies may be named to her now, by their ids; recorded.

    What she may know of no longer is not among them: the number of her copy is all that is left to say.
    """
    with naming(house, visitor, _LOOK) as given:
        held = copies.of_person(given.session, visitor.person.id)
        known = [given.of(copy.edition_id) for copy in held]
    return {one.assessment: one for one in known if one is not None}


def trace(house: House, visitor: Visitor, number: str) -> CopyView:
    """Return who took the copy of a number: to whoever took it, its originator's officers and the registry; recorded.

    Raises ``NotFound`` to everybody else, and where there is none.
    """
    with house.registry.database.read() as session:
        copy = _copy(session, visitor, number)
        [found] = _views(session, [copy], visitor)
    _record(house, visitor, copy.edition_id, CARD_MARKING.rank, {"copy": copy.number})
    return found


def account(house: House, visitor: Visitor, number: str, said: str) -> CopyView:
    """Keep what became of a copy: said by whoever took it, its originator's officers or the registry; recorded."""
    registry = house.registry
    try:
        with registry.database.write() as session:
            copy = _copy(session, visitor, number)
            copies.account(registry, session, copy.number, copy.person_id, said)
            detail = {"copy": copy.number, "account": said}
            edition = session.get_one(Edition, copy.edition_id)
            act = acts.act_of(registry, visitor.actor, "account", edition, detail)
            registry.register.append(session, replace(act, rank=CARD_MARKING.rank))
            [found] = _views(session, [copy], visitor)
            return found
    except (ActRefused, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, "account", "", error))
        raise


def _concerned(session: Session, visitor: Visitor, ident: str) -> Edition | None:
    """Return the edition where the visitor acts on it as an officer."""
    try:
        return acts.find_edition(session, visitor.actor, ident)
    except NotFound:
        return None


def _copy(session: Session, visitor: Visitor, number: str) -> IssuedCopy:
    copy = copies.find(session, number)
    if copy.person_id != visitor.person.id:
        edition = session.get_one(Edition, copy.edition_id)
        acts.find_edition(session, visitor.actor, edition.assessment_id)
    return copy


def _views(session: Session, rows: list[IssuedCopy], visitor: Visitor) -> list[CopyView]:
    found = []
    for row in rows:
        person, edition = session.get_one(Person, row.person_id), session.get_one(Edition, row.edition_id)
        found.append(
            CopyView(
                number=row.number,
                assessment=edition.assessment_id,
                person=person.id,
                username=person.username,
                name=person.name,
                organization=row.organization_id,
                issued_at=row.issued_at,
                pages=row.pages,
                account=row.account,
                accounted_at=row.accounted_at,
                mine=person.id == visitor.person.id,
            )
        )
    return found


def _record(house: House, visitor: Visitor, edition: str, rank: int, detail: dict[str, object]) -> None:
    """Record a look; a number and a name are as high as a register page, whatever the work is."""
    person = visitor.person.id
    act = Act(action=_LOOK, at=visitor.at, actor=person, editions=(edition,), rank=rank, detail=detail)
    house.registry.recorder.record(act)
