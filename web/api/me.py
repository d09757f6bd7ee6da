"""Who the caller is, and what she may see."""

from __future__ import annotations

from fastapi import APIRouter

from web import reading
from web.api.shapes.me import Me
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", responses=problems())
def me(house: HouseHere, caller: Caller) -> Me:
    """Say who calls and what that entitles to: levels, compartments, lists, briefing, until when."""
    return Me.of(reading.me(house, caller))
