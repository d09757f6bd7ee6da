"""Originals that no row names, and since when that is known.

Where the database is an older one than the folder, as after a backup of it alone was put back, what was deposited since
is still there and has no row. How old such a file is does not tell since when there was time to put back the right
database, so it is noted beside the database when a file was first seen without a row.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

SPARED_SECONDS = 7 * 86400.0
"""For so long an original is left that nothing names."""

NOTED = "unnamed.json"
"""The file in the data folder: names of originals, and the second in which each was first seen without a row."""


def note(folder: Path, names: Iterable[str]) -> None:
    """Note which originals no row names now; one that is noted already stays as it is, any other is forgotten."""
    known = _known(folder)
    now = time.time()
    # Of a clock that was ahead when it was noted nothing is kept.
    noted = {name: min(known.get(name, now), now) for name in sorted(names)}
    if noted != known:
        part = folder / f"{NOTED}.part"
        # What cannot be noted, on a full disk, is left the longer.
        with suppress(OSError):
            part.write_text(json.dumps(noted), encoding="ascii")
            part.replace(folder / NOTED)


def lapsed(folder: Path) -> set[str]:
    """Return the originals whose time is over."""
    until = time.time() - SPARED_SECONDS
    return {name for name, since in _known(folder).items() if since < until}


def _known(folder: Path) -> dict[str, float]:
    try:
        known = json.loads((folder / NOTED).read_text(encoding="ascii"))
        return {str(name): float(since) for name, since in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
