"""View as an organization: what its people would see, as far as the caller may see it herself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from pydantic import Field

from search.grammar import question
from search.query import LONGEST, MOST_RESULTS, Query
from web import rooms
from web.api.shapes.problem import problems
from web.api.shapes.room import RoomShown
from web.security import Caller, HouseHere

router = APIRouter(prefix="/view-as", tags=["view-as"])

Limit = Annotated[int, Field(ge=1, le=MOST_RESULTS)]
Cursor = Annotated[str | None, Parameter(max_length=500)]


@router.get("/{organization}/assessments", responses=problems(400, 403, 404))
def assessments(
    house: HouseHere, caller: Caller, organization: str, limit: Limit = 20, cursor: Cursor = None
) -> RoomShown:
    """List what somebody at the organization's ceiling, briefed and without compartments, would see."""
    return RoomShown.of(rooms.view_as(house, caller, organization, Query("", limit=limit, cursor=cursor)))


@router.get("/{organization}/search", responses=problems(400, 403, 404))
def search(
    house: HouseHere,
    caller: Caller,
    organization: str,
    q: Annotated[str, Parameter(max_length=LONGEST)] = "",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> RoomShown:
    """Search what somebody of the organization would see."""
    return RoomShown.of(rooms.view_as(house, caller, organization, question(q, limit=limit, cursor=cursor)))
