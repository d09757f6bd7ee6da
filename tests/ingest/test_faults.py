"""The disk or the database fails once, at every durable point: nothing is lost, nothing is there by half (P5)."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ingest.sweeper import sweep
from ingest.worker import LEASE
from models.tables.assessment import Edition, Original
from models.tables.job import DONE, QUEUED, Job
from repository import durable
from repository.errors import RepositoryError
from repository.ownership import MARK
from tests.house import TurningClock
from tests.ingest import crashing
from tests.ingest.soundness import unsound
from web.house import House

INSIDE = {
    "deposit.rows",
    "deposit.recorded",
    "job.leasing",
    "job.advancing",
    "edition.indexed",
    "edition.finishing",
    "transaction.open",
    "transaction.full",
    "transaction.durable",
}
"""The points inside a transaction, where it is the database that fails."""
FAULTS = {"full": (errno.ENOSPC, sqlite3.SQLITE_FULL), "broken": (errno.EIO, sqlite3.SQLITE_IOERR)}
DEPOSIT = [name for name in durable.POINTS if name.startswith(("upload.", "original.", "deposit.", "transaction."))]
DEPOSIT.remove("original.opened")
DEPOSIT.remove("deposit.accepted")
READ = [
    *(name for name in durable.POINTS if name.startswith(("document.", "portions.", "pages.", "edition."))),
    *("original.opened", "job.leasing", "job.advancing", "transaction.open", "transaction.full", "transaction.durable"),
]


@contextmanager
def failing(name: str, nth: int, kind: str) -> Iterator[Counter[str]]:
    """Let the n-th call of a point fail as a disk or a database does; 0 lets none fail."""
    passed: Counter[str] = Counter()

    def reached(point: str) -> None:
        passed[point] += 1
        if point == name and passed[point] == nth:
            number, code = FAULTS[kind]
            if name not in INSIDE:
                raise OSError(number, os.strerror(number))
            error = sqlite3.OperationalError("it fails here")
            error.sqlite_errorcode = code
            raise error

    durable.listen(reached)
    try:
        yield passed
    finally:
        durable.silence()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which nothing was deposited."""
    place = tmp_path_factory.mktemp("faults") / "empty"
    crashing.new_house(place).registry.database.close()
    return place


@pytest.fixture(scope="module")
def waiting(empty: Path) -> Path:
    """A house with one file that waits to be read."""
    place = empty.with_name("waiting")
    shutil.copytree(empty, place)
    house = crashing.house_of(place)
    crashing.deposit(house, crashing.two_pages())
    house.registry.database.close()
    return place


@contextmanager
def a_copy(of: Path, place: Path) -> Iterator[House]:
    shutil.copytree(of, place)
    house = crashing.house_of(place)
    try:
        yield house
    finally:
        house.registry.database.close()


def work(house: House) -> None:
    """Work off the queue, over as many leases and pauses as it takes."""
    worker = crashing.worker_of(house)
    clock = house.registry.clock
    assert isinstance(clock, TurningClock)
    for _ in range(4):
        try:
            while worker.step():
                pass
        except RepositoryError:
            pass
        clock.turn(LEASE + timedelta(seconds=1))


def states(house: House) -> list[str]:
    with house.registry.database.read() as session:
        return list(session.exec(select(Job.state)))


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("name", DEPOSIT)
def test_p5_a_deposit_that_meets_a_fault_is_refused_in_words_and_leaves_nothing_or_is_kept_whole(
    name: str, kind: str, empty: Path, tmp_path: Path
) -> None:
    with a_copy(empty, tmp_path / "house") as house:
        with failing(name, 1, kind), pytest.raises(RepositoryError, match=r"[Dd]isk|database") as refused:
            crashing.deposit(house, crashing.two_pages())
        assert str(refused.value).endswith(".")
        # A commit that reports a fault may have been durable all the same; then all of it is there.
        kept = states(house)
        assert kept == ([QUEUED] if name == "transaction.durable" else [])
        with house.registry.database.read() as session:
            assert len(session.exec(select(Original)).all()) == len(session.exec(select(Edition)).all()) == len(kept)
        assert len({path.name for path in house.registry.originals.glob("*")} - {MARK}) == len(kept)
        crashing.deposit(house, crashing.two_pages())
        work(house)
        assert states(house) == [DONE] * (1 + len(kept))
        assert unsound(house) == []


@pytest.mark.parametrize("name", READ)
def test_p5_a_fault_while_a_file_is_read_costs_time_and_nothing_else(name: str, waiting: Path, tmp_path: Path) -> None:
    with a_copy(waiting, tmp_path / "once") as house, failing("", 0, "full") as passed:
        work(house)
        times = passed[name]
    assert times
    for nth in {1, times}:
        for kind in FAULTS:
            with a_copy(waiting, tmp_path / f"{kind}-{nth}") as house:
                with failing(name, nth, kind):
                    work(house)
                assert states(house) == [DONE], (kind, nth)
                assert unsound(house) == [], (kind, nth)


def test_a_file_whose_disk_fails_every_time_ends_in_words(waiting: Path, tmp_path: Path) -> None:
    def always(point: str) -> None:
        if point == "original.opened":
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with a_copy(waiting, tmp_path / "house") as house:
        durable.listen(always)
        try:
            work(house)
        finally:
            durable.silence()
        with house.registry.database.read() as session:
            job = session.exec(select(Job)).one()
        assert (job.state, job.attempts) == ("failed", 3)
        assert "operator" in str(job.reason)


def test_a_deposit_whose_commit_reported_a_fault_but_stands_never_loses_its_file(empty: Path, tmp_path: Path) -> None:
    with a_copy(empty, tmp_path / "house") as house:
        with failing("transaction.durable", 1, "broken"), pytest.raises(RepositoryError):
            crashing.deposit(house, crashing.two_pages())
        assert sweep(house.registry) == []
        work(house)
        assert states(house) == [DONE]
        assert unsound(house) == []
