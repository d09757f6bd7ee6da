"""The worker: leases jobs, brings each to its end, and survives whatever a file does (design 2, 5).

Job rows are the truth. A lease is renewed while a job runs; one that nobody renews is taken up again, and a
job that ended its worker three times is failed in words.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from ingest.errors import IngestError, NeedsPerson
from ingest.pipeline import LeaseLost, Reader, ingest
from models.tables.job import FAILED, NEEDS_PERSON, QUEUED, RUNNING, Job
from repository.due import catch_up
from repository.errors import RepositoryError, SealBroken, StorageDamaged
from repository.registry import Registry

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
_PAUSE = 0.2
_BETWEEN_LOOKS = 30.0

_ENDED_WORKERS = "Reading this file ended the worker three times; it is not tried again. Export it anew."
_DAMAGED = "The file as it was kept cannot be opened any more; tell the operator the job's id, or deposit it again."

log = logging.getLogger("concord.worker")


class _Interrupted(Exception):
    """The worker was told to stop in the middle of a job."""


class Worker:
    """Works off the queue of one registry, one job at a time."""

    def __init__(self, registry: Registry, model: Callable[[], Reader], *, lease: timedelta = LEASE) -> None:
        """Take the registry and how to open the model, which happens at the first job only.

        A job whose worker has not been heard of for the length of a ``lease`` is taken up again.
        """
        self._registry = registry
        self._open = model
        self._length = lease
        self._stop = threading.Event()
        self._model: Reader | None = None
        self._look_again = 0.0
        self._name = f"{os.getpid()}-{registry.ids.new()[:6]}"

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; a fault of the database is waited out.

        A job in the middle is put back at the next page, for another worker to begin anew.
        """
        self._stop = stop
        while not stop.is_set():
            try:
                self._keep_time()
                busy = self.step()
            except RepositoryError as error:
                log.warning("waiting for the database: %s", error)
                busy = False
            if not busy:
                stop.wait(_PAUSE)

    def _keep_time(self) -> None:
        """Perform what is due by now, every half minute: nobody may ask for anything for hours."""
        if time.monotonic() >= self._look_again:
            self._look_again = time.monotonic() + _BETWEEN_LOOKS
            catch_up(self._registry)

    def step(self) -> bool:
        """Take the next job, if there is one, and bring it to an end; return whether there was one.

        A model that cannot be opened raises before any job is taken.
        """
        if not self._waiting():
            return False
        if self._model is None:
            self._model = self._open()
        job = self._lease()
        if job is None:
            return False
        done = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(job.id, done), daemon=True)
        renewing.start()
        try:
            self._work(job, self._model)
        finally:
            done.set()
            renewing.join()
        return True

    def _work(self, job: Job, model: Reader) -> None:
        try:
            ingest(self._registry, model, job.edition_id, self._progress(job.id), worker=self._name)
        except _Interrupted:
            self._put_back(job.id, timedelta())
        except LeaseLost:
            log.info("job %s is no longer this worker's", job.id)
        except NeedsPerson as error:
            self._end(job.id, NEEDS_PERSON, error.reason)
        except IngestError as error:
            self._end(job.id, FAILED, error.reason)
        except (SealBroken, StorageDamaged) as error:
            log.error("job %s: %s", job.id, error)
            self._end(job.id, FAILED, _DAMAGED)
        except RepositoryError as error:
            log.warning("job %s is put back: %s", job.id, error)
            self._put_back(job.id, self._length)
        except Exception:
            log.exception("job %s", job.id)
            self._end(job.id, FAILED, "Reading this file met a fault of the server; tell its operator the job's id.")

    def _waiting(self) -> bool:
        with self._registry.database.read() as session:
            return self._next(session) is not None

    def _lease(self) -> Job | None:
        """Lease the next job; what ended its worker too often on the way is failed in words."""
        now = self._registry.clock.now()
        with self._registry.database.write() as session:
            while (job := self._next(session)) is not None:
                session.add(job)
                if job.attempts < MOST_ATTEMPTS:
                    job.state, job.stage, job.worker = RUNNING, "reading", self._name
                    job.attempts += 1
                    job.leased_until = now + self._length
                    break
                job.state, job.finished_at, job.leased_until = FAILED, now, None
                job.reason = _ENDED_WORKERS
                session.flush()
        return job

    def _next(self, session: Session) -> Job | None:
        """Return the next job that is queued or whose lease lapsed; one put back waits as long as a lease."""
        until = col(Job.leased_until)
        over = until <= self._registry.clock.now()
        free = (col(Job.state) == QUEUED) & or_(until.is_(None), over)
        query = select(Job).where(or_(free, (col(Job.state) == RUNNING) & over))
        return session.exec(query.order_by(col(Job.priority).desc(), col(Job.created_at)).limit(1)).first()

    def _renew(self, job_id: str, done: threading.Event) -> None:
        while not done.wait(self._length.total_seconds() / 3):
            with suppress(RepositoryError):
                self._change(job_id, self._prolong)

    def _prolong(self, job: Job) -> None:
        job.leased_until = self._registry.clock.now() + self._length

    def _progress(self, job_id: str) -> Callable[[str, int, int], None]:
        shown = ("", 0)

        def report(stage: str, done: int, of: int) -> None:
            nonlocal shown
            if self._stop.is_set():
                raise _Interrupted
            # A row is written for every twentieth of the way, not for every page.
            step = max(1, of // 20)
            if stage == shown[0] and done < of and done - shown[1] < step:
                return
            shown = stage, done
            with suppress(RepositoryError):
                self._change(job_id, lambda job: _advance(job, stage, done, of))

        return report

    def _put_back(self, job_id: str, pause: timedelta) -> None:
        later = self._registry.clock.now() + pause
        with suppress(RepositoryError):
            self._change(job_id, lambda job: _requeue(job, later))

    def _end(self, job_id: str, state: str, reason: str) -> None:
        now = self._registry.clock.now()

        def end(job: Job) -> None:
            job.state, job.reason, job.finished_at, job.leased_until = state, reason, now, None

        self._change(job_id, end)

    def _change(self, job_id: str, change: Callable[[Job], None]) -> None:
        with self._registry.database.write() as session:
            job = session.get_one(Job, job_id)
            if job.worker == self._name and job.state == RUNNING:
                change(job)
                session.add(job)


def _requeue(job: Job, not_before: datetime) -> None:
    job.state, job.attempts, job.leased_until = QUEUED, job.attempts - 1, not_before


def _advance(job: Job, stage: str, done: int, of: int) -> None:
    job.stage, job.page, job.pages = stage, done, of
