"""Circulation lists: governed names for audiences, kept version by version."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web import governing
from web.api.shapes.circulation import (
    CirculationLists,
    CirculationListShown,
    CirculationMembers,
    NewCirculationList,
)
from web.api.shapes.problem import problems
from web.errors import API
from web.security import Caller, HouseHere

router = APIRouter(prefix="/circulation-lists", tags=["circulation-lists"])


@router.get("", responses=problems())
def show_lists(house: HouseHere, caller: Caller) -> CirculationLists:
    """List the circulation lists the caller may know."""
    return CirculationLists.of(governing.lists(house, caller))


@router.post("", status_code=201, responses=problems(403, 413))
def create_list(response: Response, house: HouseHere, caller: Caller, new: NewCirculationList) -> CirculationListShown:
    """Create a list; for the registry."""
    made = governing.create_list(house, caller, new.name, new.purpose, new.members)
    response.headers["Location"] = f"{API}/circulation-lists/{made.name}"
    return CirculationListShown.of(made)


@router.get("/{name}", responses=problems(404))
def show_list(house: HouseHere, caller: Caller, name: str) -> CirculationListShown:
    """Show one list in its version in force."""
    return CirculationListShown.of(governing.one_list(house, caller, name))


@router.patch("/{name}", responses=problems(403, 404, 413))
def change_list(house: HouseHere, caller: Caller, name: str, given: CirculationMembers) -> CirculationListShown:
    """Give a list a new version; for the registry. What was released before gains nobody."""
    return CirculationListShown.of(governing.change_list(house, caller, name, given.members))
