"""Recommendations: what a document's authors ask somebody to do, each with the place that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.finding import Found
from ingest.statement import APART, Statement, gathered

MOST = 80

_HERE = "recommendation"
_CLOSING = "closing"
_SHORTEST = 20
_THAT = re.compile(r"\b(?:that|which|who|que|qui)\b")


def recommendations(statements: Sequence[Statement]) -> list[Found]:
    """Return the recommendations of a document in its order, at most eighty, a repeated one once."""
    return gathered(statements, sureness, MOST)


def sureness(statement: Statement) -> float:
    """Return how sure it is that a statement recommends, 0 to 1; below one half it is left out."""
    if statement.leads or len(statement.text) < _SHORTEST or statement.section in (APART, "gap"):
        return 0.0
    strong = statement.find("recommendation:strong") is not None
    must = statement.find("recommendation:must")
    if statement.section == _HERE:
        return 0.95 if strong or statement.entry else 0.9 if must is not None else 0.4
    if strong:
        return 0.8 if statement.section == _CLOSING else 0.6
    told = must is not None and not _THAT.search(statement.folded[: must.start()])
    return 0.6 if told and statement.section == _CLOSING else 0.0
