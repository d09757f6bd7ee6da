"""People as the administrator, or an officer of their own organization, sees them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from models.deposit import Moment
from repository.people import NewPerson
from web.api.shapes.shape import Shape, shown_by
from web.governing import PersonInFull, PersonView

EXAMPLE = {
    "id": "q5n6k4v2xq2r2s7t3u5y6a7b3c",
    "username": "amina",
    "name": "Amina Konaré",
    "organization": "afripol",
    "role": "originator",
    "active": True,
    "briefed": True,
    "clearances": ["interpol:IC"],
    "email": None,
}
Short = Annotated[str, Field(min_length=1, max_length=120)]


class PersonAdded(Shape):
    """A person to add; without a password she signs in only by tokens."""

    model_config = shown_by(
        username="amina",
        name="Amina Konaré",
        organization="afripol",
        role="originator",
        nationality="ML",
        clearance="interpol:IC",
        expires="2026-07-01T00:00:00Z",
        briefed=True,
        compartments=[],
        language="fr",
        email="amina@afripol.example",
        password="a long sentence",  # noqa: S106 - an example that opens nothing
    )

    username: Short
    name: Short
    organization: Short
    role: Literal["analyst", "originator", "registry", "auditor", "administrator"]
    nationality: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    clearance: Short | None = None
    expires: Moment | None = None
    briefed: bool = False
    compartments: Annotated[list[Short], Field(max_length=100, default=[])]
    language: Literal["ar", "en", "es", "fr"] = "en"
    email: Annotated[str, Field(max_length=254)] | None = None
    password: Annotated[str, Field(min_length=12, max_length=1000)] | None = None

    def value(self) -> NewPerson:
        """Return what is said of the person."""
        return NewPerson(
            username=self.username,
            name=self.name,
            organization=self.organization,
            role=self.role,
            nationality=self.nationality,
            clearance=self.clearance,
            expires=self.expires,
            briefed=self.briefed,
            compartments=tuple(self.compartments),
            language=self.language,
            password=self.password,
            email=self.email,
        )


class PersonChanges(Shape):
    """What changes about a person; what is left out stays. An ``email`` of null: she is told nowhere by mail."""

    model_config = shown_by(email="amina@afripol.example", briefed=True, compartments=["LANTERN"])

    email: Annotated[str, Field(max_length=254)] | None = None
    briefed: bool | None = None
    compartments: Annotated[list[Short], Field(max_length=100)] | None = None


class NewClearance(Shape):
    """A clearance to give, written ``scheme:level``; at ``expires`` it is expired (case 1)."""

    model_config = shown_by(clearance="interpol:IC", expires="2027-07-01T00:00:00Z")

    clearance: Short
    expires: Moment | None = None


class PersonShown(Shape):
    """A person with her role and clearances; her e-mail address for the administrator alone."""

    model_config = shown_by(**EXAMPLE)

    id: str
    username: str
    name: str
    organization: str
    role: str
    active: bool
    briefed: bool
    clearances: list[str]
    email: str | None

    @classmethod
    def of(cls, found: PersonView) -> Self:
        """Return a person."""
        return cls(
            id=found.id,
            username=found.username,
            name=found.name,
            organization=found.organization,
            role=found.role,
            active=found.active,
            briefed=found.briefed,
            clearances=list(found.clearances),
            email=found.email,
        )


class ClearanceShown(Shape):
    """A clearance that was given and not revoked; from ``expires`` on it admits to nothing (case 1)."""

    model_config = shown_by(clearance="interpol:IC", expires="2027-07-01T00:00:00Z", expired=False)

    clearance: str
    expires: datetime | None
    expired: bool


class PersonInFullShown(PersonShown):
    """A person with all that decides what she may read; for the administrator."""

    model_config = shown_by(
        **EXAMPLE,
        nationality="ML",
        compartments=["LANTERN"],
        held=[{"clearance": "interpol:IC", "expires": "2027-07-01T00:00:00Z", "expired": False}],
    )

    nationality: str | None
    compartments: list[str]
    held: list[ClearanceShown]

    @classmethod
    def in_full(cls, found: PersonInFull) -> Self:
        """Return a person."""
        held = [ClearanceShown(clearance=c.clearance, expires=c.expires, expired=c.expired) for c in found.held]
        said = PersonShown.of(found.person).model_dump()
        return cls(**said, nationality=found.nationality, compartments=list(found.compartments), held=held)


class PersonList(Shape):
    """The people the caller may know, by user name."""

    model_config = shown_by(people=[EXAMPLE])

    people: list[PersonShown]

    @classmethod
    def of(cls, found: Iterable[PersonView]) -> Self:
        """Return people."""
        return cls(people=[PersonShown.of(one) for one in found])
