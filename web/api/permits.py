"""Permits: what H2 keeps from readers, asked of the originators for one's own organization."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web import requesting
from web.api.shapes.access import PermitAsked
from web.api.shapes.consent import ConsentRequest
from web.api.shapes.problem import problems
from web.errors import API
from web.security import Caller, HouseHere

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.post("/{ident}/permits", status_code=201, responses=problems(403, 404, 409, 413))
def ask(response: Response, house: HouseHere, caller: Caller, ident: str, asked: PermitAsked) -> ConsentRequest:
    """Ask that the caller's organization may do what H2 takes away; every originator decides."""
    made = requesting.ask_permit(house, caller, ident, asked.actions, asked.reason)
    response.headers["Location"] = f"{API}/consents/{made.id}"
    return ConsentRequest.of(made)
