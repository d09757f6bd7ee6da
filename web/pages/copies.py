"""Copies: taking one, one's own, who holds those of an assessment, and whose a number is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.tables.person import ORIGINATOR, REGISTRY
from repository.acts import NotFound
from web import holding, issuing
from web.handing import CopyResponse
from web.pages.form import Here, Posted, see_other, text
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()


@router.post("/assessments/{ident}/copy")
def take(house: HouseHere, visitor: Here, ident: str, _: Posted) -> Response:
    """Issue a copy and hand it over."""
    return CopyResponse(issuing.issue(house, visitor, ident))


@router.get("/assessments/{ident}/copies")
def holders(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show who holds copies of an assessment; a reader sees her own."""
    found = holding.held(house, visitor, ident)
    governs = holding.governs(house, visitor, ident)
    return page(request, "copies_held.html", visitor, ident=ident, copies=found, governs=governs)


@router.get("/copies")
def own(
    request: Request, house: HouseHere, visitor: Here, number: Annotated[str, Query(max_length=80)] = ""
) -> HTMLResponse:
    """Show the visitor's own copies and, where a number was written, whose copy that is."""
    found = None
    if number.strip():
        try:
            found = holding.trace(house, visitor, number)
        except NotFound:
            found = None
    return page(
        request,
        "copies.html",
        visitor,
        copies=holding.mine(house, visitor),
        named=holding.names(house, visitor),
        number=number.strip(),
        found=found,
        traces=visitor.role in (ORIGINATOR, REGISTRY),
    )


@router.post("/copies/{number}/account")
def account(house: HouseHere, visitor: Here, number: str, fields: Posted) -> Response:
    """Keep what became of a copy, and go back to where it is listed."""
    copy = holding.account(house, visitor, number, text(fields, "account"))
    return see_other("/copies" if copy.mine else f"/assessments/{copy.assessment}/copies")
