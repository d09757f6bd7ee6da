"""What commands print: tables and lines for people, JSON for programs, progress on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Timer
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
MOMENT = 0.5
"""Seconds that nobody wonders about."""


def say(text: str = "") -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def say_json(value: object) -> None:
    """Print a value as one line of JSON; instants in UTC as RFC 3339 writes them."""
    say(json.dumps(value, ensure_ascii=False, default=_plain))


def say_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their heads, the columns aligned."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def instant(at: datetime | None) -> str | None:
    """Return an instant in UTC to the second, such as 2026-11-02T08:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _plain(value: object) -> str:
    return (instant(value) or "") if isinstance(value, datetime) else str(value)


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say on standard error what is waited for, where that takes more than a moment and a person looks on."""
    told = Timer(MOMENT, sys.stderr.write, (f"{text}\n",))
    if sys.stderr.isatty():
        told.start()
    try:
        yield
    finally:
        told.cancel()


class Progress:
    """One line on standard error: rewritten on a terminal, repeated every few seconds anywhere else."""

    SECONDS = 5.0

    def __init__(self) -> None:
        """Start with nothing shown."""
        self._terminal = sys.stderr.isatty()
        self._shown = ""
        self._when = -self.SECONDS

    def show(self, text: str) -> None:
        """Show how far it is."""
        if self._terminal:
            sys.stderr.write(f"\r{text.ljust(len(self._shown))}")
            sys.stderr.flush()
        elif text != self._shown and time.monotonic() - self._when >= self.SECONDS:
            self._when = time.monotonic()
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
        self._shown = text

    def end(self, text: str) -> None:
        """Show the last state, whenever the one before was shown, and leave the line."""
        self._when = -self.SECONDS
        self._shown = self._shown if self._terminal else ""
        self.show(text)
        if self._terminal:
            sys.stderr.write("\n")
        self._shown = ""
