"""People: added, cleared, briefed and suspended by the administrator."""

from __future__ import annotations

from fastapi import APIRouter

from web import governing
from web.api.shapes.person import NewClearance, PersonAdded, PersonChanges, PersonInFullShown, PersonList, PersonShown
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/people", tags=["people"])


@router.get("", responses=problems(403))
def list_people(house: HouseHere, caller: Caller) -> PersonList:
    """List everybody for the administrator, and the colleagues of an officer for her."""
    return PersonList.of(governing.all_people(house, caller))


@router.post("", status_code=201, responses=problems(403, 413))
def add_person(house: HouseHere, caller: Caller, new: PersonAdded) -> PersonShown:
    """Add a person; for the administrator."""
    return PersonShown.of(governing.add_person(house, caller, new.value()))


@router.get("/{username}", responses=problems(403, 404))
def show_person(house: HouseHere, caller: Caller, username: str) -> PersonInFullShown:
    """Show one person with her clearances and until when, compartments and nationality; for the administrator."""
    return PersonInFullShown.in_full(governing.person(house, caller, username))


@router.post("/{username}/suspend", responses=problems(403))
def suspend(house: HouseHere, caller: Caller, username: str) -> PersonShown:
    """Suspend a person; it holds for her next request. For the administrator."""
    return PersonShown.of(governing.change_activity(house, caller, username, active=False))


@router.post("/{username}/resume", responses=problems(403))
def resume(house: HouseHere, caller: Caller, username: str) -> PersonShown:
    """Let a suspended person act again; for the administrator."""
    return PersonShown.of(governing.change_activity(house, caller, username, active=True))


@router.patch("/{username}", responses=problems(403, 413))
def change(house: HouseHere, caller: Caller, username: str, given: PersonChanges) -> PersonShown:
    """Change her mail address, briefing or compartments; it holds for her next request. For the administrator."""
    if "email" in given.model_fields_set:
        governing.change_address(house, caller, username, given.email)
    found = governing.brief(house, caller, username, briefed=given.briefed, compartments=given.compartments)
    return PersonShown.of(found)


@router.post("/{username}/clearances", status_code=201, responses=problems(403, 413))
def clear(house: HouseHere, caller: Caller, username: str, given: NewClearance) -> PersonShown:
    """Give a person a clearance, beside those she holds; for the administrator."""
    return PersonShown.of(governing.clear(house, caller, username, given.clearance, given.expires))


@router.delete("/{username}/clearances", responses=problems(403))
def revoke(house: HouseHere, caller: Caller, username: str) -> PersonShown:
    """Revoke every clearance of a person; her next request is denied what they admitted her to (case 2)."""
    return PersonShown.of(governing.revoke(house, caller, username))
