"""What surveys have in common: what they are narrowed by, and what that is called in the visitor's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.datastructures import QueryParams

from models import vocabulary
from models.clock import parse_instant
from repository.organizations import packaged
from search.query import Filters
from web.errors import FieldsRefused
from web.pages.wording import Wording

NARROWED = ("pillar", "area", "region", "originator")
_INDENT = "\u2003"
"""Stands before a choice under another one: styles do not reach into the list that a browser opens."""


def narrowed(parameters: QueryParams) -> Filters:
    """Read the filters of an address that these pages know; raise ``FieldsRefused`` for a date that is none."""
    named: dict[str, Any] = {n: tuple(dict.fromkeys(v for v in parameters.getlist(n) if v)) for n in NARROWED}
    return Filters(**named, from_=day(parameters, "from"), to=day(parameters, "to"))


def day(parameters: QueryParams, name: str) -> date | None:
    """Read a date of an address; raise ``FieldsRefused`` for one that is none."""
    written = parameters.get(name, "").strip()
    try:
        return parse_instant(written).date() if written else None
    except ValueError as error:
        raise FieldsRefused({name: str(error)}) from error


def choices(say: Wording) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter offers, value and words: the whole vocabulary, whatever is covered."""
    bodies = [entry["id"] for entry in packaged()["organizations"]]
    return {
        "pillar": [(word, say.pillar(word)) for word in vocabulary.pillars()],
        "area": sorted(((word, say.area(word)) for word in vocabulary.areas()), key=lambda pair: pair[1]),
        "region": [(word, _INDENT * inner(word) + say.region(word)) for word in vocabulary.regions()],
        "originator": sorted(((word, say.organization(word)) for word in bodies), key=lambda pair: pair[1]),
    }


def inner(region: str) -> bool:
    """Tell whether a region lies in a continent, under which it is listed."""
    return len(vocabulary.with_continents((region,))) > 1


def parameters_of(filters: Filters) -> dict[str, Any]:
    """Return the parameters of an address that narrows to the same."""
    named: dict[str, Any] = {name: list(getattr(filters, name)) for name in NARROWED}
    return named | {"from_": filters.from_, "to": filters.to}
