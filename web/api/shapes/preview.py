"""What a release would do, before it happens."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from models.deposit import Deposit
from repository.preview import Preview
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by

REACHED = {"name": "Lena Brandhorst", "organization": "europol"}
BLOCKED = {"organization": "ncb-eg", "rules": ["R7"]}
BOTH = {"country": "EG", "bodies": ["afripol", "aimc"]}


class PreviewAsked(Shape):
    """An assessment, and the metadata to try instead of what it has; only its originators may try others."""

    model_config = shown_by(assessment=ID, metadata={"release_to": ["europol", "afripol+members"], "exclude": ["EG"]})

    assessment: Annotated[str, Field(min_length=1, max_length=120)]
    metadata: Deposit | None = None


class PersonReachedShown(Shape):
    """Somebody who would read it."""

    model_config = shown_by(**REACHED)

    name: str
    organization: str


class BlockedShown(Shape):
    """An organization that is named but stopped, and the rules that stop it."""

    model_config = shown_by(**BLOCKED)

    organization: str
    rules: list[str]


class TwoWays(Shape):
    """A country that is reached as a member of two bodies."""

    model_config = shown_by(**BOTH)

    country: str
    bodies: list[str]


class ReleasePreview(Shape):
    """Who would read it, who gains and who loses, and which rule stops whom; nothing has been changed.

    ``ceilings`` are the organizations that an agreement's ceiling stops; ``exclusions`` the countries and
    organizations that an exclusion shuts out although they are named.
    """

    model_config = shown_by(
        organizations=["afripol", "europol"],
        countries=["DZ"],
        people=[REACHED],
        gained=1,
        lost=0,
        blocked=[BLOCKED],
        through_two_bodies=[BOTH],
        exclusions=["EG"],
        ceilings=[],
        contradictions=[],
    )

    organizations: list[str]
    countries: list[str]
    people: list[PersonReachedShown]
    gained: int
    lost: int
    blocked: list[BlockedShown]
    through_two_bodies: list[TwoWays]
    exclusions: list[str]
    ceilings: list[str]
    contradictions: list[str]

    @classmethod
    def of(cls, found: Preview) -> Self:
        """Return a preview."""
        return cls(
            organizations=found.organizations,
            countries=found.countries,
            people=[PersonReachedShown(name=one.name, organization=one.organization) for one in found.people],
            gained=found.gained,
            lost=found.lost,
            blocked=[BlockedShown(organization=one.organization, rules=list(one.rules)) for one in found.blocked],
            through_two_bodies=[
                TwoWays(country=country, bodies=list(bodies)) for country, bodies in found.through_two_bodies
            ],
            exclusions=found.exclusions,
            ceilings=found.ceilings,
            contradictions=found.contradictions,
        )
