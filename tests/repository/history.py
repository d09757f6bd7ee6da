"""A register with a history, and how it is inspected and tampered with."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from repository.database import Database
from repository.register import DONE, REFUSED, Act, Register
from repository.verdict import Verdict

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTRIES = 21


def act(number: int) -> Act:
    return Act(
        action="search" if number % 2 else "view",
        at=START + timedelta(seconds=number, microseconds=number),
        actor=f"person-{number % 3}" if number % 4 else None,
        outcome=REFUSED if number % 5 == 0 else DONE,
        editions=(f"edition-{number}", "edition-x"),
        detail={"pages": [1, number], "rules": {"R6": False}, "share": 0.1 * number, "note": "é ع"},
        words=f"question {number} سؤال" if number % 2 else None,
        rank=number % 6,
    )


def verdict(database: Database, register: Register, kept: dict[str, object] | None = None) -> Verdict:
    with database.read() as session:
        return register.verify(session, kept)


def tamper(database: Database, *statements: str) -> None:
    """Write to the file as somebody would who has the disk and SQLite, but not the keys."""
    raw = sqlite3.connect(database.path)
    for statement in statements:
        assert raw.execute(statement).rowcount != 0
    raw.commit()
    raw.close()
