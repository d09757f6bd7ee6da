"""What would be found instead: under the name that a question is, and of an empty answer without a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.fields import VALUED, filed_under
from search.query import Filters, Query

WORDS = "words"
PERIOD, RELEASED, PHRASES, EXCLUSIONS = "period", "released", "phrases", "exclusions"
FILTERS, ALL = "filters", "all"


@dataclass(frozen=True, slots=True)
class Instead:
    """How many assessments of the scope answer once a part of the question is dropped.

    Where its words are dropped, ``ask`` stands for them: a field and the value that they are the name of.
    """

    drop: str
    total: int
    total_is_floor: bool = False
    ask: str | None = None


def instead(query: Query, found: Callable[[Query], tuple[int, bool]], *, empty: bool = True) -> tuple[Instead, ...]:
    """Return what else to ask: the name that the question is, and of an ``empty`` answer which part to drop.

    The part whose loss finds most comes first. Where none helps alone all filters are dropped, and where that does
    not help, everything that narrows it.

    ``found`` tells how many assessments answer a question, and whether that is a floor.
    """
    named = [Instead(WORDS, *found(other), ask) for ask, other in by_name(query)]
    helps = [Instead(name, *found(other)) for name, other in without_each(query)] if empty else []
    if len(helps) > 1:
        for name, other in without_several(query):
            if any(one.total for one in helps):
                break
            helps = [Instead(name, *found(other))]
    return tuple(one for one in (*named, *sorted(helps, key=lambda one: -one.total)) if one.total)


def by_name(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the question with each field and value whose name its words are in their place.

    A field that narrows it already is left out: one more value would widen it.
    """
    for field, value in filed_under(query.words):
        if not getattr(query.filters, field):
            narrowed = replace(query.filters, **{field: (value,)})  # type: ignore[arg-type]
            yield f"{field}:{value}", replace(query, words="", text="", phrases=(), filters=narrowed, cursor=None)


def without_each(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the question without each part that narrows it, by the name of that part."""
    filters = query.filters
    narrowed = [(name, replace(filters, **{name: ()})) for name in VALUED if getattr(filters, name)]  # type: ignore[arg-type]
    if filters.from_ or filters.to:
        narrowed.append((PERIOD, replace(filters, from_=None, to=None)))
    if filters.released:
        narrowed.append((RELEASED, replace(filters, released=False)))
    # The fields that stand in the text are filters already: what was typed would ask for nothing without them.
    query = replace(query, text="", cursor=None)
    yield from ((name, replace(query, filters=fewer)) for name, fewer in narrowed)
    if query.phrases:
        yield PHRASES, replace(query, phrases=())
    if query.without:
        yield EXCLUSIONS, replace(query, without=())


def without_several(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the question without its filters, and without anything that narrows it."""
    wide = replace(query, filters=Filters(superseded=query.filters.superseded), text="", cursor=None)
    yield FILTERS, wide
    yield ALL, replace(wide, phrases=(), without=())
