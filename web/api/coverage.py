"""What the caller's scope covers, as a matrix and as CSV, and how threats were judged over time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from web import surveying
from web.api.shapes.coverage import CoverageParameters, CoverageShown, TrendParameters, TrendsShown
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(tags=["coverage"])
_EXAMPLE = "pillar,region,period,originator,assessments\r\ncybercrime,northern-africa,2026,aimc,1\r\n"
_CSV = {
    "description": "A line for each combination that is covered.",
    "content": {"text/csv": {"schema": {"type": "string"}, "example": _EXAMPLE}},
}


@router.get("/coverage", responses=problems(400))
def show_coverage(house: HouseHere, caller: Caller, asked: Annotated[CoverageParameters, Query()]) -> CoverageShown:
    """Show what is covered by pillar, region, period and organization, as far as the caller may see it."""
    found = surveying.coverage(house, caller, asked.filters(), asked.by)
    return CoverageShown.of(found, surveying.notices(house, asked.filters()))


@router.get("/coverage.csv", response_class=Response, responses={200: _CSV, **problems(400)})
def show_table(house: HouseHere, caller: Caller, asked: Annotated[CoverageParameters, Query()]) -> Response:
    """Show the same as CSV by ids; no cell can be read as a formula."""
    found = surveying.coverage(house, caller, asked.filters(), asked.by)
    written = surveying.table(found, lambda _, value: value)
    return Response(written, media_type="text/csv; charset=utf-8", headers=surveying.ATTACHED)


@router.get("/trends", responses=problems(400))
def show_trends(house: HouseHere, caller: Caller, asked: Annotated[TrendParameters, Query()]) -> TrendsShown:
    """Show level and trend of each threat by region over time, from the judgements the caller may see."""
    found = surveying.trends(house, caller, asked.filters(), asked.actor or "")
    return TrendsShown.of(found, asked.limit, surveying.notices(house, asked.filters()))
