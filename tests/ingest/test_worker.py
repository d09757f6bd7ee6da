"""The worker and its pipeline: every job comes to an end, and no end is half of one (P5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from ingest import pipeline
from ingest import worker as working
from ingest.accept import BULK
from ingest.pipeline import Reader
from ingest.sandbox import parse
from ingest.structure import Document
from ingest.worker import LEASE, Worker
from models.tables.assessment import Edition, HandlingIndex, Original, Page
from models.tables.job import DONE, FAILED, NEEDS_PERSON, QUEUED, RUNNING, Job
from models.tables.job import TEARLINE as ASTRAY
from repository import durable
from repository.errors import StorageBusy, StorageFull
from search.query import Query
from tests.house import Cast, TurningClock
from tests.ingest.papers import new_pdf
from tests.ingest.queueing import OPEN, STUDY, TEARLINE, a_worker, change, job_of, mend, parts_of, portions_of, queue
from web import depositing, reading


def test_a_job_is_brought_to_searchable_and_its_pages_are_told(cast: Cast) -> None:
    job = queue(cast)
    assert a_worker(cast).step()
    row = job_of(cast, job)
    assert (row.state, row.reason, row.leased_until) == (DONE, None, None)
    assert row.finished_at == cast.house.registry.clock.now()
    assert (row.page, row.pages) == (1, 1)
    assert not a_worker(cast).step()


def test_what_a_person_waits_for_overtakes_an_archive(cast: Cast) -> None:
    slow, quick = queue(cast, priority=BULK), queue(cast)
    a_worker(cast).step()
    assert (job_of(cast, slow).state, job_of(cast, quick).state) == (QUEUED, DONE)


def test_what_a_person_waits_for_is_done_in_the_middle_of_a_file_of_an_archive(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "_BETWEEN_OVERTAKINGS", 0.0)
    waited: list[str] = []
    slow = queue(cast, priority=BULK)
    while_reading(monkeypatch, lambda: waited.append(queue(cast)))
    ended: list[str] = []
    durable.listen(lambda name: ended.append(running(cast)) if name == "edition.searchable" else None)
    try:
        assert a_worker(cast).step()
    finally:
        durable.silence()
    assert ended == [slow, ""]
    for job in (slow, *waited):
        assert (job_of(cast, job).state, job_of(cast, job).attempts) == (DONE, 1)
    assert len(portions_of(cast, slow)) == len(portions_of(cast, waited[0])) == 2


def running(cast: Cast) -> str:
    """Return the job that is being read now, or nothing."""
    with cast.house.registry.database.read() as session:
        return "".join(session.exec(select(Job.id).where(Job.state == RUNNING)))


def test_two_people_who_wait_do_not_overtake_each_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_BETWEEN_OVERTAKINGS", 0.0)
    later: list[str] = []
    queue(cast)
    while_reading(monkeypatch, lambda: later.append(queue(cast)))
    assert a_worker(cast).step()
    assert job_of(cast, later[0]).state == QUEUED


def test_an_upload_is_taken_up_at_once_by_a_worker_that_is_idle(cast: Cast) -> None:
    stop, taken = threading.Event(), threading.Event()
    durable.listen(lambda name: taken.set() if name == "edition.searchable" else None)
    working_ = threading.Thread(target=a_worker(cast).run, args=(stop,))
    working_.start()
    try:
        job = queue(cast)
        assert taken.wait(30)
    finally:
        stop.set()
        working_.join()
        durable.silence()
    assert job_of(cast, job).state == DONE


def test_on_a_full_disk_a_job_waits_for_room_and_costs_no_attempt(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the portions are stored, and still when the job is put back."""
    left = ["portions", "returning"]

    def full(name: str) -> None:
        if left and name == {"portions": "portions.kept", "returning": "job.returning"}[left[0]]:
            left.pop(0)
            raise StorageFull("The disk is full.")

    monkeypatch.setattr(working, "_BETWEEN_TRIES", 0.01)
    job, worker = queue(cast), a_worker(cast)
    durable.listen(full)
    try:
        assert worker.step()
    finally:
        durable.silence()
    assert left == []
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (QUEUED, 0)


def test_an_edition_that_is_read_again_is_not_found_by_half(cast: Cast) -> None:
    assessment = cast.release("amina", STUDY, "n.md", **OPEN)
    job = depositing.jobs(cast.house, cast.visitor("amina"))[0].id
    change(cast, job, state=QUEUED, attempts=0)
    found: list[tuple[int, int]] = []

    def look(name: str) -> None:
        if name in ("edition.cleared", "pages.kept", "portions.kept", "edition.searchable"):
            total = reading.search(cast.house, cast.visitor("mei"), Query("lighthouse notice")).total
            found.append((total, len(reading.portions(cast.house, cast.visitor("mei"), assessment)[1])))

    durable.listen(look)
    try:
        assert a_worker(cast).step()
    finally:
        durable.silence()
    assert found == [(0, 0), (0, 0), (0, 0), (1, 2)]


def test_a_job_whose_lease_lapsed_is_taken_up_and_one_whose_lease_lives_is_not(cast: Cast, clock: TurningClock) -> None:
    job = queue(cast)
    change(cast, job, state=RUNNING, worker="dead", attempts=1, leased_until=clock.now() + LEASE)
    assert not a_worker(cast).step()
    clock.turn(LEASE)
    assert a_worker(cast).step()
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (DONE, 2)


def test_a_job_that_ended_three_workers_fails_in_words_and_the_next_one_is_taken(
    cast: Cast, clock: TurningClock
) -> None:
    deadly = queue(cast)
    change(cast, deadly, state=RUNNING, worker="dead", attempts=3, leased_until=clock.now())
    clock.turn(timedelta(minutes=1))
    next_ = queue(cast)
    assert a_worker(cast).step()
    row = job_of(cast, deadly)
    assert (row.state, row.leased_until) == (FAILED, None)
    assert "three times" in str(row.reason)
    assert job_of(cast, next_).state == DONE


def test_a_file_without_text_needs_a_person_and_one_that_is_damaged_fails_each_in_words(cast: Cast) -> None:
    pdf = new_pdf()
    pdf.add_page()
    empty, damaged = queue(cast, bytes(pdf.output())), queue(cast, b"%PDF-1.7\n" + b"garbage " * 200)
    worker = a_worker(cast)
    while worker.step():
        pass
    assert job_of(cast, empty).state == NEEDS_PERSON
    assert job_of(cast, damaged).state == FAILED
    for job in (empty, damaged):
        assert str(job_of(cast, job).reason).endswith(".")
        assert portions_of(cast, job) == []


def test_reading_again_replaces_the_portions_under_the_same_handlings_and_ids(cast: Cast) -> None:
    job, worker = queue(cast), a_worker(cast)
    worker.step()
    first = portions_of(cast, job)
    change(cast, job, state=QUEUED)
    worker.step()
    again = portions_of(cast, job)
    assert len(again) == len(first) == 2
    assert [(row.id, row.handling_id, row.place) for row in again] == [
        (row.id, row.handling_id, row.place) for row in first
    ]
    with cast.house.registry.database.read() as session:
        assert len(session.exec(select(Page)).all()) == 1
        assert len(session.exec(select(HandlingIndex)).all()) == 2


def test_a_crash_between_the_portions_and_the_end_is_mended_by_the_next_try(
    cast: Cast, clock: TurningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends here."""

    def end(*_: object) -> None:
        raise Killed

    job = queue(cast)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "_finish", end)
        with pytest.raises(Killed):
            a_worker(cast).step()
    assert job_of(cast, job).state == RUNNING
    assert len(portions_of(cast, job)) == 2
    assert reading.search(cast.house, cast.visitor("amina"), Query("lighthouse")).total == 0
    clock.turn(LEASE)
    assert a_worker(cast).step()
    assert job_of(cast, job).state == DONE
    assert len(portions_of(cast, job)) == 2
    assert reading.search(cast.house, cast.visitor("amina"), Query("lighthouse")).total == 1


def while_reading(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen while the file is being read, once."""
    left = [happens]

    def reading_(*given: Any, **named: Any) -> Document:
        document = parse(*given, **named)
        if left:
            left.pop()()
        return document

    monkeypatch.setattr(pipeline, "parse", reading_)


def test_a_tearline_that_names_nothing_in_the_file_is_told_by_the_stage_of_its_job(cast: Cast) -> None:
    job = queue(cast, tearlines=[{**TEARLINE, "portions": ["heading:Nowhere"]}])
    assert a_worker(cast).step()
    assert (job_of(cast, job).state, job_of(cast, job).stage) == (NEEDS_PERSON, ASTRAY)
    mend(cast, job, tearlines=[TEARLINE])
    assert job_of(cast, job).stage == ""
    assert a_worker(cast).step()
    assert (job_of(cast, job).state, parts_of(cast, job)) == (DONE, ["body", "tearline:1"])


def test_a_tearline_changed_while_the_file_is_read_is_never_cut_by_the_one_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    granite = {**TEARLINE, "portions": ["heading:Granite study"]}
    job = queue(cast, tearlines=[granite])
    while_reading(monkeypatch, lambda: mend(cast, job, tearlines=[TEARLINE]))
    worker = a_worker(cast)
    assert worker.step()
    assert (job_of(cast, job).state, portions_of(cast, job)) == (QUEUED, [])
    assert worker.step()
    assert parts_of(cast, job) == ["body", "tearline:1"]


def test_a_worker_that_lost_its_lease_writes_nothing_over_the_other_ones_work(
    cast: Cast, clock: TurningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, other = queue(cast), a_worker(cast)

    def overtaken() -> None:
        clock.turn(LEASE)
        assert other.step()

    while_reading(monkeypatch, overtaken)
    assert a_worker(cast).step()
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (DONE, 2)
    assert len(portions_of(cast, job)) == 2


def test_a_busy_database_puts_the_job_back_for_a_while_and_costs_no_attempt(
    cast: Cast, clock: TurningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise StorageBusy("busy")

    job, worker = queue(cast), a_worker(cast)
    with monkeypatch.context() as patch:
        patch.setattr(working, "ingest", busy)
        assert worker.step()
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (QUEUED, 0)
    assert not worker.step()
    clock.turn(LEASE)
    assert worker.step()
    assert job_of(cast, job).state == DONE


def test_a_kept_file_that_was_changed_on_disk_fails_and_stops_nobody_else(cast: Cast) -> None:
    spoilt, well = queue(cast), queue(cast)
    registry = cast.house.registry
    with registry.database.read() as session:
        original = session.get_one(Original, session.get_one(Job, spoilt).edition_id)
    path = registry.originals / original.stored_as
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    worker = a_worker(cast)
    assert worker.step()
    assert worker.step()
    assert not worker.step()
    assert job_of(cast, spoilt).state == FAILED
    assert "operator" in str(job_of(cast, spoilt).reason)
    assert job_of(cast, well).state == DONE


def test_a_fault_nobody_foresaw_fails_in_words_that_name_no_content(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret words of the document")

    job = queue(cast)
    monkeypatch.setattr(working, "ingest", fault)
    assert a_worker(cast).step()
    assert job_of(cast, job).state == FAILED
    assert "secret" not in str(job_of(cast, job).reason)


def test_a_model_that_cannot_be_opened_costs_no_job(cast: Cast) -> None:
    def no_model() -> Reader:
        raise LookupError("no model")

    job = queue(cast)
    with pytest.raises(LookupError):
        Worker(cast.house.registry, no_model).step()
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (QUEUED, 0)


def test_a_worker_that_is_told_to_stop_puts_its_job_back_at_once_and_costs_no_attempt(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, stop = queue(cast), threading.Event()
    with monkeypatch.context() as patch:
        while_reading(patch, stop.set)
        a_worker(cast).run(stop)
    assert (job_of(cast, job).state, job_of(cast, job).attempts) == (QUEUED, 0)
    assert a_worker(cast).step()
    assert job_of(cast, job).state == DONE


def test_an_edition_is_stamped_when_it_became_searchable(cast: Cast, clock: TurningClock) -> None:
    job = queue(cast)
    clock.turn(timedelta(minutes=5))
    a_worker(cast).step()
    with cast.house.registry.database.read() as session:
        assert session.get_one(Edition, job_of(cast, job).edition_id).ingested_at == clock.now()


def test_w4_a_worker_performs_what_is_due_while_nobody_asks_for_anything(cast: Cast, clock: TurningClock) -> None:
    until = (clock.now() + timedelta(days=1)).isoformat()
    ident = cast.release("amina", STUDY, retention_until=until)
    clock.turn(timedelta(days=2))
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    a_worker(cast).run(stop)
    with cast.house.registry.database.read() as session:
        assert session.exec(select(Edition).where(Edition.assessment_id == ident)).one().state == "destroyed"
