"""Organizations: known to everybody who is signed in; what the registry decides about them."""

from __future__ import annotations

from fastapi import APIRouter

from web import organizing
from web.api.shapes.agreement import DecidedShown
from web.api.shapes.organization import (
    Ended,
    NewMembership,
    NewMerger,
    NewStanding,
    NewStatus,
    OrganizationList,
    OrganizationPage,
    ProfileChanged,
)
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/organizations", tags=["organizations"])
_DECIDING = problems(403, 404, 409, 413)


@router.get("", responses=problems())
def list_organizations(house: HouseHere, _caller: Caller) -> OrganizationList:
    """List the bodies of the Dialogue and the national bureaus."""
    return OrganizationList.of(organizing.organizations(house))


@router.get("/{ident}", responses=problems(404))
def show_organization(house: HouseHere, caller: Caller, ident: str) -> OrganizationPage:
    """Show one organization with its history; standing and agreements to the registry and its own officers."""
    return OrganizationPage.of(organizing.organization(house, caller, ident))


@router.patch("/{ident}", responses=_DECIDING)
def change_profile(house: HouseHere, caller: Caller, ident: str, said: ProfileChanged) -> OrganizationPage:
    """Change a profile; for the registry and the organization's own officers."""
    return OrganizationPage.of(organizing.change_profile(house, caller, ident, said.value()))


@router.post("/{ident}/standing", responses=_DECIDING)
def change_standing(house: HouseHere, caller: Caller, ident: str, new: NewStanding) -> DecidedShown:
    """Tighten a standing at once, or ask a second registry officer to lift it; for the registry."""
    done = organizing.change_standing(house, caller, ident, new.standing, new.reason, new.from_)
    return DecidedShown.of(done)


@router.post("/{ident}/status", responses=_DECIDING)
def change_status(house: HouseHere, caller: Caller, ident: str, new: NewStatus) -> OrganizationPage:
    """Change what an organization is to the Dialogue; for the registry."""
    return OrganizationPage.of(organizing.change_status(house, caller, ident, new.status, new.from_))


@router.post("/{ident}/memberships", responses=_DECIDING)
def join(house: HouseHere, caller: Caller, ident: str, new: NewMembership) -> OrganizationPage:
    """Let a country belong to a body; what was released before is not opened to it. For the registry."""
    return OrganizationPage.of(organizing.join(house, caller, ident, new.country, new.from_, new.until))


@router.post("/{ident}/memberships/{country}/end", responses=_DECIDING)
def leave(house: HouseHere, caller: Caller, ident: str, country: str, ended: Ended) -> OrganizationPage:
    """End a country's membership of a body; access through it ends at that instant. For the registry."""
    return OrganizationPage.of(organizing.leave(house, caller, ident, country, ended.until))


@router.post("/{ident}/merger", responses=_DECIDING)
def merge(house: HouseHere, caller: Caller, ident: str, new: NewMerger) -> DecidedShown:
    """Ask a second registry officer to merge an organization into another; for the registry."""
    return DecidedShown.of(organizing.merge(house, caller, ident, new.successor, new.reason))
