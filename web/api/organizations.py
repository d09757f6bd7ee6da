"""Organizations: known to everybody who is signed in."""

from __future__ import annotations

from fastapi import APIRouter

from repository.acts import NotFound
from web import governing
from web.api.shapes.organization import OrganizationList, OrganizationShown
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/organizations", tags=["organizations"])


@router.get("", responses=problems())
def list_organizations(house: HouseHere, _caller: Caller) -> OrganizationList:
    """List the bodies of the Dialogue and the national bureaus."""
    return OrganizationList.of(governing.organizations(house))


@router.get("/{ident}", responses=problems(404))
def show_organization(house: HouseHere, _caller: Caller, ident: str) -> OrganizationShown:
    """Show one organization."""
    for organization in governing.organizations(house):
        if organization.id == ident:
            return OrganizationShown.of(organization)
    raise NotFound("there is no organization of that id")
