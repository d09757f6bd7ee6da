"""Notices: what the server owes the caller to know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Self

from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by
from web.noticing import NoticeView

EXAMPLE: dict[str, object] = {
    "id": "n7w3m5n6k4v2xq2r2s7t3u5y6a",
    "kind": "granted",
    "detail": {"kind": "access", "organization": "afripol", "reason": ""},
    "assessment": ID,
    "title": "Cybercrime assessment 4/2025",
    "request": "m5n6k4v2xq2r2s7t3u5y6a7b3c",
    "opened_at": None,
    "copies": [],
    "created_at": "2025-07-25T09:30:00Z",
    "must_acknowledge": False,
    "acknowledged_at": None,
}


class Acknowledgement(Shape):
    """That a notice was understood (``{}``) and, where copies were issued, what became of all of them."""

    model_config = shown_by(account="destroyed")

    account: Literal["returned", "destroyed", "lost"] | None = None


class NoticeShown(Shape):
    """A notice; it carries no content.

    ``assessment`` and ``title`` are null where the caller may not know of it now; ``opened_at`` says then when she
    opened it last, ``copies`` which copies were issued to her.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    kind: str
    detail: dict[str, str]
    assessment: str | None
    title: str | None
    request: str | None
    opened_at: datetime | None
    copies: list[str]
    created_at: datetime
    must_acknowledge: bool
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, view: NoticeView) -> Self:
        """Return a notice."""
        return cls(
            id=view.id,
            kind=view.kind,
            detail=view.detail,
            assessment=view.assessment,
            title=view.title,
            request=view.request,
            opened_at=view.opened_at,
            copies=list(view.copies),
            created_at=view.created_at,
            must_acknowledge=view.must_acknowledge,
            acknowledged_at=view.acknowledged_at,
        )


class NoticeList(Shape):
    """The caller's notices, the newest first; ``waiting`` counts those that she has not acknowledged."""

    model_config = shown_by(notices=[EXAMPLE], waiting=1)

    notices: list[NoticeShown]
    waiting: int

    @classmethod
    def of(cls, views: Iterable[NoticeView], waiting: int) -> Self:
        """Return notices."""
        return cls(notices=[NoticeShown.of(view) for view in views], waiting=waiting)
