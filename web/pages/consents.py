"""Consents: what waits for the visitor's organization, what her office asked, each answered in one step."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.tables.request import DECLINED, GRANTED, LAPSED, OPEN, TAKEN_BACK
from repository.acts import ActRefused, Incomplete
from web import consenting
from web.pages.form import Here, Posted, see_other, text
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
STATES = (OPEN, GRANTED, DECLINED, LAPSED, TAKEN_BACK)


@router.get("/consents")
def show(request: Request, house: HouseHere, visitor: Here, state: str = "") -> HTMLResponse:
    """Show what waits for the visitor's answer or, with a state, every request she may know that is in it."""
    chosen = state if state in STATES else None
    found = consenting.all_requests(house, visitor, state=chosen, waiting=chosen is None)
    return page(request, "consents.html", visitor, requests=found, state=chosen, states=STATES)


@router.get("/consents/{ident}")
def show_one(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show one request: what would happen, who has answered, until when."""
    return _one(request, house, visitor, ident)


@router.post("/consents/{ident}")
def answer(request: Request, house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Grant, decline or take back."""
    reason = text(fields, "reason")
    try:
        if text(fields, "answer") == "take-back":
            consenting.take_back(house, visitor, ident)
        else:
            granted = text(fields, "answer") == "grant"
            consenting.answer(house, visitor, ident, granted=granted, reason=reason)
    except (ActRefused, Incomplete) as error:
        return _one(request, house, visitor, ident, reason, str(error))
    return see_other(f"/consents/{ident}")


def _one(
    request: Request, house: HouseHere, visitor: Here, ident: str, reason: str = "", problem: str = ""
) -> HTMLResponse:
    shown = consenting.one_request(house, visitor, ident)
    status = 409 if problem else 200
    return page(request, "consent.html", visitor, status=status, shown=shown, reason=reason, problem=problem)
