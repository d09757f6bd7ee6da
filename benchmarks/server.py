"""A real server in a child process, a client that times what it asks, and a colleague who works meanwhile."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import urlencode

_PAUSE = 0.25


def concord() -> list[str]:
    """Return the command that runs Concord's command line in this environment."""
    return [sys.executable, "-m", "web.cli"]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@dataclass(slots=True)
class Server:
    """A running ``concord serve``."""

    process: subprocess.Popen[bytes]

    def memory(self) -> int:
        """Return the resident bytes of the server and its children."""
        return sum(_resident(pid) for pid in self._family())

    def share_of_memory(self) -> int:
        """Return the same, but what several of them share is counted once."""
        return sum(_resident(pid, "smaps_rollup", "Pss:") for pid in self._family())

    def _family(self) -> set[int]:
        pids = {self.process.pid}
        while True:
            more = {int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal() and _parent(p) in pids} - pids
            if not more:
                return pids
            pids |= more


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return -1


def _resident(pid: int, table: str = "status", name: str = "VmRSS:") -> int:
    try:
        lines = (Path("/proc") / str(pid) / table).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


@contextmanager
def running(
    environment: dict[str, str], port: int, *, seconds: float = 300.0, log: IO[bytes] | None = None
) -> Iterator[Server]:
    """Run the server until the block ends; it is ready when the block begins. What it says goes to ``log``."""
    process = subprocess.Popen([*concord(), "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=log)
    try:
        end = time.monotonic() + seconds
        while not _ready(port):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server did not start (code {process.poll()})")
            time.sleep(0.05)
        yield Server(process)
    finally:
        process.terminate()
        process.wait(60)


def _ready(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status < 300
    except OSError:
        return False


@dataclass(slots=True)
class Client:
    """Asks the server as the owner of a token."""

    port: int
    token: str

    def timed(self, path: str, **query: str) -> tuple[float, int, bytes]:
        """Return seconds, status and body of one GET."""
        address = f"{path}?{urlencode(query)}" if query else path
        start = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", address, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return time.perf_counter() - start, answer.status, body

    def get(self, path: str, **query: str) -> Any:
        """Return the JSON of one GET; raise where it is refused."""
        _, status, body = self.timed(path, **query)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:300]!r}")
        return json.loads(body)


@dataclass(slots=True)
class Probe:
    """A colleague who asks for one thing after another until the block ends."""

    client: Client
    paths: tuple[str, ...]
    taken: list[float] = field(default_factory=list)
    refused: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Probe:
        """Start asking."""
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop asking."""
        self._stop.set()
        assert self._thread is not None
        self._thread.join()

    def _ask(self) -> None:
        turn = 0
        while not self._stop.wait(_PAUSE):
            seconds, status, _ = self.client.timed(self.paths[turn % len(self.paths)])
            self.taken.append(seconds)
            self.refused += status >= 400
            turn += 1

    def summary(self) -> str:
        """Say how many were asked, the median, the 95th percentile and how many were refused."""
        ordered = sorted(self.taken)
        if not ordered:
            return "none"
        p50, p95 = ordered[len(ordered) // 2], ordered[int(0.95 * (len(ordered) - 1))]
        return f"{len(ordered)}, p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms, refused {self.refused}"
