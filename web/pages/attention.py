"""Attention: what needs the visitor's attention, as figures and as the rows that they open."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.tables.person import REGISTRY
from repository.attention_row import Row
from web import attending
from web.pages import why_words
from web.pages.form import Here
from web.pages.rendering import page
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
PATHS = {"copies": "copies", "acknowledgements": "circulation", "sources": "sources"}


@router.get("/attention")
def figures(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show the figures; each opens its list."""
    found = attending.figures(house, visitor)
    return page(request, "attention.html", visitor, counts=found, name=None, rows=(), address=None, words=why_words)


@router.get("/attention/{name}")
def rows(request: Request, house: HouseHere, visitor: Here, name: str) -> HTMLResponse:
    """Show the rows of one list; recorded."""
    found = attending.rows(house, visitor, name)
    return page(
        request,
        "attention.html",
        visitor,
        counts=attending.figures(house, visitor),
        name=name,
        rows=[(row, _address(visitor, name, row)) for row in found],
        words=why_words,
    )


def _address(visitor: Visitor, name: str, row: Row) -> str | None:
    """Return where a row is attended to, or None where there is no page of its own."""
    if name == "notices":
        return "/notices"
    if row.request is not None and visitor.role != REGISTRY:
        return f"/consents/{row.request}"
    if row.assessment is None:
        return f"/circulation/{row.subject}" if name == "lists" else None
    if name in ("held", "registration", "release", "collisions") and visitor.role == REGISTRY:
        return f"/registration/{row.assessment}"
    return f"/assessments/{row.assessment}/{PATHS.get(name, 'circulation')}"
