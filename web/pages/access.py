"""Access: what is disclosed to the visitor though she may not read it, her requests for it, and for permits."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from repository.access_requests import ORGANIZATION, PERSON
from repository.acts import ActRefused
from web import requesting
from web.pages.form import Here, Posted, see_other, text, texts
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
_FIELDS = ("assessment", "for", "reason")


@router.get("/access")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show what is disclosed to the visitor, and what became of her requests."""
    return _all(request, house, visitor)


@router.post("/access")
def ask(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Ask for access."""
    whom = ORGANIZATION if text(fields, "for") == ORGANIZATION else PERSON
    try:
        requesting.ask_access(house, visitor, text(fields, "assessment"), whom, text(fields, "reason"))
    except ActRefused as error:
        return _all(request, house, visitor, str(error), {name: text(fields, name) for name in _FIELDS})
    return see_other("/access")


@router.post("/assessments/{ident}/permits")
def ask_permit(house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Ask for what H2 takes away."""
    made = requesting.ask_permit(house, visitor, ident, texts(fields, "actions"), text(fields, "reason"))
    return see_other(f"/consents/{made.id}")


def _all(
    request: Request, house: HouseHere, visitor: Here, problem: str = "", said: dict[str, str] | None = None
) -> HTMLResponse:
    cards = requesting.disclosed(house, visitor)
    asked = [one for one in requesting.mine(house, visitor) if one.asked]
    status = 409 if problem else 200
    values = {"cards": cards, "asked_by_me": asked, "problem": problem, "said": said or dict.fromkeys(_FIELDS, "")}
    return page(request, "access.html", visitor, status=status, **values)
