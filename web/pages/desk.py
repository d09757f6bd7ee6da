"""The desk: what each role begins its day with."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.tables.person import ADMINISTRATOR, ANALYST, AUDITOR, ORIGINATOR, REGISTRY
from search.query import Filters
from web import attending, auditing, depositing, governing, noticing, reading
from web.entries import Asked
from web.house import House
from web.pages import places, why_words
from web.pages.form import Here
from web.pages.rendering import page
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
NEWEST, LATEST, OWN, NOTICES = 8, 15, 25, 3


@router.get("/")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show the desk of the visitor's role."""
    owed = noticing.mine(house, visitor, waiting=True, most=NOTICES)
    besides = places.BESIDES[visitor.role]
    return page(request, "desk.html", visitor, notices=owed, words=why_words, besides=besides, **_work(house, visitor))


def _work(house: House, visitor: Visitor) -> dict[str, Any]:
    """Return what lies on the desk; what a role does not have is None."""
    work: dict[str, Any] = dict.fromkeys(("newest", "own", "entries", "people", "attention"))
    if visitor.role in (ORIGINATOR, REGISTRY):
        work["attention"] = attending.figures(house, visitor)
    match visitor.role:
        case role if role in (ANALYST, ORIGINATOR):
            work["newest"] = reading.listing(house, visitor, Filters(), NEWEST, None)
            if role == ORIGINATOR:
                work["own"] = depositing.own(house, visitor, OWN)
        case role if role == AUDITOR:
            work["entries"] = auditing.entries(house, visitor, Asked(limit=LATEST))
        case role if role == ADMINISTRATOR:
            everybody = governing.all_people(house, visitor)
            work["people"] = Counter("active" if person.active else "suspended" for person in everybody)
    return work
