"""Verification of the register, and proofs from it: 10,000, 100,000 and 1,000,000 real signed entries, one core.

The entries are those of a working day: views, searches with sealed words and the editions they showed, acts.
The registers are kept in ``.cache/benchmarks`` and grown there, so that a run that was stopped goes on.
The target is a million entries in less than a minute (design 9).
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.ids import SeededIds
from models.tables.register import RegisterHead
from repository.database import Database
from repository.proof import check
from repository.register import Act, Register
from repository.sealed import Vault

T = TypeVar("T")
SIZES = (10_000, 100_000, 1_000_000)
PEOPLE, EDITIONS, BATCH = 400, 20_000, 2_000
WIDTHS = (10, 6, 9, 10, 15, 8, 8)
FOLDER = Path(".cache") / "benchmarks"
START = datetime(2026, 1, 1, tzinfo=UTC)
MASTER = bytes(range(32))
TARGET = 60.0


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print seconds and rate of the verification for every size, and milliseconds of a proof."""
    print("The register: every entry, word, leaf and mention checked, one process, one thread")
    heads = ("entries", "MB", "verify s", "entries/s", "first proof ms", "next ms", "peak MB")
    print(" ".join(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)))
    for size in sizes:
        path = FOLDER / f"register-{size}" / "concord.sqlite"
        database, register = _opened(path)
        _grow(database, register, size)
        with database.read() as session:
            taken, verdict = _timed(lambda: register.verify(session))  # noqa: B023
            first, document = _timed(lambda: register.inclusion(session, size // 3))  # noqa: B023
            following, _ = _timed(lambda: register.inclusion(session, size // 2))  # noqa: B023
        assert verdict.sound, verdict.sentence
        assert check(document).proven
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures = (size, path.stat().st_size / 1e6, taken, size / taken, 1000 * first, 1000 * following, peak)
        digits = (0, 0, 2, 0, 1, 1, 0)
        row = zip(figures, WIDTHS, digits, strict=True)
        print(" ".join(f"{figure:>{width},.{after}f}" for figure, width, after in row), flush=True)
        if size == SIZES[-1]:
            print(f"target: less than {TARGET:.0f} s; {'reached' if taken < TARGET else 'MISSED'}")
        database.close()


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def _opened(path: Path) -> tuple[Database, Register]:
    database = Database(path)
    database.migrate()
    with database.read() as session:
        head = session.get(RegisterHead, 1)
    # Ids go on where an earlier run stopped: another seed gives others.
    ids = SeededIds(head.size if head else 0)
    return database, Register(Vault(MASTER), Ed25519PrivateKey.from_private_bytes(MASTER), ids)


def _grow(database: Database, register: Register, size: int) -> None:
    """Append entries until there are as many as asked for, saying how far it is."""
    shown = time.monotonic()
    while True:
        with database.write() as session:
            register.begin(session, START)
            there = session.get_one(RegisterHead, 1).size
            rng = Random(there)
            numbers = range(there, min(size, there + BATCH))
            register.append_all(session, [_act(rng, number) for number in numbers])
        if there >= size:
            return
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            print(f"  making entries: {there:,} of {size:,}", file=sys.stderr, flush=True)


def _act(rng: Random, number: int) -> Act:
    """Return one act of a day's work: half are views, a third searches, the rest changes something."""
    actor, at = f"person-{rng.randrange(PEOPLE):020}", START + timedelta(seconds=number)
    edition = f"edition-{rng.randrange(EDITIONS):018}"
    kind = rng.random()
    if kind < 0.5:
        return Act(
            action="view", at=at, actor=actor, editions=(edition,), detail={"page": rng.randrange(1, 90)}, rank=2
        )
    if kind < 0.83:
        shown = tuple(f"edition-{rng.randrange(EDITIONS):018}" for _ in range(5))
        words = f"how groups moved to clinics in region {number}"
        return Act(action="search", at=at, actor=actor, editions=shown, words=words, rank=2)
    said = {"from": "registered", "to": "released"}
    return Act(action="release", at=at, actor=actor, editions=(edition,), detail=said, rank=3)


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
