"""Legal holds: placed by the registry or an originator, lifted by the side that placed them."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web import keeping
from web.api.shapes.life import LegalHolds, LegalHoldShown, NewLegalHold, Reasoned
from web.api.shapes.problem import problems
from web.errors import API
from web.security import Caller, HouseHere

router = APIRouter(prefix="/holds", tags=["holds"])


@router.get("", responses=problems(403))
def list_holds(house: HouseHere, caller: Caller) -> LegalHolds:
    """List the legal holds that concern the caller, standing and lifted, the newest first."""
    return LegalHolds.of(keeping.holds(house, caller))


@router.post("", status_code=201, responses=problems(403, 404, 409, 413))
def place_hold(response: Response, house: HouseHere, caller: Caller, new: NewLegalHold) -> LegalHoldShown:
    """Place a legal hold: while it stands nothing of the assessment is destroyed, retention or not."""
    placed = keeping.place(house, caller, new.assessment, new.reason)
    response.headers["Location"] = f"{API}/holds"
    return LegalHoldShown.of(placed)


@router.delete("/{ident}", responses=problems(403, 404, 409, 413))
def lift_hold(house: HouseHere, caller: Caller, ident: str, said: Reasoned) -> LegalHoldShown:
    """Lift a legal hold, with a reason; only the side that placed it does."""
    return LegalHoldShown.of(keeping.lift(house, caller, ident, said.reason))
