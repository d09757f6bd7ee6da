"""What needs the caller's attention: figures, and the rows that they count."""

from __future__ import annotations

from fastapi import APIRouter

from web import attending
from web.api.shapes.attention import AttentionFigures, AttentionList
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/attention", tags=["attention"])


@router.get("", responses=problems())
def figures(house: HouseHere, caller: Caller) -> AttentionFigures:
    """Count what needs attention: the registry's lists, an originator's own, for others their notices."""
    return AttentionFigures.of(attending.figures(house, caller))


@router.get("/{name}", responses=problems(404))
def rows(house: HouseHere, caller: Caller, name: str) -> AttentionList:
    """Open a list; recorded."""
    return AttentionList.of(name, attending.rows(house, caller, name))
