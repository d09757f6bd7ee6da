"""Alerts: what has become visible that answers the visitor's standing searches, and which of her searches stand."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from web import alerting, standing
from web.pages.comparisons import passage_address
from web.pages.form import Here, Posted, see_other, text
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
BACK = "/saved-searches"


@router.get("/alerts")
def show(request: Request, house: HouseHere, visitor: Here, all: str = "") -> HTMLResponse:
    """Show the alerts that the visitor has not seen, or all."""
    found = alerting.mine(house, visitor, waiting=not all)
    by_work = groupby(found.items, key=lambda alert: (alert.assessment.id, alert.found_at))
    works = [list(own) for _, own in by_work]
    return page(
        request,
        "alerts.html",
        visitor,
        works=works,
        waiting=found.waiting,
        everything=bool(all),
        passage_address=passage_address,
    )


@router.post("/alerts")
def see(house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Keep that those that were shown were seen: what came since waits on."""
    alerting.see(house, visitor, [str(ident) for ident in fields.getlist("alert")])
    return see_other("/alerts?all=yes" if text(fields, "all") else "/alerts")


@router.post("/saved-searches/{ident}/standing")
def change(house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Let a saved search stand, or no longer."""
    if text(fields, "standing") == "yes":
        standing.stand(house, visitor, ident)
    else:
        standing.end(house, visitor, ident)
    return see_other(BACK)


@router.post("/saved-searches/{ident}/feed")
def open_feed(request: Request, house: HouseHere, visitor: Here, ident: str, _: Posted) -> HTMLResponse:
    """Make the secret of a feed and show its address, this once."""
    secret = standing.open_feed(house, visitor, ident)
    base = house.settings.public_url or str(request.base_url).rstrip("/")
    return page(request, "feed.html", visitor, address=f"{base}/feeds/{ident}.atom?token={secret}", back=BACK)


@router.post("/saved-searches/{ident}/feed/revoke")
def close_feed(house: HouseHere, visitor: Here, ident: str, _: Posted) -> Response:
    """Revoke the secret of a feed."""
    standing.close_feed(house, visitor, ident)
    return see_other(BACK)
