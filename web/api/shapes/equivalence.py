"""Equivalences that an organization has set over the assumed ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from repository.equivalences import Counted
from web.api.shapes.shape import Shape, shown_by
from web.equating import Overridden

EXAMPLE = {
    "scheme": "interpol",
    "level": "IR",
    "label": "INTERPOL RESTRICTED",
    "assumed": 2,
    "rank": 3,
    "since": "2026-11-02T08:00:00Z",
}
Word = Annotated[str, Field(min_length=1, max_length=120)]


class EquivalenceShown(Shape):
    """A level that an organization counts as another rank than is assumed, since an instant."""

    model_config = shown_by(**EXAMPLE)

    scheme: str
    level: str
    label: str
    assumed: int
    rank: int
    since: datetime


class EquivalenceList(Shape):
    """What one organization counts otherwise; a level that is not here counts as it is assumed or agreed."""

    model_config = shown_by(organization="afripol", equivalences=[EXAMPLE])

    organization: str
    equivalences: list[EquivalenceShown]

    @classmethod
    def of(cls, organization: str, found: Iterable[Counted]) -> Self:
        """Return the equivalences of an organization."""
        shown = [
            EquivalenceShown(
                scheme=one.scheme,
                level=one.level,
                label=one.label,
                assumed=one.assumed,
                rank=one.rank,
                since=one.since,
            )
            for one in found
        ]
        return cls(organization=organization, equivalences=shown)


class NewEquivalence(Shape):
    """A level and the common rank, 0 PUBLIC to 5 TOP SECRET, as which the caller's organization counts it."""

    model_config = shown_by(scheme="interpol", level="IR", rank=3, reason="Our own table of equivalences")

    scheme: Word
    level: Word
    rank: int
    reason: Annotated[str, Field(max_length=500)] = ""


class EquivalenceAnswer(Shape):
    """``in-force``, or ``asked`` with the id of the request that the owner of the scheme must grant."""

    model_config = shown_by(state="asked", request="aaaaaaaaaaaaaaaaaaaaaaaaaa")

    state: str
    request: str | None

    @classmethod
    def of(cls, done: Overridden) -> Self:
        """Return what became of an override."""
        return cls(state=done.state, request=done.request)
