"""Acts: what they are told, and what they led to."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from repository.recall import Recalled, Recipient
from web.acting import Outcome
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by

REQUEST = "q2m5n6p4r2s7t3u5w6y2ak3v7x"


class Acted(Shape):
    """The state an act led to."""

    model_config = shown_by(id=ID, state="submitted")

    id: str
    state: str


class Asked(Shape):
    """The state as it is now, and the request that waits for consents, if there is one."""

    model_config = shown_by(id=ID, state="released", request=REQUEST)

    id: str
    state: str
    request: str | None

    @classmethod
    def of(cls, ident: str, outcome: Outcome) -> Self:
        """Return what became of an act."""
        return cls(id=ident, state=outcome.state, request=outcome.request)


OPENED = {"first": "2025-07-24T09:00:00Z", "last": "2025-07-25T08:00:00Z", "times": 2}
COPY = {"number": "K7QM-4D2X-9P", "issued_at": "2025-07-24T09:05:00Z", "account": "returned"}
RECIPIENT = {
    "person": "p7w3m5n6k4v2xq2r2s7t3u5y6a",
    "name": "Lena Brandhorst",
    "organization": "europol",
    "opened": OPENED,
    "copies": [{**COPY, "accounted_at": "2025-07-28T10:00:00Z"}],
    "told_at": "2025-07-27T08:00:00Z",
    "acknowledged_at": "2025-07-28T10:00:00Z",
}


class OpeningShown(Shape):
    """When somebody was first and last shown it, and how often."""

    model_config = shown_by(**OPENED)

    first: datetime
    last: datetime
    times: int


class CopyAccounted(Shape):
    """A copy that somebody holds; ``account`` is null while nobody has said what became of it."""

    model_config = shown_by(**COPY, accounted_at="2025-07-28T10:00:00Z")

    number: str
    issued_at: datetime
    account: str | None
    accounted_at: datetime | None


class RecipientShown(Shape):
    """Somebody who opened it or holds a copy: what she saw, was told, and answered."""

    model_config = shown_by(**RECIPIENT)

    person: str
    name: str
    organization: str
    opened: OpeningShown | None
    copies: list[CopyAccounted]
    told_at: datetime | None
    acknowledged_at: datetime | None


class RecallStatus(Shape):
    """How far a recall is; ``outstanding`` counts who still owes an acknowledgement or an account of a copy."""

    model_config = shown_by(
        state="withdrawn", asked_at=None, withdrawn_at="2025-07-27T08:00:00Z", outstanding=0, recipients=[RECIPIENT]
    )

    state: str
    asked_at: datetime | None
    withdrawn_at: datetime | None
    outstanding: int
    recipients: list[RecipientShown]

    @classmethod
    def of(cls, found: Recalled) -> Self:
        """Return how far a recall is."""
        return cls(
            state=found.state,
            asked_at=found.asked_at,
            withdrawn_at=found.withdrawn_at,
            outstanding=found.outstanding,
            recipients=[_recipient(one) for one in found.recipients],
        )


def _recipient(one: Recipient) -> RecipientShown:
    seen = one.opened
    return RecipientShown(
        person=one.person,
        name=one.name,
        organization=one.organization,
        opened=OpeningShown(first=seen.first, last=seen.last, times=seen.times) if seen else None,
        copies=[
            CopyAccounted(number=c.number, issued_at=c.issued_at, account=c.account, accounted_at=c.accounted_at)
            for c in one.copies
        ],
        told_at=one.told_at,
        acknowledged_at=one.acknowledged_at,
    )
