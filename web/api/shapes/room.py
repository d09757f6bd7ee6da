"""What everybody in a room may see, and what an organization would see."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from search.grammar import question
from search.query import LONGEST, MOST_RESULTS, Query
from web.api.shapes import assessment
from web.api.shapes.assessment import ID, AssessmentBrief
from web.api.shapes.marking import MarkingShown
from web.api.shapes.search import HIT, EvidenceShown
from web.api.shapes.shape import Shape, shown_by
from web.rooms import MOST, Line, Seen

MEMBER: dict[str, object] = {"username": "lena", "name": "Lena Brandhorst", "organization": "europol"}
STOP: dict[str, object] = {"who": "Mei Suryadi", "rules": ["R4", "R6"]}
STOPPED: dict[str, object] = {"assessment": ID, "register_title": "Ransomware", "stops": [STOP]}
Name = Annotated[str, Field(min_length=1, max_length=60)]


class MeetingAsked(Shape):
    """Who is in the room: people by user name, and organizations for any of their people; what is sought there."""

    model_config = shown_by(people=["lena", "mei"], organizations=["frontex"], q="ransomware in hospitals")

    people: Annotated[list[Name], Field(max_length=MOST, default_factory=list)]
    organizations: Annotated[list[Name], Field(max_length=MOST, default_factory=list)]
    q: Annotated[str, Field(max_length=LONGEST, description="without a question everything is listed")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = 20
    cursor: Annotated[str | None, Field(max_length=500)] = None

    def query(self) -> Query:
        """Return the question."""
        return question(self.q, limit=self.limit, cursor=self.cursor)


class MemberShown(Shape):
    """Somebody in the room; without a user name anybody at the organization's ceiling, briefed."""

    model_config = shown_by(**MEMBER)

    username: str | None
    name: str | None
    organization: str


class RoomLine(Shape):
    """A work that all may see, with the passages that answer the question."""

    model_config = shown_by(**HIT)

    assessment: AssessmentBrief
    evidence: list[EvidenceShown]

    @classmethod
    def of(cls, line: Line) -> Self:
        """Return a work."""
        brief = AssessmentBrief(
            id=line.id,
            title=line.title,
            originators=list(line.originators),
            pillars=list(line.pillars),
            regions=list(line.regions),
            languages=list(line.languages),
            published_at=line.published_at,
            marking=MarkingShown.of(line.marking, line.rank),
            # A room is shown the newest edition that all of it may see.
            superseded_by=None,
        )
        return cls(assessment=brief, evidence=[EvidenceShown.of(one) for one in line.evidence])


class StopShown(Shape):
    """Whom it is not shown, and the rules that stop her."""

    model_config = shown_by(**STOP)

    who: str
    rules: list[str]


class StoppedShown(Shape):
    """A work of the caller's own organization that the room may not see, and why not."""

    model_config = shown_by(**STOPPED)

    assessment: str
    register_title: str | None
    stops: list[StopShown]


class RoomShown(Shape):
    """What all may see. ``withheld`` tells an originator's officer of her own organization's works and of no other.

    ``respelt`` are the words that were looked for where those of the question are mistyped; words in quotation marks
    are looked for as they are.
    """

    model_config = shown_by(
        room=[MEMBER],
        query="",
        total=1,
        total_is_floor=False,
        results=[{"assessment": assessment.EXAMPLE, "evidence": []}],
        withheld=[STOPPED],
        next=None,
        notices=[],
        respelt=None,
    )

    room: list[MemberShown]
    query: str
    total: int
    total_is_floor: bool
    results: list[RoomLine]
    withheld: list[StoppedShown]
    next: str | None
    notices: list[str]
    respelt: str | None

    @classmethod
    def of(cls, seen: Seen) -> Self:
        """Return what a room may see."""
        return cls(
            room=[MemberShown(username=m.username, name=m.name, organization=m.organization) for m in seen.members],
            query=seen.query,
            total=seen.total,
            total_is_floor=seen.total_is_floor,
            results=[RoomLine.of(line) for line in seen.lines],
            withheld=[
                StoppedShown(
                    assessment=one.id,
                    register_title=one.title,
                    stops=[StopShown(who=who, rules=list(rules)) for who, rules in one.stops],
                )
                for one in seen.stopped
            ],
            next=seen.next,
            notices=list(seen.notices),
            respelt=seen.respelt,
        )
