"""The way of an upload from accepted to searchable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import Field

from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by
from web.depositing import JobView

JOB = "j2w3m5n6k4v2xq2r2s7t3u5y6a"
EXAMPLE = {
    "id": JOB,
    "assessment": ID,
    "state": "running",
    "stage": "embed",
    "page": 7,
    "pages": 12,
    "reason": None,
    "created_at": "2025-07-24T08:00:00Z",
    "finished_at": None,
}


class JobShown(Shape):
    """How far an upload is: state and stage, pages done of total, and why it stopped where it did.

    States: queued, running, done, needs_person, failed; the last three are final. One that needs a person at the stage
    ``locked`` waits for the password of its file, one at ``tearline`` for a tearline that fits it.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    assessment: str
    state: str
    stage: str
    page: int
    pages: int
    reason: str | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, job: JobView) -> Self:
        """Return a job."""
        return cls(
            id=job.id,
            assessment=job.assessment,
            state=job.state,
            stage=job.stage,
            page=job.page,
            pages=job.pages,
            reason=job.reason,
            created_at=job.created_at,
            finished_at=job.finished_at,
        )


class Password(Shape):
    """What opens an encrypted file; it is kept sealed and never shown."""

    model_config = shown_by(password="correct horse battery staple")  # noqa: S106

    password: str = Field(max_length=1000)


class JobList(Shape):
    """The jobs of the caller's organization, the newest first."""

    model_config = shown_by(jobs=[EXAMPLE])

    jobs: list[JobShown]

    @classmethod
    def of(cls, jobs: Iterable[JobView]) -> Self:
        """Return a list of jobs."""
        return cls(jobs=[JobShown.of(job) for job in jobs])
