"""Surveying: what a visitor's scope covers, and how threats were judged over time; recorded before it is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from repository.disclosure import ReleasedAssessment
from repository.register import Act
from search import trend
from search.coverage import YEAR, Coverage
from search.grammar import question
from search.query import Filters
from search.stranger import strangers
from search.trend import Line
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK = "\ufeff"
"""What tells a spreadsheet that a file is UTF-8."""

Naming = Callable[[str, str], str]
"""How a value of an axis is written: axis, value."""
ATTACHED = {"Content-Disposition": 'attachment; filename="coverage.csv"'}
HEAD = ("pillar", "region", "period", "originator")


def notices(house: House, filters: Filters) -> tuple[str, ...]:
    """Return what of filters is not known, that nobody takes it for what is not covered."""
    asked = question("", filters)
    with house.registry.database.read() as session:
        return (*asked.notices, *strangers(session, asked.filters))


def coverage(house: House, visitor: Visitor, filters: Filters, by: str = YEAR) -> Coverage:
    """Return what the visitor's scope covers, by year or quarter; recorded.

    Superseded editions count only where the filters ask for them; what was not released yet never does. Raises
    ``BadQuery`` for filters out of bounds.
    """
    with scope_of(house, visitor) as (_, scope):
        shelf = house.engine.shelf(scope, visitor.at, superseded=filters.superseded)
        found = Coverage.of(shelf, question("", filters).filters, by)
    _record(house, visitor, "coverage", (), max((work.rank for work in found.works), default=0))
    return found


def trends(house: House, visitor: Visitor, filters: Filters, actor: str = "") -> list[Line]:
    """Return how threats were judged over time, as far as the visitor may see the judgements; recorded.

    Raises ``BadQuery`` for filters out of bounds.
    """
    with scope_of(house, visitor) as (session, scope):
        shelf = house.engine.shelf(scope, visitor.at, superseded=True)
        found = trend.lines(house.registry, session, shelf, question("", filters).filters, actor)
    works = {point.assessment.edition: point.assessment for line in found for point in line.points}
    _record(house, visitor, "trends", works.values(), max((work.rank for work in works.values()), default=0))
    return found


def table(found: Coverage, names: Naming, head: Sequence[str] = HEAD, count: str = "assessments") -> str:
    """Return coverage as CSV, a line for each combination; no cell can be read as a formula."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow([*head, count])
    for cell in found.cells():
        values = (names(axis, getattr(cell, axis)) for axis in HEAD)
        lines.writerow([*(harmless(value) for value in values), cell.count])
    return _MARK + written.getvalue()


def harmless(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return "'" + value if value.lstrip(" ").startswith(_FORMULA) else value


def _record(house: House, visitor: Visitor, action: str, works: Iterable[ReleasedAssessment], rank: int) -> None:
    editions = tuple(sorted(work.edition for work in works))
    house.registry.recorder.record(
        Act(action=action, at=visitor.at, actor=visitor.person.id, editions=editions, rank=rank)
    )
