"""For whom a session acts: shown after signing in, and only to who acts for several organizations (case 32)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from repository.acts import ActRefused
from web import reading
from web import visitor as visitors
from web.pages.form import Here, Posted, see_other, text
from web.pages.rendering import page
from web.pages.sign_in import inside
from web.security import HouseHere, presented, start_session

router = APIRouter()


@router.get("/acting-for")
def ask(request: Request, house: HouseHere, visitor: Here, next: str = "/") -> HTMLResponse:
    """Ask for which of her organizations the visitor acts now."""
    mine = reading.me(house, visitor)
    return page(request, "acting_for.html", visitor, mine=mine, following=inside(next), problem="")


@router.post("/acting-for")
def choose(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Put a session that acts for another of her organizations in the place of this one."""
    wanted, following = text(fields, "organization"), inside(text(fields, "following") or "/")
    response = see_other(following)
    shown = presented(request)
    if wanted == visitor.reader.organization or shown is None or not shown.by_cookie:
        return response
    try:
        start_session(response, house, visitors.act_for(house, visitor, shown.secret, wanted))
    except ActRefused as error:
        mine = reading.me(house, visitor)
        return page(request, "acting_for.html", visitor, status=409, mine=mine, following=following, problem=str(error))
    return response
