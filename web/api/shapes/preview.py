"""What an act would do, before it happens."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from models.change import Circulate, Part, Regrade, Why
from models.deposit import Deposit, MarkingDeclared, Moment, Words
from repository.lists import Content
from repository.weighing import PersonReached, Preview
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by

REACHED = {"name": "Lena Brandhorst", "organization": "europol"}
BLOCKED = {"organization": "ncb-eg", "rules": ["R7"]}
BOTH = {"country": "EG", "bodies": ["afripol", "aimc"]}


class ReleaseTried(Shape):
    """The first release."""

    model_config = shown_by(kind="release")

    kind: Literal["release"]


class RegradeTried(Shape):
    """Another marking of the whole or of a tearline."""

    model_config = shown_by(kind="raise", marking={"scheme": "interpol", "level": "IC"})

    kind: Literal["raise", "downgrade"]
    part: Part = "body"
    marking: MarkingDeclared
    reason: Why = "preview"

    def said(self) -> Regrade:
        """Return it as the act is told."""
        return Regrade(part=self.part, marking=self.marking, reason=self.reason)


class CirculateTried(Circulate):
    """Another circulation."""

    model_config = shown_by(kind="narrow", remove=["europol"], exclude=["EG"])

    kind: Literal["narrow", "widen"]
    reason: Why = "preview"

    def said(self) -> Circulate:  # type: ignore[override]
        """Return it as the act is told."""
        given = self.model_dump(exclude_unset=True, exclude={"kind"})
        return Circulate.model_validate({"reason": self.reason, **given})


class RecallTried(Shape):
    """A recall."""

    model_config = shown_by(kind="recall")

    kind: Literal["recall"]


class ListTried(Shape):
    """Another version of a circulation list; what was released keeps its pins."""

    model_config = shown_by(kind="list", name="cyber-fusion", members=["europol", "afripol"])

    kind: Literal["list"]
    name: Annotated[str, Field(min_length=1, max_length=61)]
    members: Words = Field(default_factory=list)
    rule: Annotated[str, Field(max_length=2000)] | None = None
    valid_until: Moment | None = None

    def content(self) -> Content:
        """Return what the version would say."""
        return Content(tuple(self.members), self.rule, self.valid_until, "preview")


Tried = Annotated[ReleaseTried | RegradeTried | CirculateTried | RecallTried | ListTried, Field(discriminator="kind")]


class PreviewAsked(Shape):
    """An assessment, and the metadata or the change to try; only its originators may try other metadata."""

    model_config = shown_by(assessment=ID, change={"kind": "narrow", "remove": ["europol"], "exclude": ["EG"]})

    assessment: Annotated[str, Field(min_length=1, max_length=120)]
    metadata: Deposit | None = None
    change: Tried | None = None


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
    organizations that an exclusion shuts out although they are named. ``consents`` are the organizations that are
    asked for their consent; ``sources`` those that have not consented to the release of what embeds their work.
    """

    model_config = shown_by(
        organizations=["afripol", "europol"],
        countries=["DZ"],
        people=[REACHED],
        gained=1,
        lost=0,
        people_in=[REACHED],
        people_out=[],
        organizations_in=["europol"],
        organizations_out=[],
        blocked=[BLOCKED],
        through_two_bodies=[BOTH],
        exclusions=["EG"],
        ceilings=[],
        contradictions=[],
        consents=["afripol"],
        sources=[],
    )

    organizations: list[str]
    countries: list[str]
    people: list[PersonReachedShown]
    gained: int
    lost: int
    people_in: list[PersonReachedShown]
    people_out: list[PersonReachedShown]
    organizations_in: list[str]
    organizations_out: list[str]
    blocked: list[BlockedShown]
    through_two_bodies: list[TwoWays]
    exclusions: list[str]
    ceilings: list[str]
    contradictions: list[str]
    consents: list[str]
    sources: list[str]

    @classmethod
    def of(cls, found: Preview) -> Self:
        """Return a preview."""
        return cls(
            organizations=found.organizations,
            countries=found.countries,
            people=_people(found.people),
            gained=found.gained,
            lost=found.lost,
            people_in=_people(found.people_in),
            people_out=_people(found.people_out),
            organizations_in=found.organizations_in,
            organizations_out=found.organizations_out,
            blocked=[BlockedShown(organization=one.organization, rules=list(one.rules)) for one in found.blocked],
            through_two_bodies=[
                TwoWays(country=country, bodies=list(bodies)) for country, bodies in found.through_two_bodies
            ],
            exclusions=found.exclusions,
            ceilings=found.ceilings,
            contradictions=found.contradictions,
            consents=found.consents,
            sources=found.sources,
        )


def _people(found: list[PersonReached]) -> list[PersonReachedShown]:
    return [PersonReachedShown(name=one.name, organization=one.organization) for one in found]
