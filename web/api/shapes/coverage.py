"""What the caller's scope covers, and how threats were judged over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field

from models.deposit import THREAT_LEVELS, TRENDS
from search.coverage import YEAR, Cell, Coverage
from search.trend import Line, Point
from web.api.question import Narrowing, Value
from web.api.shapes.assessment import EXAMPLE, AssessmentBrief
from web.api.shapes.judgement import JUDGEMENT, JudgementShown
from web.api.shapes.shape import Shape, shown_by

CELL = {"pillar": "cybercrime", "region": "northern-africa", "period": "2026", "originator": "aimc", "count": 1}
POINT = {
    "assessment": EXAMPLE,
    "superseded": False,
    "threat_level": "high",
    "trend": "increasing",
    "judgements": [{**JUDGEMENT, "threat_level": "high"}],
}
LINE = {
    "kind": "area",
    "value": "ransomware",
    "regions": ["northern-africa"],
    "moved": "increasing",
    "points": [POINT],
}
NOTHING = "What is not counted is not said not to exist: the figures are of what the caller may see."


class CellShown(Shape):
    """How many released assessments carry these four values; an empty one stands for none named."""

    model_config = shown_by(**CELL)

    pillar: str
    region: str
    period: str
    originator: str
    count: int

    @classmethod
    def of(cls, cell: Cell) -> Self:
        """Return a cell."""
        return cls(
            pillar=cell.pillar,
            region=cell.region,
            period=cell.period,
            originator=cell.originator,
            count=cell.count,
        )


class CoverageShown(Shape):
    """The matrix pillar x region x period x organization of what the caller may see; empty cells are left out.

    ``total`` counts each assessment once, while a cell counts every one that carries its values. ``notices`` say
    which values that were asked for nobody knows.
    """

    model_config = shown_by(
        total=1,
        by="year",
        note=NOTHING,
        pillars=["terrorism", "cybercrime", "organized-crime", "border"],
        regions=["northern-africa"],
        periods=["2026"],
        originators=["aimc"],
        cells=[CELL],
        notices=[],
    )

    total: int
    by: str
    note: str
    pillars: list[str]
    regions: list[str]
    periods: list[str]
    originators: list[str]
    cells: list[CellShown]
    notices: list[str]

    @classmethod
    def of(cls, found: Coverage, notices: Sequence[str]) -> Self:
        """Return what is covered."""
        return cls(
            total=len(found.works),
            by=found.by,
            note=NOTHING,
            pillars=list(found.values("pillar")),
            regions=list(found.values("region")),
            periods=list(found.values("period")),
            originators=list(found.values("originator")),
            cells=[CellShown.of(cell) for cell in found.cells()],
            notices=list(notices),
        )


class PointShown(Shape):
    """What one assessment judges: the gravest level and trend that it says, and the judgements themselves."""

    model_config = shown_by(**POINT)

    assessment: AssessmentBrief
    superseded: bool
    threat_level: str | None
    trend: str | None
    judgements: list[JudgementShown]

    @classmethod
    def of(cls, point: Point) -> Self:
        """Return a point."""
        return cls(
            assessment=AssessmentBrief.of(point.assessment),
            superseded=point.superseded,
            threat_level=point.level,
            trend=point.trend,
            judgements=[JudgementShown.of(one) for one in point.judgements],
        )


class LineShown(Shape):
    """How a threat, a crime area or an actor, was judged in some regions, the earliest assessment first.

    ``moved`` says which way the level went between the last two that say one.
    """

    model_config = shown_by(**LINE)

    kind: str
    value: str
    regions: list[str]
    moved: str | None
    points: list[PointShown]

    @classmethod
    def of(cls, line: Line) -> Self:
        """Return a line."""
        points = [PointShown.of(point) for point in line.points]
        return cls(kind=line.kind, value=line.value, regions=list(line.regions), moved=line.moved, points=points)


class TrendsShown(Shape):
    """The lines of what the caller may see; levels and trends in the order of their words."""

    model_config = shown_by(
        total=1, threat_levels=list(THREAT_LEVELS), trends=list(TRENDS), note=NOTHING, lines=[LINE], notices=[]
    )

    total: int
    threat_levels: list[str]
    trends: list[str]
    note: str
    lines: list[LineShown]
    notices: list[str]

    @classmethod
    def of(cls, found: Sequence[Line], limit: int, notices: Sequence[str]) -> Self:
        """Return the first lines."""
        return cls(
            total=len(found),
            threat_levels=list(THREAT_LEVELS),
            trends=list(TRENDS),
            note=NOTHING,
            lines=[LineShown.of(line) for line in found[:limit]],
            notices=list(notices),
        )


class CoverageParameters(Narrowing):
    """What is counted, and by which periods."""

    by: Literal["year", "quarter"] = YEAR


class TrendParameters(Narrowing):
    """Whose judgements are shown, of which actor, and how many lines."""

    actor: Annotated[Value | None, Field(description="its name as the assessments write it")] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
