"""Equivalences on the page of an organization: what it counts otherwise, and the form that changes it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from repository.acts import NotFound
from web import equating
from web.pages.form import Here, Posted, number, see_other, text
from web.security import HouseHere

router = APIRouter()


@router.post("/organizations/{ident}/equivalences")
def override(house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Count a level as another rank for one's own organization; another's is not there."""
    if ident != visitor.reader.organization:
        raise NotFound
    scheme, _, level = text(fields, "level").partition(":")
    equating.override(house, visitor, scheme, level, number(fields, "rank"), text(fields, "reason"))
    return see_other(f"/organizations/{ident}#equivalences")
