"""The reader: everything about a person that the policy may look at, as one frozen access context."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.clock import earliest
from models.token import Token

ACTIVE, SUPERVISED, SUSPENDED = "active", "supervised", "suspended"
STANDINGS = (ACTIVE, SUPERVISED, SUSPENDED)


@dataclass(frozen=True, slots=True)
class Clearance:
    """A clearance to a common rank; at ``expires`` it is expired (case 1)."""

    rank: int
    expires: datetime | None = None

    def valid(self, at: datetime) -> bool:
        """Tell whether the clearance holds at the instant."""
        return self.expires is None or at < self.expires


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as of an instant. Equal readers see equal worlds: it is the key of every cache.

    ``tokens`` are the circulation tokens that name this reader now: her organization, its body's members,
    its country's bureau, her person, the lists in force. ``until`` is the first instant at which any of the
    facts read from the database ends by itself; from then on this value is stale and sees nothing.
    """

    person: str
    organization: str
    standing: str
    active: bool = True
    country: str | None = None
    nationality: str | None = None
    kind: str = "body"
    clearances: tuple[Clearance, ...] = ()
    briefed: bool = False
    compartments: frozenset[str] = frozenset()
    ceiling: int = 0
    tokens: frozenset[Token] = frozenset()
    participant: bool = False
    purpose: str | None = None
    until: datetime | None = None

    def rank(self, at: datetime) -> int:
        """Return the person's own rank: 1, or 2 if briefed, or that of an unexpired clearance (R4)."""
        held = [clearance.rank for clearance in self.clearances if clearance.valid(at)]
        return max([2 if self.briefed else 1, *held])

    def reaches(self, rank: int, at: datetime) -> bool:
        """Tell whether her own rank and her organization's ceiling reach a rank; rank 2 needs the briefing (R4)."""
        return rank <= min(self.rank(at), self.ceiling) and (rank != 2 or self.briefed)

    def next_instant(self, at: datetime) -> datetime | None:
        """Return the first instant after ``at`` at which time alone changes what this reader may see."""
        ends = [c.expires for c in self.clearances if c.expires is not None and c.expires > at]
        return earliest(self.until if self.until and self.until > at else None, *ends)
