"""The handling: (edition, part) with marking, policy and state; the policy decides about it (design 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.clock import earliest
from models.marking import Marking
from models.policy import Downgrade, Policy, Source

CARD = "card"
BODY = "body"

DRAFT, SUBMITTED, HELD, REGISTERED = "draft", "submitted", "held", "registered"
RELEASED, SUPERSEDED, WITHDRAWN, DESTROYED = "released", "superseded", "withdrawn", "destroyed"
KEPT = (DRAFT, SUBMITTED, HELD, REGISTERED, RELEASED, SUPERSEDED)
STATES = (DRAFT, SUBMITTED, HELD, REGISTERED, RELEASED, SUPERSEDED, WITHDRAWN, DESTROYED)


def tearline(number: int) -> str:
    """Return the part name of a detachable section, numbered from 1 within its edition."""
    return f"tearline:{number}"


@dataclass(frozen=True, slots=True)
class Handling:
    """One part of one edition as the policy sees it; ``id`` never changes and never leaves the server.

    ``disclosed`` marks a card whose existence the originator discloses to those who may read nothing else of it.
    """

    id: int
    edition: str
    assessment: str
    part: str
    marking: Marking
    policy: Policy
    state: str
    embargo_until: datetime | None = None
    retention_until: datetime | None = None
    downgrade: Downgrade | None = None
    sources: tuple[Source, ...] = ()
    case_officer: str | None = None
    case_accepted: bool = False
    disclosed: bool = False

    def rank_at(self, at: datetime) -> int:
        """Return the rank at an instant: a scheduled downgrade counts, but never below a source (W4).

        A marking that nobody could read keeps the highest rank until an officer resolves it, whatever
        was scheduled.
        """
        rank = self.marking.rank
        if self.downgrade is not None and self.marking.known and at >= self.downgrade.at:
            rank = min(rank, self.downgrade.rank)
        return max([0, rank, *[source.rank for source in self.sources]])

    def all_compartments(self) -> frozenset[str]:
        """Return the compartments of the marking and of every embedded source: several markings add up."""
        return self.marking.compartments.union(*[source.compartments for source in self.sources])

    def next_instant(self, at: datetime) -> datetime | None:
        """Return the first instant after ``at`` at which time alone changes what is decided."""
        scheduled = self.downgrade.at if self.downgrade else None
        return earliest(*(i for i in (self.embargo_until, self.retention_until, scheduled) if i is not None and i > at))
