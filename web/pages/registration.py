"""The registry's work: what waits, each register page with its preview, and the acts that move it on."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.handling import DESTROYED
from models.scheme import classification_schemes
from models.tables.person import REGISTRY
from web import keeping, registering
from web.pages import life_form
from web.pages.form import Here, Posted, see_other
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
BUTTONS = ("register", "release")
"""The acts that need no more than a button."""


@router.get("/registration")
def queue(request: Request, house: HouseHere, visitor: Here, tab: str = "waiting") -> HTMLResponse:
    """Show what waits for the registry, a tab for each thing to do, the longest waiting first."""
    tabs = registering.tabs(house, visitor)
    tab = tab if tab in tabs else "waiting"
    return page(request, "registration.html", visitor, tabs=tabs, tab=tab, waiting=tabs[tab])


@router.get("/registration/{ident}")
def show(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show one register page: never title, text or images; of what was destroyed its stub."""
    officers = keeping.officers(house, visitor)
    life = keeping.life(house, visitor, ident)
    if life.state == DESTROYED:
        return page(request, "stub.html", visitor, life=life)
    shown = registering.register_page(house, visitor, ident)
    return page(
        request,
        "register_page.html",
        visitor,
        shown=shown,
        acts=[act for act in BUTTONS if act in life.possible],
        life=life,
        officers=officers,
        schemes=classification_schemes(),
        preview=registering.preview(house, visitor, ident) if shown.state in registering.WAITING else None,
    )


@router.post("/registration/{ident}/{act}")
def act(house: HouseHere, visitor: Here, ident: str, act: str, fields: Posted) -> Response:
    """Carry out an act of the registry: register, release, hold, resolve, assign, or a legal hold."""
    life_form.carry_out(house, visitor, act, ident, fields, REGISTRY)
    return see_other(f"/registration/{ident}")
