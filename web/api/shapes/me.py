"""What the caller may see, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from web.api.shapes.shape import Shape, shown_by
from web.reading import Entitlements

CLEARANCE = {"scheme": "interpol", "level": "IC", "expires": "2026-07-01T00:00:00Z"}


class ClearanceShown(Shape):
    """A clearance the caller holds; at ``expires`` it is expired."""

    model_config = shown_by(**CLEARANCE)

    scheme: str
    level: str
    expires: datetime | None


class Me(Shape):
    """Who the caller is and what that entitles her to.

    ``acts_for`` are the organizations for which she may sign in, her own first; this session acts for
    ``organization`` alone. ``rank`` is the highest common rank she may read now; ``until`` the
    first instant at which time alone changes what she may see.
    """

    model_config = shown_by(
        person="q5n6k4v2xq2r2s7t3u5y6a7b3c",
        username="amina",
        name="Amina Konaré",
        organization="afripol",
        organization_names={"en": "African Union Mechanism for Police Cooperation"},
        acts_for=["afripol"],
        role="originator",
        standing="active",
        rank=3,
        ceiling=5,
        briefed=True,
        clearances=[CLEARANCE],
        compartments=[],
        lists=["counter-terrorism"],
        tokens=["ALL-DIALOGUE-PARTICIPANTS", "afripol", "afripol+members"],
        purpose=None,
        until="2026-07-01T00:00:00Z",
    )

    person: str
    username: str
    name: str
    organization: str
    organization_names: dict[str, str]
    acts_for: list[str]
    role: str
    standing: str
    rank: int
    ceiling: int
    briefed: bool
    clearances: list[ClearanceShown]
    compartments: list[str]
    lists: list[str]
    tokens: list[str]
    purpose: str | None
    until: datetime | None

    @classmethod
    def of(cls, held: Entitlements) -> Self:
        """Return what somebody is entitled to."""
        clearances = [ClearanceShown(scheme=c.scheme, level=c.level, expires=c.expires) for c in held.clearances]
        return cls(
            person=held.person,
            username=held.username,
            name=held.name,
            organization=held.organization,
            organization_names=held.organization_names,
            acts_for=list(held.acts_for),
            role=held.role,
            standing=held.standing,
            rank=held.rank,
            ceiling=held.ceiling,
            briefed=held.briefed,
            clearances=clearances,
            compartments=list(held.compartments),
            lists=list(held.lists),
            tokens=list(held.tokens),
            purpose=held.purpose,
            until=held.until,
        )
