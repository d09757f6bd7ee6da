"""Circulation lists: governed names for audiences, kept version by version."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web import circulating
from web.api.shapes.circulation import (
    CirculationLists,
    CirculationListShown,
    CirculationMembers,
    CirculationPreview,
    CirculationTried,
    CirculationVersions,
    Declined,
    EditionsRelying,
    NewCirculationList,
)
from web.api.shapes.problem import problems
from web.errors import API
from web.security import Caller, HouseHere

router = APIRouter(prefix="/circulation-lists", tags=["circulation-lists"])


@router.get("", responses=problems())
def show_lists(house: HouseHere, caller: Caller) -> CirculationLists:
    """List the circulation lists the caller may know."""
    return CirculationLists.of(circulating.every(house, caller))


@router.post("", status_code=201, responses=problems(403, 409, 413))
def create_list(response: Response, house: HouseHere, caller: Caller, new: NewCirculationList) -> CirculationListShown:
    """Found a list; for the registry. It names nobody until another officer approves its first version."""
    made = circulating.create(house, caller, new.name, new.purpose, new.content(), new.owner)
    response.headers["Location"] = f"{API}/circulation-lists/{made.name}"
    return CirculationListShown.of(made)


@router.post("/preview", responses=problems(403, 404, 413))
def preview_list(house: HouseHere, caller: Caller, tried: CirculationTried) -> CirculationPreview:
    """Say what a version would do before anything is kept; for the registry and the owner's officers."""
    return CirculationPreview.of(circulating.preview(house, caller, tried.name, tried.change()))


@router.get("/{name}", responses=problems(404))
def show_list(house: HouseHere, caller: Caller, name: str) -> CirculationListShown:
    """Show one list in its version in force."""
    return CirculationListShown.of(circulating.one(house, caller, name))


@router.patch("/{name}", responses=problems(403, 404, 409, 413))
def change_list(house: HouseHere, caller: Caller, name: str, given: CirculationMembers) -> CirculationListShown:
    """Give a list its next version: in force at once where it lets nobody in, else ``proposed``.

    For the registry and the owner's officers. What was released before gains nobody (cases 13, 14).
    """
    return CirculationListShown.of(circulating.change(house, caller, name, given.change()))


@router.get("/{name}/versions", responses=problems(403, 404))
def show_versions(house: HouseHere, caller: Caller, name: str) -> CirculationVersions:
    """List the versions of a list with who made them and why; for registry, originators and auditors."""
    return CirculationVersions.of(circulating.versions(house, caller, name))


@router.get("/{name}/assessments", responses=problems(403, 404))
def show_relying(house: HouseHere, caller: Caller, name: str) -> EditionsRelying:
    """List the released assessments that rely on a list; all for the registry, to originators their own."""
    return EditionsRelying.of(circulating.editions(house, caller, name))


@router.post("/{name}/versions/{number}/approve", responses=problems(403, 404, 409))
def approve(house: HouseHere, caller: Caller, name: str, number: int) -> CirculationListShown:
    """Approve a proposed version; for a registry officer who did not propose it (W7)."""
    return CirculationListShown.of(circulating.decide(house, caller, name, number, granted=True))


@router.post("/{name}/versions/{number}/decline", responses=problems(403, 404, 409, 413))
def decline(house: HouseHere, caller: Caller, name: str, number: int, said: Declined) -> CirculationListShown:
    """Decline a proposed version with a reason, which its proposer is told."""
    return CirculationListShown.of(circulating.decide(house, caller, name, number, granted=False, reason=said.reason))
