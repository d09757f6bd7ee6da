"""Affiliations: the other organizations a person acts for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from models.deposit import Moment
from web.affiliating import AffiliationView
from web.api.shapes.shape import Shape, shown_by

EXAMPLE = {"organization": "europol", "from": "2026-11-02T08:00:00Z", "until": None, "current": True}
Short = Annotated[str, Field(min_length=1, max_length=120)]


class AffiliationShown(Shape):
    """An organization a person acts for beside her own, in sessions of their own, and when."""

    model_config = shown_by(**EXAMPLE)

    organization: str
    from_: Annotated[datetime | None, Field(alias="from")]
    until: datetime | None
    current: bool


class AffiliationList(Shape):
    """The affiliations of a person, former ones included."""

    model_config = shown_by(affiliations=[EXAMPLE])

    affiliations: list[AffiliationShown]

    @classmethod
    def of(cls, found: Iterable[AffiliationView]) -> Self:
        """Return affiliations."""
        rows = [
            {"organization": one.organization, "from": one.from_, "until": one.until, "current": one.current}
            for one in found
        ]
        return cls(affiliations=[AffiliationShown.model_validate(row) for row in rows])


class NewAffiliation(Shape):
    """An organization a person acts for too, from now or an instant on."""

    model_config = shown_by(organization="europol")

    organization: Short
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None


class Moved(Shape):
    """The organization to which a person belongs from now on."""

    model_config = shown_by(organization="aimc")

    organization: Short
