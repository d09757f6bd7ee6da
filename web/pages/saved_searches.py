"""Searches that the visitor keeps, and the questions she asked last: to be used again, renamed and forgotten."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from search.query import DATE, RELEVANCE
from web import searches
from web.pages.form import Here, Posted, see_other, text
from web.pages.rendering import page
from web.pages.search import asked, put, searches_link
from web.security import HouseHere

router = APIRouter()
PLACE = "/saved-searches"


@router.get("/saved-searches")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show what the visitor keeps and asked last."""
    return page(
        request,
        "saved_searches.html",
        visitor,
        saved=searches.saved(house, visitor),
        recent=searches.recent(house, visitor),
        searches_link=searches_link,
    )


@router.post("/saved-searches")
def keep(house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Keep a question under a name."""
    named = QueryParams([(name, value) for name, value in fields.multi_items() if isinstance(value, str)])
    order = DATE if text(fields, "order") == DATE else RELEVANCE
    searches.keep(house, visitor, text(fields, "name"), put(text(fields, "q"), asked(named), order))
    return see_other(PLACE)


@router.post("/saved-searches/{ident}")
def rename(house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Give a search another name."""
    searches.change(house, visitor, ident, text(fields, "name"), None)
    return see_other(PLACE)


@router.post("/saved-searches/{ident}/delete")
def forget(house: HouseHere, visitor: Here, ident: str, _: Posted) -> Response:
    """Forget a search."""
    searches.forget(house, visitor, ident)
    return see_other(PLACE)


@router.post("/recent-searches/forget")
def forget_recent(house: HouseHere, visitor: Here, _: Posted) -> Response:
    """Forget the questions that the visitor asked last."""
    searches.forget_recent(house, visitor)
    return see_other(PLACE)
