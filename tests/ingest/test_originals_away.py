"""While the folder of originals is away, as a volume that is not mounted, jobs wait for it and none is ended (P5)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ingest import worker as working
from ingest.originals import UNOPENED
from ingest.worker import LEASE
from models.tables.assessment import Original
from models.tables.job import DONE, FAILED, QUEUED, Job
from tests.house import Cast, TurningClock
from tests.ingest.queueing import a_worker, change, job_of, queue
from tests.ingest.soundness import unsound
from tests.ingest.test_repair import cut_the_file, looked, lose_the_file


def stored(cast: Cast, job: str) -> str:
    with cast.house.registry.database.read() as session:
        return session.get_one(Original, session.get_one(Job, job).edition_id).stored_as


def unmount(cast: Cast) -> Path:
    """Take the originals away, and leave the empty folder on which they were mounted."""
    originals = cast.house.registry.originals
    away = originals.with_name("away")
    originals.rename(away)
    originals.mkdir()
    return away


def mount(cast: Cast, away: Path) -> None:
    cast.house.registry.originals.rmdir()
    away.rename(cast.house.registry.originals)


def test_p5_an_accepted_file_waits_while_the_originals_are_away_however_long_that_is(
    cast: Cast, clock: TurningClock
) -> None:
    job, worker = queue(cast), a_worker(cast)
    away = unmount(cast)
    for _ in range(5):
        assert worker.step()
        assert (job_of(cast, job).state, job_of(cast, job).attempts) == (QUEUED, 0)
        assert not worker.step()
        clock.turn(LEASE)
    mount(cast, away)
    assert worker.step()
    assert job_of(cast, job).state == DONE
    assert unsound(cast.house) == []


def test_p5_a_disk_that_fails_while_the_originals_are_away_costs_no_attempt(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    job = queue(cast)
    unmount(cast)
    monkeypatch.setattr(working, "ingest", fail)
    assert a_worker(cast).step()
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (QUEUED, 0)


def test_a_file_that_alone_is_gone_fails_in_words_and_is_read_again_once_it_was_put_back(cast: Cast) -> None:
    job, other = queue(cast), queue(cast)
    path = cast.house.registry.originals / stored(cast, job)
    kept = path.read_bytes()
    path.unlink()
    cast.work()
    assert (job_of(cast, job).state, job_of(cast, job).reason) == (FAILED, UNOPENED)
    assert job_of(cast, other).state == DONE
    path.write_bytes(kept)
    (found,) = looked(cast.house)
    assert [(fault.sentence.split(";")[0], fault.remedy) for fault in found.faults] == [
        ("Its reading ended because its file could not be opened", "read again")
    ]
    (mended,) = looked(cast.house, repair=True)
    assert mended.done == ("read again",)
    cast.work()
    assert job_of(cast, job).state == DONE
    assert looked(cast.house) == []
    assert unsound(cast.house) == []


@pytest.mark.parametrize("harm", [lose_the_file, cut_the_file], ids=lambda harm: harm.__name__)
def test_a_file_that_is_still_gone_or_damaged_is_not_queued_again(cast: Cast, harm: object) -> None:
    job = queue(cast)
    assert callable(harm)
    harm(cast.house.registry.originals, stored(cast, job))
    cast.work()
    (found,) = looked(cast.house, repair=True)
    assert (found.done, found.well) == ((), False)
    assert job_of(cast, job).state == FAILED


def test_what_failed_for_another_reason_is_not_read_again(cast: Cast) -> None:
    job = queue(cast, b"%PDF-1.7\n" + b"garbage " * 200)
    cast.work()
    assert job_of(cast, job).state == FAILED
    assert looked(cast.house, repair=True) == []


def test_a_searchable_edition_whose_new_reading_found_no_file_is_read_again_too(cast: Cast) -> None:
    job = queue(cast)
    cast.work()
    change(cast, job, state=FAILED, reason=UNOPENED)
    (found,) = looked(cast.house, repair=True)
    assert found.done == ("read again",)
    cast.work()
    assert looked(cast.house) == []
