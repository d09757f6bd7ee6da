"""Notices: what the server owes the caller to know, and that she has understood it."""

from __future__ import annotations

from fastapi import APIRouter

from web import consenting, noticing
from web.api.shapes.notice import Acknowledgement, NoticeList
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/notices", tags=["notices"])


@router.get("", responses=problems())
def list_notices(house: HouseHere, caller: Caller, waiting: bool = False) -> NoticeList:
    """List the caller's notices; with ``waiting`` only those that she has not acknowledged."""
    return _shown(house, caller, waiting=waiting)


@router.post("/{ident}/acknowledge", responses=problems(404, 409, 413))
def acknowledge(house: HouseHere, caller: Caller, ident: str, said: Acknowledgement) -> NoticeList:
    """Acknowledge a notice and, after a recall, say what became of the copies; answers what waits then."""
    noticing.acknowledge(house, caller, ident, said.account)
    return _shown(house, caller, waiting=True)


def _shown(house: HouseHere, caller: Caller, *, waiting: bool) -> NoticeList:
    views = noticing.mine(house, caller, waiting=waiting)
    return NoticeList.of(views, consenting.figures(house, caller).notices)
