"""Affiliations: which other organizations a person acts for; for the administrator."""

from __future__ import annotations

from fastapi import APIRouter

from web import affiliating
from web.api.shapes.affiliation import AffiliationList, Moved, NewAffiliation
from web.api.shapes.organization import Ended
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/people/{username}", tags=["people"])


@router.get("/affiliations", responses=problems(403, 404))
def list_affiliations(house: HouseHere, caller: Caller, username: str) -> AffiliationList:
    """List the affiliations of a person, former ones included."""
    return AffiliationList.of(affiliating.of(house, caller, username))


@router.post("/affiliations", status_code=201, responses=problems(403, 404, 409, 413))
def affiliate(house: HouseHere, caller: Caller, username: str, new: NewAffiliation) -> AffiliationList:
    """Let a person act for another organization too, in sessions of their own."""
    found = affiliating.add(house, caller, username, new.organization, new.from_, new.until)
    return AffiliationList.of(found)


@router.post("/affiliations/{organization}/end", responses=problems(403, 404, 409, 413))
def end_affiliation(
    house: HouseHere, caller: Caller, username: str, organization: str, ended: Ended
) -> AffiliationList:
    """End an affiliation; her sessions under it end at that instant."""
    return AffiliationList.of(affiliating.end(house, caller, username, organization, ended.until))


@router.post("/move", responses=problems(403, 404, 409, 413))
def move(house: HouseHere, caller: Caller, username: str, given: Moved) -> AffiliationList:
    """Let a person belong to another organization from now on, as after a merger."""
    return AffiliationList.of(affiliating.move(house, caller, username, given.organization))
