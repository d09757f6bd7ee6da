"""Trends: level and trend of threats over time, each with the judgements that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.deposit import THREAT_LEVELS
from search.trend import Line, Point
from web import surveying
from web.pages import chart, survey_words
from web.pages.chart import Steps
from web.pages.form import Here
from web.pages.language import chosen
from web.pages.rendering import page
from web.pages.survey import choices, narrowed
from web.pages.wording import Wording
from web.security import HouseHere

router = APIRouter()
THREATS = 30
"""So many threats stand on a page."""


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat with its lines, one for each group of regions of which the same was judged, and the rows of its table.

    ``drawn`` has the lines of which two assessments at least say a level.
    """

    kind: str
    value: str
    lines: tuple[Line, ...]
    drawn: tuple[tuple[Line, Steps], ...]

    @property
    def rows(self) -> list[tuple[Point, tuple[str, ...]]]:
        """Return what each assessment judges, the latest first and in it the gravest, with the regions judged alike."""
        regions: dict[tuple[str, int, str | None], list[str]] = {}
        points: dict[tuple[str, int, str | None], Point] = {}
        for line in self.lines:
            for point in line.points:
                alike = point.assessment.edition, _height(point), point.trend
                known = points.setdefault(alike, point)
                new = tuple(one for one in point.judgements if one not in known.judgements)
                points[alike] = Point(point.assessment, (*known.judgements, *new))
                regions.setdefault(alike, []).extend(line.regions)
        ordered = sorted(points, key=lambda alike: (points[alike].assessment.order, -alike[1]))
        return [(points[alike], tuple(dict.fromkeys(regions[alike]))) for alike in ordered]

    @property
    def works(self) -> int:
        """Return how many assessments judge it."""
        return len({point.assessment.edition for line in self.lines for point in line.points})


@router.get("/trends")
def trends(request: Request, house: HouseHere, visitor: Here, actor: str = "") -> HTMLResponse:
    """Show how threats were judged over time, as far as the visitor may see the judgements."""
    filters = narrowed(request.query_params)
    language = chosen(request, visitor.language)
    say = Wording(language)
    threats = together(say, surveying.trends(house, visitor, filters, actor.strip()[:120]), language)
    return page(
        request,
        "trends.html",
        visitor,
        filters=filters,
        narrowed=not filters.empty or bool(actor.strip()),
        notices=surveying.notices(house, filters),
        actor=actor.strip()[:120],
        total=len(threats),
        threats=threats[:THREATS],
        moved=lambda line: moved(say, line),
        say_regions=lambda named: say.all(say.region(word) for word in named),
        choices=choices(say),
    )


def together(say: Wording, lines: Sequence[Line], language: str) -> list[Threat]:
    """Return the threats of some lines, those with a level in most assessments first, then by name."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.kind, line.value), []).append(line)
    threats = []
    for (kind, value), some in found.items():
        drawn = ((line, stepped(say, line, language)) for line in some if len(line.levels) > 1)
        threats.append(Threat(kind, value, tuple(some), tuple((line, steps) for line, steps in drawn if steps)))
    threats.sort(key=lambda one: (-len(one.drawn), -one.works, say.facet_value(one.kind, one.value)))
    return threats


def stepped(say: Wording, line: Line, language: str) -> Steps | None:
    """Return the levels of a line over time, or None where none is said."""
    points = [
        (
            str(point.at.year) if point.at else "?",
            _height(point),
            point.trend,
            _by(say, point, say.all(_words(say, point.level, point.trend))),
        )
        for point in line.points
        if point.level is not None
    ]
    return chart.steps(points, len(THREAT_LEVELS), language) if points else None


def moved(say: Wording, line: Line) -> str:
    """Say between which two assessments the level of a line moved, and which way."""
    before, after = line.levels[-2:]
    told = {
        "trend": line.moved,
        "before": _by(say, before, say.threat_level(str(before.level))),
        "after": _by(say, after, say.threat_level(str(after.level))),
    }
    return say(survey_words.MOVED, str(told.pop("trend"))) % told


def _height(point: Point) -> int:
    """Return the level of a point counted from 0, the lowest; -1 where it says none."""
    return THREAT_LEVELS.index(point.level) if point.level is not None else -1


def _by(say: Wording, point: Point, said: str) -> str:
    """Say what a point says and whose it is: a line joins what several organizations judge."""
    named = point.assessment.originators
    return f"{said} ({say.organizations(named)})" if named else said


def _words(say: Wording, level: str, trend: str | None) -> Iterable[str]:
    yield say.threat_level(level)
    if trend is not None:
        yield say.trend(trend)
