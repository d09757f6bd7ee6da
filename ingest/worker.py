"""The worker: leases jobs, brings each to its end, and survives whatever a file does (design 2, 5).

Job rows are the truth. A lease is renewed while a job runs; one that nobody renews is taken up again, and a
job that ended its worker three times is failed in words. What a person waits for is done in the middle of a
file of an archive, between two of its pages.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta

from ingest.batch import MOST, renew_all
from ingest.changeover import Changeover
from ingest.errors import IngestError, NeedsPerson, PasswordNeeded, TearlineAstray
from ingest.originals import UNOPENED
from ingest.pipeline import LeaseLost, Progress, Reader, ingest
from ingest.queue import LOWEST, MOST_ATTEMPTS, Queue
from ingest.renewal import outdated
from ingest.sweeper import sweep
from models.tables.job import FAILED, LOCKED, NEEDS_PERSON, TEARLINE, Job
from repository import durable, ownership
from repository.due import catch_up
from repository.errors import RepositoryError, SealBroken, StorageDamaged
from repository.lock import alone
from repository.registry import Registry
from search.changeover import in_use

LEASE = timedelta(seconds=30)
_LOOK = 0.025
"""Seconds between two looks at whether the database was changed; a look takes some microseconds."""
_PAUSE = 0.5
"""Seconds after which the queue is read although nothing was changed: leases lapse, and pauses end."""
_BETWEEN_OVERTAKINGS = 0.2
_BETWEEN_CHORES = 30.0
_BETWEEN_SWEEPS = 600.0
_BETWEEN_TRIES = 1.0
RENEWING = "renewal.lock"
"""Whoever makes index rows anew holds this file of the data folder."""

_MENDED_AT: dict[type[NeedsPerson], str] = {PasswordNeeded: LOCKED, TearlineAstray: TEARLINE}
"""The stage that tells what a person is needed for; of the others the reason says it."""
_FAULT = "Reading this file met a fault of the server; tell its operator the job's id."

log = logging.getLogger("concord.worker")


class _Interrupted(Exception):
    """The worker was told to stop in the middle of a job."""


class Worker:
    """Works off the queue of one registry, one job at a time."""

    def __init__(
        self,
        registry: Registry,
        model: Callable[[], Reader],
        *,
        following: Callable[[], Reader | None] = lambda: None,
        lease: timedelta = LEASE,
    ) -> None:
        """Take the registry, how to open the model in use, and that which is to follow it, if there is one.

        A job whose worker has not been heard of for the length of a ``lease`` is taken up again.
        """
        self._registry = registry
        self._open = model
        self._length = lease
        self._stop = threading.Event()
        self._model: Reader | None = None
        self._chores = self._sweep = self._overtake = 0.0
        self._scans: dict[int, str] = {}
        self._outdated: list[str] | None = None
        self._changeover = Changeover(registry, following)
        self._queue = Queue(registry, f"{os.getpid()}-{registry.ids.new()[:6]}", lease)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; a fault of the database is waited out.

        A job in the middle is put back at the next page, for another worker to begin anew. The model is opened
        first, so that nobody waits for it later.
        """
        self._stop = stop
        self._model = self._model or self._open()
        with closing(self._registry.database.changes()) as changes:
            while not stop.is_set():
                changes.any()
                if self._turn():
                    continue
                until = time.monotonic() + _PAUSE
                while time.monotonic() < until and not changes.any():
                    if stop.wait(_LOOK):
                        return

    def _turn(self) -> bool:
        try:
            self._keep_time()
            return self.step() or self._renew_next()
        except _Interrupted:
            return False
        except RepositoryError as error:
            log.warning("waiting for the database: %s", error)
            self._stop.wait(_BETWEEN_TRIES)
            return False

    def _keep_time(self) -> None:
        """Perform what is due by now, and sweep: nobody may ask for anything for hours."""
        now = time.monotonic()
        if now >= self._chores:
            self._chores = now + _BETWEEN_CHORES
            catch_up(self._registry)
        if now >= self._sweep:
            self._sweep = now + _BETWEEN_SWEEPS
            self._outdated = None
            if removed := sweep(self._registry):
                log.info("removed %d files that nothing names", len(removed))

    def step(self, above: int = LOWEST) -> bool:
        """Take the next job of a higher priority, if there is one, and bring it to an end; return whether there was.

        A model that cannot be opened raises before any job is taken.
        """
        if not self._queue.waiting(above):
            return False
        durable.point("job.found")
        self._model = self._model or self._open()
        job = self._queue.lease(above)
        if job is None:
            return False
        # As long as a job runs no other model comes into use, so the one of now is that of its end.
        self._keep_model()
        done = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(job.id, done), daemon=True)
        renewing.start()
        try:
            self._work(job, self._model)
        finally:
            done.set()
            renewing.join()
            if self._scans.get(job.priority) == job.id:
                del self._scans[job.priority]
        return True

    def _keep_model(self) -> None:
        """Turn to the model in use, where it is another by now."""
        if self._model is None:
            return
        with self._registry.database.read() as session:
            used = in_use(session)
        if used not in (None, self._model.encoder.fingerprint):
            self._model, self._outdated = self._open(), None

    def _renew_next(self) -> bool:
        """Do the next of what has time; return whether there was anything.

        Editions whose index rows are of before an upgrade are brought up to date, or one is made ready for the model
        that follows. Jobs go first, and between any two runs of portions. One worker of a registry does this at a time.
        """
        if self._model is None:
            return False
        with alone(self._registry.folder / RENEWING) as mine:
            if not mine:
                return False
            self._keep_model()
            if self._changeover.settle():
                return True
            if self._outdated is None:
                with self._registry.database.read() as session:
                    self._outdated = outdated(session, self._model)[::-1]
            if not self._outdated:
                return self._changeover.step(self._let_all_pass)
            self._renew_some(self._model, self._outdated[: -MOST - 1 : -1])
        return True

    def _renew_some(self, model: Reader, editions: list[str]) -> None:
        done = set()
        for one in renew_all(self._registry, model, editions, self._let_all_pass):
            done.add(one.edition)
            if one.done:
                log.info("edition %s is indexed anew", one.edition)
            elif one.fault:
                log.warning("edition %s cannot be indexed anew: %s", one.edition, one.fault)
        # A job in between may have had them listed anew.
        self._outdated = self._outdated and [ident for ident in self._outdated if ident not in done]

    def _let_all_pass(self) -> None:
        if self._stop.is_set():
            raise _Interrupted
        self._keep_time()
        while not self._stop.is_set() and self.step():
            pass

    def _work(self, job: Job, model: Reader) -> None:
        """Bring a job to an end, or back into the queue where this is not the time for it."""
        try:
            ingest(self._registry, model, job.edition_id, self._progress(job), worker=self._queue.worker)
        except _Interrupted:
            self._put_back(job, timedelta())
        except LeaseLost:
            log.info("job %s is no longer this worker's", job.id)
        except NeedsPerson as error:
            self._end(job, NEEDS_PERSON, error.reason, _MENDED_AT.get(type(error)))
        except IngestError as error:
            self._end(job, FAILED, error.reason)
        except (SealBroken, StorageDamaged, OSError) as error:
            self._leave(job, error)
        except RepositoryError as error:
            log.warning("job %s is put back: %s", job.id, error)
            self._put_back(job, self._length)
        except Exception:
            log.exception("job %s", job.id)
            self._end(job, FAILED, _FAULT)

    def _leave(self, job: Job, error: Exception) -> None:
        """Leave a job whose file did not open: while all originals are away it waits for them, and is not to blame."""
        try:
            with self._registry.database.read() as session:
                ownership.check(session, self._registry.originals)
        except RepositoryError as away:
            log.warning("job %s is put back: %s", job.id, away)
            self._put_back(job, self._length)
            return
        log.error("job %s: %s", job.id, error)
        # The disk, or a process that could not be started: it may pass, or be this file's for ever.
        if isinstance(error, OSError) and job.attempts < MOST_ATTEMPTS:
            self._put_back(job, self._length, counted=True)
        else:
            self._end(job, FAILED, UNOPENED)

    def _renew(self, job_id: str, done: threading.Event) -> None:
        while not done.wait(self._length.total_seconds() / 3):
            with suppress(RepositoryError):
                self._queue.prolong(job_id)

    def _progress(self, job: Job) -> Progress:
        shown = ("", 0)

        def report(stage: str, done: int, of: int) -> None:
            nonlocal shown
            self._let_pass(job, stage)
            if self._stop.is_set():
                raise _Interrupted
            # A row is written for every twentieth of the way, not for every page.
            step = max(1, of // 20)
            if stage == shown[0] and done < of and done - shown[1] < step:
                return
            shown = stage, done
            with suppress(RepositoryError):
                self._queue.advance(job.id, stage, done, of)

        return report

    def _let_pass(self, job: Job, stage: str) -> None:
        """Do what is more urgent than this job, which goes on afterwards from where it is.

        A scan takes seconds a page, so it lets pass what is as urgent as itself too: one scan of each priority.
        """
        scan = stage == "recognising" and self._scans.setdefault(job.priority, job.id) == job.id
        above = job.priority - 1 if scan else job.priority
        now = time.monotonic()
        if now >= self._overtake:
            self._overtake = now + _BETWEEN_OVERTAKINGS
            with suppress(RepositoryError):
                while not self._stop.is_set() and self.step(above):
                    pass

    def _put_back(self, job: Job, pause: timedelta, *, counted: bool = False) -> None:
        self._until_written(lambda: self._queue.put_back(job.id, pause, counted=counted))

    def _end(self, job: Job, state: str, reason: str, stage: str | None = None) -> None:
        self._until_written(lambda: self._queue.end(job.id, state, reason, stage))

    def _until_written(self, write: Callable[[], None]) -> None:
        """Try until the database takes it: on a full disk this is no fault of the file, nor an attempt at it."""
        while True:
            try:
                return write()
            except RepositoryError as error:
                log.warning("waiting for the database: %s", error)
                if self._stop.wait(_BETWEEN_TRIES):
                    return None
