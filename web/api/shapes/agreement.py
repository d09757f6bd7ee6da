"""Agreements: how high an organization may receive, and what became of a decision about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from models.deposit import Moment
from repository.agreements import Change, Terms
from web.api.shapes.shape import Shape, shown_by
from web.organizing import AgreementView, Decided

EXAMPLE = {
    "id": 7,
    "organization": "ncb-eg",
    "ceiling": 3,
    "reference": "Agreement 2026/7",
    "from": "2026-11-02T08:00:00Z",
    "until": None,
    "current": True,
}
Reference = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(max_length=500)]


class AgreementShown(Shape):
    """An agreement; its id is null for whom may not change it."""

    model_config = shown_by(**EXAMPLE)

    id: int | None
    organization: str
    ceiling: int
    reference: str
    from_: Annotated[datetime | None, Field(alias="from")]
    until: datetime | None
    current: bool

    @classmethod
    def of(cls, found: AgreementView) -> Self:
        """Return an agreement."""
        return cls.model_validate(
            {
                "id": found.id,
                "organization": found.organization,
                "ceiling": found.ceiling,
                "reference": found.reference,
                "from": found.from_,
                "until": found.until,
                "current": found.current,
            }
        )


class AgreementList(Shape):
    """The agreements that concern the caller."""

    model_config = shown_by(agreements=[EXAMPLE])

    agreements: list[AgreementShown]

    @classmethod
    def of(cls, found: Iterable[AgreementView]) -> Self:
        """Return agreements."""
        return cls(agreements=[AgreementShown.of(one) for one in found])


class NewAgreement(Shape):
    """An agreement to keep; a reason is needed where it lets the organization receive higher."""

    model_config = shown_by(organization="ncb-eg", ceiling=3, reference="Agreement 2026/7", reason="Rooms inspected")

    organization: Annotated[str, Field(min_length=1, max_length=120)]
    ceiling: int
    reference: Reference
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None
    reason: Reason = ""

    def terms(self) -> Terms:
        """Return what the agreement says."""
        return Terms(self.ceiling, self.reference, self.from_, self.until)


class AgreementChanged(Shape):
    """What changes in an agreement: given fields replace, an ``until`` of null removes its end."""

    model_config = shown_by(until="2027-01-01T00:00:00Z")

    ceiling: int | None = None
    reference: Reference | None = None
    until: Moment | None = None
    reason: Reason = ""

    def change(self) -> Change:
        """Return what changes."""
        unlimited = "until" in self.model_fields_set and self.until is None
        return Change(self.ceiling, self.reference, self.until, unlimited)


class DecidedShown(Shape):
    """``in-force``, or ``asked`` with the id of the request that a second officer must grant."""

    model_config = shown_by(state="asked", request="aaaaaaaaaaaaaaaaaaaaaaaaaa")

    state: str
    request: str | None

    @classmethod
    def of(cls, done: Decided) -> Self:
        """Return what became of a decision."""
        return cls(state="asked" if done.request else "in-force", request=done.request)
