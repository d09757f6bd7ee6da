"""Why somebody is shown an assessment or not: rule by rule, and what would change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.policy import ACTIONS
from repository.acts import Incomplete
from web import explaining, overseeing
from web.pages import why_words
from web.pages.form import Here
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()


@router.get("/assessments/{ident}/explanation")
def show(
    request: Request,
    house: HouseHere,
    visitor: Here,
    ident: str,
    reader: Annotated[str, Query(max_length=120)] = "",
    action: Annotated[str, Query(max_length=20)] = "view",
) -> HTMLResponse:
    """Explain a decision to an originator's officer or the registry; without a reader, ask for one."""
    overseeing.concerned(house, visitor, ident)
    found, problems = None, dict[str, str]()
    if reader.strip():
        try:
            found = explaining.explain(house, visitor, ident, reader.strip(), action)
        except Incomplete as error:
            problems = dict(error.problems)
    return page(
        request,
        "explanation.html",
        visitor,
        status=422 if problems else 200,
        ident=ident,
        found=found,
        problems=problems,
        reader=reader.strip(),
        action=action,
        actions=ACTIONS,
        words=why_words,
    )
