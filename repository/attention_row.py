"""One thing that needs attention, and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from models.handling import DRAFT, RELEASED, SUPERSEDED
from models.tables.assessment import Edition
from models.tables.person import REGISTRY, Person
from repository.acts import Actor
from repository.registry import Registry

AHEAD = timedelta(days=30)
"""How long before it ends a clearance or a list is shown as expiring."""

BEHIND = timedelta(days=30)
"""How long what ended, lapsed or grew is shown."""

CIRCULATING = (RELEASED, SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to attend to; what does not apply is None.

    ``kind`` says what it is within its list, ``subject`` names what is no assessment: a copy, a list, a level.
    ``edition`` stays in the server; ``title`` is the register title, or to its officers the name of
    the file of what has no title yet. ``since`` is when it began, ``due`` when it ends
    or is due.
    """

    kind: str
    edition: str | None = None
    assessment: str | None = None
    title: str | None = None
    state: str | None = None
    organization: str | None = None
    person: str | None = None
    subject: str | None = None
    request: str | None = None
    others: tuple[str, ...] = ()
    since: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks, when, and in which snapshot."""

    registry: Registry
    session: Session
    actor: Actor
    at: datetime

    @property
    def registers(self) -> bool:
        """Tell whether a registry officer looks."""
        return self.actor.person.role == REGISTRY

    def concerned(self, originators: list[str], state: str) -> bool:
        """Tell whether an edition is the looker's business: submitted for the registry, her own for an officer."""
        return state != DRAFT if self.registers else self.actor.organization in originators


def about(
    kind: str,
    edition: Edition,
    *,
    of: Person | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    due: datetime | None = None,
) -> Row:
    """Return a row about an edition: of a person with her organization, or of its originators."""
    return Row(
        kind=kind,
        edition=edition.id,
        assessment=edition.assessment_id,
        state=edition.state,
        organization=", ".join(edition.originators) if of is None else of.organization_id,
        person=None if of is None else of.name,
        subject=subject,
        since=since,
        due=due,
    )
