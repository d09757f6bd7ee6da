from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from models.tables.register import RegisterEntry
from repository.database import Database
from repository.errors import NotRecorded, StorageBusy, StorageFull
from repository.recorder import BATCH, Recorder
from repository.register import Act, Register

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class CountingRegister(Register):
    """A register that remembers how many acts were committed together."""

    batches: list[int]

    def append_all(self, session: Session, acts: Sequence[Act]) -> list[RegisterEntry]:
        self.batches.append(len(acts))
        return super().append_all(session, acts)


@pytest.fixture
def counting(register: Register) -> CountingRegister:
    made = CountingRegister(register._vault, register._key, register._ids)
    made.batches = []
    return made


def act(name: str) -> Act:
    return Act(action="search", at=NOW, actor=name, words=name)


def recording(recorder: Recorder, *names: str) -> list[threading.Thread]:
    """Record an act of each name in a thread of its own."""
    threads = [threading.Thread(target=recorder.record, args=(act(name),)) for name in names]
    for thread in threads:
        thread.start()
    return threads


def in_threads(many: int, work: Callable[[int], None]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    return threads


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.002)


def test_what_is_recorded_is_durable_when_the_call_returns(database: Database, register: Register) -> None:
    with Recorder(database, register) as recorder:
        entry = recorder.record(act("a"))
    other = sqlite3.connect(database.path)
    assert other.execute("SELECT sequence, actor FROM register_entry").fetchall() == [(entry.sequence, "a")]
    other.close()


def test_thirty_two_threads_record_every_act_exactly_once_in_a_valid_tree(
    database: Database, counting: CountingRegister
) -> None:
    recorder = Recorder(database, counting)
    returned: list[tuple[str | None, int]] = []

    def work(number: int) -> None:
        for turn in range(12):
            entry = recorder.record(act(f"{number}-{turn}"))
            returned.append((entry.actor, entry.sequence))

    for thread in in_threads(32, work):
        thread.join()
    recorder.close()
    with database.read() as session:
        rows = session.exec(select(RegisterEntry)).all()
        assert counting.verify(session).sound
    assert Counter(row.actor for row in rows) == {f"{n}-{t}": 1 for n in range(32) for t in range(12)}
    assert sorted(returned) == sorted((row.actor, row.sequence) for row in rows)
    assert sum(counting.batches) == 32 * 12
    for number in range(32):
        mine = [row.actor for row in rows if row.actor and row.actor.startswith(f"{number}-")]
        assert mine == [f"{number}-{turn}" for turn in range(12)]


def test_all_who_wait_are_committed_together(database: Database, counting: CountingRegister) -> None:
    recorder = Recorder(database, counting)
    with database.write():
        threads = recording(recorder, "first")
        wait_until(lambda: recorder._writing and not recorder._queue)
        threads += recording(recorder, *map(str, range(20)))
        wait_until(lambda: len(recorder._queue) == 20)
    for thread in threads:
        thread.join()
    assert counting.batches == [1, 20]


def test_more_than_a_batch_is_committed_in_batches_and_in_order(
    database: Database, counting: CountingRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BATCH >= 32
    monkeypatch.setattr("repository.recorder.BATCH", 4)
    recorder = Recorder(database, counting)
    with database.write():
        threads = recording(recorder, "first")
        wait_until(lambda: recorder._writing and not recorder._queue)
        for size, name in enumerate("abcdefghij", start=1):
            threads += recording(recorder, name)
            wait_until_queued(recorder, size)
    for thread in threads:
        thread.join()
    assert counting.batches == [1, 4, 4, 2]
    with database.read() as session:
        rows = session.exec(select(RegisterEntry).order_by(col(RegisterEntry.sequence))).all()
    assert [row.actor for row in rows] == ["first", *"abcdefghij"]


def wait_until_queued(recorder: Recorder, size: int) -> None:
    wait_until(lambda: len(recorder._queue) == size)


def fill_the_disk(database: Database) -> None:
    """Let the file grow no further, whoever opens it."""
    with database.read() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
    database.close()

    @event.listens_for(database._engine, "connect")
    def _limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()


def test_on_a_full_disk_every_waiter_is_told_that_it_was_not_recorded(database: Database, register: Register) -> None:
    recorder = Recorder(database, register)
    fill_the_disk(database)
    recorded: list[str | None] = []
    refused: list[NotRecorded] = []

    def work(number: int) -> None:
        for turn in range(40):
            try:
                recorded.append(recorder.record(act(f"{number}-{turn}" + "x" * 500)).actor)
            except NotRecorded as error:
                refused.append(error)

    for thread in in_threads(8, work):
        thread.join()
    assert len(refused) >= 8
    assert all(isinstance(error.__cause__, StorageFull) and "disk is full" in str(error) for error in refused)
    assert len(refused) + len(recorded) == 320
    with database.read() as session:
        assert Counter(session.exec(select(RegisterEntry.actor)).all()) == Counter(recorded)
        assert register.verify(session).sound or not recorded


def test_after_a_failure_the_next_act_is_recorded(database: Database, register: Register) -> None:
    hasty = Database(database.path, busy_seconds=0.02)
    recorder = Recorder(hasty, register)
    with database.write(), pytest.raises(NotRecorded, match="busy") as caught:
        recorder.record(act("a"))
    assert isinstance(caught.value.__cause__, StorageBusy)
    assert recorder.record(act("b")).sequence == 1
    hasty.close()


def test_inside_a_write_of_the_same_thread_it_refuses_instead_of_waiting_for_itself(
    database: Database, register: Register
) -> None:
    recorder = Recorder(database, register)
    with database.write(), pytest.raises(NotRecorded, match="inside a write"):
        recorder.record(act("a"))
    assert recorder.record(act("b")).sequence == 1


def test_an_unforeseen_error_reaches_the_caller_without_its_details(database: Database, register: Register) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE register_entry")
    with pytest.raises(NotRecorded) as caught:
        Recorder(database, register).record(act("a"))
    assert str(caught.value) == "It could not be recorded and was therefore not done."


def test_closing_waits_for_what_is_under_way_and_refuses_what_comes_after(
    database: Database, register: Register
) -> None:
    recorder = Recorder(database, register)
    with database.write():
        threads = recording(recorder, *"abcde")
        wait_until(lambda: len(recorder._queue) == 4)
        closing = threading.Thread(target=recorder.close)
        closing.start()
        wait_until(lambda: recorder._closed)
        assert closing.is_alive()
    closing.join()
    for thread in threads:
        thread.join()
    with pytest.raises(NotRecorded, match="stopping"):
        recorder.record(act("late"))
    with database.read() as session:
        assert len(session.exec(select(RegisterEntry)).all()) == 5
