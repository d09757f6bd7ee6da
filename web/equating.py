"""Equating: as which rank organizations count the levels of schemes, and who says so (domain 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.marking import Marking
from models.tables.equivalence import Equivalence
from models.tables.organization import Organization
from models.tables.person import AUDITOR, ORIGINATOR, REGISTRY
from repository import acts, equivalences, overrides
from repository.acts import ActRefused, Incomplete, NotFound
from repository.equivalences import Counted
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor

IN_FORCE, ASKED = "in-force", "asked"
KNOWING = (ORIGINATOR, REGISTRY, AUDITOR)
"""Who is told what organizations count otherwise; analysts see it on each marking that is so counted."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """What became of an override: in force at once, or asked of the scheme's owner under the id of a request."""

    state: str
    request: str | None = None


def counted(house: House, visitor: Visitor, marking: Marking, originators: Iterable[str] | None = None) -> Marking:
    """Return a marking as its originators count it now; the visitor's organization where none is named yet."""
    with house.registry.database.read() as session:
        return equivalences.counted(session, originators or [visitor.reader.organization], marking, visitor.at)


def counted_otherwise(house: House, visitor: Visitor, organization: str) -> list[Counted]:
    """Return the levels that an organization counts otherwise than is assumed; for officers and the auditor.

    Raises ``NotFound`` where there is no such organization.
    """
    require_role(visitor, *KNOWING)
    with house.registry.database.read() as session:
        if session.get(Organization, organization) is None:
            raise NotFound
        return equivalences.in_force(session, organization, visitor.at)


def override(house: House, visitor: Visitor, scheme: str, level: str, rank: int, reason: str) -> Overridden:
    """Count a level as another rank for the visitor's organization; refusals are recorded.

    Raises ``Incomplete``, ``ActRefused`` and ``NotFound`` in words.
    """
    require_role(visitor, ORIGINATOR)
    registry = house.registry
    try:
        with registry.database.write() as session:
            done = overrides.override(registry, session, visitor.actor, scheme, level, rank, reason)
            return Overridden(IN_FORCE) if isinstance(done, Equivalence) else Overridden(ASKED, done.id)
    except (ActRefused, Incomplete, NotFound) as error:
        about = f"{scheme}:{level}"
        registry.recorder.record(acts.refusal(registry, visitor.actor, overrides.KIND, about, error))
        raise
