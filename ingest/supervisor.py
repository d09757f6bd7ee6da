"""The supervisor: keeps ingest workers running as child processes while their server lives (design 2).

A child's standard input is a pipe that only this process holds open: when the server ends, even by kill -9,
the pipe ends too, and with it the child.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

log = logging.getLogger("concord.supervisor")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a worker that died is started again: doubled each time, back to the first once it lived."""
STEADY = 60.0
GRACE = 10.0
"""Seconds that a worker has to put its job back before it is killed."""


class Supervisor:
    """Runs ``number`` children of one command, starts again those that die, and ends them all with itself."""

    def __init__(
        self,
        command: Sequence[str],
        number: int,
        environment: Mapping[str, str],
        *,
        first_pause: float = FIRST_PAUSE,
        grace: float = GRACE,
    ) -> None:
        """Take what to run; nothing runs before ``start``. Times are in seconds."""
        self._command = list(command)
        self._environment = dict(environment)
        self._first_pause = first_pause
        self._grace = grace
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._threads = [
            threading.Thread(target=self._keep, args=(slot,), name=f"worker-{slot}", daemon=True)
            for slot in range(number)
        ]

    @property
    def pids(self) -> list[int]:
        """Return the numbers of the children that run now."""
        with self._lock:
            return [process.pid for process in self._running.values()]

    def start(self) -> None:
        """Start the children; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the children: asked at first, killed after the grace; none is left when this returns."""
        with self._lock:
            self._ending.set()
            processes = list(self._running.values())
        for process in processes:
            process.terminate()
        end = time.monotonic() + self._grace
        for process in processes:
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def __enter__(self) -> Supervisor:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _keep(self, slot: int) -> None:
        pause = self._first_pause
        while not self._ending.is_set():
            began = time.monotonic()
            code = self._run(slot)
            if self._ending.is_set():
                return
            if time.monotonic() - began >= STEADY:
                pause = self._first_pause
            log.warning("an ingest worker ended (%s); another starts in %.1f seconds", code, pause)
            self._ending.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _run(self, slot: int) -> str:
        """Run one child to its end and say how it ended."""
        with self._lock:
            if self._ending.is_set():
                return "not started"
            try:
                # A session of its own, so that Ctrl-C reaches the server alone, which then ends its workers.
                process = subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, env=self._environment, start_new_session=True
                )
            except OSError as error:
                return f"it could not be started: {error.strerror}"
            self._running[slot] = process
        with process:
            code = process.wait()
        with self._lock:
            del self._running[slot]
        return f"signal {-code}" if code < 0 else f"code {code}"
