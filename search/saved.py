"""Questions as they are kept, and back: the text as it was typed, and the filters beside it by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from sqlmodel import Session

from search import grammar
from search.fields import ORIGINATOR, VALUED, values_of
from search.query import BadQuery, Filters, Query
from search.stranger import organizations, strangers

_FLAGS = ("superseded", "released")


class Asking(Protocol):
    """What is kept of a question."""

    @property
    def text(self) -> str:
        """The text as it was typed."""
        ...

    @property
    def filters(self) -> Mapping[str, Any]:
        """The filters beside it, as ``filters_said`` gives them."""
        ...

    @property
    def order(self) -> str:
        """The order of its results."""
        ...


def query_of(asking: Asking, limit: int = 20) -> Query:
    """Return the question that is kept; raise ``BadQuery`` where it cannot be asked any more."""
    return grammar.question(asking.text, filters_read(asking.filters), order=asking.order, limit=limit)


def notices(session: Session, asking: Asking) -> tuple[str, ...]:
    """Return what of a kept question is not understood as it may have been meant."""
    try:
        query = query_of(asking)
    except BadQuery as error:
        return (str(error),)
    return (*query.notices, *strangers(session, query.filters))


def hopeless(session: Session, filters: Filters) -> bool:
    """Tell whether nothing can carry what filters ask for: the dates are turned, or no value of some field is known."""
    wanted, _ = grammar.meant(filters)
    known = organizations(session, wanted.originator)
    asked = ((name, values) for name in VALUED if (values := getattr(wanted, name)))
    return wanted.turned or any(
        known.isdisjoint(values) if name == ORIGINATOR else not any(values_of(name, value) for value in values)
        for name, values in asked
    )


def filters_said(filters: Filters) -> dict[str, Any]:
    """Return filters by name, as they are kept and shown; what asks for nothing is left out."""
    said: dict[str, Any] = {name: list(values) for name in VALUED if (values := getattr(filters, name))}
    said |= {name: day.isoformat() for name, day in (("from", filters.from_), ("to", filters.to)) if day}
    return said | {name: True for name in _FLAGS if getattr(filters, name)}


def filters_read(said: Mapping[str, Any]) -> Filters:
    """Return the filters that ``filters_said`` gave."""
    values: dict[str, Any] = {name: tuple(said[name]) for name in VALUED if name in said}
    values |= {name: date.fromisoformat(said[at]) for name, at in (("from_", "from"), ("to", "to")) if said.get(at)}
    values |= {name: bool(said.get(name)) for name in _FLAGS}
    return Filters(**values)
