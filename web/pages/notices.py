"""Notices: what the server owes the visitor to know, and her word that she has understood it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.tables.issued_copy import ACCOUNTS
from web import noticing
from web.pages.form import Here, Posted, see_other, text
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()


@router.get("/notices")
def show(request: Request, house: HouseHere, visitor: Here, all: str = "") -> HTMLResponse:
    """Show the notices that the visitor has not acknowledged, or all."""
    found = noticing.mine(house, visitor, waiting=not all)
    return page(request, "notices.html", visitor, notices=found, everything=bool(all), accounts=ACCOUNTS)


@router.post("/notices")
def acknowledge_all(house: HouseHere, visitor: Here, _: Posted) -> Response:
    """Acknowledge all that needs no answer of its own."""
    noticing.acknowledge_all(house, visitor)
    return see_other("/notices")


@router.post("/notices/{ident}")
def acknowledge(house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Acknowledge one notice, with what became of the copies where there are any."""
    noticing.acknowledge(house, visitor, ident, text(fields, "account") or None)
    return see_other("/notices")
