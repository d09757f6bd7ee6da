"""Issued copies: a numbered PDF for the caller, and who holds which."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from web import holding, issuing
from web.api.shapes.copies import Account, CopyList, CopyShown
from web.api.shapes.problem import problems
from web.handing import CopyResponse
from web.security import Caller, HouseHere

router = APIRouter(tags=["copies"])

_PDF: dict[str, Any] = {
    "description": "The copy. `X-Copy-Number` repeats the number that stands on every page.",
    "content": {
        "application/pdf": {"schema": {"type": "string", "format": "binary"}, "example": "(the bytes of a PDF)"}
    },
}


@router.get(
    "/assessments/{ident}/file",
    response_class=Response,
    responses={200: _PDF, **problems(400, 403, 404, 409, 507)},
)
def issue(house: HouseHere, caller: Caller, ident: str) -> Response:
    """Issue a copy to the caller: every request makes one, numbered, with her name on every page, and recorded.

    It shows what she may see. The action `download` must be granted on all of it, otherwise 403.
    """
    return CopyResponse(issuing.issue(house, caller, ident))


@router.get("/assessments/{ident}/copies", responses=problems(404))
def show_holders(house: HouseHere, caller: Caller, ident: str) -> CopyList:
    """Show who holds copies: all to the originator's officers and the registry, to readers their own."""
    return CopyList.of(holding.held(house, caller, ident))


@router.get("/copies", responses=problems())
def show_own(house: HouseHere, caller: Caller) -> CopyList:
    """Show every copy that the caller took, whatever she may read now: she accounts for them."""
    return CopyList.of(holding.mine(house, caller))


@router.get("/copies/{number}", responses=problems(404))
def trace(house: HouseHere, caller: Caller, number: str) -> CopyShown:
    """Show who took the copy of a number that was found; recorded."""
    return CopyShown.of(holding.trace(house, caller, number))


@router.post("/copies/{number}/account", responses=problems(404, 409))
def account(house: HouseHere, caller: Caller, number: str, said: Account) -> CopyShown:
    """Say what became of a copy; what was lost may later be returned or destroyed."""
    return CopyShown.of(holding.account(house, caller, number, said.account))
