"""Requests that wait for consents, and the answers to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from repository.access_requests import Effect
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by
from web.consenting import RequestView

REQUEST = "m5n6k4v2xq2r2s7t3u5y6a7b3c"
ANSWER = {
    "organization": "afripol",
    "state": "asked",
    "person": None,
    "reason": "",
    "answered_at": None,
}
STOPPED = {"person": "Mei Suryadi", "rules": ["R4"]}
EFFECT = {"reading": [], "stopped": [STOPPED]}
EXAMPLE = {
    "id": REQUEST,
    "kind": "access",
    "sentence": "Mei Suryadi of aseanapol asks to be let in to read “Cybercrime assessment 4/2025”",
    "assessment": ID,
    "title": "Cybercrime assessment 4/2025",
    "subject": None,
    "proposal": {"token": "person:q5n6k4v2xq2r2s7t3u5y6a7b3c", "for": "person"},
    "reason": "two hospitals in Jakarta report the same group",
    "asked_by": {"name": "Mei Suryadi", "organization": "aseanapol"},
    "asked_at": "2025-07-24T08:00:00Z",
    "deadline": "2025-08-07T08:00:00Z",
    "state": "open",
    "decided_at": None,
    "answers": [ANSWER],
    "asked": False,
    "may_answer": True,
    "may_take_back": False,
    "effect": EFFECT,
}
Reason = Annotated[str, Field(max_length=2000)]


class ConsentAnswer(Shape):
    """What to answer; whoever declines says why, and the asker is told."""

    model_config = shown_by(answer="decline", reason="the source is still at risk")

    answer: Literal["grant", "decline"]
    reason: Reason = ""


class Asker(Shape):
    """Who asked, and for which organization; both are null where that one conceals itself."""

    model_config = shown_by(name="Mei Suryadi", organization="aseanapol")

    name: str | None
    organization: str | None


class AnswerShown(Shape):
    """What one organization answered: asked, granted or declined; it is null where it conceals itself."""

    model_config = shown_by(**ANSWER)

    organization: str | None
    state: str
    person: str | None
    reason: str
    answered_at: datetime | None


class Stopped(Shape):
    """Somebody who would still not read it, and the rules that stop her."""

    model_config = shown_by(**STOPPED)

    person: str
    rules: list[str]


class EffectShown(Shape):
    """Who would read it if access were granted, and who would still not."""

    model_config = shown_by(**EFFECT)

    reading: list[str]
    stopped: list[Stopped]

    @classmethod
    def of(cls, effect: Effect) -> Self:
        """Return an effect."""
        stopped = [Stopped(person=name, rules=list(rules)) for name, rules in effect.stopped]
        return cls(reading=list(effect.reading), stopped=stopped)


class ConsentRequest(Shape):
    """A request as one person may see it.

    ``assessment`` and ``title`` are null where she may not know of it now. ``asked`` tells whether her own office
    asked it. ``effect`` is there for one request at a time, for whoever may decide on access.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    kind: str
    sentence: str
    assessment: str | None
    title: str | None
    subject: str | None
    proposal: dict[str, Any]
    reason: str
    asked_by: Asker
    asked_at: datetime
    deadline: datetime
    state: str
    decided_at: datetime | None
    answers: list[AnswerShown]
    asked: bool
    may_answer: bool
    may_take_back: bool
    effect: EffectShown | None = None

    @classmethod
    def of(cls, view: RequestView) -> Self:
        """Return a request."""
        return cls(
            id=view.id,
            kind=view.kind,
            sentence=view.said.plain(),
            assessment=view.assessment,
            title=view.title,
            subject=view.subject,
            proposal=view.proposal,
            reason=view.reason,
            asked_by=Asker(name=view.asker, organization=view.organization),
            asked_at=view.asked_at,
            deadline=view.deadline,
            state=view.state,
            decided_at=view.decided_at,
            answers=[
                AnswerShown(
                    organization=one.organization,
                    state=one.state,
                    person=one.person,
                    reason=one.reason,
                    answered_at=one.answered_at,
                )
                for one in view.answers
            ],
            asked=view.asked,
            may_answer=view.may_answer,
            may_take_back=view.may_take_back or view.may_withdraw,
            effect=EffectShown.of(view.effect) if view.effect else None,
        )


class ConsentRequests(Shape):
    """The requests that a person may know: those that wait for her first, then the newest."""

    model_config = shown_by(requests=[EXAMPLE])

    requests: list[ConsentRequest]

    @classmethod
    def of(cls, views: Iterable[RequestView]) -> Self:
        """Return requests."""
        return cls(requests=[ConsentRequest.of(view) for view in views])
