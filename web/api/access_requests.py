"""Access requests: what is disclosed to those outside a circulation, and how they ask to be let in."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web import requesting
from web.api.shapes.access import AccessAsked, DisclosedList
from web.api.shapes.consent import ConsentRequest, ConsentRequests
from web.api.shapes.problem import problems
from web.errors import API
from web.security import Caller, HouseHere

router = APIRouter(prefix="/access-requests", tags=["access-requests"])


@router.get("", responses=problems())
def list_requests(house: HouseHere, caller: Caller) -> ConsentRequests:
    """List the caller's requests for access and for permits and, for originators, those they decide on."""
    return ConsentRequests.of(requesting.mine(house, caller))


@router.get("/disclosed", responses=problems(403))
def list_disclosed(house: HouseHere, caller: Caller) -> DisclosedList:
    """List what originators disclose to the caller though she may read none of it."""
    return DisclosedList.of(requesting.disclosed(house, caller))


@router.post("", status_code=201, responses=problems(403, 404, 409, 413))
def ask(response: Response, house: HouseHere, caller: Caller, asked: AccessAsked) -> ConsentRequest:
    """Ask the originators of what is disclosed for access; all of them decide."""
    made = requesting.ask_access(house, caller, asked.assessment, asked.whom, asked.reason)
    response.headers["Location"] = f"{API}/consents/{made.id}"
    return ConsentRequest.of(made)
