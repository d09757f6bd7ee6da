"""Circulation lists: versions, what they would do, who relies on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from models.deposit import Moment
from models.rule import MOST_CHARACTERS
from repository.list_preview import EditionConcerned, ListPreview
from repository.lists import Content
from web.api.shapes.assessment import ID
from web.api.shapes.preview import BOTH, TwoWays
from web.api.shapes.shape import Shape, shown_by
from web.circulating import Change, ListView, VersionView

Members = Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=500)]
Rule = Annotated[str, Field(max_length=MOST_CHARACTERS)]
Reason = Annotated[str, Field(max_length=500)]
RULE = "kind:bureau and region:western-africa and not country:EG"
REQUEST = "m4k2q7r5s3t6u2w4x7y3a5n6p2"
VERSION = {
    "version": 3,
    "state": "proposed",
    "members": ["afripol", "europol", "frontex"],
    "rule": RULE,
    "since": "2025-07-08T09:00:00Z",
    "reason": "Frontex joins the working group",
    "author": "Ingrid Solberg-Haas",
    "approver": None,
    "decided_at": None,
    "answer": "",
    "valid_until": None,
    "added": ["frontex"],
    "removed": [],
    "rule_changed": False,
    "request": REQUEST,
}
EXAMPLE = {
    "name": "counter-terrorism",
    "owner": "interpol",
    "purpose": "Units that work against terrorism",
    "version": 2,
    "members": ["afripol", "europol", "country:BR"],
    "rule": RULE,
    "since": "2025-07-01T00:00:00Z",
    "valid_until": "2026-07-01T00:00:00Z",
    "ended": False,
    "proposed": VERSION,
}


class NewCirculationList(Shape):
    """A list to found: circulation tokens, or a rule, or both, under a governed name.

    It names nobody until another officer of the registry approves it. Without ``owner`` the registry's own
    organization owns it; past ``valid_until`` it names nobody.
    """

    model_config = shown_by(
        **{name: EXAMPLE[name] for name in ("name", "purpose", "members", "rule", "owner", "valid_until")}
    )

    name: Annotated[str, Field(min_length=1, max_length=61)]
    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    members: Members = Field(default=[])
    rule: Rule | None = None
    owner: Annotated[str, Field(max_length=60)] | None = None
    valid_until: Moment | None = None
    reason: Reason = ""

    def content(self) -> Content:
        """Return what the first version says."""
        return Content(tuple(self.members), self.rule, self.valid_until, self.reason)


class CirculationMembers(Shape):
    """A list's next version; what is not said stays as it is. Null takes the rule or the end of validity away."""

    model_config = shown_by(members=EXAMPLE["members"], rule=None, reason="Fewer units need it now")

    members: Members | None = None
    rule: Rule | None = None
    valid_until: Moment | None = None
    reason: Reason = ""

    def change(self) -> Change:
        """Return what changes."""
        said = self.model_fields_set
        return Change(
            members=None if self.members is None else tuple(self.members),
            rule=self.rule or "" if "rule" in said else None,
            valid_until=self.valid_until,
            unlimited="valid_until" in said and self.valid_until is None,
            reason=self.reason,
        )


class CirculationTried(CirculationMembers):
    """A version to weigh: of the list of that name, or of a new one."""

    model_config = shown_by(name="counter-terrorism", members=EXAMPLE["members"], rule=RULE)

    name: Annotated[str, Field(max_length=61)] = ""


class Declined(Shape):
    """Why a version is declined; its proposer is told."""

    model_config = shown_by(reason="Not agreed by the Dialogue")

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class CirculationVersion(Shape):
    """One version; ``added`` and ``removed`` compare it with the approved one before it.

    ``state`` is in-force, past, to-come, proposed, declined, lapsed or taken-back.
    """

    model_config = shown_by(**VERSION)

    version: int
    state: str
    members: list[str]
    rule: str | None
    since: datetime
    reason: str
    author: str | None
    approver: str | None
    decided_at: datetime | None
    answer: str
    valid_until: datetime | None
    added: list[str]
    removed: list[str]
    rule_changed: bool
    request: str | None

    @classmethod
    def of(cls, view: VersionView) -> Self:
        """Return a version."""
        kept = view.version
        return cls(
            version=kept.number,
            state=kept.state,
            members=list(kept.members),
            rule=kept.rule,
            since=kept.since,
            reason=kept.reason,
            author=view.author,
            approver=view.approver,
            decided_at=kept.decided_at,
            answer=kept.answer,
            valid_until=kept.valid_until,
            added=list(kept.added),
            removed=list(kept.removed),
            rule_changed=kept.rule_changed,
            request=kept.request,
        )


class CirculationVersions(Shape):
    """A list's versions, the newest first."""

    model_config = shown_by(versions=[VERSION])

    versions: list[CirculationVersion]

    @classmethod
    def of(cls, found: Iterable[VersionView]) -> Self:
        """Return versions."""
        return cls(versions=[CirculationVersion.of(one) for one in found])


class CirculationListShown(Shape):
    """A list in the version in force since ``since``; version 0 is none, and names nobody.

    ``proposed`` waits for another registry officer; it is shown to the registry, the owner's officers and auditors.
    """

    model_config = shown_by(**EXAMPLE)

    name: str
    owner: str
    purpose: str
    version: int
    members: list[str]
    rule: str | None
    since: datetime | None
    valid_until: datetime | None
    ended: bool
    proposed: CirculationVersion | None

    @classmethod
    def of(cls, found: ListView) -> Self:
        """Return a list."""
        return cls(
            name=found.name,
            owner=found.owner,
            purpose=found.purpose,
            version=found.version,
            members=list(found.members),
            rule=found.rule,
            since=found.since,
            valid_until=found.valid_until,
            ended=found.ended,
            proposed=CirculationVersion.of(found.proposed) if found.proposed else None,
        )


class CirculationLists(Shape):
    """The lists the caller may know, by name."""

    model_config = shown_by(circulation_lists=[EXAMPLE])

    circulation_lists: list[CirculationListShown]

    @classmethod
    def of(cls, found: Iterable[ListView]) -> Self:
        """Return lists."""
        return cls(circulation_lists=[CirculationListShown.of(one) for one in found])


RELYING = {"assessment": ID, "register_title": "Note on gold and armed groups"}


class EditionRelying(Shape):
    """A released assessment by the title that the register keeps of it."""

    model_config = shown_by(**RELYING)

    assessment: str
    register_title: str | None

    @classmethod
    def of(cls, found: EditionConcerned) -> Self:
        """Return an assessment."""
        return cls(assessment=found.assessment, register_title=found.register_title)


class EditionsRelying(Shape):
    """The released assessments whose audience names a list: all for the registry, to an originator her own."""

    model_config = shown_by(assessments=[RELYING])

    assessments: list[EditionRelying]

    @classmethod
    def of(cls, found: Iterable[EditionConcerned]) -> Self:
        """Return assessments."""
        return cls(assessments=[EditionRelying.of(one) for one in found])


class CirculationPreview(Shape):
    """What a version would do: whom the list would stand for, who comes and goes, what they could no longer read.

    ``newly_in`` and ``newly_out`` are organizations, and person:ID for people named by themselves. At most 100
    assessments are named; ``assessments_total`` counts them all. What lets nobody new in needs no approval.
    """

    model_config = shown_by(
        organizations=["afripol", "europol", "ncb-dz"],
        countries=["DZ"],
        people=12,
        newly_in=["ncb-dz"],
        newly_out=["frontex"],
        through_two_bodies=[{**BOTH, "country": "DZ"}],
        assessments=[RELYING],
        assessments_total=1,
        needs_approval=True,
    )

    organizations: list[str]
    countries: list[str]
    people: int
    newly_in: list[str]
    newly_out: list[str]
    through_two_bodies: list[TwoWays]
    assessments: list[EditionRelying]
    assessments_total: int
    needs_approval: bool

    @classmethod
    def of(cls, found: ListPreview) -> Self:
        """Return a preview."""
        return cls(
            organizations=found.organizations,
            countries=found.countries,
            people=found.people,
            newly_in=found.newly_in,
            newly_out=found.newly_out,
            through_two_bodies=[
                TwoWays(country=country, bodies=list(bodies)) for country, bodies in found.through_two_bodies
            ],
            assessments=[EditionRelying.of(one) for one in found.editions],
            assessments_total=found.editions_total,
            needs_approval=found.needs_approval,
        )
