"""Equivalences: as which rank an organization counts a level, over what is assumed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from web import equating
from web.api.shapes.equivalence import EquivalenceAnswer, EquivalenceList, NewEquivalence
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/equivalences", tags=["markings"])


@router.get("", responses=problems(403, 404))
def show_equivalences(
    house: HouseHere, caller: Caller, organization: Annotated[str | None, Query(max_length=120)] = None
) -> EquivalenceList:
    """List what an organization counts otherwise than is assumed, one's own where none is named; for officers."""
    named = organization or caller.reader.organization
    return EquivalenceList.of(named, equating.counted_otherwise(house, caller, named))


@router.post("", status_code=201, responses=problems(403, 404, 409, 413))
def override(house: HouseHere, caller: Caller, new: NewEquivalence) -> EquivalenceAnswer:
    """Count a level as another rank: upwards at once and for all that is kept, downwards once its owner consents."""
    return EquivalenceAnswer.of(equating.override(house, caller, new.scheme, new.level, new.rank, new.reason))
