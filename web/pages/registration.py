"""The registry's work: what waits, each register page with its preview, and the acts that move it on."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.tables.person import REGISTRY
from repository.acts import NotFound
from repository.life import MOVES
from web import registering
from web.pages.form import Here, Posted, see_other
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()


@router.get("/registration")
def queue(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show what waits for the registry, the longest waiting first."""
    return page(request, "registration.html", visitor, waiting=registering.queue(house, visitor))


@router.get("/registration/{ident}")
def show(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show one register page: never title, text or images."""
    shown = registering.register_page(house, visitor, ident)
    return page(
        request,
        "register_page.html",
        visitor,
        shown=shown,
        acts=[m.act for m in MOVES.values() if m.role == REGISTRY and shown.state in m.from_states],
        preview=registering.preview(house, visitor, ident),
    )


@router.post("/registration/{ident}/{act}")
def act(house: HouseHere, visitor: Here, ident: str, act: str, _: Posted) -> Response:
    """Register or release."""
    if act not in {m.act for m in MOVES.values() if m.role == REGISTRY}:
        raise NotFound("there is nothing here under that address")
    registering.perform(house, visitor, act, ident)
    return see_other(f"/registration/{ident}")
