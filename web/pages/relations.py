"""A work among others: its history as a reader sees it, its sources as its officers do, and what ties works."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from repository.acts import ActRefused, Incomplete, NotFound
from web import acting, relating
from web.pages.form import Here, Posted, see_other, text
from web.pages.relation_fields import named
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()


@router.get("/assessments/{ident}/history")
def history(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show earlier and later editions, translations, sources and derived works that the visitor may see."""
    return page(request, "history.html", visitor, found=relating.history(house, visitor, ident))


@router.get("/assessments/{ident}/sources")
def sources(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show what a work embeds, what has happened to it since, and who consents to the release."""
    return _sources(request, house, visitor, ident)


@router.post("/assessments/{ident}/sources/{act}")
def act(request: Request, house: HouseHere, visitor: Here, ident: str, act: str, fields: Posted) -> Response:
    """Carry out one of the acts that tie works, or say why it may not happen."""
    if act not in relating.ACTS:
        raise NotFound("there is nothing here under that address")
    said = {name: text(fields, name) for name in relating.ACTS[act][0].model_fields}
    said |= {name: named(said[name]) for name in ("by", "source") if name in said}
    try:
        acting.perform(house, visitor, act, ident, acting.read(act, said))
    except Incomplete as error:
        return _sources(request, house, visitor, ident, list(error.problems.values()), 422)
    except ActRefused as error:
        return _sources(request, house, visitor, ident, [str(error)], 409)
    return see_other(f"/assessments/{ident}/sources")


def _sources(
    request: Request, house: HouseHere, visitor: Here, ident: str, problems: list[str] | None = None, status: int = 200
) -> HTMLResponse:
    found = relating.sources(house, visitor, ident)
    return page(request, "sources.html", visitor, status=status, found=found, problems=problems or [])
