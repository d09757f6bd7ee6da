"""Issued copies: who took which number, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Self

from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by
from web.holding import CopyView

PERSON = "m5n6p4r2s7t3u5w6y2ak3v7xq2"
COPY = {
    "number": "K3V7X-Q2M5N",
    "assessment": ID,
    "person": PERSON,
    "username": "lena",
    "name": "Lena Vogt",
    "organization": "europol",
    "issued_at": "2025-07-25T09:12:44Z",
    "pages": 13,
    "account": None,
    "accounted_at": None,
}


class CopyShown(Shape):
    """One issued copy; ``account`` says what became of it, nothing while it is still held."""

    model_config = shown_by(**COPY)

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

    @classmethod
    def of(cls, view: CopyView) -> Self:
        """Return the copy as it is shown."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class CopyList(Shape):
    """Issued copies, the newest first."""

    model_config = shown_by(copies=[COPY])

    copies: list[CopyShown]

    @classmethod
    def of(cls, views: Iterable[CopyView]) -> Self:
        """Return several copies."""
        return cls(copies=[CopyShown.of(view) for view in views])


class Account(Shape):
    """What became of a copy."""

    model_config = shown_by(account="destroyed")

    account: Literal["returned", "destroyed", "lost"]
