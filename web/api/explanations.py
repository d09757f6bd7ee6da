"""Why a reader is shown an assessment or not, rule by rule, and what would change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from web import explaining
from web.api.shapes.explanation import ExplanationShown
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/explanations", tags=["explanations"])

Who = Annotated[str, Query(max_length=120, description="a user name, or organization:ID")]
Action = Annotated[str, Query(max_length=20, description="view, excerpt, cite, download, translate or derive")]


@router.get("/{assessment}", responses=problems(404))
def explain(
    house: HouseHere, caller: Caller, assessment: str, reader: Who = "", action: Action = "view"
) -> ExplanationShown:
    """Explain a decision to an originator's officer or the registry; recorded."""
    return ExplanationShown.of(explaining.explain(house, caller, assessment, reader, action))
