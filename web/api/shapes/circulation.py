"""Circulation lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from web.api.shapes.shape import Shape, shown_by
from web.governing import ListView

Members = Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=500)]
EXAMPLE = {
    "name": "counter-terrorism",
    "owner": "interpol",
    "purpose": "Units that work against terrorism",
    "version": 2,
    "members": ["afripol", "europol", "country:BR"],
    "since": "2025-07-01T00:00:00Z",
}


class NewCirculationList(Shape):
    """A list to create: circulation tokens under a governed name."""

    model_config = shown_by(**{name: EXAMPLE[name] for name in ("name", "purpose", "members")})

    name: Annotated[str, Field(min_length=1, max_length=61)]
    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    members: Members


class CirculationMembers(Shape):
    """The members of a list's next version."""

    model_config = shown_by(members=EXAMPLE["members"])

    members: Members


class CirculationListShown(Shape):
    """A list in the version in force since ``since``."""

    model_config = shown_by(**EXAMPLE)

    name: str
    owner: str
    purpose: str
    version: int
    members: list[str]
    since: datetime

    @classmethod
    def of(cls, found: ListView) -> Self:
        """Return a list."""
        return cls(
            name=found.name,
            owner=found.owner,
            purpose=found.purpose,
            version=found.version,
            members=list(found.members),
            since=found.since,
        )


class CirculationLists(Shape):
    """The lists the caller may know, by name."""

    model_config = shown_by(circulation_lists=[EXAMPLE])

    circulation_lists: list[CirculationListShown]

    @classmethod
    def of(cls, found: Iterable[ListView]) -> Self:
        """Return lists."""
        return cls(circulation_lists=[CirculationListShown.of(one) for one in found])
