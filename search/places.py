"""Places of passages, a handling and an ordinal in it, and the rows that stand there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, bindparam, func
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingIndex, Portion
from repository.database import elements

Place = tuple[int, int]
I64 = NDArray[np.int64]
Q = TypeVar("Q", bound="Select[*tuple[Any, ...]]")

# Each place is a list of JSON; the index of the table serves the join.
_LISTED = elements(bindparam("places"), "place")
_HERE = (col(Portion.handling_id) == func.json_extract(_LISTED.c.value, "$[0]")) & (
    col(Portion.ordinal) == func.json_extract(_LISTED.c.value, "$[1]")
)


def at_places(query: Q) -> Q:
    """Return a query over portions, narrowed to those that stand at the places of its parameter ``places``."""
    return query.join_from(_LISTED, Portion, _HERE)


def named(places: Iterable[Place]) -> dict[str, str]:
    """Return places as the parameter of such a query."""
    return {"places": json.dumps(list(places))}


_ORDINAL_BITS = 32


def coded(handlings: I64, ordinals: I64) -> I64:
    """Return places as one number each, which stand in the order of the places."""
    return handlings << _ORDINAL_BITS | ordinals


def apart(places: I64) -> tuple[I64, I64]:
    """Return the handlings and the ordinals of places that are ``coded``."""
    return places >> _ORDINAL_BITS, places & ((1 << _ORDINAL_BITS) - 1)


class Passage(NamedTuple):
    """A portion with its edition, and by which model its vectors are; None where it has none."""

    row: Portion
    edition: Edition
    model: str | None


_PORTIONS = at_places(select(Portion))
_PASSAGES = (
    at_places(select(Portion, Edition, HandlingIndex.model))
    .join(Edition, col(Edition.id) == col(Portion.edition_id))
    .outerjoin(HandlingIndex, col(HandlingIndex.handling_id) == col(Portion.handling_id))
)


def portions_at(session: Session, places: Iterable[Place]) -> dict[Place, Portion]:
    """Return the portions that stand at some places, those that are there."""
    found = session.scalars(_PORTIONS, named(places))
    return {(row.handling_id, row.ordinal): row for row in found}


def passages_at(session: Session, places: Iterable[Place]) -> dict[Place, Passage]:
    """Return the passages that stand at some places, those that are there."""
    found = map(Passage._make, session.execute(_PASSAGES, named(places)))
    return {(passage.row.handling_id, passage.row.ordinal): passage for passage in found}
