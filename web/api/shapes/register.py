"""The register of acts, and its signed head."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from web.api.shapes.shape import Shape, shown_by
from web.governing import EntryView

EXAMPLE = {
    "id": "r3m5n6k4v2xq2r2s7t3u5y6a7w",
    "sequence": 1204,
    "at": "2025-07-24T08:00:00Z",
    "actor": "q5n6k4v2xq2r2s7t3u5y6a7b3c",
    "action": "release",
    "outcome": "done",
    "editions": ["e4v2xq2r2s7t3u5y6a7w3m5n6k"],
    "detail": {"from": ["registered"], "to": "released"},
}


class Entry(Shape):
    """An act without content: who did what to which ids, and when. ``sequence`` is for the auditor only."""

    model_config = shown_by(**EXAMPLE)

    id: str
    sequence: int | None
    at: datetime
    actor: str | None
    action: str
    outcome: str
    editions: list[str]
    detail: dict[str, Any]

    @classmethod
    def of(cls, found: EntryView) -> Self:
        """Return an entry."""
        return cls(
            id=found.id,
            sequence=found.sequence,
            at=found.at,
            actor=found.actor,
            action=found.action,
            outcome=found.outcome,
            editions=list(found.editions),
            detail=found.detail,
        )


class EntryList(Shape):
    """Entries, the newest first."""

    model_config = shown_by(entries=[EXAMPLE])

    entries: list[Entry]

    @classmethod
    def of(cls, found: Iterable[EntryView]) -> Self:
        """Return entries."""
        return cls(entries=[Entry.of(one) for one in found])


class CheckpointShown(Shape):
    """The signed head of the register's tree; kept outside, it proves that nothing is cut later."""

    model_config = shown_by(
        origin="concord register 1",
        size=1204,
        root="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        at="2025-07-24T08:00:00Z",
        signature="MEUCIQDlHb1yFvJ5v0kR1xv7cQ==",
        public_key="A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
    )

    origin: str
    size: int
    root: str
    at: str
    signature: str
    public_key: str
