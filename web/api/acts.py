"""Acts on an assessment: each a ``POST`` of its own, refused in words, recorded whether it was done or refused."""

from __future__ import annotations

from fastapi import APIRouter

from models.change import Circulate, Recall, Regrade
from web import acting, overseeing
from web.api.shapes.acts import Acted, Asked, RecallStatus
from web.api.shapes.problem import problems
from web.house import House
from web.security import Caller, HouseHere
from web.visitor import Visitor

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.post("/{ident}/submit", responses=problems(403, 404, 409))
def submit(house: HouseHere, caller: Caller, ident: str) -> Acted:
    """Submit for registration; marking and ``release_to`` must be explicit. Contradictions make it held."""
    return _act(house, caller, "submit", ident)


@router.post("/{ident}/register", responses=problems(403, 404, 409))
def register(house: HouseHere, caller: Caller, ident: str) -> Acted:
    """Register what was submitted; a registry officer does, never whoever submitted it."""
    return _act(house, caller, "register", ident)


@router.post("/{ident}/release", responses=problems(403, 404, 409))
def release(house: HouseHere, caller: Caller, ident: str) -> Acted:
    """Release what was registered to those whom the originator named; it holds for the next request."""
    return _act(house, caller, "release", ident)


@router.post("/{ident}/withdraw", responses=problems(403, 404, 409))
def withdraw(house: HouseHere, caller: Caller, ident: str) -> Acted:
    """Withdraw; nobody reads it from the next request on."""
    return _act(house, caller, "withdraw", ident)


@router.post("/{ident}/raise", responses=problems(403, 404, 409, 413))
def raise_(house: HouseHere, caller: Caller, ident: str, said: Regrade) -> Asked:
    """Raise the marking of the whole or of a tearline, at once.

    One officer of any originator may. The registry may too, provisionally: the originators are asked whether it
    stays (``request``), and one that declines reverses it.
    """
    return Asked.of(ident, acting.perform(house, caller, "raise", ident, said))


@router.post("/{ident}/narrow", responses=problems(403, 404, 409, 413))
def narrow(house: HouseHere, caller: Caller, ident: str, said: Circulate) -> Asked:
    """Narrow the circulation, at once; by an officer of any originator, or provisionally by the registry.

    Those who hold a copy and can no longer read it get a notice that they must acknowledge.
    """
    return Asked.of(ident, acting.perform(house, caller, "narrow", ident, said))


@router.post("/{ident}/downgrade", status_code=202, responses=problems(403, 404, 409, 413))
def downgrade(house: HouseHere, caller: Caller, ident: str, said: Regrade) -> Asked:
    """Ask to lower the marking; done when every originator has consented, by two persons at least."""
    return Asked.of(ident, acting.perform(house, caller, "downgrade", ident, said))


@router.post("/{ident}/widen", status_code=202, responses=problems(403, 404, 409, 413))
def widen(house: HouseHere, caller: Caller, ident: str, said: Circulate) -> Asked:
    """Ask to widen the circulation; done when every originator has consented, by two persons at least."""
    return Asked.of(ident, acting.perform(house, caller, "widen", ident, said))


@router.post("/{ident}/recall", status_code=202, responses=problems(403, 404, 409, 413))
def recall(house: HouseHere, caller: Caller, ident: str, said: Recall) -> Asked:
    """Ask to recall: withdrawal, and notices to all who opened it or hold a copy; a second person consents."""
    return Asked.of(ident, acting.perform(house, caller, "recall", ident, said))


@router.get("/{ident}/recall", responses=problems(403, 404))
def show_recall(house: HouseHere, caller: Caller, ident: str) -> RecallStatus:
    """Show who opened it or holds a copy, what each was told and answered, and what became of the copies."""
    return RecallStatus.of(overseeing.recalled(house, caller, ident))


def _act(house: House, caller: Visitor, act: str, ident: str) -> Acted:
    return Acted(id=ident, state=acting.perform(house, caller, act, ident).state)
