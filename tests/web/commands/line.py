"""A command line run in this process, and what it left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import select

from models.tables.register import RegisterEntry
from repository.settings import Settings
from web.commands.environment import opened

Said = tuple[int, str, str]
Command = Callable[..., Said]
"""Runs a command line; gives the exit code, what was printed, and what was said on standard error."""


def printed(said: Said) -> Any:
    code, out, err = said
    assert code == 0, err
    return json.loads(out)


def act(data: Path, action: str) -> RegisterEntry:
    """The newest entry of an act."""
    known = Settings.from_environment({"CONCORD_DATA": str(data)})
    with opened(known) as registry, registry.database.read() as session:
        rows = session.exec(select(RegisterEntry).where(RegisterEntry.action == action))
        return max(rows, key=lambda row: row.sequence)
