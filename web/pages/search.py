"""The search page: a question, what answers it within the reader's scope, and links that narrow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.clock import parse_instant
from search.engine import Answer, Hit
from search.evidence import Evidence
from search.query import Filters, Query
from web import reading
from web.errors import FieldsRefused
from web.pages.excerpt import place
from web.pages.form import Here
from web.pages.rendering import link, page
from web.security import HouseHere

router = APIRouter()
FACETS = ("pillar", "area", "region", "originator", "language", "marking")
PER_PAGE = 10
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many results carry it, and the address that adds or drops it."""

    facet: str
    value: str
    count: int | None
    chosen: bool
    address: str


@router.get("/search")
def show(request: Request, house: HouseHere, visitor: Here, q: str = "", cursor: str | None = None) -> HTMLResponse:
    """Answer a question; without words everything that may be seen is listed, the newest first."""
    filters = asked(request.query_params)
    words = q.strip()
    answer = reading.search(house, visitor, Query(words, filters, PER_PAGE, cursor or None))
    return page(
        request,
        "search.html",
        visitor,
        q=words,
        filters=filters,
        answer=answer,
        facets=choices(words, filters, answer),
        dropped=drops(words, filters),
        other_editions=address(words, replace(filters, superseded=not filters.superseded)),
        evidence_link=evidence_link,
        following=address(words, filters, answer.next) if answer.next else None,
        first=address(words, filters) if cursor else None,
    )


def asked(parameters: QueryParams) -> Filters:
    """Read the filters of an address; raise ``FieldsRefused`` for a date that is none."""
    named: dict[str, Any] = {name: tuple(dict.fromkeys(v for v in parameters.getlist(name) if v)) for name in FACETS}
    every = parameters.get("superseded") == "true"
    return Filters(**named, from_=_day(parameters, "from"), to=_day(parameters, "to"), superseded=every)


def _day(parameters: QueryParams, name: str) -> date | None:
    written = parameters.get(name, "").strip()
    try:
        return parse_instant(written).date() if written else None
    except ValueError as error:
        raise FieldsRefused({name: str(error)}) from error


def address(words: str, filters: Filters, cursor: str | None = None) -> str:
    """Return the address of a question."""
    named = {name: list(getattr(filters, name)) for name in FACETS}
    every = "true" if filters.superseded else None
    return link("/search", "", q=words, **named, from_=filters.from_, to=filters.to, superseded=every, cursor=cursor)


def _toggled(filters: Filters, facet: str, value: str) -> Filters:
    now: tuple[str, ...] = getattr(filters, facet)
    then = tuple(v for v in now if v != value) if value in now else (*now, value)
    return replace(filters, **{facet: then})  # type: ignore[arg-type]


def choices(words: str, filters: Filters, answer: Answer) -> dict[str, list[Choice]]:
    """Return the facets that offer something: what the results carry, the most frequent first."""
    found: dict[str, list[Choice]] = {}
    for facet in FACETS:
        chosen: tuple[str, ...] = getattr(filters, facet)
        values = [
            Choice(facet, c.value, c.count, c.value in chosen, address(words, _toggled(filters, facet, c.value)))
            for c in answer.facets.get(facet, ())
        ]
        if values:
            found[facet] = values[:_SHOWN]
    return found


def drops(words: str, filters: Filters) -> list[Choice]:
    """Return what narrows the question now, each with the address that drops it."""
    return [
        Choice(facet, value, None, True, address(words, _toggled(filters, facet, value)))
        for facet in FACETS
        for value in getattr(filters, facet)
    ]


def evidence_link(hit: Hit, evidence: Evidence) -> str:
    """Return the address of the page on which a piece of evidence stands, with its place in the passage."""
    found = place(evidence.portion.text, evidence.excerpt)
    at = None
    if found and evidence.highlights:
        first, last = evidence.highlights[0]
        at = f"{found[0] + first}-{found[0] + last}"
    return link(f"/assessments/{hit.assessment.id}", "page", page=evidence.page, portion=evidence.portion.id, at=at)
