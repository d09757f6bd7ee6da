"""What is disclosed to those outside a circulation, and how they ask for access and for permits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field

from repository.disclosure import ReleasedCard
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by

CARD = {
    "assessment": ID,
    "title": "Cybercrime assessment 4/2025",
    "originators": ["afripol"],
    "abstract": "Trends of the first half of 2025.",
}
Why = Annotated[str, Field(min_length=1, max_length=2000)]


class AccessAsked(Shape):
    """Access to ask for: for oneself, or for everybody at one's organization; the originators see the reason."""

    model_config = ConfigDict(
        **shown_by(assessment=ID, reason="two hospitals in Jakarta report the same group", **{"for": "person"}),
        serialize_by_alias=True,
    )

    assessment: Annotated[str, Field(min_length=1, max_length=120)]
    reason: Why
    whom: Annotated[Literal["person", "organization"], Field(alias="for")] = "person"


class PermitAsked(Shape):
    """Actions that H2 keeps from one's organization, to be permitted to it for one assessment."""

    model_config = shown_by(actions=["translate"], reason="our officers in the field read Bahasa")

    actions: Annotated[list[Literal["excerpt", "download", "translate", "derive"]], Field(min_length=1, max_length=4)]
    reason: Why


class Disclosed(Shape):
    """What is disclosed of an assessment of which nothing may be read.

    The originators are empty where they conceal themselves; the abstract is null where only the existence is
    disclosed.
    """

    model_config = shown_by(**CARD)

    assessment: str
    title: str | None
    originators: list[str]
    abstract: str | None

    @classmethod
    def of(cls, card: ReleasedCard) -> Self:
        """Return a released card."""
        return cls(assessment=card.id, title=card.title, originators=list(card.originators), abstract=card.abstract)


class DisclosedList(Shape):
    """What is disclosed to the caller, by title."""

    model_config = shown_by(disclosed=[CARD])

    disclosed: list[Disclosed]

    @classmethod
    def of(cls, cards: Iterable[ReleasedCard]) -> Self:
        """Return released cards."""
        return cls(disclosed=[Disclosed.of(card) for card in cards])
