"""Standing searches: a saved search begins to raise alerts, and opens a feed to whoever has its secret."""

from __future__ import annotations

from fastapi import APIRouter

from web import searches, standing
from web.api.shapes.notification import FeedOpened, StandingShown
from web.api.shapes.problem import problems
from web.house import House
from web.security import Caller, HouseHere
from web.visitor import Visitor

router = APIRouter(prefix="/saved-searches/{ident}", tags=["saved searches"])


@router.put("/standing", responses=problems(404, 409))
def stand(house: HouseHere, caller: Caller, ident: str) -> StandingShown:
    """Let one of the caller's saved searches stand: whatever becomes visible to her and answers it raises an alert.

    One with a value that nobody knows is refused: nothing could answer it.
    """
    standing.stand(house, caller, ident)
    return _shown(house, caller, ident)


@router.delete("/standing", responses=problems(404))
def end(house: HouseHere, caller: Caller, ident: str) -> StandingShown:
    """Let it stand no longer: its alerts are gone, and its feed is closed."""
    standing.end(house, caller, ident)
    return _shown(house, caller, ident)


@router.post("/feed", status_code=201, responses=problems(404, 409))
def open_feed(house: HouseHere, caller: Caller, ident: str) -> FeedOpened:
    """Make the secret of the search's feed, in place of one before; the search stands from now on."""
    secret = standing.open_feed(house, caller, ident)
    return FeedOpened(id=ident, path=f"/feeds/{ident}.atom?token={secret}")


@router.delete("/feed", responses=problems(404))
def close_feed(house: HouseHere, caller: Caller, ident: str) -> StandingShown:
    """Revoke the secret of the search's feed; alerts go on."""
    standing.close_feed(house, caller, ident)
    return _shown(house, caller, ident)


def _shown(house: House, caller: Visitor, ident: str) -> StandingShown:
    view = searches.found(house, caller, ident)
    return StandingShown(id=view.id, standing=view.standing, notices=list(view.notices))
