"""Time as the registry counts it: UTC only, intervals closed at the start and open at the end (case 33)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Protocol


class Clock(Protocol):
    """Where the present instant comes from; tests and the two worlds inject their own."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


LONGEST_WAIT = timedelta(hours=1)
"""A clock that jumped back further was wrong before, and is believed again."""


class SystemClock:
    """The clock of the machine, which stands still where that one jumps back, until it has caught up.

    What was narrowed, suspended or ended "from now" would otherwise not have begun for as long as the jump (P6).
    """

    def __init__(self, since: datetime | None = None, machine: Callable[[], datetime] | None = None) -> None:
        """Take an instant that was present already, such as that of the newest entry of the register."""
        self._machine = machine or partial(datetime.now, UTC)
        self._latest = since
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the machine's present instant in UTC, or the latest it gave within the last hour."""
        said = self._machine()
        with self._lock:
            if self._latest is None or not said < self._latest <= said + LONGEST_WAIT:
                self._latest = said
            return self._latest


def as_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC; one that names no zone is taken to be UTC.

    Raises ``ValueError`` in words where UTC has no date for it.
    """
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from error


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 date or instant; a bare date is its first instant in UTC.

    Raises ``ValueError`` with a sentence where the text is neither.
    """
    try:
        return as_utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError) as wrong:
        raise ValueError(
            f"'{text.strip()[:40]}' is not a date or an instant; write 2025-07-24 or 2025-07-24T12:00:00Z"
        ) from wrong


@dataclass(frozen=True, slots=True)
class Interval:
    """The instants ``from_ <= at < until``; a missing end is open."""

    from_: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse an interval that ends before it starts."""
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError("an interval cannot end before it starts")

    def __contains__(self, at: datetime) -> bool:
        """Tell whether the instant lies in the interval."""
        return (self.from_ is None or self.from_ <= at) and (self.until is None or at < self.until)

    def edges_after(self, at: datetime) -> list[datetime]:
        """Return the instants after ``at`` at which the answer of ``in`` changes."""
        return [edge for edge in (self.from_, self.until) if edge is not None and edge > at]


def earliest(*instants: datetime | None) -> datetime | None:
    """Return the first of the instants that are known, or None."""
    return min((instant for instant in instants if instant is not None), default=None)
