"""Shorthand for tests of the policy: why something was withheld, and who was let in."""

from __future__ import annotations

from datetime import datetime

from models.handling import Handling
from models.reader import Reader
from repository.release import Withheld, decide
from tests.values import CAST, NOON


def reasons(reader: Reader, handling: Handling, action: str = "view", at: datetime = NOON) -> tuple[str, ...]:
    """Return the rules that failed; none where the handling is released."""
    decision = decide(reader, handling, action, at)
    return decision.reasons if isinstance(decision, Withheld) else ()


def named(handling: Handling, *, at: datetime = NOON) -> set[str]:
    """Return the organizations of the cast that may view the handling."""
    return {reader.organization for reader in CAST if decide(reader, handling, "view", at)}
