from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from ingest.accept import accept
from ingest.supervisor import Supervisor
from models.deposit import Deposit
from models.tables.assessment import Edition, HandlingIndex, Portion
from models.tables.job import DONE, Job
from tests.house import Cast
from web.house import House

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
REPORT = "\n\n".join(f"Paragraph {n} tells of convoys that were seen on road {n}." for n in range(40))
WAITING = """
import pathlib, sys
pathlib.Path(sys.argv[1]).touch()
sys.stdin.buffer.read()
pathlib.Path(sys.argv[2]).touch()
"""
DEAF = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
signal.pause()
"""
SERVER = """
import signal, sys
from ingest.supervisor import Supervisor
Supervisor([sys.executable, "-c", *sys.argv[1:]], 1, {}).start()
signal.pause()
"""


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError(f"nothing of it within {seconds} seconds")


def python(*arguments: object) -> list[str]:
    return [sys.executable, "-c", *map(str, arguments)]


@contextmanager
def told() -> Iterator[list[logging.LogRecord]]:
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign,assignment]
    logger = logging.getLogger("concord.supervisor")
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)


def test_a_job_whose_worker_is_killed_is_taken_up_again_and_done_once(house: House, cast: Cast, tmp_path: Path) -> None:
    accepted = accept(
        house.registry, cast.person("amina"), io.BytesIO(REPORT.encode()), "r.txt", Deposit(), limit=10**6
    )
    mark = tmp_path / "mark"

    def job() -> Job:
        with house.registry.database.read() as session:
            return session.get_one(Job, accepted.job)

    command = [sys.executable, "-m", "tests.ingest.program", str(house.registry.folder), str(mark)]
    with Supervisor(command, 1, ENVIRONMENT, first_pause=0.1) as supervisor:
        wait_until(mark.exists)
        (first,) = supervisor.pids
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: job().state == DONE)
        assert supervisor.pids != [first]
    assert job().attempts == 2
    with house.registry.database.read() as session:
        edition = session.exec(select(Edition)).one()
        places = [row.place for row in session.exec(select(Portion).order_by(Portion.place))]  # type: ignore[arg-type]
        indexes = session.exec(select(HandlingIndex)).all()
    assert edition.ingested_at is not None
    assert places == list(range(len(places)))
    assert places
    assert len([row for row in indexes if row.vectors is not None]) == 1


def test_workers_end_with_their_server_even_when_it_is_killed(tmp_path: Path) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    server = subprocess.Popen(python(SERVER, WAITING, begun, ended), env=ENVIRONMENT)
    try:
        wait_until(begun.exists)
        assert not ended.exists()
    finally:
        server.kill()
        server.wait()
    wait_until(ended.exists)


def test_a_worker_that_does_not_listen_is_killed_after_the_grace(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with Supervisor(python(DEAF, begun), 1, ENVIRONMENT, grace=0.2) as supervisor:
        wait_until(begun.exists)
        (pid,) = supervisor.pids
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("command", [python("raise SystemExit(7)"), ["/there/is/no/such/program"]])
def test_a_worker_that_keeps_dying_is_started_again_at_growing_intervals(command: list[str]) -> None:
    with told() as records, Supervisor(command, 1, ENVIRONMENT, first_pause=0.01):
        wait_until(lambda: len(records) >= 4)
    pauses = [record.args[1] for record in records[:4] if isinstance(record.args, tuple)]
    assert pauses == [0.01, 0.02, 0.04, 0.08]


def test_nothing_is_started_once_it_was_stopped(tmp_path: Path) -> None:
    supervisor = Supervisor(python(WAITING, tmp_path / "begun", tmp_path / "ended"), 2, ENVIRONMENT)
    supervisor.stop()
    supervisor.start()
    supervisor.stop()
    assert not (tmp_path / "begun").exists()
    assert supervisor.pids == []
