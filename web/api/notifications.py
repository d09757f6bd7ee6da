"""Notifications: what has become visible that answers the caller's standing searches."""

from __future__ import annotations

from fastapi import APIRouter

from web import alerting
from web.api.shapes.notification import NotificationList, Seen
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/notifications", tags=["notifications"])


@router.get("", responses=problems())
def list_notifications(house: HouseHere, caller: Caller, waiting: bool = False) -> NotificationList:
    """List the caller's alerts as she may see them now, the latest first; with ``waiting`` those not seen yet."""
    return NotificationList.of(alerting.mine(house, caller, waiting=waiting))


@router.post("/seen", responses=problems(413))
def see(house: HouseHere, caller: Caller, said: Seen) -> NotificationList:
    """Say that alerts were seen, all where none are named; answers what waits then."""
    alerting.see(house, caller, said.ids)
    return NotificationList.of(alerting.mine(house, caller, waiting=True))
