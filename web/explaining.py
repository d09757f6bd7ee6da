"""Explaining: why somebody is shown an assessment or not, for its originators' officers and the registry (P7)."""

from __future__ import annotations

from sqlmodel import Session, select

from models.policy import ACTIONS
from models.reader import Reader
from models.tables.organization import Organization
from models.tables.person import Person
from repository import acts, explanation
from repository.access import read_organization
from repository.acts import Incomplete
from repository.explanation import Explanation
from repository.register import Act
from web.house import House
from web.visitor import Visitor

ORGANIZATION = "organization:"
"""What comes before the id of an organization whose hypothetical reader is meant."""


def explain(house: House, visitor: Visitor, ident: str, who: str, action: str = "view") -> Explanation:
    """Return every rule's outcome for a reader and what would change it; recorded before it is shown.

    ``who`` is a user name, or ``organization:ID`` for somebody at the organization's ceiling, briefed and without
    compartments. Raises ``NotFound`` for whom the assessment does not concern, whatever else was asked, and
    ``Incomplete`` for a reader or an action that there is not.
    """
    registry = house.registry
    with registry.database.read() as session:
        edition = acts.find_edition(session, visitor.actor, ident)
        if action not in ACTIONS:
            raise Incomplete({"action": f"is not one of: {', '.join(ACTIONS)}"})
        reader, names, about = _reader(house, session, visitor, who)
        asker = visitor.reader.organization
        found = explanation.explain(registry, session, edition, reader, names, asker, action, visitor.at)
        editions = (edition.id,)
    detail: dict[str, object] = {**about, "actions": [action]}
    registry.recorder.record(
        Act(action="explain", at=visitor.at, actor=visitor.person.id, editions=editions, detail=detail)
    )
    return found


Names = tuple[str, str | None]


def _reader(house: House, session: Session, visitor: Visitor, who: str) -> tuple[Reader, Names, dict[str, object]]:
    if who.startswith(ORGANIZATION):
        row = session.get(Organization, who.removeprefix(ORGANIZATION))
        if row is None:
            raise Incomplete({"reader": "names an organization that there is not"})
        return read_organization(session, row, visitor.at), (who, None), {"organization": row.id}
    person = session.exec(select(Person).where(Person.username == who)).first()
    reader = house.registry.readers.of(session, person.id, visitor.at) if person else None
    if person is None or reader is None:
        raise Incomplete({"reader": "names nobody here; write a user name, or organization:europol"})
    return reader, (person.username, person.name), {"person": person.id}
