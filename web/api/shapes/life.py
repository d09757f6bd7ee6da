"""The life of an assessment: what its acts are told, where it stands, and the legal holds on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from models.deposit import MarkingDeclared
from repository.moves import Said
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by
from web.keeping import CaseView, HoldView, LifeView

HOLD = "h5n6k4v2xq2r2s7t3u5y6a7b3c"
HOLD_EXAMPLE = {
    "id": HOLD,
    "assessment": ID,
    "reason": "a court asks for its sources",
    "side": "registry",
    "placed_at": "2025-07-24T08:00:00Z",
    "lifted_at": None,
    "lifting_reason": None,
}
CASE = {"username": "ingrid", "name": "Ingrid Solberg-Haas", "accepted": False}
Words = Annotated[str, Field(max_length=1000)]


class Reasoned(Shape):
    """Why it is done; kept in the register and shown to whom it concerns."""

    model_config = shown_by(reason="the annex is missing")

    reason: Words

    def said(self) -> Said:
        """Return it as an act is told it."""
        return Said(self.reason)


class Remarked(Shape):
    """What is said with an act that needs no reason."""

    model_config = shown_by(reason="as agreed by telephone")

    reason: Words = ""

    def said(self) -> Said:
        """Return it as an act is told it."""
        return Said(self.reason)


class Resolved(Shape):
    """Why it needs to be held no longer; ``marking`` names the level that unknown words of marking mean (case 23)."""

    model_config = shown_by(
        reason="the banner is that of an annex that was left out", marking={"scheme": "nat-es", "level": "R"}
    )

    reason: Words
    marking: MarkingDeclared | None = None

    def said(self) -> Said:
        """Return it as an act is told it."""
        return Said(self.reason, marking=self.marking)


class Assigned(Shape):
    """Who becomes case officer: a registry officer by user name, the caller herself where nobody is named."""

    model_config = shown_by(person="ruth", reason="she reads Spanish")

    person: str | None = None
    reason: Words = ""

    def said(self) -> Said:
        """Return it as an act is told it."""
        return Said(self.reason, person=self.person)


class Reviewed(Shape):
    """By when it is to be reviewed next; ``null`` means never again."""

    model_config = shown_by(review_by="2027-01-31", reason="reviewed, still true")

    review_by: date | None
    reason: Words = ""

    def said(self) -> Said:
        """Return it as an act is told it."""
        return Said(self.reason, review_by=self.review_by)


class NewLegalHold(Shape):
    """On what a legal hold is placed, and why."""

    model_config = shown_by(assessment=ID, reason="a court asks for its sources")

    assessment: str
    reason: Words


class LegalHoldShown(Shape):
    """A legal hold: while it stands, nothing of the assessment is destroyed. ``side`` alone lifts it."""

    model_config = shown_by(**HOLD_EXAMPLE)

    id: str
    assessment: str
    reason: str
    side: str
    placed_at: datetime
    lifted_at: datetime | None
    lifting_reason: str | None

    @classmethod
    def of(cls, hold: HoldView) -> Self:
        """Return a hold."""
        return cls(**{name: getattr(hold, name) for name in cls.model_fields})


class LegalHolds(Shape):
    """The legal holds that concern the caller, the newest first."""

    model_config = shown_by(holds=[HOLD_EXAMPLE])

    holds: list[LegalHoldShown]

    @classmethod
    def of(cls, holds: Iterable[HoldView]) -> Self:
        """Return holds."""
        return cls(holds=[LegalHoldShown.of(hold) for hold in holds])


class CaseOfficer(Shape):
    """The case officer, and whether every originator has accepted her."""

    model_config = shown_by(**CASE)

    username: str
    name: str
    accepted: bool

    @classmethod
    def of(cls, case: CaseView) -> Self:
        """Return a case officer."""
        return cls(username=case.username, name=case.name, accepted=case.accepted)


class Decision(Shape):
    """The act that led to the state, and who did it: nobody, where time did."""

    model_config = shown_by(act="register", by="Ingrid Solberg-Haas")

    act: str
    by: str | None


class LifeShown(Shape):
    """Where an assessment stands in its life, without any content; of what was destroyed, the stub that stays.

    ``digest`` is the keyed hash of the file; ``possible`` are the acts that the caller may try now.
    """

    model_config = shown_by(
        assessment=ID,
        state="registered",
        originators=["afripol"],
        reference="AFRIPOL/2025/K4V2XQ",
        digest="9f2c1d0a",
        held_reason=None,
        case_officer=CASE,
        holds=[HOLD_EXAMPLE],
        decision={"act": "register", "by": "Ingrid Solberg-Haas"},
        dates={"created_at": "2025-07-23T08:00:00Z", "submitted_at": "2025-07-24T08:00:00Z"},
        possible=["hold", "release", "assign"],
    )

    assessment: str
    state: str
    originators: list[str]
    reference: str | None
    digest: str | None
    held_reason: str | None
    case_officer: CaseOfficer | None
    holds: list[LegalHoldShown]
    decision: Decision | None
    dates: dict[str, datetime]
    possible: list[str]

    @classmethod
    def of(cls, life: LifeView) -> Self:
        """Return a life."""
        act, person = life.decision
        return cls(
            assessment=life.assessment,
            state=life.state,
            originators=list(life.originators),
            reference=life.reference,
            digest=life.digest,
            held_reason=life.held_reason,
            case_officer=CaseOfficer.of(life.case) if life.case else None,
            holds=[LegalHoldShown.of(hold) for hold in life.holds],
            decision=Decision(act=act, by=person) if act else None,
            dates=life.dates,
            possible=list(life.possible),
        )
