"""Organizations: the bodies of the Dialogue and the national bureaus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from models.tables.organization import Organization
from web.api.shapes.shape import Shape, shown_by

EXAMPLE = {
    "id": "afripol",
    "kind": "body",
    "abbreviation": "AFRIPOL",
    "names": {"en": "African Union Mechanism for Police Cooperation"},
    "country": None,
    "seat": "DZ",
}


class OrganizationShown(Shape):
    """A body, or the bureau of one country; its id is its circulation token."""

    model_config = shown_by(**EXAMPLE)

    id: str
    kind: str
    abbreviation: str
    names: dict[str, str]
    country: str | None
    seat: str | None

    @classmethod
    def of(cls, found: Organization) -> Self:
        """Return an organization."""
        return cls(
            id=found.id,
            kind=found.kind,
            abbreviation=found.abbreviation,
            names=found.names,
            country=found.country,
            seat=found.seat,
        )


class OrganizationList(Shape):
    """All organizations, the bodies first."""

    model_config = shown_by(organizations=[EXAMPLE])

    organizations: list[OrganizationShown]

    @classmethod
    def of(cls, found: Iterable[Organization]) -> Self:
        """Return organizations."""
        return cls(organizations=[OrganizationShown.of(one) for one in found])
