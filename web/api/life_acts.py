"""The acts between submission and the end: hold, resolve, assign, review, discard, destroy; and where it stands."""

from __future__ import annotations

from fastapi import APIRouter

from repository.moves import Said
from web import acting, keeping
from web.api.shapes.acts import Acted, Asked
from web.api.shapes.life import Assigned, LifeShown, Reasoned, Remarked, Resolved, Reviewed
from web.api.shapes.problem import problems
from web.house import House
from web.security import Caller, HouseHere
from web.visitor import Visitor

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.get("/{ident}/life", responses=problems(403, 404))
def show_life(house: HouseHere, caller: Caller, ident: str) -> LifeShown:
    """Show where an assessment stands: state, dates, holds, case officer, possible acts; registry and originators."""
    return LifeShown.of(keeping.life(house, caller, ident))


@router.post("/{ident}/hold", responses=problems(403, 404, 409, 413))
def hold(house: HouseHere, caller: Caller, ident: str, said: Reasoned) -> Acted:
    """Hold what waits for the registry, with a reason that its originators are shown."""
    return _act(house, caller, "hold", ident, said.said())


@router.post("/{ident}/resolve", responses=problems(403, 404, 409, 413))
def resolve(house: HouseHere, caller: Caller, ident: str, said: Resolved) -> Acted:
    """Resolve what it is held for; an unknown marking only by an officer cleared to rank 5, who names the level."""
    return _act(house, caller, "resolve", ident, said.said())


@router.post("/{ident}/assign", responses=problems(403, 404, 409, 413))
def assign(house: HouseHere, caller: Caller, ident: str, said: Assigned) -> Acted:
    """Make a registry officer its case officer; the originators are asked to accept her."""
    return _act(house, caller, "assign", ident, said.said())


@router.post("/{ident}/unassign", responses=problems(403, 404, 409, 413))
def unassign(house: HouseHere, caller: Caller, ident: str, said: Remarked) -> Acted:
    """Take the case from its officer; her next request is refused."""
    return _act(house, caller, "unassign", ident, said.said())


@router.post("/{ident}/accept-officer", responses=problems(403, 404, 409, 413))
def accept_officer(house: HouseHere, caller: Caller, ident: str, said: Remarked) -> Acted:
    """Accept the case officer for one's organization; she reads the text once every originator has."""
    return _act(house, caller, "accept-officer", ident, said.said())


@router.post("/{ident}/decline-officer", responses=problems(403, 404, 409, 413))
def decline_officer(house: HouseHere, caller: Caller, ident: str, said: Reasoned) -> Acted:
    """Decline the case officer, or take the acceptance back; one originator suffices."""
    return _act(house, caller, "decline-officer", ident, said.said())


@router.post("/{ident}/review", responses=problems(403, 404, 409, 413))
def review(house: HouseHere, caller: Caller, ident: str, said: Reviewed) -> Acted:
    """Record a review, and set by when the next one is due."""
    return _act(house, caller, "review", ident, said.said())


@router.post("/{ident}/discard", responses=problems(403, 404, 409, 413))
def discard(house: HouseHere, caller: Caller, ident: str, said: Remarked) -> Acted:
    """Discard a draft: its content is destroyed at once, and a line in the register stays."""
    return _act(house, caller, "discard", ident, said.said())


@router.post("/{ident}/destroy", status_code=202, responses=problems(403, 404, 409, 413))
def destroy(house: HouseHere, caller: Caller, ident: str, said: Reasoned) -> Asked:
    """Ask to destroy; done when every originator has consented, by two persons at least, and no legal hold stands."""
    return Asked.of(ident, acting.perform(house, caller, "destroy", ident, said.said()))


def _act(house: House, caller: Visitor, act: str, ident: str, said: Said) -> Acted:
    return Acted(id=ident, state=acting.perform(house, caller, act, ident, said).state)
