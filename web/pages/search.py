"""The search page: a question, what answers it within the reader's scope, and links that narrow it or widen it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse

from search import instead
from search.echo import Echo
from search.engine import Answer
from search.grammar import joined, parse, understood
from search.language import readings
from search.query import DATE, RELEVANCE, BadQuery, Filters, Query
from web import reading, searches
from web.errors import FieldsRefused, problem_of
from web.house import House
from web.pages import search_words
from web.pages.comparisons import passage_address
from web.pages.form import Here
from web.pages.language import chosen
from web.pages.rendering import link, page
from web.pages.survey import day
from web.pages.wording import Wording
from web.searches import RecentView, SavedView
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
FACETS = ("pillar", "area", "region", "originator", "language", "marking")
PER_PAGE = 10
_SHOWN = 12
"""So many values of a facet stand open; the others behind them, to be opened."""
_LATELY = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many results carry it, and the address that adds or drops it."""

    facet: str
    value: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty answer: what to drop, what would be found then, and its address."""

    drop: str
    total: int
    floor: bool
    address: str


@dataclass(frozen=True, slots=True)
class Name:
    """A value that a question is the name of, what it would list in the place of the words, and its address."""

    facet: str
    value: str
    total: int
    floor: bool
    address: str


@router.get("/search")
def show(
    request: Request, house: HouseHere, visitor: Here, q: str = "", cursor: str | None = None, order: str = RELEVANCE
) -> HTMLResponse:
    """Answer a question; without words everything that may be seen is listed, the newest first.

    One that cannot be asked stands in its box again, under what is wrong with it.
    """
    order = DATE if order == DATE else RELEVANCE
    try:
        query = put(q, asked(request.query_params), order, cursor or None)
        query = replace(query, literal=request.query_params.get("literal") == "true")
        answer = reading.search(house, visitor, query)
    except (BadQuery, FieldsRefused) as error:
        return _refused(request, visitor, q, order, error)
    own = _own(house, visitor, query, request.query_params.get("saved"))
    words, filters = query.text, query.filters
    return page(
        request,
        "search.html",
        visitor,
        q=words,
        filters=filters,
        answer=answer,
        order=query.order,
        literal=query.literal,
        ordered={name: address(words, filters, order=name, literal=query.literal) for name in (RELEVANCE, DATE)},
        facets=choices(query, answer),
        at_once=_SHOWN,
        dropped=drops(query),
        undated=_address(query, replace(filters, from_=None, to=None)),
        drafts_too=_address(query, replace(filters, released=False)),
        every=_address(query, Filters(superseded=filters.superseded)),
        other_editions=_address(query, replace(filters, superseded=not filters.superseded)),
        names=names(query, answer),
        ways=ways(query, answer),
        spoken=_spoken(query.words),
        passage_address=passage_address,
        echo=_echo(query, answer),
        following=address(words, filters, answer.next, query.order, literal=query.literal) if answer.next else None,
        as_typed=address(words, filters, order=query.order, literal=True),
        first=_address(query, filters) if cursor else None,
        before=query.start,
        own=own,
        searches_link=searches_link,
        kinds=_kinds(request, visitor),
        drop_words=search_words.DROPS,
    )


def _echo(query: Query, answer: Answer) -> Echo | None:
    """Return the words of a question where a passage was found by words alone, which are named then."""
    by_words = any(found.matched == "words" for hit in answer.results for found in hit.evidence)
    return Echo.of(answer.respelt or query.words) if by_words else None


def _refused(request: Request, visitor: Visitor, q: str, order: str, error: BadQuery | FieldsRefused) -> HTMLResponse:
    """Show a question that cannot be asked, to be mended where it stands; a date that is none is left out."""
    problem, parameters = problem_of(error), request.query_params
    filters = Filters(**_named(parameters), from_=_day(parameters, "from"), to=_day(parameters, "to"))
    return page(
        request,
        "search_refused.html",
        visitor,
        status=problem.status,
        problem=problem,
        q=q,
        filters=filters,
        order=order,
        kinds=_kinds(request, visitor),
    )


def _day(parameters: QueryParams, name: str) -> date | None:
    """Return a date of an address, or None for one that is none."""
    with suppress(FieldsRefused):
        return day(parameters, name)
    return None


def _kinds(request: Request, visitor: Visitor) -> str:
    """Return what the kinds of suggestions are called, for the script that offers them."""
    say = Wording(chosen(request, visitor.language))
    return json.dumps({kind: say(search_words.KINDS, kind) for kind in search_words.KINDS}, ensure_ascii=False)


def put(text: str, filters: Filters, order: str, cursor: str | None = None) -> Query:
    """Return the question of a text and the filters beside it: fields in the text become filters like the others.

    The text that remains is the question as one would write it, so that a page that is opened again asks the same.
    """
    read = parse(text)
    rest = read.question if read.question or not read.filters.empty else text.strip()
    return understood(read, rest, filters, order=order, limit=PER_PAGE, cursor=cursor)


def _spoken(words: str) -> str | None:
    """Return the language of a question, or None where it may be in several."""
    found = readings(words)
    return found[0] if len(found) == 1 else None


def _own(house: House, visitor: Visitor, query: Query, used: str | None) -> tuple[list[SavedView], list[RecentView]]:
    """Return what the visitor keeps and asked lately before this question, which is noted."""
    saved, recent = searches.saved(house, visitor, _LATELY), searches.recent(house, visitor)
    searches.note(house, visitor, query, used)
    kept = searches.question_of(query)
    others = [view for view in recent if (view.text, view.filters) != (kept.text, query.filters)]
    return saved, others[:_LATELY]


def asked(parameters: QueryParams) -> Filters:
    """Read the filters of an address; raise ``FieldsRefused`` for a date that is none."""
    return Filters(**_named(parameters), from_=day(parameters, "from"), to=day(parameters, "to"))


def _named(parameters: QueryParams) -> dict[str, Any]:
    """Return all filters of an address but its dates."""
    named: dict[str, Any] = {name: tuple(dict.fromkeys(v for v in parameters.getlist(name) if v)) for name in FACETS}
    return named | {name: parameters.get(name) == "true" for name in ("superseded", "released")}


def address(
    words: str,
    filters: Filters,
    cursor: str | None = None,
    order: str = RELEVANCE,
    saved: str | None = None,
    *,
    literal: bool = False,
) -> str:
    """Return the address of a question."""
    named = {name: list(getattr(filters, name)) for name in FACETS}
    beside = {
        "superseded": "true" if filters.superseded else None,
        "released": "true" if filters.released else None,
        "order": order if order != RELEVANCE else None,
        "cursor": cursor,
        "saved": saved,
        "literal": "true" if literal else None,
    }
    return link("/search", "", q=words, **named, from_=filters.from_, to=filters.to, **beside)


def searches_link(view: SavedView | RecentView) -> str:
    """Return the address of a question that is kept or was asked lately."""
    return address(view.text, view.filters, order=view.order, saved=view.id if isinstance(view, SavedView) else None)


def _address(query: Query, filters: Filters) -> str:
    return address(query.text, filters, order=query.order, literal=query.literal)


def _toggled(filters: Filters, facet: str, value: str) -> Filters:
    now: tuple[str, ...] = getattr(filters, facet)
    then = tuple(v for v in now if v != value) if value in now else (*now, value)
    return replace(filters, **{facet: then})  # type: ignore[arg-type]


def choices(query: Query, answer: Answer) -> dict[str, list[Choice]]:
    """Return the facets that offer something, the most frequent first: what the results carry, or would carry."""
    found: dict[str, list[Choice]] = {}
    for facet in FACETS:
        now: tuple[str, ...] = getattr(query.filters, facet)
        values = [
            Choice(
                facet,
                c.value,
                # Of words it is not known what another value of a chosen facet would add: that is ranked anew.
                c.count if query.listing or not now or c.value in now else None,
                c.value in now,
                _address(query, _toggled(query.filters, facet, c.value)),
            )
            for c in answer.facets.get(facet, ())
        ]
        if values:
            found[facet] = values
    return found


def drops(query: Query) -> list[Choice]:
    """Return what narrows the question now, each with the address that drops it."""
    return [
        Choice(facet, value, None, True, _address(query, _toggled(query.filters, facet, value)))
        for facet in FACETS
        for value in getattr(query.filters, facet)
    ]


def ways(query: Query, answer: Answer) -> list[Way]:
    """Return the ways out of an empty answer: each part to drop, with the address of the question without it."""
    without = {**dict(instead.without_each(query)), **dict(instead.without_several(query))}
    read = parse(query.text)
    texts = {instead.PHRASES: read.loosened, instead.EXCLUSIONS: read.unexcluded, instead.ALL: query.words}
    return [
        Way(one.drop, one.total, one.total_is_floor, _left(without[one.drop], texts.get(one.drop, query.text)))
        for one in answer.instead
        if one.ask is None
    ]


def names(query: Query, answer: Answer) -> list[Name]:
    """Return what the words of a question are the name of, with the address that asks for it in their place."""
    rest = parse(query.text).wordless
    found = []
    for one in answer.instead:
        if one.ask is not None:
            facet, _, value = one.ask.partition(":")
            narrowed = joined(query.filters, parse(one.ask).filters)
            asking = address(rest, narrowed, order=query.order)
            found.append(Name(facet, value, one.total, one.total_is_floor, asking))
    return found


def _left(query: Query, text: str) -> str:
    return address(text, query.filters, order=query.order, literal=query.literal)
