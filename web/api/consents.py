"""Consents: what waits for the caller's organization, and what her own office asked."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from web import consenting
from web.api.shapes.consent import ConsentAnswer, ConsentRequest, ConsentRequests
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/consents", tags=["consents"])
State = Literal["open", "granted", "declined", "lapsed", "taken-back"]


@router.get("", responses=problems())
def list_requests(
    house: HouseHere, caller: Caller, state: State | None = None, waiting: bool = False
) -> ConsentRequests:
    """List the requests that concern the caller; with ``waiting`` only those that she may answer now."""
    return ConsentRequests.of(consenting.all_requests(house, caller, state=state, waiting=waiting))


@router.get("/{ident}", responses=problems(404))
def show_request(house: HouseHere, caller: Caller, ident: str) -> ConsentRequest:
    """Show one request: what would happen, who has answered, until when."""
    return ConsentRequest.of(consenting.one_request(house, caller, ident))


@router.post("/{ident}", responses=problems(404, 409, 413))
def answer(house: HouseHere, caller: Caller, ident: str, given: ConsentAnswer) -> ConsentRequest:
    """Grant or decline for the caller's organization, in one step; what that settles holds for the next request."""
    granted = given.answer == "grant"
    return ConsentRequest.of(consenting.answer(house, caller, ident, granted=granted, reason=given.reason))


@router.delete("/{ident}", responses=problems(404, 409))
def take_back(house: HouseHere, caller: Caller, ident: str) -> ConsentRequest:
    """Take a request back while it waits; an originator takes a granted permit back."""
    return ConsentRequest.of(consenting.take_back(house, caller, ident))
