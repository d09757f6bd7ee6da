"""What would be found instead: an empty answer says which part of its question to drop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.fields import VALUED
from search.query import Filters, Query

PERIOD, RELEASED, PHRASES, EXCLUSIONS = "period", "released", "phrases", "exclusions"
FILTERS, ALL = "filters", "all"


@dataclass(frozen=True, slots=True)
class Instead:
    """How many assessments of the scope answer once a part of the question is dropped."""

    drop: str
    total: int
    total_is_floor: bool = False


def instead(query: Query, found: Callable[[Query], tuple[int, bool]]) -> tuple[Instead, ...]:
    """Return which part of a question to drop, that whose loss finds most first.

    Where none helps alone all filters are dropped, and where that does not help, everything that narrows it.

    ``found`` tells how many assessments answer a question, and whether that is a floor.
    """
    helps = [Instead(name, *found(other)) for name, other in without_each(query)]
    if len(helps) > 1:
        for name, other in without_several(query):
            if any(one.total for one in helps):
                break
            helps = [Instead(name, *found(other))]
    return tuple(sorted((one for one in helps if one.total), key=lambda one: -one.total))


def without_each(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the question without each part that narrows it, by the name of that part."""
    filters = query.filters
    narrowed = [(name, replace(filters, **{name: ()})) for name in VALUED if getattr(filters, name)]  # type: ignore[arg-type]
    if filters.from_ or filters.to:
        narrowed.append((PERIOD, replace(filters, from_=None, to=None)))
    if filters.released:
        narrowed.append((RELEASED, replace(filters, released=False)))
    yield from ((name, replace(query, filters=fewer, cursor=None)) for name, fewer in narrowed)
    if query.phrases:
        yield PHRASES, replace(query, phrases=(), cursor=None)
    if query.without:
        yield EXCLUSIONS, replace(query, without=(), cursor=None)


def without_several(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the question without its filters, and without anything that narrows it."""
    wide = replace(query, filters=Filters(superseded=query.filters.superseded), cursor=None)
    yield FILTERS, wide
    yield ALL, replace(wide, phrases=(), without=())
