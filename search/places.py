"""Places of passages, a handling and an ordinal in it, and the rows that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from models.tables.assessment import Portion

Place = tuple[int, int]
_BATCH = 100
"""So many handlings are named in one statement; SQLite allows an expression a depth of 1,000."""


def portions_at(session: Session, places: Iterable[Place]) -> dict[Place, Portion]:
    """Return the portions that stand at some places, those that are there."""
    found = (row for those in conditions(places) for row in session.exec(select(Portion).where(those)))
    return {(row.handling_id, row.ordinal): row for row in found}


def conditions(places: Iterable[Place]) -> Iterator[ColumnElement[bool]]:
    """Yield conditions that together name places; a handling at a time is what the index of the table serves."""
    wanted: dict[int, list[int]] = {}
    for handling, ordinal in places:
        wanted.setdefault(handling, []).append(ordinal)
    listed = sorted(wanted.items())
    for start in range(0, len(listed), _BATCH):
        some = listed[start : start + _BATCH]
        yield or_(*((col(Portion.handling_id) == h) & col(Portion.ordinal).in_(o) for h, o in some))
