"""The register of acts, its signed head, its proofs and its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self

from repository.verdict import Verdict
from web.api.shapes.shape import Shape, shown_by
from web.entries import EntryView

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EXAMPLE = {
    "id": "r3m5n6k4v2xq2r2s7t3u5y6a7w",
    "sequence": 1204,
    "at": "2025-07-24T08:00:00Z",
    "clock": None,
    "actor": "q5n6k4v2xq2r2s7t3u5y6a7b3c",
    "username": "ingrid",
    "action": "release",
    "outcome": "done",
    "editions": ["e4v2xq2r2s7t3u5y6a7w3m5n6k"],
    "assessments": [{"id": "a7w3m5n6k4v2xq2r2s7t3u5y6b", "opens": False}],
    "detail": {"from": "registered", "to": "released"},
    "withheld": [],
    "worded": False,
    "words": None,
}
CHECKPOINT = {
    "origin": "concord register 1",
    "size": 1204,
    "root": HASH,
    "at": "2025-07-24T08:00:00Z",
    "signature": "MEUCIQDlHb1yFvJ5v0kR1xv7cQ==",
    "public_key": "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
}


class AboutAssessment(Shape):
    """An assessment that an entry names; ``opens`` where the asker may see it."""

    model_config = shown_by(id="a7w3m5n6k4v2xq2r2s7t3u5y6b", opens=False)

    id: str
    opens: bool


class Entry(Shape):
    """An act: who did what to which ids, and when.

    ``withheld`` names details above the asker's rank. ``words`` are a query's, shown to its asker, and where one
    entry is asked for to an auditor whose clearance reaches them. ``sequence`` and ``clock`` are the auditor's:
    what a clock said that had jumped back.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    sequence: int | None
    at: datetime
    clock: datetime | None
    actor: str | None
    username: str | None
    action: str
    outcome: str
    editions: list[str]
    assessments: list[AboutAssessment]
    detail: dict[str, Any]
    withheld: list[str]
    worded: bool
    words: str | None

    @classmethod
    def of(cls, found: EntryView) -> Self:
        """Return an entry."""
        return cls(
            id=found.id,
            sequence=found.sequence,
            at=found.at,
            clock=found.clock,
            actor=found.actor,
            username=found.username,
            action=found.action,
            outcome=found.outcome,
            editions=list(found.editions),
            assessments=[AboutAssessment(id=one.id, opens=one.opens) for one in found.assessments],
            detail=found.detail,
            withheld=list(found.withheld),
            worded=found.worded,
            words=found.words,
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

    model_config = shown_by(**CHECKPOINT)

    origin: str
    size: int
    root: str
    at: str
    signature: str
    public_key: str


class InclusionShown(Shape):
    """The proof that an entry stands in the tree (RFC 9162, 2.1.3); ``entry`` where the asker may read all of it."""

    model_config = shown_by(
        kind="inclusion", sequence=7, leaf=HASH, size=1204, root=HASH, path=[HASH], entry=None, checkpoint=CHECKPOINT
    )

    kind: Literal["inclusion"]
    sequence: int
    leaf: str
    size: int
    root: str
    path: list[str]
    entry: dict[str, Any] | None
    checkpoint: CheckpointShown | None


class ConsistencyShown(Shape):
    """The proof that a tree only added to an older one (RFC 9162, 2.1.4)."""

    model_config = shown_by(
        kind="consistency",
        first=1000,
        first_root=HASH,
        second=1204,
        second_root=HASH,
        path=[HASH],
        checkpoint=CHECKPOINT,
    )

    kind: Literal["consistency"]
    first: int
    first_root: str
    second: int
    second_root: str
    path: list[str]
    checkpoint: CheckpointShown | None


class ToVerify(Shape):
    """What to verify the register against: a checkpoint kept outside, or nothing."""

    model_config = shown_by(checkpoint=CHECKPOINT)

    checkpoint: CheckpointShown | None = None


class VerdictShown(Shape):
    """Whether the register is what was recorded, and the first entry that is not."""

    model_config = shown_by(
        sound=False,
        first_bad=7,
        size=6,
        backwards=None,
        sentence="Entry 7 is not what was recorded: it was changed, or moved there.",
    )

    sound: bool
    first_bad: int | None
    size: int
    backwards: int | None
    sentence: str

    @classmethod
    def of(cls, found: Verdict) -> Self:
        """Return a verdict."""
        return cls(
            sound=found.sound,
            first_bad=found.first_bad,
            size=found.size,
            backwards=found.backwards,
            sentence=found.sentence,
        )
