"""What lies near an assessment, and which organizations cover the same threat, inside what the caller may see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from web import comparing
from web.api.shapes.comparison import BetweenParameters, BetweenShown, SimilarShown, VerdictGiven
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(tags=["overlaps"])


@router.get("/assessments/{ident}/similar", responses=problems(404))
def show_similar(house: HouseHere, caller: Caller, ident: str) -> SimilarShown:
    """Show the neighbours of an assessment with the passages that show it, and its editions and translations."""
    return SimilarShown.of(comparing.neighbours(house, caller, ident))


@router.get("/overlaps/between", responses=problems(400))
def show_between(house: HouseHere, caller: Caller, asked: Annotated[BetweenParameters, Query()]) -> BetweenShown:
    """Show where different organizations cover the same threat, in whatever language, and in which passages."""
    query = asked.asked()
    return BetweenShown.of(comparing.between(house, caller, query), query)


@router.put("/overlaps/between/{first}/{second}", status_code=204, responses=problems(403, 404, 409, 413))
def say(house: HouseHere, caller: Caller, first: str, second: str, given: VerdictGiven) -> Response:
    """Confirm or reject that two assessments cover the same threat, in place of what the caller said before."""
    comparing.say(house, caller, first, second, given.verdict, given.note)
    return Response(status_code=204)


@router.delete("/overlaps/between/{first}/{second}", status_code=204, responses=problems(403, 404, 409))
def take_back(house: HouseHere, caller: Caller, first: str, second: str) -> Response:
    """Take back what the caller said of a pair."""
    comparing.take_back(house, caller, first, second)
    return Response(status_code=204)
