"""Intelligence gaps: what a document's authors say they do not know, each with the place that says so."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.finding import Found
from ingest.statement import APART, Statement, gathered

MOST = 40

_HERE = "gap"
_SHORTEST = 15


def gaps(statements: Sequence[Statement]) -> list[Found]:
    """Return the gaps of a document in its order, at most forty, a repeated one once."""
    return gathered(statements, sureness, MOST)


def sureness(statement: Statement) -> float:
    """Return how sure it is that a statement names a gap, 0 to 1; below one half it is left out."""
    if statement.leads or len(statement.text) < _SHORTEST or statement.section in (APART, "recommendation"):
        return 0.0
    said = statement.find("gap:sure") is not None
    if statement.section == _HERE:
        return 0.95 if said else 0.7
    return 0.65 if said else 0.0
