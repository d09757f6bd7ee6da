"""The registry's queue and its register pages."""

from __future__ import annotations

from fastapi import APIRouter

from web import registering
from web.api.shapes.problem import problems
from web.api.shapes.registration import Registration, RegistrationList
from web.security import Caller, HouseHere

router = APIRouter(prefix="/registrations", tags=["registrations"])


@router.get("", responses=problems(403))
def list_registrations(house: HouseHere, caller: Caller) -> RegistrationList:
    """List what waits to be registered or released, and what is held; for the registry."""
    return RegistrationList.of(registering.queue(house, caller))


@router.get("/{assessment}", responses=problems(403, 404))
def show_registration(house: HouseHere, caller: Caller, assessment: str) -> Registration:
    """Show a register page; for the registry."""
    return Registration.of(registering.register_page(house, caller, assessment))
