"""The sizes at which vectors and search are measured, what is wanted of search, and how names are read."""

from __future__ import annotations

from collections.abc import Iterable

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
USUAL = "10k,100k"
CLOCK, PROCESSOR, MEMORY = "ms p95", "CPU by embedding, p95", "MB of memory at most"
WANTED = {"100k": {CLOCK: 100.0, PROCESSOR: 3.0}, "1m": {CLOCK: 250.0, MEMORY: 4_000.0}}
"""The most that search end to end may take (design 9)."""


def named(said: str, known: Iterable[str]) -> list[str]:
    """Return names with commas between them; end where one is not known."""
    names = [name.strip().lower() for name in said.split(",")]
    for name in names:
        if name not in known:
            raise SystemExit(f"'{name}' is not known here; known are {', '.join(known)}.")
    return names
