"""Level and trend: how threats were judged over time, by crime area or actor and region, inside a scope.

A judgement counts for the areas and regions that it names itself, or else for those of its assessment; and for each
actor of its assessment that its statement names. What rests on a passage that may not be seen is not there (P1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import vocabulary
from models.deposit import THREAT_LEVELS, TRENDS
from models.handling import RELEASED, SUPERSEDED
from models.tables.relation import TRANSLATION
from repository.disclosure import ReleasedAssessment
from repository.judgements import ReleasedJudgement, judgements_of
from repository.registry import Registry
from search.exactly import held, spelt
from search.query import Filters
from search.threat import actors_of

AREA, ACTOR = "area", "actor"
KINDS = (AREA, ACTOR)
"""What a line of judgements is about."""

Judged = tuple[ReleasedAssessment, ReleasedJudgement]


@dataclass(frozen=True, slots=True)
class Point:
    """What one assessment judges of a threat: the gravest level and trend it says, and its judgements."""

    assessment: ReleasedAssessment
    judgements: tuple[ReleasedJudgement, ...]

    @property
    def at(self) -> date | None:
        """Return when it was published."""
        return self.assessment.published_at

    @property
    def superseded(self) -> bool:
        """Tell whether a later edition is there that its reader may see."""
        return self.assessment.state == SUPERSEDED

    @property
    def level(self) -> str | None:
        """Return the highest level it says, or None."""
        said = {one.declared.threat_level for one in self.judgements}
        return next((level for level in reversed(THREAT_LEVELS) if level in said), None)

    @property
    def trend(self) -> str | None:
        """Return the gravest trend it says, or None."""
        said = {one.declared.trend for one in self.judgements}
        return next((trend for trend in TRENDS if trend in said), None)


@dataclass(frozen=True, slots=True)
class Line:
    """How a threat was judged in some regions, the earliest first; without regions where none are named."""

    kind: str
    value: str
    regions: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def levels(self) -> tuple[Point, ...]:
        """Return the points that say a level."""
        return tuple(point for point in self.points if point.level is not None)

    @property
    def latest(self) -> date:
        """Return when it was judged last."""
        return max((point.at for point in self.points if point.at is not None), default=date.min)

    @property
    def moved(self) -> str | None:
        """Return which way the level went between the last two assessments that say one, as a trend."""
        said = [THREAT_LEVELS.index(point.level) for point in self.points if point.level is not None]
        if len(said) < 2:
            return None
        return TRENDS[0] if said[-1] > said[-2] else TRENDS[2] if said[-1] < said[-2] else TRENDS[1]


def lines(
    registry: Registry, session: Session, shelf: Iterable[ReleasedAssessment], filters: Filters, actor: str = ""
) -> list[Line]:
    """Return the lines of a shelf that holds superseded editions too, the longest and latest first.

    Filters by area and region narrow the lines themselves, the others the assessments.
    """
    accepted = [shown for shown in shelf if shown.state in (RELEASED, SUPERSEDED) and filters.accept(shown)]
    works = sorted(_untranslated(registry, accepted), key=lambda shown: shown.order)
    judged = list(judgements_of(registry, session, works))
    actors = actors_of(registry.vault, session, {shown.edition: shown for shown, _ in judged}.values())
    series: dict[tuple[str, str, str], list[Judged]] = {}
    for shown, judgement in judged:
        for kind, value in _threats(shown, judgement, actors.get(shown.edition, ())):
            if _wanted(kind, value, filters, actor):
                for region in _regions(shown, judgement, filters):
                    series.setdefault((kind, value, region), []).append((shown, judgement))
    return sorted(_merged(series), key=_order)


def _untranslated(registry: Registry, works: Sequence[ReleasedAssessment]) -> Iterator[ReleasedAssessment]:
    """Yield the works but translations of others among them: those judge nothing that the original does not."""
    idents = {shown.id for shown in works}
    for shown in works:
        entry = registry.catalogue.get(shown.edition)
        originals = {target for kind, target in (entry.edges if entry else ()) if kind == TRANSLATION}
        if originals.isdisjoint(idents):
            yield shown


def _threats(
    shown: ReleasedAssessment, judgement: ReleasedJudgement, actors: Sequence[str]
) -> Iterator[tuple[str, str]]:
    said = judgement.declared
    yield from ((AREA, area) for area in dict.fromkeys(said.areas or shown.areas))
    statement = spelt(said.statement)
    yield from ((ACTOR, name) for name in actors if held(statement, name))


def _wanted(kind: str, value: str, filters: Filters, actor: str) -> bool:
    if actor:
        return kind == ACTOR and value.casefold() == actor.casefold()
    return not filters.area or (kind == AREA and value in filters.area)


def _regions(shown: ReleasedAssessment, judgement: ReleasedJudgement, filters: Filters) -> list[str]:
    named = list(dict.fromkeys(judgement.declared.regions or shown.regions)) or [""]
    wanted = set(filters.region)
    return [region for region in named if not wanted or wanted.intersection(vocabulary.with_continents((region,)))]


def _merged(series: dict[tuple[str, str, str], list[Judged]]) -> Iterator[Line]:
    """Yield the lines; regions of which the same was judged stand in one."""
    regions = vocabulary.regions()
    places = {region: place for place, region in enumerate(regions)}
    together: dict[tuple[str, str, tuple[int, ...]], tuple[list[str], list[Judged]]] = {}
    for (kind, value, region), judged in series.items():
        key = (kind, value, tuple(id(judgement) for _, judgement in judged))
        together.setdefault(key, ([], judged))[0].append(region)
    for (kind, value, _), (named, judged) in together.items():
        ordered = tuple(sorted((r for r in named if r), key=lambda region: (places.get(region, len(places)), region)))
        yield Line(kind, value, ordered, _points(judged))


def _points(judged: list[Judged]) -> tuple[Point, ...]:
    by_work: dict[str, tuple[ReleasedAssessment, list[ReleasedJudgement]]] = {}
    for shown, judgement in judged:
        by_work.setdefault(shown.edition, (shown, []))[1].append(judgement)
    points = [Point(shown, tuple(some)) for shown, some in by_work.values()]
    # ``order`` puts the newest first; equal dates then keep the order of what is shown.
    return tuple(sorted(points, key=lambda point: (point.at or date.min, point.assessment.order)))


def _order(line: Line) -> tuple[object, ...]:
    """The most levels first, then the most assessments, then the latest; never an id."""
    first = tuple(point.assessment.order for point in line.points)
    return (-len(line.levels), -len(line.points), -line.latest.toordinal(), line.kind, line.value, line.regions, first)
