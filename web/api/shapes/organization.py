"""Organizations: the bodies of the Dialogue and the national bureaus, with what is dated about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from models.deposit import Moment
from models.tables.organization import Organization
from repository.profile import Profile
from web.api.shapes.agreement import EXAMPLE as AGREEMENT
from web.api.shapes.agreement import AgreementShown
from web.api.shapes.shape import Shape, shown_by
from web.organizing import Dated, Governance, OrganizationView, StandingView

EXAMPLE = {
    "id": "afripol",
    "kind": "body",
    "abbreviation": "AFRIPOL",
    "names": {"en": "African Union Mechanism for Police Cooperation"},
    "country": None,
    "seat": "DZ",
}
STATUS = {"status": "member", "from": "2016-03-01T00:00:00Z", "until": None, "current": True}
MEMBERSHIP = {"organization": "EG", "from": None, "until": None, "current": True}
STANDING = {"standing": "supervised", "from": "2026-11-02T08:00:00Z", "until": None, "reason": "New officers"}
Short = Annotated[str, Field(min_length=1, max_length=120)]
Why = Annotated[str, Field(min_length=1, max_length=500)]
Line = Annotated[str, Field(max_length=300)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


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


class StatusShown(Shape):
    """What an organization is to the Dialogue, from an instant on until another."""

    model_config = shown_by(**STATUS)

    status: str
    from_: Annotated[datetime | None, Field(alias="from")]
    until: datetime | None
    current: bool

    @classmethod
    def of(cls, found: Dated) -> Self:
        """Return a status."""
        return cls.model_validate(
            {"status": found.word, "from": found.from_, "until": found.until, "current": found.current}
        )


class MembershipShown(Shape):
    """A country of a body, or a body of a bureau's country, from an instant on until another."""

    model_config = shown_by(**MEMBERSHIP)

    organization: str
    from_: Annotated[datetime | None, Field(alias="from")]
    until: datetime | None
    current: bool

    @classmethod
    def of(cls, found: Dated) -> Self:
        """Return a membership."""
        return cls.model_validate(
            {"organization": found.word, "from": found.from_, "until": found.until, "current": found.current}
        )


class StandingShown(Shape):
    """A standing from an instant on, and why."""

    model_config = shown_by(**STANDING)

    standing: str
    from_: Annotated[datetime | None, Field(alias="from")]
    until: datetime | None
    reason: str

    @classmethod
    def of(cls, found: StandingView) -> Self:
        """Return a standing."""
        said = {"standing": found.standing, "from": found.from_, "until": found.until, "reason": found.reason}
        return cls.model_validate(said)


class GovernanceShown(Shape):
    """How an organization stands and how high it receives; shown to the registry and to its own officers."""

    model_config = shown_by(standing="active", ceiling=5, standings=[STANDING], agreements=[AGREEMENT])

    standing: str
    ceiling: int
    standings: list[StandingShown]
    agreements: list[AgreementShown]

    @classmethod
    def of(cls, found: Governance) -> Self:
        """Return it."""
        return cls(
            standing=found.standing,
            ceiling=found.ceiling,
            standings=[StandingShown.of(one) for one in found.standings],
            agreements=[AgreementShown.of(one) for one in found.agreements],
        )


class OrganizationPage(Shape):
    """An organization with its profile and history; ``governance`` is null where it does not concern the caller."""

    model_config = shown_by(
        **EXAMPLE,
        mandate="Police cooperation between the member states of the African Union",
        channels=["I-24/7"],
        frameworks=["Statute of 2017"],
        statuses=[STATUS],
        members=[MEMBERSHIP],
        bodies=[],
        merged_into=None,
        merged_at=None,
        merged_from=[],
        governance=None,
    )

    id: str
    kind: str
    abbreviation: str
    names: dict[str, str]
    country: str | None
    seat: str | None
    mandate: str
    channels: list[str]
    frameworks: list[str]
    statuses: list[StatusShown]
    members: list[MembershipShown]
    bodies: list[MembershipShown]
    merged_into: str | None
    merged_at: datetime | None
    merged_from: list[str]
    governance: GovernanceShown | None

    @classmethod
    def of(cls, found: OrganizationView) -> Self:
        """Return an organization."""
        return cls(
            id=found.id,
            kind=found.kind,
            abbreviation=found.abbreviation,
            names=found.names,
            country=found.country,
            seat=found.seat,
            mandate=found.mandate,
            channels=list(found.channels),
            frameworks=list(found.frameworks),
            statuses=[StatusShown.of(one) for one in found.statuses],
            members=[MembershipShown.of(one) for one in found.members],
            bodies=[MembershipShown.of(one) for one in found.bodies],
            merged_into=found.merged_into,
            merged_at=found.merged_at,
            merged_from=list(found.merged_from),
            governance=GovernanceShown.of(found.governance) if found.governance else None,
        )


class ProfileChanged(Shape):
    """What changes in a profile: given fields replace, the others stay."""

    model_config = shown_by(mandate="Police cooperation between the member states", channels=["I-24/7"])

    names: dict[Short, Line] | None = None
    seat: Annotated[str, Field(max_length=120)] | None = None
    mandate: Annotated[str, Field(max_length=2000)] | None = None
    channels: Annotated[list[Line], Field(max_length=50)] | None = None
    frameworks: Annotated[list[Line], Field(max_length=50)] | None = None

    def value(self) -> Profile:
        """Return what is said."""
        channels = None if self.channels is None else tuple(self.channels)
        frameworks = None if self.frameworks is None else tuple(self.frameworks)
        return Profile(self.names, self.seat, self.mandate, channels, frameworks)


class NewStanding(Shape):
    """The standing from now on, or from an instant to come, and why."""

    model_config = shown_by(standing="suspended", reason="A breach is looked into")

    standing: Short
    reason: Why
    from_: Annotated[Moment | None, Field(alias="from")] = None


class NewStatus(Shape):
    """What an organization is to the Dialogue from now or an instant on; ``none`` ends its status."""

    model_config = shown_by(status="observer")

    status: Short
    from_: Annotated[Moment | None, Field(alias="from")] = None


class NewMembership(Shape):
    """A country that belongs to a body from now or an instant on."""

    model_config = shown_by(country="EG")

    country: Country
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None


class Ended(Shape):
    """When something ends; now where nothing is said."""

    model_config = shown_by(until="2027-01-01T00:00:00Z")

    until: Moment | None = None


class NewMerger(Shape):
    """The organization of which this one becomes a part, and why."""

    model_config = shown_by(successor="aimc", reason="By treaty")

    successor: Short
    reason: Why
