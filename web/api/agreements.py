"""Agreements: how high organizations may receive; raised by two registry officers, lowered by one (R4)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from web import organizing
from web.api.shapes.agreement import AgreementChanged, AgreementList, DecidedShown, NewAgreement
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
router = APIRouter(prefix="/agreements", tags=["organizations"])


@router.get("", responses=problems(403))
def list_agreements(
    house: HouseHere, caller: Caller, organization: Annotated[str | None, Query(max_length=120)] = None
) -> AgreementList:
    """List all agreements for the registry, and an officer's own organization's for her."""
    return AgreementList.of(organizing.agreements_known(house, caller, organization))


@router.post("", status_code=201, responses=problems(403, 404, 409, 413))
def agree(house: HouseHere, caller: Caller, new: NewAgreement) -> DecidedShown:
    """Keep an agreement, or ask a second officer where it lets the organization receive higher; for the registry."""
    return DecidedShown.of(organizing.agree(house, caller, new.organization, new.terms(), new.reason))


@router.patch("/{ident}", responses=problems(403, 404, 409, 413))
def change_agreement(house: HouseHere, caller: Caller, ident: Number, said: AgreementChanged) -> DecidedShown:
    """Change or end an agreement, by two officers where that lets the organization receive higher; for the registry."""
    return DecidedShown.of(organizing.change_agreement(house, caller, ident, said.change(), said.reason))
