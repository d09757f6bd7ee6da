"""Questions in any language, answered from what the caller may read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from web import reading
from web.api.question import SearchParameters
from web.api.shapes.problem import problems
from web.api.shapes.search import SearchAnswer
from web.security import Caller, HouseHere

router = APIRouter(prefix="/search", tags=["search"])


@router.get("", responses=problems(400))
def search(house: HouseHere, caller: Caller, asked: Annotated[SearchParameters, Query()]) -> SearchAnswer:
    """Answer a question with assessments, the best evidence of each, and counts to narrow it by."""
    return SearchAnswer.of(reading.search(house, caller, asked.query()))
