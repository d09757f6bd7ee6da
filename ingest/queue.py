"""The queue as one worker sees it: jobs found, leased, moved on, and brought to an end.

Every change is made only while the job is still this worker's; whoever lost its lease changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from models.tables.assessment import Edition, Page, Portion
from models.tables.job import FAILED, QUEUED, RUNNING, Job
from repository import durable
from repository.registry import Registry

MOST_ATTEMPTS = 3
LOWEST = -1
"""Below every priority: whatever is waiting lies above it."""

_ENDED_WORKERS = "Reading this file ended the worker three times; it is not tried again. Export it anew."


class Queue:
    """The job rows of one registry, for one worker."""

    def __init__(self, registry: Registry, worker: str, lease: timedelta) -> None:
        """Take the worker's name and for how long it is believed to live without being heard of."""
        self._registry = registry
        self.worker = worker
        self._length = lease

    def waiting(self, above: int = LOWEST) -> bool:
        """Tell whether a job of a higher priority than ``above`` can be taken now."""
        with self._registry.database.read() as session:
            return self._next(session, above) is not None

    def lease(self, above: int = LOWEST) -> Job | None:
        """Lease the next job; what ended its worker too often on the way is failed in words."""
        now = self._registry.clock.now()
        with self._registry.database.write() as session:
            while (job := self._next(session, above)) is not None:
                session.add(job)
                if job.attempts < MOST_ATTEMPTS:
                    job.state, job.stage, job.worker = RUNNING, "reading", self.worker
                    job.attempts += 1
                    job.leased_until = now + self._length
                    durable.point("job.leasing")
                    break
                job.state, job.finished_at, job.leased_until = FAILED, now, None
                job.reason = _ENDED_WORKERS
                _leave_nothing(session, job)
                session.flush()
        durable.point("job.leased")
        return job

    def prolong(self, job_id: str) -> None:
        """Say that the worker still lives."""
        until = self._registry.clock.now() + self._length

        def prolong(job: Job) -> None:
            job.leased_until = until

        self._change(job_id, prolong)

    def advance(self, job_id: str, stage: str, done: int, of: int) -> None:
        """Say how far the job is, in pages."""

        def advance(job: Job) -> None:
            job.stage, job.page, job.pages = stage, done, of
            durable.point("job.advancing")

        self._change(job_id, advance)

    def put_back(self, job_id: str, pause: timedelta, *, counted: bool = False) -> None:
        """Queue the job again after a pause; the attempt counts only where the file may be to blame."""
        later = self._registry.clock.now() + pause

        def put_back(job: Job) -> None:
            job.state, job.leased_until = QUEUED, later
            job.attempts -= 0 if counted else 1
            durable.point("job.returning")

        self._change(job_id, put_back)

    def end(self, job_id: str, state: str, reason: str, stage: str | None = None) -> None:
        """End the job in words: it failed, or needs a person; at ``stage``, if it is said."""
        now = self._registry.clock.now()

        def end(job: Job) -> None:
            job.state, job.reason, job.finished_at, job.leased_until = state, reason, now, None
            job.stage = stage or job.stage
            durable.point("job.ending")

        self._change(job_id, end)

    def _change(self, job_id: str, change: Callable[[Job], None]) -> None:
        with self._registry.database.write() as session:
            job = session.get_one(Job, job_id)
            if job.worker == self.worker and job.state == RUNNING:
                change(job)
                session.add(job)

    def _next(self, session: Session, above: int) -> Job | None:
        """Return the next job that is queued or whose lease lapsed; one put back waits as long as a lease."""
        until, now = col(Job.leased_until), self._registry.clock.now()
        free = (col(Job.state) == QUEUED) & or_(until.is_(None), until <= now)
        lapsed = (col(Job.state) == RUNNING) & (until <= now)
        query = select(Job).where(or_(free, lapsed), col(Job.priority) > above)
        return session.exec(query.order_by(col(Job.priority).desc(), col(Job.created_at)).limit(1)).first()


def _leave_nothing(session: Session, job: Job) -> None:
    """Remove what a reading that failed has stored, unless an earlier one made the edition searchable."""
    if session.get_one(Edition, job.edition_id).ingested_at is None:
        for table in (Page, Portion):
            session.connection().execute(delete(table).where(col(table.edition_id) == job.edition_id))


def lapsed(job: Job, at: datetime) -> bool:
    """Tell whether a job counts as running although nobody has been heard of for the length of its lease."""
    return job.state == RUNNING and (job.leased_until is None or job.leased_until <= at)
