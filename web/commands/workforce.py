"""Hands for the queue: a command that waits for jobs works them off itself where no worker does."""

from __future__ import annotations

import sys
from types import TracebackType

from ingest.supervisor import Supervisor
from repository.lock import held
from repository.settings import Settings
from web.commands.environment import workers_environment, workers_lock
from web.house import build_model

# What lies in the folder where somebody stands is nobody's code, hence -P.
WORKER = (sys.executable, "-P", "-m", "web.cli", "worker", "--supervised")


def supervisor(known: Settings, number: int) -> Supervisor:
    """Return the supervisor of ``number`` ingest workers on the data folder, not yet started."""
    return Supervisor(WORKER, number, workers_environment(known))


class Workforce:
    """Starts workers when they are needed, and ends those it started."""

    def __init__(self, known: Settings, number: int) -> None:
        """Take the settings and how many workers to start at most."""
        self._settings = known
        self._number = number
        self._own: Supervisor | None = None

    def ensure(self) -> None:
        """See to it that somebody works off the queue; to be called again while one waits.

        Raises ``ModelUnreadable`` where the model cannot be built, so that nobody waits in vain.
        """
        if self._own is None and not held(workers_lock(self._settings)):
            build_model(self._settings)
            self._own = supervisor(self._settings, self._number)
            self._own.start()

    def __enter__(self) -> Workforce:
        """Give the workforce; nobody works yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers it started."""
        if self._own is not None:
            self._own.stop()
