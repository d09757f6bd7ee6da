"""Processes that are killed at a durable point: what a service or a worker does, run in a process of its own.

A forkserver imports everything once, so that a process costs its fork. Each opens the house anew and dies by
SIGKILL when it reaches a point for the n-th time; without a point it reports what it passed and ends.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from pathlib import Path

import uvicorn

from ingest import accept as accepting
from ingest.archive import Archive
from ingest.manifest import read_manifest
from ingest.pipeline import Reader
from ingest.unnamed import NOTED, SPARED_SECONDS
from ingest.worker import Worker
from models.deposit import Deposit
from models.ids import RandomIds
from repository import durable
from tests.house import START, Cast, TurningClock, make_house, reopen_house
from tests.ingest.papers import report
from web.app import create_app
from web.house import House

SECONDS = 60.0
BOUNDARY = "a-boundary-of-this-test"
OPEN = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}
DAMAGED = b"%PDF-1.7\n" + b"garbage " * 200

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.ingest.crashing"])


@dataclass(frozen=True, slots=True)
class Death:
    """Where a process dies: at a point, or at any where none is named, when it is reached for the n-th time."""

    point: str
    nth: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: whether it was killed, how often it passed each point, what it answered."""

    killed: bool
    passed: Counter[str]
    status: int | None = None


def house_of(folder: Path, later: timedelta = timedelta()) -> House:
    """Open a house in this process, at an instant that no process chose."""
    told = folder / "minutes"
    later += timedelta(minutes=int(told.read_text())) if told.exists() else timedelta()
    # Ids are drawn at random: a process that starts anew must not draw those of the one before.
    return reopen_house(folder, clock=TurningClock(START + later), ids=RandomIds())


def let_pass(folder: Path, minutes: int) -> None:
    """Have every process that starts from now on begin so many minutes later than the first."""
    (folder / "minutes").write_text(str(minutes))


def worker_of(house: House) -> Worker:
    """Return a worker of a house that shares its encoder."""
    return Worker(house.registry, lambda: Reader(house.engine.encoder, house.engine.centring))


def deposit(house: House, content: bytes) -> accepting.Accepted:
    """Deposit a file as an officer of AFRIPOL, in this process."""
    said = Deposit.model_validate(OPEN)
    return accepting.accept(
        house.registry, Cast(house).person("amina"), io.BytesIO(content), "r.pdf", said, limit=10**7
    )


def work(folder: Path, told: Connection, death: Death | None) -> None:
    """Work off the queue of a house."""
    passed = _dying(death)
    house = house_of(folder)
    worker = worker_of(house)
    while worker.step():
        pass
    told.send((passed, None))


def work_and_stop(folder: Path, told: Connection, death: Death | None) -> None:
    """Work, and be told to stop while the first file is read."""
    passed = _dying(death)
    house, stop = house_of(folder), threading.Event()
    durable.listen(lambda name: stop.set() if name == "job.leased" else None)
    worker_of(house).run(stop)
    told.send((passed, None))


def sweep(folder: Path, told: Connection, death: Death | None) -> None:
    """Sweep what nothing names."""
    passed = _dying(death)
    house = house_of(folder)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    worker_of(house).run(stop)
    told.send((passed, None))


def load(folder: Path, told: Connection, death: Death | None) -> None:
    """Load the archive that lies beside a house, and work off its queue, as ``concord import`` does."""
    passed = _dying(death)
    house = house_of(folder)
    rows = read_manifest(folder / "archive" / "manifest.csv")
    archive = Archive(house.registry, folder / "archive", Cast(house).person("yuki"), limit=10**6)
    worker = worker_of(house)
    for row in rows:
        archive.take(row)
    while archive.waiting:
        worker.step()
        archive.settle()
    told.send((passed, None))


def serve(folder: Path, told: Connection, death: Death | None) -> None:
    """Serve a house until the other end of the pipe is closed."""
    house = house_of(folder)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told.send(listener.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(create_app(house=house), log_config=None, access_log=False))

        def end_with_parent() -> None:
            with suppress(EOFError):
                told.recv()
            told.send((passed, None))
            server.should_exit = True

        passed = _dying(death)
        threading.Thread(target=end_with_parent, daemon=True).start()
        server.run(sockets=[listener])


def _dying(death: Death | None) -> Counter[str]:
    passed: Counter[str] = Counter()
    lock = threading.Lock()

    def reached(name: str) -> None:
        with lock:
            passed[name] += 1
            passed[""] += 1
            if death is not None and name == (death.point or name) and passed[death.point] == death.nth:
                os.kill(os.getpid(), signal.SIGKILL)

    durable.listen(reached)
    return passed


Program = Callable[[Path, Connection, Death | None], None]
Request = tuple[str, str, dict[str, str], bytes]
"""Method, address, headers and body."""


def run(program: Program, folder: Path, death: Death | None = None) -> Ended:
    """Run a program to its end, which may be its death."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=program, args=(folder, theirs, death))
    process.start()
    theirs.close()
    with ours:
        passed = _heard(ours)
        process.join(SECONDS)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return Ended(process.exitcode != 0, passed)


def ask(folder: Path, request: Request, death: Death | None = None) -> Ended:
    """Start a service, ask it once, and end it; a status of None means that it died without an answer."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=serve, args=(folder, theirs, death))
    process.start()
    theirs.close()
    with ours:
        port = ours.recv()
        status = _asked(port, request)
        with suppress(OSError):
            ours.send(None)
        passed = _heard(ours)
        process.join(SECONDS)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return Ended(process.exitcode != 0, passed, status)


def _heard(pipe: Connection) -> Counter[str]:
    try:
        assert pipe.poll(SECONDS)
        passed, _ = pipe.recv()
    except (EOFError, ConnectionResetError):
        return Counter()
    return Counter(passed)


def _asked(port: int, request: Request) -> int | None:
    method, address, headers, body = request
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request(method, address, body, headers)
        return connection.getresponse().status
    except (HTTPException, OSError):
        return None
    finally:
        connection.close()


def upload(secret: str, content: bytes, name: str = "r.pdf") -> Request:
    """Return the request that deposits a file under a name."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{json.dumps(OPEN)}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    )
    body = parts.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return "POST", "/api/v1/assessments", headers, body


def page(secret: str, assessment: str) -> Request:
    """Return the request that shows the first page of an assessment."""
    return "GET", f"/api/v1/assessments/{assessment}/pages/1.png", {"Authorization": f"Bearer {secret}"}, b""


def two_pages() -> bytes:
    """Return the file of these tests: a PDF of two pages with headings, running heads and a note."""
    return report(2)


def age(path: Path) -> None:
    """Make a file so old, and an original so long without a row, that nobody can be about to use it."""
    long_ago = time.time() - 2 * SPARED_SECONDS
    os.utime(path, (long_ago, long_ago))
    if path.parent.name == "originals":
        noted = path.parent.parent / NOTED
        known = json.loads(noted.read_text()) if noted.exists() else {}
        noted.write_text(json.dumps(known | {path.name: long_ago}))


def new_house(folder: Path) -> House:
    """Make a house for these tests."""
    return make_house(folder, clock=TurningClock(START), ids=RandomIds())
