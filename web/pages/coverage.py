"""Coverage: the matrix of what a visitor may see, its figures over time, and the same as CSV."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models import vocabulary
from search.coverage import AXES, NONE, QUARTER, YEAR, Matrix, days_of
from search.query import FACETS, Filters
from web import surveying
from web.pages import chart, survey_words
from web.pages.chart import Bars
from web.pages.form import Here
from web.pages.language import chosen
from web.pages.rendering import link, page
from web.pages.survey import choices, inner, narrowed, parameters_of
from web.pages.wording import Wording
from web.security import HouseHere

router = APIRouter()
CHARTED = 12
"""So many rows are drawn over time, those that count most."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of the matrix over time: its value and its bars."""

    value: str
    bars: Bars


@router.get("/coverage")
def coverage(
    request: Request, house: HouseHere, visitor: Here, rows: str = "region", columns: str = "pillar", by: str = YEAR
) -> HTMLResponse:
    """Show what the visitor's scope covers by two axes, each figure a link to what it counts."""
    rows = rows if rows in AXES else "region"
    columns = columns if columns in AXES and columns != rows else next(axis for axis in AXES if axis != rows)
    by = QUARTER if by == QUARTER else YEAR
    filters = narrowed(request.query_params)
    found = surveying.coverage(house, visitor, filters, by)
    matrix = found.matrix(rows, columns)
    language = chosen(request, visitor.language)
    say = Wording(language)
    return page(
        request,
        "coverage.html",
        visitor,
        rows=rows,
        columns=columns,
        by=by,
        filters=filters,
        narrowed=not filters.empty,
        notices=surveying.notices(house, filters),
        matrix=matrix,
        charts=drawn(matrix, language),
        charted=CHARTED,
        choices=choices(say),
        axes=AXES,
        words=survey_words,
        name=lambda axis, value: named(say, axis, value),
        inner=lambda axis, value: axis == "region" and inner(value),
        drill=lambda **values: drill(filters, values),
        export=link("/coverage.csv", "", by=by if by != YEAR else None, **parameters_of(filters)),
    )


@router.get("/coverage.csv")
def table(request: Request, house: HouseHere, visitor: Here, by: str = YEAR) -> Response:
    """Give the matrix as CSV in the visitor's language."""
    found = surveying.coverage(house, visitor, narrowed(request.query_params), QUARTER if by == QUARTER else YEAR)
    say = Wording(chosen(request, visitor.language))
    head = [say(survey_words.AXES, axis) for axis in surveying.HEAD]
    written = surveying.table(
        found, lambda axis, value: named(say, axis, value), head, say(survey_words.AXES, "assessments")
    )
    return Response(written, media_type="text/csv; charset=utf-8", headers=surveying.ATTACHED)


def named(say: Wording, axis: str, value: str) -> str:
    """Say a value of an axis; what carries none is said to name none."""
    if value == NONE:
        return say(survey_words.NONE, axis)
    if axis != "period":
        return say.facet_value(axis, value)
    year, _, quarter = value.partition("-Q")
    return say(survey_words.PERIODS, "quarter") % {"quarter": quarter, "year": year} if quarter else year


def drill(filters: Filters, values: dict[str, str]) -> str | None:
    """Return the address of the search that lists what a cell counts; None where search cannot ask for it."""
    if NONE in values.values():
        return None
    # An officer's own drafts are listed by search, and cover nothing yet.
    parameters = parameters_of(filters) | {"released": "true"}
    for axis, value in values.items():
        if axis == "period":
            first, last = days_of(value)
            # A cell counts what lies in its period and in the dates that were asked for.
            parameters["from_"] = max(first, filters.from_ or first)
            parameters["to"] = min(last, filters.to or last)
        elif axis in FACETS:
            if not _within(axis, value, getattr(filters, axis, ())):
                return None
            parameters[axis] = [value]
    return link("/search", "", **parameters)


def _within(axis: str, value: str, wanted: tuple[str, ...]) -> bool:
    """Tell whether every work with a value passes a filter of its axis, so that the value may stand in its place.

    What was narrowed to Western Africa counts under Africa too, and is not all that Africa has.
    """
    passing = vocabulary.with_continents((value,)) if axis == "region" else (value,)
    return not wanted or not set(wanted).isdisjoint(passing)


def drawn(matrix: Matrix, language: str) -> list[Drawn]:
    """Return the rows that count most over time, all to one scale; none where there is no time to speak of."""
    periods = [period for period in matrix.periods if period != NONE]
    rows = [row for row in matrix.rows if row != NONE and matrix.of_rows.get(row)]
    if not periods:
        return []
    kept = set(sorted(rows, key=lambda row: -matrix.of_rows[row])[:CHARTED])
    highest = max((matrix.over_time.get((row, period), 0) for row in kept for period in periods), default=0)
    return [
        Drawn(row, chart.bars([(_short(p), matrix.over_time.get((row, p), 0)) for p in periods], highest, language))
        for row in rows
        if row in kept
    ]


def _short(period: str) -> str:
    """Return a period as a chart has room for it: 2026, or 2026/2."""
    return period.replace("-Q", "/")
