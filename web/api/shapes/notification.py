"""Notifications: which standing search found which assessment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from web.alerting import Alerts, AlertView
from web.api.shapes import assessment
from web.api.shapes.assessment import AssessmentBrief
from web.api.shapes.search import EVIDENCE, EvidenceShown
from web.api.shapes.shape import Shape, shown_by

SEARCH = "s7w3m5n6k4v2xq2r2s7t3u5y6a"
EXAMPLE: dict[str, object] = {
    "id": "9f2b6c1d5e8a4f7090b3c2d1e4f5a6b7",
    "search": SEARCH,
    "name": "Hospitals",
    "assessment": {name: assessment.EXAMPLE[name] for name in AssessmentBrief.model_fields},
    "found_at": "2025-07-25T09:30:00Z",
    "seen_at": None,
    "evidence": EVIDENCE,
}


class Seen(Shape):
    """Which alerts were seen, by their ids; ``null``: all that the caller may see now."""

    model_config = shown_by(ids=[EXAMPLE["id"]])

    ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=1000)] | None = None


class NotificationShown(Shape):
    """An alert: the assessment as the caller may see it now, the search that it answers and what she calls that.

    ``evidence`` is the passage that answers best; ``null`` for a search without words, and behind the 40 latest.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    search: str
    name: str
    assessment: AssessmentBrief
    found_at: datetime
    seen_at: datetime | None
    evidence: EvidenceShown | None

    @classmethod
    def of(cls, view: AlertView) -> Self:
        """Return an alert."""
        return cls(
            id=view.id,
            search=view.search,
            name=view.name,
            assessment=AssessmentBrief.of(view.assessment),
            found_at=view.found_at,
            seen_at=view.seen_at,
            evidence=EvidenceShown.of(view.evidence) if view.evidence is not None else None,
        )


class NotificationList(Shape):
    """The caller's alerts, the latest first, at most 100; ``waiting`` counts those that she has not seen, up to 200."""

    model_config = shown_by(notifications=[EXAMPLE], waiting=1)

    notifications: list[NotificationShown]
    waiting: int

    @classmethod
    def of(cls, found: Alerts) -> Self:
        """Return alerts."""
        return cls(notifications=[NotificationShown.of(view) for view in found.items], waiting=found.waiting)


class StandingShown(Shape):
    """Whether a saved search stands, so that it raises alerts; ``notices`` are those of the search."""

    model_config = shown_by(id=SEARCH, standing=True, notices=[])

    id: str
    standing: bool
    notices: list[str]


class FeedOpened(Shape):
    """The address of a feed with its secret, which is shown this once: whoever has it reads what its owner may see."""

    model_config = shown_by(id=SEARCH, path=f"/feeds/{SEARCH}.atom?token=SECRET")

    id: str
    path: str
