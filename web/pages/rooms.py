"""Meetings: what everybody in a room may see; and what an organization would see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.tables.person import ANALYST, ORIGINATOR, REGISTRY
from repository.acts import Incomplete
from search.grammar import question
from web import rooms
from web.depositing import require_role
from web.house import House
from web.pages.form import Here, Posted, text, words
from web.pages.rendering import page
from web.rooms import Seen
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
PER_PAGE = 20


@router.get("/meetings")
def ask(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Ask who is in the room."""
    require_role(visitor, REGISTRY, ORIGINATOR, ANALYST)
    return _page(request, house, visitor)


@router.post("/meetings")
def meet(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> HTMLResponse:
    """Show what all of them may see, the visitor included; recorded."""
    people, organizations = words(fields, "people"), words(fields, "organizations")
    said = {"people": " ".join(people), "organizations": " ".join(organizations), "q": text(fields, "q")}
    try:
        query = question(said["q"], limit=PER_PAGE, cursor=text(fields, "cursor") or None)
        seen = rooms.meeting(house, visitor, people, organizations, query)
    except Incomplete as error:
        return _page(request, house, visitor, said=said, problems=dict(error.problems))
    return _page(request, house, visitor, said=said, seen=seen)


@router.get("/view-as")
def view_as(
    request: Request,
    house: HouseHere,
    visitor: Here,
    organization: Annotated[str, Parameter(max_length=60)] = "",
    q: Annotated[str, Parameter(max_length=4000)] = "",
    cursor: Annotated[str, Parameter(max_length=500)] = "",
) -> HTMLResponse:
    """Show what somebody at an organization's ceiling would see, as far as the visitor may; recorded."""
    require_role(visitor, REGISTRY, ORIGINATOR)
    if not organization.strip():
        return _page(request, house, visitor)
    query = question(q.strip(), limit=PER_PAGE, cursor=cursor or None)
    seen = rooms.view_as(house, visitor, organization.strip(), query)
    return _page(request, house, visitor, seen=seen, viewed=organization.strip(), said={"q": q.strip()})


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    *,
    said: dict[str, str] | None = None,
    seen: Seen | None = None,
    viewed: str = "",
    problems: dict[str, str] | None = None,
) -> HTMLResponse:
    return page(
        request,
        "meetings.html",
        visitor,
        status=422 if problems else 200,
        said={"people": "", "organizations": "", "q": "", **(said or {})},
        seen=seen,
        viewed=viewed,
        problems=problems or {},
        members=seen.members if seen else (),
        organizations=rooms.organizations(house) if visitor.role != ANALYST else [],
    )
