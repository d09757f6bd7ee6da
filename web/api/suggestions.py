"""Suggestions for the beginning of a question, from what the caller may see."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from search.query import LONGEST
from web import suggesting
from web.api.shapes.problem import problems
from web.api.shapes.suggestion_list import SuggestionList
from web.security import Caller, HouseHere

router = APIRouter(prefix="/suggestions", tags=["search"])


@router.get("", responses=problems())
def suggest(
    house: HouseHere,
    caller: Caller,
    q: Annotated[str, Query(max_length=LONGEST, description="what was typed so far")] = "",
    language: Annotated[Literal["ar", "en", "fr", "es"], Query(description="in which fields are named")] = "en",
) -> SuggestionList:
    """Offer ways to go on with a question; every one occurs in what the caller may see."""
    return SuggestionList.of(suggesting.offered(house, caller, q, language))
