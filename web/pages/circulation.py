"""Circulation lists: who is on them; the registry makes them and gives them new versions."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.tables.organization import BODY
from models.token import BadToken
from repository.circulation import ListRefused
from web import governing
from web.pages.form import Here, Posted, see_other, text, words
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
Said = dict[str, str | list[str]]


@router.get("/circulation")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show the lists that the visitor may know."""
    return _all(request, house, visitor)


@router.post("/circulation")
def create(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Make a list."""
    name, purpose, members = text(fields, "name"), text(fields, "purpose"), words(fields, "members")
    try:
        made = governing.create_list(house, visitor, name, purpose, members)
    except (ListRefused, BadToken) as error:
        said: Said = {"name": name, "purpose": purpose, "members": members}
        return _all(request, house, visitor, said, str(error))
    return see_other(f"/circulation/{made.name}")


def _all(
    request: Request,
    house: HouseHere,
    visitor: Here,
    said: Said | None = None,
    problem: str = "",
) -> HTMLResponse:
    return page(
        request,
        "circulation.html",
        visitor,
        status=422 if problem else 200,
        lists=governing.lists(house, visitor),
        said=said or {"name": "", "purpose": "", "members": []},
        problem=problem,
    )


@router.get("/circulation/{name}")
def show_one(request: Request, house: HouseHere, visitor: Here, name: str) -> HTMLResponse:
    """Show one list with the version in force."""
    return _one(request, house, visitor, name)


@router.post("/circulation/{name}")
def change(request: Request, house: HouseHere, visitor: Here, name: str, fields: Posted) -> Response:
    """Give a list a new version."""
    members = words(fields, "members")
    try:
        governing.change_list(house, visitor, name, members)
    except (ListRefused, BadToken) as error:
        return _one(request, house, visitor, name, members, str(error))
    return see_other(f"/circulation/{name}")


def _one(
    request: Request,
    house: HouseHere,
    visitor: Here,
    name: str,
    members: list[str] | None = None,
    problem: str = "",
) -> HTMLResponse:
    shown = governing.one_list(house, visitor, name)
    return page(
        request,
        "circulation_list.html",
        visitor,
        status=422 if problem else 200,
        shown=shown,
        members=list(shown.members) if members is None else members,
        bodies=[o.id for o in governing.organizations(house) if o.kind == BODY],
        problem=problem,
    )
