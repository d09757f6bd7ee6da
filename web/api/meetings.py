"""Meetings: what everybody in a room may see."""

from __future__ import annotations

from fastapi import APIRouter

from web import rooms
from web.api.shapes.problem import problems
from web.api.shapes.room import MeetingAsked, RoomShown
from web.security import Caller, HouseHere

router = APIRouter(prefix="/meetings", tags=["meetings"])


@router.post("", responses=problems(400, 403, 413))
def meet(house: HouseHere, caller: Caller, asked: MeetingAsked) -> RoomShown:
    """List or search what all of them may see, the caller included; nothing is kept but the record."""
    return RoomShown.of(rooms.meeting(house, caller, asked.people, asked.organizations, asked.query()))
