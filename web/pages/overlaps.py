"""Overlaps: what shares text with a work or a file, with both texts side by side; collisions, for the registry."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ingest.errors import IngestError
from repository.acts import Incomplete, NotFound
from web import colliding, overlapping
from web.depositing import DraftView
from web.overlapping import Found, ReadersBusy
from web.pages.form import Here, Posted, see_other, text, uploaded
from web.pages.relation_fields import named
from web.pages.rendering import page
from web.security import HouseHere
from web.upload import Upload

router = APIRouter()
PER_PAGE = 25
Sent = Annotated[Upload, Depends(uploaded(overlapping.admit))]


@router.get("/overlaps")
def show(
    request: Request, house: HouseHere, visitor: Here, assessment: Annotated[str, Query(max_length=300)] = ""
) -> HTMLResponse:
    """Show what shares text with a work, named by its id or the address of its page; without one, ask for it."""
    found = overlapping.of_assessment(house, visitor, named(assessment)) if assessment.strip() else None
    return _page(request, visitor, found)


@router.post("/overlaps")
def compare(request: Request, house: HouseHere, visitor: Here, sent: Sent) -> Response:
    """Show what shares text with a file, which is not kept."""
    if sent.file is None or not sent.filename:
        return _page(request, visitor, None, "choose a file first", 422)
    try:
        found = overlapping.of_upload(house, visitor, sent.file)
    except ReadersBusy as error:
        return _page(request, visitor, None, str(error), 409)
    except IngestError as error:
        return _page(request, visitor, None, error.reason, 422)
    return _page(request, visitor, found)


@router.post("/overlaps/{ident}/{relation}")
def say(house: HouseHere, visitor: Here, ident: str, relation: str, fields: Posted) -> Response:
    """Say of a draft that it is a new edition, or a translation, of a work that it overlaps with."""
    try:
        overlapping.say(house, visitor, ident, text(fields, "other"), relation)
    except Incomplete:
        # What stands against it is said beside the field, where it can be written by hand.
        return see_other(f"/deposit/{ident}")
    return see_other(f"/deposit/{ident}#saved")


@router.get("/collisions")
def collisions(
    request: Request, house: HouseHere, visitor: Here, cursor: Annotated[str, Query(max_length=400)] = ""
) -> HTMLResponse:
    """Show which submitted works of different organizations share a file or much of their text."""
    found = colliding.colliding(house, visitor, PER_PAGE, cursor or None)
    return page(request, "collisions.html", visitor, found=found.found, next=found.next, later=bool(cursor))


def beside(house: HouseHere, visitor: Here, draft: DraftView) -> Found | None:
    """Return what shares text with a draft that has been read, to be shown beside it; None where there is nothing."""
    try:
        found = overlapping.of_assessment(house, visitor, draft.id)
    except NotFound:
        return None
    return found if found.overlaps else None


def _page(request: Request, visitor: Here, found: Found | None, problem: str = "", status: int = 200) -> HTMLResponse:
    return page(request, "overlaps.html", visitor, status=status, found=found, problem=problem)
