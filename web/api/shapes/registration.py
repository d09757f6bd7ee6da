"""Register pages: what the registry sees of an assessment, never its title, text or images."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from web.api.shapes import marking
from web.api.shapes.assessment import ID
from web.api.shapes.marking import MarkingShown
from web.api.shapes.shape import Shape, shown_by
from web.registering import RegisterPage

EXAMPLE = {
    "assessment": ID,
    "register_title": "Cybercrime assessment 4/2025",
    "originators": ["afripol"],
    "marking": marking.EXAMPLE,
    "circulation": ["europol", "afripol+members"],
    "exclude": ["EG"],
    "tearlines": [],
    "state": "submitted",
    "held_reason": None,
    "submitted_at": "2025-07-24T08:00:00Z",
    "reference": None,
    "embargo_until": None,
}


class TearlineShown(Shape):
    """A detachable part: its marking and to whom it goes."""

    model_config = shown_by(marking=marking.EXAMPLE, circulation=["ALL-DIALOGUE-PARTICIPANTS"])

    marking: MarkingShown
    circulation: list[str]


class Registration(Shape):
    """The register page of one assessment."""

    model_config = shown_by(**EXAMPLE)

    assessment: str
    register_title: str | None
    originators: list[str]
    marking: MarkingShown
    circulation: list[str]
    exclude: list[str]
    tearlines: list[TearlineShown]
    state: str
    held_reason: str | None
    submitted_at: datetime | None
    reference: str | None
    embargo_until: datetime | None

    @classmethod
    def of(cls, page: RegisterPage) -> Self:
        """Return a register page."""
        tearlines = [
            TearlineShown(marking=MarkingShown.of(own), circulation=list(words)) for own, words in page.tearlines
        ]
        return cls(
            assessment=page.assessment,
            register_title=page.register_title,
            originators=list(page.originators),
            marking=MarkingShown.of(page.marking),
            circulation=list(page.circulation),
            exclude=list(page.exclude),
            tearlines=tearlines,
            state=page.state,
            held_reason=page.held_reason,
            submitted_at=page.submitted_at,
            reference=page.reference,
            embargo_until=page.embargo_until,
        )


class RegistrationList(Shape):
    """What waits for the registry, the longest waiting first."""

    model_config = shown_by(registrations=[EXAMPLE])

    registrations: list[Registration]

    @classmethod
    def of(cls, pages: Iterable[RegisterPage]) -> Self:
        """Return a queue."""
        return cls(registrations=[Registration.of(page) for page in pages])
