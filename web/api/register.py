"""The register of acts, as those entitled may see it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from web import governing
from web.api.shapes.problem import problems
from web.api.shapes.register import CheckpointShown, EntryList
from web.security import Caller, HouseHere

router = APIRouter(prefix="/register", tags=["register"])


@router.get("", responses=problems())
def list_entries(
    house: HouseHere,
    caller: Caller,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="a sequence; auditor only")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EntryList:
    """List acts, the newest first: all for the auditor, her own for everybody else."""
    return EntryList.of(governing.entries(house, caller, before, limit))


@router.get("/checkpoint", responses=problems(403))
def checkpoint(house: HouseHere, caller: Caller) -> CheckpointShown:
    """Give the signed head, to be kept outside; for the auditor."""
    return CheckpointShown.model_validate(governing.checkpoint(house, caller))
