"""How high a document says a threat is, and which way it moves: level and trend, with the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.cue import names
from ingest.finding import Found
from ingest.region import named_in
from ingest.statement import APART, Statement

_MOST = 20
_STATED_WITHIN = 110
_SAID_WITHIN = 60
_BOTH, _ONE, _LOOSE = 0.9, 0.75, 0.6
_ELSEWHERE = (APART, "recommendation", "gap")


def threats(statements: Sequence[Statement]) -> list[Found]:
    """Return the sentences that state a level or a trend, in the order of the document, at most twenty.

    ``more`` holds ``level`` (low, moderate, substantial, high, severe, critical) and ``trend`` (increasing, stable,
    decreasing), each null where it is not said, and the ``regions`` that the sentence names.
    """
    found: dict[str, Found] = {}
    for statement in statements:
        said = None if statement.section in _ELSEWHERE else stated(statement)
        if said is not None and statement.value not in found:
            found[statement.value] = _found(statement, *said)
    return list(found.values())[:_MOST]


def stated(statement: Statement) -> tuple[str | None, str | None] | None:
    """Return the level and the trend that a statement says of a threat, or None where it says neither."""
    threat = statement.find("threat:noun")
    state = statement.find("threat:state", threat.end(), threat.end() + _STATED_WITHIN) if threat else None
    if state is None:
        return None
    end = state.end() + _SAID_WITHIN
    level, trend = first_of("level", statement, state.start(), end), trend_in(statement, state.start(), end)
    return (level, trend) if level or trend else None


def trend_in(statement: Statement, start: int = 0, end: int | None = None) -> str | None:
    """Return the first trend that a statement names between two places: increasing, stable or decreasing."""
    return first_of("trend", statement, start, end)


def first_of(family: str, statement: Statement, start: int = 0, end: int | None = None) -> str | None:
    """Return which list of a family has the first turn, the longer one where two begin at a place."""
    said = [
        (found.start(), -found.end(), name.partition(":")[2])
        for name in names(family)
        if (found := statement.find(name, start, end))
    ]
    return min(said)[2] if said else None


def _found(statement: Statement, level: str | None, trend: str | None) -> Found:
    sure = _BOTH if level and trend else _ONE if level else _LOOSE
    more: dict[str, Any] = {"level": level, "trend": trend, "regions": named_in(statement.text)}
    return Found(statement.value, sure, statement.page, statement.evidence, more)
