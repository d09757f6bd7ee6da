"""Neighbours of an assessment, and the organizations that cover one threat."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from repository.overlap_verdicts import LONGEST
from search.evidence import Evidence
from search.grammar import question
from search.meeting import Quoted
from search.query import MOST_RESULTS, Filters, Query
from search.similar import Neighbour, Relative, Similar
from search.threat import Threat
from web.api.question import Values
from web.api.shapes.assessment import EXAMPLE, ID, PORTION, AssessmentBrief
from web.api.shapes.shape import Shape, shown_by
from web.comparing import PER_PAGE, Between, Judged, Said

EXCERPT = {
    "portion": PORTION["id"],
    "page": 2,
    "excerpt": "Criminal groups encrypt the backup systems of hospitals.",
    "highlights": [[0, 56]],
    "language": "en",
}
PASSAGES = {"nearness": 0.71, "here": EXCERPT, "there": {**EXCERPT, "page": 5}}
NEIGHBOUR = {
    "assessment": EXAMPLE,
    "likeness": 0.17,
    "share_here": 0.77,
    "share_there": 0.85,
    "met": 7,
    "passages": [PASSAGES],
}
RELATIVE = {"assessment": EXAMPLE, "relation": "translation"}
COMMON = {"pillars": ["cybercrime"], "areas": ["ransomware"], "regions": ["northern-africa"], "actors": []}
SAID = {
    "verdict": "confirmed",
    "note": "The same affiliates are meant.",
    "at": "2026-11-02T08:00:00Z",
    "name": "Lena Brandhorst",
    "own": True,
}
JUDGED = {
    "first": EXAMPLE,
    "second": {**EXAMPLE, "originators": ["europol"], "languages": ["en"]},
    "common": COMMON,
    "likeness": 0.17,
    "share_first": 0.85,
    "share_second": 0.77,
    "met": 7,
    "passages": [PASSAGES],
    "verdict": "confirmed",
    "said": [SAID],
}


class ExcerptShown(Shape):
    """A passage around the sentence that is nearest to the other passage; ``highlights`` are offsets of that."""

    model_config = shown_by(**EXCERPT)

    portion: str
    page: int
    excerpt: str
    highlights: list[tuple[int, int]]
    language: str | None

    @classmethod
    def of(cls, shown: Evidence) -> Self:
        """Return an excerpt."""
        return cls(
            portion=shown.portion.id,
            page=shown.page,
            excerpt=shown.excerpt,
            highlights=list(shown.highlights),
            language=shown.portion.language,
        )


class PassagesShown(Shape):
    """Two passages that lie nearest to each other, and their cosine after centring."""

    model_config = shown_by(**PASSAGES)

    nearness: float
    here: ExcerptShown
    there: ExcerptShown

    @classmethod
    def of(cls, shown: Quoted) -> Self:
        """Return two passages."""
        return cls(nearness=shown.nearness, here=ExcerptShown.of(shown.here), there=ExcerptShown.of(shown.there))


class NeighbourShown(Shape):
    """An assessment that lies near: shares of the passages of either that are near to the other, 0 to 1.

    ``likeness`` orders neighbours and means nothing by itself; ``met`` passages are each other's nearest, of which up
    to three are quoted.
    """

    model_config = shown_by(**NEIGHBOUR)

    assessment: AssessmentBrief
    likeness: float
    share_here: float
    share_there: float
    met: int
    passages: list[PassagesShown]

    @classmethod
    def of(cls, one: Neighbour) -> Self:
        """Return a neighbour."""
        return cls(
            assessment=AssessmentBrief.of(one.assessment),
            likeness=one.meeting.likeness,
            share_here=one.meeting.share_here,
            share_there=one.meeting.share_there,
            met=len(one.meeting.pairs),
            passages=[PassagesShown.of(passages) for passages in one.passages],
        )


class RelativeShown(Shape):
    """A work of the same kin: ``later`` or ``earlier`` edition, ``translation``, ``source``, or ``derived`` from it."""

    model_config = shown_by(**RELATIVE)

    assessment: AssessmentBrief
    relation: str

    @classmethod
    def of(cls, one: Relative) -> Self:
        """Return a relative."""
        return cls(assessment=AssessmentBrief.of(one.assessment), relation=one.relation)


class SimilarShown(Shape):
    """The neighbours of an assessment inside what the caller may see, the likest first, and its own kin.

    ``ready`` is false while the assessment is still being read.
    """

    model_config = shown_by(assessment=ID, ready=True, neighbours=[NEIGHBOUR], kin=[RELATIVE])

    assessment: str
    ready: bool
    neighbours: list[NeighbourShown]
    kin: list[RelativeShown]

    @classmethod
    def of(cls, found: Similar) -> Self:
        """Return what lies near."""
        return cls(
            assessment=found.shown.id,
            ready=found.ready,
            neighbours=[NeighbourShown.of(one) for one in found.neighbours],
            kin=[RelativeShown.of(one) for one in found.kin],
        )


class CommonShown(Shape):
    """What two assessments are both about; actors are those that both name where all of both may be seen."""

    model_config = shown_by(**COMMON)

    pillars: list[str]
    areas: list[str]
    regions: list[str]
    actors: list[str]

    @classmethod
    def of(cls, common: Threat) -> Self:
        """Return what is common."""
        named = (common.pillars, common.areas, common.regions, common.actors)
        pillars, areas, regions, actors = (list(words) for words in named)
        return cls(pillars=pillars, areas=areas, regions=regions, actors=actors)


class SaidShown(Shape):
    """What somebody said of a pair; ``name`` is null where she is of another organization than the caller."""

    model_config = shown_by(**SAID)

    verdict: str
    note: str | None
    at: datetime
    name: str | None
    own: bool

    @classmethod
    def of(cls, said: Said) -> Self:
        """Return a verdict."""
        return cls(verdict=said.verdict, note=said.note, at=said.at, name=said.name, own=said.own)


class JudgedShown(Shape):
    """Two assessments of different organizations on one threat, the older first, and what was said of the pair.

    ``verdict`` is what was said last, or null.
    """

    model_config = shown_by(**JUDGED)

    first: AssessmentBrief
    second: AssessmentBrief
    common: CommonShown
    likeness: float
    share_first: float
    share_second: float
    met: int
    passages: list[PassagesShown]
    verdict: str | None
    said: list[SaidShown]

    @classmethod
    def of(cls, judged: Judged) -> Self:
        """Return a pair."""
        pair = judged.pair
        return cls(
            first=AssessmentBrief.of(pair.first),
            second=AssessmentBrief.of(pair.second),
            common=CommonShown.of(pair.common),
            likeness=pair.meeting.likeness,
            share_first=pair.meeting.share_here,
            share_second=pair.meeting.share_there,
            met=len(pair.meeting.pairs),
            passages=[PassagesShown.of(passages) for passages in pair.passages],
            verdict=judged.verdict,
            said=[SaidShown.of(said) for said in judged.said],
        )


class BetweenShown(Shape):
    """A page of pairs, the likest first and those rejected last.

    ``compared`` assessments, the newest, were compared of the ``asked`` that the filters let through; narrow them
    where these differ. ``notices`` say which values that were asked for nobody knows.
    """

    model_config = shown_by(total=1, compared=12, asked=12, pairs=[JUDGED], next=None, notices=[])

    total: int
    compared: int
    asked: int
    pairs: list[JudgedShown]
    next: str | None
    notices: list[str]

    @classmethod
    def of(cls, found: Between, asked: Query) -> Self:
        """Return a page."""
        return cls(
            total=found.total,
            compared=found.works,
            asked=found.asked,
            pairs=[JudgedShown.of(judged) for judged in found.pairs],
            next=asked.cursor_at(found.following) if found.following is not None else None,
            notices=list(found.notices),
        )


class VerdictGiven(BaseModel):
    """Whether two assessments cover the same threat, and why; everybody who may see both reads it."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"verdict": "confirmed", "note": "The same affiliates are meant."}]},
    )

    verdict: Literal["confirmed", "rejected"]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)] = ""


class BetweenParameters(BaseModel):
    """What both assessments of a pair must carry: any one of the values of each field that names some."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pillar: Values = []
    area: Values = []
    region: Values = []
    originator: Values = []
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = PER_PAGE
    cursor: Annotated[str | None, Field(max_length=500, description="the 'next' of the page before")] = None

    def asked(self) -> Query:
        """Return the filters with the place from which to go on; ``start`` raises ``BadQuery``."""
        filters = Filters(
            pillar=tuple(self.pillar),
            area=tuple(self.area),
            region=tuple(self.region),
            originator=tuple(self.originator),
        )
        return question("", filters, limit=self.limit, cursor=self.cursor)
