"""Ingest jobs: the rows are the truth, the workers only lease them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import instant

QUEUED, RUNNING, DONE, NEEDS_PERSON, FAILED = "queued", "running", "done", "needs_person", "failed"
TERMINAL = (DONE, NEEDS_PERSON, FAILED)
LOCKED = "locked"
"""The stage of a job that needs a person to give the password of its file."""
TEARLINE = "tearline"
"""The stage of a job that needs a person to correct a tearline that names nothing in its file."""


class Job(SQLModel, table=True):
    """The way of one upload from accepted to searchable."""

    id: str = Field(primary_key=True)
    edition_id: str = Field(foreign_key="edition.id", unique=True)
    state: str = Field(default=QUEUED, index=True)
    stage: str = ""
    page: int = 0
    pages: int = 0
    reason: str | None = None
    priority: int = 0
    attempts: int = 0
    worker: str | None = None
    leased_until: datetime | None = Field(default=None, sa_column=instant("leased_until"))
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    finished_at: datetime | None = Field(default=None, sa_column=instant("finished_at"))
