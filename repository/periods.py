"""Periods that an officer says: from now or later, closed at the start and open at the end (case 33)."""

from __future__ import annotations

from datetime import datetime

from models.clock import Interval, as_utc
from models.tables.person import REGISTRY
from repository.acts import Actor, ActRefused, Incomplete, NotFound


def period(from_: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime | None]:
    """Return both ends in UTC, the start being now where none is said; raise ``Incomplete`` by field.

    Nothing begins or ends in the past: what somebody could read then is on record and stays so.
    """
    start = as_utc(from_) if from_ else now
    end = as_utc(until) if until else None
    problems = {}
    if start < now:
        problems["from"] = "lies in the past; leave it out for now, or name an instant to come"
    if end is not None and end <= start:
        problems["until"] = "must lie after the start: the end itself no longer belongs to it"
    if problems:
        raise Incomplete(problems)
    return start, end


def ending(until: datetime | None, now: datetime) -> datetime:
    """Return when something in force ends, now where nothing is said; raise ``Incomplete`` for the past."""
    end = as_utc(until) if until else now
    if end < now:
        raise Incomplete({"until": "lies in the past; leave it out for now, or name an instant to come"})
    return end


def edges(intervals: list[Interval], now: datetime) -> list[datetime]:
    """Return now and every later instant at which one of the intervals begins or ends, in order."""
    return sorted({now, *(edge for interval in intervals for edge in interval.edges_after(now))})


def require_registry(actor: Actor) -> None:
    """Raise ``ActRefused`` for anybody but a registry officer, ``NotFound`` for whom is suspended."""
    if not actor.may_act:
        raise NotFound
    if actor.person.role != REGISTRY:
        raise ActRefused("only a registry officer may do this")
